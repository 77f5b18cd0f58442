"""What people edited or made in Neo4j comes back as a load, like any other source.

Read are nodes and relationships of the dictionary's labels and types that differ from what Tierlight wrote
there, or that it did not write. `key`, `load_id`, `r_`, `x_` and whatever the dictionary does not know are
ignored. What was deleted there is not seen: a publish writes it again.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from graph.database.connection import Settings
from graph.database.inventory import hashes_of
from graph.database.neo4j import Neo4j
from graph.database.shape import End, Link, Shape, shape
from graph.database.values import plain
from graph.extract import Refusal
from loaders.loader import Loader, Record, Records, Row, Sniff

SOURCE = "neo4j"


def rows(_: Records) -> Iterable[Row | Refusal]:
    """Return what differs in the database that the variables `NEO4J_…` name."""
    with Neo4j(Settings.of_environment()) as database:
        return edited(database)


def edited(database: Neo4j) -> list[Row | Refusal]:
    """Return a row for each node and relationship that someone edited or made.

    Raises
    ------
    DatabaseError
        If the database cannot be read.
    """
    known, where = shape(), database.settings.address
    found: list[Row | Refusal] = []
    for label in known.labels:
        found += _node_rows(database.read(_nodes_of(label, known)), label, known, where)
    for link in known.links:
        if known.dictionary[link.table].label is None:
            found += _link_rows(database.read(_relationships_of(link.type)), link, known, where)
    return found


def _nodes_of(label: str, known: Shape) -> Callable[[Any], list[dict[str, Any]]]:
    """Return work that reads all nodes of a label, each with the nodes that its fields refer to."""
    types = sorted({link.type for link in known.links if link.table == known.labels[label]})
    statement = (
        f"MATCH (x:{label}) OPTIONAL MATCH (x)-[r]-(y) WHERE type(r) IN $types "
        "WITH x, r, y ORDER BY elementId(r) RETURN properties(x) AS properties, collect({kind: type(r), "
        "out: startNode(r) = x, label: labels(y)[0], id: y.id, properties: properties(r)}) AS links "
        "ORDER BY properties.id"
    )
    return lambda transaction: [dict(row) for row in transaction.run(statement, types=types)]


def _relationships_of(name: str) -> Callable[[Any], list[dict[str, Any]]]:
    statement = (
        f"MATCH (a)-[r:{name}]->(b) RETURN properties(r) AS properties, labels(a)[0] AS start_label, a.id AS start, "
        "labels(b)[0] AS end_label, b.id AS end ORDER BY start_label, start, end_label, end, elementId(r)"
    )
    return lambda transaction: [dict(row) for row in transaction.run(statement)]


def _differs(properties: list[Mapping[str, Any]], identity: str, types: Mapping[str, str]) -> list[bool]:
    """Return for each whether it is other than what Tierlight wrote."""
    if not properties:
        return []
    hashes = hashes_of(properties, identity, types)
    return [each.get("tl_hash") != wanted for each, wanted in zip(properties, hashes, strict=True)]


def _node_rows(found: list[dict[str, Any]], label: str, known: Shape, where: str) -> Iterator[Row | Refusal]:
    table = known.dictionary[known.labels[label]]
    links = [link for link in known.links if link.table == table.name]
    edits = _differs([row["properties"] for row in found], "id", known.node_types(label))
    for row, is_edited in zip(found, edits, strict=True):
        near = [each for each in row["links"] if each["kind"]]
        if not is_edited and not any(_link_is_edited(each, links, known) for each in near):
            continue
        cells = {name: _text(row["properties"].get(name)) for name in known.node_fields(label)}
        for link in links:
            cells |= _reference(link, near, known, cells)
        yield _row(table.name, cells, Record(where, label, str(row["properties"].get("id")), cells))


def _link_is_edited(each: Mapping[str, Any], links: list[Link], known: Shape) -> bool:
    """Return True if a relationship that stands for a field of the node is other than what Tierlight wrote."""
    own = any(link.type == each["kind"] and (link.start.field == "id") == each["out"] for link in links)
    return own and _differs([each["properties"]], "key", known.relationship_types[each["kind"]])[0]


def _reference(link: Link, near: list[Any], known: Shape, cells: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return the cells that a relationship of the node stands for; a property of the node goes before it."""
    points_out = link.start.field == "id"
    other = link.end if points_out else link.start
    labels = {known.label_of(table): table for table in other.tables}
    met = [each for each in near if each["kind"] == link.type and each["out"] == points_out and each["label"] in labels]
    if not met:
        return {}
    # What someone added stands after what Tierlight wrote, and goes before it.
    each = next((one for one in met if "tl_hash" not in one["properties"]), met[-1])
    found: dict[str, str | None] = {
        field.name: _text(each["properties"].get(name))
        for name, field in link.properties.items()
        if any("." in token for token in field.relationship)
    }
    if other.field not in cells:
        found[other.field] = _text(each["id"])
    return found | _kind(other, labels[each["label"]])


def _link_rows(found: list[dict[str, Any]], link: Link, known: Shape, where: str) -> Iterator[Row | Refusal]:
    edits = _differs([row["properties"] for row in found], "key", known.relationship_types[link.type])
    for row, is_edited in zip(found, edits, strict=True):
        if not is_edited:
            continue
        place = f"({row['start_label']} {row['start']})-[{link.type}]->({row['end_label']} {row['end']})"
        ends = _ends(link, row, known)
        cells = {name: _text(row["properties"].get(name)) for name in link.properties}
        record = Record(where, link.type, place, cells)
        if ends is None:
            yield record.refused(
                "", "reference", f"{link.type} does not join these labels.", "Delete it there.", table=link.table
            )
        else:
            yield _row(link.table, cells | ends, record)


def _ends(link: Link, row: Mapping[str, Any], known: Shape) -> dict[str, str | None] | None:
    """Return the cells that say which nodes a relationship joins, None if it may not join them."""
    for start, end, flipped in link.pairs():
        if (known.label_of(start), known.label_of(end)) == (row["start_label"], row["end_label"]):
            first, second = (link.end, link.start) if flipped else (link.start, link.end)
            cells = {first.field: _text(row["start"]), second.field: _text(row["end"])}
            cells |= _kind(first, start) | _kind(second, end)
            if link.flip:
                field, value = link.flip
                choices = known.dictionary[link.table][field].choices or ()
                cells[field] = value if flipped else next(each for each in choices if each != value)
            return cells
    return None


def _kind(end: End, table: str) -> dict[str, str | None]:
    return {end.kind: end.choices[end.tables.index(table)]} if end.kind else {}


def _row(table: str, cells: Mapping[str, str | None], record: Record) -> Row:
    # Who edited it there is not known, so it is no surer than a report.
    beside = {"confidence": "reported", "source": cells.get("source") or SOURCE}
    return Row(table, {name: value for name, value in cells.items() if name != "load_id"} | beside, record)


def _text(value: Any) -> str | None:
    """Return a value as a file would hold it."""
    found = plain(value)
    if found is None:
        return None
    if isinstance(found, bool):
        return str(found).lower()
    if isinstance(found, dt.datetime) and found.tzinfo is None:
        found = found.replace(tzinfo=dt.UTC)
    if isinstance(found, dt.date):
        return found.isoformat()
    return str(found)


LOADER = Loader(
    name="neo4j",
    title="Neo4j",
    reads="what people edited or made in the database of NEO4J_URI; no file",
    where="a database that 'tierlight publish neo4j' filled",
    sniff=Sniff(),
    files=(),
    tables=tuple(shape().dictionary.tables),
    publisher="",
    licence="",
    rows=rows,
)
