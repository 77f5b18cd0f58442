"""A load changes exactly the good rows; edits by hand stay; the way back is a load."""

import json
import shutil

import pytest

from graph.errors import TierlightError, WorkspaceError
from graph.history import diff, history, refused, restore, undo
from graph.load import edit, load
from graph.verify import verify
from graph.workspace import Workspace
from tests.graph.writers import extract, facts, names, run_of, scores, suppliers, text


@pytest.fixture
def workspace(tmp_path):
    return Workspace.create(tmp_path / "work")


def with_a_bad_row():
    return extract(
        text("suppliers", id=["A", "B"], name=["Alfa", "=1+1"], country=["SE", "Atlantis"]), loader="canonical"
    )


def test_the_report_has_the_counts_of_the_json_shape(workspace):
    report = load(workspace, suppliers({"A": "Alfa", "B": "Beta"}))
    shown = report.as_json()
    # Two suppliers, and Sweden, which Tierlight adds itself.
    assert {key: shown[key] for key in ("load", "read", "added", "changed", "unchanged", "refused", "removed")} == {
        "load": 1,
        "read": 3,
        "added": 3,
        "changed": 0,
        "unchanged": 0,
        "refused": 0,
        "removed": 0,
    }
    assert shown["snapshot"] == workspace.snapshot().id
    assert shown["refused_file"] is None
    json.dumps(shown)


def test_loading_the_same_again_makes_a_record_and_no_snapshot(workspace):
    first = load(workspace, suppliers({"A": "Alfa"}))
    second = load(workspace, suppliers({"A": "Alfa"}))
    assert (second.load, second.unchanged, second.added) == (2, 1, 0)
    assert second.snapshot == first.snapshot
    assert len(workspace.snapshots()) == 1


def test_a_dry_run_says_what_would_happen_and_writes_nothing(workspace):
    before = sorted(workspace.path.rglob("*"))
    report = load(workspace, with_a_bad_row(), dry_run=True)
    assert (report.load, report.committed, report.refused_file) == (None, False, None)
    assert (report.added, report.errors) == (2, 1)
    assert sorted(workspace.path.rglob("*")) == before


def test_single_bad_rows_are_refused_and_listed_and_the_good_ones_load(workspace):
    report = load(workspace, with_a_bad_row())
    assert (report.errors, report.refused, report.committed) == (1, 1, True)
    assert names(workspace) == {"A": "Alfa"}
    listed = (workspace.path / "loads" / "1" / "refused.csv").read_text().splitlines()
    assert report.refused_file == str(workspace.path / "loads" / "1" / "refused.csv")
    assert listed[0] == "file,sheet,row,column,value,rule,severity,reason,remedy"
    assert listed[1].startswith("suppliers.csv,,3,country,Atlantis,")
    (whole,) = refused(workspace)
    assert whole["record"] == {"id": "B", "name": "=1+1", "country": "Atlantis"}
    assert refused(workspace, 1) == [whole]


def test_strict_commits_nothing_but_lists_what_was_refused(workspace):
    report = load(workspace, with_a_bad_row(), strict=True)
    assert (report.committed, report.snapshot, report.errors) == (False, None, 1)
    assert names(workspace) == {}
    assert len(refused(workspace)) == 1
    load(workspace, suppliers({"C": "Gamma"}))
    second = load(workspace, with_a_bad_row(), strict=True)
    assert names(workspace) == {"C": "Gamma"}
    assert second.snapshot == workspace.snapshot().id
    assert [entry["committed"] for entry in history(workspace)["loads"]] == [False, True, False]


def test_a_refused_text_cannot_become_a_formula(workspace):
    bad = extract(text("suppliers", id=["=cmd|x"], name=["A"], country=["=HYPERLINK(1)"]))
    load(workspace, bad)
    assert ",'=HYPERLINK(1)," in (workspace.path / "loads" / "1" / "refused.csv").read_text()


def test_replace_takes_away_only_rows_of_the_same_loader(workspace):
    load(workspace, suppliers({"A": "Alfa", "B": "Beta"}))
    load(workspace, suppliers({"X": "Xi"}, loader="eto"))
    report = load(workspace, suppliers({"A": "Alfa"}), replace=True)
    assert report.removed == 1
    assert names(workspace) == {"A": "Alfa", "X": "Xi"}


def test_replace_leaves_a_row_that_another_loader_changed_since(workspace):
    load(workspace, suppliers({"A": "Alfa", "B": "Beta"}))
    load(workspace, suppliers({"B": "Bravo"}, loader="eto"))
    assert load(workspace, suppliers({"A": "Alfa"}), replace=True).removed == 0
    assert names(workspace) == {"A": "Alfa", "B": "Bravo"}


