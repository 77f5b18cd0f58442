"""Rows are merged field by field, and what cannot stand is refused, told and counted."""

import pytest

from graph.admission import Counts, admit
from graph.dictionary import parse
from graph.errors import UnknownNameError
from graph.extract import Extract, Refusal
from graph.tables import Tables
from tests.graph.admitting import INPUT, PART, PRODUCT, SUPPLIER, load, parts, rules, value
from tests.graph.extracts import digest, extract, text_table


def test_a_new_row_gets_defaults_the_file_and_the_number_of_the_load():
    tables = load({"suppliers": [SUPPLIER]}, load_id=7).tables
    assert value(tables, "suppliers", "source") == ["suppliers.csv"]
    assert value(tables, "suppliers", "confidence") == ["reported"]
    assert value(tables, "suppliers", "status") == ["prospect"]
    assert value(tables, "suppliers", "load_id") == ["7"]


def test_the_source_is_the_name_of_the_file_without_its_folder():
    for name in ("C:\\data\\list.csv", "data/list.csv", "list.csv"):
        table = text_table("suppliers", [SUPPLIER], file=name)
        admission = admit(Extract("x", "", False, (table,)), Tables({}), load_id=1)
        assert value(admission.tables, "suppliers", "source") == ["list.csv"]


def test_the_name_of_an_assessment_is_its_id_if_there_is_none():
    assessment = {
        "id": "A1",
        "subject_kind": "supplier",
        "subject_id": "S1",
        "kind": "SAQ",
        "issued_on": "2026-01-01",
    }
    tables = load({"suppliers": [SUPPLIER], "assessments": [assessment]}).tables
    assert value(tables, "assessments", "name") == ["A1"]


def test_fields_that_a_loader_does_not_set_stay():
    first = load({"suppliers": [SUPPLIER | {"duns": "123456789", "tier1": "true"}]}).tables
    second = load({"suppliers": [{"id": "S1", "duns": "987654321"}]}, first, load_id=2)
    assert second.counts["suppliers"] == Counts(read=1, changed=1)
    assert value(second.tables, "suppliers", "duns") == ["987654321"]
    assert value(second.tables, "suppliers", "name") == ["Acme"]
    assert value(second.tables, "suppliers", "tier1") == [True]
    assert value(second.tables, "suppliers", "load_id") == ["2"]


def test_a_blank_in_a_set_field_clears_it_and_a_default_comes_back():
    first = load({"suppliers": [SUPPLIER | {"duns": "123456789", "status": "approved"}]}).tables
    blank = load({"suppliers": [SUPPLIER | {"duns": "", "status": ""}]}, first, load_id=2).tables
    assert blank["suppliers"]["duns"].isna().all()
    assert value(blank, "suppliers", "status") == ["prospect"]


def test_a_cell_that_is_only_cleared_or_only_filled_is_a_change():
    first = load({"suppliers": [SUPPLIER | {"duns": "123456789"}]}).tables
    cleared = load({"suppliers": [SUPPLIER | {"duns": ""}]}, first, load_id=2)
    filled = load({"suppliers": [SUPPLIER | {"duns": "123456789"}]}, cleared.tables, load_id=3)
    assert cleared.counts["suppliers"] == filled.counts["suppliers"] == Counts(read=1, changed=1)
    assert value(filled.tables, "suppliers", "load_id") == ["3"]


def test_a_wrong_cell_of_a_required_field_is_not_called_blank_too():
    (refusal,) = load({"parts": [PART | {"unit": "kg", "name": ""}]}).refused
    assert "unit is 'kg'" in refusal.reason
    assert "name is blank" in refusal.reason
    assert "unit is blank" not in refusal.reason


def test_a_blank_in_a_required_field_of_a_known_row_is_refused_and_the_row_stays():
    first = load({"suppliers": [SUPPLIER]}).tables
    second = load({"suppliers": [SUPPLIER | {"name": ""}]}, first, load_id=2)
    assert rules(second) == [("suppliers", "2", "name", "required")]
    assert digest(second.tables) == digest(first)


def test_a_new_row_without_a_required_field_is_refused():
    assert rules(load({"suppliers": [{"id": "S1", "name": "Acme"}]})) == [("suppliers", "2", "country", "required")]


def test_loading_the_same_again_changes_nothing_and_keeps_the_number_of_the_load():
    tables = {"suppliers": [SUPPLIER], "parts": parts("P1", "P2", maker_id="S1")}
    first = load(tables)
    second = load(tables, first.tables, load_id=2)
    assert digest(first.tables) == digest(second.tables)
    assert second.counts["parts"] == Counts(read=2, unchanged=2)
    assert first.counts["countries"] == Counts(read=1, added=1)
    assert "countries" not in second.counts


