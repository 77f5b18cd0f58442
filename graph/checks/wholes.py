"""Rules that need more than one field or row: weights of an item, an item in itself, ownership, places.

They are code because the dictionary has no token for them.
"""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graph.checks.faults import Bools, Fault, Faults, Ints
from graph.checks.groups import SLACK, Breach, breach
from graph.checks.intervals import Numbers, Sweep
from graph.dictionary import Table


def row_rules(table: Table, rows: pa.Table, faults: Faults) -> None:
    """Add the faults of single rows that the dictionary has no token for."""
    _selves(table, rows, faults)
    names = set(table.names)
    if {"os_id", "country"} <= names:
        _os_ids(rows, faults)
    if {"level", "parent"} <= names:
        _levels(rows, faults)


def overweight(item: Ints, slot: Ints, weight: Numbers, *, start: Ints, end: Ints, own: Numbers) -> Breach:
    """Return the rows that are in force when the weights of their item's slots exceed 1.001.

    Parameters
    ----------
    item, slot
        Numbers of the item and of its slot, shape (n,).
    weight
        Weight of the slot, NaN where blank; equal on the rows of a slot, shape (n,).
    start, end
        Days, shape (n,).
    own
        Weight of making the item itself, 0 where blank, shape (items,).
    """
    known = np.flatnonzero(~np.isnan(weight))
    if not len(known):
        return Breach.none()
    largest = pd.DataFrame({"item": item[known], "slot": slot[known], "weight": weight[known]})
    whole = largest.groupby(["item", "slot"])["weight"].max().groupby("item").sum()
    at_most = np.zeros(len(own))
    at_most[whole.index.to_numpy()] = whole.to_numpy()
    chosen = known[(at_most + own)[item[known]] > SLACK]
    if not len(chosen):
        return Breach.none()
    sweep = Sweep(item[chosen], start[chosen], end[chosen])
    slots = Sweep(slot[chosen], start[chosen], end[chosen])
    totals = _slot_totals(item[chosen], slot[chosen], weight[chosen], slots, sweep)
    totals = totals + own[sweep.group]
    return breach(sweep, chosen, sweep.is_last & (totals > SLACK), totals)


def _slot_totals(item: Ints, slot: Ints, weight: Numbers, slots: Sweep, items: Sweep) -> Numbers:
    """Return for each event of `items` what the slots in force weigh after that day."""
    count = np.asarray(slots.totals(np.ones(len(slot), np.int64)), np.int64)
    weighed = np.asarray(slots.totals(weight), np.float64)
    last = np.flatnonzero(slots.is_last)
    weights = np.where(count[last] > 0, weighed[last] / np.maximum(count[last], 1), 0.0)
    frame = pd.DataFrame({"slot": slots.group[last], "day": slots.day[last], "weight": weights})
    frame["item"] = item[slots.row[last]]
    frame["step"] = frame["weight"] - frame.groupby("slot")["weight"].shift().fillna(0.0)
    steps = frame.groupby(["item", "day"])["step"].sum()
    totals = steps.groupby("item").cumsum()
    events = pd.MultiIndex.from_arrays([items.group, items.day])
    return totals.reindex(events).to_numpy(np.float64)


def in_loops(owner: Ints, owned: Ints, start: Ints, end: Ints) -> Bools:
    """Return the rows of OWNS that lie on a closed loop of rows in force on the same day, shape (n,).

    Examples
    --------
    0 owns 1 until day 10, and 1 owns 0 from then on: no loop. From day 9 on: a loop.

    >>> owner, owned = np.array([0, 1]), np.array([1, 0])
    >>> in_loops(owner, owned, np.array([0, 10]), np.array([10, 99])).tolist()
    [False, False]
    >>> in_loops(owner, owned, np.array([0, 9]), np.array([10, 99])).tolist()
    [True, True]
    """
    found = np.zeros(len(owner), np.bool_)
    possible = np.flatnonzero(_closed(owner, owned))
    # Whoever is on a loop at some time is on one of all rows together: the dates matter for those alone.
    for day in np.unique(start[possible]).tolist():
        now = possible[(start[possible] <= day) & (end[possible] > day)]
        found[now[_closed(owner[now], owned[now])]] = True
    return found


