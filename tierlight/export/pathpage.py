"""The strongest exposure paths as a picture in one HTML file that needs nothing else.

The picture is SVG drawn here: no script, no style from elsewhere, so a name can never do anything. A table of
the same paths stands below it for whoever cannot see the picture.
"""

from collections.abc import Mapping
from html import escape
from typing import Any

import networkx as nx

from tierlight.export.graphfile import ILLEGAL, joined

Answer = Mapping[str, Any]

COLUMN, ROW, BOX, MARGIN = 220, 44, 170, 20
STYLE = (
    "body{font:14px sans-serif;margin:24px;color:#222}table{border-collapse:collapse}"
    "td,th{border:1px solid #ccc;padding:4px 8px;text-align:left}td.n{text-align:right}footer{color:#666}"
)
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(answer: Answer, about: Mapping[str, Any], title: str) -> bytes:
    """Return the paths of an answer as an HTML file.

    Parameters
    ----------
    answer
        In the shape of `paths --json`.
    about
        Snapshot, run, filters and licences; stand at the foot of the page.
    title
        What the picture shows, as a sentence.
    """
    foot = "; ".join(f"{name}: {value}" for name, value in about.items() if value)
    parts = [
        "<!doctype html>",
        f'<html lang="en"><head><meta charset="utf-8"><title>{_safe(title)}</title>',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><style>{STYLE}</style></head>',
        f"<body><h1>{_safe(title)}</h1>",
        picture(answer, title),
        _table(answer),
        f"<footer><p>{_safe(foot)}</p></footer></body></html>",
    ]
    return ("\n".join(parts) + "\n").encode()


def picture(answer: Answer, title: str) -> str:
    """Return the paths as SVG: sources left, the product right, lines as thick as what they carry."""
    graph = joined(answer)
    places = _places(graph, [f"{n['label']}:{n['id']}" for n in answer["paths"][0]["nodes"]][-1:]) if graph else {}
    width = MARGIN * 2 + BOX + COLUMN * max((column for column, _ in places.values()), default=0)
    height = MARGIN * 2 + ROW * (1 + max((row for _, row in places.values()), default=0))
    most = max((data["contribution"] for *_, data in graph.edges(data=True)), default=1.0) or 1.0
    lines = [
        _line(places[a], places[b], d["contribution"] / most) for a, b, d in sorted(graph.edges(data=True), key=str)
    ]
    boxes = [_box(places[key], graph.nodes[key]) for key in sorted(places)]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img">'
    return "\n".join([head, f"<title>{_safe(title)}</title>", *lines, *boxes, "</svg>"])


def _places(graph: "nx.DiGraph[str]", products: list[str]) -> dict[str, tuple[int, int]]:
    """Return column and row of each node: columns by distance to the product, rows by contribution."""
    distance = nx.single_source_shortest_path_length(graph.reverse(), products[0])
    far = max(distance.values())
    places: dict[str, tuple[int, int]] = {}
    rows: dict[int, int] = {}
    for key in sorted(graph, key=lambda node: (-graph.nodes[node]["contribution"], node)):
        column = far - distance[key]
        places[key] = column, rows.get(column, 0)
        rows[column] = rows.get(column, 0) + 1
    return places


def _line(start: tuple[int, int], end: tuple[int, int], share: float) -> str:
    x1, y1 = MARGIN + start[0] * COLUMN + BOX, MARGIN + start[1] * ROW + 16
    x2, y2 = MARGIN + end[0] * COLUMN, MARGIN + end[1] * ROW + 16
    return (
        f'<path d="M{x1} {y1}C{x1 + 40} {y1} {x2 - 40} {y2} {x2} {y2}" fill="none" stroke="#888" '
        f'stroke-width="{1 + 5 * share:.2f}"/>'
    )


def _box(place: tuple[int, int], node: Mapping[str, Any]) -> str:
    x, y = MARGIN + place[0] * COLUMN, MARGIN + place[1] * ROW
    name = ILLEGAL.sub("", str(node["name"]))
    short = name if len(name) <= 24 else f"{name[:23]}…"
    return (
        f"<g><title>{_safe(node['kind'])} {_safe(node['id'])}: {_safe(name)}</title>"
        f'<rect x="{x}" y="{y}" width="{BOX}" height="32" rx="4" fill="#fff" stroke="#333"/>'
        f'<text x="{x + 6}" y="{y + 20}" font-size="12">{_safe(short)}</text></g>'
    )


def _table(answer: Answer) -> str:
    rows = [
        f'<tr><td class="n">{path["contribution"]:.4f}</td><td>'
        + " → ".join(_safe(node["name"] or node["id"]) for node in path["nodes"])
        + "</td></tr>"
        for path in answer["paths"]
    ]
    rest = f'<tr><td class="n">{answer["remainder"]:.4f}</td><td>all other paths together</td></tr>'
    return "\n".join(["<table><tr><th>adds</th><th>path</th></tr>", *rows, rest, "</table>"])


def _safe(text: object) -> str:
    return escape(ILLEGAL.sub("", str(text)))
