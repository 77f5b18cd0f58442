"""Rows are merged field by field, and what cannot stand is refused, told and counted."""

import datetime as dt

import pytest

from graph.admission import Counts, admit
from graph.dictionary import parse
from graph.errors import TierlightError, UnknownNameError
from graph.extract import Extract, Refusal
from graph.tables import Tables
from tests.graph.extracts import digest, extract, text_table

SUPPLIER = {"id": "S1", "name": "Acme", "country": "SE"}
PART = {"id": "P1", "name": "Bolt", "unit": "C62", "process": "assembly"}
MATERIAL = {"id": "co", "name": "Cobalt", "risk_material": "true"}
PRODUCT = {"id": "X1", "name": "Car"}
SITE = {"id": "W1", "name": "Works", "kind": "plant", "process": "assembly", "country": "SE"}
INPUT = {
    "input_kind": "part",
    "input_id": "P1",
    "output_kind": "product",
    "output_id": "X1",
    "slot": "bolt",
    "qty": "1",
    "unit": "C62",
}


def load(tables, current=None, load_id=1, **options):
    return admit(extract(tables), current or Tables({}), load_id=load_id, **options)


def rules(admission):
    return [(refusal.table, refusal.row, refusal.column, refusal.rule) for refusal in admission.refused]


def value(tables, table, field, key=None, of="id"):
    frame = tables[table]
    found = frame if key is None else frame[frame[of] == key]
    return found[field].tolist()


def parts(*ids, **fields):
    return [PART | {"id": name} | fields for name in ids]


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


def test_who_names_a_refused_row_is_refused_to_the_end_of_the_chain():
    tables = {
        "suppliers": [SUPPLIER | {"country": "Atlantis"}],
        "parts": [PART | {"maker_id": "S1"}, PART | {"id": "P2"}],
        "products": [PRODUCT],
        "input_to": [INPUT, INPUT | {"input_id": "P2"}],
        "batches": [{"id": "B1", "item_kind": "part", "item_id": "P1", "qty": "1", "unit": "C62"}],
    }
    admission = load(tables)
    assert rules(admission) == [
        ("suppliers", "2", "country", "country"),
        ("parts", "2", "maker_id", "reference"),
        ("input_to", "2", "input_id", "reference"),
        ("batches", "2", "item_id", "reference"),
    ]


def test_a_known_row_can_be_named_although_its_new_version_is_refused():
    first = load({"parts": [PART]}).tables
    admission = load({"parts": [PART | {"unit": "kg"}], "products": [PRODUCT], "input_to": [INPUT]}, first, load_id=2)
    assert rules(admission) == [("parts", "2", "unit", "check.unit")]
    assert len(admission.tables["input_to"]) == 1


def test_the_kind_says_in_which_table_an_id_is_looked_up():
    tables = {"parts": [PART], "products": [PRODUCT], "materials": [MATERIAL]}
    wrong = INPUT | {"input_kind": "material"}
    assert rules(load(tables | {"input_to": [wrong]})) == [("input_to", "2", "input_id", "reference")]
    right = INPUT | {"input_kind": "material", "input_id": "co"}
    assert rules(load(tables | {"input_to": [right]})) == []


def test_a_long_chain_falls_with_its_first_row():
    event = {"kind": "correct", "occurred_at": "2026-01-01T00:00:00Z"}
    chain = [event | {"id": f"E{i:04}", "corrects": f"E{i - 1:04}"} for i in range(1, 1500)]
    admission = load({"events": [event | {"id": "E0000", "kind": "?"}, *chain]})
    assert admission.counts["events"] == Counts(read=1500, refused=1500)
    assert [r.rule for r in admission.refused][:2] == ["enum", "reference"]


def slots(*rows):
    """Return tables with one product and inputs P1, P2 … with the given fields."""
    names = [f"P{i}" for i in range(1, len(rows) + 1)]
    inputs = [INPUT | {"input_id": name} | fields for name, fields in zip(names, rows, strict=True)]
    return {"parts": parts(*names), "products": [PRODUCT], "input_to": inputs}


def test_rows_that_name_each_other_fall_once():
    event = {"kind": "correct", "occurred_at": "2026-01-01T00:00:00Z"}
    first, second = event | {"id": "E1", "corrects": "E2"}, event | {"id": "E2", "corrects": "E1"}
    assert not load({"events": [first, second]}).refused
    admission = load({"events": [first, second | {"site_id": "nowhere"}]})
    assert rules(admission) == [("events", "2", "corrects", "reference"), ("events", "3", "site_id", "reference")]


def test_shares_of_a_slot_above_one_refuse_all_its_rows():
    admission = load(slots({"share": "0.6"}, {"share": "0.5"}, {"share": ""}))
    assert rules(admission) == [("input_to", "2", "share", "sum"), ("input_to", "3", "share", "sum")]
    assert admission.refused[0].reason == (
        "share adds up to 1.1 for output_kind product, output_id X1, slot bolt; allowed at most 1."
    )
    assert not load(slots({"share": "0.5"}, {"share": "0.501"})).refused


