"""Cells of a record as a loader reads them: text without blanks around it, countries, numbers.

A cell that cannot be read comes back as the refusal of its record, never as a guess.
"""

import re
from decimal import Decimal

from graph.countries import Unresolved, resolve
from graph.extract import Refusal
from loaders.loader import Record

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")


def cell(record: Record, column: str) -> str:
    """Return the text of a cell without blanks at its ends; "" where it is blank."""
    return (record.cells.get(column) or "").replace("\xa0", " ").strip()


def blank(record: Record, *columns: str) -> Refusal | None:
    """Return the refusal of a record for the first of some columns that is blank, or None."""
    for column in columns:
        if not cell(record, column):
            return record.refused(column, "required", f"{column} is blank.", "Fill the cell.")
    return None


def country(record: Record, column: str, dataset: str, *, named: str = "") -> str | Refusal:
    """Return the ISO 3166-1 alpha-2 code of the country that a cell names, or the refusal of the record.

    Groups and former states are left out, names that are not known or may mean two countries are errors.
    `named` is a column beside a column of codes: its name tells a group whose code is not known.
    """
    found = resolve(cell(record, column), dataset)
    if named and isinstance(found, Unresolved) and found.kind == "unknown":
        other = resolve(cell(record, named), dataset)
        if isinstance(other, Unresolved) and other.kind == "pseudo":
            found = other
    if not isinstance(found, Unresolved):
        return found
    if found.kind == "pseudo":
        return record.left_out(column, found.rule, found.reason, found.remedy)
    return record.refused(column, found.rule, found.reason, found.remedy)


def number(record: Record, column: str, *, suffix: str = "") -> Decimal | Refusal | None:
    """Return the number in a cell, None where it is blank, or the refusal of the record.

    A minus may be U+2212. `suffix` is what has to follow the number, such as `%`.
    """
    text = cell(record, column).replace("\u2212", "-")
    if not text:
        return None
    digits = text.removesuffix(suffix).rstrip() if text.endswith(suffix) else ""
    if not _NUMBER.fullmatch(digits):
        wanted = f"12.5{suffix}"
        return record.refused(column, "type", f"{text!r} is not a number such as {wanted}.", "Correct the cell.")
    return Decimal(digits)


def written(value: Decimal) -> str:
    """Return a number as plain text, with at most twelve digits behind the point."""
    text = f"{value:.12f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
