"""What is wrong with rows: sentences about cells, collected for one table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule: its name, what is wrong, and what to do, as sentences.

    `severity` is `error`, or `left_out` for an intended omission.
    """

    rule: str
    reason: str
    remedy: str
    severity: str = "error"


class Faults:
    """Faults of the rows of one table, in the order in which they were found.

    Parameters
    ----------
    count
        Number of rows.
    """

    def __init__(self, count: int) -> None:
        self.is_faulty: Bools = np.zeros(count, np.bool_)
        self._found: list[tuple[Ints, str, Sequence[Fault], Ints]] = []

    def add(self, rows: Ints, field: str, faults: Sequence[Fault], which: Ints | None = None) -> None:
        """Add faults of one field ("" for the whole row).

        Parameters
        ----------
        rows
            Positions of the faulty rows, shape (k,).
        field
            The field.
        faults
            The faults; one, or those that `which` points into.
        which
            Position in `faults` for each row, shape (k,); by default the first for all.
        """
        if len(rows):
            self.is_faulty[rows] = True
            self._found.append((rows, field, faults, np.zeros(len(rows), np.int64) if which is None else which))

    def each(self, rows: Bools | Ints, field: str, fault: Callable[[int], Fault]) -> None:
        """Add one fault for each of some rows, made from the row's position."""
        positions = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows.astype(np.int64)
        self.add(positions, field, [fault(int(row)) for row in positions], np.arange(len(positions)))

    def extend(self, count: int) -> None:
        """Make room for further rows at the end."""
        self.is_faulty = np.concatenate([self.is_faulty, np.zeros(count, np.bool_)])

    def of(self, field: str) -> Bools:
        """Return which rows have a fault in one field, shape (count,)."""
        marked = np.zeros(len(self.is_faulty), np.bool_)
        for rows, name, _, _ in self._found:
            if name == field:
                marked[rows] = True
        return marked

    def by_row(self) -> dict[int, list[tuple[str, Fault]]]:
        """Return field and fault of each faulty row, rows in order."""
        collected: dict[int, list[tuple[str, Fault]]] = {}
        for rows, field, faults, which in self._found:
            for row, fault in zip(rows.tolist(), which.tolist(), strict=True):
                collected.setdefault(row, []).append((field, faults[fault]))
        return dict(sorted(collected.items()))
