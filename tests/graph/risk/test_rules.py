"""The rules that hold for every input, on random tables; and the slow twin on the same tables."""

import os
from datetime import timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.parameters import defaults
from graph.risk import assess
from tests.graph.risk.cases import TODAY, case_of, changed, tables_of
from tests.graph.risk.twin import Twin

EXAMPLES = 200 * (10 if os.environ.get("TIERLIGHT_TEST_FULL") == "1" else 1)
EPSILON = 1e-12
PARAMETERS = defaults()
ALPHA = np.array([d.place_exponent for d in PARAMETERS.dimensions])
seeds = st.integers(0, 2**32 - 1)


def on_random_tables(test):
    checks = [HealthCheck.too_slow]
    return settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=checks)(given(seeds)(test))


def risk_of(case, parameters=PARAMETERS):
    return assess(tables_of(case), TODAY, parameters)


def never_lower(after, before):
    """Return whether no R of `after` is below that of `before`; data may appear but not vanish."""
    gone = np.isnan(after) & ~np.isnan(before)
    return not gone.any() and not (after < before - EPSILON).any()


def some(seed, rows):
    """Return one of the rows, None if there are none."""
    return Random(seed).choice(rows) if rows else None


@on_random_tables
def test_every_score_equals_that_of_the_slow_twin(seed):
    case = case_of(seed)
    risk, twin = risk_of(case), Twin(case, PARAMETERS)
    for s, site in enumerate(risk.sites):
        for d, dimension in enumerate(risk.dimensions):
            expected = twin.site(site, dimension)
            r = risk.residual
            found = (risk.inherent.value, r.value, r.low, r.high, r.confidence, r.imputed)
            if expected is None:
                assert np.isnan([part[s, d] for part in found[:5]]).all()
                assert not r.imputed[s, d]
            else:
                assert [float(part[s, d]) for part in found] == pytest.approx(list(map(float, expected)), abs=EPSILON)
    for c, country in enumerate(risk.countries):
        for d, dimension in enumerate(risk.dimensions):
            if twin.has_data(dimension):
                scores = risk.place
                found = [scores.value, scores.low, scores.high, scores.confidence, scores.imputed]
                expected = list(map(float, twin.place(country, dimension)))
                assert [float(part[c, d]) for part in found] == pytest.approx(expected, abs=EPSILON)
            else:
                assert np.isnan(risk.place.value[c, d])


@on_random_tables
def test_results_lie_in_0_to_1_and_between_their_ends(seed):
    risk = risk_of(case_of(seed))
    for scores in (risk.place, risk.site_place, risk.inherent, risk.residual, risk.unknown(["mining", "*"])):
        shown = ~np.isnan(scores.value)
        assert (np.isnan(scores.value) == np.isnan(scores.confidence)).all()
        for part in (scores.value, scores.low, scores.high, scores.confidence):
            assert ((part[shown] >= 0) & (part[shown] <= 1)).all()
        assert (scores.low[shown] <= scores.value[shown] + EPSILON).all()
        assert (scores.value[shown] <= scores.high[shown] + EPSILON).all()


@on_random_tables
def test_without_findings_r_is_at_most_r_inh_and_evidence_takes_no_more_than_its_cap(seed):
    case = case_of(seed)
    risk = risk_of(case)
    least = (1 - PARAMETERS["evidence.cap"]) ** (1 - ALPHA) * risk.inherent.value
    assert not (risk.residual.value < least - EPSILON).any()
    case["findings"] = []
    bare = risk_of(case)
    assert not (bare.residual.value > bare.inherent.value).any()
    assert not (bare.residual.value < least - EPSILON).any()


@on_random_tables
def test_a_worse_indicator_value_never_lowers_any_r(seed):
    case = case_of(seed)
    worse = changed(case)
    row = some(seed, worse["scored"])
    if row is None:
        return
    spec = next(i for i in case["indicators"] if i["id"] == row["indicator_id"])
    if spec["direction"] == "ordinal":
        row["value"] = {1.0: 2.0, 2.0: 3.0}.get(row["value"], row["value"])
    else:
        row["value"] += 3.0 if spec["direction"] == "high_is_bad" else -3.0
    before, after = risk_of(case), risk_of(worse)
    assert never_lower(after.residual.value, before.residual.value)
    assert never_lower(after.inherent.value, before.inherent.value)


@on_random_tables
def test_a_higher_process_hazard_never_lowers_any_r(seed):
    case = case_of(seed)
    process = some(seed, ["mining", "farming", "refining", "cell", "service"])
    higher = {name: min(number + 0.2, 1.0) for name, number in PARAMETERS[f"process.{process}"].items()}
    after = risk_of(case, PARAMETERS.replaced({f"process.{process}": higher}, "test"))
    assert never_lower(after.residual.value, risk_of(case).residual.value)


@on_random_tables
def test_a_listing_never_lowers_any_r(seed):
    case = case_of(seed)
    listed = changed(case)
    draw = Random(seed)
    site = draw.choice(case["sites"])
    row = {"country": site["country"], "material_id": draw.choice(["co", "li"]), "stage": "cell"}
    listed["world_share"].append(row | {"year": 2026, "goods_listed": True, "confidence": "reported"})
    assert never_lower(risk_of(listed).residual.value, risk_of(case).residual.value)


