"""Evidence and findings on cases small enough to work out by hand."""

from datetime import date, timedelta

import pandas as pd
import pytest

from tests.graph.risk.small import LAB, TODAY, added, effect, evidence, finding, indicator, residual, risk_of


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
