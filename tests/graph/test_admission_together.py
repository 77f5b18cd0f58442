"""Rows that name each other, that share a whole, or that lie in a place stand or fall together."""

import pytest

from graph.admission import Counts
from tests.graph.admitting import INPUT, MATERIAL, PART, PRODUCT, SITE, SUPPLIER, load, parts, rules, slots, value


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
