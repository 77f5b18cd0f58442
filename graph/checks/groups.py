"""Rules over groups of rows: limited sums, equal values, intervals of one key that do not overlap.

Only rows in force on the same day are compared. Each function says which rows are concerned, and tells each
group's first breach.
"""

from dataclasses import dataclass

import numpy as np

from graph.checks.faults import Bools, Ints
from graph.checks.intervals import Numbers, Sweep

SLACK = 1.001
"""Sums may exceed their limit by a thousandth: published shares are rounded."""


@dataclass(frozen=True)
class Breach:
    """Rows that break a rule of their group, and the first breach of each of them.

    Attributes
    ----------
    rows
        Positions, sorted, shape (k,).
    total
        The sum that is too large, or the number of rows that contradict each other, shape (k,).
    day
        Day since 1970 on which it is reached, shape (k,).
    """

    rows: Ints
    total: Numbers
    day: Ints

    @classmethod
    def none(cls) -> "Breach":
        """Return that nothing is broken."""
        return cls(np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.int64))


def over_limit(group: Ints, amount: Numbers, start: Ints, end: Ints, most: float) -> Breach:
    """Return the rows that are in force when their group's sum is above `most` times 1.001.

    Parameters
    ----------
    group, amount, start, end
        Group, amount (NaN: blank, which counts nothing) and days of each row, shape (n,).
    most
        The limit.

    Examples
    --------
    Two halves, then a third half from day 10 on; the first ends that day, so nothing is broken:

    >>> group, half = np.zeros(3, np.int64), np.full(3, 0.5)
    >>> over_limit(group, half, np.array([0, 0, 10]), np.array([10, 99, 99]), 1).rows.tolist()
    []
    >>> over_limit(group, half, np.array([0, 0, 9]), np.array([10, 99, 99]), 1).rows.tolist()
    [0, 1, 2]
    """
    limit = most * SLACK
    known = np.flatnonzero(~np.isnan(amount))
    if not len(known):
        return Breach.none()
    # A group whose parts never add up to the limit needs no look at its dates.
    whole = np.bincount(group[known], np.maximum(amount[known], 0))
    chosen = known[whole[group[known]] > limit]
    sweep = Sweep(group[chosen], start[chosen], end[chosen])
    totals = np.asarray(sweep.totals(amount[chosen]), np.float64)
    return breach(sweep, chosen, sweep.is_last & (totals > limit), totals)


def overlapping(group: Ints, start: Ints, end: Ints) -> Breach:
    """Return the rows that are in force on the same day as another row of their group."""
    several = np.bincount(group)[group] > 1 if len(group) else np.zeros(0, np.bool_)
    chosen = np.flatnonzero(several)
    sweep = Sweep(group[chosen], start[chosen], end[chosen])
    totals = np.asarray(sweep.totals(np.ones(len(chosen), np.int64)), np.float64)
    return breach(sweep, chosen, sweep.is_last & (totals > 1), totals)


def unequal(group: Ints, value: Ints, start: Ints, end: Ints) -> Breach:
    """Return the rows that are in force on the same day as a row of their group with another value.

    `value` numbers the values from 0; a blank is a value too.
    """
    if not len(group):
        return Breach.none()
    first = np.full(int(group.max()) + 1, -1, np.int64)
    first[group] = value
    mixed = np.bincount(group, value != first[group])[group] > 0
    chosen = np.flatnonzero(mixed)
    sweep = Sweep(group[chosen], start[chosen], end[chosen])
    # n * sum of squares equals the square of the sum only if all n values are equal (Cauchy, Schwarz).
    codes = value[chosen]
    count, total, squares = (
        np.asarray(sweep.totals(part), np.int64) for part in (np.ones(len(chosen), np.int64), codes, codes**2)
    )
    return breach(sweep, chosen, sweep.is_last & (count * squares != total**2), count.astype(np.float64))


def breach(sweep: Sweep, chosen: Ints, events: Bools, totals: Numbers) -> Breach:
    """Return the rows in force at some events of a sweep, with the first event of their group."""
    if not events.any():
        return Breach.none()
    inside = np.flatnonzero(sweep.concerned(events))
    at = np.flatnonzero(events)
    groups, first = np.unique(sweep.group[at], return_index=True)
    group_of_row = np.empty(len(chosen), np.int64)
    group_of_row[sweep.row] = sweep.group
    place = at[first[np.searchsorted(groups, group_of_row[inside])]]
    return Breach(chosen[inside].astype(np.int64), totals[place], sweep.day[place])
