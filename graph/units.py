"""Units of measure: UN/ECE Rec 20 codes, with exact factors to one base per quantity.

Read from `lookups/units.csv`. No unit outside that list is guessed.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from graph.errors import UnknownNameError


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: Rec 20 code, name, quantity such as `mass`; it is `factor` units of `base`."""

    code: str
    name: str
    quantity: str
    factor: float
    base: str


@cache
def units() -> Mapping[str, Unit]:
    """Return all units by code, in the order of the file."""
    text = files("graph").joinpath("lookups/units.csv").read_text(encoding="utf-8")
    return {
        row["code"]: Unit(row["code"], row["name"], row["quantity"], float(row["factor_to_base"]), row["base"])
        for row in csv.DictReader(text.splitlines())
    }


def unit(code: str) -> Unit:
    """Return one unit; an unknown code is an `UnknownNameError` that offers the nearest."""
    known = units()
    if code not in known:
        raise UnknownNameError("unit", code, known)
    return known[code]


def factor(code: str) -> float:
    """Return how many base units of its quantity make one of the unit.

    Raises
    ------
    UnknownNameError
        If the code is not in the list.

    Examples
    --------
    >>> factor("TNE"), unit("TNE").base
    (1000.0, 'KGM')
    """
    return unit(code).factor
