"""A heatmap as a workbook: the coloured grid, every cell with all its numbers, and where they come from.

Numbers stay numbers; band and colour come from the format of the cell. Nothing becomes a formula or a link.
"""

import io
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from graph.errors import TierlightError
from tierlight.export.heatmap_table import COLUMNS, DECIMALS
from tierlight.export.palette import NO_DATA, OUTLINE, QUIET, Band
from tierlight.export.typesetting import one_line, wrapped

if TYPE_CHECKING:
    import pandas as pd

    from tierlight.export.heatmap import Heatmap

MOST_LINES = 1_048_575
LONGEST = 32_767
HEAD_ROW = 4
"""Title, finding, legend and a blank row stand above the header."""

_SLANTED = 14
_WIDTHS = {"id": 22, "name": 40, "dimension_label": 26, "answer_name": 22, "reason": 60}
_FRACTIONS = ("low", "high", "confidence", "unmapped")


def content(heatmap: "Heatmap") -> bytes:
    """Return the workbook's bytes; the same heatmap gives the same bytes.

    Raises
    ------
    TierlightError
        If a sheet cannot hold the rows.
    """
    if len(heatmap.cells) > MOST_LINES:
        raise TierlightError(
            f"{len(heatmap.cells):,} cells do not fit a sheet, which holds {MOST_LINES:,}; "
            "keep fewer rows with --top, or save as .csv"
        )
    return Workbook(heatmap).content()


