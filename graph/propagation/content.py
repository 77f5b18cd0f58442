"""How much of a material an item holds, and the same chain weighed by that content.

Where a material is a small part of a product, the mean hides it. Weighed by kilograms instead of by the weight of
slots, nothing without the material counts, so dilution cannot hide it: x = n / C of the method. The weights into
every item that holds the material add up to 1 again, so the same models run on this network.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from graph.columns import Bools, Floats, Ints
from graph.edges import matrix
from graph.errors import NetworkError
from graph.loops import components
from graph.network import MIX, PART, TWIN, Network
from graph.nodes import spread
from graph.propagation.solver import System
from graph.supply import Supply

UNITS = "units that do not convert into each other"
GAIN = "a loop that gains material each time round"


@dataclass(frozen=True)
class Content:
    """One material in all items.

    Attributes
    ----------
    kilograms
        Content C of each item per unit, shape (items,); 0 where it holds none, NaN where it cannot be known.
    reason
        Why it cannot be known, by item position.
    """

    kilograms: Floats
    reason: dict[int, str]


def contents(chain: Supply, materials: Sequence[int]) -> list[Content]:
    """Return how many kilograms of each material one unit of each item holds.

    A slot whose shares do not add up to 1 counts in full: an unmapped supplier's part holds what its peers' hold.

    Notes
    -----
    C = Q·C + (what is taken in directly), with Q the quantities by share of their slot: one solve for all materials.
    """
    rows, n = chain.inputs, len(chain.process)
    use = rows.quantity * rows.split
    part = np.flatnonzero(~rows.is_material & (rows.split > 0))
    item, source = rows.item[part], rows.source[part]
    whole = matrix(item, source, np.nan_to_num(use[part]), n)
    gaining = _gaining(whole, item, source)
    kept = np.where(gaining[item], 0.0, np.nan_to_num(use[part]))
    start = np.zeros((n, len(materials)))
    for column, material in enumerate(materials):
        direct = rows.is_material & (rows.source == material) & (rows.split > 0)
        start[:, column] = np.bincount(rows.item[direct], np.nan_to_num(use[direct]), n)
    kilograms = System(matrix(item, source, kept, n)).solve(start).x
    found = []
    for column, material in enumerate(materials):
        reason = _lost(chain, material, use, gaining) if gaining.any() or np.isnan(use).any() else {}
        amount = np.ascontiguousarray(kilograms[:, column])
        amount[list(reason)] = np.nan
        found.append(Content(amount, reason))
    return found


def _gaining(whole: csr_array, item: Ints, source: Ints) -> Bools:
    """Return which items lie in a loop that puts out at least what goes in, shape (items,)."""
    gaining = np.zeros(whole.shape[0], dtype=np.bool_)
    count, component = components(item, source, whole.shape[0])
    for loop in np.flatnonzero(np.bincount(component, minlength=count) > 1):
        members = np.flatnonzero(component == loop)
        try:
            System(whole[members][:, members]).supersolution  # noqa: B018  raises where there is none
        except NetworkError:
            gaining[members] = True
    return gaining


def _lost(chain: Supply, material: int, use: Floats, gaining: Bools) -> dict[int, str]:
    """Return the items whose content of a material cannot be known, with the reason."""
    rows, n = chain.inputs, len(chain.process)
    part = ~rows.is_material & (rows.split > 0)
    direct = rows.is_material & (rows.source == material) & (rows.split > 0)
    holds = spread(rows.item[direct], rows.source[part], rows.item[part], n)
    carries = direct | (part & holds[np.where(rows.is_material, 0, rows.source)])
    reason: dict[int, str] = {}
    for first, words in (
        (np.unique(rows.item[carries & np.isnan(use)]), UNITS),
        (np.flatnonzero(gaining & holds), GAIN),
    ):
        for item in np.flatnonzero(spread(first, rows.source[part], rows.item[part], n)) if len(first) else ():
            reason.setdefault(int(item), words)
    return reason


def network_of(network: Network, chain: Supply, material: int, held: Content) -> Network:
    """Return the network of one material: the same nodes, edges weighed by the kilograms that come through them.

    An unmapped source reads the material's mix: that is where its kilograms come from. Items that hold none of the
    material, or an amount that cannot be known, have no edges.
    """
    per_row = _brought(chain, material, held)
    first = network.offsets
    into_item = (network.customer >= first[PART]) & (network.row >= 0) & (network.kind[network.customer] != TWIN)
    weight = np.where(into_item, network.share * per_row[network.row], 0.0) if len(per_row) else np.zeros(0)
    mix = int(first[MIX]) + material
    weight = np.where(network.customer == mix, network.weight, weight)
    at = np.flatnonzero(weight > 0)
    customer, weight = network.customer[at], weight[at]
    source = np.where(network.kind[network.source[at]] == TWIN, mix, network.source[at])
    # Only edges from the mix change places: they come first, by slot, and all others stay in their order.
    place = np.where(source == mix, network.slot[at], len(network.slots) + np.arange(len(at)))
    order = np.lexsort((place, customer))
    at, customer, source, weight = at[order], customer[order], source[order], weight[order]
    return replace(
        network,
        start=np.searchsorted(customer, np.arange(network.size + 1)),
        source=source,
        weight=weight / np.bincount(customer, weight, network.size)[customer],
        share=network.share[at],
        confidence=network.confidence[at],
        level=network.level[at],
        slot=network.slot[at],
        material=np.full(len(at), material),
        row=network.row[at],
    )


def _brought(chain: Supply, material: int, held: Content) -> Floats:
    """Return kilograms that come by each input row, before its share of the slot, per kilogram in the item."""
    rows, known = chain.inputs, np.nan_to_num(held.kilograms)
    inside = known[np.where(rows.is_material, 0, rows.source)] if len(known) else np.zeros(0)
    brought = np.where(rows.is_material, rows.source == material, inside)
    whole = known[rows.item]
    return np.divide(np.nan_to_num(rows.quantity) * brought, whole, out=np.zeros(len(whole)), where=whole > 0)
