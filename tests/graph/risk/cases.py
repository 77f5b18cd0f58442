"""Random tables for the rules of scoring, as plain rows so that a test can change one of them."""

import copy
from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

import pandas as pd
import pyarrow as pa

from graph.dictionary import dictionary
from graph.parameters import defaults

TODAY = date(2026, 6, 15)
DIMENSIONS = ("GOV", "LAB", "ENV", "ETH")  # HSE stays without any data
PLACES = ("AA", "AB", "AC", "AD", "BA", "BB", "CA", "CB")
LEVELS = ("verified", "reported", "inferred", "estimated")
MATERIALS = ("co", "li", "mica")


def tables_of(case: dict[str, list[dict]]) -> Mapping[str, pd.DataFrame]:
    """Return the tables of a case alone: `Tables` makes the empty ones too, which takes longer than the scoring."""
    return {
        name: pa.Table.from_pylist(rows, dictionary()[name].schema).to_pandas(types_mapper=pd.ArrowDtype)
        for name, rows in case.items()
    }


def changed(case: dict[str, list[dict]]) -> dict[str, list[dict]]:
    """Return a copy that may be changed."""
    return copy.deepcopy(case)


def case_of(seed: int) -> dict[str, list[dict]]:
    """Return small random tables: places with gaps, sites, listings, evidence and findings."""
    draw = Random(seed)
    case: dict[str, list[dict]] = {
        "countries": _countries(draw),
        "indicators": _indicators(draw),
        "suppliers": [{"id": f"SUP{i}", "name": f"Supplier {i}", "country": "AA"} for i in range(2)],
        "materials": [{"id": m, "name": m.title(), "risk_material": True} for m in MATERIALS],
        "parts": [{"id": f"P{i}", "name": f"Part {i}", "unit": "KGM", "process": "mining"} for i in range(3)],
    }
    case["sites"] = [_site(draw, i) for i in range(5)]
    case["makes"] = [
        _interval(draw) | {"site_id": f"S{draw.randrange(5)}", "item_kind": "part", "item_id": f"P{i % 3}"}
        for i in range(6)
    ]
    case["input_to"] = [
        _interval(draw)
        | {"input_kind": "material", "input_id": draw.choice(MATERIALS), "output_kind": "part"}
        | {"output_id": f"P{i}", "slot": "x", "qty": 1.0, "unit": "KGM", "share": draw.choice([0.0, 0.5, None])}
        for i in range(3)
    ]
    case["world_share"] = [
        {"country": draw.choice(PLACES), "material_id": draw.choice(MATERIALS)}
        | {"stage": draw.choice(["mine", "refine"]), "year": draw.choice([2024, 2025, 2026, 2027])}
        | {"goods_listed": draw.choice([True, True, False, None]), "confidence": draw.choice(LEVELS)}
        for _ in range(draw.randrange(12))
    ]
    case["scored"] = _scored(draw, case)
    case["assessments"] = [_assessment(draw, i) for i in range(draw.randrange(12))]
    case["findings"] = [_finding(draw, i) for i in range(draw.randrange(6))]
    return case


def _countries(draw: Random) -> list[dict]:
    rows = [
        {"id": name, "name": name, "level": "country", "region": f"R{name[0] > 'A'}", "subregion": f"SR{name[0]}"}
        for name in PLACES
    ]
    if draw.random() < 0.5:
        rows[0] |= {"region": None, "subregion": None}
    return [*rows, *({"id": f"{p}-X", "name": p, "level": "subdivision", "parent": p} for p in ("AA", "BA"))]


def _indicators(draw: Random) -> list[dict]:
    rows = []
    for number in range(draw.randrange(1, 7)):
        direction = draw.choice(["high_is_bad", "high_is_good", "ordinal"])
        rows.append(
            {"id": f"I{number}", "name": f"Indicator {number}", "dimension": draw.choice(DIMENSIONS)}
            | {"direction": direction, "weight": draw.choice([0.5, 1.0, 3.0]), "edition": "1", "publisher": "P"}
            | ({"ordinal_map": "1:0.1;2:0.4;3:0.9"} if direction == "ordinal" else {"lo": 0.0, "hi": 10.0})
        )
    return rows


