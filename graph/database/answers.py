"""What both databases give and take: limits, answers, reports, states.

`Database` is the interface; `embedded.py` and `neo4j.py` are its two forms. Nothing here opens anything.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from graph.database.projection import Projection


@dataclass(frozen=True)
class Limits:
    """What a statement may take.

    Attributes
    ----------
    seconds
        Time on the engine; a worker gives up one second later.
    rows
        Rows kept; one more is read, so that a cut answer says so.
    size
        Bytes of a console answer.
    memory
        Address space of the child process that runs a console statement, in bytes.
    """

    seconds: float = 5.0
    rows: int = 1_000
    size: int = 10_000_000
    memory: int = 4 << 30


USUAL = Limits()
"""Limits of a page, of a named question and of the console."""


@dataclass(frozen=True)
class Answer:
    """Rows of plain Python values: text, numbers, booleans, dates, times, None, lists and maps of them.

    `truncated` is True if the statement gave more rows than the limit.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool = False


@dataclass(frozen=True)
class Changes:
    """How many nodes or relationships a publish wrote."""

    created: int = 0
    changed: int = 0
    deleted: int = 0


@dataclass(frozen=True)
class PublishReport:
    """What a publish did.

    Attributes
    ----------
    database
        `embedded` or `neo4j`.
    snapshot, run
        What the database holds now; `run` is None for facts alone.
    nodes, relationships
        What was written.
    seconds
        How long it took.
    kept
        Nodes that are gone from the snapshot but stay, because someone else's relationships hang on them.
    notes
        Sentences for the user.
    """

    database: str
    snapshot: str
    run: str | None
    nodes: Changes
    relationships: Changes
    seconds: float
    kept: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class State:
    """What a database says it holds.

    Attributes
    ----------
    name
        `embedded` or `neo4j`.
    snapshot, run, as_of
        None where nothing was published.
    publishing
        Snapshot that a publish is writing, or was when it died; what is read then may be a mixture.
    since, by
        When that began, and which workspace on which machine does it.
    """

    name: str
    snapshot: str | None = None
    run: str | None = None
    as_of: dt.date | None = None
    publishing: str | None = None
    since: str | None = None
    by: str | None = None


class Database(Protocol):
    """A graph database that holds one projection.

    `query` runs a statement of the program's own (a named question); what a user typed goes through
    `console.ask`, which guards it.
    """

    name: str

    def publish(self, projection: Projection) -> PublishReport:
        """Make the database hold exactly the projection."""

    def query(self, statement: str, parameters: Mapping[str, Any] | None = None, limits: Limits = USUAL) -> Answer:
        """Return the rows of a statement that only reads."""

    def state(self) -> State:
        """Return what the database holds."""

    def close(self) -> None:
        """Let go of files and connections."""
