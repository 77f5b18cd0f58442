"""Shares of a whole, completed and scaled: one rule for slots, makers and the world.

A blank share is a part in use of unknown size, not zero.
"""

import numpy as np

from graph.columns import Bools, Floats, Ints

CUT = 1e-9
"""A share below this is read as 0."""

TOLERANCE = 0.001
"""Sums this close to 1 are scaled to 1; larger ones are an error."""


def completed(share: Floats, group: Ints, n_groups: int) -> tuple[Floats, Bools]:
    """Return the shares with blanks filled, and which groups add up to more than 1.001.

    Blanks split what the known shares of their group leave, equally. Sums within .001 of 1 are scaled to 1.

    Parameters
    ----------
    share
        Shape (n,), NaN where blank.
    group
        Group of each share, 0..n_groups-1, shape (n,).
    n_groups
        Number of groups.

    Examples
    --------
    >>> completed(np.array([0.5, np.nan, np.nan]), np.array([0, 0, 0]), 1)[0].tolist()
    [0.5, 0.25, 0.25]
    """
    blank = np.isnan(share)
    known = np.where(blank | (share < CUT), 0.0, share)
    total = np.bincount(group, known, n_groups)
    blanks = np.bincount(group, blank, n_groups)
    rest = np.maximum(1 - total, 0)
    filled = np.where(blank, (rest / np.maximum(blanks, 1))[group], known)
    whole = np.bincount(group, filled, n_groups)
    near = np.abs(whole - 1) <= TOLERANCE
    return filled / np.where(near, whole, 1.0)[group], total > 1 + TOLERANCE


def scaled(share: Floats, group: Ints, n_groups: int) -> Floats:
    """Return the shares divided by their group's sum; equal parts where the sum is 0."""
    total = np.bincount(group, share, n_groups)
    size = np.bincount(group, minlength=n_groups)
    empty = total < CUT
    equal = 1 / np.maximum(size, 1)
    return np.where(empty[group], equal[group], share / np.where(empty, 1.0, total)[group])
