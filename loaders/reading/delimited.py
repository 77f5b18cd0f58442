"""CSV: `csv.reader(strict=True)`, with exact width and the line on which each record starts.

pandas turns the first column into an index if the first row is too long, and fills short rows; both are
refused rows here.
"""

import csv
from collections.abc import Iterator
from functools import partial
from itertools import chain, islice
from typing import IO

from graph.errors import FileError, LimitError
from loaders.loader import FileSpec
from loaders.reading import header
from loaders.reading.limits import CSV_CELL, CSV_COLUMNS, CSV_RECORD, CSV_ROWS
from loaders.reading.sink import Columns, Fault, Place, Sink
from loaders.reading.sources import Source
from loaders.reading.text import text

Numbered = tuple[int, list[str]]


def read(source: Source, spec: FileSpec, sink: Sink, encoding: str | None) -> None:
    """Read one CSV file into the sink."""
    source.expect_text("CSV")
    with text(source, encoding) as opened:
        lines = _Lines(opened, source.name)
        try:
            records = _records(lines, spec)
            place = Place(spec, source.name, "", _header(records, spec, source.name))
            with sink.table(place) as table:
                _rows(records, place, table, sink)
        except csv.Error as error:
            raise _broken(source.name, lines.number, error) from error


def delimiter(line: str, spec: FileSpec) -> str:
    """Return the comma, or `;` or tab if only that one splits the header into known names."""
    found = {sign: _known(line, sign, spec) for sign in ",;\t"}
    others = [sign for sign in ";\t" if found[sign]]
    return others[0] if not found[","] and len(others) == 1 else ","


def _known(line: str, sign: str, spec: FileSpec) -> int:
    cells = next(csv.reader([line], delimiter=sign), [])
    return len({cell.strip() for cell in cells}.intersection(spec.known))


class _Lines:
    """Lines of a text, none longer than a record may be; `held` counts since it was last set to 0."""

    def __init__(self, opened: IO[str], name: str) -> None:
        self._next = partial(opened.readline, CSV_RECORD + 1)
        self._name = name
        self.held = 0
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        for line in iter(self._next, ""):
            self.number += 1
            self.held += len(line)
            if self.held > CSV_RECORD:
                raise LimitError(
                    f"{self._name}: the record at line {self.number} has more than {CSV_RECORD:,} "
                    "characters; look for a quotation mark that is not closed"
                )
            yield line


def _records(lines: _Lines, spec: FileSpec) -> Iterator[Numbered]:
    """Yield each record with the line on which it starts; empty lines are none."""
    stream = iter(lines)
    first = next(stream, "")
    reader = csv.reader(chain([first], stream), delimiter=delimiter(first, spec), strict=True)
    start = 1
    for record in reader:
        if record:
            yield start, record
        start = reader.line_num + 1
        lines.held = 0


def _header(records: Iterator[Numbered], spec: FileSpec, name: str) -> list[str]:
    found = next(islice(records, spec.header - 1, None), None)
    if found is None:
        raise FileError(f"{name} has no header; the first line names the columns")
    header.narrow(len(found[1]), CSV_COLUMNS, name)
    return header.names(found[1], spec, name)


def _rows(records: Iterator[Numbered], place: Place, table: Columns, sink: Sink) -> None:
    width = len(place.columns)
    done = 0
    while chunk := list(islice(records, table.chunk)):
        done += len(chunk)
        if done > CSV_ROWS:
            raise LimitError(f"{place.file} has more than {CSV_ROWS:,} rows; split it")
        for start, record in chunk:
            if len(record) != width:
                sink.refuse(place, start, record, _wide(len(record), width))
        good = [numbered for numbered in chunk if len(numbered[1]) == width]
        table.add(list(zip(*(record for _, record in good), strict=True)), [start for start, _ in good])


def _wide(found: int, width: int) -> Fault:
    return Fault(
        rule="width",
        reason=f"the row has {found} cells, the header has {width}",
        remedy="put text that holds the delimiter or a line break between quotation marks",
    )


def _broken(name: str, number: int, error: csv.Error) -> FileError:
    if "field larger than field limit" in str(error):
        return LimitError(
            f"{name} line {number}: a cell has more than {CSV_CELL:,} characters; "
            "look for a quotation mark that is not closed"
        )
    return FileError(f"{name} line {number}: {error}; double a quotation mark inside a quoted cell")