@on_random_tables
def test_ageing_weakening_or_removing_evidence_never_lowers_any_r(seed):
    case = case_of(seed)
    row = some(seed, case["assessments"])
    if row is None:
        return
    number = case["assessments"].index(row)
    ways = [
        {"issued_on": row["issued_on"] - timedelta(400)} if row["issued_on"] <= TODAY else {},
        {"score": row["score"] and row["score"] / 2},
        {"confidence": "reported"} if row["confidence"] == "verified" else {},
        {"expires_on": TODAY},
        None,
    ]
    weaker = changed(case)
    way = Random(seed).choice(ways)
    if way is None:
        del weaker["assessments"][number]
    else:
        weaker["assessments"][number] |= way
    assert never_lower(risk_of(weaker).residual.value, risk_of(case).residual.value)


@on_random_tables
def test_expired_inferred_and_estimated_evidence_changes_nothing(seed):
    case = case_of(seed)
    before = risk_of(case).residual.value
    draw = Random(seed)
    more = changed(case)
    for number, useless in enumerate(
        (
            {"confidence": "inferred"},
            {"confidence": "estimated"},
            {"expires_on": TODAY},
            {"issued_on": TODAY + timedelta(1)},
        )
    ):
        row = {"id": f"X{number}", "kind": draw.choice(["SAQ", "AUDIT", "COC"]), "score": 100.0, "score_max": 100.0}
        row |= {"subject_kind": "site", "subject_id": f"S{number}", "issued_on": TODAY - timedelta(5)}
        more["assessments"].append(row | {"confidence": "verified", "scheme": "SMETA"} | useless)
    np.testing.assert_array_equal(risk_of(more).residual.value, before)


@on_random_tables
def test_a_new_finding_never_lowers_any_r(seed):
    case = case_of(seed)
    draw = Random(seed)
    more = changed(case)
    row = {"id": "N", "subject_kind": "supplier", "subject_id": "SUP0", "dimension": draw.choice(["LAB", "ENV"])}
    row |= {"topic": "x", "severity": "major", "status": draw.choice(["open", "done", "closed"])}
    more["findings"].append(row | {"raised_on": TODAY, "due_on": TODAY})
    assert never_lower(risk_of(more).residual.value, risk_of(case).residual.value)


@on_random_tables
def test_closing_a_finding_never_raises_any_r(seed):
    case = case_of(seed)
    if case["findings"]:
        closed = changed(case)
        some(seed, closed["findings"])["status"] = "closed"
        assert never_lower(risk_of(case).residual.value, risk_of(closed).residual.value)


@on_random_tables
def test_the_power_mean_of_a_place_lies_between_mean_and_maximum(seed):
    case = case_of(seed)
    risk, twin = risk_of(case), Twin(case, PARAMETERS)
    floor = PARAMETERS["score.floor"]
    for d, dimension in enumerate(risk.dimensions):
        for c, country in enumerate(risk.countries):
            values = twin.values("country", twin.source_of(country, dimension), dimension)
            if values:
                mean = sum(w * s for _, w, s, _ in values) / sum(w for _, w, _, _ in values)
                most = max(s for _, _, s, _ in values)
                assert mean - EPSILON <= risk.place.value[c, d] <= max(most, floor) + EPSILON


@on_random_tables
def test_the_parts_of_an_explanation_put_together_give_the_score(seed):
    risk = risk_of(case_of(seed))
    for site in risk.sites[:2]:
        for dimension in risk.dimensions:
            why = risk.why(site, dimension)
            if np.isnan(why.residual):
                continue
            assert why.residual == pytest.approx(put_together(why), abs=EPSILON)
            assert why.evidence_effect == pytest.approx(sum(e.part for e in why.evidence), abs=EPSILON)
            assert all(e.effect <= EPSILON for e in why.evidence)
            assert all(f.effect >= -EPSILON for f in why.findings)


def put_together(why):
    """Return R worked out again from the parts of an explanation."""
    place = why.place
    v = place.value
    if place.indicators:
        cubes = sum(i.weight * i.score**3 for i in place.indicators) / sum(i.weight for i in place.indicators)
        v = max(cubes ** (1 / 3), why.floor)
    elif place.peers:
        v = float(np.quantile([peer for _, peer in place.peers], 0.75))
    h = max(why.hazard.process_hazard, *(m.hazard for m in why.hazard.materials), why.floor)
    inherent = v**why.exponent * h ** (1 - why.exponent)
    inherent = max(inherent, *(row.minimum or 0.0 for row in why.listings), 0.0)
    left = 1.0
    for finding in why.findings:
        left *= 1 - finding.factor
    evidence = 0.6 * sum(e.weight * e.quality * e.freshness * e.trust for e in why.evidence if e.counts)
    return 1 - (1 - inherent * (1 - evidence) ** (1 - why.exponent)) * left


@on_random_tables
def test_taking_away_what_a_site_makes_never_narrows_the_ends_of_the_unknown(seed):
    case = case_of(seed)
    row = some(seed, case["makes"])
    less = changed(case)
    less["makes"].remove(row)
    before, after = risk_of(case), risk_of(less)
    none = np.empty((0, 5))
    assert not (after.extremes(none)[0] > before.extremes(none)[0] + EPSILON).any()
    assert not (after.extremes(none)[1] < before.extremes(none)[1] - EPSILON).any()
    assert not (after.residual.low > before.residual.low + EPSILON).any()
    assert not (after.residual.high < before.residual.high - EPSILON).any()
