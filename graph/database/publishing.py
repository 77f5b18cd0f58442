"""One publish, step by step; every step may be repeated, and the inventory decides what is written.

1 constraints · 2 claim · 3 inventory · 4 nodes · 5 relationships gone · 6 relationships · 7 nodes gone ·
8 counts · 9 the state. What dies on the way is mended by the next one, because step 3 looks at what is
really there.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Protocol, TypeVar

import numpy as np

from graph.database import batches, claim, inventory
from graph.database.answers import Changes, PublishReport
from graph.database.batches import Part
from graph.database.fingerprint import Fingerprints, Inventory, fingerprints
from graph.database.inventory import Difference
from graph.database.projection import Projection
from graph.errors import DatabaseError, ProjectionError

T = TypeVar("T")

SHOWN = 5
"""Ids that a message names."""


class Transaction(Protocol):
    """Runs work in one managed transaction."""

    def __call__(self, work: Callable[[Any], T], *, writes: bool = True) -> T:
        """Return what the work gives."""


class Publishing:
    """A publish of one projection.

    Parameters
    ----------
    projection
        What the database has to hold.
    by
        Who publishes.
    full, take_over, progress
        As in `Neo4j.publish`.
    """

    def __init__(
        self,
        projection: Projection,
        by: str,
        *,
        full: bool,
        take_over: bool,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self.projection = projection
        self.has_begun = False
        self._by, self._full, self._take_over, self._progress = by, full, take_over, progress
        self._counts: dict[str, list[int]] = {"node": [0, 0, 0], "relationship": [0, 0, 0]}
        self._kept: dict[str, list[str]] = {}
        self._done = 0

    def run(self, transaction: Transaction) -> None:
        """Take all steps; repeating it after a fault goes on where the database stands."""
        self._kept = {}
        self._constrain(transaction)
        # A run that goes on after a fault finds its own claim.
        transaction(lambda t: claim.take(t, self.projection, self._by, take_over=self._take_over))
        self.has_begun = True
        nodes = self._compare(transaction, "node")
        self._refuse_foreign(transaction, nodes)
        relationships = self._compare(transaction, "relationship")
        self._write(transaction, nodes, relationships)
        touched = [(kind, name) for (kind, name), each in (nodes | relationships).items() if not each.is_empty]
        self._verify(transaction, touched)
        transaction(lambda t: claim.finish(t, self.projection, self._by))

    def report(self, seconds: float) -> PublishReport:
        """Return what was done."""
        notes = [] if self.projection.run else ["published facts only: there is no run of this snapshot"]
        kept = [f"{label} {name}" for label, names in sorted(self._kept.items()) for name in names]
        return PublishReport(
            "neo4j",
            self.projection.snapshot,
            self.projection.run,
            Changes(*self._counts["node"]),
            Changes(*self._counts["relationship"]),
            seconds,
            tuple(kept),
            tuple(notes),
        )

    @cached_property
    def _parts(self) -> dict[tuple[str, str], list[Part]]:
        """What has to be there, by kind and name; a type has a part for each pair of labels."""
        parts: dict[tuple[str, str], list[Part]] = {}
        for nodes in self.projection.nodes:
            part = Part("node", nodes.label, nodes.rows, fingerprints(nodes.rows, "id"))
            parts["node", nodes.label] = [part]
        for name in self.projection.shape.relationship_types:
            parts["relationship", name] = []
        for each in self.projection.relationships:
            part = Part("relationship", each.type, each.rows, fingerprints(each.rows, "key"), each.start, each.end)
            parts["relationship", each.type].append(part)
        return parts

    @cached_property
    def _wanted(self) -> dict[tuple[str, str], Fingerprints]:
        return {name: _joined(found) for name, found in self._parts.items()}

    @cached_property
    def _inventories(self) -> dict[tuple[str, str], Inventory]:
        return {name: prints.inventory() for name, prints in self._wanted.items()}

    def _constrain(self, transaction: Transaction) -> None:
        statements = [claim.CONSTRAINT] + [
            f"CREATE CONSTRAINT tierlight_{label.lower()} IF NOT EXISTS FOR (x:{label}) REQUIRE x.id IS UNIQUE"
            for label in self.projection.shape.labels
        ]
        there = transaction(_constraints, writes=False)
        for statement in statements:
            if statement.split()[2] not in there:
                transaction(lambda t, text=statement: t.run(text).consume())  # type: ignore[misc]

    def _compare(self, transaction: Transaction, kind: str) -> dict[tuple[str, str], Difference]:
        return {name: self._one(transaction, *name) for name in self._parts if name[0] == kind}

    def _one(self, transaction: Transaction, kind: str, name: str) -> Difference:
        wanted = self._wanted[kind, name]
        if self._full:
            types = self._types(kind, name)
            found = transaction(lambda t: inventory.read_whole(t, kind, name, types), writes=False)
            return inventory.difference(wanted, found, None)
        there = transaction(lambda t: inventory.buckets(t, kind, name), writes=False)
        which = inventory.differing(self._inventories[kind, name], there)
        if not which:
            return Difference()
        found = transaction(lambda t: inventory.held(t, kind, name, which), writes=False) if there else []
        return inventory.difference(wanted, found, which)

    def _types(self, kind: str, name: str) -> Mapping[str, str]:
        shape = self.projection.shape
        return shape.node_types(name) if kind == "node" else shape.relationship_types[name]

    def _refuse_foreign(self, transaction: Transaction, nodes: Mapping[tuple[str, str], Difference]) -> None:
        """Stop where an id of ours is held by a node that is not ours."""
        for (kind, label), difference in nodes.items():
            new = {self._wanted[kind, label].names[place] for place in difference.new}
            if not new:
                continue
            foreign = transaction(lambda t, name=label: _foreign(t, name), writes=False)  # type: ignore[misc]
            clash = sorted(new & foreign)
            if clash:
                more = f" and {len(clash) - SHOWN} more" if len(clash) > SHOWN else ""
                raise DatabaseError(
                    f"{label} {', '.join(clash[:SHOWN])}{more}: the database has such a node that Tierlight did not "
                    "write; rename or delete it there, then publish again"
                )

    def _write(
        self,
        transaction: Transaction,
        nodes: Mapping[tuple[str, str], Difference],
        relationships: Mapping[tuple[str, str], Difference],
    ) -> None:
        every = [*nodes.values(), *relationships.values()]
        total = sum(len(each.new) + len(each.changed) + len(each.gone) for each in every)

        def send(statement: str, rows: list[dict[str, Any]]) -> int:
            found = transaction(lambda t: _number(t.run(statement, rows=rows)))
            self._done = min(total, self._done + len(rows))
            if self._progress:
                self._progress(self._done, total)
            return found

        self._done = 0
        for (_, name), each in nodes.items():
            batches.write_nodes(self._parts["node", name][0], each, send)
            self._count("node", len(each.new), len(each.changed), 0)
        for (_, name), each in relationships.items():
            batches.delete_relationships(name, each.gone, send)
            self._count("relationship", 0, 0, len(each.gone))
        for key, each in relationships.items():
            for part, share in _shares(self._parts[key], each):
                batches.write_relationships(part, share, send)
            self._count("relationship", len(each.new), len(each.changed), 0)
        for (_, name), each in nodes.items():
            kept = batches.delete_nodes(name, each.gone, send)
            self._count("node", 0, 0, len(each.gone) - len(kept))
            if kept:
                self._kept[name] = sorted(kept)

    def _count(self, kind: str, created: int, changed: int, deleted: int) -> None:
        counts = self._counts[kind]
        self._counts[kind] = [counts[0] + created, counts[1] + changed, counts[2] + deleted]

    def _verify(self, transaction: Transaction, touched: list[tuple[str, str]]) -> None:
        """Count again what was written, bucket by bucket; nodes that stay for others' sake do not count."""
        wrong = []
        for kind, name in touched:
            there = transaction(lambda t, k=kind, n=name: inventory.buckets(t, k, n), writes=False)  # type: ignore[misc]
            rows = sum(count for count, _ in there.values()) - len(self._kept.get(name, ()))
            wanted = len(self._wanted[kind, name].names)
            if rows != wanted:
                wrong.append(f"{name} {rows} for {wanted}")
            elif not self._kept.get(name) and inventory.differing(self._inventories[kind, name], there):
                wrong.append(f"{name}: other content")
        if wrong:
            raise ProjectionError(
                f"the database holds something else than the snapshot: {'; '.join(wrong)}. Did someone else write to "
                "it? Publish again"
            )


