"""The audit record: who did what, written down before it is done, then how it ended.

One line of JSON per entry in `audit.jsonl`, only ever appended. Each holds the hash of the one before, and
each load's record holds the hash of its entry: `verify` finds an entry that was edited, removed or cut off.
Values of a statement's parameters are never written, only their names.
"""

import getpass
import json
import logging
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from graph import files
from graph.errors import WorkspaceError

log = logging.getLogger(__name__)

FIRST = "0" * 64
"""What the first entry has in place of the hash of the one before."""


@dataclass
class Entry:
    """An action under way: the hash of its first line, and the number of rows to report at its end."""

    hash: str
    rows: int | None = None
    snapshot: str | None = None
    run: str | None = None


class Audit:
    """The audit record in one file.

    Parameters
    ----------
    path
        `audit.jsonl`; made by the first entry.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        # Not the workspace's lock: readers write here too, and they never wait for a load.
        self._lock = FileLock(path.with_name("audit.lock"))

    @contextmanager
    def action(
        self,
        action: str,
        *,
        author: str,
        snapshot: str | None = None,
        run: str | None = None,
        statement: str = "",
        parameters: Sequence[str] = (),
    ) -> Iterator[Entry]:
        """Write down an action before it is done, and its rows, seconds and outcome after it.

        The outcome is `done`, or the name of the error that ended it; an action without an outcome died.
        """
        entry = Entry(
            self.append(
                action=action,
                author=author,
                snapshot=snapshot,
                run=run,
                statement=statement,
                parameters=sorted(parameters),
            )
        )
        files.step("audit-begun")
        begin, outcome = time.monotonic(), "done"
        try:
            yield entry
        except BaseException as error:
            outcome = type(error).__name__
            raise
        finally:
            self._end(entry, outcome, time.monotonic() - begin)

    def append(self, **fields: Any) -> str:
        """Add one entry and return its hash."""
        with self._lock:
            entry = {"time": now(), "before": self._last()} | fields
            entry["hash"] = _hash(entry)
            files.append(self.path, _line(entry) + b"\n", "audit record")
            return str(entry["hash"])

    def entries(self) -> list[dict[str, Any]]:
        """Return all entries, oldest first.

        Raises
        ------
        WorkspaceError
            If a line cannot be read; `faults` says which ones.
        """
        try:
            return [json.loads(line) for line in self._lines()]
        except ValueError:
            raise WorkspaceError(f"{self.path}: damaged; 'tierlight verify' names the entries") from None

    def faults(self, anchors: Mapping[str, str] | None = None) -> list[str]:
        """Return one sentence for each entry that was edited, removed or cut off.

        Parameters
        ----------
        anchors
            Hashes that must be among the entries, each with the name of who says so.
        """
        found: list[str] = []
        before = FIRST
        hashes: set[str] = set()
        for number, line in enumerate(self._lines(), start=1):
            entry = _parsed(line)
            if entry is None or not _is_whole(entry, line):
                found.append(f"{self.path} line {number}: the entry was edited")
            elif entry["before"] != before:
                found.append(f"{self.path} line {number}: the entry before it was edited or removed")
            before = str(entry.get("hash")) if entry else ""
            hashes.add(before)
        ending = self._ending()
        rest = _parsed(ending[:-1])
        # A writer that dies leaves less than an entry: a whole one with a byte behind it had its line end changed.
        if rest and _is_whole(rest, ending[:-1]):
            found.append(f"{self.path}: the end of its last line was edited")
        for anchor, whose in (anchors or {}).items():
            if anchor not in hashes:
                found.append(f"{self.path}: the entry of {whose} is missing")
        return found

    def _end(self, entry: Entry, outcome: str, seconds: float) -> None:
        try:
            self.append(
                of=entry.hash,
                outcome=outcome,
                rows=entry.rows,
                seconds=round(seconds, 3),
                snapshot=entry.snapshot,
                run=entry.run,
            )
        except WorkspaceError as error:  # what was done stays done; a missing outcome says "unknown"
            log.warning("the outcome was not written down: %s", error)

    def _content(self) -> bytes:
        return self.path.read_bytes() if self.path.exists() else b""

    def _lines(self) -> list[bytes]:
        """Return the acknowledged lines: what follows the last line end is of a writer that died in the middle."""
        return self._content().split(b"\n")[:-1]

    def _ending(self) -> bytes:
        """Return what follows the last line end."""
        return self._content().rpartition(b"\n")[2]

    def _last(self) -> str:
        """Return the hash of the newest entry, after cutting off what a dead writer left unfinished."""
        if not self.path.exists():
            return FIRST
        size, block = self.path.stat().st_size, 1 << 16
        while True:
            with self.path.open("rb") as file:
                file.seek(max(0, size - block))
                ending = file.read()
            whole = ending[: ending.rfind(b"\n") + 1]
            lines = whole.splitlines()
            if len(lines) > 1 or block >= size:
                break
            block *= 2
        if len(whole) < len(ending):
            os.truncate(self.path, size - len(ending) + len(whole))
        entry = _parsed(lines[-1]) if lines else {"hash": FIRST}
        return str(entry.get("hash", "")) if entry else ""


def now() -> str:
    """Return the time, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def author(given: str | None = None) -> str:
    """Return who acts: `given`, else the environment variable TIERLIGHT_USER, else the account's name."""
    if given or os.environ.get("TIERLIGHT_USER"):
        return given or os.environ["TIERLIGHT_USER"]
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name, as in some containers
        return "unknown"


def _line(entry: Mapping[str, Any]) -> bytes:
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _hash(entry: Mapping[str, Any]) -> str:
    return files.sha256(_line({name: value for name, value in entry.items() if name != "hash"}))


def _is_whole(entry: Mapping[str, Any], line: bytes) -> bool:
    """Return whether a line is what was written: the entry in its one spelling, with its right hash."""
    return entry.get("hash") == _hash(entry) and _line(entry) == line


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) and "before" in entry else None
