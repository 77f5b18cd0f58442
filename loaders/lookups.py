"""The look-up tables that ship with Tierlight, as a loader uses them.

Every cell stays text: `NA` is Namibia.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files

from loaders.loader import Record, Row

MATERIAL_SOURCE = "Tierlight list of materials"


@cache
def lookup(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of one look-up table, such as `goods`, by column."""
    text = files("graph").joinpath(f"lookups/{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def by(name: str, column: str) -> Mapping[str, Mapping[str, str]]:
    """Return the rows of one look-up table by a column that has each value once."""
    return {row[column]: row for row in lookup(name)}


def material_rows(named: Iterable[tuple[str, Record]]) -> Iterator[Row]:
    """Yield one row of `materials` for each material id, made of the first record that names it.

    A figure about a material cannot be loaded without the material, so the loader brings both.
    """
    first: dict[str, Record] = {}
    for material, record in named:
        first.setdefault(material, record)
    for material, record in first.items():
        known = by("materials", "id")[material]
        cells = {field: known[field] or None for field in ("id", "name", "symbol", "cas", "hs_code")}
        cells |= {"risk_material": known["risk_material"], "source": MATERIAL_SOURCE}
        yield Row("materials", cells, record)
