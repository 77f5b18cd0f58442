"""Rules over rows that belong together, asked of the tables as they would be.

Rows of the load that are concerned get a fault; current rows stay what they are.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.checks import groups, keys, places, wholes
from graph.checks.faults import Fault, Ints
from graph.checks.fields import Group, equalities, sums
from graph.checks.groups import Breach
from graph.checks.intervals import ALWAYS, FOREVER, Numbers, days, since
from graph.merge import Candidate

INPUTS, ITEMS = "input_to", "parts"

Columns = Mapping[str, pa.Array]


def groups_hold(candidate: Candidate) -> None:
    """Refuse rows whose group exceeds a sum, has unequal values, or one key twice on the same day."""
    table = candidate.table
    limited, equal = list(sums(table)), list(equalities(table))
    has_dates = "valid_from" in table.key
    if not candidate.stands.any() or not (limited or equal or has_dates):
        return
    columns, origin = candidate.standing(table.names)
    start, end = _interval(columns, len(origin))
    if has_dates:
        by = tuple(name for name in table.key if name != "valid_from")
        group = keys.codes([columns[name] for name in by], len(origin))
        told = _Told("valid_from", by, columns)
        _report(candidate, origin, groups.overlapping(group, start, end), told, told.overlap)
    for rule in limited:
        told = _Told(rule.field, rule.by, columns, rule.most)
        breach = groups.over_limit(_group(rule, columns), _numbers(columns[rule.field]), start, end, rule.most)
        _report(candidate, origin, breach, told, told.total)
    for rule in equal:
        told = _Told(rule.field, rule.by, columns)
        values = keys.codes([columns[rule.field]], len(origin))
        _report(candidate, origin, groups.unequal(_group(rule, columns), values, start, end), told, told.unequal)


def places_fit(candidate: Candidate, candidates: Mapping[str, Candidate]) -> None:
    """Refuse rows whose subdivision lies in another country, or whose country is a subdivision."""
    fields = {f.name for f in candidate.table.fields if f.refers_to == (places.TABLE,)}
    if "country" not in fields or not candidate.stands.any():
        return
    known = pa.table(candidates[places.TABLE].standing(("id", "level", "parent"))[0])
    rows = candidate.rows

    def not_country(row: int) -> Fault:
        said = f"country is {rows.column('country')[row]}, which is a subdivision."
        return Fault("country", said, "Write the country here, such as CD for CD-LU.")

    def outside(row: int) -> Fault:
        area, country = rows.column("subdivision")[row], rows.column("country")[row]
        said = f"subdivision {area} does not lie in country {country}."
        return Fault("country", said, "Correct the subdivision or the country.")

    candidate.faults.each(wholes.not_countries(rows, known) & candidate.stands, "country", not_country)
    if "subdivision" in fields:
        candidate.faults.each(wholes.misplaced(rows, known) & candidate.stands, "subdivision", outside)


def nobody_owns_itself(candidate: Candidate) -> None:
    """Refuse rows of OWNS by which a company owns itself in the end."""
    ends = {
        token: field.name
        for field in candidate.table.fields
        for token in field.relationship
        if token in ("OWNS:from", "OWNS:to")
    }
    if len(ends) < 2 or not candidate.stands.any():
        return
    owner, owned = ends["OWNS:from"], ends["OWNS:to"]
    columns, origin = candidate.standing(candidate.table.names)
    count = len(origin)
    numbered = keys.codes([pa.concat_arrays([columns[owner], columns[owned]])], 2 * count)
    rows = wholes.in_loops(numbered[:count], numbered[count:], *_interval(columns, count))
    concerned = origin[rows & (origin >= 0)]
    values = candidate.rows

    def fault(row: int) -> Fault:
        said = f"{values.column(owner)[row]} owns {values.column(owned)[row]}, which owns it in turn."
        return Fault("cycle", said, "Take out one row of the loop, or date it.")

    candidate.faults.each(concerned, owned, fault)


def weights_fit(candidates: Mapping[str, Candidate]) -> None:
    """Refuse rows by which the weights of an item's slots and of its own making exceed 1."""
    if not {INPUTS, ITEMS} <= set(candidates):
        return
    inputs, parts = candidates[INPUTS], candidates[ITEMS]
    columns, origin = inputs.standing(inputs.table.names)
    made, made_origin = parts.standing(("id", "own_weight"))
    count, extra = len(origin), len(made_origin)
    # Parts are numbered with the outputs, so that own weights find their item.
    kinds = pa.concat_arrays([columns["output_kind"], pa.array(["part"] * extra, pa.string())])
    items = keys.codes([kinds, pa.concat_arrays([columns["output_id"], made["id"]])], count + extra)
    own = np.zeros(int(items.max(initial=-1)) + 1)
    weights = _numbers(made["own_weight"])
    own[items[count:]] = np.nan_to_num(weights)
    item = items[:count]
    slot = keys.codes([pa.array(item), columns["slot"]], count)
    start, end = _interval(columns, count)
    breach = wholes.overweight(item, slot, _numbers(columns["weight"]), start=start, end=end, own=own)
    told = _Told("weight", ("output_kind", "output_id"), columns)
    _report(inputs, origin, breach, told, told.weights)
    own_rows = np.isin(items[count:], item[breach.rows]) & ~np.isnan(weights) & (made_origin >= 0)
    parts.faults.each(
        made_origin[own_rows],
        "own_weight",
        lambda _: Fault(
            "sum",
            "own_weight and the weights of the part's slots add up to more than 1.",
            "Correct the weights.",
        ),
    )


