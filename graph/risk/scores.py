"""Scores by thing and dimension: value, the ends that it may have, confidence, and whether it was imputed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.columns import Bools, Floats, Ints


@dataclass(frozen=True)
class Scores:
    """Scores of n things in D dimensions, 1 is worst.

    Attributes
    ----------
    value, low, high
        Score and the ends that it may have, shape (n, D), 0..1; NaN where there are no data.
    confidence
        How sure the value is, shape (n, D), 0..1; NaN where there are no data.
    imputed
        True where the value was filled in from peers, shape (n, D).
    """

    value: Floats
    low: Floats
    high: Floats
    confidence: Floats
    imputed: Bools

    @classmethod
    def exact(cls, value: Floats) -> "Scores":
        """Return scores of full confidence, whose ends are the value itself."""
        return cls(value, value, value, np.ones(value.shape), np.zeros(value.shape, dtype=np.bool_))

    def take(self, rows: Ints | Sequence[int] | slice) -> "Scores":
        """Return some of the things, in the order given."""
        return Scores(self.value[rows], self.low[rows], self.high[rows], self.confidence[rows], self.imputed[rows])

    def where(self, keep: Bools) -> "Scores":
        """Return the scores with NaN, and nothing imputed, where `keep` (broadcast to (n, D)) is False."""
        shown = np.broadcast_to(keep, self.value.shape)
        value, low, high, confidence = (
            np.where(shown, part, np.nan) for part in (self.value, self.low, self.high, self.confidence)
        )
        return Scores(value, low, high, confidence, self.imputed & shown)