def test_tables_are_sorted_by_key_whatever_the_order_of_the_rows():
    forward = load({"parts": parts("b", "a", "C", "é", "10", "9")}).tables
    backward = load({"parts": parts("9", "10", "é", "C", "a", "b")}).tables
    assert value(forward, "parts", "id") == ["10", "9", "C", "a", "b", "é"]
    assert digest(forward) == digest(backward)


def test_a_row_is_known_by_its_whole_key_and_a_blank_is_part_of_it():
    old = INPUT | {"valid_to": "2025-01-01"}
    new = INPUT | {"valid_from": "2025-01-01", "qty": "2", "valid_to": ""}
    known = {"parts": [PART], "products": [PRODUCT]}
    first = load(known | {"input_to": [old]}).tables
    second = load({"input_to": [old | {"qty": "3"}, new]}, first, load_id=2)
    assert second.counts["input_to"] == Counts(read=2, added=1, changed=1)
    assert value(second.tables, "input_to", "qty") == [3, 2]


def test_the_input_is_not_changed_by_admission():
    first = load({"parts": [PART]}).tables
    before = digest(first)
    load({"parts": [PART | {"name": "Nut"}]}, first, load_id=2)
    assert digest(first) == before


def test_equal_rows_are_doubles_and_contradicting_rows_are_all_refused():
    admission = load({"parts": [*parts("P1", "P1"), PART | {"id": "P2"}, PART | {"id": "P2", "name": "Nut"}]})
    assert rules(admission) == [
        ("parts", "3", "", "double"),
        ("parts", "4", "", "key"),
        ("parts", "5", "", "key"),
    ]
    assert [refusal.severity for refusal in admission.refused] == ["left_out", "error", "error"]
    assert "parts.csv 2" in admission.refused[0].reason
    assert admission.counts["parts"] == Counts(read=4, added=1, refused=3)


def test_numbers_that_are_written_otherwise_are_the_same_content():
    assert [r.rule for r in load({"parts": [PART | {"pcf": "1"}, PART | {"pcf": "1.0"}]}).refused] == ["double"]


def test_what_the_loader_refused_counts_as_read_and_refused():
    def refusal(table):
        return Refusal("f.csv", "", "9", "", "", "total", "left_out", "A total.", "", table)

    given = extract({"parts": [PART]}, refused=(refusal("parts"), refusal("")))
    admission = admit(given, Tables({}), load_id=1)
    assert admission.counts["parts"] == Counts(read=2, added=1, refused=1)
    assert admission.counts[""] == Counts(read=1, refused=1)
    assert len(admission.refused) == 2


def test_a_refused_row_is_told_as_the_user_sees_it():
    table = text_table(
        "suppliers",
        [SUPPLIER | {"tier1": "maybe", "duns": "12"}],
        file="Lieferanten.xlsx",
        columns={"tier1": "Direkt"},
    )
    (refusal,) = admit(Extract("x", "", False, (table,)), Tables({}), load_id=1).refused
    assert (refusal.file, refusal.row, refusal.column, refusal.value) == (
        "Lieferanten.xlsx",
        "2",
        "Direkt",
        "maybe",
    )
    assert refusal.reason.startswith("Direkt is 'maybe'; allowed true or false. Also: duns is '12'")
    assert refusal.record["Direkt"] == "maybe"
    assert refusal.record["name"] == "Acme"


def test_an_unknown_field_or_table_is_named():
    with pytest.raises(UnknownNameError, match="Did you mean 'name'"):
        load({"parts": [PART | {"nam": "x"}]})
    with pytest.raises(UnknownNameError, match="Did you mean 'parts'"):
        load({"part": [PART]})


def test_a_file_cannot_set_the_number_of_the_load():
    assert value(load({"parts": [PART | {"load_id": "99"}]}).tables, "parts", "load_id") == ["1"]


def test_a_new_field_of_the_dictionary_needs_no_code():
    of = parse(
        "table,field,type,unit,required,key,allowed,refers_to,relationship,description\n"
        "things,id,string,,yes,yes,check:id,,node Thing,Id.\n"
        'things,shade,float,1,default 0.5,,"[0,1];sum<=1 by group",,,A shade.\n'
        "things,group,string,,no,,,,,A group.\n"
        "things,near,string,,no,,,things,,Another thing.\n"
    )
    rows = [{"id": "a", "group": "g"}, {"id": "b", "group": "g", "near": "a"}, {"id": "c", "shade": "2"}]
    admission = admit(extract({"things": [*rows, {"id": "d", "near": "c"}]}), Tables({}, of), load_id=1)
    assert rules(admission) == [("things", "4", "shade", "range"), ("things", "5", "near", "reference")]
    assert value(admission.tables, "things", "shade") == [0.5, 0.5]
