"""The strongest exposure paths to a product as one HTML file: a picture to move about in, and a table.

pyvis makes the picture's data and brings vis-network, which is written into the file: nothing is fetched. The
page allows only its own two scripts, named by their hashes, so a name can never run one. pyvis's own HTML is
never used.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from pyvis.network import Network

from graph.parameters import Parameters
from tierlight.export.heatmap_page import template
from tierlight.export.layout import positions
from tierlight.export.palette import HAIRLINE, INK, NO_DATA, OUTLINE, PAPER, QUIET, Band, bands
from tierlight.export.pathview import SCORED, Drawn, PathEdge, PathNode, PathView, drawn
from tierlight.export.typesetting import FONT, one_line, shortened, wrapped

SHAPES = {
    "Product": "box",
    "Part": "box",
    "Twin": "box",
    "Site": "box",
    "Mix": "diamond",
    "Origin": "triangle",
    "Unknown": "square",
}
KINDS = {
    "Product": "product",
    "Part": "part",
    "Twin": "part, maker unknown",
    "Site": "site",
    "Mix": "material, world mix",
    "Origin": "origin, site unknown",
    "Unknown": "unknown source",
}
"""What a kind of node is called; its shape is the one in `SHAPES`."""

LABEL = 158.0
"""Room for a line of a node's name, in pixels."""

OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"hover": True, "dragNodes": False, "keyboard": {"enabled": True, "bindToWindow": False}},
    "edges": {
        "smooth": False,
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.45}},
        "color": {"color": "#9a9a9a", "highlight": INK, "hover": INK},
    },
    "nodes": {"borderWidth": 1, "borderWidthSelected": 3, "font": {"face": FONT, "size": 14, "color": INK}},
}


def page(
    paths: Sequence[PathView], parameters: Parameters, about: Mapping[str, Any], title: str, *, most: int = 60
) -> bytes:
    """Return the page's bytes.

    Parameters
    ----------
    paths
        Strongest first; all of them lead to one product.
    parameters
        Those of the run; they hold the cuts of the bands.
    about
        Provenance, names and values for people.
    title
        What the picture shows.
    most
        Nodes to draw; what does not fit is counted, and the table holds every path.
    """
    shown = drawn(paths, most)
    nodes, edges, options = network(shown, paths[0].nodes[-1].key if paths else "", parameters)
    data = json.dumps({"nodes": nodes, "edges": edges, "options": options}, ensure_ascii=True, sort_keys=True)
    scripts = [vis("js").replace("</script", "<\\/script"), _glue()]
    text = template("network_view.html").render(
        title=one_line(title),
        # Inside a script element only `<` could end it.
        data=data.replace("<", "\\u003c"),
        scripts=scripts,
        hashes=" ".join(f"'sha256-{_hash(script)}'" for script in scripts),
        style=vis("css"),
        bands=(*bands(parameters), NO_DATA),
        kinds=_legend(shown),
        hidden=shown.hidden,
        height=_height(nodes),
        paths=[_row(path) for path in paths],
        about=[(one_line(name), one_line(value)) for name, value in about.items() if value not in (None, "")],
        font=FONT,
        ink=INK,
        quiet=QUIET,
        outline=OUTLINE,
        hairline=HAIRLINE,
    )
    return text.encode()


def network(
    shown: Drawn, product: str, parameters: Parameters
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, Any]]:
    """Return nodes, edges and options as vis-network takes them, with every node in its place."""
    looks = {one.name: one for one in (*bands(parameters), NO_DATA)}
    links = [(edge.source, edge.target) for edge in shown.edges]
    places = positions({node.key: node.label for node in shown.nodes}, links, product) if shown.nodes else {}
    net = Network(directed=True)
    for node in shown.nodes:
        x, y = places[node.key]
        # Of shapes with their label below, shape and label together are centred.
        lift = 0 if _is_boxed(node) else 18
        net.add_node(node.key, label=_label(node), x=x, y=y - lift, **_look(node, looks[node.band]))
    for edge in shown.edges:
        net.add_edge(edge.source, edge.target, width=1 + 3 * (edge.share or 0.0), title=_told(edge))
    net.set_options(json.dumps(OPTIONS))
    nodes, edges, *_, options = net.get_network_data()
    return nodes, edges, json.loads(options)


@cache
def vis(suffix: str) -> str:
    """Return vis-network as pyvis brings it: `js` or `css`."""
    folder = files("pyvis").joinpath("lib", "vis-9.1.2")
    name = "vis-network.min.js" if suffix == "js" else "vis-network.css"
    return folder.joinpath(name).read_text(encoding="utf-8")


def _height(nodes: Sequence[Mapping[str, Any]]) -> int:
    """Return how high the picture is to be, in pixels, so that its labels can be read on a common screen."""
    span = max((node["y"] for node in nodes), default=0) - min((node["y"] for node in nodes), default=0)
    return min(max(440, round(span * 0.72) + 90), 1500)


def _glue() -> str:
    return files("tierlight.export").joinpath("network_view.js").read_text(encoding="utf-8")


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _label(node: PathNode) -> str:
    lines = wrapped(one_line(node.name), 14, LABEL)
    if len(lines) > 2:
        lines = [lines[0], shortened(" ".join(lines[1:]), 14, LABEL)]
    if node.score is not None:
        score = f"{node.score:.2f} {node.band}{' ~' if node.hatched else ''}"
    else:
        score = node.band if node.label in SCORED else "no score of its own"
    return "\n".join([*lines, score])


def _is_boxed(node: PathNode) -> bool:
    return SHAPES.get(node.label, "box") == "box"


def _look(node: PathNode, band: Band) -> dict[str, Any]:
    boxed = _is_boxed(node)
    border = {"border": OUTLINE, "background": band.fill}
    return {
        "shape": SHAPES.get(node.label, "box"),
        "color": {**border, "highlight": border, "hover": border},
        # Text of these shapes stands on the band's colour, of the others below it.
        "font": {"color": band.ink} if boxed else {"color": INK, "strokeWidth": 4, "strokeColor": PAPER},
        "borderWidth": 3 if node.label == "Product" else 1,
        "shapeProperties": {
            "borderDashes": [5, 4] if node.hatched else False,
            "borderRadius": 24 if node.label == "Site" else 4,
        },
        "scaling": {"label": {"drawThreshold": 2}},
        "size": 10,
        "margin": 9,
        "title": "\n".join([KINDS.get(node.label, node.label), one_line(node.name), one_line(node.id)]),
    }


def _told(edge: PathEdge) -> str:
    known = [("share", edge.share), ("confidence", edge.confidence)]
    numbers = [f"{name} {value:.2f}" for name, value in known if value is not None]
    return "\n".join(([f"slot {one_line(edge.slot)}"] if edge.slot else []) + numbers)


def _legend(shown: Drawn) -> list[tuple[str, str]]:
    labels = {node.label for node in shown.nodes}
    return [(KINDS[label], "pill" if label == "Site" else SHAPES[label]) for label in KINDS if label in labels]


def _row(path: PathView) -> dict[str, Any]:
    sure = [edge for edge in path.edges if edge.confidence is not None]
    weakest = min(sure, key=lambda edge: (edge.confidence, edge.share or 0.0, edge.source), default=None)
    return {
        "contribution": f"{path.contribution:.4f}",
        "names": " → ".join(one_line(node.name) for node in path.nodes),
        "ids": " → ".join(one_line(node.id) for node in path.nodes),
        "weakest": "" if weakest is None else f"{one_line(weakest.source)} → {one_line(weakest.target)}",
        "confidence": "" if weakest is None else f"{weakest.confidence:.2f}",
    }
