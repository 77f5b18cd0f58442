"""What a Neo4j database really holds of ours, and how that differs from a projection.

The server sums check numbers in 1,024 buckets per label and type; only buckets that differ are read. `full`
reads every property instead, and so finds what was edited by hand.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from graph.database.fingerprint import BUCKETS, Fingerprints, Inventory, fingerprints
from graph.database.values import plain
from graph.dictionary import ARROW


@dataclass
class Difference:
    """What has to be written for one label or type.

    Attributes
    ----------
    new, changed
        Places of rows in the projection, with the element ids of the changed ones.
    gone
        (id or key, element id) of what has to go; doubled relationships among them.
    """

    new: list[int] = field(default_factory=list)
    changed: list[tuple[int, str]] = field(default_factory=list)
    gone: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """True if there is nothing to write."""
        return not (self.new or self.changed or self.gone)


def pattern(kind: str, name: str) -> str:
    """Return the pattern of our nodes or relationships; the name comes from the dictionary."""
    return f"(x:{name})" if kind == "node" else f"()-[x:{name}]->()"


def buckets(transaction: Any, kind: str, name: str) -> Inventory:
    """Return rows and sum of check numbers by bucket, reckoned by the server."""
    result = transaction.run(
        f"MATCH {pattern(kind, name)} WHERE x.tl_check IS NOT NULL "
        f"RETURN x.tl_check % {BUCKETS} AS bucket, count(*) AS rows, sum(x.tl_check) AS total"
    )
    return {row["bucket"]: (row["rows"], row["total"]) for row in result}


def held(transaction: Any, kind: str, name: str, which: list[int]) -> list[tuple[str, str, str]]:
    """Return (id or key, hash, element id) of all that is ours in some buckets."""
    identity = "x.id" if kind == "node" else "x.key"
    result = transaction.run(
        f"MATCH {pattern(kind, name)} WHERE x.tl_check % {BUCKETS} IN $buckets "
        f"RETURN {identity} AS name, x.tl_hash AS hash, elementId(x) AS element",
        buckets=which,
    )
    return [(row["name"], row["hash"], row["element"]) for row in result]


def read_whole(transaction: Any, kind: str, name: str, types: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return (id or key, hash of what is really there, element id) of all that is ours.

    A property of another type than the dictionary's, an end that the key does not name and a damaged
    `tl_hash` all give the hash "", which equals none.
    """
    identity = "id" if kind == "node" else "key"
    ends = "null AS start" if kind == "node" else "startNode(x).id AS start, endNode(x).id AS end"
    rows = list(
        transaction.run(
            f"MATCH {pattern(kind, name)} WHERE x.tl_check IS NOT NULL "
            f"RETURN properties(x) AS properties, elementId(x) AS element, {ends}"
        )
    )
    properties = [row["properties"] for row in rows]
    hashes = hashes_of(properties, identity, types)
    found = []
    for row, has, sum_of in zip(rows, properties, hashes, strict=True):
        whole = has.get("tl_hash") == sum_of and has["tl_check"] == int(sum_of[8:] or "0", 16)
        if kind != "node":
            whole = whole and _ends_in_key(str(has.get("key")), row["start"], row["end"])
        found.append((has.get(identity), sum_of if whole else "", row["element"]))
    return found


def hashes_of(rows: Sequence[Mapping[str, Any]], identity: str, types: Mapping[str, str]) -> list[str]:
    """Return the hash of each row's properties, "" where one has another type."""
    try:
        columns = {name: pa.array([plain(row.get(name)) for row in rows], ARROW[kind]) for name, kind in types.items()}
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        if len(rows) == 1:
            return [""]
        middle = len(rows) // 2
        return hashes_of(rows[:middle], identity, types) + hashes_of(rows[middle:], identity, types)
    return fingerprints(pa.table(columns), identity).hashes


def _ends_in_key(key: str, start: object, end: object) -> bool:
    parts = key.split("|")
    escaped = [str(name).replace("%", "%25").replace("|", "%7C") for name in (start, end)]
    return len(parts) >= 5 and [parts[2], parts[4]] == escaped


def differing(wanted: Inventory, found: Inventory) -> list[int]:
    """Return the buckets whose count or sum differs."""
    return [bucket for bucket in sorted({*wanted, *found}) if wanted.get(bucket) != found.get(bucket)]


def difference(wanted: Fingerprints, found: Iterable[tuple[str, str, str]], which: Iterable[int] | None) -> Difference:
    """Return what to write, from what the database holds in the buckets `which` (None: everywhere)."""
    within = range(len(wanted.names))
    if which is not None:
        chosen = set(which)
        places = wanted.checks % BUCKETS
        within_list = [place for place in within if int(places[place]) in chosen]
    else:
        within_list = list(within)
    result = Difference()
    held_by_name: dict[str, list[tuple[str, str]]] = {}
    for name, hashed, element in found:
        held_by_name.setdefault(name, []).append((hashed, element))
    for place in within_list:
        copies = held_by_name.pop(wanted.names[place], [])
        equal = next((copy for copy in copies if copy[0] == wanted.hashes[place]), None)
        if not copies:
            result.new.append(place)
        elif equal is None:
            result.changed.append((place, copies[0][1]))
        kept = equal or (copies[0] if copies else None)
        result.gone += [(wanted.names[place], element) for hashed, element in copies if (hashed, element) != kept]
    result.gone += [(name, element) for name, copies in held_by_name.items() for _, element in copies]
    return result
