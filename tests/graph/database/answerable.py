"""A small chain on which each of the 64 questions has a row, and what to ask it."""

import datetime as dt

from graph.database.projection import Projection, projection
from graph.tables import Tables
from tests.graph.database.canonical import TEMPLATES, scores_of, tables_from, with_rows

TODAY = dt.date(2026, 11, 23)


def tables() -> Tables:
    """Return the templates, and beside them what is missing there: a loop, a breach, a doubt of each kind."""
    return with_rows(
        tables_from(TEMPLATES),
        products=[{"id": "PX2-26", "name": "Model X2", "model_year": "2026"}],
        parts=[
            {"id": "CELL-B", "name": "Cell B", "unit": "C62", "process": "cell"},
            {"id": "BOX", "name": "Box \u96f6\u4ef6", "unit": "C62", "process": "assembly"},
        ],
        suppliers=[{"id": "SUPX", "name": "Quiet Ltd", "country": "SE", "status": "approved", "tier1": "true"}],
        sites=[
            {"id": "S-BOX", "name": "Box plant", "kind": "plant", "process": "assembly", "country": "SE"},
        ],
        makes=[{"site_id": "S-BOX", "item_kind": "part", "item_id": "BOX", "valid_from": "2026-11-20"}],
        input_to=[
            _input("part", "PACK-78", "product", "PX2-26", "pack", share="1", weight="0.4"),
            _input("part", "BOX", "product", "PX2-26", "box", share="0.5", weight="0.1"),
            _input("part", "CELL-B", "part", "PACK-78", "cell", weight="0.7"),
            _input("part", "CELL-A", "part", "COOH-A", "scrap", share="0.1", weight="0.1", recycled_post="1"),
        ],
        assessments=[
            {
                "id": "A8",
                "subject_kind": "supplier",
                "subject_id": "SUP1",
                "kind": "CERT",
                "scheme": "ISO14001",
            }
            | {"issued_on": "2023-01-01", "expires_on": "2026-01-01"},
        ],
        findings=[
            {
                "id": "F3",
                "subject_kind": "supplier",
                "subject_id": "SUP1",
                "dimension": "LAB",
                "topic": "lksg.2.2.3",
            }
            | {"severity": "priority", "status": "done", "raised_on": "2026-01-01", "due_on": "2026-02-01"}
            | {"repeat_of": "F1"},
        ],
        supplies=[
            {"supplier_id": "SUP7", "part_id": "INSUL", "contract_ref": "C-9", "contract_status": "signed"}
            | {"signed_on": "2026-06-01", "annual_value": "5", "currency": "EUR", "valid_from": "2026-06-01"},
        ],
        batches=[
            {"id": "B3", "item_kind": "part", "item_id": "COSO4-A", "qty": "300", "unit": "KGM"},
            {"id": "B4", "item_kind": "part", "item_id": "BOX", "qty": "1", "unit": "C62"},
        ],
        events=[
            {
                "id": "E3",
                "kind": "transform",
                "occurred_at": "2026-05-03T10:00:00.25+02:00",
                "yield_max": "0.1",
            }
        ],
        flow=[
            {"event_id": "E3", "role": "input", "batch_id": "B1", "qty": "500", "unit": "KGM"},
            {"event_id": "E3", "role": "output", "batch_id": "B3", "qty": "300", "unit": "KGM"},
        ],
        scored=[
            {"subject_kind": "country", "subject_id": "CN", "indicator_id": "DOL_CL_2022", "year": "2022"}
            | {"value": "2", "imputed": "true"},
        ],
    )


def _input(kind, name, output_kind, output, slot, **more) -> dict:
    row = {"input_kind": kind, "input_id": name, "output_kind": output_kind, "output_id": output}
    return row | {"slot": slot, "qty": "1", "unit": "C62"} | more


def whole(snapshot: str = "s1", run: str = "r1") -> Projection:
    """Return the projection of the chain with made-up scores."""
    found = tables()
    return projection(found, snapshot, TODAY, run=run, scores=scores_of(found))


IDS = {
    "Product": "PX1-26",
    "Site": "S-MINE",
    "Country": "CN",
    "Material": "co",
    "Supplier": "SUP1",
    "Part": "CELL-A",
    "dimension": "LAB",
    "date": "2025-01-01",
}
"""What to give for each type of a required parameter."""

GIVEN = {
    "contracts_at_risk": {"high": "0"},
    "high_risk_unaudited": {"high": "0"},
    "evidence_expiring": {"before": "2027-06-01"},
    "owners_of_supplier": {"supplier": "SUP6"},
    "ownership_tree": {"owner": "HOLD"},
    "products_hit_by_owner": {"owner": "HOLD"},
    "shared_sites": {"other_product": "PX2-26"},
    "suppliers_of_material_in_country": {"country": "CD"},
}
"""What a question is asked with, where `IDS` gives no row."""


def given(query, ids=None) -> dict[str, str]:
    """Return a value for each required parameter of a question."""
    values = {param.name: (ids or IDS)[param.type] for param in query.params if param.required}
    return values | GIVEN.get(query.name, {}) if ids is None else values
