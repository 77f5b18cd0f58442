"""Inherent risk, hazards and listings on cases small enough to work out by hand."""

import numpy as np
import pytest

from graph.parameters import Parameters, defaults
from tests.graph.risk.small import LAB, TODAY, listed, mined, risk_of, world


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
