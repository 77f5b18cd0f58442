"""Inherent risk: how dangerous a place and what is done there are, before anyone shows how the site is run."""

from dataclasses import dataclass

import numpy as np

from graph.columns import Bools, Floats
from graph.parameters import Parameters
from graph.risk.scores import Scores


@dataclass(frozen=True)
class Inherent:
    """`R_inh = V^α · H^(1-α)`, both at least `floor`.

    Attributes
    ----------
    exponent
        α by dimension, shape (D,).
    floor
        Least V and H.
    minimum
        Least R_inh of a listed site by dimension, 0 where no listing counts, shape (D,).
    """

    exponent: Floats
    floor: float
    minimum: Floats

    @classmethod
    def of(cls, parameters: Parameters) -> "Inherent":
        """Return the formula with the numbers of a run."""
        return cls(
            np.array([dimension.place_exponent for dimension in parameters.dimensions]),
            float(parameters["score.floor"]),
            np.array([dimension.listed_minimum or 0.0 for dimension in parameters.dimensions]),
        )

    def __call__(self, place: Floats, hazard: Floats) -> Floats:
        """Return R_inh without any listing, shape (n, D).

        Examples
        --------
        Labour, α = .6: V .7 and H .8.

        >>> Inherent(np.array([0.6]), 0.05, np.array([0.9]))(np.array([0.7]), np.array([0.8])).round(4).tolist()
        [0.7384]
        """
        place, hazard = np.maximum(place, self.floor), np.maximum(hazard, self.floor)
        return place**self.exponent * hazard ** (1 - self.exponent)

    def scores(self, place: Scores, hazard: Floats, listed: Floats, highest_hazard: Floats | float = 0.0) -> Scores:
        """Return R_inh with its ends.

        Parameters
        ----------
        place
            V, shape (n, D).
        hazard
            H, shape (n, D).
        listed
            Confidence number of the listing, shape (n,), NaN where there is none.
        highest_hazard
            H is at least this for the high end.

        Notes
        -----
        Where a listing sets the value, it is as sure as the listing's row and no longer imputed.
        """
        minimum = np.where(np.isnan(listed)[:, None], 0.0, self.minimum)
        plain = self(place.value, hazard)
        is_set: Bools = minimum > plain
        sure = np.where(np.isnan(listed), 0.0, listed)[:, None]
        return Scores(
            np.maximum(plain, minimum),
            np.maximum(self(place.low, hazard), minimum),
            np.maximum(self(place.high, np.maximum(hazard, highest_hazard)), minimum),
            np.where(is_set, np.maximum(place.confidence, sure), place.confidence),
            place.imputed & ~is_set,
        )
