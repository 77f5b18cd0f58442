"""Someone's edit in Neo4j becomes a load here."""

import dataclasses

import pytest

from graph.extract import Refusal
from loaders import get
from loaders.extraction import extract
from loaders.neo4j import edited
from tests.graph.database.answerable import whole

pytestmark = pytest.mark.neo4j


def cells(found):
    return {(row.table, row.record.row): dict(row.cells) for row in found if not isinstance(row, Refusal)}


def test_what_nobody_touched_gives_no_row(neo4j):
    neo4j.publish(whole())
    assert edited(neo4j) == []


def test_an_edited_property_comes_back_as_reported(neo4j, admin):
    neo4j.publish(whole())
    admin("MATCH (s:Site {id: 'S-MINE'}) SET s.workers = 12, s.opened = date('2020-02-29'), s.lat = null, s.mine = 1")
    (row,) = edited(neo4j)
    assert row.table == "sites"
    wanted = {"id": "S-MINE", "workers": "12", "opened": "2020-02-29", "lat": None, "country": "CD"}
    assert {name: row.cells[name] for name in wanted} == wanted
    assert (row.cells["confidence"], row.record.sheet, row.record.row) == ("reported", "Site", "S-MINE")
    assert not {"load_id", "key", "mine", "tl_hash"} & set(row.cells)
    assert not any(name.startswith(("r_", "x_")) for name in row.cells)


def test_an_edited_relationship_comes_back_with_both_its_ends(neo4j, admin):
    neo4j.publish(whole())
    admin("MATCH (:Part {id: 'PACK-78'})-[r:INPUT_TO]->(:Product {id: 'PX1-26'}) SET r.share = 0.5")
    (row,) = edited(neo4j)
    wanted = {"input_kind": "part", "input_id": "PACK-78", "output_kind": "product", "output_id": "PX1-26"}
    wanted |= {"slot": "pack", "share": "0.5", "valid_from": "2025-01-01"}
    assert {name: row.cells[name] for name in wanted} == wanted


def test_what_someone_made_comes_back_as_new_rows(neo4j, admin):
    neo4j.publish(whole())
    admin(
        "MATCH (s:Site {id: 'S-MINE'}) CREATE (f:Finding {id: 'F9', dimension: 'LAB', topic: 't', severity: 'minor', "
        "status: 'open', raised_on: date('2026-11-01'), due_on: date('2026-12-01')})-[:ABOUT]->(s) "
        "CREATE (e:CustodyEvent {id: 'E9', kind: 'ship', occurred_at: datetime('2026-11-01T10:00:00+01:00')})"
    )
    admin("MATCH (e:CustodyEvent {id: 'E9'}), (b:Batch {id: 'B4'}) CREATE (e)-[:FLOW {qty: 1.0, unit: 'C62'}]->(b)")
    admin("CREATE (:Person {id: 'p'})")
    found = cells(edited(neo4j))
    finding = found["findings", "F9"]
    assert (finding["subject_kind"], finding["subject_id"], finding["source"]) == ("site", "S-MINE", "neo4j")
    assert found["events", "E9"]["occurred_at"] == "2026-11-01T09:00:00+00:00"
    flow = found["flow", "(CustodyEvent E9)-[FLOW]->(Batch B4)"]
    assert (flow["event_id"], flow["batch_id"], flow["role"], flow["qty"]) == ("E9", "B4", "output", "1.0")
    assert len(found) == 3


def test_a_relationship_between_wrong_labels_is_refused(neo4j, admin):
    neo4j.publish(whole())
    admin("MATCH (a:Country {id: 'SE'}), (b:Site {id: 'S-OEM'}) CREATE (a)-[:MAKES]->(b)")
    (refusal,) = edited(neo4j)
    assert (refusal.rule, refusal.row) == ("reference", "(Country SE)-[MAKES]->(Site S-OEM)")


def test_the_format_needs_no_path(neo4j, neo4j_settings, admin, monkeypatch):
    for name, value in dataclasses.asdict(neo4j_settings).items():
        monkeypatch.setenv(f"NEO4J_{name.upper()}", value)
    neo4j.publish(whole())
    admin("MATCH (s:Supplier {id: 'OEM'}) SET s.name = 'Renamed'")
    read = extract(get("neo4j"), [])
    assert [(table.table, table.cells["name"].to_pylist()) for table in read.tables] == [("suppliers", ["Renamed"])]