@dataclass(frozen=True)
class _Told:
    """The sentences about a group that breaks a rule."""

    field: str
    by: tuple[str, ...]
    columns: Columns
    most: float = 1.0

    def total(self, group: str, total: float, when: str) -> Fault:
        said = f"{self.field} adds up to {total:.6g}{when} for {group}; allowed at most {self.most:g}."
        return Fault("sum", said, "Correct the shares, or give the rows dates that do not overlap.")

    def unequal(self, group: str, _: float, when: str) -> Fault:
        said = f"{self.field} is not equal{when} on all rows with {group}."
        return Fault("same", said, f"Write one {self.field} on all of these rows.")

    def overlap(self, group: str, total: float, when: str) -> Fault:
        said = f"{total:.0f} rows with {group} are in force at once{when}."
        return Fault(
            "overlap",
            said,
            "End one before the next begins: valid_to is the first day on which it no longer holds.",
        )

    def weights(self, group: str, total: float, when: str) -> Fault:
        said = f"Slot weights and own weight add up to {total:.6g}{when} for {group}; allowed at most 1."
        return Fault("sum", said, "Correct the weights.")

    def group(self, row: int) -> str:
        return ", ".join(f"{name} {self.columns[name][row].as_py()}" for name in self.by)


def _report(
    candidate: Candidate,
    origin: Ints,
    breach: Breach,
    told: _Told,
    sentence: Callable[[str, float, str], Fault],
) -> None:
    """Add a fault to each row of the load that is concerned."""
    place = np.flatnonzero(origin[breach.rows] >= 0)
    rows = breach.rows[place]
    faults = [
        sentence(told.group(row), total, since(day))
        for row, total, day in zip(rows.tolist(), breach.total[place].tolist(), breach.day[place].tolist(), strict=True)
    ]
    candidate.faults.add(origin[rows], told.field, faults, np.arange(len(rows)))


def _group(rule: Group, columns: Columns) -> Ints:
    return keys.codes([columns[name] for name in rule.by], len(columns[rule.field]))


def _numbers(column: pa.Array) -> Numbers:
    return np.asarray(pc.cast(column, pa.float64()).fill_null(np.nan), np.float64)


def _interval(columns: Columns, count: int) -> tuple[Ints, Ints]:
    return days(columns.get("valid_from"), count, ALWAYS), days(columns.get("valid_to"), count, FOREVER)