def _site(draw: Random, number: int) -> dict:
    country = draw.choice(PLACES)
    starts = draw.choice([None, None, TODAY, TODAY + timedelta(1)])
    return {
        "id": f"S{number}",
        "name": f"Site {number}",
        "supplier_id": draw.choice([None, "SUP0", "SUP1"]),
        "operator_from": starts,
        "operator_to": None if starts else draw.choice([None, None, TODAY, TODAY + timedelta(1)]),
        "kind": draw.choice(["mine", "mine", "plant", "plant", "warehouse"]),
        "process": draw.choice(["mining", "mining", "farming", "refining", "cell", "service"]),
        "country": country,
        "subdivision": f"{country}-X" if country in {"AA", "BA"} and draw.random() < 0.5 else None,
        "closed": draw.choice([None, None, None, TODAY, TODAY + timedelta(1)]),
    }


def _interval(draw: Random) -> dict:
    return {
        "valid_from": draw.choice([None, None, TODAY, TODAY + timedelta(1)]),
        "valid_to": draw.choice([None, None, TODAY + timedelta(2)]),
    }


def _scored(draw: Random, case: dict[str, list[dict]]) -> list[dict]:
    subjects = [("country", row["id"]) for row in case["countries"]]
    subjects += [("site", "S0"), ("site", "S1"), ("material", "co"), ("material", "li")]
    rows = []
    for indicator in case["indicators"]:
        for kind, name in subjects:
            for year in (2024, 2026, 2027):
                if draw.random() < 0.3:
                    ordinal = indicator["direction"] == "ordinal"
                    value = float(draw.choice([1, 2, 3, 9])) if ordinal else draw.uniform(-2, 12)
                    rows.append(
                        {"subject_kind": kind, "subject_id": name, "indicator_id": indicator["id"], "year": year}
                        | {"value": value, "confidence": draw.choice(LEVELS), "imputed": False}
                    )
    return rows


def _assessment(draw: Random, number: int) -> dict:
    kind = draw.choice(["SAQ", "SSI", "COC", "AUDIT", "AUDIT", "CERT", "CMRT", "INCIDENT"])
    subject = draw.choice([("site", f"S{draw.randrange(5)}"), ("supplier", f"SUP{draw.randrange(2)}"), ("part", "P0")])
    issued = TODAY - timedelta(draw.choice([-1, 0, 10, 366, 700, 1000, 1200]))
    most = draw.choice([100.0, 200.0, None])
    return {
        "id": f"A{number}",
        "name": f"Assessment {number}",
        "subject_kind": subject[0],
        "subject_id": subject[1],
        "kind": kind,
        "scheme": draw.choice(["RBA-VAP", "RBA VAP 8.0", "SMETA", None]),
        "score": draw.choice([draw.uniform(0, most or 200), None]),
        "score_max": most,
        "rating": draw.choice(["A", "C", "silver", None]),
        "outcome": draw.choice(["passed", "conformant", "failed", None]),
        "issued_on": issued,
        "expires_on": draw.choice([None, None, TODAY, TODAY + timedelta(1)]),
        "confidence": draw.choice(LEVELS),
    }


def _finding(draw: Random, number: int) -> dict:
    subject = draw.choice([("site", f"S{draw.randrange(5)}"), ("supplier", f"SUP{draw.randrange(2)}")])
    return {
        "id": f"F{number}",
        "name": f"Finding {number}",
        "subject_kind": subject[0],
        "subject_id": subject[1],
        "dimension": draw.choice([*DIMENSIONS, "HSE"]),
        "topic": "lksg.2.2.3",
        "severity": draw.choice(["priority", "major", "minor"]),
        "status": draw.choice(list(defaults()["findings.status"])),
        "raised_on": TODAY - timedelta(draw.choice([-1, 0, 100])),
        "due_on": TODAY + timedelta(draw.choice([-1, 0, 30])),
        "repeat_of": draw.choice([None, None, "F0"]),
    }
