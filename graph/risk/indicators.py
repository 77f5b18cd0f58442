"""Indicator values as scores 0..1, 1 is worst: one per subject and indicator, the latest on the day in question.

A value that its indicator cannot score (no goalposts, or a class that the map lacks) has no score and is reported;
nothing is guessed.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from graph.columns import LEVELS, Bools, Floats, Ints, Words, levels, numbers, positions, sorted_ids, words
from graph.parameters import Parameters
from graph.tables import Tables


@dataclass(frozen=True)
class Values:
    """Values that count, sorted by (subject, indicator); every array has shape (v,).

    Attributes
    ----------
    subject
        Position in the sorted ids of the subjects.
    indicator, dimension
        Position in the sorted ids of the indicators; position of the dimension.
    score, weight, confidence
        Score 0..1, weight inside the dimension, number of the row's level of confidence.
    row
        Position of the row in the table `scored`.
    """

    subject: Ints
    indicator: Ints
    dimension: Ints
    score: Floats
    weight: Floats
    confidence: Floats
    row: Ints

    def where(self, keep: Bools | Ints) -> "Values":
        """Return some of the values."""
        return Values(*(getattr(self, name)[keep] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Unscored:
    """A value that counts but has no score, and why."""

    subject_kind: str
    subject_id: str
    indicator_id: str
    year: int
    value: float
    reason: str


@dataclass(frozen=True)
class Sums:
    """Sums over the values of each subject and dimension, shape (n, D): Σ w, Σ w·s^p and Σ w·c."""

    weight: Floats
    powered: Floats
    confidence: Floats

    def __add__(self, other: "Sums") -> "Sums":
        """Return the sums over the values of both."""
        return Sums(self.weight + other.weight, self.powered + other.powered, self.confidence + other.confidence)

    def take(self, rows: Ints) -> "Sums":
        """Return the sums of the rows given per dimension, shape (k, D)."""
        return Sums(*(np.take_along_axis(getattr(self, name), rows, axis=0) for name in self.__dataclass_fields__))

    def mean(self, power: float) -> Floats:
        """Return the power mean `(Σ w·s^p / Σ w)^(1/p)`, shape (n, D), NaN where there is no value.

        Notes
        -----
        With p = 3 it lies between the mean, which hides one severe issue, and the maximum, which ignores breadth.

        Examples
        --------
        Scores .2 and .8 with equal weights: (.26)^(1/3).

        >>> one, two = np.array([[2.0]]), np.array([[0.2**3 + 0.8**3]])
        >>> Sums(one, two, one).mean(3).round(4).tolist()
        [[0.6383]]
        """
        with np.errstate(invalid="ignore", divide="ignore"):
            raised = self.powered / self.weight
        mean: Floats = np.minimum(raised ** (1 / power), 1.0)
        return mean


def binned(cell: Ints, amount: Floats, cells: int) -> Floats:
    """Return the sum of the amounts in each of `cells` cells, shape (cells,)."""
    return np.bincount(cell, amount, cells).astype(np.float64)


def summed(values: Values, n: int, dimensions: int, power: float) -> Sums:
    """Return the sums of `values` over n subjects."""
    cell = values.subject * dimensions + values.dimension

    def total(amount: Floats) -> Floats:
        return binned(cell, amount, n * dimensions).reshape(n, dimensions)

    weight = values.weight
    return Sums(total(weight), total(weight * values.score**power), total(weight * values.confidence))


def score(value: Floats, lo: Floats, hi: Floats, high_is_good: Bools) -> Floats:
    """Return `clip((v - lo) / (hi - lo), 0, 1)`, or 1 minus that where high is good; NaN without goalposts.

    Examples
    --------
    >>> a = np.array
    >>> score(a([20.0, 20.0, 99.0]), a([5.0, 0.0, 5.0]), a([35.0, 80.0, 35.0]), a([False, True, False])).tolist()
    [0.5, 0.75, 1.0]
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.clip((value - lo) / (hi - lo), 0.0, 1.0)
    return np.where(high_is_good, 1 - part, part)


def ordinal_map(text: str | None) -> dict[float, float]:
    """Return score by class of a map such as `1:0.10;2:0.30`."""
    pairs = (pair.split(":") for pair in (text or "").split(";") if pair.strip())
    return {float(name): float(number) for name, number in pairs}


