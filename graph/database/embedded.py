"""The embedded graph: a projection in a `kglite` file, built when first asked for, safe to delete.

A cache: no fact lives only here. The engine is young and merges parallel rows silently in places, so every
build is counted against its projection before the file gets its name.
"""

import datetime as dt
import hashlib
import os
import time
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import kglite
import pandas as pd
import pyarrow as pa

from graph.database.answers import USUAL, Answer, Changes, Limits, PublishReport, State
from graph.database.projection import Projection, Relationships
from graph.database.values import plain, utc
from graph.dictionary import dictionary
from graph.errors import DatabaseError, ProjectionError, StatementError

# It warns on standard error of types that a graph happens not to have; here that is an ordinary empty answer.
kglite.set_query_warning_policy("silent")

FORMAT = 2
"""Raised when the same snapshot has to be written in another way."""

KEPT = 4
"""Files of earlier projections that stay, so that going back is quick."""

CREATED = 5_000
"""Rows per statement where the bulk call would merge them."""

_COLUMN = {
    "string": "string",
    "int": "integer",
    "float": "float",
    "bool": None,
    "date": "datetime",
    "datetime": "zoneddatetime",
}


class Embedded:
    """The embedded graph of one projection, kept in a folder.

    Parameters
    ----------
    folder
        Where the files lie: the workspace's `projection/`.
    snapshot, run, as_of
        What the graph is of.
    make
        Gives the projection where there is no file yet; it is not called otherwise.
    """

    name = "embedded"

    def __init__(
        self,
        folder: Path,
        snapshot: str,
        run: str | None,
        as_of: dt.date,
        make: Callable[[], Projection] | None = None,
    ) -> None:
        self._of = (snapshot, run, as_of)
        self._make = make
        self._session: Any = None
        self.path = folder / file_name(snapshot, run, as_of)

    def publish(self, projection: Projection) -> PublishReport:
        """Build the file of a projection, even if there is one, and open it.

        Raises
        ------
        ProjectionError
            If what was built does not hold what the projection holds; no file is written then.
        DatabaseError
            If the projection is of something else, or the file cannot be written.
        """
        if (projection.snapshot, projection.run, projection.as_of) != self._of:
            raise DatabaseError(f"{self.path}: asked to hold snapshot {projection.snapshot}; open its own file")
        begun = time.monotonic()
        graph = build(projection)
        _saved(graph, self.path)
        self._session = graph.session()
        sweep(self.path.parent, keep=self.path)
        return PublishReport(
            self.name,
            projection.snapshot,
            projection.run,
            Changes(created=sum(projection.node_counts.values())),
            Changes(created=sum(projection.relationship_counts.values())),
            time.monotonic() - begun,
        )

    def open(self) -> "Embedded":
        """Open the file, or build it; a file that cannot be read is built again.

        Raises
        ------
        DatabaseError
            If there is no file and nothing to build it from.
        """
        if self._session is None and self.path.exists():
            try:
                self._session = kglite.open_session(str(self.path))
            except (kglite.KgError, OSError, ValueError):
                self._session = None
        if self._session is None:
            if self._make is None:
                raise DatabaseError(f"{self.path}: no embedded graph; build it with its projection")
            self.publish(self._make())
        return self

    def query(self, statement: str, parameters: Mapping[str, Any] | None = None, limits: Limits = USUAL) -> Answer:
        """Return the rows of a statement of the program's own; it is stopped at `limits.seconds`.

        Raises
        ------
        StatementError
            If the engine refuses the statement, or time runs out.
        """
        self.open()
        return run(self._session, statement, parameters or {}, limits)

    def state(self) -> State:
        """Return what the file holds; without a file, nothing."""
        if self._session is None and not self.path.exists():
            return State(self.name)
        return State(self.name, *self._of)

    def close(self) -> None:
        """Let go of the file."""
        self._session = None


def file_name(snapshot: str, run: str | None, as_of: dt.date) -> str:
    """Return the name of a projection's file; it changes with the dictionary and with the engine."""
    stamp = f"{FORMAT} {kglite.__version__} {dictionary().version} {as_of.isoformat()}"
    return f"{snapshot}-{run or 'facts'}-{hashlib.sha256(stamp.encode()).hexdigest()[:8]}.kgl"


def build(projection: Projection) -> Any:
    """Return a kglite graph that holds exactly the projection.

    Raises
    ------
    ProjectionError
        If the counts per label and type differ from the projection's, or the engine warns.
    """
    graph = kglite.KnowledgeGraph()
    with warnings.catch_warnings():
        # A warning of the engine is a row lost or a node invented.
        warnings.simplefilter("error")
        try:
            for nodes in projection.nodes:
                types = projection.shape.node_types(nodes.label)
                graph.add_nodes(_frame(nodes.rows), nodes.label, "id", "name", column_types=_columns(types))
            _relate(graph, projection)
            # Neo4j has such a node too, so that `MATCH (n)` finds as many here.
            graph.cypher(
                "CREATE (:Tierlight {id: 'state', name: 'state', snapshot: $snapshot, run: $run, as_of: $as_of})",
                params={"snapshot": projection.snapshot, "run": projection.run, "as_of": projection.as_of},
            )
        except (UserWarning, kglite.KgError, ValueError) as fault:
            raise ProjectionError(f"the embedded graph cannot hold this snapshot: {fault}") from fault
    _check(graph, projection)
    return graph


