"""Advanced semiconductors: who provides which tool, material and step of a logic chip, and what goes in.

Reads the CSV files of the Emerging Technology Observatory. Shares of whole stages are not read: a stage is
a group of inputs, and its shares are of none of them. No link is made that the publisher doesn't give.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from graph.countries import countries
from graph.extract import Refusal
from loaders.cells import blank, cell, country, number, written
from loaders.loader import FileSpec, Loader, Note, Record, Records, Row, Sniff, native_id
from loaders.repeated import settled

DATASET = "eto"
NEGLIGIBLE = Decimal("0.001")
"""Share of a provider whose share the publisher calls negligible; ours."""

ROUNDED = Decimal("1.05")
"""Largest sum of shares that rounding to whole percents explains; ours, the largest found is 1.04."""

_PROCESS = {"tool_resource": "component", "material_resource": "chemical", "process": "semiconductor"}
_PRODUCT = "ultimate_output"
_SOURCE = "ETO semiconductor supply chain"
_TYPES = "tool_resource, material_resource, process or ultimate_output"


@dataclass(frozen=True)
class _Provider:
    """A company (`eto:P…`) or a country, with its name and its country's code."""

    name: str
    country: str
    is_company: bool


@dataclass(frozen=True, eq=False)
class _Provision:
    """A provider of an input, with the share that the row states."""

    record: Record
    provider: _Provider
    item: Record
    stated: Decimal | None
    is_negligible: bool


def rows(records: Records) -> Iterator[Row | Refusal | Note]:
    """Yield the rows, refusals and notes that the four files give."""
    items = {cell(record, "input_id"): record for record in records["inputs"]}
    stages = {cell(record, "stage_id") for record in records["stages"]}
    for record in records["inputs"]:
        yield _item(record)
    providers: dict[str, _Provider] = {}
    for record in records["providers"]:
        yield from _provider(record, providers)
    for record in records["sequence"]:
        yield _step(record, items)
    yield from _provisions(records["provision"], providers, items, stages)


def _id(record: Record, column: str) -> str:
    return native_id(DATASET, cell(record, column))


def _item(record: Record) -> Row | Refusal:
    """Return the part or product that an input is."""
    kind = cell(record, "type")
    if missing := blank(record, "input_id", "input_name"):
        return missing
    named: dict[str, str | None] = {"id": _id(record, "input_id"), "name": cell(record, "input_name")}
    columns = {"id": "input_id", "name": "input_name", "process": "type"}
    if kind == _PRODUCT:
        return Row("products", named | {"source": _SOURCE}, record, columns)
    if kind not in _PROCESS:
        return record.refused("type", "enum", f"{kind!r} is not {_TYPES}.", "Correct the cell.")
    made = {"part_class": kind, "unit": "C62", "process": _PROCESS[kind], "source": _SOURCE}
    return Row("parts", named | made, record, columns)


def _provider(record: Record, providers: dict[str, _Provider]) -> Iterator[Row | Refusal]:
    """Yield the company of a row and remember it; a country counts where a provision names it."""
    kind = cell(record, "provider_type")
    is_company = kind == "organization"
    if kind not in {"organization", "country"}:
        yield record.refused("provider_type", "enum", f"{kind!r} is not organization or country.", "Correct it.")
        return
    if missing := blank(record, "provider_id", "provider_name"):
        yield missing
        return
    code = country(record, "country" if is_company else "provider_name", DATASET)
    if isinstance(code, Refusal):
        yield code
        return
    name = cell(record, "provider_name") if is_company else countries()[code].name
    providers[cell(record, "provider_id")] = _Provider(name, code, is_company)
    if not is_company:
        yield record.left_out(
            "provider_type", "country", "A country is no supplier; its provisions become sites in it."
        )
        return
    cells = {"id": _id(record, "provider_id"), "name": name, "country": code, "source": _SOURCE}
    yield Row("suppliers", cells, record, {"id": "provider_id", "name": "provider_name"})


