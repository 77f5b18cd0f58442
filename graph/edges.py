"""Batches of edges while a network is being made: columns that are joined, filtered and searched for closed loops."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from graph.columns import Bools, Floats, Ints, Levels
from graph.loops import components

LEAK = 1e-6
"""A loop that passes on less than this to the outside is closed."""


@dataclass(frozen=True)
class Edges:
    """A batch of edges.

    Attributes
    ----------
    customer, source
        Nodes, shape (m,).
    share
        q, 0..1; times `factor` it is the weight a.
    factor
        Weight of the slot, or of the making, in the customer.
    confidence, level
        Product of the confidence numbers of the rows behind the edge; level of the lowest.
    slot, material, row
        Position of the slot's name; of the material that the edge carries, -1 if none; of the input row behind it,
        -1 if there is none.
    """

    customer: Ints
    source: Ints
    share: Floats
    factor: Floats
    confidence: Floats
    level: Levels
    slot: Ints
    material: Ints
    row: Ints

    @classmethod
    def of(
        cls,
        customer: Ints,
        source: Ints | int,
        share: Floats,
        *,
        factor: Floats | float = 1.0,
        confidence: Floats | float,
        level: Levels | int,
        slot: Ints | int,
        material: Ints | int = -1,
        row: Ints | int = -1,
    ) -> "Edges":
        """Return a batch; a scalar stands for every edge."""
        n = len(customer)
        given = (source, share, factor, confidence, level, slot, material, row)
        return cls(customer, *(np.broadcast_to(np.asarray(column), n) for column in given))

    @property
    def weight(self) -> Floats:
        """Weight of each edge, a."""
        return self.share * self.factor

    def where(self, keep: Bools | Ints) -> "Edges":
        """Return some of the edges, or all in another order."""
        return Edges(*(getattr(self, name)[keep] for name in self.__dataclass_fields__))


def joined(edges: list[Edges]) -> Edges:
    """Return several batches as one."""
    return Edges(*(np.concatenate([getattr(part, name) for part in edges]) for name in Edges.__dataclass_fields__))


def closed_loops(edges: Edges, n: int) -> Bools:
    """Return which nodes lie in a loop that keeps its whole weight inside, shape (n,)."""
    used = np.flatnonzero(edges.weight > 0)
    customer, source, weight = edges.customer[used], edges.source[used], edges.weight[used]
    count, component = components(customer, source, n)
    inside = component[customer] == component[source]
    kept = np.bincount(customer[inside], weight[inside], n)
    leaks = np.bincount(component, 1 - kept > LEAK, count)
    closed: Bools = (leaks == 0)[component] & (kept > 0)
    return closed


def matrix(customer: Ints, source: Ints, weight: Floats, n: int) -> csr_array:
    """Return A[j, i], the sum of the weights of the edges i -> j, shape (n, n)."""
    return csr_array((weight, (customer, source)), (n, n))
