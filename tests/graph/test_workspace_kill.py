"""A process that dies, a full disk, two writers: the old state or the new one, and nothing acknowledged is lost."""

import os
import random
import re
import shutil
import signal
import time
from pathlib import Path

import pytest

from graph import files
from graph.errors import BusyError, WorkspaceError
from graph.load import load
from graph.verify import verify
from graph.workspace import Workspace
from tests.graph.writers import (
    REPEAT,
    everything,
    facts,
    hold,
    load_numbered,
    load_with_little_room,
    names,
    numbered,
    run_of,
    run_once,
    scores,
    started,
)

LOAD_STEPS = (
    "lock-taken",
    "audit-begun",
    "object-written",
    "object-renamed",
    "snapshot-written",
    "snapshot-renamed",
    "load-written",
    "load-renamed",
    "current-written",
    "current-renamed",
)
RUN_STEPS = ("lock-taken", "audit-begun", "run-written", "run-renamed", "current-written", "current-renamed")

OLD = {"COMMON": "Named by 1", "S0001": "Supplier 1"}
NEW = {"COMMON": "Named by 2", "S0001": "Supplier 1", "S0002": "Supplier 2"}


@pytest.fixture
def workspace(tmp_path):
    made = Workspace.create(tmp_path / "work")
    load(made, numbered(1), author="tester")
    return made


def assert_whole(path: Path, acknowledged: list[int]) -> Workspace:
    """Assert that nothing is damaged or lost and that the next load works."""
    workspace = Workspace.open(path)
    assert verify(workspace).faults == ()
    listed = [entry.load for entry in workspace.loads()]
    assert set(acknowledged) <= set(listed)
    assert listed == sorted(listed)
    load(workspace, numbered(9999), author="tester")
    assert names(workspace)["S9999"] == "Supplier 9999"
    assert verify(workspace).faults == ()
    assert not list(path.rglob(f"*{files.MARK}*"))
    return workspace


@pytest.mark.parametrize("step", LOAD_STEPS)
def test_a_load_killed_at_a_step_leaves_the_old_state_or_the_new_one(workspace, step):
    process, told = started(load_numbered, workspace.path, 2, 1, step)
    assert everything(told) == []
    process.join()
    assert process.exitcode == -signal.SIGKILL
    after = Workspace.open(workspace.path)
    assert names(after) == (NEW if step == "current-renamed" else OLD)
    assert len(after.loads()) == (2 if step == "current-renamed" else 1)
    assert_whole(workspace.path, [1])


@pytest.mark.parametrize("step", RUN_STEPS)
def test_a_run_killed_at_a_step_is_current_whole_or_not_at_all(workspace, step):
    process, _ = started(run_once, workspace.path, step)
    process.join()
    assert process.exitcode == -signal.SIGKILL
    after = Workspace.open(workspace.path)
    assert after.current.run == ("e" * 64 if step == "current-renamed" else None)
    after.write_run(run_of(after, "e" * 64), scores())
    assert len(after.runs()) == 1
    assert after.run()[1]["value"].tolist() == [0.5]
    assert_whole(workspace.path, [1])


def test_every_step_of_a_load_and_a_run_is_among_those_that_are_killed(tmp_path, monkeypatch):
    passed = []
    monkeypatch.setattr(files, "step", passed.append)
    workspace = Workspace.create(tmp_path / "work")
    load(workspace, numbered(1))
    workspace.write_run(run_of(workspace, "e" * 64), scores())
    assert set(passed) == {*LOAD_STEPS, *RUN_STEPS}


@pytest.mark.parametrize("seed", range(10 * REPEAT))
def test_a_process_killed_at_a_random_moment_loses_no_acknowledged_load(workspace, seed):
    process, told = started(load_numbered, workspace.path, 2, 1000)
    # The first is waited for, so that the moment lies within the loads and not within the start.
    heard = [told.recv()]
    time.sleep(random.Random(seed).uniform(0, 0.5))
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    heard += everything(told)
    workspace = assert_whole(workspace.path, [number for _, number in heard])
    for wanted, _ in heard:
        assert names(workspace)[f"S{wanted:04d}"] == f"Supplier {wanted}"


