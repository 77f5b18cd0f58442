"""The shipped tables come in without a fault, and one wrong cell is found by its rule."""

from pathlib import Path

import pytest

from graph.admission import admit
from graph.tables import Tables
from tests.graph.extracts import digest, extract, folder

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "tests/data/templates"
DEMO = ROOT / "tierlight/demo/ev-battery"
DERIVED = ROOT / "tests/data/derived-goods"

FAULTS = [
    ("products", 0, "gtin", "09506000134353", "check.gtin"),
    ("products", 0, "model_year", "26", "range"),
    ("products", 0, "gwp_production", "-1", "range"),
    ("parts", 0, "unit", "pieces", "check.unit"),
    ("parts", 0, "process", "welding", "enum"),
    ("parts", 0, "hs_code", "85076", "pattern"),
    ("parts", 0, "unit_mass_kg", "4,8", "type"),
    ("parts", 0, "maker_id", "SUP99", "reference"),
    ("parts", 0, "pcf_valid_to", "31.12.2027", "type"),
    ("parts", 0, "currency", "EURO", "check.currency"),
    ("materials", 0, "cas", "7440-48-5", "check.cas"),
    ("materials", 0, "risk_material", "yes", "type"),
    ("suppliers", 0, "lei", "549300EXAMPLE0000171", "check.lei"),
    ("suppliers", 0, "country", "Congo", "country"),
    ("sites", 0, "gln", "9506000123456", "check.gln"),
    ("sites", 1, "os_id", "CN2026032EX4MPT", "check.os_id"),
    ("sites", 1, "subdivision", "CD-LU", "country"),
    ("sites", 0, "lat", "91", "range"),
    ("sites", 1, "closed", "2019-03-31", "order"),
    ("indicators", 1, "ordinal_map", "0:0.9;0:0.7", "check.ordinal_map"),
    ("assessments", 0, "score", "101", "order"),
    ("findings", 0, "due_on", "2026-05-31", "order"),
    ("events", 0, "occurred_at", "2026-05-01T08:00:00", "type"),
    ("input_to", 4, "share", "0.8", "sum"),
    ("input_to", 4, "weight", "0.3", "same"),
    ("world_share", 0, "share", "0.95", "sum"),
    ("scored", 0, "value", "nan", "type"),
    ("owns", 0, "owned_id", "HOLD", "self"),
    ("products", 0, "name", "A\x00B", "encoding"),
    ("parts", 0, "name", "", "required"),
]


@pytest.mark.parametrize("path", [TEMPLATES, DEMO, DERIVED], ids=lambda path: path.name)
def test_shipped_tables_are_admitted_without_a_fault_and_twice_changes_nothing(path):
    tables = folder(path)
    first = admit(extract(tables), Tables({}), load_id=1)
    assert first.refused == ()
    assert first.notes == ()
    assert {name: len(first.tables[name]) for name in tables} == {name: len(rows) for name, rows in tables.items()}
    second = admit(extract(tables), first.tables, load_id=2)
    assert digest(second.tables) == digest(first.tables)
    assert all(counts.read == counts.unchanged for counts in second.counts.values())


@pytest.mark.parametrize(("table", "place", "field", "text", "rule"), FAULTS)
def test_one_wrong_cell_is_found_by_its_rule(table, place, field, text, rule):
    tables = folder(TEMPLATES)
    assert tables[table][place][field] != text
    tables[table][place][field] = text
    refused = admit(extract(tables), Tables({}), load_id=1).refused
    found = [refusal for refusal in refused if refusal.table == table and refusal.row == str(place + 2)]
    assert [refusal.rule for refusal in found] == [rule]
    assert found[0].column == field
    # Whatever else is refused shares the group, or names a refused row.
    assert {refusal.rule for refusal in refused} <= {rule, "reference"}


def test_the_demo_can_be_admitted_table_by_table_or_file_by_file():
    tables = folder(DEMO)
    whole = admit(extract(tables), Tables({}), load_id=1).tables
    in_steps = Tables({})
    order = ["countries", "indicators", "suppliers", "materials", "products", "parts", "sites"]
    for name in order + [name for name in tables if name not in order]:
        admission = admit(extract({name: tables[name]}), in_steps, load_id=1)
        assert admission.refused == ()
        in_steps = admission.tables
    assert digest(in_steps) == digest(whole)
