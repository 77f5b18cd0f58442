"""Risk of what nobody named: an unknown site of a process, an unknown origin of a material, anything at all.

Unknown must not look safer than its peers: the place of an unknown is a bad one of those that have a score.
"""

from dataclasses import dataclass

import numpy as np

from graph.columns import Bools, Floats
from graph.parameters import Parameters
from graph.risk.hazard import Hazards
from graph.risk.inherent import Inherent
from graph.risk.place import Places
from graph.risk.scores import Scores


@dataclass(frozen=True)
class UnknownPlace:
    """V of an unknown place by dimension, and its ends; each shape (1, D).

    Taken from the countries that have a score, not from the known sites: loading 200 clean mines must not make
    an unknown one safer.
    """

    value: Floats
    low: Floats
    high: Floats

    @property
    def scores(self) -> Scores:
        """The place as scores without any confidence."""
        shape = self.value.shape
        return Scores(self.value, self.low, self.high, np.zeros(shape), np.ones(shape, dtype=np.bool_))


def unknown_place(places: Places, parameters: Parameters) -> UnknownPlace:
    """Return the 75th percentile of V over the countries that have a score; `score.unknown` if none has."""
    d = len(parameters.dimensions)
    value, low, high = np.full((1, d), float(parameters["score.unknown"])), np.zeros((1, d)), np.ones((1, d))
    for dimension in range(d):
        scored = places.scores.value[places.observed[:, dimension], dimension]
        if len(scored):
            value[0, dimension] = np.quantile(scored, parameters["imputation.quantile"])
            low[0, dimension], high[0, dimension] = scored.min(), scored.max()
    return UnknownPlace(value, low, high)


def unknown_extremes(
    place: UnknownPlace, hazards: Hazards, formula: Inherent, *, anything_listed: bool
) -> tuple[Floats, Floats]:
    """Return the least and the largest R_inh over all scored countries and processes, each shape (D,)."""
    processes = hazards.process[: len(hazards.processes)]
    if not len(processes):
        processes = hazards.process
    low = formula(place.low, processes.min(axis=0))[0]
    high = formula(place.high, processes.max(axis=0))[0]
    return low, np.maximum(high, formula.minimum) if anything_listed else high


def raised(base: Floats, origins: Floats, parameters: Parameters, *, listed: bool, minimum: Floats) -> Floats:
    """Return the risk of an unknown origin of one material, shape (1, D).

    Parameters
    ----------
    base
        Risk of an unknown site of the process, shape (1, D).
    origins
        Risk of the known origins, shape (k, D); from `minimum_peers` on their 75th percentile counts.
    listed
        The material is listed for any country: the risk is at least `minimum`, shape (D,).
    """
    result = base
    if len(origins) >= parameters["imputation.minimum_peers"]:
        result = np.maximum(result, np.quantile(origins, parameters["imputation.quantile"], axis=0)[None, :])
    return np.maximum(result, minimum) if listed else result


def extremes(scores: Scores, has_data: Bools, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Return the ends widened by those of `scores`, shape (D,); NaN where there are no data."""
    lowest = np.fmin.reduce(scores.low, axis=0, initial=np.inf)
    highest = np.fmax.reduce(scores.high, axis=0, initial=-np.inf)
    return (
        np.where(has_data, np.fmin(low, lowest), np.nan),
        np.where(has_data, np.fmax(high, highest), np.nan),
    )
