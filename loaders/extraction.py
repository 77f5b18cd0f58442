"""Running a loader: files become records or columns, and these an extract.

Every record is accounted for: it gives a row or a refusal, or the load stops.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from graph.errors import FileError, UnknownNameError
from graph.extract import Extract, Refusal, TextTable
from loaders.loader import Loader, Note, Record, Records, Row
from loaders.reading.child import Columns, Progress, Reading, UnfitError, reading
from loaders.sniffing import fitting


def extract(
    loader: Loader,
    paths: Sequence[Path],
    *,
    encoding: str | None = None,
    options: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Extract:
    """Return what a loader makes of some files.

    Parameters
    ----------
    loader
        The format.
    paths
        Files, folders or ZIP archives.
    encoding
        Encoding of text files, such as `cp1252`; by default UTF-8, or UTF-16 with its mark.
    options
        Options of this format by name.
    progress
        Called with files done and files in all.

    Returns
    -------
    Extract
        Tables as text, in the order of the dictionary, and the rows refused so far.

    Raises
    ------
    FileError
        If a whole file is refused; says which format it looks like, if it looks like another.
    LimitError
        If a file is larger than what is read safely.
    UnknownNameError
        If the format has no such option.
    """
    chosen = _options(loader, options or {})
    try:
        # A format without files, such as a database, has nothing to be read here.
        read = reading(paths, loader.files, encoding, progress) if loader.files else Reading((), (), (), ())
    except UnfitError as error:
        raise FileError(f"{error}{_looks_like(loader, error)}") from error
    made = _Made(_columnar(read)) if loader.rows is None else _from_records(loader, read, chosen)
    return Extract(
        loader=loader.name,
        dataset=loader.dataset,
        complete=loader.complete,
        tables=tuple(made.tables),
        refused=(*read.refused, *made.refused),
        sources=read.sources,
        licence=loader.licence,
        publisher=loader.publisher,
        notes=(*read.notes, *made.notes),
    )


@dataclass(frozen=True)
class _Made:
    """What a loader made of its records."""

    tables: list[TextTable]
    refused: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def _options(loader: Loader, given: Mapping[str, str]) -> dict[str, str]:
    known = {option.name: option for option in loader.options}
    for name, value in given.items():
        if name not in known:
            raise UnknownNameError(f"option of {loader.name}", name, known)
        if known[name].choices and value not in known[name].choices:
            raise UnknownNameError(f"value of --{name}", value, known[name].choices)
    defaults = {option.name: option.default for option in loader.options if option.default is not None}
    return defaults | dict(given)


def _looks_like(loader: Loader, error: UnfitError) -> str:
    """Return a hint if the files look like another format."""
    names = fitting(error.looks)
    return f". It looks like format {' or '.join(names)}" if names and loader.name not in names else ""


def _columnar(read: Reading) -> list[TextTable]:
    """Return each part as the table that its key names, without touching single rows."""
    keys = [part.key for part in read.parts]
    for part in read.parts:
        if keys.count(part.key) > 1:
            raise FileError(f"{part.file} is given more than once; keep one file per table")
    return [TextTable(part.key, part.cells, _origin(part)) for part in read.parts]


def _origin(part: Columns) -> pa.Table:
    count = len(part.rows)
    return pa.table(
        {
            "file": pa.repeat(pa.scalar(part.file, pa.string()), count),
            "sheet": pa.repeat(pa.scalar(part.sheet, pa.string()), count),
            "row": part.rows,
        }
    )


def _from_records(loader: Loader, read: Reading, options: Mapping[str, str]) -> _Made:
    assert loader.rows is not None
    records = _records(loader, read)
    rows: dict[str, list[Row]] = {name: [] for name in loader.tables}
    made = _Made([])
    for found in loader.rows(Records(records, options)):
        if isinstance(found, Refusal):
            made.refused.append(found)
        elif isinstance(found, Note):
            made.notes.append(found.text)
        else:
            rows[found.table].append(found)
    _account(loader, records, (row.record for listed in rows.values() for row in listed), made.refused)
    made.tables.extend(_table(name, listed) for name, listed in rows.items() if listed)
    return made


def _records(loader: Loader, read: Reading) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {spec.key: [] for spec in loader.files}
    for part in read.parts:
        found[part.key] += [
            Record(part.file, part.sheet, place, cells)
            for place, cells in zip(part.rows.to_pylist(), part.dicts(), strict=True)
        ]
    return found


def _account(
    loader: Loader,
    records: Mapping[str, Sequence[Record]],
    used: Iterable[Record],
    refused: Iterable[Refusal],
) -> None:
    """Stop if a record gave neither a row nor a refusal: nothing is dropped silently."""
    seen = {(record.file, record.sheet, record.row) for record in used}
    seen |= {(refusal.file, refusal.sheet, refusal.row) for refusal in refused}
    for spec in loader.files:
        for record in () if spec.is_lookup else records[spec.key]:
            if (record.file, record.sheet, record.row) not in seen:
                raise RuntimeError(f"loader {loader.name} dropped {record.file} row {record.row} silently")


def _table(name: str, rows: Sequence[Row]) -> TextTable:
    fields = list(dict.fromkeys(field for row in rows for field in row.cells))
    cells = {field: pa.array([row.cells.get(field) for row in rows], pa.string()) for field in fields}
    origin = {
        "file": pa.array([row.record.file for row in rows], pa.string()),
        "sheet": pa.array([row.record.sheet for row in rows], pa.string()),
        "row": pa.array([row.record.row for row in rows], pa.string()),
    }
    columns: dict[str, str] = {}
    for row in rows:
        columns |= row.columns
    return TextTable(name, pa.table(cells), pa.table(origin), columns)
