"""The pointer of a workspace: the file `current`, replaced as a whole and always last."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from graph import files
from graph.errors import WorkspaceError


@dataclass(frozen=True)
class Current:
    """What is current: a snapshot, and the run whose numbers are shown (None: none yet) with its date."""

    snapshot: str
    run: str | None = None
    as_of: date | None = None


def of_run(record: Mapping[str, Any], snapshot: str | None = None) -> Current:
    """Return the pointer that shows a run, on its own snapshot unless another one is given."""
    return Current(snapshot or record["snapshot"], str(record["id"]), date.fromisoformat(record["as_of"]))


def read(root: Path) -> Current | None:
    """Return what is current; None if there is no pointer.

    Raises
    ------
    WorkspaceError
        If it is damaged.
    """
    path = root / "current"
    try:
        record = json.loads(path.read_bytes())
        as_of = record["as_of"]
        return Current(record["snapshot"], record["run"], None if as_of is None else date.fromisoformat(as_of))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        raise WorkspaceError(f"{path}: damaged, so what is current is unknown") from None


def write(root: Path, current: Current) -> None:
    """Make `current` current."""
    as_of = current.as_of.isoformat() if current.as_of else None
    record = {"snapshot": current.snapshot, "run": current.run, "as_of": as_of}
    files.write(root / "current", json.dumps(record).encode(), "current")
