"""Snapshots are the same for the same values, one pointer says what is current, and wrong folders are refused."""

import json
import os
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import files, snapshot
from graph.dictionary import dictionary
from graph.errors import BusyError, WorkspaceError
from graph.load import load
from graph.loads import Load
from graph.pointer import Current
from graph.snapshot import parquet
from graph.tables import Tables
from graph.verify import verify
from graph.workspace import Workspace
from tests.graph.writers import names, numbered, run_of, scores, suppliers

ROOT = Path(__file__).parents[2]


@pytest.fixture
def workspace(tmp_path):
    return Workspace.create(tmp_path / "work")


def supplied(rows: list[tuple[str, str | None]]) -> Tables:
    return Tables({"suppliers": pd.DataFrame(rows, columns=["id", "vat"])})


def commit(workspace: Workspace, tables: Tables) -> Load:
    return workspace.commit(tables, Load(author="a", format="test"))


def test_what_was_committed_is_read_back_in_every_type(workspace):
    sites = {"id": ["S1"], "lat": [1.5], "workers": [3], "opened": [date(2020, 2, 29)], "closed": [None]}
    events = {"id": ["E1"], "occurred_at": [pd.Timestamp("2026-01-02T03:04:05.000006Z")]}
    tables = Tables(
        {
            "sites": pd.DataFrame(sites),
            "events": pd.DataFrame(events),
            "materials": pd.DataFrame({"id": ["co"], "risk_material": [True]}),
        }
    )
    commit(workspace, tables)
    read = Workspace.open(workspace.path).tables()
    for name in tables:
        pd.testing.assert_frame_equal(read[name], tables[name])


def test_before_the_first_load_everything_is_empty(workspace):
    assert workspace.current is None
    assert not workspace.is_stale
    assert sum(workspace.tables().counts.values()) == 0
    assert (workspace.loads(), workspace.runs(), workspace.head) == ((), (), None)
    with pytest.raises(WorkspaceError, match="nothing is loaded yet"):
        workspace.snapshot()


@settings(max_examples=25, deadline=None)
@given(
    rows=st.dictionaries(st.text("abcé", min_size=1, max_size=3), st.one_of(st.none(), st.text("x0")), max_size=8),
    data=st.data(),
)
def test_the_order_of_rows_does_not_change_the_bytes(rows, data):
    table = dictionary()["suppliers"]
    shuffled = data.draw(st.permutations(list(rows.items())))
    one, other = supplied(list(rows.items())), supplied(shuffled)
    assert parquet(one["suppliers"], table.schema, table.key) == parquet(other["suppliers"], table.schema, table.key)


def test_the_bytes_of_a_snapshot_do_not_depend_on_the_hash_seed(tmp_path):
    script = (
        "import sys; from graph.load import load; from graph.workspace import Workspace\n"
        "from tests.graph.writers import numbered\n"
        "sys.stdout.write(load(Workspace.create(sys.argv[1]), numbered(1)).snapshot)"
    )
    ids = {
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path / seed)],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(ids) == 1
    assert len(ids.pop()) == 64


def test_a_table_that_did_not_change_is_shared_and_an_unknown_blank_is_not_the_empty_text(workspace):
    first = commit(workspace, supplied([("A", None)]))
    second = commit(workspace, supplied([("A", "")]))
    one, other = workspace.snapshot(first.snapshot), workspace.snapshot(second.snapshot)
    assert [name for name in one.tables if one.tables[name] != other.tables[name]] == ["suppliers"]


def test_the_same_values_keep_a_file_that_another_writer_made_with_other_bytes(workspace):
    first = commit(workspace, supplied([("A", "x"), ("B", "y")]))
    stored = workspace.snapshot(first.snapshot)
    frame = workspace.tables()["suppliers"]
    content = frame.to_parquet(compression="none", index=False)
    (workspace.path / "objects" / f"{files.sha256(content)}.parquet").write_bytes(content)
    foreign = dict(stored.tables) | {"suppliers": snapshot.Stored(files.sha256(content), 2)}
    text = snapshot._canonical(stored.dictionary, foreign)
    (workspace.path / "snapshots" / f"{files.sha256(text)}.json").write_bytes(text)
    workspace.commit(workspace.snapshot(files.sha256(text)), Load(author="a", format="test"))
    again = commit(Workspace.open(workspace.path), supplied([("B", "y"), ("A", "x")]))
    assert again.snapshot == files.sha256(text)


def test_a_load_makes_the_run_stale_and_a_run_makes_it_fresh(workspace):
    load(workspace, numbered(1))
    workspace.write_run(run_of(workspace, "a" * 64), scores())
    assert not workspace.is_stale
    load(workspace, numbered(2))
    assert workspace.is_stale
    assert workspace.current.run == "a" * 64
    assert workspace.current.as_of == date(2026, 11, 23)
    assert workspace.run()[1]["value"].tolist() == [0.5]
    workspace.write_run(run_of(workspace, "b" * 64, "2026-12-01"), scores())
    assert not workspace.is_stale
    assert workspace.current == Current(workspace.snapshot().id, "b" * 64, date(2026, 12, 1))
    assert [record["previous"] for record in workspace.runs()] == [None, "a" * 64]


def test_a_run_that_is_kept_is_shown_again_and_not_written_again(workspace):
    load(workspace, numbered(1))
    workspace.write_run(run_of(workspace, "a" * 64), scores())
    workspace.write_run(run_of(workspace, "b" * 64), scores())
    workspace.write_run(run_of(workspace, "a" * 64), scores().assign(value=0.9))
    assert workspace.current.run == "a" * 64
    assert workspace.run("aaaaaaaa")[1]["value"].tolist() == [0.5]
    assert [record["id"][0] for record in workspace.runs()] == ["a", "b"]


