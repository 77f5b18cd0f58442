"""SQLite databases: plain tables as text, read only. Views, triggers and virtual tables are never run."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from graph.errors import FileError, LimitError
from loaders.loader import FileSpec
from loaders.reading import header
from loaders.reading.limits import CSV_CELL, SHEET_COLUMNS, SHEET_ROWS, regular
from loaders.reading.sink import Fault, Place, Sink
from loaders.reading.sources import Source
from loaders.reading.workbook import number

_MAGIC = b"SQLite format 3\0"
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"


def read(source: Source, specs: Sequence[FileSpec], sink: Sink) -> None:
    """Read the tables of one database that the loader wants; a record's place is its position, from 1."""
    with closing(_opened(source)) as database:
        try:
            there = _tables(database)
            for spec in _chosen(there, specs, source.name, sink):
                _table(database, spec, source.name, sink)
        except sqlite3.Error as error:
            raise FileError(f"{source.name} is a damaged database ({error}); save or download it again") from error


def table_names(source: Source) -> list[str]:
    """Return the names of a database's tables, sorted."""
    with closing(_opened(source)) as database:
        try:
            return _tables(database)
        except sqlite3.Error:
            return []


def _opened(source: Source) -> sqlite3.Connection:
    if source.member:
        raise FileError(f"{source.name} lies in a ZIP archive; take the database out of it")
    path = regular(source.path)
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise FileError(f"{source.name} is not an SQLite database, whatever its name says; download it again")
    # Immutable: SQLite then neither locks the file nor writes a journal beside it.
    database = sqlite3.connect(f"{Path(path).resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, CSV_CELL * SHEET_COLUMNS)
    database.execute("PRAGMA trusted_schema = OFF")
    return database


def _tables(database: sqlite3.Connection) -> list[str]:
    return [str(name) for (name,) in database.execute(_TABLES)]


def _chosen(there: Sequence[str], specs: Sequence[FileSpec], name: str, sink: Sink) -> list[FileSpec]:
    shown = ", ".join(there[:20])
    for spec in specs:
        if spec.is_needed and spec.sheet not in there:
            raise FileError(f"{name}: there is no table called {spec.sheet}; the database has {shown}")
    chosen = [spec for spec in specs if spec.sheet in there]
    if not chosen:
        wanted = ", ".join(spec.sheet for spec in specs[:10])
        raise FileError(f"{name}: no table is called {wanted} …; the database has {shown}")
    loose = [table for table in there if table not in {spec.sheet for spec in chosen}]
    if loose:
        sink.notes.append(f"{name}: left alone, no table of this format: {', '.join(loose[:20])}")
    return chosen


def _table(database: sqlite3.Connection, spec: FileSpec, file: str, sink: Sink) -> None:
    shown = f"{file}, table {spec.sheet}"
    quoted = spec.sheet.replace('"', '""')
    cursor = database.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608  a table's name cannot be a parameter
    names = [str(column[0]) for column in cursor.description]
    header.narrow(len(names), SHEET_COLUMNS, shown)
    place = Place(spec, file, spec.sheet, header.names(names, spec, shown))
    with sink.table(place) as table:
        done = 0
        while chunk := cursor.fetchmany(table.chunk):
            good = list(_good(chunk, done, place, sink))
            rows = [[_text(cell, shown) for cell in row] for _, row in good]
            table.add(list(zip(*rows, strict=True)), [position for position, _ in good])
            done += len(chunk)
            if done > SHEET_ROWS:
                raise LimitError(f"{shown} has more than {SHEET_ROWS:,} rows; split it")


def _good(
    chunk: Sequence[Sequence[object]], done: int, place: Place, sink: Sink
) -> Iterator[tuple[int, Sequence[object]]]:
    """Yield rows with their places; those that hold bytes are refused."""
    for position, row in enumerate(chunk, start=done + 1):
        blob = next((k for k, cell in enumerate(row) if isinstance(cell, bytes)), None)
        if blob is None:
            yield position, row
            continue
        texts = ["" if isinstance(cell, bytes) else str(cell) for cell in row]
        fault = Fault("type", "the cell holds bytes, not text", "export the table again as text", blob)
        sink.refuse(place, position, texts, fault)


def _text(cell: object, place: str) -> str:
    """Return a cell as text: NULL is blank, whole numbers have no point."""
    if cell is None:
        return ""
    text = number(cell) if isinstance(cell, float) else str(cell)
    if len(text) > CSV_CELL:
        raise LimitError(f"{place}: a cell has more than {CSV_CELL:,} characters; shorten it")
    return text
