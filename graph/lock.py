"""The one lock for writers of a workspace, and who holds it. Readers never take it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from graph import audit
from graph.errors import BusyError, WorkspaceError

BUSY_SECONDS = 0.8
"""How long a second writer waits before it is told "busy": short enough to answer within a second."""


class WriterLock:
    """The lock of one workspace; the thread that holds it may take it again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = FileLock(folder / "lock", timeout=BUSY_SECONDS)
        # Not in the lock file itself: some versions of filelock empty it while they wait.
        self._holder = folder / "lock.holder"

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Hold the lock; gives True where it was not held before.

        Raises
        ------
        BusyError
            Within a second, if another process or thread holds it.
        """
        try:
            self._lock.acquire()
        except Timeout:
            raise BusyError(f"{self.folder}: busy, held by {self._who()}; wait for it, then repeat") from None
        except OSError as error:
            raise WorkspaceError(
                f"{self.folder}: cannot write here: {error.strerror}; mend the permissions or copy the folder to "
                "where you may write"
            ) from error
        is_first = self._lock.lock_counter == 1
        try:
            if is_first:
                self._tell()
            yield is_first
        finally:
            if is_first:
                self._holder.unlink(missing_ok=True)
            self._lock.release()

    def _tell(self) -> None:
        holder = json.dumps({"pid": os.getpid(), "since": audit.now()})
        with suppress(OSError):  # a courtesy: what matters and does not fit either is told by its own error
            self._holder.write_text(holder, encoding="utf-8")

    def _who(self) -> str:
        try:
            record = json.loads(self._holder.read_text(encoding="utf-8"))
            return f"PID {record['pid']} since {record['since']}"
        except (OSError, ValueError, KeyError):  # taken a moment ago
            return "another process"
