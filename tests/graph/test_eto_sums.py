"""The ETO semiconductor chain with country risk: what explains the finished chip adds up to its scores."""

from datetime import date

import pytest

from graph.admission import admit
from graph.analysis import Analysis
from graph.explain import explain, paths
from graph.parameters import defaults
from graph.propagation.attribution import BY
from graph.tables import Tables
from loaders import get
from tests.loaders.public import read, shared

CHIP = "eto:N99"


@pytest.fixture(scope="module")
def analysis():
    tables = Tables({})
    sources = {"eto": shared("eto-semiconductor"), "country-risk": shared("derived", "country_risk_inputs_raw.csv")}
    for load, (name, path) in enumerate(sources.items(), start=1):
        tables = admit(read(get(name), path), tables, load_id=load).tables
    return Analysis(tables, date(2026, 11, 23), defaults())


@pytest.mark.parametrize("dimension", ["GOV", "LAB", "ENV", "ETH"])
def test_parts_and_paths_of_the_finished_chip_add_up_to_its_score(analysis, dimension):
    for by in BY:
        assert abs(explain(analysis, CHIP, dimension, by=by, top=10_000)["remainder"]) <= 1e-9
    found = paths(analysis, CHIP, dimension, top=20)
    total = sum(path["contribution"] for path in found["paths"]) + found["remainder"]
    assert len(found["paths"]) == 20
    assert total == pytest.approx(found["score"], abs=1e-9)
    assert found["remainder"] >= 0
