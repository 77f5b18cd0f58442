"""The weakest-link model against the worked example, every simple path of random networks, and derived goods."""

import csv
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import worked

from graph.analysis import Analysis
from graph.build import network
from graph.parameters import defaults
from graph.propagation.terminals import terminals
from graph.propagation.weakest_link import WeakestLink

DERIVED = Path(__file__).parents[2] / "data" / "derived-goods"


@pytest.fixture(scope="module")
def model():
    net = network(worked.tables(), worked.AS_OF, worked.parameters())
    risk = terminals(net, worked.GivenRisk({}), worked.parameters()).risk[:, 0]
    return WeakestLink(net, np.where(net.is_terminal, risk, 0.0))


def every_simple_path(model, node, seen=()):
    """Return the largest product of shares and r over all paths that visit no node twice."""
    net = model.network
    edges = range(net.start[node], net.start[node + 1])
    onward = [
        net.share[edge] * every_simple_path(model, int(net.source[edge]), (*seen, node))
        for edge in edges
        if net.source[edge] not in (*seen, node)
    ]
    return max([model.risk[node], *onward])


def test_the_worked_example_has_its_weakest_link_and_witness(model):
    pack = model.network.positions["Product:PACK"]
    expected = worked.EXPECTED["PACK"]
    assert model.exposure[pack] == pytest.approx(expected["weakest_link"], abs=1e-9)
    assert [model.network.key(node) for node in model.witness(pack)] == expected["weakest_link_witness"]


def test_it_equals_the_best_of_all_simple_paths_though_there_is_a_loop(model):
    listed = [every_simple_path(model, node) for node in range(model.network.size)]
    assert model.exposure == pytest.approx(listed, abs=1e-12)


def test_every_witness_reproduces_its_value(model):
    net = model.network
    for node in range(net.size):
        chain = model.witness(node)
        value = model.risk[chain[-1]]
        for customer, source in pairwise(chain):
            edges = np.arange(net.start[customer], net.start[customer + 1])
            value *= net.share[edges][net.source[edges] == source].max()
        assert value == pytest.approx(model.exposure[node], abs=1e-12)


def test_a_derived_good_is_at_least_as_exposed_as_its_share_of_the_listed_source(tables_from):
    analysis = Analysis(tables_from(DERIVED), date(2026, 11, 23), defaults())
    labour = analysis.dimension("LAB")
    net = analysis.network
    risk = np.where(net.is_terminal, analysis.mean.terminals.risk[:, labour], 0.0)
    exposure = WeakestLink(net, risk).exposure
    with (DERIVED / "expected.csv").open(encoding="utf-8") as file:
        derived = [row["item_id"] for row in csv.DictReader(file) if row["kind"] == "derived"]
    assert len(derived) == 10
    # Every input of this case has the whole of its slot, so the listed minimum arrives undiminished.
    assert all(exposure[net.positions[f"Part:{item}"]] >= 0.9 for item in derived)
