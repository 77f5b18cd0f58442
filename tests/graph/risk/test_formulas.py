"""Each formula of scoring on a case small enough to work out by hand."""

import doctest
import importlib
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from graph.errors import ParameterError, UnknownNameError
from graph.parameters import Parameters, defaults
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


# --- indicators and places ---------------------------------------------------------------------------


def test_two_indicators_make_a_cubic_mean_and_a_third_that_is_missing_only_lowers_the_confidence():
    indicators = [indicator(), indicator(id="J", weight=3.0), indicator(id="K", weight=4.0)]
    rows = [
        {"subject_kind": "country", "subject_id": country, "indicator_id": name, "year": 2024, "value": value}
        | {"confidence": sure}
        for country, name, value, sure in (
            ("A", "I", 2.0, "verified"),
            ("A", "J", 8.0, "reported"),
            ("B", "K", 5.0, "reported"),
        )
    ]
    risk = risk_of(world(indicators=indicators).replaced({"scored": pd.DataFrame(rows)}))
    assert risk.place.value[0, LAB] == pytest.approx(((0.008 + 3 * 0.512) / 4) ** (1 / 3))
    assert risk.place.confidence[0, LAB] == pytest.approx((1 * 1.0 + 3 * 0.7) / 8)


@pytest.mark.parametrize(
    ("changes", "value", "expected"),
    [
        ({}, 4.0, 0.4),
        ({}, 40.0, 1.0),
        ({"direction": "high_is_good"}, 4.0, 0.6),
        ({"direction": "high_is_good"}, 40.0, 0.05),  # 0, raised to the floor
        ({"direction": "ordinal", "ordinal_map": "1:0.10;6:0.80"}, 6.0, 0.8),
    ],
)
def test_an_indicator_value_is_scored_by_its_goalposts_or_map(changes, value, expected):
    tables = world(scored=[("country", "A", value)], indicators=[indicator(**changes)])
    assert risk_of(tables).place.value[0, LAB] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"direction": "ordinal", "ordinal_map": "1:0.10;2:0.80"}, "class 3 is not in ordinal_map, which has 1, 2"),
        ({"lo": None}, "lo or hi of the indicator is blank"),
    ],
)
def test_a_value_that_cannot_be_scored_is_reported_and_counts_as_missing(changes, reason):
    risk = risk_of(world(scored=[("country", "A", 3.0)], indicators=[indicator(**changes)]))
    assert [(u.subject_id, u.indicator_id, u.year, u.value, u.reason) for u in risk.unscored] == [
        ("A", "I", 2024, 3.0, reason)
    ]
    assert not risk.has_data[LAB]


def test_the_latest_year_that_is_not_after_the_day_counts():
    tables = world(scored=[("country", "A", 1.0), ("country", "A", 3.0), ("country", "A", 9.0)])
    scored = tables["scored"].assign(year=[2025, 2026, 2027])
    tables = tables.replaced({"scored": scored})
    assert risk_of(tables).place.value[0, LAB] == pytest.approx(0.3)
    assert risk_of(tables, day=date(2025, 12, 31)).place.value[0, LAB] == pytest.approx(0.1)
    assert not risk_of(tables, day=date(2024, 12, 31)).has_data[LAB]


def places(*rows):
    """Return countries of (id, region, subregion)."""
    return [{"id": i, "name": i, "level": "country", "region": r, "subregion": s} for i, r, s in rows]


NINE = [("A", "R", "S"), ("B", "R", "S"), ("C", "R", "S"), ("D", "R", "S"), ("E", "R", "T"), ("F", "Q", "U")]


@pytest.mark.parametrize(
    ("scored", "country", "expected"),
    [
        # Subregion S: .2 .4 .8, at .75 half way from .4 to .8.
        ({"A": 2.0, "B": 4.0, "C": 8.0}, "D", (0.6, 0.2, 0.8, 0.3)),
        # E is alone in its subregion; region R: .2 .4 .8.
        ({"A": 2.0, "B": 4.0, "C": 8.0}, "E", (0.6, 0.2, 0.8, 0.2)),
        ({"A": 2.0, "B": 4.0, "C": 8.0}, "F", (0.6, 0.2, 0.8, 0.1)),
        # Two peers are too few everywhere.
        ({"A": 2.0, "B": 4.0}, "D", (0.7, 0.0, 1.0, 0.1)),
    ],
)
def test_a_place_without_indicators_is_imputed_from_its_nearest_peers(scored, country, expected):
    tables = world(scored=[("country", c, v) for c, v in scored.items()], countries=places(*NINE))
    risk = risk_of(tables)
    row = risk.countries.index(country)
    assert risk.place.imputed[row, LAB]
    found = [getattr(risk.place, name)[row, LAB] for name in ("value", "low", "high", "confidence")]
    assert found == pytest.approx(expected)


