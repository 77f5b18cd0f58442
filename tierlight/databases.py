"""The graph databases of a workspace's current state; the embedded one is built when it is first asked."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from socket import gethostname

from graph.database.answers import State
from graph.database.connection import Settings
from graph.database.embedded import Embedded
from graph.database.neo4j import Neo4j
from graph.database.projection import Projection, projection
from graph.errors import UnknownNameError, WorkspaceError
from graph.workspace import Workspace


def projected(workspace: Workspace) -> Projection:
    """Return the current snapshot with the scores of its run; without a run of it, facts alone.

    Raises
    ------
    WorkspaceError
        If nothing is loaded yet.
    """
    snapshot, run, as_of = what(workspace)
    scores = workspace.run(run)[1] if run else None
    return projection(workspace.tables(snapshot), snapshot, as_of, run=run, scores=scores)


def embedded(workspace: Workspace) -> Embedded:
    """Return the embedded graph of the current state, built if it is not there yet."""
    snapshot, run, as_of = what(workspace)
    return Embedded(workspace.projection_dir, snapshot, run, as_of, make=lambda: projected(workspace))


def neo4j(workspace: Workspace) -> Neo4j:
    """Return the Neo4j database that the environment names; nothing is connected yet.

    Raises
    ------
    DatabaseError
        If the environment does not say how to reach it.
    """
    return Neo4j(Settings.of_environment(), by=f"{workspace.path.resolve()} on {gethostname()}")


@contextmanager
def named(workspace: Workspace, name: str) -> Iterator[Embedded | Neo4j]:
    """Give a graph database by its name, closed afterwards.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    if name not in DATABASES:
        raise UnknownNameError("graph database", name, DATABASES)
    database = DATABASES[name](workspace)
    try:
        yield database
    finally:
        database.close()


def states(workspace: Workspace) -> list[State]:
    """Return what each graph database says it holds: the embedded one, and Neo4j where it is set up and answers."""
    known = [embedded(workspace).state()]
    if os.environ.get("NEO4J_URI"):
        with neo4j(workspace) as server:
            known.append(server.state())
    return [state for state in known if state.snapshot or state.publishing]


def what(workspace: Workspace) -> tuple[str, str | None, date]:
    """Return the snapshot, the run (None if it is of another snapshot) and the day that a projection is of.

    Raises
    ------
    WorkspaceError
        If nothing is loaded yet.
    """
    current = workspace.current
    if current is None:
        raise WorkspaceError(f"{workspace.path}: nothing is loaded yet; load a file or try 'tierlight demo'")
    if current.run is None or current.as_of is None or workspace.is_stale:
        return current.snapshot, None, date.today()  # noqa: DTZ011  the day on the user's calendar is meant
    return current.snapshot, current.run, current.as_of


DATABASES: Mapping[str, Callable[[Workspace], Embedded | Neo4j]] = {"embedded": embedded, "neo4j": neo4j}
