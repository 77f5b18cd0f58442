"""Which rows of a load stand, once every rule that looks beyond a row has been asked.

A refused row can break others: who names it falls, and the row that it would have replaced counts again. So
the rules are asked until nothing falls any more.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph import together
from graph.checks import keys, places
from graph.checks.cells import quoted
from graph.checks.faults import Bools, Fault, Ints
from graph.checks.references import Links, Reference, references
from graph.merge import Candidate


def settle(candidates: Mapping[str, Candidate]) -> None:
    """Add to the candidates' faults what rows of several tables say together, until no more rows fall."""
    standing = _Standing(candidates)
    asked: dict[str, int] = {}
    while True:
        standing.fall()
        counts = {name: int(c.faults.is_faulty.sum()) for name, c in candidates.items() if len(c.known)}
        changed = [name for name in counts if counts[name] != asked.get(name)]
        if not changed:
            return
        asked = counts
        for name in changed:
            together.groups_hold(candidates[name])
            together.places_fit(candidates[name], candidates)
            together.nobody_owns_itself(candidates[name])
        if {together.INPUTS, together.ITEMS} & set(changed):
            together.weights_fit(candidates)


class _Standing:
    """The rows of all tables under one numbering, and which of them name which."""

    def __init__(self, candidates: Mapping[str, Candidate]) -> None:
        self.candidates = candidates
        sizes = [len(candidate.known) for candidate in candidates.values()]
        self.first = dict(zip(candidates, np.cumsum([0, *sizes])[:-1].tolist(), strict=True))
        self.references: list[tuple[str, Reference]] = []
        self.has_fallen: Bools = np.zeros(sum(sizes), np.bool_)
        found = [self._linked(name, reference) for name, reference in self._all()]
        none = np.zeros(0, np.int64)
        columns = [np.concatenate([none, *parts]) for parts in zip(*found, strict=True)] or [none] * 3
        self.links = Links.of(*columns)

    def fall(self) -> None:
        """Refuse the rows that name a refused one, and those that name these."""
        faulty = np.concatenate([c.faults.is_faulty for c in self.candidates.values()])
        fallen = np.flatnonzero(faulty & ~self.has_fallen).astype(np.int64)
        stands = ~faulty
        for links in self.links.falling(fallen, stands):
            for number in np.unique(self.links.field[links]).tolist():
                self._refuse(number, self.links.source[links[self.links.field[links] == number]])
        self.has_fallen = ~stands

    def _all(self) -> Iterator[tuple[str, Reference]]:
        for name, candidate in self.candidates.items():
            if len(candidate.known):
                for reference in references(candidate.table):
                    self.references.append((name, reference))
                    yield name, reference

    def _linked(self, name: str, reference: Reference) -> tuple[Ints, Ints, Ints]:
        """Return the links of one field to rows of the load; what names nothing gets a fault."""
        candidate, target = self.candidates[name], self.candidates[reference.target]
        named = reference.named(candidate.rows)
        place = np.asarray(pc.index_in(named, value_set=_ids(target)).fill_null(-1), np.int64)
        current, sound, refused = _parts(target)
        is_asked = np.asarray(named.is_valid()) & candidate.stands
        self._dangling(candidate, reference, named, is_asked & (place < 0))
        rows = np.flatnonzero(is_asked & (place >= len(current)))
        targets = np.concatenate([sound, refused])[place[rows] - len(current)]
        number = np.full(len(rows), len(self.references) - 1, np.int64)
        return targets + self.first[reference.target], rows + self.first[name], number

    def _dangling(self, candidate: Candidate, reference: Reference, named: pa.Array, rows: Bools) -> None:
        def fault(row: int) -> Fault:
            word = named[row].as_py()
            if reference.target == places.TABLE:
                return places.fault(reference.field, word)
            reason = f"{reference.field} is {quoted(word)}; there is no such id in {reference.target}."
            return Fault("reference", reason, f"Add the row to {reference.target}, or correct the id.")

        candidate.faults.each(rows, reference.field, fault)

    def _refuse(self, number: int, rows: Ints) -> None:
        name, reference = self.references[number]
        candidate = self.candidates[name]
        values = candidate.rows.column(reference.field)

        def fault(row: int) -> Fault:
            word = quoted(values[row].as_py())
            reason = f"{reference.field} is {word}, a row of {reference.target} that is refused."
            return Fault("reference", reason, f"Mend that row of {reference.target}; then load both again.")

        candidate.faults.each(rows - self.first[name], reference.field, fault)


def _parts(target: Candidate) -> tuple[Ints, Ints, Ints]:
    """Return the rows that may be named: current ones, sound ones of the load, refused ones of the load."""
    return (
        np.flatnonzero(~target.is_removed),
        np.flatnonzero(target.stands),
        np.flatnonzero(target.faults.is_faulty),
    )


def _ids(target: Candidate) -> pa.Array:
    current, sound, refused = _parts(target)
    ids = keys.array(target.rows.column("id"))
    return pa.concat_arrays(
        [
            keys.array(target.current.column("id")).take(pa.array(current)),
            ids.take(pa.array(np.concatenate([sound, refused]))),
        ]
    )
