"""The EV battery demo: the table of its README, sums that add up exactly, and goods that light up."""

import csv
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from graph.analysis import Analysis
from graph.answers import answers
from graph.explain import explain, paths
from graph.parameters import defaults
from graph.propagation.attribution import BY

ROOT = Path(__file__).parents[2]
DERIVED = ROOT / "tests" / "data" / "derived-goods"
NEAR = 0.001
# mean, low, high, unmapped, confidence; exposure and unmapped share by material; worst site
LABOUR = {
    "EV-622": (
        (0.622, 0.405, 0.793, 0.465, 0.208),
        {"co": (0.860, 0.443), "graphite": (0.790, 0.250), "ni": (0.587, 0.716)},
        ("DEMO-SITE-09", 0.900),
    ),
    "EV-811": (
        (0.628, 0.418, 0.800, 0.454, 0.218),
        {"co": (0.868, 0.418), "graphite": (0.790, 0.250), "ni": (0.587, 0.716)},
        ("DEMO-SITE-07", 0.969),
    ),
    "EV-LFP": (
        (0.632, 0.391, 0.826, 0.541, 0.248),
        {"co": None, "graphite": (0.793, 0.167), "ni": None},
        ("DEMO-SITE-09", 0.900),
    ),
}
IN_ALL = {"mica": (0.9, 0.7), "li": (0.515, 1.0), "sn": (0.767, 1.0), "ta": (0.761, 1.0), "w": (0.774, 1.0)}
LARGEST = {
    "EV-622": {"ICMM07090": 0.104, "Origin:ID:ni": 0.039, "DEMO-SITE-03": 0.038, "Origin:CN:graphite": 0.025},
    "EV-811": {"ICMM07090": 0.111, "DEMO-SITE-03": 0.056, "Origin:ID:ni": 0.050, "Origin:CN:graphite": 0.026},
    "EV-LFP": {"ICMM07090": 0.099, "DEMO-SITE-02": 0.058, "DEMO-SITE-05": 0.041, "Origin:CN:p": 0.037},
}
PER_KWH = {"co": 0.182769, "ni": 0.546261, "li": 0.110247, "mn": 0.170394, "graphite": 0.909601, "cu": 0.388382}


@pytest.fixture(scope="module")
def analysis(tables_from):
    return Analysis(tables_from(ROOT / "tierlight" / "demo" / "ev-battery"), date(2026, 11, 23), defaults())


@pytest.fixture(scope="module")
def labour(analysis):
    return {answer["id"]: answer for answer in answers(analysis) if answer["dimension"] == "LAB"}


@pytest.mark.parametrize("car", LABOUR)
def test_a_car_has_the_labour_exposure_of_an_independent_solver(labour, car):
    (mean, materials, worst), answer = LABOUR[car], labour[car]
    found = [answer[name] for name in ("mean", "low", "high", "unmapped", "confidence")]
    assert found == pytest.approx(mean, abs=NEAR)
    by_material = {material["id"]: material for material in answer["materials"]}
    for name, expected in (materials | IN_ALL).items():
        if expected is None:
            assert (by_material[name]["value"], by_material[name]["answer"]) == (None, "no")
        else:
            pair = (by_material[name]["value"], by_material[name]["unmapped"])
            assert pair == pytest.approx(expected, abs=NEAR), name
    assert answer["worst_site"]["id"] == worst[0]
    assert answer["worst_site"]["score"] == pytest.approx(worst[1], abs=NEAR)


@pytest.mark.parametrize("car", LABOUR)
def test_the_headline_of_every_car_is_mica_with_a_wide_interval(labour, car):
    answer = labour[car]
    assert answer["headline_of"] == "mica"
    found = [answer[f"headline{end}"] for end in ("", "_low", "_high")]
    assert found == pytest.approx([0.900, 0.385, 0.948], abs=NEAR)


@pytest.mark.parametrize("car", LARGEST)
def test_the_largest_parts_of_the_mean_are_those_of_the_readme(analysis, car):
    found = explain(analysis, car, "LAB", top=4)["parts"]
    assert {part["id"]: part["contribution"] for part in found} == pytest.approx(LARGEST[car], abs=NEAR)


@pytest.mark.parametrize(("material", "expected"), PER_KWH.items())
def test_a_kilowatt_hour_holds_what_the_material_model_says(analysis, material, expected):
    item = analysis.product("EV-622")
    assert analysis.held(material).kilograms[item] / 78 == pytest.approx(expected, abs=1e-5)


def test_health_and_safety_is_no_data_and_never_low(analysis):
    found = [answer for answer in answers(analysis) if answer["dimension"] == "HSE"]
    assert len(found) == 3
    assert all(answer["headline"] is None and "no data" in answer["reason"] for answer in found)


@pytest.mark.parametrize("car", LABOUR)
def test_parts_and_paths_with_their_remainders_add_up_to_every_score(analysis, car):
    item = analysis.product(car)
    held = [m for m in analysis.risk_materials if analysis.held(m).kilograms[item] > 0]
    for dimension in ("GOV", "LAB", "ENV", "ETH"):
        for measure in ("mean", *(f"material:{material}" for material in held)):
            for by in BY:
                found = explain(analysis, car, dimension, measure=measure, by=by, top=10_000)
                assert abs(found["remainder"]) <= 1e-9
            few = paths(analysis, car, dimension, measure=measure, top=20)
            total = sum(path["contribution"] for path in few["paths"]) + few["remainder"]
            assert total == pytest.approx(few["score"], abs=1e-9)
            assert few["remainder"] >= -1e-9


def test_exactly_the_derived_goods_of_the_list_light_up(tables_from):
    analysis = Analysis(tables_from(DERIVED), date(2026, 11, 23), defaults())
    chain, risk = analysis.supply, analysis.risk
    country = dict(zip(analysis.tables["sites"]["id"], analysis.tables["sites"]["country"], strict=True))
    made_in = {
        chain.items[item]: country[chain.sites[site]]
        for site, item in zip(chain.makers.site, chain.makers.item, strict=True)
    }
    rows = chain.inputs
    lit = {
        chain.items[item]
        for item, source, ore in zip(rows.item, rows.source, rows.is_material, strict=True)
        if ore and (made_in[chain.items[item]], chain.materials[source]) in risk.listed
    }
    direct = set(lit)
    while True:
        more = {
            chain.items[item]
            for item, source, ore in zip(rows.item, rows.source, rows.is_material, strict=True)
            if not ore and chain.items[source] in lit
        }
        if more <= lit:
            break
        lit |= more
    with (DERIVED / "expected.csv").open(encoding="utf-8") as file:
        expected = list(csv.DictReader(file))
    assert lit == {row["item_id"] for row in expected if row["lights_up"] == "true"}
    labour = analysis.dimension("LAB")
    sites = {chain.items[item]: site for site, item in zip(chain.makers.site, chain.makers.item, strict=True)}
    assert {row["item_id"] for row in expected if row["kind"] == "direct"} == direct
    assert all(risk.residual.value[sites[item], labour] >= 0.9 for item in direct)


def test_both_ways_of_sweeping_agree(analysis, monkeypatch):
    from graph.propagation import sweeps  # noqa: PLC0415  the way is chosen here

    again = Analysis(analysis.tables, analysis.as_of, analysis.parameters)
    monkeypatch.setattr(sweeps, "best", lambda: sweeps.jacobi)
    slow = again.mean.exposure.mean
    assert np.nanmax(np.abs(slow - analysis.mean.exposure.mean)) <= 1e-9
