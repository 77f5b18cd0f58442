"""Whether a workspace still holds what was written: every file hashed again.

Nothing is mended here; each fault names the file, so that it can be copied back from a backup.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from graph import files, loads, runs, snapshot
from graph.errors import WorkspaceError
from graph.workspace import Workspace


@dataclass(frozen=True)
class Verification:
    """How many files were hashed, and one sentence for each fault; none if all is well."""

    checked: int
    faults: tuple[str, ...]

    def __bool__(self) -> bool:
        """Return whether all is well."""
        return not self.faults


def verify(workspace: Workspace, progress: Callable[[int, int], None] | None = None) -> Verification:
    """Hash every file of the workspace again and compare it with what was written down.

    Parameters
    ----------
    workspace
        The workspace; it may be damaged in any way.
    progress
        Told the number of files done and of all.
    """
    root = workspace.path
    checks = [*_objects(root), *_snapshots(root), *_loads(root), *_runs(root)]
    faults: list[str] = []
    for done, (path, check) in enumerate(checks, start=1):
        faults += _faults(path, check)
        if progress:
            progress(done, len(checks))
    faults += _faults(root / "current", lambda: _pointer(workspace))
    faults += workspace.audit.faults(_anchors(root))
    return Verification(len(checks) + 2, tuple(dict.fromkeys(faults)))


Check = tuple[Path, Callable[[], None]]


def _faults(path: Path, check: Callable[[], None]) -> list[str]:
    try:
        check()
    except WorkspaceError as error:
        return [str(error)]
    except OSError as error:
        return [f"{path}: cannot be read: {error.strerror}"]
    return []


def _objects(root: Path) -> Iterator[Check]:
    for path in sorted((root / "objects").glob("*.parquet")):
        yield path, partial(_equals, path, path.stem)


def _snapshots(root: Path) -> Iterator[Check]:
    for path in sorted((root / "snapshots").glob("*.json")):
        yield path, partial(_whole, root, path.stem)


def _loads(root: Path) -> Iterator[Check]:
    for number in reversed(loads.numbers(root)):
        yield root / "loads" / str(number), partial(_load, root, number)


def _runs(root: Path) -> Iterator[Check]:
    for path in sorted((root / "runs").iterdir()) if (root / "runs").is_dir() else []:
        if files.MARK not in path.name:
            yield path, partial(_run, root, path.name)


def _equals(path: Path, claimed: str) -> None:
    if not path.exists():
        raise WorkspaceError(f"{path}: missing; copy it back from a backup")
    if files.sha256(path.read_bytes()) != claimed:
        raise snapshot.damaged(path)


def _whole(root: Path, snapshot_id: str) -> None:
    for name, stored in snapshot.opened(root, snapshot_id).tables.items():
        path = root / "objects" / f"{stored.object}.parquet"
        if not path.exists():
            raise WorkspaceError(
                f"{path}: missing; it holds table {name} of snapshot {snapshot_id[:12]}; copy it back from a backup"
            )


def _load(root: Path, number: int) -> None:
    load = loads.opened(root, number)
    for name, claimed in load.files.items():
        _equals(root / "loads" / str(number) / name, claimed)
    if load.snapshot is not None:
        snapshot.opened(root, load.snapshot)


def _run(root: Path, run_id: str) -> None:
    record = runs.opened(root, run_id)
    for name, claimed in record["outputs"].items():
        _equals(root / "runs" / run_id / name, claimed)


def _pointer(workspace: Workspace) -> None:
    current = workspace.current
    if current is None:
        return
    path = workspace.path / "current"
    try:
        workspace.snapshot()
        workspace.loads()
        run = runs.opened(workspace.path, current.run) if current.run is not None else None
    except WorkspaceError as error:
        raise WorkspaceError(f"{path}: points to what is missing or damaged: {error}") from None
    if (run["as_of"] if run else None) != (str(current.as_of) if current.as_of else None):
        raise WorkspaceError(f"{path}: damaged: its date is not that of the run")


def _anchors(root: Path) -> dict[str, str]:
    """Return the hashes of the audit entries that loads were written after."""
    found = {}
    for number in loads.numbers(root):
        try:
            load = loads.opened(root, number)
        except WorkspaceError:
            continue
        if load.audit:
            found[load.audit] = f"load {number}"
    return found
