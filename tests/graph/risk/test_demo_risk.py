"""The risk of the shipped demo and of the derived goods, against numbers worked out independently."""

from datetime import date
from pathlib import Path

import pytest

import tierlight
from graph.parameters import defaults
from graph.risk import assess

ROOT = Path(__file__).parents[3]
DEMO = Path(tierlight.__file__).parent / "demo" / "ev-battery"
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def demo(tables_from):
    return assess(tables_from(DEMO), TODAY, defaults())


@pytest.fixture(scope="module")
def derived(tables_from):
    return assess(tables_from(ROOT / "tests/data/derived-goods"), TODAY, defaults())


def of_site(risk, site, dimension="LAB"):
    return risk.residual.value[risk.sites.index(site), risk.dimensions.index(dimension)]


@pytest.mark.parametrize(("site", "expected"), [("DEMO-SITE-09", 0.900), ("DEMO-SITE-07", 0.969)])
def test_the_worst_sites_of_the_demo_have_the_published_labour_risk(demo, site, expected):
    assert of_site(demo, site) == pytest.approx(expected, abs=0.0005)
