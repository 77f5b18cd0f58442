"""Edits by hand: cells that a person set, in the dashboard or in Neo4j, and that later loads leave alone.

The cells in force are kept, as a whole, beside the last load that changed them (`edits.jsonl`).
"""

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from graph.admission import Admission
from graph.dictionary import Dictionary, Table
from graph.difference import Difference, difference, plain
from graph.loads import Load
from graph.merge import BY_HAND, Key
from graph.tables import Tables
from graph.workspace import Workspace

FILE = "edits.jsonl"

EDIT = "edit"
"""Format of the small loads that the dashboard makes."""

FORMATS = BY_HAND | {EDIT}
"""Formats of loads that a person made cell by cell."""

Cell = tuple[str, Key, str]
"""Table, key, field."""


def in_force(workspace: Workspace, head: Load | None) -> frozenset[Cell]:
    """Return the cells set by hand that are in force after a load."""
    if head is None or head.edits is None:
        return frozenset()
    path = workspace.path / "loads" / str(head.edits) / FILE
    of = workspace.tables().dictionary
    return frozenset(_parsed(json.loads(line), of) for line in path.read_bytes().splitlines())


def after(cells: frozenset[Cell], admission: Admission, before: Tables, *, by: str, overwrite: bool) -> frozenset[Cell]:
    """Return the cells in force after a load, from those in force before it.

    Parameters
    ----------
    cells
        In force before.
    admission, before
        What the load led to, and the tables before it.
    by
        Format of the load.
    overwrite
        Whether it was allowed to change cells set by hand.
    """
    if by not in FORMATS and not cells:
        return cells
    found = [difference(before.dictionary[name], before[name], admission.tables[name]) for name in before]
    changed = {(entry.table.name, key, field) for entry in found for key, field, _, _ in entry.cells()}
    gone = {(entry.table.name, key) for entry in found for key in entry.removed_keys()}
    kept = {cell for cell in cells if cell[:2] not in gone}
    if by in FORMATS:
        return frozenset(kept | changed | _added(found, before))
    return frozenset(kept - changed) if overwrite else frozenset(kept)


def written(cells: Collection[Cell]) -> bytes:
    """Return cells as they are kept: one line of JSON each, sorted."""
    lines = {json.dumps([t, [plain(value) for value in key], f], ensure_ascii=False) for t, key, f in cells}
    return "".join(f"{line}\n" for line in sorted(lines)).encode()


def text(rows: Collection[Mapping[str, Any]], table: Table) -> pa.Table:
    """Return rows of plain values as text, one column per field that they set.

    Raises
    ------
    ValueError
        If the rows set different fields: a field that one of them lacks would be cleared there.
    """
    fields = {tuple(sorted(row)) for row in rows}
    if len(fields) != 1:
        raise ValueError("the rows of one edit set the same fields")
    return pa.table(
        {
            name: pa.array([_cell(row[name]) for row in rows], pa.string())
            for name in sorted(fields.pop())
            if table[name]
        }
    )


def _cell(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(plain(value))


def _added(found: Collection[Difference], before: Tables) -> set[Cell]:
    """Return the cells of the rows that a load by hand added."""
    if not any(before.counts.values()):  # a first load fills the workspace; it edits nothing
        return set()
    return {
        (entry.table.name, key, field.name)
        for entry in found
        for key in entry.added_keys()
        for field in entry.table.loadable
        if not field.key
    }


def _parsed(record: list[Any], of: Dictionary) -> Cell:
    table, key, field = record
    spec = of[table]
    kinds = [spec[name].type for name in spec.key]
    return table, tuple(_value(value, kind) for value, kind in zip(key, kinds, strict=True)), field


def _value(value: Any, kind: str) -> Any:
    if value is None or kind not in {"date", "datetime"}:
        return value
    return date.fromisoformat(value) if kind == "date" else datetime.fromisoformat(value)
