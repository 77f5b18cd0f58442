"""The strongest chain to each node: the largest product of factors and the risk at its start."""

import numpy as np

from graph.columns import Floats, Ints


def strongest(customer: Ints, source: Ints, factor: Floats, risk: Floats) -> Floats:
    """Return the largest value of any chain that ends at each node, shape (n,), never below `risk`.

    Parameters
    ----------
    customer, source, factor
        Edges sorted by customer, shape (m,); factors 0..1.
    risk
        Value of the chain that has no edge, shape (n,).

    Notes
    -----
    Bellman-Ford with (max, times). Factors are at most 1, so a loop cannot raise a value: exact after as many sweeps
    as the longest of the best chains has steps.
    """
    best = risk.copy()
    if not len(customer):
        return best
    nodes, starts = np.unique(customer, return_index=True)
    while True:
        onward = np.maximum(best[nodes], np.maximum.reduceat(factor * best[source], starts))
        if (onward == best[nodes]).all():
            return best
        best[nodes] = onward
