"""Files that are there whole or not at all, even if the process is killed or the disk is full.

Each is written to `name.tmp.<pid>`, flushed to the disk, renamed, and its folder flushed. Nothing here knows
what a file means. `step` is where the tests kill a writer; it does nothing outside of them.
"""

import hashlib
import os
import shutil
import signal
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from graph.errors import WorkspaceError

MARK = ".tmp."

SHORTEST_PREFIX = 8
"""Fewest characters of an id that say which one is meant."""

STALE_SECONDS = 3600.0
"""Age from which a leftover that names no process is taken for abandoned."""


def step(name: str) -> None:
    """Kill this process as `kill -9` would if the environment variable TIERLIGHT_TEST_KILL is `name`."""
    if os.environ.get("TIERLIGHT_TEST_KILL") == name:
        os.kill(os.getpid(), signal.SIGKILL)


def write(path: Path, content: bytes, kind: str) -> None:
    """Make `path` hold `content`, or leave it as it was.

    Parameters
    ----------
    path
        File; its folder must be there.
    content
        All of its bytes.
    kind
        What it is, for the steps `<kind>-written` and `<kind>-renamed` and for the message.

    Raises
    ------
    WorkspaceError
        If the system refuses, for instance because the disk is full. Nothing has changed then.
    """
    temporary = path.with_name(f"{path.name}{MARK}{os.getpid()}")
    with _refusals_told(path, kind):
        try:
            _write_through(temporary, content)
            step(f"{kind}-written")
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        step(f"{kind}-renamed")
        flush_folder(path.parent)


def write_folder(path: Path, contents: Mapping[str, bytes], kind: str) -> None:
    """Make the new folder `path` with the named files in it, or nothing.

    Raises
    ------
    WorkspaceError
        If the folder is there already or the system refuses.
    """
    if path.exists():
        raise WorkspaceError(f"{path}: is there already; a record is never written over")
    temporary = path.with_name(f"{path.name}{MARK}{os.getpid()}")
    with _refusals_told(path, kind):
        try:
            temporary.mkdir()
            for name, content in contents.items():
                _write_through(temporary / name, content)
            flush_folder(temporary)
            step(f"{kind}-written")
            temporary.rename(path)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise
        step(f"{kind}-renamed")
        flush_folder(path.parent)


def append(path: Path, line: bytes, kind: str) -> None:
    """Add one line to `path`, on the disk when this returns; a line that did not fit is taken back."""
    with _refusals_told(path, kind), path.open("ab") as file:
        before = file.tell()
        try:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            os.truncate(path, before)
            raise


def flush_folder(folder: Path) -> None:
    """Flush the names in a folder to the disk, where the system can."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:  # Windows opens no folders; its renames are journalled
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep(folder: Path) -> int:
    """Remove what dead writers left behind in `folder`, and return how many leftovers that were."""
    gone = 0
    for path in sorted(folder.glob(f"*{MARK}*")) if folder.is_dir() else []:
        if _is_abandoned(path):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
            gone += 1
    return gone


def resolved(kind: str, prefix: str, known: Iterable[str], lister: str) -> str:
    """Return the one id that begins with `prefix`, which has at least 8 characters.

    Raises
    ------
    WorkspaceError
        If none does, or more than one; names the command that lists them.
    """
    if len(prefix) < SHORTEST_PREFIX:
        raise WorkspaceError(
            f"{kind} {prefix!r}: give at least {SHORTEST_PREFIX} characters of its id; '{lister}' lists them"
        )
    found = sorted(name for name in known if name.startswith(prefix))
    if not found:
        raise WorkspaceError(f"no {kind} begins with {prefix!r}; '{lister}' lists those there are")
    if len(found) > 1:
        raise WorkspaceError(f"more than one {kind} begins with {prefix!r}: {', '.join(found[:3])}; give more of it")
    return found[0]


def sha256(content: bytes) -> str:
    """Return the SHA-256 of some bytes, as 64 hex digits."""
    return hashlib.sha256(content).hexdigest()


def _write_through(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _refusals_told(path: Path, kind: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WorkspaceError(
            f"{path}: cannot write the {kind}: {error.strerror or error}. "
            "Nothing has changed; free some space or mend the permissions, then repeat the command."
        ) from error


def _is_abandoned(path: Path) -> bool:
    digits = path.name.split(MARK, 1)[1].split(".")[0]
    if digits.isdecimal():
        return int(digits) != os.getpid() and not _is_alive(int(digits))
    try:
        return time.time() - path.stat().st_mtime > STALE_SECONDS
    except FileNotFoundError:
        return False


def _is_alive(pid: int) -> bool:
    if os.name == "nt":  # asking there would send the process a signal
        return True
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
