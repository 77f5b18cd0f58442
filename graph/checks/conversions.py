"""Distinct words turned into typed values: numbers, truth values, days and moments.

Each function takes distinct words and returns the values, null where a word does not say one. Nothing is
guessed: a decimal comma, a hexadecimal number and infinity are no numbers here.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.checks.faults import Ints

_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"
_SHORT = r"^-?[0-9]{1,18}$"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?$")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2})"
)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def floats(words: pa.Array) -> pa.Array:
    """Return numbers, plain or with exponent; what is too large, or too small to differ from 0, is none."""
    plain = _plain(words)
    values = np.array(pc.cast(plain, pa.float64()).fill_null(np.nan), np.float64)
    for place in np.flatnonzero(values == 0).tolist():
        if re.search("[1-9]", re.split("[eE]", plain[place].as_py())[0]):
            values[place] = np.nan
    # Adding 0 turns -0 into 0, so that equal values have equal bytes.
    return pa.array(values + 0.0, pa.float64(), mask=~np.isfinite(values))


def ints(words: pa.Array) -> pa.Array:
    """Return whole numbers of 64 bits; `2e3` and `2000.0` are whole too."""
    plain = _plain(words)
    short = pc.match_substring_regex(plain, _SHORT).fill_null(fill_value=False)
    values = pc.cast(pc.if_else(short, plain, None), pa.int64())
    others = np.flatnonzero(np.asarray(plain.is_valid()) & ~np.asarray(short))
    if not len(others):
        return values
    return _replaced(values, others, [_whole(plain[place].as_py()) for place in others.tolist()])


def bools(words: pa.Array) -> pa.Array:
    """Return `true` and `false`, in any case: spreadsheets write TRUE."""
    lower = pc.utf8_lower(words)
    return pc.if_else(pc.is_in(lower, pa.array(["true", "false"])), pc.equal(lower, "true"), None)


def dates(words: pa.Array) -> pa.Array:
    """Return ISO days; a moment at midnight without offset is a day too: date cells come like that."""
    return pa.array([_date(word) for word in words.to_pylist()], pa.date32())


def moments(words: pa.Array) -> pa.Array:
    """Return ISO moments with offset, in UTC."""
    return pa.array([_moment(word) for word in words.to_pylist()], pa.timestamp("us", tz="UTC"))


def texts(words: pa.Array) -> pa.Array:
    """Return the words themselves."""
    return words


CONVERSIONS: Mapping[str, tuple[Callable[[pa.Array], pa.Array], str]] = {
    "string": (texts, "a text"),
    "enum": (texts, "a text"),
    "int": (ints, "a whole number such as 2026"),
    "float": (floats, "a number such as 0.25 or 2.5e-3, with a point and without blanks"),
    "bool": (bools, "true or false"),
    "date": (dates, "a day such as 2026-01-31"),
    "datetime": (moments, "a moment with offset such as 2026-01-31T08:00:00+01:00 or 2026-01-31T07:00:00Z"),
}
"""Function and allowed form by type of the dictionary."""


def _plain(words: pa.Array) -> pa.Array:
    """Return the words that are decimal numbers, with an ASCII minus and without plus; null for others."""
    ascii_minus = pc.replace_substring(words, "\u2212", "-")
    is_number = pc.match_substring_regex(ascii_minus, _NUMBER)
    return pc.utf8_ltrim(pc.if_else(is_number, ascii_minus, None), "+")


def _whole(text: str) -> int | None:
    try:
        value = Decimal(text)
    except InvalidOperation:  # an exponent of twenty digits
        return None
    # The bound comes first: the integer of 1e999999 would fill the memory.
    if -(2**63) <= value < 2**63 and value == value.to_integral_value():
        return int(value)
    return None


def _date(word: str | None) -> dt.date | None:
    if word is None:
        return None
    day = _MIDNIGHT.sub("", word)
    try:
        return dt.date.fromisoformat(day) if _DATE.fullmatch(day) else None
    except ValueError:
        return None


def _moment(word: str | None) -> int | None:
    if word is None or not _MOMENT.fullmatch(word):
        return None
    try:
        return (dt.datetime.fromisoformat(word) - _EPOCH) // dt.timedelta(microseconds=1)
    except (ValueError, OverflowError):
        return None


def _replaced(values: pa.Array, places: Ints, new: list[int | None]) -> pa.Array:
    mask = np.zeros(len(values), np.bool_)
    mask[places] = True
    return pc.replace_with_mask(values, pa.array(mask), pa.array(new, values.type))
