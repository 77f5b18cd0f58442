"""Residual risk: what is left of the inherent risk after evidence, and what open findings add."""

import numpy as np

from graph.columns import Floats


def residual(inherent: Floats, evidence: Floats, findings: Floats, exponent: Floats) -> Floats:
    """Return `R = 1 - (1 - R_inh·(1 - E)^(1-α)) · (1 - A)`, shape (n, D).

    Parameters
    ----------
    inherent
        R_inh, shape (n, D), 0..1.
    evidence
        E, shape (n,) or (n, 1), 0..1: how well the site is shown to be run.
    findings
        A, shape (n, D), 0..1.
    exponent
        α, shape (D,). Where it is 1 evidence has no effect: it says how a site is run, not where it lies.

    Examples
    --------
    Labour: .9 with E = .5 and one finding of .2, so 1 - (1 - .9·.5^.4)·.8.

    >>> residual(np.array([[0.9]]), np.array([0.5]), np.array([[0.2]]), np.array([0.6])).round(4).tolist()
    [[0.7457]]
    """
    credit = (1 - evidence.reshape(-1, 1)) ** (1 - exponent)
    reduced = inherent * credit
    # The same as in the docstring, in an order that returns R_inh to the last digit where E and A are 0.
    return np.clip(reduced + findings * (1 - reduced), 0.0, 1.0)
