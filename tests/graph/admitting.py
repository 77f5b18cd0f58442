"""Small rows that fit together, and what admission makes of them."""

from graph.admission import admit
from graph.tables import Tables
from tests.graph.extracts import extract

SUPPLIER = {"id": "S1", "name": "Acme", "country": "SE"}


PART = {"id": "P1", "name": "Bolt", "unit": "C62", "process": "assembly"}


MATERIAL = {"id": "co", "name": "Cobalt", "risk_material": "true"}


PRODUCT = {"id": "X1", "name": "Car"}


SITE = {"id": "W1", "name": "Works", "kind": "plant", "process": "assembly", "country": "SE"}


INPUT = {
    "input_kind": "part",
    "input_id": "P1",
    "output_kind": "product",
    "output_id": "X1",
    "slot": "bolt",
    "qty": "1",
    "unit": "C62",
}


def load(tables, current=None, load_id=1, **options):
    return admit(extract(tables), current or Tables({}), load_id=load_id, **options)


def rules(admission):
    return [(refusal.table, refusal.row, refusal.column, refusal.rule) for refusal in admission.refused]


def value(tables, table, field, key=None, of="id"):
    frame = tables[table]
    found = frame if key is None else frame[frame[of] == key]
    return found[field].tolist()


def parts(*ids, **fields):
    return [PART | {"id": name} | fields for name in ids]


def slots(*rows):
    """Return tables with one product and inputs P1, P2 … with the given fields."""
    names = [f"P{i}" for i in range(1, len(rows) + 1)]
    inputs = [INPUT | {"input_id": name} | fields for name, fields in zip(names, rows, strict=True)]
    return {"parts": parts(*names), "products": [PRODUCT], "input_to": inputs}
