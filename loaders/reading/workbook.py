"""Workbooks (.xlsx, .xlsm): the values of their cells as text, read by python-calamine.

Formulas are never run; one without a stored value is blank. Other spreadsheets are refused by name.
"""

import datetime as dt
import mmap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from graph.errors import FileError, TierlightError
from loaders.loader import FileSpec
from loaders.reading import header
from loaders.reading.limits import SHEET_COLUMNS, regular
from loaders.reading.sheets import Extent, extents
from loaders.reading.sink import Fault, Place, Sink
from loaders.reading.sources import Source

_OLD = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

Numbered = tuple[int, Sequence[object]]


def read(source: Source, specs: Sequence[FileSpec], sink: Sink) -> None:
    """Read the sheets of one workbook that the loader wants into the sink."""
    path = _checked(source)
    sizes = extents(path, source.name)
    with _damage_told(source.name), CalamineWorkbook.from_path(str(path)) as book:
        for spec in _chosen(book.sheet_names, specs, source.name, sink):
            sheet = book.get_sheet_by_name(spec.sheet)
            _Sheet(source.name, spec, sizes.get(spec.sheet, Extent()), sink).read(sheet)


def sheet_names(source: Source) -> list[str]:
    """Return the names of a workbook's sheets."""
    path = _checked(source)
    extents(path, source.name)
    with _damage_told(source.name), CalamineWorkbook.from_path(str(path)) as book:
        return list(book.sheet_names)


@contextmanager
def _damage_told(name: str) -> Iterator[None]:
    """Turn what the library raises on a damaged workbook into a `FileError`."""
    try:
        yield
    except TierlightError:
        raise
    except BaseException as error:
        # Its panics are no `Exception`, and their class cannot be imported.
        if isinstance(error, CalamineError | OSError) or type(error).__name__ == "PanicException":
            raise FileError(f"{name} is not a whole workbook ({error}); save it again as .xlsx") from error
        raise


def number(value: float) -> str:
    """Return a number as text: whole numbers without a point, others with all their digits."""
    return str(int(value)) if value.is_integer() and abs(value) <= 2**53 else repr(value)


def _checked(source: Source) -> Path:
    if source.member:
        raise FileError(f"{source.name} lies in a ZIP archive; take the workbook out of it")
    path = regular(source.path)
    with path.open("rb") as file:
        start = file.read(4)
        if start == _OLD:
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                if content.find(_ENCRYPTED) >= 0:
                    raise FileError(f"{source.name} is encrypted; open it with its password and save it without")
            raise FileError(f"{source.name} is a workbook of the old kind (.xls); save it as .xlsx")
    if not start.startswith(b"PK"):
        raise FileError(f"{source.name} is not a workbook, whatever its name says; save it as .xlsx")
    return path


def _chosen(there: Sequence[str], specs: Sequence[FileSpec], name: str, sink: Sink) -> list[FileSpec]:
    shown = ", ".join(there[:20])
    for spec in specs:
        if spec.is_needed and spec.sheet not in there:
            raise FileError(f"{name}: there is no sheet called {spec.sheet}; the workbook has {shown}")
    chosen = [spec for spec in specs if spec.sheet in there]
    if not chosen:
        wanted = ", ".join(spec.sheet for spec in specs[:10])
        raise FileError(f"{name}: no sheet is called like a table ({wanted} …); the workbook has {shown}")
    loose = [sheet for sheet in there if sheet not in {spec.sheet for spec in chosen} and sheet != "README"]
    if loose:
        sink.notes.append(f"{name}: left alone, no sheet of this format: {', '.join(loose[:20])}")
    return chosen


class _Sheet:
    """One sheet on its way into the sink."""

    def __init__(self, file: str, spec: FileSpec, extent: Extent, sink: Sink) -> None:
        self._file, self._spec, self._sink = file, spec, sink
        self._errors: dict[int, int] = {row: column - 1 for row, column in sorted(extent.errors, reverse=True)}

    def read(self, sheet: CalamineSheet) -> None:
        """Read all rows below the header; rows without any text are none."""
        rows = self._rows(sheet)
        place = Place(self._spec, self._file, self._spec.sheet, self._columns(rows))
        width = len(place.columns)
        fixed = [place.columns.index(name) for name in self._spec.fixed_width if name in place.columns]
        with self._sink.table(place) as table:
            while chunk := list(islice(rows, table.chunk)):
                good: list[Numbered] = []
                for number, row in chunk:
                    if fault := self._fault(number, row, width, fixed):
                        self._sink.refuse(place, number, _texts(row), fault)
                    elif any(cell != "" for cell in row):
                        good.append((number, row))
                columns = zip(*(row[:width] for _, row in good), strict=True)
                table.add([_texts(column) for column in columns], [number for number, _ in good])

    def _rows(self, sheet: CalamineSheet) -> Iterator[Numbered]:
        """Yield every row with its number, padded on the left so that column A is first."""
        top, left = sheet.start or (0, 0)
        pad: list[object] = [""] * left
        for number, row in enumerate(sheet.iter_rows(), start=top + 1):
            yield number, [*pad, *row]

    def _columns(self, rows: Iterator[Numbered]) -> list[str]:
        """Return the names of the columns; blanks at the end of the header are none."""
        place = f"{self._file}, sheet {self._spec.sheet}"
        wanted = self._spec.header
        for number, row in rows:
            if number < wanted:
                continue
            found = _texts(row)
            while found and not found[-1].strip():
                found.pop()
            if number > wanted or not found:
                break
            header.narrow(len(found), SHEET_COLUMNS, place)
            return header.names(found, self._spec, place)
        raise FileError(f"{place} has no header in row {wanted}; it names the columns")

    def _fault(self, number: int, row: Sequence[object], width: int, fixed: Sequence[int]) -> Fault | None:
        """Return what is wrong with a row that cannot be read as it is."""
        if any(cell != "" for cell in row[width:]):
            beyond = next(k for k in range(width, len(row)) if row[k] != "")
            return Fault("width", "the cell stands beyond the header", "name the column or clear it", beyond)
        if number in self._errors and self._errors[number] < width:
            remedy = "mend the formula, or clear the cell"
            return Fault("type", "the cell's formula gives an error", remedy, self._errors[number])
        for k in fixed:
            if isinstance(row[k], int | float):
                reason = "the cell holds a number, so leading zeros are lost"
                return Fault("pattern", reason, "format the column as text and type the code again", k)
        return None


def _texts(cells: Iterable[object]) -> list[str]:
    return [cell if type(cell) is str else _text(cell) for cell in cells]


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return number(float(cell))
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)
