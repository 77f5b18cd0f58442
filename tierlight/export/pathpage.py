"""The strongest exposure paths as a picture in one HTML file that needs nothing else.

The picture is SVG drawn here: no script, no style from elsewhere, so a name can never do anything. A table of
the same paths stands below it for whoever cannot see the picture.
"""

from collections.abc import Mapping
from html import escape
from textwrap import wrap
from typing import Any

from tierlight.export.graphfile import ILLEGAL, joined

Answer = Mapping[str, Any]

COLUMN, ROW, BOX, TALL, MARGIN = 236, 56, 196, 40, 16
LETTERS = 30
"""Letters that fit on a line of a box."""

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
    graph, places = joined(answer), _places(answer)
    width = 2 * MARGIN + BOX + COLUMN * max((column for column, _ in places.values()), default=0)
    height = 2 * MARGIN + ROW * (1 + max((row for _, row in places.values()), default=0))
    most = max((data["contribution"] for *_, data in graph.edges(data=True)), default=1.0) or 1.0
    lines = [
        _line(places[start], places[end], graph.edges[start, end]["contribution"] / most)
        for start, end in sorted(graph.edges)
    ]
    boxes = [_box(places[key], graph.nodes[key]) for key in sorted(places)]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img" '
        'font-family="Helvetica, Arial, sans-serif" font-size="12">'
    )
    paper = f'<rect width="{width}" height="{height}" fill="#fff"/>'
    return "\n".join([head, f"<title>{_safe(title)}</title>", paper, *lines, *boxes, "</svg>"])


def _places(answer: Answer) -> dict[str, tuple[int, int]]:
    """Return column and row of each node: columns by the longest way on to the product, rows by strength."""
    ahead: dict[str, int] = {}
    for path in answer["paths"]:
        for steps, node in enumerate(reversed(path["nodes"])):
            key = f"{node['label']}:{node['id']}"
            ahead[key] = max(ahead.get(key, 0), steps)
    far = max(ahead.values(), default=0)
    # Nodes come in the order in which the strongest paths name them.
    rows: dict[int, int] = {}
    places = {}
    for key, steps in ahead.items():
        places[key] = far - steps, rows.get(steps, 0)
        rows[steps] = rows.get(steps, 0) + 1
    return places


def _line(start: tuple[int, int], end: tuple[int, int], share: float) -> str:
    x1, y1 = MARGIN + start[0] * COLUMN + BOX, MARGIN + start[1] * ROW + TALL // 2
    x2, y2 = MARGIN + end[0] * COLUMN, MARGIN + end[1] * ROW + TALL // 2
    bend = COLUMN - BOX
    return (
        f'<path d="M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}" fill="none" stroke="#888" '
        f'stroke-width="{1 + 7 * share:.2f}"/>'
    )


def _box(place: tuple[int, int], node: Mapping[str, Any]) -> str:
    x, y = MARGIN + place[0] * COLUMN, MARGIN + place[1] * ROW
    name = " ".join(ILLEGAL.sub("", str(node["name"])).split())
    texts = [
        f'<text x="{x + 8}" y="{y + 17 + 15 * number}">{_safe(text)}</text>'
        for number, text in enumerate(_broken(name))
    ]
    return "".join(
        [
            f"<g><title>{_safe(node['kind'])} {_safe(node['id'])}: {_safe(name)}</title>",
            f'<rect x="{x}" y="{y}" width="{BOX}" height="{TALL}" rx="4" fill="#fff" stroke="#333"/>',
            *texts,
            "</g>",
        ]
    )


def _broken(name: str) -> list[str]:
    """Return a name on at most two lines that fit a box."""
    lines = wrap(name, LETTERS, max_lines=2, placeholder=" …")
    return lines or [name[:LETTERS]]


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
