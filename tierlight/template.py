"""Templates: a tiny chain in every table, as CSV files or one workbook, with units and meanings beside it.

Columns come from the dictionary, so a field that is added there is in the templates; only the example cells
are shipped. Loading a template as it is refuses nothing.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pyarrow as pa

from graph.dictionary import Dictionary, Field, Table, dictionary
from tierlight.export.sheet import Book
from tierlight.export.table import csv_content, write_new

_CREATED = datetime(2026, 1, 1, tzinfo=UTC)
_INTRODUCTION = (
    "One table per file or sheet, one row per thing. Columns may stand in any order, and those not needed "
    "may be left out; a column that is left out keeps what is known. Blank means unknown, never zero. "
    "Numbers have a point, dates are written 2026-11-23, true and false are words."
)


def template(
    folder: Path, *, excel: bool = False, empty: bool = False, of: Dictionary | None = None
) -> tuple[Path, ...]:
    """Write templates into a folder and return their paths.

    Parameters
    ----------
    folder
        Where to; a file that would be written over is an error.
    excel
        One workbook `tierlight.xlsx` with a sheet README, instead of CSV files and `README.md`.
    empty
        Headers only.
    of
        The dictionary; the shipped one by default.

    Raises
    ------
    FileError
        If a file of that name is there already.
    """
    tables = (of or dictionary()).tables
    if excel:
        return write_new(folder, {"tierlight.xlsx": _workbook(tables.values(), empty=empty)})
    contents = {f"{name}.csv": _csv(table, empty=empty) for name, table in tables.items()}
    return write_new(folder, contents | {"README.md": readme(tables.values()).encode()})


def example(table: Table) -> dict[str, list[str | None]]:
    """Return the cells of the tiny chain by field, in the order of the dictionary; None is blank."""
    shipped = files("tierlight").joinpath(f"templates/{table.name}.csv")
    rows = list(csv.DictReader(shipped.read_text(encoding="utf-8").splitlines())) if shipped.is_file() else []
    return {field.name: [row.get(field.name) or None for row in rows] for field in table.loadable}


def readme(tables: Iterable[Table]) -> str:
    """Return units and meanings of all fields as Markdown."""
    lines = ["# Tables of Tierlight", "", _INTRODUCTION, ""]
    for table in tables:
        lines += [
            f"## {table.name}",
            "",
            "| column | needed | unit | allowed | meaning |",
            "|---|---|---|---|---|",
        ]
        lines += ["| " + " | ".join(_plain(cell) for cell in _meaning(field)) + " |" for field in table.loadable]
        lines.append("")
    return "\n".join(lines)


def _plain(cell: str) -> str:
    return cell.replace("|", "\\|")


def _meaning(field: Field) -> tuple[str, str, str, str, str]:
    """Return name, need, unit, allowed values and description of a field, in words."""
    return field.name, _need(field), field.unit, _allowed(field), field.description


def _need(field: Field) -> str:
    if field.required:
        return "yes"
    return f"no; blank is {field.default}" if field.default else "no"


def _allowed(field: Field) -> str:
    if field.choices:
        return ", ".join(field.choices)
    if field.refers_to:
        return "an id of " + " or ".join(field.refers_to)
    return "; ".join((field.type, *field.allowed))


def _csv(table: Table, *, empty: bool) -> bytes:
    columns = example(table)
    return csv_content(list(columns), [[] if empty else cells for cells in columns.values()])


def _workbook(tables: Iterable[Table], *, empty: bool) -> bytes:
    listed = list(tables)
    book = Book(_CREATED)
    book.readme(list(_readme_rows(listed)), widths=(14, 20, 16, 22, 30, 70))
    for table in listed:
        columns = example(table)
        typed = {field.name: _typed(field, [] if empty else columns[field.name]) for field in table.loadable}
        book.table(table, pd.DataFrame(typed))
    return book.content()


def _readme_rows(tables: list[Table]) -> Iterator[tuple[str, ...]]:
    yield (_INTRODUCTION,)
    yield ("table", "column", "needed", "unit", "allowed", "meaning")
    for table in tables:
        for field in table.loadable:
            yield (table.name, *_meaning(field))


def _typed(field: Field, cells: list[str | None]) -> pd.Series:
    """Return example cells in the type of their field; the examples are ours, so they convert."""
    return pd.Series(pd.arrays.ArrowExtensionArray(pa.array(cells, pa.string()).cast(field.arrow)))
