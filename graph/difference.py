"""What differs between two states of a table: rows added and removed by key, and cells changed.

The load that a row comes from is bookkeeping and does not count as a difference.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.checks import keys as identity
from graph.columns import Bools, Ints, arrow
from graph.dictionary import Table
from graph.merge import Key


@dataclass(frozen=True)
class Difference:
    """Two states of one table, and the positions of the rows and cells that differ.

    Attributes
    ----------
    table
        The table.
    before, after
        Both states.
    added, removed
        Positions in `after` and in `before`.
    changed
        By field, positions in `before` and in `after` of the rows whose value differs.
    """

    table: Table
    before: pd.DataFrame
    after: pd.DataFrame
    added: Ints
    removed: Ints
    changed: dict[str, tuple[Ints, Ints]]

    def __bool__(self) -> bool:
        """Return whether anything differs."""
        return bool(len(self.added) or len(self.removed) or self.changed)

    @property
    def changed_rows(self) -> int:
        """Number of rows with a changed cell."""
        positions = [after for _, after in self.changed.values()]
        return len(np.unique(np.concatenate(positions))) if positions else 0

    def added_keys(self) -> list[Key]:
        """Return the keys of the rows added, in order."""
        return keys(self.after, self.table.key, self.added)

    def removed_keys(self) -> list[Key]:
        """Return the keys of the rows removed, in order."""
        return keys(self.before, self.table.key, self.removed)

    def cells(self) -> Iterator[tuple[Key, str, Any, Any]]:
        """Iterate over the cells changed: key, field, value before, value after."""
        for name, (before, after) in self.changed.items():
            listed = keys(self.after, self.table.key, after)
            old, new = values(self.before, name, before), values(self.after, name, after)
            for key, one, other in zip(listed, old, new, strict=True):
                yield key, name, one, other


def difference(table: Table, before: pd.DataFrame, after: pd.DataFrame) -> Difference:
    """Return what differs between two states of a table whose keys are unique."""
    nothing = np.empty(0, dtype=np.int64)
    if before is after:
        return Difference(table, before, after, nothing, nothing, {})
    both = [pa.concat_arrays([arrow(before, name), arrow(after, name)]) for name in table.key]
    codes = identity.codes(both, len(before) + len(after))
    one, other = codes[: len(before)], codes[len(before) :]
    _, kept_before, kept_after = np.intersect1d(one, other, assume_unique=True, return_indices=True)
    order = np.argsort(kept_after)
    kept_before, kept_after = kept_before[order], kept_after[order]
    changed = {}
    for name in table.names:
        if name in table.key or not table[name].is_loadable:
            continue
        differs = _differs(arrow(before, name).take(kept_before), arrow(after, name).take(kept_after))
        if differs.any():
            changed[name] = kept_before[differs], kept_after[differs]
    added = np.setdiff1d(np.arange(len(after)), kept_after, assume_unique=True)
    removed = np.setdiff1d(np.arange(len(before)), kept_before, assume_unique=True)
    return Difference(table, before, after, added, removed, changed)


def keys(frame: pd.DataFrame, key: tuple[str, ...], positions: Ints | None = None) -> list[Key]:
    """Return the keys of some rows, by default of all."""
    return list(zip(*(values(frame, name, positions) for name in key), strict=True))


def values(frame: pd.DataFrame, name: str, positions: Ints | None = None) -> list[Any]:
    """Return one column of some rows, by default of all, as plain Python values, None for a blank."""
    column = arrow(frame, name)
    listed: list[Any] = (column if positions is None else column.take(positions)).to_pylist()
    return listed


def plain(value: Any) -> Any:
    """Return a value as JSON has it: dates and times as ISO 8601."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def _differs(one: pa.Array, other: pa.Array) -> Bools:
    blank = pc.not_equal(pc.is_null(one), pc.is_null(other))
    return np.asarray(pc.or_(pc.fill_null(pc.not_equal(one, other), fill_value=False), blank), dtype=np.bool_)
