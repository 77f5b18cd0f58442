"""What the dictionary says about one field (`allowed`), and the rules between fields of one row.

The tokens are those of the dictionary: intervals, patterns, `check:NAME`, comparisons, sums and equalities.
"""

import math
import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.checks.faults import Fault, Faults
from graph.dictionary import Field, Table

_INTERVAL = re.compile(r"([\[(])([^,\]]*),([^\])]*)([\])])")
_COMPARISON = re.compile(r"(<=|>=|<|>)([a-z_0-9]+)")
_SUM = re.compile(r"sum<=([0-9.]+) by ([a-z_0-9 ]+)")
_SAME = re.compile(r"same by ([a-z_0-9 ]+)")

COMPARISONS: dict[str, tuple[Callable[[pa.Array, pa.Array], pa.Array], str]] = {
    ">": (pc.greater, "after"),
    ">=": (pc.greater_equal, "not before"),
    "<": (pc.less, "before"),
    "<=": (pc.less_equal, "not after"),
}


@dataclass(frozen=True)
class Interval:
    """Numbers that a field may hold; an end that is open is not among them."""

    low: float
    high: float
    is_low_open: bool
    is_high_open: bool

    def holds(self, values: pa.Array) -> pa.Array:
        """Return for each value whether it lies inside, null for a blank."""
        above = (operator.gt if self.is_low_open else operator.ge)(np.asarray(values.fill_null(0)), self.low)
        below = (operator.lt if self.is_high_open else operator.le)(np.asarray(values.fill_null(0)), self.high)
        return pc.if_else(values.is_valid(), pa.array(above & below), None)

    def __str__(self) -> str:
        """Return the interval in words."""
        if not self.is_low_open and not self.is_high_open and math.isfinite(self.low + self.high):
            return f"{self.low:g} to {self.high:g}"
        low = f"above {self.low:g}" if self.is_low_open else f"{self.low:g} or more"
        high = f"below {self.high:g}" if self.is_high_open else f"at most {self.high:g}"
        ends = [low] * math.isfinite(self.low) + [high] * math.isfinite(self.high)
        return ", ".join(ends)


@dataclass(frozen=True)
class Group:
    """A rule over the rows that agree in the fields `by`; `most` is the limit of the sum."""

    field: str
    by: tuple[str, ...]
    most: float


@lru_cache(maxsize=4096)
def interval(field: Field) -> Interval | None:
    """Return the interval of a numeric field, if it has one."""
    for token in field.allowed:
        match = _INTERVAL.fullmatch(token)
        if match and field.type in ("int", "float"):
            left, low, high, right = match.groups()
            return Interval(
                float(low) if low else -math.inf,
                float(high) if high else math.inf,
                left == "(" and bool(low),
                right == ")" and bool(high),
            )
    return None


def pattern(field: Field) -> re.Pattern[str] | None:
    """Return the pattern of a text field, if it has one."""
    for token in field.allowed:
        if field.type == "string" and len(token) > 1 and token.startswith("/") and token.endswith("/"):
            return re.compile(token[1:-1])
    return None


def check(field: Field) -> str | None:
    """Return the name of the check of a field, if it has one."""
    return next((t.removeprefix("check:") for t in field.allowed if t.startswith("check:")), None)


def sums(table: Table) -> Iterator[Group]:
    """Return the sums that are limited."""
    for field in table.fields:
        for token in field.allowed:
            if match := _SUM.fullmatch(token):
                yield Group(field.name, tuple(match[2].split()), float(match[1]))


def equalities(table: Table) -> Iterator[Group]:
    """Return the fields that must be equal in a group."""
    for field in table.fields:
        for token in field.allowed:
            if match := _SAME.fullmatch(token):
                yield Group(field.name, tuple(match[1].split()), math.nan)


def row_rules(table: Table, rows: pa.Table, faults: Faults) -> None:
    """Add the faults of complete rows: blanks in required fields, and fields in the wrong order."""
    for field in table.fields:
        if field.required:
            # A cell that holds no value is blank by now, and has its fault already.
            blank = np.asarray(rows.column(field.name).combine_chunks().is_null()) & ~faults.of(field.name)
            missing = Fault("required", f"{field.name} is blank; it is required.", f"Fill it: {field.description}")
            faults.add(np.flatnonzero(blank).astype(np.int64), field.name, [missing])
        for token in field.allowed:
            if (match := _COMPARISON.fullmatch(token)) and field.type != "enum":
                _compared(field, match[1], match[2], rows, faults)


def _compared(field: Field, sign: str, other: str, rows: pa.Table, faults: Faults) -> None:
    holds, word = COMPARISONS[sign]
    left, right = (rows.column(name).combine_chunks() for name in (field.name, other))
    if pa.types.is_floating(left.type) or pa.types.is_integer(left.type):
        word = {">": "above", ">=": "at least", "<": "below", "<=": "at most"}[sign]
    broken = ~np.asarray(holds(left, right).fill_null(fill_value=True))

    def fault(row: int) -> Fault:
        reason = f"{field.name} is {left[row]}; it must be {word} {other}, which is {right[row]}."
        return Fault("order", reason, f"Correct one of them. {field.name}: {field.description}")

    faults.each(broken, field.name, fault)
