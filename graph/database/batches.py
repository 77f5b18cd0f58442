"""Writing the difference to Neo4j in batches, each one transaction, nodes before relationships.

Only labels, types and property names of the dictionary are formatted into a statement; values travel as
parameters. Only what carries `tl_hash` is changed or deleted.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from graph.database.fingerprint import Fingerprints
from graph.database.inventory import Difference
from graph.database.values import utc

ROWS = 10_000
"""Most rows of one batch."""

Send = Callable[[str, list[dict[str, Any]]], int]
"""Runs a statement with `$rows` in one managed transaction and returns the number that it gives back."""


@dataclass(frozen=True)
class Part:
    """All nodes of a label, or all relationships of a type between two labels, with their fingerprints.

    `rows` has the columns of the projection; `start` and `end` are labels, "" for nodes.
    """

    kind: str
    name: str
    rows: pa.Table
    prints: Fingerprints
    start: str = ""
    end: str = ""


def write_nodes(part: Part, what: Difference, send: Send) -> None:
    """Create new nodes and set the properties of changed ones."""
    _send(send, f"UNWIND $rows AS row MERGE (x:{part.name} {{id: row.id}}) SET x += row.set", part, what.new)
    changed = f"UNWIND $rows AS row MATCH (x:{part.name} {{id: row.id}}) WHERE x.tl_hash IS NOT NULL SET x += row.set"
    _send(send, changed, part, [place for place, _ in what.changed], whole=True)


def write_relationships(part: Part, what: Difference, send: Send) -> None:
    """Create new relationships and set the properties of changed ones.

    The hash is part of what is merged: so a batch sent twice creates nothing twice, and a relationship made
    by hand is never taken for one of ours.
    """
    statement = (
        f"UNWIND $rows AS row MATCH (a:{part.start} {{id: row.start}}) MATCH (b:{part.end} {{id: row.end}}) "
        f"MERGE (a)-[x:{part.name} {{key: row.id, tl_hash: row.hash}}]->(b) SET x += row.set"
    )
    _send(send, statement, part, what.new)
    changed = (
        f"UNWIND $rows AS row MATCH ()-[x:{part.name}]->() WHERE elementId(x) = row.element "
        "AND x.key = row.id AND x.tl_hash IS NOT NULL SET x += row.set"
    )
    elements = dict(what.changed)
    _send(send, changed, part, list(elements), whole=True, elements=elements)


def delete_relationships(name: str, gone: Sequence[tuple[str, str]], send: Send) -> None:
    """Delete relationships of ours by element id."""
    statement = (
        f"UNWIND $rows AS row MATCH ()-[x:{name}]->() WHERE elementId(x) = row.element AND x.tl_hash IS NOT NULL "
        "DELETE x"
    )
    for some in _chunks(gone):
        send(statement, [{"element": element} for _, element in some])


def delete_nodes(name: str, gone: Sequence[tuple[str, str]], send: Send) -> list[str]:
    """Delete nodes of ours that nothing hangs on; return the ids of those that stay for someone else's sake."""
    deleted = (
        f"UNWIND $rows AS row MATCH (x:{name}) WHERE elementId(x) = row.element AND x.tl_hash IS NOT NULL "
        "AND NOT EXISTS { (x)--() } DELETE x"
    )
    left = (
        f"UNWIND $rows AS row MATCH (x:{name}) WHERE elementId(x) = row.element AND x.tl_hash IS NOT NULL "
        "RETURN count(x) AS n"
    )
    kept = []
    for some in _chunks(gone):
        send(deleted, [{"element": element} for _, element in some])
        if send(left, [{"element": element} for _, element in some]):
            kept += [node for node, element in some if send(left, [{"element": element}])]
    return kept


def _send(
    send: Send,
    statement: str,
    part: Part,
    places: Sequence[int],
    *,
    whole: bool = False,
    elements: Mapping[int, str] | None = None,
) -> None:
    for some in _chunks(places):
        rows = list(_rows(part, some, whole=whole))
        for row, place in zip(rows, some, strict=True):
            if elements:
                row["element"] = elements[place]
        send(statement, rows)


def _chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for first in range(0, len(items), ROWS):
        yield items[first : first + ROWS]


def _rows(part: Part, places: Sequence[int], *, whole: bool) -> Iterator[dict[str, Any]]:
    """Yield what a statement needs of each row; `whole` names absent properties too, so that they are removed."""
    chosen = part.rows.take(pa.array(places, pa.int64()))
    names = [name for name in chosen.column_names if name not in {"start_id", "end_id", "id", "key"}]
    columns = [utc(chosen[name]) for name in names]
    related = part.kind == "relationship"
    ends = [chosen["start_id"].to_pylist(), chosen["end_id"].to_pylist()] if related else []
    cells = zip(*columns, strict=True)
    for number, (place, values) in enumerate(zip(places, cells, strict=True)):
        hashed, check = part.prints.hashes[place], int(part.prints.checks[place])
        properties = {name: value for name, value in zip(names, values, strict=True) if whole or value is not None}
        row: dict[str, Any] = {
            "id": part.prints.names[place],
            "hash": hashed,
            "set": properties | {"tl_hash": hashed, "tl_check": check},
        }
        if related:
            row |= {"start": ends[0][number], "end": ends[1][number]}
        yield row
