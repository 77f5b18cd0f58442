"""The risk of the shipped demo and of the derived goods, against numbers worked out independently."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import tierlight
from graph.parameters import defaults
from graph.risk import assess

ROOT = Path(__file__).parents[3]
DEMO = Path(tierlight.__file__).parent / "demo" / "ev-battery"
DERIVED = ROOT / "tests/data/derived-goods"
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def demo(tables_from):
    return assess(tables_from(DEMO), TODAY, defaults())


@pytest.fixture(scope="module")
def derived(tables_from):
    return assess(tables_from(DERIVED), TODAY, defaults())


def of_site(risk, site, dimension="LAB"):
    return risk.residual.value[risk.sites.index(site), risk.dimensions.index(dimension)]


@pytest.mark.parametrize(("site", "expected"), [("DEMO-SITE-09", 0.900), ("DEMO-SITE-07", 0.969)])
def test_the_worst_sites_of_the_demo_have_the_published_labour_risk(demo, site, expected):
    assert of_site(demo, site) == pytest.approx(expected, abs=0.0005)


def test_sweden_is_not_above_chile(demo):
    sweden, chile = (demo.place.value[demo.countries.index(country)] for country in ("SE", "CL"))
    assert (sweden[demo.has_data] <= chile[demo.has_data]).all()


def test_health_and_safety_has_no_data_in_the_demo_and_its_findings_are_shown_all_the_same(demo):
    assert dict(zip(demo.dimensions, demo.has_data.tolist(), strict=True))["HSE"] is False
    assert np.isnan(demo.residual.value[:, demo.dimensions.index("HSE")]).all()
    why = demo.why("DEMO-SITE-03", "HSE")
    assert [finding.id for finding in why.findings] == ["DEMO-F-04"]
    assert not why.has_data


def test_the_places_without_any_indicator_are_new_caledonia_and_christmas_island(demo):
    imputed = demo.place.imputed[:, demo.dimensions.index("LAB")]
    assert [country for country, missing in zip(demo.countries, imputed, strict=True) if missing] == ["CX", "NC"]
    place = demo.why(next(s for s, c in site_countries(demo) if c == "NC"), "LAB").place
    assert (place.group, place.group_name, [peer for peer, _ in place.peers]) == (
        "subregion",
        "Melanesia",
        ["FJ", "PG", "SB"],
    )


def site_countries(risk):
    return zip(risk.sites, risk.parts.sites.country, strict=True)


def test_why_tells_the_whole_story_of_the_cobalt_mine(demo):
    why = demo.why("DEMO-SITE-07", "LAB")
    assert [(i.id, i.publisher, i.year, i.value, i.score) for i in why.place.indicators] == [
        ("WGI_VA_2023", "World Bank", 2023, -1.2133, pytest.approx(0.74266))
    ]
    assert (why.place.id, why.hazard.process, why.hazard.process_hazard) == ("CD", "mining", 0.8)
    assert [(row.country, row.material, row.minimum) for row in why.listings] == [("CD", "co", 0.9)]
    assert why.inherent == 0.9
    assert [(e.id, e.kind, e.counts) for e in why.evidence] == [
        ("DEMO-A-18", "SAQ", True),
        ("DEMO-A-19", "SSI", True),
        ("DEMO-A-20", "COC", True),
    ]
    assert [(f.id, f.factor) for f in why.findings] == [("DEMO-F-06", 0.0), ("DEMO-F-07", 0.8)]
    # .9 with E = .1433, then a priority finding that came back: 1 - (1 - .9·.8567^.4)·.2.
    assert why.residual == pytest.approx(1 - (1 - 0.9 * 0.8567**0.4) * 0.2, abs=1e-4)


def test_the_ends_of_what_nobody_mapped_explain_the_published_interval_of_mica(demo):
    labour = demo.dimensions.index("LAB")
    low, high = (ends[labour] for ends in demo.extremes(np.empty((0, len(demo.dimensions)))))
    # .3 of the mica comes from the listed mine, .7 from anywhere: [.385, .948].
    assert 0.3 * 0.9 + 0.7 * low == pytest.approx(0.385, abs=0.0005)
    assert 0.3 * 0.9 + 0.7 * high == pytest.approx(0.948, abs=0.0005)


def test_every_direct_good_of_the_list_is_a_severe_labour_risk_at_its_site_and_no_control_is(derived, tables_from):
    expected = pd.read_csv(DERIVED / "expected.csv", keep_default_na=False)
    makers = tables_from(DERIVED)["makes"].set_index("item_id")["site_id"]
    risk = {item: of_site(derived, makers[item]) for item in expected["item_id"] if item in makers.index}
    direct = expected[expected["kind"] == "direct"]["item_id"]
    assert len(direct) == 5
    assert all(risk[item] >= 0.9 for item in direct)
    assert all(risk[item] < 0.9 for item in expected[expected["kind"] == "control"]["item_id"])