@dataclass(frozen=True)
class Indicators:
    """All indicator values that count on one day.

    Attributes
    ----------
    ids
        Sorted ids of the indicators.
    countries, materials, sites
        Values by kind of subject.
    unscored
        Values that would count but have no score, sorted.
    """

    ids: pa.Array
    countries: Values
    materials: Values
    sites: Values
    unscored: tuple[Unscored, ...]


def indicators(
    tables: Tables, as_of: date, parameters: Parameters, *, countries: pa.Array, materials: pa.Array, sites: pa.Array
) -> Indicators:
    """Return the scored values of the three kinds of subject, whose sorted ids are given."""
    ids = sorted_ids(tables["indicators"]["id"])
    scored = tables["scored"]
    spec = _specification(tables["indicators"], ids, parameters)
    number = np.array([parameters[f"confidence.{level}"] for level in LEVELS[:4]])
    kind_of, year, value = words(scored, "subject_kind"), numbers(scored, "year"), numbers(scored, "value")
    indicator, level = positions(scored, "indicator_id", ids), levels(scored)
    every, unscored = [], []
    for kind, subjects in (("country", countries), ("material", materials), ("site", sites)):
        subject = np.where(kind_of == kind, positions(scored, "subject_id", subjects), -1)
        at = _latest(subject, indicator, year, as_of)
        which = indicator[at]
        result = _scores(value[at], which, spec)
        values = Values(subject[at], which, spec.dimension[which], result, spec.weight[which], number[level[at]], at)
        missing = np.isnan(result)
        unscored += _report(scored.iloc[at[missing]], which[missing], spec)
        every.append(values.where(~missing))
    return Indicators(ids, every[0], every[1], every[2], tuple(unscored))


@dataclass(frozen=True)
class _Specification:
    """What each indicator says about its scale, by its position in the sorted ids."""

    dimension: Ints
    weight: Floats
    lo: Floats
    hi: Floats
    direction: Words
    maps: tuple[dict[float, float], ...]


def _specification(frame: pd.DataFrame, ids: pa.Array, parameters: Parameters) -> _Specification:
    order = np.argsort(positions(frame, "id", ids))
    frame = frame.iloc[order]
    names = pa.array([dimension.id for dimension in parameters.dimensions], pa.string())
    weight = numbers(frame, "weight")
    return _Specification(
        positions(frame, "dimension", names),
        np.where(np.isnan(weight), 1.0, weight),
        numbers(frame, "lo"),
        numbers(frame, "hi"),
        words(frame, "direction"),
        tuple(ordinal_map(text) for text in words(frame, "ordinal_map")),
    )


def _latest(subject: Ints, indicator: Ints, year: Floats, as_of: date) -> Ints:
    """Return the rows of the latest year not after the day, one per subject and indicator, in their order."""
    at = np.flatnonzero((subject >= 0) & (indicator >= 0) & (year <= as_of.year))
    at = at[np.lexsort((year[at], indicator[at], subject[at]))]
    last = np.ones(len(at), dtype=np.bool_)
    last[:-1] = (np.diff(subject[at]) != 0) | (np.diff(indicator[at]) != 0)
    return at[last]


def _scores(value: Floats, indicator: Ints, spec: _Specification) -> Floats:
    direction = spec.direction[indicator]
    result = score(value, spec.lo[indicator], spec.hi[indicator], direction == "high_is_good")
    for ordinal in np.unique(indicator[direction == "ordinal"]):
        of_it = indicator == ordinal
        known = spec.maps[ordinal]
        result[of_it] = [known.get(number, np.nan) for number in value[of_it]]
    return result


def _report(frame: pd.DataFrame, indicator: Ints, spec: _Specification) -> list[Unscored]:
    """Return a report of each row of `frame`, whose indicators are given."""
    columns = (words(frame, name) for name in ("subject_kind", "subject_id", "indicator_id", "year", "value"))
    return [
        Unscored(kind, subject, name, int(year), float(value), _reason(spec, int(position), float(value)))
        for kind, subject, name, year, value, position in zip(*columns, indicator, strict=True)
    ]


def _reason(spec: _Specification, indicator: int, value: float) -> str:
    if spec.direction[indicator] != "ordinal":
        return "lo or hi of the indicator is blank"
    classes = ", ".join(f"{name:g}" for name in sorted(spec.maps[indicator])) or "none"
    return f"class {value:g} is not in ordinal_map, which has {classes}"