def test_a_subdivision_without_an_indicator_takes_its_countrys_score_and_is_no_peer():
    parts = [{"id": f"A-{n}", "name": n, "level": "subdivision", "parent": "A"} for n in "12"]
    scored = [("country", "A", 2.0), ("country", "A-1", 9.0), ("country", "B", 4.0)]
    risk = risk_of(
        world(
            [{"id": "S1", "subdivision": "A-1"}, {"id": "S2", "subdivision": "A-2"}, {"id": "S3"}],
            scored,
            countries=[*places(("A", "R", "S"), ("B", "R", "S"), ("C", "R", "S")), *parts],
        )
    )
    value = dict(zip(risk.countries, risk.place.value[:, LAB], strict=True))
    assert value == pytest.approx({"A": 0.2, "A-1": 0.9, "A-2": 0.2, "B": 0.4, "C": 0.7})
    assert risk.site_place.value[:, LAB] == pytest.approx([0.9, 0.2, 0.2])


def test_an_indicator_scored_on_the_site_joins_its_places():
    risk = risk_of(world([{"id": "S"}, {"id": "T"}], [("country", "A", 2.0), ("site", "S", 8.0)]))
    assert risk.site_place.value[:, LAB] == pytest.approx([((0.008 + 0.512) / 2) ** (1 / 3), 0.2])


def test_a_dimension_without_indicator_and_listing_has_no_data_anywhere():
    risk = risk_of(world([{"id": "S"}], [("country", "A", 2.0)]))
    assert risk.has_data.tolist() == [False, True, False, False, False]
    everything = (risk.place, risk.residual, risk.origin(["A"], ["co"], ["mining"]), risk.unknown(["mining", "*"]))
    for scores in everything:
        assert np.isnan(scores.value[:, ENV]).all()
        assert not scores.imputed[:, ENV].any()
        assert not np.isnan(scores.value[:, LAB]).any()
    assert np.isnan(risk.extremes(np.empty((0, 5)))).tolist() == [[True, False, True, True, True]] * 2
    assert risk.r_conf.tolist() == [0.7]


# --- inherent risk -----------------------------------------------------------------------------------


def test_inherent_risk_mixes_place_and_process_by_the_exponent():
    # Labour: α = .6, mining .8.
    risk = risk_of(world([{"id": "S"}], [("country", "A", 5.0)]))
    assert risk.inherent.value[0, LAB] == pytest.approx(0.5**0.6 * 0.8**0.4)


def test_place_and_hazard_are_at_least_the_floor():
    risk = risk_of(world([{"id": "S", "process": "service"}], [("country", "A", -5.0)]))
    assert risk.inherent.value[0, LAB] == pytest.approx(0.05**0.6 * 0.2**0.4)
    low = defaults().replaced({"process.service": {"LAB": 0.0}}, "test")
    assert risk_of(world([{"id": "S", "process": "service"}], [("country", "A", 5.0)]), low).inherent.value[
        0, LAB
    ] == pytest.approx(0.5**0.6 * 0.05**0.4)


def test_a_process_without_a_number_has_the_dimensions_default_hazard():
    entries = {name: entry for name, entry in defaults().entries.items() if name != "process.mining"}
    risk = risk_of(world([{"id": "S"}], [("country", "A", 5.0)]), Parameters(entries))
    assert risk.inherent.value[0, LAB] == pytest.approx(0.5)


def test_a_material_has_a_hazard_only_where_an_indicator_is_scored_on_it():
    scored = [("country", "A", 5.0), ("material", "co", 10.0)]
    for material, hazard in (("co", 1.0), ("li", 0.8)):
        risk = risk_of(world([{"id": "S"}], scored, **mined(material)))
        assert risk.inherent.value[0, LAB] == pytest.approx(0.5**0.6 * hazard**0.4)
        assert risk.residual.high[0, LAB] == pytest.approx(0.5**0.6)
        origin = risk.origin(["A", "A"], ["co", "li"], ["refining", "refining"])
        assert origin.value[:, LAB] == pytest.approx([0.5**0.6, 0.5**0.6 * 0.6**0.4])


