"""How many products each site reaches, counted on arrays.

All-pairs reach is no question for a graph database: `reliability.md` has the times. It needs no risk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pyarrow as pa

    from graph.database.projection import Relationships

BLOCK = 512
"""Products per pass: eight machine words per node."""


def products_reached(nodes: Mapping[str, pa.Table], relationships: Iterable[Relationships]) -> dict[str, int]:
    """Return the number of products that what a site makes gets into, by site id.

    Cycles are legal. O(depth * edges) per `BLOCK` products.
    """
    labels = ("Part", "Material", "Product", "Site")
    offsets, total = {}, 0
    ids: dict[str, dict[str, int]] = {}
    for label in labels:
        names = nodes[label]["id"].to_pylist()
        ids[label] = {name: total + i for i, name in enumerate(names)}
        offsets[label] = total
        total += len(names)
    up, down = _edges(ids, relationships)
    products = np.arange(len(ids["Product"]), dtype=np.int64) + offsets["Product"]
    counts = np.zeros(total, dtype=np.int64)
    for first in range(0, len(products), BLOCK):
        marks = _closure(up, down, products[first : first + BLOCK], total)
        counts += np.bitwise_count(marks).sum(axis=1, dtype=np.int64)
    return {name: int(counts[place]) for name, place in ids["Site"].items()}


def _edges(
    ids: Mapping[str, Mapping[str, int]], relationships: Iterable[Relationships]
) -> tuple[np.ndarray, np.ndarray]:
    """Return (upstream, downstream) node numbers of every step, sorted by the upstream one."""
    ups, downs = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for each in relationships:
        if each.type in {"INPUT_TO", "MAKES"}:
            for place, label, found in (("start_id", each.start, ups), ("end_id", each.end, downs)):
                known = ids[label]
                column = each.rows[place].to_pylist()
                found.append(np.fromiter((known[name] for name in column), np.int64, len(column)))
    up, down = np.concatenate(ups), np.concatenate(downs)
    order = np.argsort(up, kind="stable")
    return up[order], down[order]


def _closure(up: np.ndarray, down: np.ndarray, products: np.ndarray, total: int) -> np.ndarray:
    """Return bit masks, shape (total, words): bit k of row i says that node i reaches `products[k]`."""
    marks = np.zeros((total, -(-len(products) // 64)), dtype=np.uint64)
    bits = np.arange(len(products))
    marks[products, bits // 64] = np.uint64(1) << (bits % 64).astype(np.uint64)
    if not len(up):
        return marks
    starts = np.flatnonzero(np.r_[True, up[1:] != up[:-1]])
    rows = up[starts]
    while True:
        reached = marks[rows] | np.bitwise_or.reduceat(marks[down], starts, axis=0)
        if np.array_equal(reached, marks[rows]):
            return marks
        marks[rows] = reached