class Workbook:
    """The workbook in the making; texts that a cell cannot hold are cut and counted in `about`."""

    def __init__(self, heatmap: "Heatmap") -> None:
        self.heatmap = heatmap
        self.cut = 0
        self.bytes = io.BytesIO()
        as_text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.book = xlsxwriter.Workbook(self.bytes, {"in_memory": True, **as_text})
        created = heatmap.provenance.created.replace(tzinfo=None)
        self.book.set_properties({"title": heatmap.title, "comments": heatmap.finding[:250], "created": created})
        self.book.formats[0].set_font_size(10)
        self.kept: dict[tuple[tuple[str, Any], ...], Format] = {}

    def content(self) -> bytes:
        """Return the bytes of the finished workbook."""
        self._grid(self.book.add_worksheet("heatmap"))
        self._values(self.book.add_worksheet("values"))
        self._about(self.book.add_worksheet("about"))
        self.book.close()
        return self.bytes.getvalue()

    def _format(self, **properties: Any) -> Format:
        """Return the format of these properties; equal ones are made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.kept:
            self.kept[key] = self.book.add_format({"font_size": 10, "valign": "vcenter", **properties})
        return self.kept[key]

    def _band(self, band: Band, *, hatched: bool, **more: Any) -> Format:
        """Return the look of a cell: colour, hatch, and the band's name behind the number."""
        shared = {"font_color": band.ink, "border": 1, "border_color": OUTLINE, "align": "center", **more}
        if hatched:
            # Of a pattern, bg_color is the ground and fg_color the lines.
            return self._format(pattern=_SLANTED, bg_color=band.fill, fg_color=_darker(band.fill), **shared)
        return self._format(pattern=1, fg_color=band.fill, bg_color=band.fill, **shared)

    def _text(self, sheet: Worksheet, at: tuple[int, int], text: object, form: Format | None = None) -> None:
        whole = str(text)
        self.cut += len(whole) > LONGEST
        sheet.write_string(*at, whole[:LONGEST], form)

    def _grid(self, sheet: Worksheet) -> None:
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 42)
        sheet.set_column(1, 1, 20)
        self._headings(sheet)
        heads = self._heads(sheet)
        for row, cells in enumerate(self.heatmap.lines(), start=HEAD_ROW + 1):
            sheet.set_row(row, 21)
            self._row(sheet, row, cells)
        last = HEAD_ROW + max(self.heatmap.shown, 1)
        sheet.autofilter(HEAD_ROW, 0, last, heads - 1)
        sheet.freeze_panes(HEAD_ROW + 1, 2)
        self._printed(sheet)
        sheet.repeat_rows(HEAD_ROW)
        # In a footer & starts a command; doubled it is a letter.
        sheet.set_footer(f"&L&8{self.heatmap.about['run'][:12].replace('&', '&&')}&R&8&P / &N")

    def _printed(self, sheet: Worksheet) -> None:
        """Print on A4, across, one page wide."""
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    @property
    def _answers(self) -> bool:
        return self.heatmap.kind.measure == "headline"

    def _headings(self, sheet: Worksheet) -> None:
        sheet.set_row(0, 30)
        self._text(sheet, (0, 0), self.heatmap.title, self._format(bold=True, font_size=18))
        self._text(sheet, (1, 0), one_line(self.heatmap.finding), self._format(font_size=11))
        about = self.heatmap.about
        words = f"as of {about['as of']} · {about['rows shown']} {self.heatmap.kind.plural} · run {about['run'][:12]}"
        self._text(sheet, (2, 0), words, self._format(font_color=QUIET))
        step = 2 if self._answers else 1
        legend = [(band, f"{band.name} {band.extent}", False) for band in self.heatmap.bands]
        legend.append((NO_DATA, NO_DATA.name, True))
        for place, (band, name, hatched) in enumerate(legend):
            if place < len(self.heatmap.dimensions):
                self._text(sheet, (2, 2 + step * place), name, self._band(band, hatched=hatched))
        self._text(sheet, (3, 0), f"~ hatched: {self.heatmap.hatch_rule}, or no data", self._format(font_color=QUIET))

    def _heads(self, sheet: Worksheet) -> int:
        """Write the header and return the number of its columns."""
        sheet.set_row(HEAD_ROW, 34)
        left = self._format(bold=True, bottom=2, text_wrap=True, valign="bottom")
        middle = self._format(bold=True, bottom=2, text_wrap=True, valign="bottom", align="center")
        self._text(sheet, (HEAD_ROW, 0), "name", left)
        self._text(sheet, (HEAD_ROW, 1), "id", left)
        column = 2
        for one in self.heatmap.dimensions:
            self._text(sheet, (HEAD_ROW, column), f"{one.label} ({one.id})", middle)
            sheet.set_column(column, column, 20)
            column += 1
            if self._answers:
                self._text(sheet, (HEAD_ROW, column), f"{one.id}: decided by", left)
                sheet.set_column(column, column, 16)
                column += 1
        return column

    def _row(self, sheet: Worksheet, row: int, cells: list[dict[str, Any]]) -> None:
        self._text(sheet, (row, 0), cells[0]["name"], self._format(bold=True))
        self._text(sheet, (row, 1), cells[0]["id"], self._format(font_color=QUIET))
        column = 2
        for cell in cells:
            band = next((one for one in self.heatmap.bands if one.name == cell["band"]), NO_DATA)
            if band is NO_DATA:
                self._text(sheet, (row, column), NO_DATA.name, self._band(band, hatched=True))
            else:
                look = self._band(band, hatched=cell["hatched"], bold=True, num_format=_number(band, cell["hatched"]))
                sheet.write_number(row, column, round(cell["value"], DECIMALS), look)
            column += 1
            if self._answers:
                self._text(sheet, (row, column), cell["answer_name"] or "", self._format(font_color=QUIET, indent=1))
                column += 1

    def _values(self, sheet: Worksheet) -> None:
        head = self._format(bold=True, bottom=2)
        for column, name in enumerate(COLUMNS):
            sheet.set_column(column, column, _WIDTHS.get(name, 13))
            self._text(sheet, (0, column), name, head)
            self._column(sheet, column, self.heatmap.cells[name])
        self._printed(sheet)
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(len(self.heatmap.cells), 1), len(COLUMNS) - 1)

    def _column(self, sheet: Worksheet, column: int, cells: "pd.Series[Any]") -> None:
        number = self._format(num_format="0.00")
        for row, cell in enumerate(cells.astype(object).where(cells.notna(), None).tolist(), start=1):
            if isinstance(cell, bool):
                sheet.write_boolean(row, column, cell)
            elif isinstance(cell, float):
                sheet.write_number(row, column, round(cell, DECIMALS), number)
            elif cell is not None:
                self._text(sheet, (row, column), cell)

    def _about(self, sheet: Worksheet) -> None:
        sheet.hide_gridlines(2)
        self._printed(sheet)
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, 1, 110)
        head = self._format(bold=True, valign="top", font_color=QUIET)
        wrap = self._format(text_wrap=True, valign="top")
        entries = {"title": self.heatmap.title, "finding": one_line(self.heatmap.finding), **self.heatmap.about}
        entries |= {f"band {band.name}": band.extent for band in self.heatmap.bands}
        entries["hatched"] = f"{self.heatmap.hatch_rule}, or no data"
        for row, (name, value) in enumerate(entries.items()):
            self._text(sheet, (row, 0), name, head)
            self._text(sheet, (row, 1), value, wrap)
            # Not every program finds the height of wrapped text by itself.
            sheet.set_row(row, 14.5 * max(len(wrapped(value, 13.3, 740)), 1))
        self._text(sheet, (len(entries), 0), "texts cut to fit a cell", head)
        self._text(sheet, (len(entries), 1), self.cut, wrap)


def _number(band: Band, hatched: bool) -> str:  # noqa: FBT001  the flag of a cell, not an option
    """Return a number format that says the band, and ~ where it is unsure: not every program draws hatches."""
    return f'0.00"  {band.name}{" ~" if hatched else ""}"'


def _darker(colour: str) -> str:
    """Return a colour's darker shade for lines: programs that mix lines and ground must not make it paler."""
    return "#" + "".join(f"{int(int(colour[at : at + 2], 16) * 0.55):02x}" for at in (1, 3, 5))
