"""Tables of a few rows, small enough to score by hand."""

from datetime import date

import pandas as pd

from graph.parameters import defaults
from graph.risk import assess
from graph.tables import Tables

TODAY = date(2026, 11, 23)


LAB, ENV = 1, 2


def world(sites=(), scored=(), **tables):
    """Return tables with three African countries, one indicator of labour (0..10, high is bad) and the rows given."""
    rows = {
        "countries": [
            {"id": c, "name": c, "level": "country", "region": "Africa", "subregion": "Middle"} for c in "ABC"
        ],
        "indicators": [indicator()],
        "sites": [{"name": "Site", "kind": "mine", "process": "mining", "country": "A"} | site for site in sites],
        "scored": [
            {"subject_kind": kind, "subject_id": name, "indicator_id": "I", "year": 2024, "value": value}
            | {"confidence": "reported", "imputed": False}
            for kind, name, value in scored
        ],
        "materials": [{"id": m, "name": m, "risk_material": True} for m in ("co", "li")],
    } | tables
    return Tables({name: pd.DataFrame(listed) for name, listed in rows.items() if len(listed)})


def indicator(**changes):
    row = {"id": "I", "name": "Indicator", "dimension": "LAB", "direction": "high_is_bad", "lo": 0.0, "hi": 10.0}
    return row | {"weight": 1.0, "edition": "2024", "publisher": "P"} | changes


def mined(material="co", site="S"):
    """Return tables in which a site makes a part that takes a material in."""
    return {
        "parts": [{"id": "P", "name": "Ore", "unit": "KGM", "process": "mining"}],
        "makes": [{"site_id": site, "item_kind": "part", "item_id": "P"}],
        "input_to": [
            {"input_kind": "material", "input_id": material, "output_kind": "part", "output_id": "P", "slot": "x"}
            | {"qty": 1.0, "unit": "KGM"}
        ],
    }


def listed(*rows):
    """Return rows of world shares from (country, material, stage, year, says)."""
    names = ("country", "material_id", "stage", "year", "goods_listed")
    return [dict(zip(names, row, strict=True)) | {"confidence": "verified"} for row in rows]


def risk_of(tables, parameters=None, day=TODAY):
    return assess(tables, day, parameters or defaults())


def residual(tables, day=TODAY, dimension=LAB):
    return risk_of(tables, day=day).residual.value[0, dimension]


def evidence(**changes):
    row = {"id": "A1", "name": "A", "subject_kind": "site", "subject_id": "S", "kind": "SAQ", "score": 80.0}
    row |= {"score_max": 100.0, "issued_on": TODAY, "confidence": "verified"} | changes
    return world([{"id": "S", "supplier_id": "U"}], [("country", "A", 5.0)], assessments=[row])


def effect(**changes):
    return risk_of(evidence(**changes)).evidence_effect[0]


def finding(**changes):
    row = {"id": "F1", "name": "F", "subject_kind": "site", "subject_id": "S", "dimension": "LAB", "topic": "x"}
    row |= {"severity": "major", "status": "open", "raised_on": TODAY, "due_on": TODAY} | changes
    return world([{"id": "S", "supplier_id": "U"}], [("country", "A", 5.0)], findings=[row])


def added(**changes):
    return risk_of(finding(**changes)).findings_effect[0, LAB]