def test_shares_that_follow_each_other_in_time_are_not_added():
    ended, later = {"share": "1", "valid_to": "2026-01-01"}, {"share": "1", "valid_from": "2026-01-01"}
    assert not load(slots(ended, later)).refused
    admission = load(slots(ended, later | {"valid_from": "2025-12-31"}))
    assert [refusal.rule for refusal in admission.refused] == ["sum", "sum"]
    assert "from 2025-12-31" in admission.refused[0].reason


def test_a_sum_counts_the_rows_that_are_there_already():
    first = load(slots({"share": "0.6"})).tables
    admission = load({"parts": parts("P2"), "input_to": [INPUT | {"input_id": "P2", "share": "0.5"}]}, first)
    assert rules(admission) == [("input_to", "2", "share", "sum")]
    assert value(admission.tables, "input_to", "share") == [0.6]


def test_a_row_that_falls_back_to_its_old_share_can_break_the_group():
    first = load(slots({"share": "0.6"})).tables
    new = [INPUT | {"share": "0.1", "qty": "0"}, INPUT | {"input_id": "P2", "share": "0.5", "qty": "1"}]
    admission = load({"parts": parts("P2"), "input_to": new}, first, load_id=2)
    assert [refusal.rule for refusal in admission.refused] == ["range", "sum"]


def test_weights_of_a_slot_must_be_equal():
    assert [r.rule for r in load(slots({"weight": "0.4"}, {"weight": "0.5"})).refused] == ["same", "same"]
    assert [r.rule for r in load(slots({"weight": "0.4"}, {"weight": ""})).refused] == ["same", "same"]
    assert not load(slots({"weight": "0.4"}, {"weight": "0.4"})).refused


def test_slot_weights_and_own_weight_add_up_to_at_most_one():
    def made(own):
        two = [
            INPUT
            | {
                "output_kind": "part",
                "output_id": "P9",
                "input_id": f"P{i}",
                "slot": f"s{i}",
                "weight": "0.4",
            }
            for i in (1, 2)
        ]
        return {"parts": [*parts("P1", "P2"), PART | {"id": "P9", "own_weight": own}], "input_to": two}

    assert not load(made("0.2")).refused
    assert not load(made("")).refused
    assert rules(load(made("0.3"))) == [
        ("parts", "4", "own_weight", "sum"),
        ("input_to", "2", "weight", "sum"),
        ("input_to", "3", "weight", "sum"),
    ]
    first = load(made("")).tables
    raised = load({"parts": [{"id": "P9", "own_weight": "0.3"}]}, first, load_id=2)
    assert rules(raised) == [("parts", "2", "own_weight", "sum")]


def test_inputs_that_weigh_too_much_beside_a_known_part_harm_no_other_part():
    heavy = INPUT | {"output_kind": "part", "output_id": "P9", "weight": "0.8"}
    first = load({"parts": [PART | {"id": "P9", "own_weight": "0.3"}]}).tables
    admission = load({"parts": parts("P1", "P2", own_weight="0.1"), "input_to": [heavy]}, first, load_id=2)
    assert rules(admission) == [("input_to", "2", "weight", "sum")]


def test_intervals_of_one_key_must_not_overlap():
    row_from = {"valid_from": "2025-06-01"}
    tables = slots({"valid_to": "2026-01-01"})
    tables["input_to"].append(INPUT | row_from)
    assert [refusal.rule for refusal in load(tables).refused] == ["overlap", "overlap"]
    tables["input_to"][1] = INPUT | {"valid_from": "2026-01-01"}
    assert not load(tables).refused


def test_an_item_is_not_its_own_input():
    own = INPUT | {"output_kind": "part", "output_id": "P1"}
    assert rules(load({"parts": [PART], "input_to": [own]})) == [("input_to", "2", "output_id", "self")]
    namesake = {
        "materials": [MATERIAL | {"id": "P1"}],
        "parts": [PART],
        "input_to": [own | {"input_kind": "material"}],
    }
    assert not load(namesake).refused


def test_closed_loops_of_inputs_are_legal_but_of_owners_are_not():
    loop = [
        INPUT | {"output_kind": "part", "output_id": "P2"},
        INPUT | {"input_id": "P2", "output_kind": "part", "output_id": "P1"},
    ]
    assert not load({"parts": parts("P1", "P2"), "input_to": loop}).refused
    suppliers = [SUPPLIER | {"id": name} for name in ("S1", "S2", "S3", "S4")]
    pairs = [("S1", "S2"), ("S2", "S3"), ("S3", "S1"), ("S1", "S4")]
    owns = [{"owner_id": a, "owned_id": b} for a, b in pairs]
    admission = load({"suppliers": suppliers, "owns": owns})
    assert rules(admission) == [("owns", row, "owned_id", "cycle") for row in ("2", "3", "4")]
    assert value(admission.tables, "owns", "owned_id") == ["S4"]
    itself = load({"suppliers": [SUPPLIER], "owns": [{"owner_id": "S1", "owned_id": "S1"}]})
    assert [refusal.rule for refusal in itself.refused] == ["self"]


