"""Units of quantity converted into each other by the shipped list."""

import numpy as np

from graph.columns import Floats, Words
from graph.units import units


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
    known = units()
    if given is None or wanted is None or given not in known or wanted not in known:
        return float("nan")
    if known[given].quantity != known[wanted].quantity:
        return float("nan")
    return known[given].factor / known[wanted].factor
