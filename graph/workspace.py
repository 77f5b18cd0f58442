"""The workspace: the folder that holds snapshots, loads, runs and the pointer to what is current.

One process writes at a time, inside `writing()`; readers never wait, for what they read is never changed. The
pointer is moved last, so a process killed anywhere leaves the old state or the new one.

Signatures: `Workspace.open(path)`, `Workspace.create(path)`, `.current -> Current | None`, `.is_stale`,
`.tables(snapshot=None) -> Tables`, `.snapshot(prefix=None) -> Snapshot`, `.loads() -> tuple[Load, ...]`,
`.load(number)`, `.head -> Load | None`, `.writing()`, `.commit(tables, format=..., ...) -> Load`,
`.write_run(record, scores)`, `.runs()`, `.run(prefix)`, `.adopt_run(id)`, `.has_run(id)`, `.projection_dir`,
`.audit`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from graph import audit, files, loads, pointer, runs, snapshot
from graph.audit import Audit
from graph.errors import WorkspaceError
from graph.loads import Load
from graph.lock import WriterLock
from graph.pointer import Current
from graph.snapshot import Snapshot
from graph.tables import Tables

FOLDERS = ("objects", "snapshots", "loads", "runs", "projection")

KNOWN = frozenset(FOLDERS) | {"current", "audit.jsonl", "audit.lock", "lock", "lock.holder"}


class Workspace:
    """A workspace in a folder; made by `open` or `create`.

    Parameters
    ----------
    path
        The folder. Nothing is read or written yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.audit = Audit(path / "audit.jsonl")
        self._lock = WriterLock(path)
        self._read: tuple[str, Tables] | None = None

    @classmethod
    def open(cls, path: str | Path) -> "Workspace":
        """Return the workspace in a folder.

        Raises
        ------
        WorkspaceError
            If the folder is missing or is no workspace.
        """
        folder = Path(path)
        if not folder.is_dir():
            raise WorkspaceError(
                f"{folder}: no workspace here; load a file or try 'tierlight demo', or name another folder "
                "with --workspace"
            )
        if not all((folder / name).is_dir() for name in ("objects", "snapshots", "loads")):
            raise WorkspaceError(
                f"{folder}: not a workspace: it lacks the folders objects, snapshots and loads; name another "
                "folder with --workspace"
            )
        return cls(folder)

    @classmethod
    def create(cls, path: str | Path) -> "Workspace":
        """Return the workspace in a folder, made if it is not there yet.

        Raises
        ------
        WorkspaceError
            If the folder holds other things, or cannot be made.
        """
        folder = Path(path)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            foreign = sorted(p.name for p in folder.iterdir() if not _is_ours(p.name))
            if foreign:
                raise WorkspaceError(
                    f"{folder}: holds other things ({', '.join(foreign[:3])}); a workspace needs a folder of "
                    "its own: name an empty or a new one with --workspace"
                )
            for name in FOLDERS:
                (folder / name).mkdir(exist_ok=True)
        except OSError as error:
            raise WorkspaceError(f"{folder}: cannot make a workspace here: {error.strerror}") from error
        return cls(folder)

    @property
    def current(self) -> Current | None:
        """What is current; None before the first load.

        Raises
        ------
        WorkspaceError
            If the pointer is damaged, or missing although there were loads.
        """
        try:
            current = pointer.read(self.path)
        except WorkspaceError as error:
            raise WorkspaceError(f"{error}; {self._remedy()}") from None
        if current is None and self._had_loads():
            missing = f"{self.path / 'current'}: missing, although there are loads"
            raise WorkspaceError(f"{missing}; {self._remedy()}")
        return current

    @property
    def is_stale(self) -> bool:
        """Whether the current run was made from another snapshot than the current one."""
        current = self.current
        if current is None or current.run is None:
            return False
        return bool(runs.opened(self.path, current.run)["snapshot"] != current.snapshot)

    @property
    def projection_dir(self) -> Path:
        """Folder of the embedded graphs and arrays; all of it may be deleted and is made again."""
        folder = self.path / "projection"
        folder.mkdir(exist_ok=True)
        return folder

    def tables(self, snapshot_id: str | None = None) -> Tables:
        """Return the tables of a snapshot (a prefix of its id will do), by default the current one.

        Before the first load, every table is empty.
        """
        if snapshot_id is None and self.current is None:
            return Tables({})
        chosen = self.snapshot(snapshot_id)
        if self._read is None or self._read[0] != chosen.id:
            self._read = chosen.id, snapshot.read(self.path, chosen)
        return self._read[1]

    def snapshot(self, prefix: str | None = None) -> Snapshot:
        """Return what a snapshot consists of, by default the current one.

        Raises
        ------
        WorkspaceError
            If there is none that begins so, or more than one.
        """
        if prefix is None:
            current = self.current
            if current is None:
                raise WorkspaceError(f"{self.path}: nothing is loaded yet; load a file or try 'tierlight demo'")
            return snapshot.opened(self.path, current.snapshot)
        known = [path.stem for path in (self.path / "snapshots").glob("*.json")]
        return snapshot.opened(self.path, files.resolved("snapshot", prefix, known, "tierlight history"))

    def snapshots(self) -> tuple[Snapshot, ...]:
        """Return the snapshots that loads led to, oldest first, each once."""
        ids = dict.fromkeys(load.snapshot for load in self.loads() if load.snapshot)
        return tuple(snapshot.opened(self.path, snapshot_id) for snapshot_id in ids)

    @property
    def head(self) -> Load | None:
        """The newest load that counts: the pointer agrees with it."""
        current = self.current
        wanted = current.snapshot if current else None
        for number in loads.numbers(self.path):
            load = loads.opened(self.path, number)
            # A record whose snapshot never became current belongs to a load that was interrupted.
            if load.snapshot == wanted:
                return load
        return None

    def loads(self) -> tuple[Load, ...]:
        """Return all loads, oldest first, in the order in which each came after another."""
        chain = []
        load = self.head
        while load is not None:
            chain.append(load)
            load = loads.opened(self.path, load.after) if load.after is not None else None
        return tuple(reversed(chain))

    def load(self, number: int) -> Load:
        """Return one load."""
        return loads.opened(self.path, number)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one lock for writers; may be entered again by the thread that holds it.

        Raises
        ------
        BusyError
            Within a second, if another process or thread is writing.
        """
        with self._lock.held() as is_first:
            if is_first:
                files.step("lock-taken")
                for folder in (self.path, *(self.path / name for name in FOLDERS)):
                    files.sweep(folder)
            yield

    def next_load(self) -> int:
        """Return the number that the next load will have."""
        return max(loads.numbers(self.path), default=0) + 1

    def commit(
        self,
        tables: Tables | Snapshot | None,
        load: Load,
        beside: Mapping[str, bytes] | None = None,
        run: Current | None = None,
    ) -> Load:
        """Make the tables a snapshot, record the load that led to it, and make it current.

        Parameters
        ----------
        tables
            The new tables, or a snapshot that is there already; None if the load changes nothing.
        load
            What to record. Number, parent and snapshot are filled in here.
        beside
            Files to keep beside the record, by name.
        run
            Run to show from now on; by default the one shown so far, which may be stale then.

        Returns
        -------
        Load
            The record as written. When this returns, the load survives any death of the process.
        """
        with self.writing():
            current, head = self.current, self.head
            known = self.snapshot() if current else None
            if isinstance(tables, Tables):
                before = (known, self.tables()) if known else None
                new: Snapshot | None = snapshot.write(self.path, tables, before)
            else:
                new = tables or known
            recorded = replace(
                load,
                load=self.next_load(),
                after=head.load if head else None,
                parent=known.id if known else None,
                snapshot=new.id if new else None,
                time=audit.now(),
            )
            written = loads.write(self.path, recorded, beside or {})
            shown = run or current
            target = Current(new.id, *((shown.run, shown.as_of) if shown else ())) if new else None
            if target and target != current:
                pointer.write(self.path, target)
            return written

    def write_run(self, record: Mapping[str, Any], scores: pd.DataFrame, author: str | None = None) -> None:
        """Write a run, unless it is there already, and make it the current one.

        Parameters
        ----------
        record
            The run's record: `id`, `snapshot`, `as_of` (ISO date) and what else is to be kept.
        scores
            Its scores, one row each.
        author
            Who; by default the environment variable TIERLIGHT_USER, else the account's name.
        """
        run_id, snapshot_id = str(record["id"]), str(record["snapshot"])
        with (
            self.writing(),
            self.audit.action("run", author=audit.author(author), snapshot=snapshot_id, run=run_id) as entry,
        ):
            if not self.has_run(run_id):
                previous = self.current.run if self.current else None
                runs.write(self.path, {"previous": previous} | dict(record), scores)
            self.adopt_run(run_id)
            entry.snapshot, entry.run, entry.rows = snapshot_id, run_id, len(scores)

    def adopt_run(self, run_id: str) -> None:
        """Make a run that is kept the current one."""
        with self.writing():
            record, current = runs.opened(self.path, run_id), self.current
            if current is None:
                raise WorkspaceError(f"{self.path}: nothing is loaded yet, so there is nothing to run")
            pointer.write(self.path, pointer.of_run(record, current.snapshot))

    def has_run(self, run_id: str) -> bool:
        """Whether a run is kept."""
        return (self.path / "runs" / run_id / "run.json").exists()

    def runs(self) -> tuple[dict[str, Any], ...]:
        """Return the records of all runs, oldest first."""
        return runs.listed(self.path)

    def run(self, prefix: str | None = None) -> tuple[dict[str, Any], pd.DataFrame]:
        """Return a run's record and scores, by default the current run's.

        Raises
        ------
        WorkspaceError
            If there is none, none that begins so, or more than one.
        """
        current = self.current
        if prefix is None and (current is None or current.run is None):
            raise WorkspaceError("there is no run yet; run 'tierlight run' first")
        known = [path.name for path in (self.path / "runs").iterdir() if files.MARK not in path.name]
        wanted = current.run if prefix is None and current and current.run else str(prefix)
        run_id = files.resolved("run", wanted, known, "tierlight runs")
        return runs.opened(self.path, run_id), runs.scores(self.path, run_id)

    def mend_pointer(self) -> None:
        """Make the newest load's snapshot current if the pointer is damaged or missing."""
        try:
            if self.current is not None:
                return
        except WorkspaceError:
            pass
        made = [loads.opened(self.path, number).snapshot for number in loads.numbers(self.path)]
        newest = next(filter(None, made), None)
        if newest is not None:
            run = runs.newest(self.path, newest)
            pointer.write(self.path, pointer.of_run(run) if run else Current(newest))

    def _had_loads(self) -> bool:
        return any(loads.opened(self.path, n).after is not None for n in loads.numbers(self.path))

    def _remedy(self) -> str:
        known = [loads.opened(self.path, number).snapshot for number in loads.numbers(self.path)]
        newest = next((snapshot_id for snapshot_id in known if snapshot_id), None)
        if newest is None:
            return "copy it back from a backup"
        return f"'tierlight restore {newest[:12]}' makes the newest snapshot current again"


def _is_ours(name: str) -> bool:
    return name in KNOWN or name.startswith(".") or files.MARK in name
