"""The record of one load: what was read from where, by whom, and which snapshot it led to.

A record is written once, beside the rows that were refused, and never changed. Loads are ordered by what each
says came before it, never by the clock.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from graph import files
from graph.errors import WorkspaceError
from graph.extract import SourceFile
from graph.snapshot import damaged

COUNTS = ("read", "added", "changed", "unchanged", "refused", "removed")


@dataclass(frozen=True, kw_only=True)
class Load:
    """One load.

    Attributes
    ----------
    author
        Who.
    format, dataset
        Loader (`edit` and `restore` for changes made in Tierlight itself) and prefix of its ids.
    load, after, snapshot, parent, time, files
        Filled in by `Workspace.commit`: its number and that of the load before it (None: the first), the
        current snapshot after and before it (None: none yet), when (UTC; for people, nothing is ordered by
        it), and the SHA-256 of each file beside the record.
    counts
        By table: read, added, changed, unchanged, refused, removed.
    committed
        False if `--strict` held everything back.
    edits
        Number of the load beside which the edits by hand that are in force are kept; None if there are none.
    options, sources, licence, publisher, notes
        What the loader was told and what it says about its files.
    audit
        Hash of the audit entry that was written before it.
    """

    author: str
    format: str
    load: int = 0
    after: int | None = None
    snapshot: str | None = None
    parent: str | None = None
    time: str = ""
    dataset: str = ""
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    committed: bool = True
    edits: int | None = None
    options: Sequence[str] = ()
    sources: Sequence[SourceFile] = ()
    licence: str = ""
    publisher: str = ""
    notes: Sequence[str] = ()
    audit: str = ""
    files: Mapping[str, str] = field(default_factory=dict)

    def total(self, count: str) -> int:
        """Return one of the counts over all tables."""
        return sum(table.get(count, 0) for table in self.counts.values())

    @property
    def source(self) -> str:
        """Name of the first file that was read, and how many more there were."""
        names = [source.name for source in self.sources]
        return "".join(names[:1]) + (f" and {len(names) - 1} more" if len(names) > 1 else "")


def write(root: Path, load: Load, beside: Mapping[str, bytes]) -> Load:
    """Write a record and the files beside it, and return it with their hashes."""
    record = asdict(load) | {"files": {name: files.sha256(content) for name, content in beside.items()}}
    record["hash"] = files.sha256(_canonical(record))
    content = json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False).encode()
    files.write_folder(root / "loads" / str(load.load), {**beside, "load.json": content}, "load")
    return _load(record)


def opened(root: Path, number: int) -> Load:
    """Return one record.

    Raises
    ------
    WorkspaceError
        If there is none with this number, or it is damaged.
    """
    path = root / "loads" / str(number) / "load.json"
    try:
        record = json.loads(path.read_bytes())
        claimed = record.pop("hash")
    except FileNotFoundError:
        raise WorkspaceError(f"{path}: no such load; 'tierlight history' lists those there are") from None
    except (ValueError, AttributeError, KeyError, TypeError):
        raise damaged(path) from None
    if files.sha256(_canonical(record)) != claimed:
        raise damaged(path)
    return _load(record)


def numbers(root: Path) -> list[int]:
    """Return the numbers of all records, newest first, those of interrupted loads among them."""
    folder = root / "loads"
    return sorted((int(path.name) for path in folder.iterdir() if path.name.isdecimal()), reverse=True)


def _load(record: Mapping[str, Any]) -> Load:
    known = {name: value for name, value in record.items() if name in Load.__dataclass_fields__}
    known["sources"] = tuple(SourceFile(**source) for source in record["sources"])
    return Load(**known)


def _canonical(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
