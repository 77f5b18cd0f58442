"""The parent's side of reading: starts the child process, waits for it, and hands back what it read.

A child that is killed, runs out of memory or takes too long is a `LimitError`; the parent lives on.
"""

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from graph.errors import FileError, LimitError
from graph.extract import Refusal, SourceFile
from loaders.loader import FileSpec
from loaders.reading.limits import ADDRESS_SPACE, RECORD_CELLS, SECONDS

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]

_ROOT = Path(__file__).resolve().parents[2]


class UnfitError(FileError):
    """A file that is not what the format needs; `looks` is what the files look like."""

    def __init__(self, message: str, looks: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(message)
        self.looks = looks


@dataclass(frozen=True)
class Columns:
    """One table that was read: key of its spec, where it stands, its rows' places, its columns as text.

    Records that each have their own columns are one column of JSON objects (`is_records`).
    """

    key: str
    file: str
    sheet: str
    rows: pa.ChunkedArray
    cells: pa.Table
    is_records: bool

    def dicts(self) -> list[dict[str, str | None]]:
        """Return each row by column, as Python objects."""
        if self.is_records:
            return [json.loads(text) for text in self.cells.column(0).to_pylist()]
        if self.cells.num_rows * self.cells.num_columns > RECORD_CELLS:
            raise LimitError(f"{self.file} holds more than {RECORD_CELLS:,} cells; split it")
        rows: list[dict[str, str | None]] = self.cells.to_pylist()
        return rows


@dataclass(frozen=True)
class Reading:
    """All that was read."""

    parts: tuple[Columns, ...]
    refused: tuple[Refusal, ...]
    notes: tuple[str, ...]
    sources: tuple[SourceFile, ...]


def reading(
    paths: Sequence[Path], specs: Sequence[FileSpec], encoding: str | None, progress: Progress | None
) -> Reading:
    """Return what a child process reads of some files."""
    request = {
        "peek": False,
        "paths": [str(path) for path in paths],
        "specs": [asdict(spec) for spec in specs],
        "encoding": encoding,
    }
    with tempfile.TemporaryDirectory(prefix="tierlight-") as name:
        answer = _answer(Path(name), request, progress)
        return Reading(
            tuple(_columns(Path(name), part) for part in answer["parts"]),
            tuple(Refusal(**refusal) for refusal in answer["refused"]),
            tuple(answer["notes"]),
            tuple(SourceFile(**source) for source in answer["sources"]),
        )


def looks(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return what some files look like: name, columns, sheets, keys."""
    with tempfile.TemporaryDirectory(prefix="tierlight-") as name:
        files: list[dict[str, Any]] = _answer(Path(name), {"peek": True, "paths": [str(path) for path in paths]}, None)[
            "files"
        ]
        return files


def _answer(folder: Path, request: dict[str, Any], progress: Progress | None) -> dict[str, Any]:
    (folder / "request.json").write_text(json.dumps(request), encoding="utf-8")
    code, words = _run(folder, progress)
    log.debug("the reading process ended with %d: %s", code, words)
    written = folder / "answer.json"
    if code == 1:
        # Nothing that a file holds may end like this: it is a fault of ours, and keeps its traceback.
        raise RuntimeError(f"the reading process failed:\n{words}")
    if code != 0 or not written.exists():
        raise LimitError(
            f"{', '.join(map(str, request['paths']))}: reading needs more than "
            f"{ADDRESS_SPACE // 1024**3} GiB of memory or {SECONDS} seconds; split the file, or save it again"
        )
    answer: dict[str, Any] = json.loads(written.read_text(encoding="utf-8"))
    if answer.get("error") == "LimitError":
        raise LimitError(answer["message"])
    if "error" in answer:
        raise UnfitError(answer["message"], answer.get("files", []))
    return answer


def _run(folder: Path, progress: Progress | None) -> tuple[int, str]:
    """Run the child to its end; return its exit status and what it said on standard error."""
    paths = [str(_ROOT), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(paths),
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "PYTHONUTF8": "1",
    }
    with (folder / "errors").open("w+", encoding="utf-8", errors="replace") as errors:
        child = subprocess.Popen(  # noqa: S603  our own interpreter and module
            # -P: the folder that the user stands in may hold anything, and is not where modules come from.
            [sys.executable, "-P", "-m", "loaders.reading.worker", str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=environment,
        )
        timer = threading.Timer(SECONDS, child.kill)
        timer.start()
        with child:
            try:
                for line in child.stdout or ():
                    if progress:
                        done, total = line.split()
                        progress(int(done), int(total))
                child.wait()
            finally:
                timer.cancel()
                child.kill()
        errors.seek(0)
        return child.returncode, errors.read()[-4000:]


def _columns(folder: Path, part: dict[str, Any]) -> Columns:
    with pa.OSFile(str(folder / part["path"]), "rb") as file, pa.ipc.open_file(file) as opened:
        table = opened.read_all()
    where = part["key"], part["file"], part["sheet"]
    return Columns(*where, table.column(0), table.remove_column(0), part["is_records"])