def test_replace_that_would_leave_a_dangling_reference_changes_nothing(workspace):
    site = text("sites", id=["P"], name=["Pit"], supplier_id=["B"], kind=["mine"], process=["mining"], country=["SE"])
    load(workspace, suppliers({"A": "Alfa", "B": "Beta"}))
    load(workspace, extract(site, loader="eto"))
    before = workspace.snapshot()
    with pytest.raises(TierlightError, match="still named"):
        load(workspace, suppliers({"A": "Alfa"}), replace=True)
    assert workspace.snapshot() == before
    assert len(workspace.loads()) == 2


def test_an_edit_stays_until_it_is_overwritten_and_is_told(workspace):
    load(workspace, suppliers({"A": "Alfa", "B": "Beta"}))
    edit(workspace, "suppliers", [{"id": "A", "name": "By hand"}], author="ann")
    kept = load(workspace, suppliers({"A": "Alfa", "B": "Bravo"}))
    assert names(workspace) == {"A": "By hand", "B": "Bravo"}
    assert [(cell.key, cell.field, cell.old, cell.new) for cell in kept.kept_back] == [
        (("A",), "name", "By hand", "Alfa")
    ]
    assert "hand,suppliers" in (workspace.path / "loads" / "3" / "conflicts.csv").read_text()
    load(workspace, suppliers({"A": "Alfa", "B": "Bravo"}), overwrite_edits=True)
    assert names(workspace)["A"] == "Alfa"
    load(workspace, suppliers({"A": "Alpha"}))
    assert names(workspace)["A"] == "Alpha"


def test_an_edit_of_an_edit_counts_and_other_fields_of_the_row_go_on(workspace):
    load(workspace, suppliers({"A": "Alfa"}))
    edit(workspace, "suppliers", [{"id": "A", "name": "One", "tier1": True}])
    edit(workspace, "suppliers", [{"id": "A", "name": "Two", "tier1": None}])
    load(workspace, extract(text("suppliers", id=["A"], name=["Alfa"], country=["FI"])))
    row = workspace.tables()["suppliers"].iloc[0]
    assert (row["name"], row["country"], row["tier1"] is None or bool(row.isna()["tier1"])) == ("Two", "FI", True)


def test_a_row_added_by_hand_is_an_edit_too_and_a_first_load_is_none(workspace):
    load(workspace, suppliers({"A": "Alfa"}, loader="neo4j"))
    load(workspace, suppliers({"A": "Alpha"}))
    edit(workspace, "suppliers", [{"id": "N", "name": "New", "country": "SE"}])
    load(workspace, suppliers({"A": "Aleph", "N": "Nu"}))
    assert names(workspace) == {"A": "Aleph", "N": "New"}


def test_a_refused_edit_changes_nothing_and_says_why(workspace):
    load(workspace, suppliers({"A": "Alfa"}))
    with pytest.raises(TierlightError, match=r"suppliers, country: .*Atlantis"):
        edit(workspace, "suppliers", [{"id": "A", "country": "Atlantis"}])
    assert len(workspace.loads()) == 1
    with pytest.raises(ValueError, match="set the same fields"):
        edit(workspace, "suppliers", [{"id": "A", "name": "x"}, {"id": "B"}])


def test_an_edit_is_undone_while_it_is_the_newest_change(workspace):
    load(workspace, suppliers({"A": "Alfa"}))
    edit(workspace, "suppliers", [{"id": "A", "name": "By hand"}], author="ann")
    load(workspace, suppliers({"A": "Alfa"}))  # held back: changes nothing
    undone = undo(workspace, author="bob")
    assert (undone.format, undone.author) == ("restore", "bob")
    assert names(workspace) == {"A": "Alfa"}
    load(workspace, suppliers({"A": "Alpha"}))
    assert names(workspace) == {"A": "Alpha"}  # the edit is no longer in force
    with pytest.raises(WorkspaceError, match="the newest change is no edit"):
        undo(workspace)


