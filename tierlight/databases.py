"""The graph databases of a workspace's current state; the embedded one is built when it is first asked."""

from collections.abc import Callable, Mapping
from datetime import date

from graph.database.answers import Database
from graph.database.embedded import Embedded
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


def named(workspace: Workspace, name: str) -> Database:
    """Return a graph database by its name.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    if name not in DATABASES:
        raise UnknownNameError("graph database", name, DATABASES)
    return DATABASES[name](workspace)


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


DATABASES: Mapping[str, Callable[[Workspace], Database]] = {"embedded": embedded}