def _closed(source: Ints, target: Ints) -> Bools:
    if not len(source):
        return np.zeros(0, np.bool_)
    size = int(max(source.max(), target.max())) + 1
    edges = coo_array((np.ones(len(source), np.int8), (source, target)), shape=(size, size))
    _, component = connected_components(edges.tocsr(), connection="strong")
    return np.asarray(component[source] == component[target], np.bool_)


def misplaced(rows: pa.Table, places: pa.Table) -> Bools:
    """Return the rows whose subdivision does not lie in their country, shape (n,)."""
    parents = _looked_up(rows, "subdivision", places, "parent")
    inside = pc.equal(parents, rows.column("country").combine_chunks())
    named = rows.column("subdivision").combine_chunks().is_valid()
    return np.asarray(pc.and_(named, pc.invert(pc.fill_null(inside, fill_value=False))), np.bool_)


def not_countries(rows: pa.Table, places: pa.Table) -> Bools:
    """Return the rows whose country is a subdivision, shape (n,)."""
    levels = _looked_up(rows, "country", places, "level")
    return np.asarray(pc.fill_null(pc.equal(levels, "subdivision"), fill_value=False), np.bool_)


def _looked_up(rows: pa.Table, field: str, places: pa.Table, wanted: str) -> pa.Array:
    place = pc.index_in(rows.column(field).combine_chunks(), value_set=places.column("id").combine_chunks())
    return places.column(wanted).combine_chunks().take(place)


def _selves(table: Table, rows: pa.Table, faults: Faults) -> None:
    """Add rows that name themselves: an item as its own input, an owner of itself, a repeated finding."""
    for first, second in _pairs(table):
        same = pc.equal(rows.column(first).combine_chunks(), rows.column(second).combine_chunks())
        kinds = [table[name].kind_field for name in (first, second)]
        if kinds[0] and kinds[1]:
            left, right = (rows.column(kind).combine_chunks() for kind in kinds)
            same = pc.and_(same, pc.equal(left, right))
        is_same = np.asarray(pc.fill_null(same, fill_value=False), np.bool_)
        values = rows.column(second)

        def fault(row: int, names: tuple[str, str] = (first, second), values: pa.Array = values) -> Fault:
            reason = f"{names[0]} and {names[1]} are both {values[row].as_py()!r}; a row cannot name itself."
            return Fault("self", reason, "Correct one of them, or take the row out.")

        faults.each(is_same, second, fault)


def _pairs(table: Table) -> list[tuple[str, str]]:
    ends = {
        token: field.name for field in table.fields for token in field.relationship if token.endswith((":from", ":to"))
    }
    pairs = [(name, ends[token[:-5] + ":to"]) for token, name in ends.items() if token[:-5] + ":to" in ends]
    own = [("id", field.name) for field in table.fields if field.refers_to == (table.name,) and table.label]
    return pairs + own


def _os_ids(rows: pa.Table, faults: Faults) -> None:
    letters = pc.utf8_slice_codeunits(rows.column("os_id").combine_chunks(), 0, 2)
    countries = rows.column("country").combine_chunks()
    broken = np.asarray(pc.fill_null(pc.not_equal(letters, countries), fill_value=False), np.bool_)

    def fault(row: int) -> Fault:
        reason = f"os_id begins with {letters[row]}, but country is {countries[row]}."
        return Fault("check.os_id", reason, "Correct the id or the country.")

    faults.each(broken, "os_id", fault)


def _levels(rows: pa.Table, faults: Faults) -> None:
    """Add subdivisions without their country, and countries with one."""
    ids, parents = rows.column("id").combine_chunks(), rows.column("parent").combine_chunks()
    is_area = pc.equal(rows.column("level").combine_chunks(), "subdivision")
    has_dash = pc.equal(pc.utf8_slice_codeunits(ids, 2, 3), "-")
    parent_fits = pc.equal(pc.fill_null(parents, ""), pc.if_else(is_area, pc.utf8_slice_codeunits(ids, 0, 2), ""))
    fits = pc.and_(pc.equal(is_area, has_dash), parent_fits)

    def fault(row: int) -> Fault:
        reason = f"id {ids[row]}, level {rows.column('level')[row]} and parent {parents[row]} do not fit together."
        remedy = "A subdivision such as CD-LU has the parent CD; a country such as CD has none."
        return Fault("country", reason, remedy)

    faults.each(~np.asarray(pc.fill_null(fits, fill_value=True), np.bool_), "parent", fault)