def _constraints(transaction: Any) -> set[str]:
    return {row["name"] for row in transaction.run("SHOW CONSTRAINTS YIELD name RETURN name")}


def _foreign(transaction: Any, label: str) -> set[str]:
    rows = transaction.run(f"MATCH (x:{label}) WHERE x.tl_check IS NULL AND x.id IS NOT NULL RETURN x.id AS id")
    return {row["id"] for row in rows}


def _number(result: Any) -> int:
    """Return the single number that a statement gives, 0 if it gives no row."""
    record = result.single()
    return int(record[0]) if record else 0


def _joined(parts: list[Part]) -> Fingerprints:
    """Return the fingerprints of all parts of a type, one after the other."""
    return Fingerprints(
        [name for part in parts for name in part.prints.names],
        [each for part in parts for each in part.prints.hashes],
        np.concatenate([np.empty(0, np.int64), *(part.prints.checks for part in parts)]),
    )


def _shares(parts: list[Part], whole: Difference) -> list[tuple[Part, Difference]]:
    """Return each part with its share of a difference, whose places count through all parts."""
    shares, first = [], 0
    for part in parts:
        last = first + part.rows.num_rows
        new = [place - first for place in whole.new if first <= place < last]
        changed = [(place - first, element) for place, element in whole.changed if first <= place < last]
        shares.append((part, Difference(new, changed)))
        first = last
    return shares