def test_a_loop_closed_over_known_owners_refuses_the_new_row_alone():
    suppliers = [SUPPLIER | {"id": name} for name in ("S1", "S2", "S3")]
    first = load({"suppliers": suppliers, "owns": [{"owner_id": "S1", "owned_id": "S2"}]}).tables
    closing, harmless = {"owner_id": "S2", "owned_id": "S1"}, {"owner_id": "S1", "owned_id": "S3"}
    admission = load({"owns": [closing, harmless]}, first, load_id=2)
    assert rules(admission) == [("owns", "2", "owned_id", "cycle")]
    assert value(admission.tables, "owns", "owned_id") == ["S2", "S3"]


def test_owners_that_change_places_are_no_loop():
    suppliers = [SUPPLIER | {"id": name} for name in ("S1", "S2")]
    owns = [
        {"owner_id": "S1", "owned_id": "S2", "valid_to": "2020-01-01"},
        {"owner_id": "S2", "owned_id": "S1", "valid_from": "2020-01-01"},
    ]
    assert not load({"suppliers": suppliers, "owns": owns}).refused


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"operator_from": "2026-01-01", "operator_to": "2026-01-01"}, "order"),
        ({"opened": "2026-01-02", "closed": "2026-01-01"}, "order"),
        ({"os_id": "CN2024221G4W0WA"}, "check.os_id"),
        ({"subdivision": "CN-ZJ"}, "country"),
        ({"country": "CN-ZJ"}, "country"),
        ({"subdivision": "SE"}, "country"),
        ({"rmi_cid": "CID1"}, "pattern"),
    ],
)
def test_fields_of_a_site_must_fit_together(fields, rule):
    assert [refusal.rule for refusal in load({"sites": [SITE | fields]}).refused] == [rule]


def test_the_order_of_two_fields_holds_over_what_is_known_already():
    first = load({"sites": [SITE | {"opened": "2026-01-01"}]}).tables
    admission = load({"sites": [{"id": "W1", "closed": "2025-01-01"}]}, first, load_id=2)
    (refusal,) = admission.refused
    assert refusal.reason == "closed is 2025-01-01; it must be after opened, which is 2026-01-01."


def test_countries_and_subdivisions_that_rows_name_are_added():
    admission = load({"sites": [SITE | {"country": "CD", "subdivision": "CD-LU"}]})
    assert admission.counts["countries"] == Counts(read=2, added=2)
    assert value(admission.tables, "countries", "id") == ["CD", "CD-LU"]
    assert value(admission.tables, "countries", "name") == ["DR Congo", "Lualaba"]
    assert value(admission.tables, "countries", "subregion") == ["Middle Africa"] * 2
    assert value(admission.tables, "countries", "parent")[1] == "CD"
    assert value(admission.tables, "countries", "source") == ["tierlight"] * 2
    assert value(admission.tables, "countries", "load_id") == ["1"] * 2


def test_the_country_of_a_refused_row_is_not_added():
    admission = load({"suppliers": [SUPPLIER | {"lei": "x"}, SUPPLIER | {"id": "S2", "country": "NO"}]})
    assert value(admission.tables, "countries", "id") == ["NO"]
    fallen = load({"suppliers": [SUPPLIER], "sites": [SITE | {"country": "FI", "supplier_id": "S9"}]})
    assert value(fallen.tables, "countries", "id") == ["SE"]


def test_an_added_country_gives_way_to_any_other_source():
    first = load({"suppliers": [SUPPLIER]}).tables
    sweden = {"id": "SE", "name": "Schweden", "level": "country", "source": "ours"}
    admission = load({"countries": [sweden]}, first, load_id=2)
    assert value(admission.tables, "countries", "name") == ["Schweden"]
    assert value(admission.tables, "countries", "region") == ["Europe"]
    assert admission.overwritten == ()
    again = load({"suppliers": [SUPPLIER | {"id": "S2"}]}, admission.tables, load_id=3)
    assert value(again.tables, "countries", "name") == ["Schweden"]


@pytest.mark.parametrize(
    ("text", "rule", "reason", "remedy"),
    [
        ("Congo", "country", "'Congo' may mean CD (DR Congo) or CG (Congo Republic)", "Write CD or CG."),
        ("Sweden", "country", "not an ISO 3166 code", "Write SE."),
        ("SWE", "country", "not an ISO 3166 code", "Write SE."),
        ("Global", "pseudo", "not one country", "Name the country"),
        ("ZZ", "country", "not a known country", "alpha-2"),
        ("CD-ZZ", "country", "not a known country", "alpha-2"),
    ],
)
def test_a_country_is_a_code(text, rule, reason, remedy):
    (refusal,) = load({"suppliers": [SUPPLIER | {"country": text}]}).refused
    assert (refusal.rule, refusal.column) == (rule, "country")
    assert reason in refusal.reason
    assert remedy in refusal.remedy


def test_a_subdivision_row_lies_in_its_country():
    area = {"id": "CD-LU", "name": "Lualaba", "level": "subdivision", "parent": "CG"}
    assert rules(load({"countries": [area]})) == [("countries", "2", "parent", "country")]
    assert not load({"countries": [area | {"parent": "CD"}]}).refused


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
