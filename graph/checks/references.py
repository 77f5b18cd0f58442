"""References between rows: which value names what, what dangles, and what falls with a refused row.

A row that names a refused row is refused, and so is who names that one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.checks.faults import Bools, Ints
from graph.dictionary import Table


@dataclass(frozen=True)
class Reference:
    """A field that holds an id of `target`, on rows where `kind_field` is `kind` (None: on all rows)."""

    field: str
    target: str
    kind_field: str | None = None
    kind: str | None = None

    def named(self, rows: pa.Table) -> pa.Array:
        """Return the id that each row names in the target, null where it names none there."""
        values = rows.column(self.field).combine_chunks()
        if self.kind_field is None:
            return values
        is_meant = pc.equal(rows.column(self.kind_field).combine_chunks(), self.kind)
        return pc.if_else(is_meant, values, None)


def references(table: Table) -> Iterator[Reference]:
    """Return all references of a table; a field that may name several tables gives one for each."""
    for field in table.fields:
        kinds = table[field.kind_field].choices if field.kind_field else None
        if kinds is None:
            yield from (Reference(field.name, target) for target in field.refers_to)
            continue
        for target, kind in zip(field.refers_to, kinds, strict=True):
            yield Reference(field.name, target, field.kind_field, kind)


@dataclass(frozen=True)
class Links:
    """Which new rows name which: `source` names `target`, both numbered through all tables, shape (m,).

    Sorted by target. `field` numbers the reference that links them.
    """

    target: Ints
    source: Ints
    field: Ints

    @classmethod
    def of(cls, target: Ints, source: Ints, field: Ints) -> "Links":
        """Return links in order."""
        order = np.lexsort((source, target))
        return cls(target[order], source[order], field[order])

    def to(self, targets: Ints) -> Ints:
        """Return the positions of the links to some rows."""
        first = np.searchsorted(self.target, targets, "left")
        last = np.searchsorted(self.target, targets, "right")
        counts = last - first
        ends = np.cumsum(counts)
        if not len(ends) or not ends[-1]:
            return np.zeros(0, np.int64)
        places = np.arange(ends[-1]) - np.repeat(ends - counts, counts) + np.repeat(first, counts)
        return np.asarray(places, np.int64)

    def falling(self, fallen: Ints, stands: Bools) -> Iterator[Ints]:
        """Yield, step by step, the links by which further rows fall; `stands` is brought up to date.

        Parameters
        ----------
        fallen
            Rows that were refused.
        stands
            Whether each row still stands, shape (rows,).
        """
        while len(fallen):
            found = self.to(fallen)
            found = found[stands[self.source[found]]]
            _, first = np.unique(self.source[found], return_index=True)
            found = found[first]
            fallen = self.source[found]
            stands[fallen] = False
            if len(found):
                yield found
