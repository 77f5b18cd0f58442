"""A heatmap drawn: title, finding, legend, cells, and at its foot all that is needed to judge it.

Few rows are drawn large, many on one line each. Names are shortened here and whole in the tables. An empty
heatmap says so in a picture of its own.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from graph.errors import TierlightError
from tierlight.export.canvas import Canvas, Style
from tierlight.export.palette import HAIRLINE, NO_DATA, OUTLINE, QUIET, Band
from tierlight.export.typesetting import one_line, shortened, width, wrapped

if TYPE_CHECKING:
    from tierlight.export.heatmap import Heatmap

MOST_ROWS = 1000
MARGIN = 44.0
NARROWEST = 920.0
"""Room that the legend needs, in pixels without the margins."""
ROOMY_ROWS = 12
DENSE_ROWS = 60
"""Above, number and words are one text: half the texts to measure and draw."""

AGAIN = 40
"""Rows after which the columns are named again."""

SEAM = 3.0
STRIP = 26.0
"""Part of a small cell that is hatched; the rest is kept clear for its text."""

TITLE = Style(25, "bold")
FINDING = Style(14.5)
META = Style(11.5, ink=QUIET)
LEGEND = Style(11.5)
HEAD = Style(12.5, "bold", "middle")
CODE = Style(10, align="middle", ink=QUIET)
ANSWER = Style(10.5, align="middle")
FOOT = Style(10.5, ink=QUIET)
FOOT_HEAD = Style(10.5, "bold", ink=QUIET)
LAYERS = (
    "cells",
    "hatches",
    "plates",
    "swatches",
    "swatch_hatches",
    "rules",
    "title",
    "finding",
    "meta",
    "legend",
    "codes",
    "heads",
    "names",
    "ids",
    "numbers",
    "words",
    "answers",
    "empty",
    "advice",
    "foot_heads",
    "foot",
)


@dataclass(frozen=True)
class Shape:
    """Measures of the cells, in pixels: large ones with two lines, or small ones with one."""

    row: float
    cell: float
    name: float
    ids: float
    plate: tuple[float, float]
    number: Style
    word: Style
    label: Style
    identifier: Style
    stacked: bool

    @property
    def labels(self) -> float:
        """Width of all that stands left of the cells."""
        return self.name + self.ids


def shape(names: list[str], ids: list[str], columns: int, *, answers: bool) -> Shape:
    """Return the measures for these rows and so many columns; `answers` needs room for one more word."""
    rows = len(names)
    wide = 156.0 if columns <= 6 else 128.0
    if rows <= ROOMY_ROWS:
        return Shape(
            row=76.0 if answers else 64.0,
            cell=wide,
            name=290,
            ids=0,
            plate=(wide - 40, 54.0 if answers else 40.0),
            number=Style(18, "bold", "middle"),
            word=Style(11.5, align="middle"),
            label=Style(13.5, "bold"),
            identifier=Style(11, ink=QUIET),
            stacked=True,
        )
    cell = 190.0 if answers else 124.0
    return Shape(
        row=26,
        cell=cell,
        name=_fitting(names, 12, 340) + 22,
        ids=_fitting(ids, 10.5, 130) + 20,
        plate=(cell - SEAM - STRIP, 26 - SEAM),
        number=Style(12, "bold"),
        word=Style(11),
        label=Style(12),
        identifier=Style(10.5, ink=QUIET),
        stacked=False,
    )


def _fitting(texts: list[str], size: float, most: float) -> float:
    """Return the width of the widest text, at most `most`."""
    return min(max((width(one_line(text), size) for text in texts), default=0.0), most)


def content(heatmap: "Heatmap", suffix: str) -> bytes:
    """Return the picture as the bytes of a `.png`, `.svg` or `.pdf` file.

    Raises
    ------
    TierlightError
        If there are more rows than a picture can show.
    """
    if heatmap.shown > MOST_ROWS:
        raise TierlightError(
            f"{heatmap.shown:,} rows do not fit a picture, which holds {MOST_ROWS:,}; keep fewer with --top, "
            "or save as .xlsx, .csv or .html"
        )
    drawing = Drawing(heatmap)
    canvas, size = drawing.drawn()
    scale = 2.0 if heatmap.shown <= 100 else 1.5
    return canvas.render(suffix, size, heatmap.finding, scale=scale)


class Drawing:
    """One heatmap on its way to a canvas, from the top down."""

    def __init__(self, heatmap: "Heatmap") -> None:
        self.heatmap = heatmap
        self.canvas = Canvas(LAYERS)
        first = heatmap.cells.iloc[:: len(heatmap.dimensions)]
        self.shape = shape(
            first["name"].tolist(),
            first["id"].tolist(),
            len(heatmap.dimensions),
            answers=heatmap.kind.measure == "headline",
        )
        self.is_dense = heatmap.shown > DENSE_ROWS
        cells = self.shape.cell * len(heatmap.dimensions)
        self.shape = replace(self.shape, name=max(self.shape.name, NARROWEST - self.shape.ids - cells))
        self.inner = self.shape.labels + cells
        self.down = MARGIN

    def drawn(self) -> tuple[Canvas, tuple[float, float]]:
        """Return the canvas and its size."""
        self._heading()
        self._legend()
        if self.heatmap.shown:
            self._heads()
            self._rows()
        else:
            self._empty()
        self._foot()
        return self.canvas, (self.inner + 2 * MARGIN, self.down + MARGIN)

    def _left(self, column: int) -> float:
        return MARGIN + self.shape.labels + column * self.shape.cell

    def _lines(self, layer: str, text: str, style: Style, *, lead: float) -> None:
        """Put text over the whole width, as many lines as it needs."""
        for line in wrapped(one_line(text), style.size, self.inner, bold=style.weight == "bold"):
            self.canvas.text(layer, (MARGIN, self.down), line, style)
            self.down += lead

    def _heading(self) -> None:
        self.down += 8
        self._lines("title", self.heatmap.title, TITLE, lead=32)
        self._lines("finding", self.heatmap.finding, FINDING, lead=21)
        about = self.heatmap.about
        filters = "" if about["filters"] == "none" else f"  ·  filters: {about['filters']}"
        meta = (
            f"as of {about['as of']}  ·  {about['rows shown']} {self.heatmap.kind.plural}  ·  "
            f"sorted by {about['sorted by']}  ·  run {about['run'][:12]}{filters}"
        )
        self.down += 3
        self._lines("meta", meta, META, lead=17)
        self.down += 16

    def _legend(self) -> None:
        left, size = MARGIN, (26.0, 16.0)
        entries: list[tuple[Band | None, str]] = [(band, f"{band.name} {band.extent}") for band in self.heatmap.bands]
        for band, words in [*entries, (None, self.heatmap.hatch_rule), (NO_DATA, NO_DATA.name)]:
            at = (left, self.down - 8)
            fill = band.fill if band else "#ffffff"
            self.canvas.box("swatches", at, size, fill, outline=OUTLINE)
            if band is None or band is NO_DATA:
                self.canvas.hatch("swatch_hatches", at, size, band.hatch if band else OUTLINE)
            self.canvas.text("legend", (left + 33, self.down), words, LEGEND)
            left += 33 + width(words, LEGEND.size) + 22
        self.down += 30

    def _heads(self) -> None:
        labels = [
            wrapped(one_line(one.label), HEAD.size, self.shape.cell - 12, bold=True) for one in self.heatmap.dimensions
        ]
        most = max(map(len, labels))
        for column, (one, lines) in enumerate(zip(self.heatmap.dimensions, labels, strict=True)):
            middle = self._left(column) + self.shape.cell / 2
            arrow = " ▾" if one.id == self.heatmap.sort else ""
            self.canvas.text("codes", (middle, self.down), f"{one.id}{arrow}", CODE)
            for step, line in enumerate(lines):
                at = (middle, self.down + 16 * (step + 1 + most - len(lines)))
                self.canvas.text("heads", at, line, HEAD)
        self.down += 16 * most + 16

    def _codes(self) -> None:
        """Say again between the rows of a tall picture what the columns are."""
        self.down += 12
        for column, one in enumerate(self.heatmap.dimensions):
            self.canvas.text("codes", (self._left(column) + self.shape.cell / 2, self.down), one.id, CODE)
        self.down += 12

    def _rows(self) -> None:
        for place, cells in enumerate(self.heatmap.lines()):
            if place and place % AGAIN == 0 and self.heatmap.shown - place > AGAIN / 4:
                self._codes()
            self._label(cells[0])
            for column, cell in enumerate(cells):
                self._cell(column, cell)
            self.down += self.shape.row
        self.down += 22

    def _label(self, cell: dict[str, Any]) -> None:
        style, small, middle = self.shape.label, self.shape.identifier, self.down + self.shape.row / 2
        name, identifier = one_line(cell["name"]), one_line(cell["id"])
        room = self.shape.name - 20
        if not self.shape.stacked:
            self.canvas.text("names", (MARGIN, middle), shortened(name, style.size, room), style)
            at = (MARGIN + self.shape.name, middle)
            self.canvas.text("ids", at, shortened(identifier, small.size, self.shape.ids - 18), small)
            return
        # Names of variants often differ only at the end, so they get a second line before they are cut.
        lines = folded(name, style, room)
        upper = middle - 9 * len(lines)
        for step, line in enumerate(lines):
            self.canvas.text("names", (MARGIN, upper + 17 * step), line, style)
        at = (MARGIN, upper + 17 * len(lines) + 1)
        self.canvas.text("ids", at, shortened(identifier, small.size, room), small)

    def _cell(self, column: int, cell: dict[str, Any]) -> None:
        band = next((one for one in self.heatmap.bands if one.name == cell["band"]), NO_DATA)
        inset = SEAM / 2
        at = (self._left(column) + inset, self.down + inset)
        size = (self.shape.cell - SEAM, self.shape.row - SEAM)
        self.canvas.box("cells", at, size, band.fill, outline=OUTLINE, told=_told(cell))
        middle = (at[0] + size[0] / 2, at[1] + size[1] / 2)
        if cell["hatched"]:
            self._hatch(at, size, band)
        if self.shape.stacked:
            self._stack(middle, cell, band)
        else:
            self._row((at[0] + 12, middle[1]), cell, band)

    def _hatch(self, at: tuple[float, float], size: tuple[float, float], band: Band) -> None:
        """Hatch a large cell around its text, a small one at its end."""
        wide, high = self.shape.plate
        if not self.shape.stacked:
            self.canvas.hatch("hatches", (at[0] + wide, at[1]), (size[0] - wide, size[1]), band.hatch)
            return
        self.canvas.hatch("hatches", at, size, band.hatch)
        plate = (at[0] + (size[0] - wide) / 2, at[1] + (size[1] - high) / 2)
        self.canvas.box("plates", plate, (wide, high), band.fill)

    def _stack(self, middle: tuple[float, float], cell: dict[str, Any], band: Band) -> None:
        """Write number, band and answer into a large cell, one below the other."""
        word, room = self.shape.word, self.shape.plate[0] - 6
        answer = shortened(one_line(cell["answer_name"]), ANSWER.size, room) if cell["answer"] else ""
        figure = "–" if band is NO_DATA else f"{cell['value']:.2f}"
        upper = middle[1] - (16 if answer else 8)
        self.canvas.text("numbers", (middle[0], upper), figure, self.shape.number, band.ink)
        self.canvas.text("words", (middle[0], upper + 19), band.name, word, band.ink)
        if answer:
            self.canvas.text("answers", (middle[0], upper + 34), answer, ANSWER, band.ink)

    def _row(self, start: tuple[float, float], cell: dict[str, Any], band: Band) -> None:
        """Write number, band and answer into a small cell, one beside the other."""
        word, words, step = self.shape.word, _words(cell), 0
        if band is not NO_DATA and self.is_dense:
            words = f"{cell['value']:.2f} {words}"
        elif band is not NO_DATA:
            self.canvas.text("numbers", start, f"{cell['value']:.2f}", self.shape.number, band.ink)
            step = 34
        words = shortened(words, word.size, self.shape.plate[0] - 12 - step)
        self.canvas.text("words", (start[0] + step, start[1]), words, word, band.ink)

    def _empty(self) -> None:
        size = (self.inner, 150.0)
        self.canvas.box("rules", (MARGIN, self.down), size, "#f6f6f6")
        kind = self.heatmap.kind.plural
        advice = "Remove a filter to see more." if self.heatmap.provenance.filters else "Load some, then run again."
        middle = MARGIN + self.inner / 2
        self.canvas.text("empty", (middle, self.down + 64), f"No {kind} here", Style(18, "bold", "middle", QUIET))
        self.canvas.text("advice", (middle, self.down + 92), advice, Style(12.5, align="middle", ink=QUIET))
        self.down += size[1] + 24

    def _foot(self) -> None:
        self.canvas.box("rules", (MARGIN, self.down), (self.inner, 1), HAIRLINE)
        self.down += 20
        for head, text in foot(self.heatmap):
            self._entry(head, text)

    def _entry(self, head: str, text: str) -> None:
        room = 190.0
        self.canvas.text("foot_heads", (MARGIN, self.down), head, FOOT_HEAD)
        for line in wrapped(one_line(text), FOOT.size, self.inner - room):
            self.canvas.text("foot", (MARGIN + room, self.down), line, FOOT)
            self.down += 15
        self.down += 4


def foot(heatmap: "Heatmap") -> list[tuple[str, str]]:
    """Return what stands below the cells: heads and texts."""
    about = heatmap.about
    blank = ", ".join(f"{one.label} ({one.id})" for one in heatmap.blank_dimensions)
    entries = [
        ("What a number means", about["what a number means"]),
        ("What it does not mean", about["what it does not mean"]),
        ("Without data", f"{blank}: not known, not low." if blank else ""),
        ("How sure", _sureness(about)),
        ("Method", about["method"]),
        ("Sources and licences", about["licences"]),
        ("Filters", about["filters"]),
        ("Model", f"{about['model']}, parameters {about['parameters']}"),
        ("Run", f"{about['run']} (made {about['run made']})"),
        ("Snapshot", about["snapshot"]),
    ]
    return [(head, text) for head, text in entries if text]


def folded(name: str, style: Style, room: float) -> list[str]:
    """Return a name on at most two lines, cut with … where it is longer."""
    bold = style.weight == "bold"
    lines = wrapped(name, style.size, room, bold=bold)
    if len(lines) > 2:
        lines = [lines[0], shortened(" ".join(lines[1:]), style.size, room, bold=bold)]
    return lines or [""]


def _sureness(about: dict[str, str]) -> str:
    counts = {
        "Mean unmapped share": about["mean unmapped share"],
        "imputed cells shown": about["imputed cells shown"],
        "imputed place scores in the run": about["imputed place scores in the run"],
    }
    return "; ".join(f"{name}: {value}" for name, value in counts.items()) + "."


def _words(cell: dict[str, Any]) -> str:
    return f"{cell['band']} · {one_line(cell['answer_name'])}" if cell["answer"] else str(cell["band"])


def _told(cell: dict[str, Any]) -> str:
    """Return a cell as a sentence, for readers that cannot see it."""
    where = f"{one_line(cell['name'])} ({one_line(cell['id'])}), {cell['dimension_label']}: "
    if cell["band"] == NO_DATA.name:
        return f"{where}no data"
    return f"{where}{cell['value']:.2f} {_words(cell)}" + (", unsure" if cell["hatched"] else "")
