"""Which sites make an item that takes in which material, on one day."""

from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from graph.columns import Ints, in_force, positions, sorted_ids, words
from graph.tables import Tables


class Intake(NamedTuple):
    """Distinct pairs of a site and a material, sorted; both are positions in sorted ids, shape (m,)."""

    site: Ints
    material: Ints


def intake(tables: Tables, as_of: date, sites: pa.Array, materials: pa.Array) -> Intake:
    """Return what the sites take in; a site closed on `as_of` makes nothing.

    A row of share 0 counts: a possible source can be what is behind the share that nobody mapped.
    """
    inputs = in_force(tables["input_to"], as_of)
    inputs = inputs[words(inputs, "input_kind") == "material"]
    makes = in_force(tables["makes"], as_of)
    items = sorted_ids(inputs["output_id"])
    row_item, item_material = _item(inputs, "output", items), positions(inputs, "input_id", materials)
    made_item, made_at = _item(makes, "item", items), positions(makes, "site_id", sites)
    works = (made_item >= 0) & (made_at >= 0) & ~_closed(tables["sites"], as_of, sites)[made_at]
    made_item, made_at = made_item[works], made_at[works]
    order = np.argsort(row_item, kind="stable")
    row_item, item_material = row_item[order], item_material[order]
    first = np.searchsorted(row_item, made_item, "left")
    count = np.searchsorted(row_item, made_item, "right") - first
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    material = item_material[np.repeat(first, count) + within]
    site = np.repeat(made_at, count)[material >= 0]
    pair = np.unique(site * max(len(materials), 1) + material[material >= 0])
    return Intake(pair // max(len(materials), 1), pair % max(len(materials), 1))


def _item(frame: pd.DataFrame, side: str, items: pa.Array) -> Ints:
    """Return a number of the item that each row names, -1 where no input row names it; a part is no product."""
    position = positions(frame, f"{side}_id", items)
    is_product = words(frame, f"{side}_kind") == "product"
    return np.where(position < 0, -1, position * 2 + is_product)


def _closed(frame: pd.DataFrame, as_of: date, sites: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    closed = np.zeros(len(sites), dtype=np.bool_)
    closed[positions(frame, "id", sites)] = frame["closed"].le(as_of).to_numpy(dtype=np.bool_, na_value=False)
    return closed
