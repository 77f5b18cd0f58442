"""Where the nodes of a picture of paths stand: sources left, the product right, few lines crossing.

Plain arithmetic on keys: no randomness, no physics, so the same paths always look the same.
"""

from collections.abc import Mapping, Sequence

COLUMN, ROW = 222, 82
SWEEPS = 8
TERMINALS = frozenset({"Site", "Origin", "Unknown"})
MATERIALS = frozenset({"Mix"})


def positions(kinds: Mapping[str, str], edges: Sequence[tuple[str, str]], product: str) -> dict[str, tuple[int, int]]:
    """Return the place of each node in pixels, x to the right, y down, the product at (0, 0) or near it.

    Parameters
    ----------
    kinds
        Kind of each node by key, such as `Part`.
    edges
        Pairs of keys, from source to customer.
    product
        Key of the node that all paths lead to.

    Notes
    -----
    A column per kind; parts by their shortest distance from the product. Within the columns the barycentre
    method (Sugiyama, Tagawa & Toda 1981): each node moves to the mean height of its neighbours, eight sweeps,
    equal ones by key.
    """
    column = columns(kinds, edges, product)
    by_column: dict[int, list[str]] = {}
    for key in sorted(kinds):
        by_column.setdefault(column[key], []).append(key)
    near = _neighbours(kinds, edges)
    for sweep in range(SWEEPS):
        for number in sorted(by_column, reverse=sweep % 2 == 1):
            heights = _heights(by_column)
            by_column[number].sort(key=lambda key: (_mean(near[key], heights, key), key))
    heights = _heights(by_column)
    return {key: (-column[key] * COLUMN, round(heights[key] * ROW)) for key in sorted(kinds)}


def columns(kinds: Mapping[str, str], edges: Sequence[tuple[str, str]], product: str) -> dict[str, int]:
    """Return the column of each node, counted from the product, which is 0, to the left."""
    depth = _depths(edges, product)
    parts = {key: max(depth.get(key, 1), 1) for key, kind in kinds.items() if kind not in TERMINALS | MATERIALS}
    parts[product] = 0
    materials = max(parts.values()) + 1
    sources = materials + any(kind in MATERIALS for kind in kinds.values())
    return {key: parts.get(key, materials if kind in MATERIALS else sources) for key, kind in kinds.items()}


def _depths(edges: Sequence[tuple[str, str]], product: str) -> dict[str, int]:
    """Return each node's smallest number of links to the product."""
    into: dict[str, list[str]] = {}
    for source, target in edges:
        into.setdefault(target, []).append(source)
    depth, ring = {product: 0}, [product]
    while ring:
        ring = sorted({source for key in ring for source in into.get(key, ())} - depth.keys())
        depth |= dict.fromkeys(ring, max(depth.values()) + 1)
    return depth


def _neighbours(kinds: Mapping[str, str], edges: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    near: dict[str, list[str]] = {key: [] for key in kinds}
    for source, target in edges:
        near[source].append(target)
        near[target].append(source)
    return near


def _heights(by_column: Mapping[int, Sequence[str]]) -> dict[str, float]:
    """Return the height of each node in rows, every column centred on 0."""
    return {key: place - (len(keys) - 1) / 2 for keys in by_column.values() for place, key in enumerate(keys)}


def _mean(near: Sequence[str], heights: Mapping[str, float], key: str) -> float:
    return sum(heights[one] for one in near) / len(near) if near else heights[key]
