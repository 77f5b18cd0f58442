"""x = b + A·x on a network, with a certified error: the one solver of every linear model.

Knows matrices only. Rows of A add up to at most 1 and no loop is closed, so the answer exists and is unique.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from scipy.sparse import csr_array

from graph.columns import Floats, Ints
from graph.errors import NetworkError
from graph.loops import components

TOLERANCE = 1e-12
"""Certified error at which a solution is taken; what rounding does not allow to reach is said."""

PROMISED = 1e-9
"""Certified error above which there is no result."""

MOST_SWEEPS = 10_000


@dataclass(frozen=True)
class Solution:
    """x, shape of b, and the largest distance that any of its numbers can have from the exact answer."""

    x: Floats
    error: float


class Sweeps(Protocol):
    """Improves `x` towards x = b + A·x, in place, until it no longer changes by more than `change`."""

    def __call__(self, system: "System", matrix: csr_array, b: Floats, x: Floats, change: float) -> None:
        """Improve `x`."""


@dataclass(frozen=True)
class System:
    """The matrix A of a network, prepared once for any number of right-hand sides.

    Parameters
    ----------
    matrix
        A[j, i], shape (n, n), not negative.

    Notes
    -----
    The certificate: w ← 1 + A·w from 0 until δ = min(w - A·w) ≥ ½. Then w is a strict supersolution, and
    |x - x*| ≤ max|b + A·x - x| · max(w) / δ, for A and for every matrix that is nowhere larger.
    """

    matrix: csr_array

    @cached_property
    def supersolution(self) -> tuple[Floats, float]:
        """Return w and δ.

        Raises
        ------
        NetworkError
            If none is found in 10,000 sweeps: something is gained round a loop.
        """
        w: Floats = np.zeros(self.matrix.shape[0])
        for _ in range(MOST_SWEEPS):
            following: Floats = 1.0 + np.asarray(self.matrix @ w)
            slack = float((w - (following - 1)).min(initial=1.0))
            if slack >= 0.5:
                return w, slack
            w = following
        raise NetworkError(
            "a loop keeps or gains what goes round in it: no exposure can be worked out;"
            " check quantities and shares of the items that feed back into themselves"
        )

    @cached_property
    def order(self) -> tuple[Ints, Ints]:
        """Nodes, suppliers first, and where each component starts in them (and the end)."""
        a = self.matrix
        used = a.data > 0
        customer = np.repeat(np.arange(a.shape[0]), np.diff(a.indptr))
        count, rank = components(customer[used], a.indices[used], a.shape[0])
        order = np.argsort(rank, kind="stable")
        starts = np.searchsorted(rank[order], np.arange(count + 1))
        return order, starts

    def solve(self, b: Floats, matrix: csr_array | None = None) -> Solution:
        """Return x = b + A·x.

        Parameters
        ----------
        b
            Shape (n,) or (n, k).
        matrix
            A matrix that is nowhere larger than the system's own, in its place.

        Raises
        ------
        NetworkError
            If the certified error stays above 1e-9.
        """
        from graph.propagation.sweeps import best  # noqa: PLC0415  sweeps need `System` for their types

        a = self.matrix if matrix is None else matrix
        w, slack = self.supersolution
        columns = b.reshape(len(b), -1)
        x = np.zeros_like(columns)
        factor = float(w.max(initial=1.0)) / slack
        error, change = np.inf, TOLERANCE / factor
        sweeps = best()
        for _ in range(20):
            sweeps(self, a, columns, x, change)
            before, error = error, float(np.abs(columns + a @ x - x).max(initial=0.0)) * factor
            if error <= TOLERANCE or error >= before / 2:
                break
            change /= 10
        if not error <= PROMISED:
            raise NetworkError(f"the exposure is certain only to {error:.1e}, not to {PROMISED:.0e}")
        return Solution(x.reshape(b.shape), error)
