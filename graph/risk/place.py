"""Risk of places: countries and subdivisions, from their indicators, else imputed from their peers.

Only a place that has none of a dimension's indicators is imputed, and never so that it looks safer than its peers.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from graph.columns import Bools, Floats, Ints, Words, positions, words
from graph.parameters import Parameters
from graph.risk.indicators import Sums, Values, binned, summed
from graph.risk.scores import Scores


@dataclass(frozen=True)
class Places:
    """Scores of n places and, in the last row, of a place that no table names.

    Attributes
    ----------
    scores
        V, shape (n + 1, D).
    sums
        Sums over the indicators that each score rests on, 0 where it is imputed, shape (n + 1, D).
    origin
        Row of the place that each score comes from, shape (n + 1, D): the country of a subdivision without an
        indicator of the dimension, else the place itself.
    observed
        Countries with an indicator of the dimension, shape (n + 1, D): the peers of the others.
    total
        Σ w over the indicators of a dimension that any place has, shape (D,).
    has_value
        Which pairs (place, indicator) have a value: sorted `place * number of indicators + indicator`.
    group
        Position in `imputation.order` of the peers an imputed score comes from; its length: `score.unknown`.
    labels
        Name of each place's group by step of the order, shape (steps, n + 1); None where it has none.
    """

    scores: Scores
    sums: Sums
    origin: Ints
    observed: Bools
    total: Floats
    has_value: Ints
    group: Ints
    labels: Words

    def peers(self, row: int, dimension: int) -> Ints:
        """Return the rows of the countries that an imputed score of `row` comes from."""
        step = int(self.group[row, dimension])
        if step >= len(self.labels):
            return np.empty(0, dtype=np.int64)
        return np.flatnonzero(self.observed[:, dimension] & (self.labels[step] == self.labels[step, row]))


def places(frame: pd.DataFrame, ids: pa.Array, values: Values, indicators: int, parameters: Parameters) -> Places:
    """Return the scores of all places.

    Parameters
    ----------
    frame
        Table `countries`.
    ids
        Its sorted ids.
    values
        Indicator values of the places.
    indicators
        Number of indicators.
    parameters
        `[score]`, `[imputation]` and the dimensions are read.
    """
    n, d = len(ids), len(parameters.dimensions)
    frame = frame.iloc[np.argsort(positions(frame, "id", ids))]
    power, floor = parameters["score.power"], parameters["score.floor"]
    own = summed(values, n + 1, d, power)
    is_country = np.append(words(frame, "level") != "subdivision", True)
    has = own.weight > 0
    observed = has & is_country[:, None]
    value = np.maximum(own.mean(power), floor)
    total = _total(values, d)
    confidence = own.confidence / np.where(total > 0, total, 1.0)
    labels = _labels(frame, parameters)
    imputed, group = _imputed(~has, value, observed, labels, parameters)
    mixed = Scores(
        np.where(has, value, imputed.value),
        np.where(has, value, imputed.low),
        np.where(has, value, imputed.high),
        np.where(has, confidence, imputed.confidence),
        ~has,
    )
    origin = _origin(has, is_country, _parents(frame, ids))
    scores = Scores(*(np.take_along_axis(getattr(mixed, name), origin, 0) for name in Scores.__dataclass_fields__))
    return Places(
        scores,
        own.take(origin),
        origin,
        observed,
        total,
        np.sort(values.subject * indicators + values.indicator),
        np.take_along_axis(group, origin, 0),
        labels,
    )


def _total(values: Values, dimensions: int) -> Floats:
    """Return Σ w over the indicators that any place has a value of, shape (D,)."""
    _, first = np.unique(values.indicator, return_index=True)
    return binned(values.dimension[first], values.weight[first], dimensions)


def _parents(frame: pd.DataFrame, ids: pa.Array) -> Ints:
    """Return the row of each place's country, shape (n + 1,), -1 for none."""
    given = positions(frame, "parent", ids)
    prefix = pa.array([name.partition("-")[0] for name in words(frame, "id")], pa.string())
    by_code = positions(pd.DataFrame({"code": pd.arrays.ArrowExtensionArray(prefix)}), "code", ids)
    return np.append(np.where(given >= 0, given, by_code), -1)


def _origin(has: Bools, is_country: Bools, parent: Ints) -> Ints:
    own = np.arange(len(parent))
    above = np.where(is_country | (parent < 0), own, parent)
    return np.where(has, own[:, None], above[:, None])


def _labels(frame: pd.DataFrame, parameters: Parameters) -> Words:
    """Return the name of each place's group by step of the order; every place lies in the world."""
    steps = parameters["imputation.order"]
    rows = [
        np.full(len(frame) + 1, "world", dtype=object)
        if step == "world"
        else np.array([*words(frame, step), None], dtype=object)
        for step in steps
    ]
    return np.array(rows, dtype=object).reshape(len(steps), len(frame) + 1)


def _imputed(
    wanted: Bools, value: Floats, observed: Bools, labels: Words, parameters: Parameters
) -> tuple[Scores, Ints]:
    """Return the imputed scores where `wanted`, and the step of the order that each comes from."""
    sure = parameters["imputation.confidence"]
    group = np.full(wanted.shape, len(labels))
    shape = wanted.shape
    result = Scores(
        np.full(shape, float(parameters["score.unknown"])),
        np.zeros(shape),
        np.ones(shape),
        np.full(shape, float(sure[-1])),
        wanted,
    )
    for d in range(shape[1]):
        left = wanted[:, d].copy()
        for step, names in enumerate(labels):
            for name in sorted({str(label) for label in names[left] if label is not None}):
                in_group = names == name
                peers = value[in_group & observed[:, d], d]
                if len(peers) < parameters["imputation.minimum_peers"]:
                    continue
                rows = left & in_group
                result.value[rows, d] = np.quantile(peers, parameters["imputation.quantile"])
                result.low[rows, d], result.high[rows, d] = peers.min(), peers.max()
                result.confidence[rows, d] = sure[step]
                group[rows, d] = step
                left &= ~in_group
    return result, group
