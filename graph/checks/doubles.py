"""Rows of one load with the same key, and ids that look alike.

Equal rows are doubles and the first is kept; rows that contradict each other are all refused. Ids that merely
look alike are told, never merged.
"""

import unicodedata
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.checks import keys
from graph.checks.faults import Bools, Ints

MOST_TOLD = 1000
"""Groups of look-alike ids that are told one by one."""

_INVISIBLE = dict.fromkeys([0x00AD, 0x034F, 0x180E, *range(0x200B, 0x2010), *range(0x2060, 0x2065), 0xFEFF])


def doubled(key: Ints, content: Sequence[pa.Array], is_sound: Bools) -> tuple[Ints, Ints, Bools]:
    """Return the doubles, the first row that each repeats, and which rows contradict another one.

    Parameters
    ----------
    key
        Number of each row's key, shape (n,).
    content
        All columns of the rows.
    is_sound
        Rows that take part, shape (n,).
    """
    sound = np.flatnonzero(is_sound)
    several = sound[keys.repeated(key[sound])]
    chosen = pa.array(several)
    same = keys.codes([keys.array(column).take(chosen) for column in content], len(several))
    frame = pd.DataFrame({"key": key[several], "same": same, "row": several})
    by_key = frame.groupby("key", sort=False)
    clashes = (by_key["same"].transform("nunique") > 1).to_numpy(np.bool_)
    first = by_key["row"].transform("first").to_numpy(np.int64)
    is_double = ~clashes & (first != several)
    contradicting = np.zeros(len(key), np.bool_)
    contradicting[several[clashes]] = True
    return several[is_double].astype(np.int64), first[is_double], contradicting


def lookalikes(ids: pa.Array, is_new: Bools) -> list[tuple[str, ...]]:
    """Return the groups of different ids that look alike, of which at least one is new; sorted.

    Parameters
    ----------
    ids
        Distinct ids, shape (n,).
    is_new
        Whether each comes from this load, shape (n,).

    Examples
    --------
    >>> lookalikes(pa.array(["P1", "p1", "P2"]), np.array([True, False, True]))
    [('P1', 'p1')]
    """
    seen = keys.codes([_seen(ids)], len(ids))
    several = keys.repeated(seen)
    if not several.any():
        return []
    frame = pd.DataFrame({"seen": seen, "id": ids.to_pylist(), "new": is_new})[several]
    groups = [tuple(sorted(group["id"])) for _, group in frame.groupby("seen") if group["new"].any()]
    return sorted(groups)


def _seen(ids: pa.Array) -> pa.Array:
    """Return the ids as they look: compatible forms equal, nothing invisible, no case."""
    is_ascii = np.asarray(pc.string_is_ascii(ids), np.bool_)
    if is_ascii.all():
        return pc.utf8_lower(ids)
    words = ids.to_pylist()
    return pa.array([word.lower() if plain else _look(word) for word, plain in zip(words, is_ascii, strict=True)])


def _look(word: str) -> str:
    visible = unicodedata.normalize("NFKC", word).translate(_INVISIBLE)
    return unicodedata.normalize("NFKC", visible.casefold())