@pytest.mark.parametrize(
    ("rows", "is_listed"),
    [
        ([("A", "co", "mine", 2024, True)], True),
        ([("A", "co", "cell", 2024, True)], True),  # of any stage
        ([("A", "co", "mine", 2023, True), ("A", "co", "mine", 2024, False)], False),  # the latest
        ([("A", "co", "mine", 2023, True), ("A", "co", "mine", 2024, None)], True),  # the latest that is filled
        ([("A", "co", "mine", 2024, True), ("A", "co", "cell", 2024, False)], True),
        ([("A", "co", "mine", 2027, True)], False),  # after the day
        ([("A", "li", "mine", 2024, True)], False),
        ([("B", "co", "mine", 2024, True)], False),
    ],
)
def test_a_listed_site_has_at_least_the_listed_minimum(rows, is_listed):
    risk = risk_of(world([{"id": "S"}], [("country", "A", 5.0)], world_share=listed(*rows), **mined()))
    assert (("A", "co") in risk.listed) is is_listed
    assert risk.inherent.value[0, LAB] == pytest.approx(0.9 if is_listed else 0.5**0.6 * 0.8**0.4)
    # The listing's row is verified, the place's reported.
    assert risk.inherent.confidence[0, LAB] == (1.0 if is_listed else 0.7)
    assert risk.inherent.low[0, LAB] == risk.inherent.value[0, LAB]


@pytest.mark.parametrize(
    "change",
    [
        {"sites": [{"id": "S", "process": "refining"}]},
        {"sites": [{"id": "S", "closed": TODAY}]},
        {"valid_to": TODAY},
    ],
)
def test_only_an_open_site_that_extracts_and_makes_today_is_listed(change):
    rows = mined()
    rows["makes"][0]["valid_to"] = change.get("valid_to")
    sites = change.get("sites", [{"id": "S"}])
    tables = world(sites, [("country", "A", 5.0)], world_share=listed(("A", "co", "mine", 2024, True)), **rows)
    assert risk_of(tables).inherent.value[0, LAB] < 0.9


def test_the_high_end_of_a_mine_that_could_take_in_a_listed_good_is_the_listed_minimum():
    sites = [{"id": "S"}, {"id": "T", "process": "refining"}, {"id": "U", "country": "B"}]
    scored = [("country", "A", 5.0), ("country", "B", 5.0)]
    risk = risk_of(world(sites, scored, world_share=listed(("A", "li", "mine", 2024, True))))
    plain = 0.5**0.6 * 0.8**0.4
    assert risk.residual.value[:, LAB] == pytest.approx([plain, 0.5**0.6 * 0.6**0.4, plain])
    assert risk.residual.high[:, LAB] == pytest.approx([0.9, 0.5**0.6 * 0.6**0.4, plain])


def test_without_indicators_a_listing_alone_gives_data():
    risk = risk_of(world([{"id": "S"}, {"id": "T"}], world_share=listed(("A", "co", "mine", 2024, True)), **mined()))
    assert risk.has_data.tolist() == [False, True, False, False, False]
    assert risk.inherent.value[:, LAB] == pytest.approx([0.9, 0.7**0.6 * 0.8**0.4])
    assert risk.inherent.confidence[:, LAB].tolist() == [1.0, 0.1]
    assert risk.inherent.imputed[:, LAB].tolist() == [False, True]
    assert risk.r_imputed.tolist() == [0, 1]
    assert risk.inherent.low[1, LAB] == pytest.approx(0.05**0.6 * 0.8**0.4)
    assert risk.inherent.high[1, LAB] == pytest.approx(0.8**0.4)


@pytest.mark.parametrize("kind", ["transit", "warehouse"])
def test_a_place_of_passage_carries_no_score(kind):
    risk = risk_of(world([{"id": "S", "kind": kind}], [("country", "A", 5.0)]))
    assert np.isnan(risk.residual.value).all()
    assert np.isnan(risk.r_conf).all()


