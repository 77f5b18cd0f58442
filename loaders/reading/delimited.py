"""CSV: `csv.reader(strict=True)`, with exact width and the line on which each record starts.

pandas turns the first column into an index if the first row is too long, and fills short rows; both are
refused rows here.
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import IO

from graph.errors import FileError, LimitError
from graph.extract import Refusal
from loaders.loader import FileSpec
from loaders.reading import header
from loaders.reading.limits import CSV_CELL, CSV_COLUMNS, CSV_RECORD
from loaders.reading.sink import CHUNK, Columns, Sink
from loaders.reading.sources import Source
from loaders.reading.text import text


def read(source: Source, spec: FileSpec, sink: Sink, encoding: str | None) -> None:
    """Read one CSV file into the sink."""
    source.expect_text("CSV")
    with text(source, encoding) as opened:
        lines = _Lines(opened, source.name)
        try:
            records = _records(lines, spec)
            columns = _header(records, spec, source.name)
            with sink.table(spec, source.name, "", columns) as table:
                _rows(records, columns, table, partial(_refuse, source.name, spec, columns, sink))
        except csv.Error as error:
            raise _broken(source.name, lines.number, error) from error


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
                    f"{self._name}: the record at line {self.number} has more than {CSV_RECORD:,} characters; "
                    "look for a quotation mark that is not closed"
                )
            yield line


def _records(lines: _Lines, spec: FileSpec) -> Iterator[tuple[int, list[str]]]:
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


def delimiter(line: str, spec: FileSpec) -> str:
    """Return the comma, or `;` or tab if only that one splits the header into known names."""
    found = {sign: _known(line, sign, spec) for sign in ",;\t"}
    others = [sign for sign in ";\t" if found[sign]]
    return others[0] if not found[","] and len(others) == 1 else ","


def _known(line: str, sign: str, spec: FileSpec) -> int:
    cells = next(csv.reader([line], delimiter=sign), [])
    return len({cell.strip() for cell in cells}.intersection(spec.known))


def _header(records: Iterator[tuple[int, list[str]]], spec: FileSpec, name: str) -> list[str]:
    found: list[str] | None = None
    for _ in range(max(spec.header, 1)):
        _, found = next(records, (0, None))
    if found is None:
        raise FileError(f"{name} has no header; the first line names the columns")
    header.narrow(len(found), CSV_COLUMNS, name)
    return header.names(found, spec, name)


def _rows(
    records: Iterator[tuple[int, list[str]]],
    columns: Sequence[str],
    table: Columns,
    refuse: Callable[[int, list[str]], None],
) -> None:
    width = len(columns)
    rows: list[list[str]] = []
    places: list[int] = []
    for start, record in records:
        if len(record) != width:
            refuse(start, record)
            continue
        rows.append(record)
        places.append(start)
        if len(rows) == CHUNK:
            table.add(rows, places)
            rows, places = [], []
    table.add(rows, places)


def _refuse(
    name: str, spec: FileSpec, columns: Sequence[str], sink: Sink, start: int, record: Sequence[str]
) -> None:
    shown = dict(
        zip([*columns, *map(header.letters, range(len(columns), len(record)))], record, strict=False)
    )
    sink.refuse(
        Refusal(
            file=name,
            sheet="",
            row=str(start),
            column="",
            value=f"{len(record)} cells",
            rule="width",
            severity="error",
            reason=f"the row has {len(record)} cells, the header has {len(columns)}",
            remedy="put text that holds the delimiter or a line break between quotation marks",
            table=spec.key if spec.is_closed else "",
            record=shown,
        )
    )


def _broken(name: str, number: int, error: csv.Error) -> FileError:
    if "field limit" in str(error):
        return LimitError(
            f"{name} line {number}: a cell has more than {CSV_CELL:,} characters; "
            "look for a quotation mark that is not closed"
        )
    return FileError(f"{name} line {number}: {error}; double a quotation mark inside a quoted cell")
