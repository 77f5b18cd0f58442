"""Rows of a load laid over the current tables, field by field.

A loader sets some fields: a blank there clears what was known, the other fields of a known row stay. Whether
a merged row is good is for `graph.checks` to say; until then it only stands in the candidate.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.checks import keys
from graph.checks.conversions import CONVERSIONS
from graph.checks.faults import Bools, Faults, Ints
from graph.checks.places import OWN_SOURCE
from graph.dictionary import Field, Table

Key = tuple[Any, ...]
"""Values of a row's key fields, in the order of the dictionary, None for a blank."""

Edits = Collection[tuple[str, Key, str]]
"""Cells that were set by hand: table, key, field."""

BY_HAND = frozenset({"dashboard", "neo4j"})
"""Loaders of edits made by hand; their rows are never held back."""


class Cell(NamedTuple):
    """One cell of a known row that a load meant to change: what was there, and what the load has."""

    table: str
    key: Key
    field: str
    old: Any
    new: Any


@dataclass
class Candidate:
    """One table as it would be: the current rows and those of the load.

    Attributes
    ----------
    table
        Its description.
    current
        The current rows, n of them.
    rows
        The rows of the load with every field, m of them; those that Tierlight adds itself stand last.
    known
        Position in `current` of the row with the same key, -1 for a new one, shape (m,).
    is_changed
        Whether a known row gets another value, shape (m,).
    is_removed
        Current rows that the load takes away, shape (n,).
    faults
        What is wrong with rows of the load.
    is_idle
        Rows that Tierlight added itself and that no row needs, shape (m,).
    kept_back, overwritten
        Position in `rows` and cell of each value held back by an edit by hand, and of each written over from
        another source.
    """

    table: Table
    current: pa.Table
    rows: pa.Table
    known: Ints
    is_changed: Bools
    is_removed: Bools
    faults: Faults
    is_idle: Bools
    kept_back: list[tuple[int, Cell]] = field(default_factory=list)
    overwritten: list[tuple[int, Cell]] = field(default_factory=list)

    @classmethod
    def unloaded(cls, table: Table, current: pa.Table) -> "Candidate":
        """Return a table of which the load has no rows."""
        return cls(
            table=table,
            current=current,
            rows=table.schema.empty_table().combine_chunks(),
            known=np.zeros(0, np.int64),
            is_changed=np.zeros(0, np.bool_),
            is_removed=np.zeros(current.num_rows, np.bool_),
            faults=Faults(0),
            is_idle=np.zeros(0, np.bool_),
        )

    @property
    def stands(self) -> Bools:
        """Rows of the load that will be in the table, shape (m,)."""
        return ~(self.faults.is_faulty | self.is_idle)

    @property
    def is_kept(self) -> Bools:
        """Current rows that stay as they are, shape (n,)."""
        kept = ~self.is_removed
        kept[self.known[self.stands & (self.known >= 0)]] = False
        return kept

    def standing(self, names: Iterable[str]) -> tuple[dict[str, pa.Array], Ints]:
        """Return columns of all rows that stand, and each row's position in `rows` (-1: a current row)."""
        kept, new = self.is_kept, np.flatnonzero(self.stands)
        masks = pa.array(kept), pa.array(new)
        columns = {
            name: pa.concat_arrays(
                [
                    keys.array(self.current.column(name)).filter(masks[0]),
                    keys.array(self.rows.column(name)).take(masks[1]),
                ]
            )
            for name in names
        }
        return columns, np.concatenate([np.full(int(kept.sum()), -1, np.int64), new])

    def append(self, rows: pa.Table) -> None:
        """Add new rows at the end, which come from no file."""
        count = rows.num_rows
        self.rows = pa.concat_tables([self.rows, rows]).combine_chunks()
        self.known = np.concatenate([self.known, np.full(count, -1, np.int64)])
        self.is_changed = np.concatenate([self.is_changed, np.zeros(count, np.bool_)])
        self.is_idle = np.concatenate([self.is_idle, np.zeros(count, np.bool_)])
        self.faults.extend(count)

    def result(self) -> pa.Table:
        """Return the table with the rows that stand, sorted by key."""
        columns, _ = self.standing(self.table.names)
        whole = pa.table(columns, schema=self.table.schema)
        return whole.take(pa.array(keys.order([columns[name] for name in self.table.key])))


def arrow(frame: pd.DataFrame, table: Table) -> pa.Table:
    """Return a frame of the table as Arrow columns of one piece."""
    whole = pa.Table.from_pandas(frame, schema=table.schema, preserve_index=False)
    return whole.replace_schema_metadata(None).combine_chunks()


def matched(columns: Mapping[str, pa.Array], table: Table, current: pa.Table, count: int) -> tuple[Ints, Ints]:
    """Return a number for the key of each of `count` rows, and the position of the current row with it."""
    both = [
        pa.concat_arrays([keys.array(current.column(name)), columns.get(name, pa.nulls(count, table[name].arrow))])
        for name in table.key
    ]
    numbered = keys.codes(both, current.num_rows + count)
    place = np.full(int(numbered.max(initial=-1)) + 1, -1, np.int64)
    place[numbered[: current.num_rows]] = np.arange(current.num_rows)
    own = numbered[current.num_rows :]
    return own, place[own]