# --- evidence ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "weight", "q"),
    [
        ({}, 0.20, 0.8),
        ({"score": None, "rating": "b"}, 0.20, 0.9),
        ({"score": None}, 0.20, 0.0),
        ({"kind": "SSI"}, 0.15, 0.8),
        ({"kind": "SSI", "score": None, "rating": "A"}, 0.15, 0.0),
        ({"kind": "COC", "score": None}, 0.05, 1.0),
        ({"kind": "AUDIT", "scheme": "RBA-VAP", "score": 160.0, "score_max": 200.0}, 0.40, 0.5),
        ({"kind": "AUDIT", "scheme": "RBA VAP 8.0", "score": 112.0, "score_max": None}, 0.40, 0.0),
        ({"kind": "AUDIT", "scheme": "SMETA"}, 0.40, 0.8),
        ({"kind": "AUDIT", "scheme": "RBA-VAP", "score": None, "outcome": "passed"}, 0.40, 0.5),
        ({"kind": "CERT", "scheme": "RMAP", "score": None, "outcome": "conformant"}, 0.40, 0.5),
        ({"kind": "CERT", "scheme": "RMAP", "score": None, "outcome": "failed"}, 0.40, 0.0),
        ({"kind": "CMRT"}, 0.0, 0.0),
    ],
)
def test_each_kind_of_evidence_counts_by_its_own_scale(changes, weight, q):
    assert effect(**changes) == pytest.approx(0.6 * weight * q)


@pytest.mark.parametrize(("days", "t"), [(0, 1.0), (365, 1.0), (731, (36 - 731 / 30.4375) / 24), (1096, 0.0)])
def test_evidence_fades_from_the_first_to_the_third_year(days, t):
    assert effect(issued_on=TODAY - timedelta(days)) == pytest.approx(0.6 * 0.2 * 0.8 * t)


@pytest.mark.parametrize(
    ("changes", "c"),
    [
        ({"confidence": "reported"}, 0.7),
        ({"confidence": "inferred"}, 0.0),
        ({"confidence": "estimated"}, 0.0),
        ({"expires_on": TODAY}, 0.0),
        ({"expires_on": TODAY + timedelta(1)}, 1.0),
        ({"issued_on": TODAY + timedelta(1)}, 0.0),
        ({"subject_kind": "supplier", "subject_id": "U"}, 1.0),
        ({"subject_kind": "supplier", "subject_id": "V"}, 0.0),
        ({"subject_kind": "part", "subject_id": "S"}, 0.0),
    ],
)
def test_evidence_counts_by_its_confidence_while_in_force_and_about_the_site_or_its_operator(changes, c):
    assert effect(**changes) == pytest.approx(0.6 * 0.2 * 0.8 * c)


@pytest.mark.parametrize(
    ("since", "until", "counts"),
    [
        (TODAY, None, True),
        (TODAY + timedelta(1), None, False),
        (None, TODAY, False),
        (None, TODAY + timedelta(1), True),
    ],
)
def test_the_operators_evidence_counts_while_it_operates_the_site(since, until, counts):
    tables = evidence(subject_kind="supplier", subject_id="U")
    sites = tables["sites"].assign(operator_from=[since], operator_to=[until])
    assert bool(risk_of(tables.replaced({"sites": sites})).evidence_effect[0] > 0) is counts


def test_the_best_row_of_each_kind_counts_so_a_bad_new_audit_lowers_nothing():
    tables = evidence(kind="AUDIT", scheme="RBA-VAP", score=180.0, score_max=200.0)
    row = tables["assessments"].iloc[0].to_dict()
    rows = [row, row | {"id": "A2", "score": 130.0}, row | {"id": "A3", "kind": "COC", "score": None}]
    risk = risk_of(tables.replaced({"assessments": pd.DataFrame(rows)}))
    assert risk.evidence_effect[0] == pytest.approx(0.6 * (0.4 * 0.75 + 0.05))
    inherent = 0.5**0.6 * 0.8**0.4
    assert risk.residual.value[0, LAB] == pytest.approx(inherent * (1 - 0.21) ** 0.4)
    assert risk.inherent.value[0, LAB] == pytest.approx(inherent)


def test_evidence_has_no_effect_where_the_risk_is_all_place():
    tables = evidence(kind="AUDIT", scheme="SMETA", score=100.0)
    tables = tables.replaced({"indicators": pd.DataFrame([indicator(dimension="GOV")])})
    assert residual(tables, dimension=0) == pytest.approx(0.5)


