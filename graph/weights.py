"""How much of an item's exposure comes from its own making and from each slot, where the file does not say.

Blank slot weights split what is left by value, else by mass, else equally; the basis is kept.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from graph.columns import Bools, Floats, Ints, Words, numbers, positions, words
from graph.errors import NetworkError
from graph.parameters import Parameters
from graph.shares import CUT, TOLERANCE

if TYPE_CHECKING:
    from graph.supply import Inputs

BASES = ("given", "value", "mass", "equal")


@dataclass(frozen=True)
class Weights:
    """Weights of an item's making (`own`, shape (items,)) and of each slot (`slot`, shape (slots,)), and their basis.

    `basis` holds a position in `BASES` for each item: how its blank slot weights were split.
    """

    own: Floats
    slot: Floats
    basis: Ints


def weights(
    parts: pd.DataFrame,
    part_ids: pa.Array,
    inputs: "Inputs",
    slot_item: Ints,
    given: Floats,
    own: Floats,
    items: Words,
    parameters: Parameters,
) -> Weights:
    """Return all weights; those of an item and the rest that nothing is known about add up to 1.

    Parameters
    ----------
    parts, part_ids
        The table, and its sorted ids.
    inputs, slot_item
        Rows in force, and the item of each slot.
    given, own
        Weights from the tables, NaN where blank, shapes (slots,) and (items,).
    items
        Ids for messages.
    parameters
        `propagation.own_weight` is read.

    Raises
    ------
    NetworkError
        If the weights of an item add up to more than 1.001.
    """
    n_items, n_slots = len(own), len(slot_item)
    blank = np.isnan(given)
    known = np.bincount(slot_item, np.where(blank, 0.0, given), n_items)
    blanks = np.bincount(slot_item, blank, n_items)
    left = np.maximum(1 - known, 0)
    share_of_making = np.where(blanks > 0, parameters["propagation.own_weight"] * left, left)
    own = np.where(np.isnan(own), share_of_making, own)
    total = own + known
    over = total > 1 + TOLERANCE
    if over.any():
        listed = ", ".join(sorted(set(items[over]))[:20])
        raise NetworkError(f"own weight and slot weights of one item add up to more than 1.001: {listed}")
    split, basis = _split(parts, part_ids, inputs, slot_item, blank, n_items)
    rest = np.maximum(1 - total, 0)
    slot = np.where(blank, rest[slot_item] * split, given) if n_slots else given
    whole = own + np.bincount(slot_item, slot, n_items)
    near = np.where(np.abs(whole - 1) <= TOLERANCE, whole, 1.0)
    own, slot = own / near, slot / near[slot_item]
    return Weights(np.where(own < CUT, 0.0, own), np.where(slot < CUT, 0.0, slot), basis)


def _split(
    parts: pd.DataFrame, part_ids: pa.Array, inputs: "Inputs", slot_item: Ints, blank: Bools, n_items: int
) -> tuple[Floats, Ints]:
    """Return how the blank slots of each item share what is left (sums to 1), and the basis."""
    split = np.zeros(len(slot_item))
    basis = np.zeros(n_items, dtype=np.int64)
    todo = np.bincount(slot_item, blank, n_items) > 0
    for number, amount in ((1, _value(parts, part_ids, inputs)), (2, _mass(parts, part_ids, inputs))):
        of_slot = np.bincount(inputs.slot, inputs.split * amount, len(slot_item))
        of_slot[~blank] = 0.0
        whole = np.bincount(slot_item, of_slot, n_items)
        usable = todo & np.isfinite(whole) & (whole > 0)
        if number == 1:
            usable &= _one_currency(parts, part_ids, inputs, blank, n_items)
        chosen = blank & usable[slot_item]
        split[chosen] = of_slot[chosen] / whole[slot_item[chosen]]
        basis[usable] = number
        todo &= ~usable
    chosen = blank & todo[slot_item]
    split[chosen] = 1 / np.bincount(slot_item, blank, n_items)[slot_item[chosen]]
    basis[todo] = 3
    return split, basis


def _of_part(parts: pd.DataFrame, part_ids: pa.Array, column: str) -> Floats:
    values = np.full(len(part_ids), np.nan)
    values[positions(parts, "id", part_ids)] = numbers(parts, column)
    return values


def _per_row(values: Floats, inputs: "Inputs", of_material: float) -> Floats:
    """Return a number of each row's part, and a fixed one for materials."""
    padded = np.append(values, of_material)
    return padded[np.where(inputs.is_material, len(values), inputs.source)]


def _value(parts: pd.DataFrame, part_ids: pa.Array, inputs: "Inputs") -> Floats:
    return inputs.quantity * _per_row(_of_part(parts, part_ids, "unit_value"), inputs, np.nan)


def _mass(parts: pd.DataFrame, part_ids: pa.Array, inputs: "Inputs") -> Floats:
    """Return kg per row: a part counted in kg weighs what its quantity says, if its mass is not given."""
    mass = _of_part(parts, part_ids, "unit_mass_kg")
    in_kg = np.zeros(len(part_ids), dtype=np.bool_)
    in_kg[positions(parts, "id", part_ids)] = words(parts, "unit") == "KGM"
    mass[np.isnan(mass) & in_kg] = 1.0
    return inputs.quantity * _per_row(mass, inputs, 1.0)


def _one_currency(parts: pd.DataFrame, part_ids: pa.Array, inputs: "Inputs", blank: Bools, n_items: int) -> Bools:
    """Return which items have all inputs of their blank slots priced in one currency."""
    codes = pd.factorize(parts["currency"])[0]
    currency = np.full(len(part_ids), -1.0)
    currency[positions(parts, "id", part_ids)] = codes
    of_row = _per_row(currency, inputs, -1.0)
    counted = blank[inputs.slot]
    low, high = np.full(n_items, np.inf), np.full(n_items, -np.inf)
    np.minimum.at(low, inputs.item[counted], of_row[counted])
    np.maximum.at(high, inputs.item[counted], of_row[counted])
    single: Bools = (low == high) & (low >= 0)
    return single
