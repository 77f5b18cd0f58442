"""Units of quantity converted into each other by the shipped list."""

import csv
from functools import cache
from importlib.resources import files

import numpy as np

from graph.columns import Floats, Words


@cache
def _units() -> dict[str, tuple[str, float]]:
    """Return quantity and factor to its base unit of each UN/ECE Rec 20 code."""
    text = files("graph").joinpath("lookups/units.csv").read_text(encoding="utf-8")
    return {row["code"]: (row["quantity"], float(row["factor_to_base"])) for row in csv.DictReader(text.splitlines())}


def in_unit(given: Words, wanted: Words) -> Floats:
    """Return by what to multiply a quantity in one unit to have it in another, NaN where they do not convert.

    Examples
    --------
    >>> in_unit(np.array(["TNE", "KGM"], object), np.array(["KGM", "C62"], object)).tolist()
    [1000.0, nan]
    """
    pairs = {pair: _factor(*pair) for pair in set(zip(given, wanted, strict=True))}
    return np.array([pairs[pair] for pair in zip(given, wanted, strict=True)], dtype=np.float64)


def _factor(given: str | None, wanted: str | None) -> float:
    if given is not None and given == wanted:
        return 1.0
    known = _units()
    if given not in known or wanted not in known or known[given][0] != known[wanted][0]:
        return float("nan")
    return known[given][1] / known[wanted][1]
