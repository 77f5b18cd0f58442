"""The runs that a workspace keeps: each a record and its scores, written once.

What a run computes is not known here; its record is kept as it is given, with a number and the hashes of what
was written.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from graph import audit, files
from graph.errors import WorkspaceError
from graph.snapshot import damaged, parquet


def write(root: Path, record: Mapping[str, Any], scores: pd.DataFrame) -> dict[str, Any]:
    """Write a run and return its record with number, time and the hash of the scores added."""
    schema = pa.Schema.from_pandas(scores, preserve_index=False).remove_metadata()
    content = parquet(scores, schema, ())
    filled = {"time": audit.now()} | dict(record)
    filled["number"] = max((known["number"] for known in listed(root)), default=0) + 1
    filled["outputs"] = dict(record.get("outputs", {})) | {"scores.parquet": files.sha256(content)}
    filled["hash"] = files.sha256(_canonical(filled))
    text = json.dumps(filled, indent=1, sort_keys=True, ensure_ascii=False).encode()
    beside = {"scores.parquet": content, "run.json": text}
    files.write_folder(root / "runs" / str(record["id"]), beside, "run")
    return filled


def opened(root: Path, run_id: str) -> dict[str, Any]:
    """Return the record of one run by its whole id.

    Raises
    ------
    WorkspaceError
        If there is none, or it is damaged.
    """
    path = root / "runs" / run_id / "run.json"
    try:
        record: dict[str, Any] = json.loads(path.read_bytes())
        claimed = record.pop("hash")
    except FileNotFoundError:
        raise WorkspaceError(f"{path}: no such run; 'tierlight runs' lists those there are") from None
    except (ValueError, AttributeError, KeyError, TypeError):
        raise damaged(path) from None
    if files.sha256(_canonical(record)) != claimed:
        raise damaged(path)
    return record


def scores(root: Path, run_id: str) -> pd.DataFrame:
    """Return the scores of one run.

    Raises
    ------
    WorkspaceError
        If they are damaged.
    """
    path = root / "runs" / run_id / "scores.parquet"
    content = path.read_bytes() if path.exists() else b""
    if files.sha256(content) != opened(root, run_id)["outputs"]["scores.parquet"]:
        raise damaged(path)
    frame: pd.DataFrame = pq.read_table(pa.BufferReader(content)).to_pandas(types_mapper=pd.ArrowDtype)
    return frame


def listed(root: Path) -> tuple[dict[str, Any], ...]:
    """Return the records of all runs, in the order in which they were made."""
    folder = root / "runs"
    ids = sorted(p.name for p in folder.iterdir() if files.MARK not in p.name) if folder.is_dir() else []
    return tuple(sorted((opened(root, run_id) for run_id in ids), key=lambda record: int(record["number"])))


def newest(root: Path, snapshot_id: str) -> dict[str, Any] | None:
    """Return the record of the newest run of a snapshot, or None."""
    of_snapshot = [record for record in listed(root) if record["snapshot"] == snapshot_id]
    return of_snapshot[-1] if of_snapshot else None


def _canonical(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