def test_restore_brings_a_snapshot_back_with_its_newest_run_and_its_edits(workspace):
    load(workspace, suppliers({"A": "Alfa"}))
    first = edit(workspace, "suppliers", [{"id": "A", "name": "By hand"}]).snapshot
    workspace.write_run(run_of(workspace, "a" * 64), scores())
    workspace.write_run(run_of(workspace, "b" * 64), scores())
    load(workspace, suppliers({"A": "Alpha"}), overwrite_edits=True)
    workspace.write_run(run_of(workspace, "c" * 64), scores())
    before = workspace.snapshot().id
    made = restore(workspace, first[:10], author="ann")
    assert (made.snapshot, made.parent, made.total("changed")) == (first, before, 1)
    assert (workspace.current.snapshot, workspace.current.run, workspace.is_stale) == (first, "b" * 64, False)
    load(workspace, suppliers({"A": "Alfa"}))
    assert names(workspace) == {"A": "By hand"}
    assert verify(workspace).faults == ()


def test_restore_mends_a_damaged_pointer(workspace):
    made = load(workspace, suppliers({"A": "Alfa"})).snapshot
    load(workspace, suppliers({"A": "Alpha"}))
    (workspace.path / "current").write_text("rubbish")
    restore(workspace, made)
    assert names(workspace) == {"A": "Alfa"}
    assert [entry.load for entry in workspace.loads()] == [1, 2, 3]


def test_a_difference_names_rows_and_cells_and_not_the_load(workspace):
    one = load(workspace, suppliers({"A": "Alfa", "B": "Beta", "C": "Gamma"})).snapshot
    other = load(workspace, suppliers({"A": "Alpha", "C": "Gamma", "D": "Delta"}), replace=True).snapshot
    found = diff(workspace, one[:8], other[:8])
    assert found == {
        "from": one,
        "to": other,
        "tables": {
            "suppliers": {
                "added": [["D"]],
                "removed": [["B"]],
                "changed": [{"key": ["A"], "field": "name", "from": "Alfa", "to": "Alpha"}],
            }
        },
    }
    assert diff(workspace, one, one)["tables"] == {}
    back = diff(workspace, other, one)["tables"]["suppliers"]
    assert (back["added"], back["removed"]) == ([["B"]], [["D"]])


def test_a_difference_knows_rows_by_all_fields_of_a_key_of_which_some_are_blank(workspace):
    def owns(percents: list[str]):
        return text("owns", owner_id=["A", "A"], owned_id=["B", "B"], percent=percents,
                    valid_from=[None, "2026-01-01"], valid_to=["2026-01-01", None])  # fmt: skip

    load(workspace, suppliers({"A": "Alfa", "B": "Beta"}))
    one = load(workspace, extract(owns(["10", "20"]))).snapshot
    other = load(workspace, extract(owns(["10", "30"]))).snapshot
    changed = diff(workspace, one, other)["tables"]["owns"]["changed"]
    assert [(cell["key"], cell["from"], cell["to"]) for cell in changed] == [(["A", "B", "2026-01-01"], 20.0, 30.0)]


def test_history_lists_loads_oldest_first_with_parents(workspace, monkeypatch):
    monkeypatch.setenv("TIERLIGHT_USER", "env")
    load(workspace, suppliers({"A": "Alfa"}))
    load(workspace, suppliers({"A": "Alpha"}), author="ann")
    one, other = history(workspace)["loads"]
    assert (one["load"], one["parent"], one["author"], one["format"], one["source"]) == (
        1,
        None,
        "env",
        "canonical",
        "a.csv",
    )
    assert (other["parent"], other["author"], other["changed"]) == (one["snapshot"], "ann", 1)
    json.dumps([one, other])


def test_wiped_and_copied_back_the_workspace_is_equal(workspace, tmp_path):
    load(workspace, suppliers({"A": "Alfa"}))
    edit(workspace, "suppliers", [{"id": "A", "name": "By hand"}])
    before = facts(workspace)
    shutil.copytree(workspace.path, tmp_path / "backup")
    shutil.rmtree(workspace.path)
    shutil.copytree(tmp_path / "backup", workspace.path)
    restored = Workspace.open(workspace.path)
    assert facts(restored) == before
    load(restored, suppliers({"A": "Alfa"}))
    assert facts(restored) == before  # the edit is still in force
    assert verify(restored).faults == ()


def test_a_whole_snapshot_is_restored_where_the_current_one_is_damaged(workspace):
    first = load(workspace, suppliers({"A": "Alfa"})).snapshot
    load(workspace, suppliers({"A": "Alpha"}))
    stored = workspace.snapshot().tables["suppliers"].object
    (workspace.path / "objects" / f"{stored}.parquet").write_bytes(b"rubbish")
    opened = Workspace.open(workspace.path)
    with pytest.raises(WorkspaceError, match="damaged"):
        opened.tables()
    restore(opened, first)
    assert names(opened) == {"A": "Alfa"}
