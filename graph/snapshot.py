"""Snapshots: all tables at one moment, each as a Parquet file that is named by its bytes.

A snapshot is never changed. Its id is the hash of the tables, their row counts and the version of the
dictionary; it holds no time and no parent, so equal tables make the same snapshot wherever they come from.

`graph.workspace.Workspace` is the way to it for everybody else.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from graph import files
from graph.checks import keys
from graph.dictionary import Dictionary, dictionary
from graph.errors import WorkspaceError
from graph.tables import Tables


@dataclass(frozen=True)
class Stored:
    """One table of a snapshot: SHA-256 of its Parquet file, and its number of rows."""

    object: str
    rows: int


@dataclass(frozen=True)
class Snapshot:
    """What a snapshot consists of: its tables by name, and the version of the dictionary of its time."""

    id: str
    dictionary: str
    tables: Mapping[str, Stored]

    @property
    def counts(self) -> dict[str, int]:
        """Number of rows by table."""
        return {name: stored.rows for name, stored in self.tables.items()}


def write(root: Path, tables: Tables, before: tuple[Snapshot, Tables] | None = None) -> Snapshot:
    """Write the tables as a snapshot, unless it is there already, and return it.

    Parameters
    ----------
    root
        The workspace's folder.
    tables
        Validated tables; the order of their rows does not count.
    before
        A snapshot and its tables: a table with equal values keeps its file, whatever bytes that has.
    """
    stored = {name: _stored(root, tables, name, before) for name in tables}
    content = _canonical(tables.dictionary.version, stored)
    snapshot = Snapshot(files.sha256(content), tables.dictionary.version, stored)
    path = root / "snapshots" / f"{snapshot.id}.json"
    if not path.exists():
        files.write(path, content, "snapshot")
    return snapshot


def read(root: Path, snapshot: Snapshot, of: Dictionary | None = None) -> Tables:
    """Return the tables of a snapshot.

    Raises
    ------
    WorkspaceError
        If a file is missing or its bytes are not those that were written.
    """
    spec = of or dictionary()
    frames = {}
    for name, stored in snapshot.tables.items():
        if name not in spec.tables:
            raise WorkspaceError(
                f"snapshot {snapshot.id[:12]} holds a table {name!r}, which this version of Tierlight does "
                "not know; use the version that wrote it, or a newer one"
            )
        table = pq.read_table(pa.BufferReader(_content(root, name, stored)))
        known = [column for column in table.column_names if column in spec[name].names]
        frames[name] = table.select(known).to_pandas(types_mapper=pd.ArrowDtype)
    return Tables(frames, spec)


def opened(root: Path, snapshot_id: str) -> Snapshot:
    """Return one snapshot by its whole id.

    Raises
    ------
    WorkspaceError
        If there is none, or its file is damaged.
    """
    path = root / "snapshots" / f"{snapshot_id}.json"
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise WorkspaceError(f"{path}: no such snapshot; 'tierlight history' lists those there are") from None
    if files.sha256(content) != snapshot_id:
        raise damaged(path)
    record: dict[str, Any] = json.loads(content)
    stored = {name: Stored(**entry) for name, entry in record["tables"].items()}
    return Snapshot(snapshot_id, record["dictionary"], stored)


def parquet(frame: pd.DataFrame, schema: pa.Schema, key: Sequence[str]) -> bytes:
    """Return a frame as Parquet: sorted by `key`, the same bytes for the same values."""
    return _bytes(_arranged(frame, schema, key))


def damaged(path: Path) -> WorkspaceError:
    """Return the error for a file whose bytes are not those that were written."""
    return WorkspaceError(
        f"{path}: damaged: its bytes are not those that were written; copy this file back from a backup "
        "('tierlight verify' lists all that are damaged)"
    )


def _stored(root: Path, tables: Tables, name: str, before: tuple[Snapshot, Tables] | None) -> Stored:
    frame, spec = tables[name], tables.dictionary[name]
    known = before[0].tables.get(name) if before else None
    if before and known and frame is before[1][name]:
        return known
    table = _arranged(frame, spec.schema, ())
    kept = _arranged(before[1][name], spec.schema, ()) if before and known else None
    if known and table.equals(kept):
        return known
    table = _sorted(table, spec.key)
    if known and table.equals(kept):
        return known
    content = _bytes(table)
    stored = Stored(files.sha256(content), len(frame))
    path = root / "objects" / f"{stored.object}.parquet"
    # The bytes are at hand, so a damaged file of an older snapshot is mended by the way.
    if not path.exists() or path.read_bytes() != content:
        files.write(path, content, "object")
    return stored


def _arranged(frame: pd.DataFrame, schema: pa.Schema, key: Sequence[str]) -> pa.Table:
    """Return the frame as one chunk, sorted if `key` has fields."""
    table = pa.Table.from_pandas(frame, schema=schema, preserve_index=False).replace_schema_metadata(None)
    return _sorted(table.combine_chunks(), key)


def _sorted(table: pa.Table, key: Sequence[str]) -> pa.Table:
    return table.take(pa.array(keys.order([table.column(name) for name in key]))) if key else table


def _bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    # Every setting that is allowed to differ between versions of the library is set here.
    pq.write_table(
        table,
        sink,
        version="2.6",
        data_page_version="1.0",
        compression="zstd",
        compression_level=3,
        use_dictionary=True,
        row_group_size=1 << 20,
        data_page_size=1 << 20,
        store_schema=False,
        write_statistics=True,
    )
    content: bytes = sink.getvalue().to_pybytes()
    return content


def _content(root: Path, name: str, stored: Stored) -> bytes:
    path = root / "objects" / f"{stored.object}.parquet"
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise WorkspaceError(f"{path}: the file of table {name} is missing; copy it back from a backup") from None
    if files.sha256(content) != stored.object:
        raise damaged(path)
    return content


def _canonical(version: str, stored: Mapping[str, Stored]) -> bytes:
    record = {"dictionary": version, "tables": {name: asdict(entry) for name, entry in stored.items()}}
    return json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