def _step(record: Record, items: Mapping[str, Record]) -> Row | Refusal:
    """Return the link from an input to what it goes into, or to the class that it is a kind of."""
    into, of_class = cell(record, "goes_into_id"), cell(record, "is_type_of_id")
    if bool(into) == bool(of_class):
        reason = "The row needs goes_into_id or is_type_of_id, and not both."
        return record.refused("goes_into_id", "required", reason, "Clear or fill a cell.")
    target = "goes_into_id" if into else "is_type_of_id"
    for column in ("input_id", target):
        if cell(record, column) not in items:
            return _unknown(record, column, "inputs.csv")
    is_product = cell(items[into or of_class], "type") == _PRODUCT
    cells = {
        "input_kind": "part",
        "input_id": _id(record, "input_id"),
        "output_kind": "product" if is_product else "part",
        "output_id": _id(record, target),
        # Kinds of a class are alternatives in one slot; without the link no EUV scanner reaches a chip.
        "slot": cell(record, "input_id") if into else "kind",
        "qty": "1",
        "unit": "C62",
        "share": "1" if into else None,
        "source": _SOURCE,
        # The publisher gives no quantities.
        "confidence": "inferred",
    }
    return Row("input_to", cells, record, {"output_id": target})


def _unknown(record: Record, column: str, file: str) -> Refusal:
    reason = f"{cell(record, column) or 'a blank cell'} is not among the rows of {file} that can be read."
    return record.refused(column, "reference", reason, f"Correct the cell, or add the row to {file}.")


def _provisions(
    records: Sequence[Record],
    providers: Mapping[str, _Provider],
    items: Mapping[str, Record],
    stages: set[str],
) -> Iterator[Row | Refusal | Note]:
    """Yield sites, makes and supplies of all provisions, and what was done to their shares."""
    kept, refused = settled(records, _pair, _shown, "provider and input")
    yield from refused
    by_item: dict[str, list[_Provision]] = {}
    for record in kept:
        found = _provision(record, providers, items, stages)
        if isinstance(found, Refusal):
            yield found
        else:
            by_item.setdefault(cell(record, "provided_id"), []).append(found)
    divided: list[str] = []
    cleared = 0
    for item, provisions in by_item.items():
        counted = _counted(provisions)
        cleared += sum(p.stated is not None for p in provisions if p not in counted)
        total = sum((p.stated or Decimal() for p in counted), Decimal())
        for provision in provisions:
            stated = provision.stated if provision in counted else None
            if stated is not None and total > ROUNDED:
                yield _excess(provision.record, total)
            else:
                yield from _made(provision, None if stated is None else stated / max(total, Decimal(1)))
        if 1 < total <= ROUNDED:
            divided.append(f"{item} ({written(total)})")
    yield from _notes(kept, providers, divided, cleared)


def _pair(record: Record) -> tuple[str, str]:
    return cell(record, "provider_id"), cell(record, "provided_id")


def _shown(record: Record) -> tuple[str, str]:
    return cell(record, "share_provided"), cell(record, "negligible_market_share")


def _provision(
    record: Record, providers: Mapping[str, _Provider], items: Mapping[str, Record], stages: set[str]
) -> _Provision | Refusal:
    """Return what a row says, before its share is settled with the others of the same input."""
    provided = cell(record, "provided_id")
    if provided in stages:
        return record.left_out("provided_id", "total", "A stage is a group of inputs, not one of them.")
    if provided not in items:
        return _unknown(record, "provided_id", "inputs.csv")
    provider = providers.get(cell(record, "provider_id"))
    if provider is None:
        named = country(record, "provider_name", DATASET)
        if isinstance(named, Refusal) and named.rule == "pseudo":
            return named
        return _unknown(record, "provider_id", "providers.csv")
    stated = _stated(record)
    if isinstance(stated, Refusal):
        return stated
    is_negligible = stated is None and bool(cell(record, "negligible_market_share"))
    return _Provision(record, provider, items[provided], NEGLIGIBLE if is_negligible else stated, is_negligible)


def _stated(record: Record) -> Decimal | Refusal | None:
    """Return the share that a row states, such as .61 for `61%`; None where it is blank."""
    percent = number(record, "share_provided", suffix="%")
    if percent is None or isinstance(percent, Refusal):
        return percent
    if not 0 <= percent <= 100:
        return record.refused("share_provided", "range", "A share lies from 0% to 100%.", "Correct the cell.")
    return percent / 100


def _counted(provisions: Sequence[_Provision]) -> list[_Provision]:
    """Return those whose shares count: the companies' where they have any, else the countries'.

    Both describe the same volume. Where no country is named the companies' stay, for nothing counts twice.
    """
    companies = [p for p in provisions if p.provider.is_company]
    others = [p for p in provisions if not p.provider.is_company]
    has_shares = any(p.stated is not None and not p.is_negligible for p in companies)
    return companies if has_shares or not others else others


