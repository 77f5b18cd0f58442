"""What is unknown, suppliers, and the ends of the input, worked out by hand."""

import doctest
import importlib
from datetime import timedelta

import numpy as np
import pytest

from graph.errors import ParameterError, UnknownNameError
from graph.parameters import defaults
from graph.tables import Tables
from tests.graph.risk.small import (
    LAB,
    TODAY,
    evidence,
    finding,
    listed,
    mined,
    risk_of,
    world,
)

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
