"""The XML of a workbook before a library opens it: how large its sheets are, which cells hold errors.

One cell at the far corner makes a library ask for the memory of seventeen thousand million cells, and a cell
with an error (`#REF!`) is handed over as blank: so both are looked for here.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import normpath
from typing import IO

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from graph.errors import FileError, LimitError
from loaders.reading.limits import DAMAGE, SHEET_AREA, SHEET_COLUMNS, SHEET_ROWS, archive

_TAG = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?(row|c)(?=[\s/>])([^>]*)")
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)([0-9]+)["']""")
_ERROR = re.compile(rb"""\bt\s*=\s*["']e["']""")
_CHUNK = 1 << 20
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class Extent:
    """Corners of what a sheet holds, counted from 1, and its cells with an error as (row, column)."""

    top: int = SHEET_ROWS + 1
    left: int = 1 << 20
    bottom: int = 0
    right: int = 0
    errors: set[tuple[int, int]] = field(default_factory=set)

    def hold(self, row: int, column: int) -> None:
        """Stretch to a cell."""
        self.top, self.bottom = min(self.top, row), max(self.bottom, row)
        self.left, self.right = min(self.left, column), max(self.right, column)

    def check(self, place: str) -> None:
        """Raise a `LimitError` if the sheet is larger than what is read."""
        area = max(self.bottom - self.top + 1, 0) * max(self.right - self.left + 1, 0)
        if self.bottom > SHEET_ROWS or self.right > SHEET_COLUMNS or area > SHEET_AREA:
            raise LimitError(
                f"{place} reaches row {self.bottom:,} and column {self.right:,}; at most {SHEET_ROWS:,} "
                f"rows, {SHEET_COLUMNS} columns and {SHEET_AREA:,} cells are read: delete those not needed"
            )


def extents(path: Path, name: str) -> dict[str, Extent]:
    """Return the extent of each sheet by its name, after checking every part of the workbook.

    Cells may stand in any part of the archive that the workbook points to, so all of them are looked at.
    """
    with archive(path) as opened:
        try:
            found = {info.filename: _extent(opened, info, name) for info in opened.infolist()}
            return {sheet: found[part] for sheet, part in _sheets(opened).items() if part in found}
        except DefusedXmlException as error:
            raise FileError(f"{name} declares XML entities, which no workbook needs; save it again") from error
        except (*DAMAGE, ParseError, KeyError) as error:
            raise FileError(f"{name} is not a whole workbook ({error}); save it again as .xlsx") from error


def _extent(opened: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> Extent:
    extent = Extent()
    row = column = 0
    with opened.open(info) as part:
        for tag, attributes in _tags(part):
            reference = _REFERENCE.search(attributes)
            if tag == b"row":
                row, column = (int(reference[2]) if reference else row + 1), 0
                continue
            column += 1
            if reference:
                row, column = int(reference[2]), _number(reference[1])
            extent.hold(row, column)
            if _ERROR.search(attributes):
                extent.errors.add((row, column))
    extent.check(f"{name}, {info.filename}")
    return extent


def _tags(part: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Yield the rows and cells of a stream; a tag may straddle two chunks."""
    rest = b""
    while chunk := part.read(_CHUNK):
        text = rest + chunk
        cut = text.rfind(b"<")
        whole, rest = (text[:cut], text[cut:]) if cut >= 0 and len(text) - cut < _CHUNK else (text, b"")
        for match in _TAG.finditer(whole):
            yield match[1], match[2]
    for match in _TAG.finditer(rest):
        yield match[1], match[2]


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:6]:
        number = number * 26 + letter - 64
    return number


def _sheets(opened: zipfile.ZipFile) -> dict[str, str]:
    """Return the archive's part of each sheet by its name."""
    relations = fromstring(opened.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    targets = {relation.get("Id"): _part(str(relation.get("Target"))) for relation in relations}
    book = fromstring(opened.read("xl/workbook.xml"), forbid_dtd=True)
    named = [sheet for sheet in book.iter() if sheet.tag.rpartition("}")[2] == "sheet"]
    return {str(sheet.get("name")): targets[sheet.get(_RELATION)] for sheet in named if sheet.get(_RELATION) in targets}


def _part(target: str) -> str:
    """Return the name of a part in the archive; a target is relative to the workbook, or starts with /."""
    return target.lstrip("/") if target.startswith("/") else normpath(f"xl/{target}")