# --- findings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "factor"),
    [
        ({}, 0.08),
        ({"severity": "priority"}, 0.40),
        ({"severity": "minor", "status": "cap_submitted"}, 0.02 * 0.9),
        ({"status": "cap_approved"}, 0.08 * 0.8),
        ({"status": "done"}, 0.04),
        ({"raised_on": TODAY - timedelta(9), "due_on": TODAY - timedelta(1)}, 0.12),
        ({"raised_on": TODAY - timedelta(9), "due_on": TODAY - timedelta(1), "status": "done"}, 0.06),
        ({"raised_on": TODAY - timedelta(9), "due_on": TODAY - timedelta(1), "status": "closed"}, 0.0),
        ({"repeat_of": "F0"}, 0.16),
        ({"severity": "priority", "repeat_of": "F0", "raised_on": date(2026, 1, 1), "due_on": date(2026, 2, 1)}, 0.95),
        ({"raised_on": TODAY + timedelta(1), "due_on": TODAY + timedelta(1)}, 0.0),
        ({"dimension": "ENV"}, 0.0),
        ({"subject_kind": "supplier", "subject_id": "U"}, 0.08),
        ({"subject_kind": "supplier", "subject_id": "V"}, 0.0),
    ],
)
def test_a_finding_adds_by_severity_status_delay_and_repetition(changes, factor):
    assert added(**changes) == pytest.approx(factor)


def test_findings_close_the_gap_to_1_one_after_the_other():
    tables = finding()
    row = tables["findings"].iloc[0].to_dict()
    rows = [row, row | {"id": "F2", "severity": "priority"}]
    risk = risk_of(tables.replaced({"findings": pd.DataFrame(rows)}))
    assert risk.findings_effect[0, LAB] == pytest.approx(1 - 0.92 * 0.6)
    inherent = 0.5**0.6 * 0.8**0.4
    assert risk.residual.value[0, LAB] == pytest.approx(1 - (1 - inherent) * 0.92 * 0.6)


# --- the unknown -------------------------------------------------------------------------------------

SCORED = [("country", "A", 2.0), ("country", "B", 4.0), ("country", "C", 8.0)]


def test_an_unknown_site_stands_in_a_bad_place_of_those_that_have_a_score():
    risk = risk_of(world(scored=SCORED))
    scores = risk.unknown(["refining", "mining", "*"])
    # Labour: the 75th percentile of .2 .4 .8 is .6; farming and mining, .8, are the worst, service, .2, the best.
    assert scores.value[:, LAB] == pytest.approx([0.6**0.6 * 0.6**0.4, 0.6**0.6 * 0.8**0.4, 0.6**0.6 * 0.8**0.4])
    assert scores.low[:, LAB] == pytest.approx([0.2**0.6 * 0.6**0.4, 0.2**0.6 * 0.8**0.4, 0.2])
    assert scores.high[:, LAB] == pytest.approx([0.8**0.6 * 0.6**0.4, 0.8, 0.8])
    assert scores.confidence[:, LAB].tolist() == [0.0, 0.0, 0.0]


def test_without_a_score_anywhere_an_unknown_place_is_the_start_of_the_severe_band():
    scores = risk_of(world(world_share=listed(("A", "co", "mine", 2024, False)))).unknown(["mining", "*"])
    assert scores.value[0, LAB] == pytest.approx(0.7**0.6 * 0.8**0.4)
    assert scores.low[:, LAB] == pytest.approx([0.05**0.6 * 0.8**0.4, 0.05**0.6 * 0.2**0.4])
    assert scores.high[:, LAB] == pytest.approx([0.8**0.4, 0.8**0.4])


def test_the_ends_of_anything_reach_over_sites_origins_and_listings():
    tables = world([{"id": "S", "supplier_id": "U"}], SCORED, findings=finding(severity="priority")["findings"])
    risk = risk_of(tables)
    worst = 1 - (1 - 0.2**0.6 * 0.8**0.4) * 0.6
    assert worst < 0.8
    origins = np.full((2, 5), [[0.1], [0.95]])
    low, high = risk.extremes(np.empty((0, 5)))
    assert (low[LAB], high[LAB]) == pytest.approx((0.2, 0.8))
    low, high = risk.extremes(origins)
    assert (low[LAB], high[LAB]) == pytest.approx((0.1, 0.95))
    any_listed = risk_of(world(scored=SCORED, world_share=listed(("A", "co", "mine", 2024, True))))
    assert any_listed.unknown(["*"]).high[0, LAB] == pytest.approx(0.9)
    assert any_listed.unknown(["*"]).value[0, LAB] == pytest.approx(0.6**0.6 * 0.8**0.4)


