"""How much of a material an item holds, and the same chain weighed by that content.

Where a material is a small part of a product, the mean hides it. Weighed by kilograms instead of by the weight of
slots, nothing without the material counts, so dilution cannot hide it: x = n / C of the method. The weights into
every item that holds the material add up to 1 again, so the same models run on this network.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from graph.columns import Bools, Floats, Ints
from graph.edges import Rules, Weighing
from graph.errors import NetworkError
from graph.propagation.solver import System, components


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


def content(rules: Rules, material: int) -> Content:
    """Return how many kilograms of a material one unit of each item holds.

    A slot whose shares do not add up to 1 counts in full: an unmapped supplier's part holds what its peers' hold.
    """
    rows = rules.chain.inputs
    n = len(rules.chain.process)
    part = ~rows.is_material & (rows.split > 0)
    direct = rows.is_material & (rows.source == material) & (rows.split > 0)
    holds = _downstream(rules, np.unique(rows.item[direct]))
    counted = part & holds[np.where(rows.is_material, 0, rows.source)] if n else part
    use = rows.quantity * rows.split
    reason = _lost(rules, (counted | direct) & np.isnan(use), "units that do not convert into each other")
    matrix = csr_array((np.nan_to_num(use[counted]), (rows.item[counted], rows.source[counted])), (n, n))
    gaining = _gaining(matrix)
    for item in np.flatnonzero(gaining):
        reason.setdefault(int(item), "a loop that gains material each time round")
    matrix = _without(matrix, gaining)
    start: Floats = 1.0 * np.bincount(rows.item[direct], np.nan_to_num(use[direct]), n)
    kilograms = _solved(matrix, start)
    _spread_reasons(rules, counted, reason)
    kilograms[list(reason)] = np.nan
    return Content(kilograms, reason)


def _downstream(rules: Rules, first: Ints) -> Bools:
    """Return which items hold something that the first items take in, shape (items,)."""
    rows = rules.chain.inputs
    part = ~rows.is_material & (rows.split > 0)
    found = np.zeros(len(rules.chain.process), dtype=np.bool_)
    fresh = first
    while len(fresh):
        found[fresh] = True
        into = np.unique(rows.item[part & found[np.where(rows.is_material, 0, rows.source)]])
        fresh = into[~found[into]]
    return found


def _lost(rules: Rules, bad: Bools, reason: str) -> dict[int, str]:
    return {int(item): reason for item in np.unique(rules.chain.inputs.item[bad])}


def _gaining(matrix: csr_array) -> Bools:
    """Return which items lie in a loop that puts out at least what goes in."""
    n = matrix.shape[0]
    gaining = np.zeros(n, dtype=np.bool_)
    count, label = components(matrix)
    for component in np.flatnonzero(np.bincount(label, minlength=count) > 1):
        members = np.flatnonzero(label == component)
        try:
            System(matrix[members][:, members]).supersolution  # noqa: B018  raises where there is none
        except NetworkError:
            gaining[members] = True
    return gaining


def _without(matrix: csr_array, rows: Bools) -> csr_array:
    customer = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    return csr_array((np.where(rows[customer], 0.0, matrix.data), matrix.indices, matrix.indptr), matrix.shape)


def _solved(matrix: csr_array, start: Floats) -> Floats:
    return System(matrix).solve(start).x


def _spread_reasons(rules: Rules, counted: Bools, reason: dict[int, str]) -> None:
    """Give every item downstream of one that cannot be known the same reason."""
    rows = rules.chain.inputs
    fresh = set(reason)
    while fresh:
        at = np.flatnonzero(counted & np.isin(rows.source, sorted(fresh)))
        fresh = set()
        for row in at:
            item, source = int(rows.item[row]), int(rows.source[row])
            if item not in reason:
                reason[item] = reason[source]
                fresh.add(item)


def weighing(rules: Rules, material: int, held: Content) -> Weighing:
    """Return the weights of a material's network: kilograms that come by each input row per kilogram in the item.

    Items that hold none of it, or an amount that cannot be known, get no edges.
    """
    rows = rules.chain.inputs
    known = np.nan_to_num(held.kilograms)
    inside = known[np.where(rows.is_material, 0, rows.source)] if len(known) else np.zeros(0)
    brought = np.where(rows.is_material, np.where(rows.source == material, 1.0, 0.0), inside)
    holds = known[rows.item] > 0
    row = np.zeros(len(rows.item))
    row[holds] = np.nan_to_num(rows.quantity[holds]) * brought[holds] / known[rows.item[holds]]
    return Weighing(np.zeros(len(known)), row, material)