def test_no_run_yet_says_what_to_do(workspace):
    load(workspace, numbered(1))
    with pytest.raises(WorkspaceError, match="run 'tierlight run' first"):
        workspace.run()


def test_a_folder_that_is_missing_or_no_workspace_is_refused(tmp_path):
    with pytest.raises(WorkspaceError, match="no workspace here; load a file or try 'tierlight demo'"):
        Workspace.open(tmp_path / "none")
    with pytest.raises(WorkspaceError, match="not a workspace: it lacks the folders"):
        Workspace.open(tmp_path)


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path):
    (tmp_path / "thesis.docx").touch()
    with pytest.raises(WorkspaceError, match=r"holds other things \(thesis.docx\)"):
        Workspace.create(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]
    with pytest.raises(WorkspaceError, match="cannot make a workspace here"):
        Workspace.create(tmp_path / "thesis.docx")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"snapshot": "x"}', '{"snapshot":"x","run":null,"as_of":"x"}']
)
def test_a_damaged_pointer_says_how_to_mend_it(workspace, text):
    made = load(workspace, numbered(1)).snapshot
    (workspace.path / "current").write_text(text)
    with pytest.raises(WorkspaceError, match=f"damaged.*'tierlight restore {made[:12]}'"):
        Workspace.open(workspace.path).tables()


def test_a_missing_pointer_is_no_empty_workspace(workspace):
    load(workspace, numbered(1))
    load(workspace, numbered(2))
    (workspace.path / "current").unlink()
    with pytest.raises(WorkspaceError, match="current: missing, although there are loads"):
        _ = workspace.current


def test_ids_are_known_by_eight_characters_and_no_fewer(workspace):
    made = load(workspace, numbered(1)).snapshot
    assert workspace.snapshot(made[:8]).id == made
    with pytest.raises(WorkspaceError, match="give at least 8 characters"):
        workspace.snapshot(made[:7])
    with pytest.raises(WorkspaceError, match="no snapshot begins with 'zzzzzzzz'; 'tierlight history'"):
        workspace.snapshot("zzzzzzzz")
    with pytest.raises(WorkspaceError, match="no run begins with"):
        workspace.run("zzzzzzzz")
    with pytest.raises(WorkspaceError, match="more than one run begins with 'aaaaaaaa': aaaaaaaab, aaaaaaaac"):
        files.resolved("run", "aaaaaaaa", ["aaaaaaaab", "aaaaaaaac"], "tierlight runs")


def test_a_path_that_climbs_out_is_no_id(workspace):
    load(workspace, numbered(1))
    with pytest.raises(WorkspaceError, match="no snapshot begins with"):
        workspace.tables("../../../../etc/passwd")


def test_a_second_thread_is_busy_too_and_the_first_may_enter_again(workspace):
    caught = []

    def second():
        try:
            load(workspace, numbered(2))
        except BusyError as error:
            caught.append(str(error))

    with workspace.writing():
        load(workspace, numbered(1))
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert len(caught) == 1
    assert f"held by PID {os.getpid()}" in caught[0]
    assert names(workspace) == {"COMMON": "Named by 1", "S0001": "Supplier 1"}


def test_a_snapshot_of_a_newer_dictionary_is_refused_by_name(workspace):
    made = load(workspace, numbered(1)).snapshot
    stored = workspace.snapshot(made)
    text = snapshot._canonical("v2", dict(stored.tables) | {"robots": stored.tables["suppliers"]})
    (workspace.path / "snapshots" / f"{files.sha256(text)}.json").write_bytes(text)
    with pytest.raises(WorkspaceError, match="holds a table 'robots', which this version of Tierlight does not know"):
        workspace.tables(files.sha256(text))


def test_clock_steps_do_not_change_the_order_of_loads(workspace, monkeypatch):
    jumps = [f"{2000 + (n * 37) % 60}-01-01T00:00:00Z" for n in range(50)]
    for number, jump in enumerate(jumps, start=1):
        monkeypatch.setattr("graph.audit.now", lambda jump=jump: jump)
        load(workspace, suppliers({"A": f"Name {number}"}))
    assert [entry.time for entry in workspace.loads()] == jumps
    assert [entry.load for entry in workspace.loads()] == list(range(1, 51))
    assert names(workspace) == {"A": "Name 50"}


def test_a_copy_taken_pointer_first_while_loads_go_on_is_a_whole_workspace(workspace, tmp_path):
    load(workspace, numbered(1))
    old = (workspace.path / "current").read_bytes()
    load(workspace, numbered(2))
    load(workspace, numbered(3))
    copy = tmp_path / "backup"
    workspace.path.rename(copy)
    (copy / "current").write_bytes(old)
    restored = Workspace.open(copy)
    assert verify(restored).faults == ()
    assert names(restored) == {"COMMON": "Named by 1", "S0001": "Supplier 1"}
    assert load(restored, numbered(4)).load == 4
    assert [entry.load for entry in restored.loads()] == [1, 4]


def test_the_files_are_those_that_the_manual_names(workspace):
    load(workspace, numbered(1))
    workspace.write_run(run_of(workspace, "a" * 64), scores())
    assert {path.name for path in workspace.path.iterdir()} - {"lock", "audit.lock"} == {
        *("current", "objects", "snapshots", "loads", "runs", "projection", "audit.jsonl")
    }
    assert json.loads((workspace.path / "current").read_text()) == {
        "snapshot": workspace.snapshot().id,
        "run": "a" * 64,
        "as_of": "2026-11-23",
    }
