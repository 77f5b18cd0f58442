"""How a system is swept: compiled Gauss-Seidel along the chain, or SciPy's Jacobi where numba is not installed.

Both are deterministic and agree to 1e-9; which one ran is part of a run's identity.
"""

from functools import cache
from importlib.util import find_spec

import numpy as np
from scipy.sparse import csr_array

from graph.columns import Floats
from graph.propagation.solver import MOST_SWEEPS, Sweeps, System


def jacobi(system: System, matrix: csr_array, b: Floats, x: Floats, change: float) -> None:  # noqa: ARG001  one interface
    """Sweep all nodes at once, with SciPy."""
    for _ in range(MOST_SWEEPS):
        following = b + matrix @ x
        moved = float(np.abs(following - x).max(initial=0.0))
        x[:] = following
        if moved <= change:
            return


@cache
def name() -> str:
    """Return the name of the solver in use, for the run's record."""
    return "gauss-seidel (numba)" if find_spec("numba") else "jacobi (scipy)"


@cache
def best() -> Sweeps:
    """Return the fastest way that is installed."""
    if find_spec("numba") is None:
        return jacobi
    from graph.propagation.compiled import gauss_seidel  # noqa: PLC0415  numba is optional

    return gauss_seidel
