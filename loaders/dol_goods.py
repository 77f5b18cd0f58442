"""Goods made with child or forced labour, and countries' efforts against it: lists of the US government.

Reads the goods file, the countries file of the Department of Labor, or both. A raw good becomes an origin of
unknown size that is listed; goods made of others are left out by name, for what they are made of is listed.
A country that was not assessed gets no value.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from graph.errors import FileError
from graph.extract import Refusal
from loaders.cells import cell, country
from loaders.loader import FileSpec, Loader, Option, Record, Records, Row, Sniff
from loaders.lookups import lookup, material_rows

DATASET = "usdol"
_PUBLISHER = "US Department of Labor"
_LICENCE = "US government work"
_LABOUR = ("Child_Labor", "Forced_Labor", "Forced_Child_Labor")
_LEVELS = {"No": "0", "Minimal": "1", "Moderate": "2", "Significant": "3"}
# Scores of the four levels: ours, an order made into steps.
_SCORES = "0:0.90;1:0.70;2:0.45;3:0.20"
_EDITION = re.compile(r"[Ii]n (20\d\d), ")


def rows(records: Records) -> Iterator[Row | Refusal]:
    """Yield listings and materials of the goods, indicator and values of the countries."""
    if not records["goods"] and not records["countries"]:
        return
    year = _year(records)
    goods = {_folded(row["good"]): row for row in lookup("goods")}
    named: list[tuple[str, Record]] = []
    for record in records["goods"]:
        found = _listing(record, goods, year)
        if isinstance(found, Row):
            named.append((found.cells["material_id"] or "", record))
        yield found
    yield from material_rows(named)
    yield from _advancement(records["countries"], year)


def _year(records: Records) -> str:
    """Return the edition: what the user says, else the one year that the countries' texts name."""
    if given := records.options.get("year"):
        return given
    texts = (cell(record, "Description") for record in records["countries"])
    years = sorted({found.group(1) for text in texts if (found := _EDITION.search(text))})
    if len(years) == 1:
        return years[0]
    shown = f"name {' and '.join(years)}" if years else "are not there"
    raise FileError(
        f"the year of the list stands in the texts of the countries file, and these {shown}; "
        "the name of a file keeps an old year. Give both files, or say which it is: --year 2022"
    )


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _listing(record: Record, goods: Mapping[str, Mapping[str, str]], year: str) -> Row | Refusal:
    """Return the origin that a pair of good and country makes known."""
    name = cell(record, "Good_Name")
    good = goods.get(_folded(name))
    if good is None:
        remedy = "Add the good to lookups/goods.csv, or wait for a version that knows it."
        return record.refused("Good_Name", "reference", f"{name!r} is not among the goods known.", remedy)
    code = country(record, "Country_Name", DATASET)
    if isinstance(code, Refusal):
        return code
    if cell(record, "Derived_Labor_Exploitation") == "Yes" and not _is_listed(record):
        reason = f"{name} is listed for what it is made of; Tierlight works that out from your own data."
        return record.left_out("Good_Name", "double", reason)
    if good["is_raw_material"] != "true":
        return record.left_out("Good_Name", "reference", f"{name} is not a raw material.")
    if not _is_listed(record):
        reason = f"{', '.join(_LABOUR)} are all without Yes."
        return record.refused("Child_Labor", "required", reason, "Correct the file.")
    cells = {
        "country": code,
        "material_id": good["material_id"],
        "stage": "listed",
        "year": year,
        "share": None,
        "goods_listed": "true",
        "source": f"{_PUBLISHER}, List of Goods",
    }
    return Row("world_share", cells, record, {"country": "Country_Name", "material_id": "Good_Name"})


def _is_listed(record: Record) -> bool:
    """Return True if the pair is listed in its own right; an absent tag means no."""
    return any(cell(record, tag) == "Yes" for tag in _LABOUR)


def _advancement(records: Sequence[Record], year: str) -> Iterator[Row | Refusal]:
    if not records:
        return
    indicator = f"DOL_CL_{year}"
    cells = {
        "id": indicator,
        "name": "Advancement against child labour",
        "dimension": "LAB",
        "direction": "ordinal",
        "ordinal_map": _SCORES,
        "edition": year,
        "publisher": _PUBLISHER,
        "licence": _LICENCE,
        "source": f"{_PUBLISHER}, Findings on the Worst Forms of Child Labor",
    }
    yield Row("indicators", cells, records[0])
    for record in records:
        yield _value(record, indicator, year)


def _value(record: Record, indicator: str, year: str) -> Row | Refusal:
    """Return the level of a country as the number of its class."""
    # What follows the dash qualifies the level and does not change it.
    level = cell(record, "Advancement_Level").partition("–")[0].strip()
    if level in {"", "No Assessment"}:
        return record.left_out("Advancement_Level", "required", "The country was not assessed.")
    number = _LEVELS.get(level.removesuffix(" Advancement"))
    if number is None:
        allowed = ", ".join(f"{name} Advancement" for name in _LEVELS)
        return record.refused("Advancement_Level", "enum", f"{level!r} is not {allowed}.", "Correct the file.")
    code = country(record, "Name", DATASET)
    if isinstance(code, Refusal):
        return code
    cells = {
        "subject_kind": "country",
        "subject_id": code,
        "indicator_id": indicator,
        "year": year,
        "value": number,
        "source": f"{_PUBLISHER}, Findings on the Worst Forms of Child Labor",
    }
    return Row("scored", cells, record, {"subject_id": "Name", "value": "Advancement_Level"})


LOADER = Loader(
    name="dol-goods",
    title="Goods made with child or forced labour (US Department of Labor)",
    reads="goods_….xml (List of Goods), countries_….xml (Findings on Child Labor), or both",
    where="folder 'Child Labor' of github.com/USDepartmentofLabor/Child-Labor",
    sniff=Sniff(suffixes=(".xml",), names=("goods*.xml", "countries*.xml")),
    files=(
        FileSpec(
            "goods",
            "xml",
            names=("goods*.xml",),
            required=("Good_Name", "Country_Name"),
            optional=("Derived_Labor_Exploitation", *_LABOUR),
            is_needed=False,
            element="Country",
        ),
        FileSpec(
            "countries",
            "xml",
            names=("countries*.xml",),
            required=("Name",),
            optional=("Advancement_Level", "Description"),
            is_needed=False,
            element="Country",
        ),
    ),
    tables=("materials", "world_share", "indicators", "scored"),
    complete=True,
    publisher=f"{_PUBLISHER}, Bureau of International Labor Affairs",
    licence=_LICENCE,
    url="https://www.dol.gov/agencies/ilab/reports/child-labor/list-of-goods",
    rows=rows,
    options=(Option("year", "edition such as 2022; by default the year that the countries file names"),),
)
