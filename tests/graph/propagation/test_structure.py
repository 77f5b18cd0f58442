"""Indices of concentration against numbers worked out by hand."""

import json
from pathlib import Path

import numpy as np
import pytest

from graph.propagation.structure import (
    eu_supply_risk,
    geopolitical_supply_risk,
    herfindahl,
    weighted_concentration,
)

CASE = json.loads((Path(__file__).parents[2] / "data" / "oracles" / "eu_sr.json").read_text())


def test_the_eu_supply_risk_of_the_oracle_comes_out_in_each_step():
    given, expected = CASE["inputs"], CASE["expected"]
    world = weighted_concentration(*np.array(given["global_supply"]).T)
    europe = weighted_concentration(*np.array(given["eu_sourcing"]).T)
    assert world == pytest.approx(expected["HHI_GS"], abs=CASE["tolerance"])
    assert europe == pytest.approx(expected["HHI_EU"], abs=CASE["tolerance"])
    risk = eu_supply_risk(world, europe, given["IR"], given["EoL_RIR"], given["SI_SR"])
    assert risk == pytest.approx(expected["SR"], abs=CASE["tolerance"])


def test_a_slot_with_two_halves_has_an_index_of_one_half():
    assert herfindahl([0.5, 0.5]) == (0.5, 0.5)


def test_an_unmapped_share_widens_the_index_up_to_the_largest_source_taking_it():
    low, high = herfindahl([0.6, 0.2], 0.2)
    assert low == pytest.approx(0.4)
    assert high == pytest.approx(0.8**2 + 0.2**2)


def test_a_slot_of_which_nothing_is_known_may_be_anything():
    assert herfindahl([], 1.0) == (0.0, 1.0)


def test_geopolitical_supply_risk_by_hand():
    # Shares .8 and .2: HHI .68; imports 3 of g .5 and 1 of g .1 beside 1 of one's own: 1.6 / 5 = .32.
    risk = geopolitical_supply_risk(np.array([80.0, 20.0]), np.array([0.5, 0.1]), np.array([3.0, 1.0]), 1.0)
    assert risk == pytest.approx(0.68 * 0.32)