def _relate(graph: Any, projection: Projection) -> None:
    """Add the relationships; the bulk call keeps parallel rows only the first time for a type and start."""
    begun = set()
    largest_first = sorted(projection.relationships, key=lambda each: -each.rows.num_rows)
    for each in largest_first:
        if (each.type, each.start) in begun:
            _create(graph, each)
            continue
        begun.add((each.type, each.start))
        graph.add_relationships(
            _frame(each.rows),
            each.type,
            each.start,
            "start_id",
            each.end,
            "end_id",
            column_types=_columns(projection.shape.relationship_types[each.type]),
        )


def _create(graph: Any, each: Relationships) -> None:
    # Labels, types and property names come from the dictionary, never from data.
    names = [name for name in each.rows.column_names if name not in {"start_id", "end_id"}]
    properties = ", ".join(f"{name}: row.{name}" for name in names)
    statement = (
        f"UNWIND $rows AS row MATCH (a:{each.start} {{id: row.start_id}}), (b:{each.end} {{id: row.end_id}}) "
        f"CREATE (a)-[:{each.type} {{{properties}}}]->(b)"
    )
    for first in range(0, each.rows.num_rows, CREATED):
        graph.cypher(statement, params={"rows": each.rows.slice(first, CREATED).to_pylist()})


def _columns(types: Mapping[str, str]) -> dict[str, str]:
    return {name: found for name, kind in types.items() if (found := _COLUMN[kind]) and name != "id"}


def _frame(rows: pa.Table) -> pd.DataFrame:
    """Return a frame with the types that the engine takes: null is None, integers stay integers."""
    columns = {}
    for name in rows.column_names:
        column = rows[name]
        if pa.types.is_integer(column.type):
            columns[name] = column.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
        elif pa.types.is_timestamp(column.type):
            columns[name] = pd.Series(utc(column), dtype="object")
        else:
            columns[name] = column.to_pandas(date_as_object=True)
    return pd.DataFrame(columns)


def _check(graph: Any, projection: Projection) -> None:
    for what, statement, expected in (
        ("nodes", "MATCH (n) RETURN labels(n)[0] AS name, count(*) AS n", projection.node_counts | {"Tierlight": 1}),
        (
            "relationships",
            "MATCH ()-[r]->() RETURN type(r) AS name, count(*) AS n",
            projection.relationship_counts,
        ),
    ):
        found = {row["name"]: row["n"] for row in graph.cypher(statement).to_list()}
        wrong = [
            f"{name} {found.get(name, 0)} for {expected.get(name, 0)}"
            for name in sorted({*found, *expected})
            if found.get(name, 0) != expected.get(name, 0)
        ]
        if wrong:
            raise ProjectionError(f"the embedded graph holds other {what} than the snapshot: {'; '.join(wrong)}")


def _saved(graph: Any, path: Path) -> None:
    """Write the file under another name, then give it its own."""
    beside = path.with_name(f"{path.name}.tmp.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        graph.save(str(beside))
        beside.replace(path)
    except (OSError, kglite.KgError) as fault:
        beside.unlink(missing_ok=True)
        raise DatabaseError(f"{path}: the embedded graph cannot be written: {fault}") from fault


def sweep(folder: Path, keep: Path) -> None:
    """Remove what dead builds left behind, and all but the newest projections."""
    for left in folder.glob("*.kgl.tmp.*"):
        if time.time() - left.stat().st_mtime > 3600:
            left.unlink(missing_ok=True)
    files = sorted(folder.glob("*.kgl"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in [path for path in files if path != keep][KEPT:]:
        old.unlink(missing_ok=True)


def run(session: Any, statement: str, parameters: Mapping[str, Any], limits: Limits) -> Answer:
    """Return the rows of a statement on an open session, cut at `limits.rows`."""
    try:
        found = session.cypher(
            statement,
            params=dict(parameters),
            timeout_ms=max(1, int(limits.seconds * 1000)),
            row_limit=limits.rows + 1,
        )
    except kglite.CypherTimeoutError as fault:
        raise StatementError(
            f"stopped after {limits.seconds:g} s; bind one end to an id, bound the hops, or ask for less"
        ) from fault
    except (kglite.KgError, ValueError, TypeError) as fault:
        raise StatementError(f"the embedded graph refuses the statement: {_sentence(fault)}") from fault
    columns = tuple(found.columns)
    rows = [tuple(plain(row[name]) for name in columns) for row in found.to_list()]
    return Answer(columns, tuple(rows[: limits.rows]), len(rows) > limits.rows)


def _sentence(fault: BaseException) -> str:
    return " ".join(str(fault).split())[:300]