@pytest.mark.parametrize("limit", [0, 200, 1000, 2000])
def test_a_full_disk_leaves_the_old_state_and_the_load_works_once_there_is_room(workspace, limit):
    process, told = started(load_with_little_room, workspace.path, limit)
    (outcome,) = everything(told)
    process.join()
    assert isinstance(outcome, WorkspaceError)
    assert re.search("Nothing has changed; free some space", str(outcome))
    assert names(Workspace.open(workspace.path)) == OLD
    assert_whole(workspace.path, [1])


def test_the_kth_write_that_fails_leaves_the_old_state_whichever_k(workspace, monkeypatch):
    real, tried = os.fsync, 0
    for k in range(1, 100):
        copy = workspace.path.with_name(f"copy{k}")
        shutil.copytree(workspace.path, copy)
        calls = 0

        def failing(descriptor, k=k):
            nonlocal calls
            calls += 1
            if calls == k:
                raise OSError(28, "No space left on device")
            real(descriptor)

        monkeypatch.setattr(os, "fsync", failing)
        try:
            load(Workspace.open(copy), numbered(2), author="tester")
        except WorkspaceError:
            tried += 1
        finally:
            monkeypatch.setattr(os, "fsync", real)
        # The last fsync comes after the pointer has moved: then the new state is there, and is whole.
        assert names(Workspace.open(copy)) in (OLD, NEW)
        assert_whole(copy, [1])
        shutil.rmtree(copy)
        if calls < k:
            break
    assert tried >= 10


def test_eight_processes_load_at_once_and_every_load_counts(workspace):
    each = 3 if REPEAT == 1 else 50
    jobs = [started(load_numbered, workspace.path, 100 * n, each) for n in range(1, 9)]
    acknowledged = [number for _, told in jobs for _, number in everything(told)]
    for process, _ in jobs:
        process.join()
        assert process.exitcode == 0
    assert sorted(acknowledged) == list(range(2, 2 + 8 * each))
    assert [entry.load for entry in workspace.loads()] == list(range(1, 2 + 8 * each))
    assert len(names(workspace)) == 2 + 8 * each
    assert_whole(workspace.path, acknowledged)


def test_a_second_writer_is_told_busy_within_a_second_by_whom_and_since_when(workspace):
    process, told = started(hold, workspace.path, 3)
    assert told.recv() == "held"
    begin = time.monotonic()
    with pytest.raises(BusyError, match=f"busy, held by PID {process.pid} since 20"):
        load(workspace, numbered(2))
    assert time.monotonic() - begin <= 1
    assert names(Workspace.open(workspace.path)) == OLD  # readers do not wait
    assert time.monotonic() - begin <= 1.5
    process.kill()
    process.join()
    load(workspace, numbered(2))
    assert names(workspace) == NEW


def test_a_dead_writers_leftovers_are_swept_and_a_living_readers_are_kept(workspace):
    process, _ = started(hold, workspace.path, 0)
    process.join()
    dead = workspace.path / "projection" / f"a.kgl.tmp.{process.pid}"
    alive = workspace.path / "projection" / f"b.kgl.tmp.{os.getppid()}"
    folder = workspace.path / "loads" / f"7.tmp.{process.pid}"
    dead.touch()
    alive.touch()
    folder.mkdir()
    load(workspace, numbered(2))
    assert (dead.exists(), alive.exists(), folder.exists()) == (False, True, False)


def test_the_same_loads_without_any_death_give_the_same_facts(workspace, tmp_path):
    process, _ = started(load_numbered, workspace.path, 2, 1, "load-renamed")
    process.join()
    load(workspace, numbered(2))
    other = Workspace.create(tmp_path / "other")
    load(other, numbered(1))
    load(other, numbered(2))
    assert facts(workspace) == facts(other)
    assert [entry.load for entry in workspace.loads()] == [1, 3]
