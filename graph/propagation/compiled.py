"""The inner loop of the solver, compiled by numba: Gauss-Seidel, component by component, suppliers first.

One thread and strict floating point, so the same input gives the same bytes on one type of machine.
"""

import numpy as np
from numba import njit
from scipy.sparse import csr_array

from graph.columns import Floats, Ints
from graph.propagation.solver import MOST_SWEEPS, System


def gauss_seidel(system: System, matrix: csr_array, b: Floats, x: Floats, change: float) -> None:
    """Solve each component in turn; its suppliers are final when it is reached."""
    order, starts = system.order
    _components(order, starts, matrix.indptr, matrix.indices, matrix.data, b, x, change, MOST_SWEEPS)


@njit(cache=True)
def _components(
    order: Ints,
    starts: Ints,
    indptr: Ints,
    indices: Ints,
    data: Floats,
    b: Floats,
    x: Floats,
    change: float,
    most: int,
) -> None:
    width = b.shape[1]
    fresh = np.empty(width)
    for component in range(len(starts) - 1):
        first, last = starts[component], starts[component + 1]
        for _ in range(most if last - first > 1 else 1):
            moved = 0.0
            for place in range(first, last):
                node = order[place]
                for k in range(width):
                    fresh[k] = b[node, k]
                for edge in range(indptr[node], indptr[node + 1]):
                    weight, source = data[edge], indices[edge]
                    for k in range(width):
                        fresh[k] += weight * x[source, k]
                for k in range(width):
                    moved = max(moved, abs(fresh[k] - x[node, k]))
                    x[node, k] = fresh[k]
            if moved <= change:
                break
