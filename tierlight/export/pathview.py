"""Exposure paths as they are drawn: each node with its score and band, each link with its share.

Made from the answer of `tierlight paths` and the scores of its run. Nothing here draws, nothing computes a score.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import Any

import pandas as pd

from graph.parameters import Parameters
from tierlight.export.palette import band, bands

SCORED = {
    "Site": ("Site", "r"),
    "Part": ("Part", "mean"),
    "Product": ("Product", "mean"),
    "Mix": ("Material", "mean"),
}
"""Label and measure of a node's score by its kind; other kinds have none of their own in a run."""

DEFAULT_NODES, MOST_NODES = 60, 300


@dataclass(frozen=True)
class PathNode:
    """A node of a path: kind, id and name, and its score (None: not known) with its band.

    `hatched` says that the score is unsure, or rests on what nobody mapped.
    """

    label: str
    id: str
    name: str
    score: float | None
    band: str
    hatched: bool

    @property
    def key(self) -> str:
        """Its key in the network, such as `Site:S1`."""
        return f"{self.label}:{self.id}"


@dataclass(frozen=True)
class PathEdge:
    """A link of a path, from source to customer; share and confidence 0..1, None where not known."""

    source: str
    target: str
    slot: str
    share: float | None
    confidence: float | None


@dataclass(frozen=True)
class PathView:
    """One path from its source to the product: what it adds to the score, its nodes and its links."""

    contribution: float
    nodes: tuple[PathNode, ...]
    edges: tuple[PathEdge, ...]


@dataclass(frozen=True)
class Drawn:
    """What is drawn of some paths: nodes and links, each once, and how many nodes were left out."""

    nodes: tuple[PathNode, ...]
    edges: tuple[PathEdge, ...]
    hidden: int


def path_views(answer: Mapping[str, Any], scores: pd.DataFrame, parameters: Parameters) -> tuple[PathView, ...]:
    """Return the paths of an answer, strongest first.

    Parameters
    ----------
    answer
        In the shape of `paths --json`, with the `links` of each path.
    scores
        Every score of the run.
    parameters
        Those of the run.
    """
    here = scores[scores["dimension"] == answer["dimension"]]
    known = {
        (row.label, row.id, row.measure): row
        for row in here[here["measure"].isin(["r", "mean"])].itertuples(index=False)
    }
    return tuple(_path(path, answer["measure"], known, parameters) for path in answer["paths"])


def drawn(paths: Sequence[PathView], most: int = DEFAULT_NODES) -> Drawn:
    """Return the nodes and links of the strongest paths that fit into `most` nodes, at most `MOST_NODES`."""
    room = min(most, MOST_NODES)
    nodes: dict[str, PathNode] = {}
    edges: dict[tuple[str, str, str], PathEdge] = {}
    left_out: set[str] = set()
    for path in paths:
        new = {node.key: node for node in path.nodes if node.key not in nodes}
        if len(nodes) + len(new) > room:
            left_out |= set(new)
            continue
        nodes |= new
        for edge in path.edges:
            edges.setdefault((edge.source, edge.target, edge.slot), edge)
    ordered = sorted(edges.items())
    return Drawn(
        tuple(nodes[key] for key in sorted(nodes)),
        tuple(edge for _, edge in ordered),
        len(left_out - set(nodes)),
    )


def _path(path: Mapping[str, Any], measure: str, known: Mapping[Any, Any], parameters: Parameters) -> PathView:
    links = path.get("links") or [{}] * (len(path["nodes"]) - 1)
    nodes = [_node(node, known, parameters) for node in path["nodes"]]
    weight = prod(link.get("weight", 0.0) for link in links)
    if measure == "mean" and nodes[0].score is None and weight > 0:
        # A path is worth the risk of its source times the weights on it.
        nodes[0] = _scored(nodes[0], path["contribution"] / weight, hatched=True, parameters=parameters)
    edges = [
        PathEdge(start.key, end.key, link.get("slot", ""), link.get("share"), link.get("confidence"))
        for (start, end), link in zip(pairwise(nodes), links, strict=True)
    ]
    return PathView(float(path["contribution"]), tuple(nodes), tuple(edges))


def _node(node: Mapping[str, str], known: Mapping[Any, Any], parameters: Parameters) -> PathNode:
    plain = PathNode(node["label"], node["id"], node["name"] or node["id"], None, "no data", hatched=True)
    label, measure = SCORED.get(node["label"], (node["label"], ""))
    row = known.get((label, node["id"], measure))
    if row is None or pd.isna(row.value):
        return plain
    if label == "Site":
        unsure = pd.isna(row.confidence) or row.confidence < parameters["bands.hatched_below"]
    else:
        unsure = pd.isna(row.unmapped) or row.unmapped > 0.5
    return _scored(plain, float(row.value), hatched=bool(unsure), parameters=parameters)


def _scored(node: PathNode, score: float, *, hatched: bool, parameters: Parameters) -> PathNode:
    name = band(score, bands(parameters)).name
    return PathNode(node.label, node.id, node.name, score, name, hatched=hatched)