@pytest.mark.parametrize(
    ("material", "origins", "expected"),
    [
        ("li", [0.1, 0.8], 0.6**0.6 * 0.8**0.4),  # two origins are too few peers
        ("li", [0.1, 0.85, 0.95], 0.9),  # half way from .85 to .95
        ("li", [0.1, 0.2, 0.3], 0.6**0.6 * 0.8**0.4),
        ("co", [], 0.9),  # listed for a country
        ("co", [0.93, 0.95, 0.99], 0.97),
    ],
)
def test_an_unknown_origin_is_no_safer_than_the_known_ones_and_listed_if_the_material_is(material, origins, expected):
    risk = risk_of(world(scored=SCORED, world_share=listed(("A", "co", "mine", 2024, True))))
    known = np.repeat(np.array(origins).reshape(-1, 1), 5, axis=1)
    scores = risk.unknown_material("mining", material, known)
    assert scores.value.shape == (1, 5)
    assert scores.value[0, LAB] == pytest.approx(expected)
    assert scores.low[0, LAB] <= scores.value[0, LAB] <= scores.high[0, LAB]


def test_an_origin_is_listed_where_its_stage_extracts():
    risk = risk_of(world(scored=SCORED, world_share=listed(("A", "co", "mine", 2024, True))))
    origin = risk.origin(["A", "A", "C"], ["co", "co", "co"], ["mining", "refining", "mining"])
    assert origin.value[:, LAB] == pytest.approx([0.9, 0.2**0.6 * 0.6**0.4, 0.8])
    assert origin.confidence[:, LAB].tolist() == [1.0, 0.7, 0.7]


# --- the rest ----------------------------------------------------------------------------------------


def test_a_supplier_is_as_risky_as_its_worst_site():
    sites = [{"id": "S", "supplier_id": "U"}, {"id": "T", "supplier_id": "U", "country": "C"}, {"id": "V"}]
    suppliers = [{"id": name, "name": name, "country": "A"} for name in ("U", "W")]
    risk = risk_of(world(sites, SCORED, suppliers=suppliers))
    assert risk.suppliers == ("U", "W")
    assert risk.supplier.value[0, LAB] == pytest.approx(0.8)
    assert np.isnan(risk.supplier.value[1]).all()


def test_a_supplier_with_the_first_site_alone_has_its_risk():
    risk = risk_of(world([{"id": "S", "supplier_id": "U"}, {"id": "T", "country": "C"}], SCORED))
    assert risk.supplier.value[0, LAB] == pytest.approx(0.2**0.6 * 0.8**0.4)


def test_a_product_does_not_take_in_what_a_part_of_the_same_id_does():
    rows = mined()
    rows["makes"][0]["item_kind"] = "product"
    tables = world([{"id": "S"}], SCORED, world_share=listed(("A", "co", "mine", 2024, True)), **rows)
    assert risk_of(tables).inherent.value[0, LAB] == pytest.approx(0.2**0.6 * 0.8**0.4)


def test_evidence_that_fades_at_once_counts_up_to_its_last_day_in_full():
    sudden = defaults().replaced({"evidence.full_months": 12, "evidence.zero_months": 12}, "test")
    for days, t in ((365, 1.0), (366, 0.0)):
        risk = risk_of(evidence(issued_on=TODAY - timedelta(days)), sudden)
        assert risk.evidence_effect[0] == pytest.approx(0.6 * 0.2 * 0.8 * t)


def test_ids_are_sorted_whatever_the_order_of_the_rows():
    sites = [{"id": "T", "country": "C"}, {"id": "S"}]
    risk = risk_of(world(sites, SCORED))
    assert risk.sites == ("S", "T")
    assert risk.residual.value[:, LAB] == pytest.approx([0.2**0.6 * 0.8**0.4, 0.8])


def test_empty_tables_have_no_data():
    risk = risk_of(Tables({}))
    assert risk.sites == risk.countries == ()
    assert not risk.has_data.any()
    assert np.isnan(risk.unknown(["*"]).value).all()


def test_why_refuses_an_unknown_name_and_offers_the_nearest():
    risk = risk_of(world([{"id": "SITE-1"}], SCORED))
    with pytest.raises(UnknownNameError, match=r"no site called 'SITE-2'\. Did you mean 'SITE-1'"):
        risk.why("SITE-2", "LAB")
    with pytest.raises(UnknownNameError, match=r"no dimension called 'LAP'\. Did you mean 'LAB'"):
        risk.why("SITE-1", "LAP")


def test_a_power_below_1_is_refused():
    with pytest.raises(ParameterError, match=r"score\.power: 0\.5 is below 1"):
        risk_of(world(), defaults().replaced({"score.power": 0.5}, "test"))


@pytest.mark.parametrize("module", ["evidence", "indicators", "inherent", "residual"])
def test_the_examples_in_the_documentation_hold(module):
    found = importlib.import_module(f"graph.risk.{module}")
    result = doctest.testmod(found)
    assert result.attempted > 0
    assert result.failed == 0
