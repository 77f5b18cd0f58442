"""Countries and subdivisions that rows name: codes that Tierlight knows itself, why others are refused."""

from collections.abc import Sequence

import pyarrow as pa

from graph.checks.faults import Fault
from graph.countries import Unresolved, countries, resolve, subdivision
from graph.dictionary import Table

TABLE = "countries"
OWN_SOURCE = "tierlight"
"""Source of the rows that Tierlight adds itself; they give way to any other."""


def is_known(code: str) -> bool:
    """Return whether a code is one of ISO 3166-1 (or XK) or of ISO 3166-2."""
    return code in countries() or subdivision(code) is not None


def with_countries(codes: Sequence[str]) -> list[str]:
    """Return the known codes among some, and the countries of the subdivisions, sorted."""
    known = [code for code in codes if is_known(code)]
    return sorted({*known, *(code[:2] for code in known)})


def rows(codes: Sequence[str], table: Table) -> pa.Table:
    """Return the rows of known codes, from the shipped lists."""
    records = [_record(code) for code in codes]
    return pa.Table.from_pylist(records, schema=table.schema)


def fault(field: str, code: str) -> Fault:
    """Return why a text is no code of a country, and which code may be meant."""
    found = resolve(code)
    if isinstance(found, Unresolved):
        return Fault(found.rule, f"{field}: {found.reason}", found.remedy)
    return Fault("country", f"{field} is {code!r}, which is not an ISO 3166 code.", f"Write {found}.")


def _record(code: str) -> dict[str, str]:
    area = subdivision(code)
    country = countries()[code[:2]]
    record = {
        "id": code,
        "name": area.name if area else country.name,
        "level": "subdivision" if area else "country",
        "region": country.region,
        "subregion": country.subregion,
        "source": OWN_SOURCE,
        "confidence": "verified",
    }
    if area:
        record["parent"] = area.country
    return {field: value for field, value in record.items() if value}
