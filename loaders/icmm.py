"""Mines, smelters and plants of the world: the Global Mining Dataset of ICMM, sheet External.

Places of equal name and country stay apart. `Group Names` are other names of a place, now and then of a firm, so
no owner is made of them. What a place makes goes no further than its own commodities.
"""

import unicodedata
from collections.abc import Iterator

from graph.extract import Refusal
from loaders.cells import blank, cell, country
from loaders.loader import FileSpec, Loader, Record, Records, Row, Sniff, native_id
from loaders.lookups import by, material_rows

DATASET = "icmm"
_COMMODITIES = by("icmm_commodities", "commodity")
_CONFIDENCE = {"High": "verified", "Moderate": "reported", "Very Low": "inferred"}
_ASSETS = {"Smelter": "smelter", "Refinery": "smelter", "Mine": "mine", "Plant": "plant", "Steel Plant": "plant"}
_PROCESS = {"smelter": "refining", "mine": "mining", "plant": "refining"}
_COLUMNS = ("Primary Commodity", "Secondary Commodity", "Other Commodities")
_SOURCE = "ICMM Global Mining Dataset"


def rows(records: Records) -> Iterator[Row | Refusal]:
    """Yield the sites, the part that each makes of each commodity, and the materials in these."""
    named: list[tuple[str, Record]] = []
    for record in records["places"]:
        for made in _place(record):
            if isinstance(made, Row) and made.table == "input_to":
                named.append((made.cells["input_id"] or "", record))
            yield made
    yield from material_rows(named)


def _place(record: Record) -> Iterator[Row | Refusal]:
    if fault := blank(record, "ICMMID", "Mine Name") or _garbled(record):
        yield fault
        return
    code, kind = country(record, "Country", DATASET), _kind(record)
    confidence = _CONFIDENCE.get(cell(record, "Confidence Factor"))
    if isinstance(code, Refusal):
        yield code
    elif isinstance(kind, Refusal):
        yield kind
    elif confidence is None:
        reason = f"{cell(record, 'Confidence Factor')!r} is not {', '.join(_CONFIDENCE)}."
        yield record.refused("Confidence Factor", "enum", reason, "Correct the cell.")
    else:
        yield _site(record, code, kind, confidence)
        for commodity in _commodities(record):
            yield from _made(record, commodity, kind, confidence)


def _garbled(record: Record) -> Refusal | None:
    """Return the refusal of a place whose name was decoded wrongly, once and not for each of its rows."""
    if all(unicodedata.category(sign) != "Cc" for sign in cell(record, "Mine Name")):
        return None
    reason = "The name holds control characters: its letters were decoded wrongly."
    return record.refused("Mine Name", "encoding", reason, "Write the name as it is, such as Gračanica.")


def _kind(record: Record) -> str | Refusal:
    """Return smelter before mine before plant: the step with the most refined output names the place."""
    assets = [asset.strip() for asset in cell(record, "Asset Type").split(";")]
    for asset in assets:
        if asset not in _ASSETS:
            reason = f"{asset!r} is not one of {', '.join(_ASSETS)}."
            return record.refused("Asset Type", "enum", reason, "Correct the cell.")
    kinds = {_ASSETS[asset] for asset in assets}
    return next(kind for kind in ("smelter", "mine", "plant") if kind in kinds)


def _commodities(record: Record) -> list[str]:
    """Return the names of what the place makes, each once; spaces around a name do not count."""
    texts = ";".join(cell(record, column) for column in _COLUMNS).split(";")
    return list(dict.fromkeys(name for text in texts if (name := " ".join(text.split()))))


def _site(record: Record, code: str, kind: str, confidence: str) -> Row:
    cells = {
        "id": native_id(DATASET, cell(record, "ICMMID")),
        "name": cell(record, "Mine Name"),
        "kind": kind,
        "process": _PROCESS[kind],
        "country": code,
        "lat": cell(record, "Latitude") or None,
        "lon": cell(record, "Longitude") or None,
        "source": _SOURCE,
        "confidence": confidence,
    }
    columns = {"id": "ICMMID", "name": "Mine Name", "kind": "Asset Type", "lat": "Latitude", "lon": "Longitude"}
    return Row("sites", cells, record, columns)


def _made(record: Record, commodity: str, kind: str, confidence: str) -> Iterator[Row]:
    """Yield a commodity of a place as a part, that the place makes it, and the material in it if known."""
    site = native_id(DATASET, cell(record, "ICMMID"))
    part = f"{site}/{commodity}"
    cells = {
        "id": part,
        "name": f"{commodity} ({cell(record, 'Mine Name')})",
        "part_class": commodity,
        "unit": "TNE",
        "process": _PROCESS[kind],
        "source": _SOURCE,
        "confidence": confidence,
    }
    yield Row("parts", cells, record)
    made = {"site_id": site, "item_kind": "part", "item_id": part, "share": "1"}
    yield Row("makes", made | {"source": _SOURCE, "confidence": confidence}, record)
    material = _COMMODITIES.get(commodity.casefold(), {}).get("material_id")
    if material:
        link = {
            "input_kind": "material",
            "input_id": material,
            "output_kind": "part",
            "output_id": part,
            "slot": material,
            "qty": "1",
            "unit": "TNE",
            "share": "1",
            "source": _SOURCE,
            # The grade of the ore is not given.
            "confidence": "inferred",
        }
        yield Row("input_to", link, record)


LOADER = Loader(
    name="icmm",
    title="Global Mining Dataset (ICMM)",
    reads="the workbook, sheet External",
    where="International Council on Mining and Metals, www.icmm.com",
    sniff=Sniff(suffixes=(".xlsx",), sheets=("External",)),
    files=(
        FileSpec(
            "places",
            "workbook",
            required=("ICMMID", "Confidence Factor", "Mine Name", "Latitude", "Longitude", "Asset Type", "Country"),
            optional=_COLUMNS,
            ignored=("Group Names",),
            sheet="External",
        ),
    ),
    tables=("materials", "parts", "sites", "makes", "input_to"),
    complete=True,
    dataset=DATASET,
    publisher="International Council on Mining and Metals",
    licence="CC BY 4.0",
    url="https://www.icmm.com/en-gb/our-work/data",
    rows=rows,
)