class Merge:
    """Rows of one table of a load laid over the current ones.

    Parameters
    ----------
    table, current
        The table and its current rows.
    columns
        Typed columns of the fields that the loader sets, m rows.
    known
        Position in `current` of each row, -1 for a new one, shape (m,).
    file
        File that each row comes from.
    load_id
        Number of the load.
    """

    def __init__(
        self,
        table: Table,
        current: pa.Table,
        columns: Mapping[str, pa.Array],
        known: Ints,
        *,
        file: pa.Array,
        load_id: int,
    ) -> None:
        self.table, self.current, self.columns, self.known = table, current, columns, known
        self.file, self.load_id = file, load_id
        self._is_new = pa.array(known < 0)
        self._place = pa.array(known, mask=known < 0)
        self._held: dict[str, Bools] = {}
        self.is_changed: Bools = np.zeros(len(known), np.bool_)

    def hold(self, edits: Edits) -> None:
        """Let no field that was set by hand change."""
        places: dict[str, list[Key]] = {}
        for table, key, name in edits:
            if table == self.table.name and name in self.columns:
                places.setdefault(name, []).append(key)
        for name, edited in places.items():
            here = where(edited, self.table, self.current)
            self._held[name] = np.isin(self.known, here) & (self.known >= 0)

    def rows(self) -> pa.Table:
        """Return the merged rows with every field."""
        merged = {name: self._merged(self.table[name]) for name in self.table.names}
        for name in self.columns:
            self.is_changed |= self._differs(self._before(name), merged[name])
        for loaded in (f for f in self.table.fields if not f.is_loadable):
            is_touched = pa.array(self.is_changed | (self.known < 0))
            merged[loaded.name] = pc.if_else(is_touched, str(self.load_id), self._before(loaded.name))
        return pa.table(merged, schema=self.table.schema)

    def kept_back(self) -> list[tuple[int, Cell]]:
        """Return the cells whose new value was held back by an edit by hand."""
        cells = []
        for name, held in sorted(self._held.items()):
            new = self._filled(self.table[name])
            cells += self._cells(name, held & self._differs(self._before(name), new), new)
        return cells

    def overwritten(self) -> list[tuple[int, Cell]]:
        """Return the cells with a value from another source that the load writes over."""
        if "source" not in self.table.names:
            return []
        before = self._before("source")
        ours = self._filled(self.table["source"]) if "source" in self.columns else self._file_names()
        is_foreign = np.asarray(pc.fill_null(pc.not_equal(before, ours), fill_value=False))
        is_foreign &= np.asarray(pc.fill_null(pc.not_equal(before, OWN_SOURCE), fill_value=False))
        cells = []
        for name in (n for n in self.columns if n != "source"):
            old, new = self._before(name), self._merged(self.table[name])
            over = is_foreign & np.asarray(old.is_valid()) & self._differs(old, new)
            cells += self._cells(name, over, new)
        return cells

    def _before(self, name: str) -> pa.Array:
        return keys.array(self.current.column(name)).take(self._place)

    def _merged(self, of: Field) -> pa.Array:
        if of.name not in self.columns:
            before = self._before(of.name)
            return pc.if_else(self._is_new, self._default(of), before) if of.default is not None else before
        filled = self._filled(of)
        if of.name in self._held:
            return pc.if_else(pa.array(self._held[of.name]), self._before(of.name), filled)
        return filled

    def _filled(self, of: Field) -> pa.Array:
        values = self.columns[of.name]
        return values if of.default is None else pc.coalesce(values, self._default(of))

    def _default(self, of: Field) -> pa.Array | pa.Scalar:
        if of.default == "{file}":
            return self._file_names()
        if of.default == "{id}":
            return self.columns.get("id", pa.nulls(len(self.known), pa.string()))
        if of.default == "{load}":
            return pa.scalar(str(self.load_id))
        convert, _ = CONVERSIONS[of.type]
        return convert(pa.array([of.default]))[0]

    def _file_names(self) -> pa.Array:
        encoded = self.file.dictionary_encode()
        names = [PurePosixPath(name.replace("\\", "/")).name or name for name in encoded.dictionary.to_pylist()]
        return pa.array(names, pa.string()).take(encoded.indices)

    def _differs(self, old: pa.Array, new: pa.Array) -> Bools:
        """Return where a known row has another value; a blank differs from every value."""
        unlike = pc.fill_null(pc.not_equal(old, new), fill_value=False)
        return np.asarray(pc.or_(unlike, pc.xor(old.is_valid(), new.is_valid())), np.bool_) & (self.known >= 0)

    def _cells(self, name: str, chosen: Bools, new: pa.Array) -> list[tuple[int, Cell]]:
        places = np.flatnonzero(chosen)
        picked = pa.array(places)
        keyed = key_tuples(self.current, self.table, self._place.take(picked))
        old, ours = keys.words(self._before(name).take(picked)), keys.words(new.take(picked))
        return [
            (place, Cell(self.table.name, key, name, before, after))
            for place, key, before, after in zip(places.tolist(), keyed, old, ours, strict=True)
        ]


def where(wanted: Iterable[Key], table: Table, current: pa.Table) -> Ints:
    """Return the positions of the current rows that have one of some keys, sorted."""
    columns = [current.column(name) for name in table.key]
    return keys.where(wanted, columns, [table[name].arrow for name in table.key])


def key_tuples(rows: pa.Table, table: Table, chosen: pa.Array) -> list[Key]:
    """Return the keys of some rows."""
    return list(zip(*(keys.words(keys.array(rows.column(name)).take(chosen)) for name in table.key), strict=True))
