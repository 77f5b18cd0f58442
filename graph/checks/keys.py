"""Rows by identity: equal rows get equal numbers, and rows are put in order of their keys.

A blank counts as a value, and stands first.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.checks.faults import Bools, Ints


def array(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return a column as one Arrow array."""
    if isinstance(column, pa.ChunkedArray):
        return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    return column


def codes(columns: Sequence[pa.Array], count: int) -> Ints:
    """Return a number for each of `count` rows, shape (count,), equal where all columns are equal."""
    result = np.zeros(count, np.int64)
    for column in columns:
        encoded = array(column).dictionary_encode()
        own = _indices(encoded) + 1
        combined = result * (len(encoded.dictionary) + 1) + own
        # Numbers stay below the count of rows, so that the next product cannot overflow.
        result = pd.factorize(combined)[0].astype(np.int64)
    return result


def order(columns: Sequence[pa.Array]) -> Ints:
    """Return the positions of the rows sorted by the columns, the first counts most, blanks first."""
    return np.lexsort([ranks(column) for column in reversed(columns)]).astype(np.int64)


def words(column: pa.Array | pa.ChunkedArray) -> list[Any]:
    """Return the values as Python objects; equal ones are one object, so that many rows take little memory."""
    encoded = array(column).dictionary_encode()
    distinct = [None, *encoded.dictionary.to_pylist()]
    return [distinct[place] for place in (_indices(encoded) + 1).tolist()]


def ranks(column: pa.Array) -> Ints:
    """Return the rank of each value among the distinct values, shape (n,), 0 for a blank."""
    encoded = array(column).dictionary_encode()
    ranked = np.empty(len(encoded.dictionary) + 1, np.int64)
    ranked[0] = 0
    ranked[1 + _sorted(encoded.dictionary)] = np.arange(len(encoded.dictionary)) + 1
    return ranked[_indices(encoded) + 1]


def repeated(numbers: Ints) -> Bools:
    """Return which numbers stand there more than once, shape (n,)."""
    return np.asarray(pd.Series(numbers).duplicated(keep=False), np.bool_)


def where(keys: Iterable[tuple[Any, ...]], columns: Sequence[pa.Array], types: Sequence[pa.DataType]) -> Ints:
    """Return the positions of the rows that have one of some keys, sorted."""
    listed = list(keys)
    if not listed:
        return np.zeros(0, np.int64)
    wanted = [pa.array([key[place] for key in listed], type=kind, from_pandas=True) for place, kind in enumerate(types)]
    count = len(columns[0])
    together = [pa.concat_arrays([array(c), w]) for c, w in zip(columns, wanted, strict=True)]
    numbered = codes(together, count + len(listed))
    return np.flatnonzero(np.isin(numbered[:count], numbered[count:])).astype(np.int64)


def _indices(encoded: pa.DictionaryArray) -> Ints:
    return np.asarray(encoded.indices.fill_null(-1), np.int64)


def _sorted(values: pa.Array) -> Ints:
    return np.asarray(pc.sort_indices(values), np.int64)
