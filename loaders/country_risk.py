"""Country indicators of many publishers in one table: a column each, a row per country.

Which column is which indicator stands in `lookups/country_risk_columns.csv`; columns that are not used there
are left out by name. A blank is no data: it gives no row, and never a 0.
"""

from collections.abc import Iterator, Mapping, Sequence

from graph.extract import Refusal
from loaders.cells import cell, country
from loaders.loader import FileSpec, Loader, Record, Records, Row, Sniff
from loaders.lookups import lookup

_COLUMNS = lookup("country_risk_columns")
_KEYS = ("name", "iso3")


def rows(records: Records) -> Iterator[Row | Refusal]:
    """Yield an indicator for each column that is used, and its values."""
    given = records["risk"]
    if not given:
        return
    header = Record(given[0].file, given[0].sheet, "1", dict.fromkeys(given[0].cells))
    used = [column for column in _COLUMNS if column["use"] == "yes" and column["column"] in header.cells]
    yield from _indicators(header, used)
    yield from _left_out(header)
    for record in given:
        yield from _values(record, used)


def _indicators(header: Record, used: Sequence[Mapping[str, str]]) -> Iterator[Row]:
    fields = ("name", "dimension", "direction", "lo", "hi", "ordinal_map", "edition", "publisher", "licence")
    for column in used:
        cells: dict[str, str | None] = {"id": column["indicator_id"]}
        cells |= {field: column[field] or None for field in fields}
        yield Row("indicators", cells | {"source": column["publisher"]}, header, {"id": column["column"]})


def _left_out(header: Record) -> Iterator[Refusal]:
    """Yield the columns that are not used, each with its reason, and those that nobody knows."""
    known = {column["column"]: column for column in _COLUMNS}
    for name in header.cells:
        if name in _KEYS:
            continue
        if name not in known:
            reason = f"There is no indicator for a column called {name}."
            yield header.refused(name, "enum", reason, f"Allowed are {', '.join(known)}; rename or delete it.")
        elif known[name]["use"] != "yes":
            yield header.left_out(name, "double", f"{name}: {known[name]['reason']}.")


def _values(record: Record, used: Sequence[Mapping[str, str]]) -> Iterator[Row | Refusal]:
    code = country(record, "iso3", "", named="name")
    if isinstance(code, Refusal):
        yield code
        return
    filled = [column for column in used if cell(record, column["column"])]
    if not filled:
        yield record.left_out("", "required", "No column that is used has a value in this row.")
    for column in filled:
        cells = {
            "subject_kind": "country",
            "subject_id": code,
            "indicator_id": column["indicator_id"],
            "year": column["year"],
            "value": cell(record, column["column"]),
            "source": column["publisher"],
        }
        yield Row("scored", cells, record, {"subject_id": "iso3"})


LOADER = Loader(
    name="country-risk",
    title="Country indicators (one column each)",
    reads="a CSV file with the columns name, iso3 and one for each indicator",
    where="put together by hand from the publishers' tables; the manual names them, and what may be shared",
    sniff=Sniff(suffixes=(".csv",), columns=("iso3", "wgi_pv_2024")),
    files=(
        FileSpec(
            "risk",
            names=("country_risk*.csv",),
            required=_KEYS,
            optional=tuple(column["column"] for column in _COLUMNS),
        ),
    ),
    tables=("indicators", "scored"),
    complete=True,
    publisher="several, named in each indicator",
    licence="differs by indicator",
    rows=rows,
)
