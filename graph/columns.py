"""Columns of a table as numpy arrays: numbers, positions in a sorted list of ids, levels of confidence.

The only place where a frame becomes an array of the models.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.signedinteger[Any]]
Levels = npt.NDArray[np.int8]
Bools = npt.NDArray[np.bool_]
Words = npt.NDArray[np.object_]

LEVELS = ("verified", "reported", "inferred", "estimated", "unknown")
"""Levels of confidence, surest first; a row has one of the first four."""

INFERRED, ESTIMATED, UNKNOWN = 2, 3, 4


def arrow(frame: pd.DataFrame, column: str) -> pa.Array:
    """Return a column as one Arrow array."""
    return pa.chunked_array(pa.array(frame[column])).combine_chunks()


def numbers(frame: pd.DataFrame, column: str) -> Floats:
    """Return a numeric column as float64, shape (n,), NaN where it is blank."""
    return frame[column].to_numpy(dtype=np.float64, na_value=np.nan)


def flags(frame: pd.DataFrame, column: str) -> Bools:
    """Return a Boolean column, shape (n,), False where it is blank."""
    return frame[column].to_numpy(dtype=np.bool_, na_value=False)


def words(frame: pd.DataFrame, column: str) -> Words:
    """Return a text column as Python strings, shape (n,), None where it is blank."""
    return np.asarray(pa.chunked_array(pa.array(frame[column])).to_numpy(), dtype=object)


def sorted_ids(*columns: pd.Series) -> pa.Array:
    """Return the distinct values of some columns, sorted by code point, without blanks."""
    together = pa.chunked_array([chunk for column in columns for chunk in pa.chunked_array(pa.array(column)).chunks])
    distinct = pc.drop_null(pc.unique(together.cast(pa.string())))
    return distinct.take(pc.sort_indices(distinct))


def positions(frame: pd.DataFrame, column: str, ids: pa.Array) -> Ints:
    """Return where each value stands in `ids`, shape (n,), -1 for a blank and for an unknown one."""
    found = pc.index_in(arrow(frame, column).cast(pa.string()), value_set=ids)
    return np.asarray(found.fill_null(-1), dtype=np.int64)


def levels(frame: pd.DataFrame) -> Levels:
    """Return the position in `LEVELS` of each row's confidence, shape (n,)."""
    return positions(frame, "confidence", pa.array(LEVELS)).astype(np.int8)


def in_force(frame: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the rows whose half-open interval [valid_from, valid_to) holds `as_of`."""
    starts = arrow(frame, "valid_from")
    ends = arrow(frame, "valid_to")
    day = pa.scalar(as_of, pa.date32())
    keep = pc.and_(
        pc.fill_null(pc.less_equal(starts, day), fill_value=True),
        pc.fill_null(pc.greater(ends, day), fill_value=True),
    )
    return frame[np.asarray(keep, dtype=np.bool_)]


def ids_of(array: pa.Array) -> Words:
    """Return an Arrow string array as Python strings."""
    return np.asarray(array.to_pylist(), dtype=object)


def shown(names: Iterable[str], most: int = 5) -> str:
    """Return a short list for a message: the first few names and how many more there are."""
    listed = list(names)
    rest = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + rest
