"""Several sources of one row: edits by hand, what was written over, replacements, and ids that look alike."""

import datetime as dt

import pytest

from graph.admission import Counts, admit
from graph.errors import TierlightError
from graph.tables import Tables
from tests.graph.admitting import INPUT, PART, PRODUCT, SUPPLIER, load, parts, rules, slots, value
from tests.graph.extracts import digest, extract


@pytest.fixture
def known():
    return load({"suppliers": [SUPPLIER | {"status": "approved", "source": "erp"}]}).tables


EDITS = {("suppliers", ("S1",), "status")}


NEWER = {"suppliers": [SUPPLIER | {"name": "Acme AB", "status": "exited", "source": "erp"}]}


def test_an_edit_by_hand_stays_and_what_was_kept_back_is_told(known):
    admission = load(NEWER, known, load_id=2, edits=EDITS)
    assert value(admission.tables, "suppliers", "status") == ["approved"]
    assert value(admission.tables, "suppliers", "name") == ["Acme AB"]
    assert admission.kept_back == (("suppliers", ("S1",), "status", "approved", "exited"),)


def test_an_edit_by_hand_gives_way_when_asked_and_to_another_edit(known):
    for admission in (
        load(NEWER, known, load_id=2, edits=EDITS, overwrite_edits=True),
        admit(extract(NEWER, loader="dashboard"), known, load_id=2, edits=EDITS),
    ):
        assert value(admission.tables, "suppliers", "status") == ["exited"]
        assert admission.kept_back == ()


def test_a_load_that_only_meets_edits_changes_nothing(known):
    admission = load({"suppliers": [{"id": "S1", "status": "exited"}]}, known, load_id=2, edits=EDITS)
    assert admission.counts["suppliers"] == Counts(read=1, unchanged=1)
    assert digest(admission.tables) == digest(known)


def test_edits_of_rows_with_dates_in_their_key_are_found():
    day = {"valid_from": "2025-01-01"}
    first = load(slots({"share": "0.5"} | day)).tables
    key = ("part", "P1", "product", "X1", "bolt", dt.date(2025, 1, 1))
    again = load({"input_to": [INPUT | day | {"share": "0.9"}]}, first, edits={("input_to", key, "share")})
    assert value(again.tables, "input_to", "share") == [0.5]


def test_cells_written_over_from_another_source_are_told(known):
    foreign = {"suppliers": [SUPPLIER | {"name": "ACME", "duns": "123456789", "source": "crm"}]}
    assert load(foreign, known, load_id=2).overwritten == (("suppliers", ("S1",), "name", "Acme", "ACME"),)
    assert load(NEWER, known, load_id=2).overwritten == ()


def test_a_replacement_takes_away_the_owned_rows_that_are_absent():
    first = load({"parts": parts("P1", "P2", "P3")}).tables
    admission = load({"parts": [PART]}, first, load_id=2, replace=True, owned={"parts": {("P1",), ("P2",)}})
    assert value(admission.tables, "parts", "id") == ["P1", "P3"]
    assert admission.counts["parts"] == Counts(read=1, unchanged=1, removed=1)


def test_a_replacement_keeps_rows_whose_new_version_is_refused():
    first = load({"parts": [PART]}).tables
    admission = load({"parts": [PART | {"unit": "?"}]}, first, replace=True, owned={"parts": {("P1",)}})
    assert value(admission.tables, "parts", "id") == ["P1"]


def test_a_replacement_that_would_leave_a_reference_dangling_is_refused_by_name():
    first = load(slots({})).tables
    options = {"replace": True, "owned": {"parts": {("P1",)}}}
    with pytest.raises(TierlightError, match=r"input_to\.input_id names P1"):
        load({"parts": parts("P2")}, first, load_id=2, **options)
    both = {"parts": parts("P2"), "input_to": [INPUT | {"input_id": "P2"}]}
    options["owned"]["input_to"] = {("part", "P1", "product", "X1", "bolt", None)}
    assert value(load(both, first, load_id=2, **options).tables, "input_to", "input_id") == ["P2"]


def test_a_new_row_that_names_a_removed_one_is_refused():
    first = load({"parts": [PART], "products": [PRODUCT]}).tables
    tables = {"parts": parts("P2"), "input_to": [INPUT]}
    admission = load(tables, first, load_id=2, replace=True, owned={"parts": {("P1",)}})
    assert rules(admission) == [("input_to", "2", "input_id", "reference")]


def test_a_source_that_is_no_whole_list_replaces_nothing():
    with pytest.raises(TierlightError, match="no whole list"):
        admit(extract({}, complete=False), Tables({}), load_id=1, replace=True)


def test_look_alike_ids_are_told_and_stay_apart():
    first = load({"parts": [PART]}).tables
    admission = load({"parts": parts("p1", "P1\u200b")}, first, load_id=2)
    assert len(admission.tables["parts"]) == 3
    assert admission.notes == ("parts: ids 'P1', 'P1\\u200b', 'p1' look alike; they stay apart.",)
    assert load({"parts": parts("p1")}, admission.tables, load_id=3).notes == ()


def test_progress_reaches_its_end():
    steps = []
    load({"parts": [PART], "products": [PRODUCT]}, progress=lambda done, total: steps.append((done, total)))
    assert steps == [(1, 3), (2, 3), (3, 3)]
