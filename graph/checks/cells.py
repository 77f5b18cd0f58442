"""Text of a loader turned into typed columns, with a fault for each cell that does not hold a value.

The work is done once per distinct text of a column, so that half a million rows cost little more than their
distinct words. What a row as a whole says is not looked at here.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.checks import fields, formats
from graph.checks.conversions import CONVERSIONS
from graph.checks.faults import Bools, Fault, Faults, Ints
from graph.checks.keys import array
from graph.dictionary import Field, Table
from graph.extract import TextTable

BLANKS = " \t\r\n\u00a0\u202f\u2007\u3000"
"""What is trimmed from both ends of a cell."""

SHOWN = 60
"""Characters of a cell that a message repeats."""


@dataclass(frozen=True)
class Typed:
    """Typed columns of one text table, the faults of their cells, and sentences about whole columns."""

    columns: dict[str, pa.Array]
    faults: Faults
    notes: tuple[str, ...]


def typed(text: TextTable, table: Table) -> Typed:
    """Return the columns of a text table in their types.

    A cell that breaks a rule is null in its column, and its row has a fault.

    Raises
    ------
    UnknownNameError
        If a column is not a field of the table, or the dictionary names a check that does not exist.
    """
    faults = Faults(text.cells.num_rows)
    columns: dict[str, pa.Array] = {}
    notes: list[str] = []
    for name in text.cells.column_names:
        field = table[name]
        if field.is_loadable:
            shown = text.columns.get(name, name)
            words = _Words(array(text.cells.column(name)).cast(pa.string()), field, shown)
            columns[name] = words.values()
            words.report(faults)
            notes += [f"{table.name}: {note}" for note in words.notes]
    return Typed(columns, faults, tuple(notes))


class _Words:
    """The distinct words of a column, their values and faults."""

    def __init__(self, cells: pa.Array, field: Field, shown: str) -> None:
        encoded = cells.dictionary_encode()
        self.field, self.shown = field, shown
        self.place: Ints = np.asarray(encoded.indices.fill_null(-1), np.int64)
        self.notes: list[str] = []
        self.words = self._composed(self._trimmed(encoded.dictionary))
        self.which: Ints = np.full(len(self.words), -1, np.int64)
        self.faults: list[Fault] = []

    def values(self) -> pa.Array:
        """Return the typed column."""
        self._mark(_has_control(self.words), self._control)
        values = self._converted()
        self._limited(values)
        sound = pc.if_else(pa.array(self.which < 0), values, pa.scalar(None, values.type))
        return sound.take(pa.array(self.place, mask=self.place < 0))

    def report(self, faults: Faults) -> None:
        """Add the faults of the cells to those of the rows."""
        if self.faults:
            # A blank cell has place -1 and is sound.
            which = np.append(self.which, -1)[self.place]
            rows = np.flatnonzero(which >= 0)
            faults.add(rows, self.field.name, self.faults, which[rows])

    def _trimmed(self, words: pa.Array) -> pa.Array:
        trimmed = pc.utf8_trim(words, BLANKS)
        self._note("trimmed blanks around", pc.not_equal(trimmed, words))
        return pc.if_else(pc.equal(trimmed, ""), None, trimmed)

    def _composed(self, words: pa.Array) -> pa.Array:
        if pc.all(pc.string_is_ascii(words), min_count=0).as_py():
            return words
        # Arrow before version 26 takes letters and accents apart and never puts them together again.
        texts = (word and unicodedata.normalize("NFC", word) for word in words.to_pylist())
        composed = pa.array(texts, pa.string())
        self._note("composed letters and their accents (NFC) in", pc.not_equal(composed, words))
        return composed

    def _note(self, what: str, changed: pa.Array) -> None:
        flags = np.append(np.asarray(changed.fill_null(fill_value=False)), np.False_)
        count = int(flags[self.place].sum())
        if count:
            self.notes.append(f"{what} {count} cell{'s' * (count > 1)} of column {self.shown}.")

    def _converted(self) -> pa.Array:
        convert, form = CONVERSIONS[self.field.type]
        values = convert(self.words)
        fault = self._fault("type", form)
        self._mark(np.asarray(values.is_null()) & np.asarray(self.words.is_valid()), fault)
        return values

    def _limited(self, values: pa.Array) -> None:
        field = self.field
        if field.choices is not None:
            known = pa.array(field.choices, pa.string())
            self._mark(~np.asarray(pc.is_in(values, known)) & np.asarray(values.is_valid()), self._choice)
        if limits := fields.interval(field):
            inside = np.asarray(limits.holds(values).fill_null(fill_value=True))
            self._mark(~inside, self._fault("range", str(limits)))
        if pattern := fields.pattern(field):
            self._tested(
                lambda word: pattern.fullmatch(word) is None,
                self._fault("pattern", f"the form {pattern.pattern}"),
            )
        if name := fields.check(field):
            test = formats.check(name)
            self._tested(
                lambda word: test(word) is not None,
                lambda word: self._fault(f"check.{name}", test(word) or "")(word),
            )

    def _tested(self, is_broken: Callable[[str], bool], fault: Callable[[str], Fault]) -> None:
        words = self.words.to_pylist()
        broken = [word is not None and is_broken(word) for word in words]
        self._mark(np.array(broken, np.bool_), fault)

    def _mark(self, broken: Bools, fault: Callable[[str], Fault]) -> None:
        """Give each broken word that has no fault yet one."""
        for place in np.flatnonzero(broken & (self.which < 0)).tolist():
            self.which[place] = len(self.faults)
            self.faults.append(fault(self.words[place].as_py()))

    def _fault(self, rule: str, allowed: str) -> Callable[[str], Fault]:
        def fault(word: str) -> Fault:
            said = word if self.field.type in ("int", "float") and rule == "range" else quoted(word)
            return Fault(rule, f"{self.shown} is {said}; allowed {allowed}.", self._remedy())

        return fault

    def _choice(self, word: str) -> Fault:
        choices = self.field.choices or ()
        nearest = get_close_matches(word, choices, n=1)
        remedy = f"Did you mean {nearest[0]}?" if nearest else self._remedy()
        return Fault("enum", f"{self.shown} is {quoted(word)}; allowed {', '.join(choices)}.", remedy)

    def _control(self, word: str) -> Fault:
        sign = next(sign for sign in word if unicodedata.category(sign) == "Cc")
        reason = f"{self.shown} holds the control character U+{ord(sign):04X}: {quoted(word)}."
        return Fault("encoding", reason, "Take the character out of the cell.")

    def _remedy(self) -> str:
        return f"Correct the cell: {self.field.description}"


def quoted(word: str) -> str:
    """Return a cell as a message shows it: in quotes, and not longer than a line."""
    return repr(word if len(word) <= SHOWN else word[:SHOWN] + "…")


def _has_control(words: pa.Array) -> Bools:
    return np.asarray(pc.match_substring_regex(words, r"\p{Cc}").fill_null(fill_value=False), np.bool_)
