"""A heatmap as one HTML file that needs nothing else: a real table, coloured by style sheets alone.

There is no script in it and none can run: every text is escaped by the template, and the page forbids itself
everything but its own styles. Names are whole; intervals are shown.
"""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined, Template

from tierlight.export.heatmap_picture import foot
from tierlight.export.palette import HAIRLINE, INK, NO_DATA, OUTLINE, QUIET
from tierlight.export.typesetting import FONT, one_line

if TYPE_CHECKING:
    from tierlight.export.heatmap import Heatmap


def content(heatmap: "Heatmap") -> bytes:
    """Return the page's bytes."""
    page = template("heatmap_page.html").render(
        heatmap=heatmap,
        about=heatmap.about,
        finding=one_line(heatmap.finding),
        rows=[[_shown(cell) for cell in cells] for cells in heatmap.lines()],
        columns=len(heatmap.dimensions),
        bands=(*heatmap.bands, NO_DATA),
        foot=[(head, one_line(text)) for head, text in foot(heatmap)],
        font=FONT,
        ink=INK,
        quiet=QUIET,
        outline=OUTLINE,
        hairline=HAIRLINE,
    )
    return page.encode()


@cache
def template(name: str) -> Template:
    """Return a template of this folder; it escapes what it is given and refuses names it does not know."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True)
    return environment.from_string(files("tierlight.export").joinpath(name).read_text(encoding="utf-8"))


def _shown(cell: dict[str, Any]) -> dict[str, Any]:
    """Return a cell as texts."""
    blank = cell["band"] == NO_DATA.name
    known = cell["low"] == cell["low"] and cell["high"] == cell["high"]
    return {
        "id": one_line(cell["id"]),
        "name": one_line(cell["name"]),
        "band": cell["band"],
        "blank": blank,
        "hatched": cell["hatched"],
        "value": "" if blank else f"{cell['value']:.2f}",
        "range": f"{cell['low']:.2f}–{cell['high']:.2f}" if known and not blank else "",
        "answer": one_line(cell["answer_name"]) if cell["answer"] else "",
        "reason": one_line(cell["reason"] or ""),
        "told": _told(cell),
    }


def _told(cell: dict[str, Any]) -> str:
    known = [f"{name} {cell[name]:.2f}" for name in ("confidence", "unmapped") if cell[name] == cell[name]]
    return ", ".join(known)
