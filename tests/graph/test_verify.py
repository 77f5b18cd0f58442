"""One flipped bit, one edited audit entry: each is found, and the file is named."""

import json
import random

import pytest

from graph.errors import WorkspaceError
from graph.load import load
from graph.verify import verify
from graph.workspace import Workspace
from tests.graph.writers import REPEAT, numbered, run_of, scores, suppliers


@pytest.fixture
def workspace(tmp_path):
    made = Workspace.create(tmp_path / "work")
    load(made, numbered(1))
    load(made, suppliers({"A": "Alfa", "B": "Beta"}))
    made.write_run(run_of(made, "a" * 64), scores())
    return made


def test_a_whole_workspace_has_no_fault(workspace):
    told = []
    found = verify(workspace, lambda done, total: told.append((done, total)))
    assert found
    assert found.faults == ()
    assert told[-1][0] == told[-1][1]


def test_one_flipped_bit_is_found_wherever_it_is(workspace):
    chance = random.Random(20)
    kept = [
        path
        for path in sorted(workspace.path.rglob("*"))
        if path.is_file() and "lock" not in path.name and path.stat().st_size
    ]
    assert {"current", "audit.jsonl", "run.json", "scores.parquet", "load.json", "refused.csv"} <= {
        path.name for path in kept
    }
    for path in kept + chance.choices(kept, k=100 * REPEAT - len(kept)):
        whole = path.read_bytes()
        flipped = bytearray(whole)
        flipped[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        found = verify(workspace).faults
        assert any(path.name in fault for fault in found), (path, found)
        path.write_bytes(whole)
    assert verify(workspace).faults == ()


def test_a_damaged_object_is_named_when_it_is_read_and_the_same_loads_make_it_again(workspace):
    stored = workspace.snapshot().tables["suppliers"].object
    path = workspace.path / "objects" / f"{stored}.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"x")
    with pytest.raises(WorkspaceError, match=f"{stored}.parquet: damaged"):
        Workspace.open(workspace.path).tables()
    path.unlink()
    assert any(stored in fault and "missing" in fault for fault in verify(workspace).faults)
    other = Workspace.create(workspace.path.with_name("other"))
    load(other, numbered(1))
    made = load(other, suppliers({"A": "Alfa", "B": "Beta"}))
    assert made.snapshot == workspace.current.snapshot
    assert (other.path / "objects" / path.name).read_bytes() == whole


def test_each_edited_removed_or_cut_off_audit_entry_is_found(workspace):
    path = workspace.audit.path
    lines = path.read_text().splitlines(keepends=True)
    assert len(lines) == 6  # two loads and a run, each with an outcome
    for number, line in enumerate(lines):
        entry = json.loads(line)
        entry["author" if "author" in entry else "outcome"] = "someone else"
        edited = json.dumps(entry, sort_keys=True, separators=(",", ":")) + "\n"
        path.write_text("".join([*lines[:number], edited, *lines[number + 1 :]]))
        assert verify(workspace).faults == (f"{path} line {number + 1}: the entry was edited",)
    for number in range(5):
        path.write_text("".join(lines[:number] + lines[number + 1 :]))
        assert verify(workspace).faults
    path.write_text("".join(lines[:2]))
    assert verify(workspace).faults == (f"{path}: the entry of load 2 is missing",)
    path.unlink()
    assert len(verify(workspace).faults) == 2


def test_an_entry_is_written_before_the_action_and_its_outcome_after(workspace):
    seen = []

    def fail():
        with workspace.audit.action("query", author="ann", statement="MATCH") as entry:
            seen.append(entry.hash)
            assert workspace.audit.entries()[-1]["action"] == "query"
            assert workspace.audit.entries()[-1]["hash"] == entry.hash
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    outcome = workspace.audit.entries()[-1]
    assert ([outcome["of"]], outcome["outcome"]) == (seen, "ZeroDivisionError")


def test_an_entry_that_a_dead_writer_left_unfinished_is_cut_off(workspace):
    path = workspace.audit.path
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"action": "lo')
    assert verify(workspace).faults == ()
    workspace.audit.append(action="query", author="ann")
    assert path.read_bytes().startswith(whole + b'{"action":"query"')
    assert verify(workspace).faults == ()


def test_a_long_statement_does_not_break_the_chain(workspace):
    for length in (10, 70_000, 200_000, 10):
        workspace.audit.append(action="query", author="ann", statement="x" * length)
    assert verify(workspace).faults == ()
    assert len(workspace.audit.entries()) == 10


def test_each_bit_of_the_last_line_of_the_audit_record_counts_its_end_too(workspace):
    path = workspace.path / "audit.jsonl"
    whole = path.read_bytes()
    start = whole.rstrip(b"\n").rfind(b"\n") + 1
    for at in range(start, len(whole)):
        for bit in range(8):
            flipped = bytearray(whole)
            flipped[at] ^= 1 << bit
            path.write_bytes(flipped)
            assert workspace.audit.faults(), (at - start, bit, bytes(flipped[start:]))
    path.write_bytes(whole)
    assert not workspace.audit.faults()


def test_an_entry_that_a_dead_writer_left_unfinished_is_no_fault(workspace):
    path = workspace.path / "audit.jsonl"
    whole = path.read_bytes()
    start = whole.rstrip(b"\n").rfind(b"\n") + 1
    for end in range(start, len(whole)):
        path.write_bytes(whole[:end])
        assert not workspace.audit.faults(), end - start
