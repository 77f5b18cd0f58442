"""The tables of a snapshot as canonical CSV files or one workbook; loading them again changes nothing.

Every loadable field of the dictionary is a column, in its order; `load_id` is not, Tierlight writes it.
No text is ever cut: what a workbook cannot hold is refused.
"""

import csv
import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.dictionary import Table
from graph.errors import FileError
from graph.files import write
from graph.tables import Tables
from loaders.formulas import escaped_column
from tierlight.export.sheet import Book

About = Mapping[str, object]


def tables_as_csv(tables: Tables, folder: Path, *, about: About | None = None) -> tuple[Path, ...]:
    """Write one CSV file per table into a folder and return their paths.

    Parameters
    ----------
    tables
        The snapshot.
    folder
        Where to; it is made if it is not there. A file that would be written over is an error.
    about
        Where the data come from (snapshot, time, licences); written to `about.json`.

    Raises
    ------
    FileError
        If a file of that name is there already.
    WorkspaceError
        If the system refuses to write.
    """
    contents = {f"{name}.csv": csv_bytes(tables.dictionary[name], tables[name]) for name in tables}
    if about is not None:
        contents["about.json"] = (json.dumps(dict(about), indent=2, ensure_ascii=False) + "\n").encode()
    return write_new(folder, contents)


def tables_as_workbook(
    tables: Tables, path: Path, *, created: datetime | None = None, about: About | None = None
) -> Path:
    """Write one workbook with a sheet per table and return its path.

    Parameters
    ----------
    tables
        The snapshot.
    path
        The workbook; it may not be there yet.
    created
        Time that the workbook's properties name; the same time gives the same bytes.
    about
        Where the data come from; written to the sheet README.
    """
    book = Book(created or datetime(2026, 1, 1, tzinfo=UTC))
    book.readme([(str(key), str(value)) for key, value in (about or {}).items()])
    for name in tables:
        book.table(tables.dictionary[name], tables[name])
    return write_new(path.parent, {path.name: book.content()})[0]


def csv_bytes(table: Table, frame: pd.DataFrame) -> bytes:
    """Return one table as canonical CSV: UTF-8 with its mark, so that spreadsheets read it right."""
    columns = {field.name: text(pa.chunked_array(pa.array(frame[field.name]))) for field in table.loadable}
    return csv_content(list(columns), [column.to_pylist() for column in columns.values()])


def csv_content(header: list[str], columns: list[list[str | None]]) -> bytes:
    """Return columns of text as the bytes of a CSV file; None is a blank cell."""
    out = io.StringIO(newline="")
    # With a bare line feed as terminator, Python 3.11 leaves a carriage return in a cell unquoted.
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue().encode("utf-8-sig")


def text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a typed column as the text that loads as the same value.

    Numbers keep all digits, dates are ISO 8601, times are in UTC; text that starts as a formula is escaped.
    """
    if pa.types.is_string(column.type):
        return escaped_column(column)
    if pa.types.is_timestamp(column.type):
        return _instants(column)
    return column.cast(pa.string())


def _instants(column: pa.ChunkedArray) -> pa.ChunkedArray:
    plain = column.cast(pa.timestamp("us"))
    whole = pc.all(pc.equal(pc.microsecond(plain), 0)).as_py() and pc.all(pc.equal(pc.millisecond(plain), 0)).as_py()
    if whole is not False:
        plain = plain.cast(pa.timestamp("s"))
    return pc.strftime(plain, format="%Y-%m-%dT%H:%M:%SZ")


def write_new(folder: Path, contents: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files into a folder that has none of them yet, each whole or not at all."""
    for name in contents:
        if (folder / name).exists():
            raise FileError(f"{folder / name} is there already and is not written over; give a new folder or name")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"{folder}: cannot make the folder ({error.strerror}); give another") from error
    for name, content in contents.items():
        write(folder / name, content, "export")
    return tuple(folder / name for name in contents)
