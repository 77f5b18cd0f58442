"""North American sites of batteries, electric vehicles and clean energy: supplementary table S9.

Reads who builds what where. Investments, jobs and notes are not read. Coordinates are rounded to a tenth of a
degree by the publisher, so sites of one town share a point.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import pycountry

from graph.extract import Refusal
from loaders.cells import blank, cell, country
from loaders.loader import FileSpec, Loader, Record, Records, Row, Sniff, hashed_id

DATASET = "na"
_PLACE = ("company_name", "product", "city", "state", "latitude", "longitude")
_UNKNOWN = frozenset({"", "tbd"})
_SHORT = {"coahuila": "MX-COA"}
"""States that ISO 3166-2 calls by a longer name."""

_STEPS = {
    "Recycling": "recycling",
    "Minerals Extraction": "mining",
    "Materials Processing": "refining",
    "Cells": "cell",
    "Packs": "assembly",
    "Assembly": "assembly",
    "Nacelles/Assembly": "assembly",
    "Substation Assembly": "assembly",
    "Vessel Construction": "assembly",
    "Port": "logistics",
    "Fuel Fabrication": "chemical",
}
"""Step of each product, by what follows the technology; all others make components."""

_SOURCE = "North American clean-energy sites, table S9"


def rows(records: Records) -> Iterator[Row | Refusal]:
    """Yield companies and sites; a row that repeats a site is refused."""
    sites: dict[str, list[Record]] = {}
    companies: dict[str, list[tuple[Record, str]]] = {}
    for record in records["sites"]:
        where = _where(record)
        if isinstance(where, Refusal):
            yield where
            continue
        site = hashed_id(DATASET, *(cell(record, column) for column in _PLACE))
        earlier = sites.setdefault(site, [])
        earlier.append(record)
        if len(earlier) > 1:
            yield _repeated(record, earlier[:-1])
            continue
        companies.setdefault(_company_id(record), []).append((record, where[0]))
        yield _site(record, site, *where)
    for company, listed in companies.items():
        yield _company(company, listed)


def _company_id(record: Record) -> str:
    return hashed_id(DATASET, cell(record, "company_name"))


def _where(record: Record) -> tuple[str, str | None] | Refusal:
    """Return country and subdivision; a state to be decided is blank."""
    if missing := blank(record, "company_name", "product", "country"):
        return missing
    code = country(record, "country", DATASET)
    if isinstance(code, Refusal):
        return code
    state = _folded(cell(record, "state"))
    if state in _UNKNOWN:
        return code, None
    found = _SHORT.get(state) or _states(code).get(state)
    if found is None:
        reason = f"{cell(record, 'state')!r} is no state of {code} in ISO 3166-2."
        return record.refused("state", "country", reason, "Write its name, or TBD.")
    return code, found


def _folded(text: str) -> str:
    """Return a name without accents and capitals: the file writes Quebec and Nuevo Leon."""
    plain = (sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    return " ".join("".join(plain).casefold().split())


@cache
def _states(code: str) -> Mapping[str, str]:
    return {_folded(state.name): str(state.code) for state in pycountry.subdivisions if state.country_code == code}


def _repeated(record: Record, earlier: Sequence[Record]) -> Refusal:
    """Return the refusal of a row about a site that is known: investments are no reason for two sites."""
    for other in earlier:
        if record.cells == other.cells:
            return record.left_out("", "double", f"Row {other.row} says the same.")
    first = earlier[0]
    differing = ", ".join(name for name in record.cells if record.cells[name] != first.cells.get(name))
    reason = f"Row {first.row} is about the same site and differs in {differing}; that one is kept."
    return record.refused("", "key", reason, "Join the two rows, or say in the product how they differ.")


def _site(record: Record, site: str, code: str, state: str | None) -> Row:
    company, product = cell(record, "company_name"), cell(record, "product")
    process = _process(product)
    town = cell(record, "city")
    cells = {
        "id": site,
        "name": f"{company}: {product}" + (f", {town}" if town else ""),
        "supplier_id": _company_id(record),
        "kind": {"recycling": "recycler", "mining": "mine"}.get(process, "plant"),
        "process": process,
        "country": code,
        "subdivision": state,
        "lat": cell(record, "latitude") or None,
        "lon": cell(record, "longitude") or None,
        "source": _SOURCE,
    }
    return Row("sites", cells, record, {"lat": "latitude", "lon": "longitude", "subdivision": "state"})


def _process(product: str) -> str:
    """Return the step: recycling before mining before the first product that is named."""
    steps = [_STEPS.get(part.rpartition(": ")[2].strip(), "component") for part in product.split(";")]
    return next((step for step in ("recycling", "mining") if step in steps), steps[0])


def _company(company: str, listed: Sequence[tuple[Record, str]]) -> Row:
    """Return a company; its country is that of most of its sites, for the file names no registered office."""
    counts = Counter(code for _, code in listed)
    record = listed[0][0]
    cells = {
        "id": company,
        "name": cell(record, "company_name"),
        "country": min(counts, key=lambda code: (-counts[code], code)),
        "source": _SOURCE,
        "confidence": "inferred",
    }
    return Row("suppliers", cells, record, {"name": "company_name"})


LOADER = Loader(
    name="na-battery",
    title="North American battery and clean-energy sites (table S9)",
    reads="the CSV file of supplementary table S9",
    where="github.com/acheng98/NA-EV-Battery-Supply-Chain-Mapping",
    sniff=Sniff(suffixes=(".csv",), columns=("technology", "company_name", "product", "timeline")),
    files=(
        FileSpec(
            "sites",
            names=("*s9*.csv", "*supply chain investments*.csv"),
            required=(*_PLACE, "country"),
        ),
    ),
    tables=("suppliers", "sites"),
    complete=True,
    dataset=DATASET,
    publisher="A. Cheng and others, after the US Department of Energy, Argonne and J. Turner",
    licence="MIT",
    url="https://github.com/acheng98/NA-EV-Battery-Supply-Chain-Mapping",
    rows=rows,
)
