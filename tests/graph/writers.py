"""What the workspace tests load, and the child processes that are killed while they load it."""

import os
import resource
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pandas as pd
import pyarrow as pa

from graph.errors import BusyError, TierlightError
from graph.extract import Extract, SourceFile, TextTable
from graph.load import load
from graph.workspace import Workspace

# Each child is forked from a server that has read the libraries: real processes, real signals, no second lost.
PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(["graph.load", "tests.graph.writers"])

REPEAT = 10 if os.environ.get("TIERLIGHT_TEST_FULL") == "1" else 1


def text(table: str, **columns: list[str | None]) -> TextTable:
    rows = len(next(iter(columns.values())))
    origin = {"file": [f"{table}.csv"] * rows, "sheet": [""] * rows, "row": [str(n + 2) for n in range(rows)]}
    cells = pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()})
    return TextTable(table, cells, pa.table(origin))


def extract(*tables: TextTable, loader: str = "canonical", complete: bool = True) -> Extract:
    return Extract(loader, "", complete, tables, sources=(SourceFile("a.csv", "00", 1),))


def suppliers(names: dict[str, str], loader: str = "canonical") -> Extract:
    """Return suppliers in Sweden, id to name."""
    return extract(
        text("suppliers", id=list(names), name=list(names.values()), country=["SE"] * len(names)), loader=loader
    )


def names(workspace: Workspace) -> dict[str, str]:
    frame = workspace.tables()["suppliers"]
    return dict(zip(frame["id"], frame["name"], strict=True))


def facts(workspace: Workspace, table: str = "suppliers") -> list[tuple[object, ...]]:
    """Return the rows without the load that they come from."""
    frame = workspace.tables()[table].drop(columns="load_id")
    return list(frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None))


def numbered(number: int) -> Extract:
    """Return an extract that sets one supplier of its own and renames one that all have."""
    return suppliers({f"S{number:04d}": f"Supplier {number}", "COMMON": f"Named by {number}"})


def scores() -> pd.DataFrame:
    return pd.DataFrame({"label": ["Site"], "id": ["S1"], "value": [0.5]})


def run_of(workspace: Workspace, run_id: str, as_of: str = "2026-11-23") -> dict[str, object]:
    return {"id": run_id, "snapshot": workspace.snapshot().id, "as_of": as_of}


def load_numbered(path: Path, told: Connection, first: int, count: int, kill: str | None = None) -> None:
    """Load extracts one after the other, tell each that is acknowledged; a busy workspace is tried again."""
    if kill:
        os.environ["TIERLIGHT_TEST_KILL"] = kill
    workspace = Workspace.open(path)
    for number in range(first, first + count):
        while True:
            try:
                told.send((number, load(workspace, numbered(number), author="tester").load))
            except BusyError:
                time.sleep(0.02)
                continue
            break


def run_once(path: Path, told: Connection, kill: str) -> None:
    os.environ["TIERLIGHT_TEST_KILL"] = kill
    workspace = Workspace.open(path)
    workspace.write_run(run_of(workspace, "e" * 64), scores())


def load_with_little_room(path: Path, told: Connection, limit: int) -> None:
    """Load while no file may grow beyond `limit` bytes, and tell what came of it."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        told.send(load(Workspace.open(path), numbered(2), author="tester").snapshot)
    except TierlightError as error:
        told.send(error)


def hold(path: Path, told: Connection, seconds: float) -> None:
    """Hold the lock for a while."""
    with Workspace.open(path).writing():
        told.send("held")
        time.sleep(seconds)


def started(job: Callable[..., None], *arguments: object) -> tuple[object, Connection]:
    """Start a job in a process of its own; return the process and what it tells."""
    here, there = PROCESSES.Pipe(duplex=False)
    path, *others = arguments
    process = PROCESSES.Process(target=job, args=(path, there, *others))
    process.start()
    there.close()
    return process, here


def everything(told: Connection) -> list[object]:
    """Return all that was told until the other end was closed."""
    heard = []
    try:
        while True:
            heard.append(told.recv())
    except (EOFError, ConnectionResetError):
        return heard
