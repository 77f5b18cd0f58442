"""The strongest exposure paths as a graph for other programs: GraphML and GEXF.

Takes the answer of `tierlight paths` and computes nothing. Where the same two nodes follow each other on
several paths they are joined once, with the sum of what these paths add to the score.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import networkx as nx

from tierlight.export.pathview import PathView

Answer = Mapping[str, Any]

# XML 1.0 has no form for these characters, not even an escaped one.
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def joined(answer: Answer) -> "nx.DiGraph[str]":
    """Return the paths of an answer as one directed graph, from sources to the product.

    Nodes are keyed `Label:id` and carry `kind`, `id`, `name` and `contribution`, edges `contribution` and,
    where they are the weakest link of a path, its `slot`.
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    for path in answer["paths"]:
        keys = [f"{node['label']}:{node['id']}" for node in path["nodes"]]
        for key, node in zip(keys, path["nodes"], strict=True):
            graph.add_node(key, kind=node["label"], id=node["id"], name=node["name"] or node["id"])
        for key in dict.fromkeys(keys):
            _add(graph.nodes[key], path["contribution"])
        for start, end in dict.fromkeys(pairwise(keys)):
            graph.add_edge(start, end)
            _add(graph.edges[start, end], path["contribution"])
        link = path.get("weakest_link")
        for start, end in pairwise(keys):
            if link and link["slot"] and _is(link["from"], start) and _is(link["to"], end):
                graph.edges[start, end]["slot"] = link["slot"]
    return graph


def scored(graph: "nx.DiGraph[str]", views: Sequence[PathView]) -> None:
    """Give the nodes of a graph their score, band and hatch, and its edges slot, share and confidence."""
    for view in views:
        for node in view.nodes:
            graph.nodes[node.key].update(band=node.band, hatched=node.hatched)
            if node.score is not None:
                graph.nodes[node.key]["score"] = node.score
        for edge in view.edges:
            known = {"slot": edge.slot, "share": edge.share, "confidence": edge.confidence}
            graph.edges[edge.source, edge.target].update({k: v for k, v in known.items() if v not in (None, "")})


def content(answer: Answer, about: Mapping[str, Any], suffix: str, views: Sequence[PathView] = ()) -> bytes:
    """Return the paths of an answer as the bytes of a `.graphml` or `.gexf` file.

    Parameters
    ----------
    answer
        In the shape of `paths --json`.
    about
        Snapshot, run, filters and licences; become attributes of the graph.
    suffix
        `.graphml` or `.gexf`.
    views
        The same paths with the scores of the run, if these are to be in the file.
    """
    whole = joined(answer)
    scored(whole, views)
    graph = _typed(whole, about)
    if suffix == ".graphml":
        lines: Iterable[str] = nx.generate_graphml(graph, named_key_ids=True)
        return ("\n".join(lines) + "\n").encode()
    text = "\n".join(nx.generate_gexf(graph)) + "\n"
    # The library writes today's date, which would make equal graphs differ.
    dated = re.sub(r'lastmodifieddate="[^"]*"', f'lastmodifieddate="{about["as of"]}"', text)
    noted = "; ".join(f"{name}: {_plain(value)}" for name, value in about.items() if value is not None)
    return dated.replace("<creator>", f"<description>{_escaped(noted)}</description><creator>", 1).encode()


def _is(named: str, key: str) -> bool:
    return named in (key, key.partition(":")[2])


def _add(attributes: dict[str, Any], contribution: float) -> None:
    attributes["contribution"] = attributes.get("contribution", 0.0) + contribution


def _typed(graph: "nx.DiGraph[str]", about: Mapping[str, Any]) -> "nx.DiGraph[str]":
    """Return a copy with plain values only: no null, no list, no character that XML cannot hold."""
    copy: nx.DiGraph[str] = nx.DiGraph()
    copy.graph.update({name: _plain(value) for name, value in about.items() if value is not None})
    for key, data in graph.nodes(data=True):
        copy.add_node(ILLEGAL.sub("", key), **_attributes(data))
    for start, end, data in graph.edges(data=True):
        copy.add_edge(ILLEGAL.sub("", start), ILLEGAL.sub("", end), **_attributes(data))
    return copy


def _attributes(data: Mapping[str, Any]) -> dict[str, Any]:
    # GEXF keeps `id` for itself.
    return {("ref" if name == "id" else name): _plain(value) for name, value in data.items()}


def _plain(value: Any) -> str | float | int | bool:
    if isinstance(value, str):
        return ILLEGAL.sub("", value)
    return value if isinstance(value, bool | int | float) else json.dumps(value, ensure_ascii=False, default=str)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
