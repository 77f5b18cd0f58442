"""Units convert by exact factors, and unknown ones are named."""

import pytest

from graph.errors import UnknownNameError
from graph.units import factor, unit, units


def test_a_tonne_is_a_thousand_kilograms():
    assert (factor("TNE"), unit("TNE").base, unit("TNE").quantity) == (1000, "KGM", "mass")


def test_the_three_codes_of_one_piece_are_one_unit():
    assert {factor(code) for code in ("C62", "EA", "H87")} == {1}


def test_every_quantity_has_one_base_of_factor_one():
    bases = {u.quantity: u.base for u in units().values()}
    assert len(units()) == 67
    assert all(u.base == bases[u.quantity] and factor(u.base) == 1 for u in units().values())


def test_an_unknown_unit_offers_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'KGM'"):
        factor("KG")