def _excess(record: Record, total: Decimal) -> Refusal:
    reason = f"The shares of this input add up to {written(total)}; rounding explains at most {ROUNDED}."
    return record.refused("share_provided", "sum", reason, "Correct the shares of this input.")


def _made(provision: _Provision, share: Decimal | None) -> Iterator[Row]:
    """Yield the unknown site of a provision, what it makes, and what its company supplies."""
    record, provider, item = provision.record, provision.provider, provision.item
    is_product = cell(item, "type") == _PRODUCT
    provider_id, item_id = _id(record, "provider_id"), _id(record, "provided_id")
    site = f"{provider_id}@{cell(record, 'provided_id')}"
    yield Row(
        "sites",
        {
            "id": site,
            "name": f"{provider.name}: {cell(item, 'input_name')} (site not known)",
            "supplier_id": provider_id if provider.is_company else None,
            "kind": "plant",
            "process": _PROCESS.get(cell(item, "type"), "assembly"),
            "country": provider.country,
            "source": _SOURCE,
            # The country is that of the head office; where the work is done is not known.
            "confidence": "inferred",
        },
        record,
    )
    makes = {
        "site_id": site,
        "item_kind": "product" if is_product else "part",
        "item_id": item_id,
        "share": None if share is None else written(share),
        "source": _SOURCE,
        "confidence": "estimated" if provision.is_negligible and share is not None else "reported",
    }
    yield Row("makes", makes, record, {"item_id": "provided_id", "share": "share_provided"})
    if provider.is_company and not is_product:
        cells = {"supplier_id": provider_id, "part_id": item_id, "source": _SOURCE}
        yield Row("supplies", cells, record, {"supplier_id": "provider_id", "part_id": "provided_id"})


def _notes(
    kept: Sequence[Record], providers: Mapping[str, _Provider], divided: Sequence[str], cleared: int
) -> Iterator[Note]:
    """Yield what was done to shares and names."""
    if divided:
        yield Note(f"shares that add up to more than 1 by rounding were divided by their sum: {', '.join(divided)}")
    if cleared:
        yield Note(f"{cleared} shares were left blank: companies and countries describe the same volume")
    named = ((cell(r, "provider_name"), providers.get(cell(r, "provider_id"))) for r in kept)
    others = sorted({f"{name} is {p.name}" for name, p in named if p and p.is_company and name != p.name})
    if others:
        yield Note(f"names of providers.csv are used: {', '.join(others)}")


LOADER = Loader(
    name="eto",
    title="Advanced semiconductor supply chain (ETO)",
    reads="inputs.csv, providers.csv, provision.csv, sequence.csv and stages.csv of one folder",
    where="Emerging Technology Observatory, Georgetown University: folder data of github.com/georgetown-cset/"
    "eto-supply-chain; for non-commercial use only, so Tierlight ships none of it",
    sniff=Sniff(suffixes=(".csv",), columns=("provider_id", "provided_id", "share_provided")),
    files=(
        FileSpec(
            "inputs",
            names=("inputs.csv",),
            required=("input_name", "input_id", "type"),
            ignored=("description", "market_share_chart_caption", "market_share_chart_source"),
        ),
        FileSpec(
            "providers",
            names=("providers.csv",),
            required=("provider_name", "provider_id", "provider_type", "country"),
        ),
        FileSpec(
            "provision",
            names=("provision.csv",),
            required=(
                "provider_name",
                "provider_id",
                "provided_id",
                "share_provided",
                "negligible_market_share",
            ),
        ),
        FileSpec("sequence", names=("sequence.csv",), required=("input_id", "goes_into_id", "is_type_of_id")),
        FileSpec("stages", names=("stages.csv",), required=("stage_id",), is_lookup=True),
    ),
    tables=("products", "parts", "suppliers", "sites", "input_to", "makes", "supplies"),
    complete=True,
    dataset=DATASET,
    publisher="Emerging Technology Observatory, Center for Security and Emerging Technology",
    licence="CC BY-NC 4.0",
    url="https://eto.tech/dataset-docs/chipexplorer/",
    rows=rows,
)
