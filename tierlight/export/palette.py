"""Bands of a score and how each is drawn: one set of colours for every picture, page, sheet and map.

The cuts come from the parameters; nothing here decides what is severe.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.parameters import Parameters

INK = "#1b1b1b"
QUIET = "#5c5c5c"
OUTLINE = "#333333"
PAPER = "#ffffff"
HAIRLINE = "#d9d9d9"

_DIGITS = 9
"""A score is certain to this many decimals, so a cut is not missed by the noise behind them."""


@dataclass(frozen=True)
class Band:
    """One band: its name, where it starts and ends, and its colours.

    Attributes
    ----------
    name
        `low`, `medium`, `high`, `severe` or `no data`.
    start, end
        Score from which the band reaches, and the score at which the next one starts; NaN for no data.
    fill, ink, hatch
        Colour of the area, of text on it (at least 4.5:1) and of the lines that mark it as unsure.
    """

    name: str
    start: float
    end: float
    fill: str
    ink: str
    hatch: str

    @property
    def extent(self) -> str:
        """The scores it holds, such as `0.25–0.50`."""
        return f"{self.start:.2f}–{self.end:.2f}"


NO_DATA = Band("no data", float("nan"), float("nan"), "#e8e8e8", "#333333", "#8f8f8f")


def bands(parameters: Parameters) -> tuple[Band, ...]:
    """Return the four bands from low to severe, with the cuts of the parameters.

    Least CIE76 difference 29, and 27 for the two common kinds of colour blindness (Machado 2009).
    """
    medium, high, severe = (float(parameters[f"bands.{name}"]) for name in ("medium", "high", "severe"))
    return (
        Band("low", 0.0, medium, "#fff8bb", "#000000", "#4d4d4d"),
        Band("medium", medium, high, "#fed16e", "#000000", "#4d4d4d"),
        Band("high", high, severe, "#e8241f", "#000000", "#4a0000"),
        Band("severe", severe, 1.0, "#970026", "#ffffff", "#ffffff"),
    )


def band(value: float | None, among: Sequence[Band]) -> Band:
    """Return the band of a score; None and NaN are `NO_DATA`, never low."""
    if value is None or value != value:  # noqa: PLR0124  NaN is the one number that is not itself
        return NO_DATA
    return [one for one in among if round(value, _DIGITS) >= one.start or one is among[0]][-1]


def places(values: NDArray[np.float64], among: Sequence[Band]) -> NDArray[np.int64]:
    """Return the place in `among` of each score's band, -1 for NaN."""
    starts = np.array([one.start for one in among[1:]])
    found = np.searchsorted(starts, np.round(values, _DIGITS), side="right").astype(np.int64)
    return np.where(np.isnan(values), -1, found)
