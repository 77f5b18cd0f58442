"""Groups of rows swept through time: what is in force together, and what it adds up to.

A row is in force from its start, inclusive, to its end, exclusive; days are whole numbers.
"""

import datetime as dt

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.checks.faults import Bools, Ints

ALWAYS, FOREVER = -(10**9), 10**9
"""Start and end of a row without dates."""

Numbers = npt.NDArray[np.float64]


def days(column: pa.Array | None, count: int, blank: int) -> Ints:
    """Return dates as days since 1970, shape (count,), `blank` where there is none."""
    if column is None:
        return np.full(count, blank, np.int64)
    return np.asarray(pc.cast(column, pa.int32()).fill_null(blank), np.int64)


def since(day: int) -> str:
    """Return in words from when something holds; "" if it always did."""
    return "" if day <= ALWAYS else f" from {dt.date(1970, 1, 1) + dt.timedelta(days=day)}"


class Sweep:
    """Starts and ends of rows in the order group, day, ends before starts.

    Parameters
    ----------
    group
        Group of each row, shape (n,).
    start, end
        Days, shape (n,).

    Attributes
    ----------
    group, day, row
        Group, day and row of each event, shape (2n,).
    is_start
        Whether the row starts or ends there.
    is_last
        Whether it is the last event of its group on its day, so that all of the day has happened.
    """

    def __init__(self, group: Ints, start: Ints, end: Ints) -> None:
        count = len(group)
        groups, days_ = np.concatenate([group, group]), np.concatenate([start, end])
        starts = np.arange(2 * count) < count
        order = np.lexsort((starts, days_, groups))
        place = np.empty(2 * count, np.int64)
        place[order] = np.arange(2 * count)
        self._begin, self._finish = place[:count], place[count:]
        self.group, self.day, self.is_start = groups[order], days_[order], starts[order]
        self.row: Ints = np.where(self.is_start, order, order - count).astype(np.int64)
        self.is_last: Bools = np.ones(2 * count, np.bool_)
        self.is_last[:-1] = (np.diff(self.group) != 0) | (np.diff(self.day) != 0)

    def totals(self, amount: Ints | Numbers) -> Ints | Numbers:
        """Return the sum of the amounts in force in the group after each event, shape (2n,)."""
        signed = np.where(self.is_start, amount[self.row], -amount[self.row])
        return np.asarray(pd.Series(signed).groupby(self.group).cumsum())

    def concerned(self, events: Bools) -> Bools:
        """Return the rows that are in force at one of some events, shape (n,)."""
        before = np.concatenate([[0], np.cumsum(events)])
        return np.asarray(before[self._finish] > before[self._begin], np.bool_)
