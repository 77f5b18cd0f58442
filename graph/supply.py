"""Who makes what and what goes into what on one day, as integer arrays with every share complete.

Blank shares and weights are filled here by the rules of the method, and what was filled is listed. Nothing
here knows a risk: the network is made of these arrays, and so is the content of each material.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from graph.columns import (
    LEVELS,
    Bools,
    Floats,
    Ints,
    Levels,
    Words,
    ids_of,
    in_force,
    levels,
    numbers,
    positions,
    sorted_ids,
    words,
)
from graph.conversion import in_unit
from graph.errors import NetworkError
from graph.parameters import Parameters
from graph.shares import completed, scaled
from graph.tables import Tables
from graph.weights import Weights, weights

SCORELESS = ("transit", "warehouse")
"""Kinds of site that carry no score: passage is not production."""


@dataclass(frozen=True)
class Makers:
    """Rows of MAKES in force, sorted by (item, site).

    Attributes
    ----------
    site, item
        Positions in `Supply.sites` and `Supply.items`, shape (m,).
    share
        σ, 0..1, blanks filled; what a site without a score makes stays here and is unmapped.
    level, blank
        Confidence of the row; whether the share was blank.
    counts
        False for sites of kind transit or warehouse.
    """

    site: Ints
    item: Ints
    share: Floats
    level: Levels
    blank: Bools
    counts: Bools


@dataclass(frozen=True)
class Inputs:
    """Rows of INPUT_TO in force, sorted by (item, slot, kind, source).

    Attributes
    ----------
    item, slot, source
        Positions in `Supply.items`, `Supply.slot_*` and in parts or materials, shape (r,).
    is_material
        The source is a material, else a part.
    share
        α, share of the slot, 0..1, blanks filled.
    split
        α/Σα: how the unmapped share of the slot is read; sums to 1 in every slot.
    quantity
        Quantity in the unit of the input (kg for a material) per unit of the item; NaN if the units do not convert.
    recycled
        recycled_post, NaN where blank.
    level, blank
        Confidence of the row; whether the share was blank.
    """

    item: Ints
    slot: Ints
    source: Ints
    is_material: Bools
    share: Floats
    split: Floats
    quantity: Floats
    recycled: Floats
    level: Levels
    blank: Bools


@dataclass(frozen=True)
class Supply:
    """The supply chain on one day.

    Attributes
    ----------
    parts, products, materials, sites
        Sorted ids. An *item* is a part (position in `parts`) or a product (`len(parts)` + position).
    process, processes
        Process of each item as a position in `processes`; a product's is `assembly`.
    makers, inputs
        Rows in force.
    slot_names
        Sorted names of all slots.
    slot_item, slot_name, slot_weight, slot_unmapped
        Slots, sorted by (item, name): position in `slot_names`, weight ω in the item, unmapped share u = 1 - Σα.
    own_weight
        ω0 of each item.
    site_process
        Process of each site as a position in `processes`.
    site_level
        Confidence of each site's row.
    weights
        How blank weights were filled.
    """

    parts: Words
    products: Words
    materials: Words
    sites: Words
    process: Ints
    processes: tuple[str, ...]
    makers: Makers
    inputs: Inputs
    slot_names: Words
    slot_item: Ints
    slot_name: Ints
    slot_weight: Floats
    slot_unmapped: Floats
    own_weight: Floats
    site_process: Ints
    site_level: Levels
    weights: Weights

    @property
    def items(self) -> Words:
        """Ids of all items: parts, then products."""
        return np.concatenate([self.parts, self.products])

    def is_of(self, processes: Sequence[str]) -> Bools:
        """Return which sites do one of the processes, shape (sites,)."""
        wanted = [self.processes.index(name) for name in processes if name in self.processes]
        return np.isin(self.site_process, wanted)


def supply(tables: Tables, as_of: date, parameters: Parameters) -> Supply:
    """Return the supply chain in force on `as_of`.

    Raises
    ------
    NetworkError
        For shares or weights over 1.001, unequal weights in a slot, negative or non-finite numbers, an item that
        is its own input, overlapping rows and unknown ids: all faults at once.
    """
    ids = {name: sorted_ids(tables[name]["id"]) for name in ("parts", "products", "materials", "sites")}
    processes = tuple(parameters.section("process"))
    faults: list[str] = []
    makers = _makers(tables, as_of, ids, faults)
    inputs, slot_item, slot_names, slot_name, given = _inputs(tables, as_of, ids, faults)
    if faults:
        raise NetworkError("; ".join(faults))
    n_items = len(ids["parts"]) + len(ids["products"])
    own = np.full(n_items, np.nan)
    own[positions(tables["parts"], "id", ids["parts"])] = numbers(tables["parts"], "own_weight")
    items = np.concatenate([ids_of(ids["parts"]), ids_of(ids["products"])])
    filled = weights(tables["parts"], ids["parts"], inputs, slot_item, given, own, items, parameters)
    unmapped = 1 - np.bincount(inputs.slot, inputs.share, len(slot_item)).astype(np.float64)
    unmapped[unmapped < 1e-9] = 0
    return Supply(
        parts=ids_of(ids["parts"]),
        products=ids_of(ids["products"]),
        materials=ids_of(ids["materials"]),
        sites=ids_of(ids["sites"]),
        process=_processes(tables, ids, processes),
        processes=processes,
        makers=makers,
        inputs=inputs,
        slot_names=slot_names,
        slot_item=slot_item,
        slot_name=slot_name,
        slot_weight=filled.slot,
        slot_unmapped=unmapped,
        own_weight=filled.own,
        site_process=_in_order(tables["sites"], ids["sites"], "process", processes),
        site_level=_in_order(tables["sites"], ids["sites"], "confidence", LEVELS).astype(np.int8),
        weights=filled,
    )


def _in_order(frame: pd.DataFrame, ids: pa.Array, column: str, values: Sequence[str]) -> Ints:
    """Return the position in `values` of a column, for the rows in the order of `ids`."""
    placed = np.full(len(ids), -1, dtype=np.int64)
    placed[positions(frame, "id", ids)] = positions(frame, column, pa.array(values, pa.string()))
    return placed


def _processes(tables: Tables, ids: dict[str, pa.Array], processes: tuple[str, ...]) -> Ints:
    parts = _in_order(tables["parts"], ids["parts"], "process", processes)
    return np.concatenate([parts, np.full(len(ids["products"]), processes.index("assembly"), dtype=np.int64)])


def _items(frame: pd.DataFrame, side: str, ids: dict[str, pa.Array]) -> Ints:
    """Return the item that `<side>_kind` and `<side>_id` name, -1 if there is none."""
    is_product = words(frame, f"{side}_kind") == "product"
    part = positions(frame, f"{side}_id", ids["parts"])
    product = positions(frame, f"{side}_id", ids["products"])
    return np.where(is_product, np.where(product < 0, -1, product + len(ids["parts"])), part)


def _makers(tables: Tables, as_of: date, ids: dict[str, pa.Array], faults: list[str]) -> Makers:
    frame = in_force(tables["makes"], as_of)
    site, item = positions(frame, "site_id", ids["sites"]), _items(frame, "item", ids)
    names = words(frame, "site_id") + " makes " + words(frame, "item_id")
    _unknown(site < 0, names, "makes", "site", faults)
    _unknown(item < 0, names, "makes", "item", faults)
    sites = tables["sites"]
    kind, closed = np.full(len(ids["sites"]), "", dtype=object), np.zeros(len(ids["sites"]), dtype=np.bool_)
    at = positions(sites, "id", ids["sites"])
    kind[at] = words(sites, "kind")
    closed[at] = sites["closed"].le(as_of).to_numpy(dtype=np.bool_, na_value=False)
    works = (site >= 0) & (item >= 0) & ~closed[site]
    order = np.lexsort((site[works], item[works]))
    share = numbers(frame, "share")
    _invalid(share, names, "makes.share", faults)
    _repeated(names[works][order], (item[works][order], site[works][order]), "makes", faults)
    site, item, share = site[works][order], item[works][order], share[works][order]
    complete, over = completed(share, item, len(ids["parts"]) + len(ids["products"]))
    if over.any():
        listed = sorted(set(names[works][order][over[item]]))
        faults.append(f"makes: shares of one item add up to more than 1.001: {', '.join(listed[:20])}")
    return Makers(
        site=site,
        item=item,
        share=complete,
        level=levels(frame)[works][order],
        blank=np.isnan(share),
        counts=~np.isin(kind[site], SCORELESS),
    )


def _inputs(
    tables: Tables, as_of: date, ids: dict[str, pa.Array], faults: list[str]
) -> tuple[Inputs, Ints, Words, Ints, Floats]:
    """Return the rows of INPUT_TO; each slot's item, all names, each slot's name, and its weight (NaN: blank)."""
    frame = in_force(tables["input_to"], as_of)
    is_material = words(frame, "input_kind") == "material"
    source = np.where(
        is_material,
        positions(frame, "input_id", ids["materials"]),
        positions(frame, "input_id", ids["parts"]),
    )
    item = _items(frame, "output", ids)
    names = words(frame, "input_id") + " -> " + words(frame, "output_id")
    _unknown(source < 0, names, "input_to", "input", faults)
    _unknown(item < 0, names, "input_to", "output", faults)
    for column in ("share", "weight", "qty", "recycled_post"):
        _invalid(numbers(frame, column), names, f"input_to.{column}", faults)
    _self(~is_material & (source == item) & (source >= 0), names, faults)
    slots = sorted_ids(frame["slot"])
    slot_rank = positions(frame, "slot", slots)
    order = np.lexsort((source, is_material, slot_rank, item))
    item, slot_rank, source, is_material = item[order], slot_rank[order], source[order], is_material[order]
    names, frame = names[order], frame.iloc[order]
    _repeated(names, (item, slot_rank, is_material, source), "input_to", faults)
    starts = np.ones(len(item), dtype=np.bool_)
    starts[1:] = (np.diff(item) != 0) | (np.diff(slot_rank) != 0)
    slot = np.cumsum(starts) - 1
    n_slots = int(starts.sum())
    share = numbers(frame, "share")
    complete, over = completed(share, slot, n_slots)
    if over.any():
        listed = sorted(set(names[over[slot]]))
        faults.append(f"input_to: shares of one slot add up to more than 1.001: {', '.join(listed[:20])}")
    given = numbers(frame, "weight")
    first = np.flatnonzero(starts)
    unequal = ~((given == given[first][slot]) | (np.isnan(given) & np.isnan(given[first][slot])))
    if unequal.any():
        listed = sorted(set(names[unequal]))
        faults.append(f"input_to: rows of one slot must have the same weight: {', '.join(listed[:20])}")
    return (
        Inputs(
            item=item,
            slot=slot,
            source=source,
            is_material=is_material,
            share=complete,
            split=scaled(complete, slot, n_slots),
            quantity=_quantities(frame, tables, ids, is_material, source),
            recycled=numbers(frame, "recycled_post"),
            level=levels(frame),
            blank=np.isnan(share),
        ),
        item[first],
        ids_of(slots),
        slot_rank[first],
        given[first],
    )


def _quantities(
    frame: pd.DataFrame, tables: Tables, ids: dict[str, pa.Array], is_material: Bools, source: Ints
) -> Floats:
    """Return the quantities in the unit of each input: its own for a part, kg for a material."""
    unit = np.full(len(ids["parts"]) + 1, "KGM", dtype=object)
    unit[positions(tables["parts"], "id", ids["parts"])] = words(tables["parts"], "unit")
    wanted = np.where(is_material, "KGM", unit[np.where(is_material, -1, source)])
    return numbers(frame, "qty") * in_unit(words(frame, "unit"), wanted)


def _unknown(bad: Bools, names: Words, table: str, end: str, faults: list[str]) -> None:
    if bad.any():
        faults.append(f"{table}: unknown {end} in {', '.join(sorted(set(map(str, names[bad])))[:20])}")


def _self(bad: Bools, names: Words, faults: list[str]) -> None:
    if bad.any():
        faults.append(f"input_to: an item is its own input: {', '.join(sorted(set(names[bad]))[:20])}")


def _invalid(values: Floats, names: Words, column: str, faults: list[str]) -> None:
    bad = np.isinf(values) | (values < 0)
    if bad.any():
        faults.append(f"{column}: negative or infinite in {', '.join(sorted(set(names[bad]))[:20])}")


def _repeated(names: Words, keys: Sequence[Ints | Bools], table: str, faults: list[str]) -> None:
    """Report neighbours that are equal in all keys: two rows of one key are in force at the same time."""
    same = np.ones(max(len(names) - 1, 0), dtype=np.bool_)
    for key in keys:
        same &= key[1:] == key[:-1]
    if same.any():
        listed = sorted(set(names[1:][same]))
        faults.append(f"{table}: two rows of one key are in force at the same time: {', '.join(listed[:20])}")
