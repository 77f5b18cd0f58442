"""Admission: text rows of a loader, laid over the current tables, become typed, checked and merged tables.

Pure: nothing is read or written. Faulty rows are refused one by one and told; all others come in. What a load
reads is accounted for: read = added + changed + unchanged + refused.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.checks import cells, doubles, fields, places, wholes
from graph.checks.faults import Bools, Fault, Faults, Ints
from graph.checks.references import Reference, references
from graph.errors import TierlightError
from graph.extract import Extract, Refusal, TextTable
from graph.merge import BY_HAND, Candidate, Cell, Edits, Key, Merge, arrow, matched, where
from graph.refusals import refusals
from graph.standing import settle
from graph.tables import Tables

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Counts:
    """What became of the rows of one table; `removed` rows were not read, but taken away by a replacement."""

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    removed: int = 0


@dataclass(frozen=True)
class Admission:
    """The new tables, and an account of how they came about.

    Attributes
    ----------
    tables
        All tables; those that the load changed are sorted by key.
    counts
        By table, for tables with rows in the load ("": rows of the source that were meant for no table).
    refused
        The loader's refusals, then one for each refused row, by table and row.
    kept_back
        Cells that keep what was set by hand (`old`) although the load says otherwise (`new`).
    overwritten
        Cells in which the load replaced a value of another source.
    notes
        Sentences about whole columns, and about ids that look alike.
    """

    tables: Tables
    counts: Mapping[str, Counts]
    refused: tuple[Refusal, ...]
    kept_back: tuple[Cell, ...]
    overwritten: tuple[Cell, ...]
    notes: tuple[str, ...]


def admit(
    extract: Extract,
    current: Tables,
    *,
    load_id: int,
    replace: bool = False,
    overwrite_edits: bool = False,
    edits: Edits | None = None,
    owned: Mapping[str, Collection[Key]] | None = None,
    progress: Progress | None = None,
) -> Admission:
    """Return the current tables with the rows of an extract laid over them.

    Parameters
    ----------
    extract
        What a loader made of its files.
    current
        The tables so far; their dictionary says what is allowed.
    load_id
        Number of the load, written into the rows that it adds or changes.
    replace
        Take away the rows of `owned` that are absent from the tables of the extract.
    overwrite_edits
        Let the load change cells that were set by hand.
    edits
        Cells that were set by hand. Loads of edits by hand themselves are never held back.
    owned
        Keys by table of the rows that this loader and dataset set last.
    progress
        Told how many of how many steps are done.

    Raises
    ------
    UnknownNameError
        If the extract has a table or a field that the dictionary does not know.
    TierlightError
        If a replacement would leave a reference to a row that is taken away, or the extract is not a
        whole list.

    Notes
    -----
    Cells and keys take time in proportion to the rows, groups and references n log n. Refusals cascade:
    who names a refused row is refused.
    """
    if replace and not extract.complete:
        raise TierlightError(
            f"replace: the files of {extract.loader} are no whole list, so absent rows say nothing; "
            "load them without replace"
        )
    held = () if overwrite_edits or extract.loader in BY_HAND else (edits or ())
    work = _Work(extract, current, load_id, progress or (lambda _done, _total: None))
    work.lay_over(held)
    if replace:
        work.take_away(owned or {})
    work.add_places()
    settle(work.candidates)
    work.drop_idle_places()
    if replace:
        _assert_nothing_dangles(work.candidates)
    return work.admission()


class _Work:
    """One admission while it is made."""

    def __init__(self, extract: Extract, current: Tables, load_id: int, progress: Progress) -> None:
        self.extract, self.current, self.load_id, self.progress = extract, current, load_id, progress
        self.texts = {text.table: text for text in extract.tables}
        if len(self.texts) != len(extract.tables):
            raise ValueError("an extract has at most one entry per table")
        for name in self.texts:
            current.dictionary[name]
        self.steps = len(self.texts) + 1
        self.notes = list(extract.notes)
        self.candidates: dict[str, Candidate] = {}

    def lay_over(self, edits: Edits) -> None:
        """Type, check and merge the rows of each table by themselves."""
        for table in self.current.dictionary.tables.values():
            now = arrow(self.current[table.name], table)
            if table.name in self.texts:
                self.candidates[table.name] = self._candidate(self.texts[table.name], now, edits)
                self.progress(len(self.candidates.keys() & self.texts.keys()), self.steps)
            else:
                self.candidates[table.name] = Candidate.unloaded(table, now)

    def _candidate(self, text: TextTable, now: pa.Table, edits: Edits) -> Candidate:
        table, count = self.current.dictionary[text.table], text.cells.num_rows
        typed = cells.typed(text, table)
        self.notes += typed.notes
        key, known = matched(typed.columns, table, now, count)
        _doubles(text, typed.columns, key, typed.faults)
        file = text.origin.column("file").combine_chunks()
        merge = Merge(table, now, typed.columns, known, file=file, load_id=self.load_id)
        merge.hold(edits)
        rows = merge.rows()
        fields.row_rules(table, rows, typed.faults)
        wholes.row_rules(table, rows, typed.faults)
        return Candidate(
            table=table,
            current=now,
            rows=rows,
            known=known,
            is_changed=merge.is_changed,
            is_removed=np.zeros(now.num_rows, np.bool_),
            faults=typed.faults,
            is_idle=np.zeros(count, np.bool_),
            kept_back=merge.kept_back(),
            overwritten=merge.overwritten(),
        )

    def take_away(self, owned: Mapping[str, Collection[Key]]) -> None:
        """Mark the owned rows that the extract does not have."""
        for name in self.texts:
            candidate = self.candidates[name]
            candidate.is_removed[where(owned.get(name, ()), candidate.table, candidate.current)] = True
            candidate.is_removed[candidate.known[candidate.known >= 0]] = False

    def add_places(self) -> None:
        """Add the countries and subdivisions that rows name and no table has."""
        if places.TABLE not in self.candidates:
            return
        target = self.candidates[places.TABLE]
        present = {*_ids(target.current, ~target.is_removed), *_ids(target.rows, target.stands)}
        codes = [code for code in places.with_countries(self._named()) if code not in present]
        rows = places.rows(codes, target.table)
        loads = [f.name for f in target.table.fields if not f.is_loadable]
        for name in loads:
            number = pa.array([str(self.load_id)] * len(codes), pa.string())
            rows = rows.set_column(rows.column_names.index(name), target.table.schema.field(name), number)
        target.append(rows)

    def drop_idle_places(self) -> None:
        """Leave out the added countries that no row which stands names."""
        target = self.candidates.get(places.TABLE)
        if target is not None:
            first = self._count(places.TABLE)
            needed = set(places.with_countries(self._named()))
            for row, code in enumerate(target.rows.column("id").slice(first).to_pylist(), first):
                target.is_idle[row] = code not in needed

    def admission(self) -> Admission:
        """Return the result, once the balance is asserted."""
        results = {name: c.result() for name, c in self.candidates.items() if _is_touched(c)}
        frames = {name: rows.to_pandas(types_mapper=pd.ArrowDtype) for name, rows in results.items()}
        refused = list(self.extract.refused)
        for name, text in self.texts.items():
            refused += refusals(text, self.candidates[name].faults)
        counts = self._counts()
        self._assert_balance(counts, refused)
        for name in self.texts:
            self.notes += _lookalikes(self.candidates[name])
        self.progress(self.steps, self.steps)
        return Admission(
            tables=self.current.replaced(frames),
            counts=counts,
            refused=tuple(refused),
            kept_back=self._cells("kept_back"),
            overwritten=self._cells("overwritten"),
            notes=tuple(self.notes),
        )

    def _count(self, name: str) -> int:
        return self.texts[name].cells.num_rows if name in self.texts else 0

    def _named(self) -> list[str]:
        """Return the countries that rows of the load which stand name, those that Tierlight added aside."""
        named: set[str] = set()
        for name, candidate in self.candidates.items():
            stands = candidate.stands
            stands[self._count(name) :] = False
            for reference in references(candidate.table):
                if reference.target == places.TABLE and stands.any():
                    words = reference.named(candidate.rows).filter(pa.array(stands))
                    named.update(pc.drop_null(pc.unique(words)).to_pylist())
        return sorted(named)

    def _counts(self) -> dict[str, Counts]:
        before: dict[str, int] = {}
        for refusal in self.extract.refused:
            before[refusal.table] = before.get(refusal.table, 0) + 1
        counts = {name: self._counted(name, before.pop(name, 0)) for name in self.candidates}
        counts |= {name: Counts(read=refused, refused=refused) for name, refused in sorted(before.items())}
        return {name: c for name, c in counts.items() if c != Counts() or name in self.texts}

    def _counted(self, name: str, refused_before: int) -> Counts:
        candidate, count = self.candidates[name], self._count(name)
        stands, is_known = candidate.stands, candidate.known >= 0
        own = int(stands[count:].sum())
        return Counts(
            read=count + refused_before + own,
            added=int((stands & ~is_known).sum()),
            changed=int((stands & is_known & candidate.is_changed).sum()),
            unchanged=int((stands & is_known & ~candidate.is_changed).sum()),
            refused=int(candidate.faults.is_faulty[:count].sum()) + refused_before,
            removed=int(candidate.is_removed.sum()),
        )

    def _assert_balance(self, counts: Mapping[str, Counts], refused: list[Refusal]) -> None:
        for name, c in counts.items():
            assert c.read == c.added + c.changed + c.unchanged + c.refused, f"the balance of {name} is off: {c}"
        assert sum(c.refused for c in counts.values()) == len(refused), "a refused row is not listed"

    def _cells(self, what: str) -> tuple[Cell, ...]:
        """Return the listed cells of rows that stand."""
        found: list[Cell] = []
        for candidate in self.candidates.values():
            stands = candidate.stands
            found += (cell for row, cell in getattr(candidate, what) if stands[row])
        return tuple(found)


def _doubles(text: TextTable, columns: Mapping[str, pa.Array], key: Ints, faults: Faults) -> None:
    """Refuse rows of the load with the same key: all but the first if they are equal, else all."""
    double, first, clashes = doubles.doubled(key, list(columns.values()), ~faults.is_faulty)
    origin = text.origin

    def place(row: int) -> str:
        return " ".join(filter(None, (str(origin.column(name)[row]) for name in ("file", "sheet", "row"))))

    told = [
        Fault(
            "double",
            f"The same row stands in {place(row)}.",
            "Nothing to do; the first one counts.",
            "left_out",
        )
        for row in first.tolist()
    ]
    faults.add(double, "", told, np.arange(len(double)))
    clash = Fault("key", "Another row has the same key and other values.", "Keep the right one of them.")
    faults.add(np.flatnonzero(clashes), "", [clash])


def _ids(rows: pa.Table, chosen: Bools) -> list[str]:
    ids: list[str] = rows.column("id").filter(pa.array(chosen)).to_pylist()
    return ids


def _is_touched(candidate: Candidate) -> bool:
    is_other = candidate.is_changed | (candidate.known < 0)
    return bool((candidate.stands & is_other).any() or candidate.is_removed.any())


def _lookalikes(candidate: Candidate) -> list[str]:
    """Return a sentence for each group of ids that look alike, of which one is new."""
    if "id" not in candidate.table.names or not (candidate.stands & (candidate.known < 0)).any():
        return []
    columns, origin = candidate.standing(("id",))
    is_new = (origin >= 0) & (candidate.known[origin] < 0)
    groups = doubles.lookalikes(columns["id"], is_new)
    told = [
        f"{candidate.table.name}: ids {', '.join(ascii(word) for word in group)} look alike; they stay apart."
        for group in groups[: doubles.MOST_TOLD]
    ]
    rest = len(groups) - len(told)
    return [*told, f"{candidate.table.name}: {rest} more groups of ids look alike."] if rest else told


def _assert_nothing_dangles(candidates: Mapping[str, Candidate]) -> None:
    """Raise if a row names one that is taken away."""
    gone = {
        name: c.current.column("id").combine_chunks().filter(pa.array(c.is_removed))
        for name, c in candidates.items()
        if "id" in c.table.names and c.is_removed.any()
    }
    found = [
        f"{name}.{reference.field} names {word}"
        for name, candidate in candidates.items()
        for reference in references(candidate.table)
        if reference.target in gone
        for word in _naming(candidate, reference, gone[reference.target])
    ]
    if found:
        more = f" and {len(found) - 5} more" if len(found) > 5 else ""
        raise TierlightError(
            f"replace: rows that are absent now are still named: {', '.join(found[:5])}{more}; "
            "take those rows away first, or load without replace"
        )


def _naming(candidate: Candidate, reference: Reference, gone: pa.Array) -> list[str]:
    columns, _ = candidate.standing(candidate.table.names)
    named = reference.named(pa.table(columns))
    words: list[str] = pc.unique(named.filter(pc.is_in(named, value_set=gone))).to_pylist()
    return sorted(words)
