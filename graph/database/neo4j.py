"""A Neo4j server that holds a projection, beside whatever else people keep there.

`publish` compares with what the database really holds and writes only the difference. What lacks `tl_hash`
is not ours: it is never changed. An interrupted publish is visible, and the next one mends it.
"""

import datetime as dt
import time
from collections.abc import Callable, Mapping
from typing import Any, Self, TypeVar

from neo4j import READ_ACCESS, Driver, unit_of_work
from neo4j import exceptions as faults

from graph.database import claim
from graph.database.answers import USUAL, Answer, Limits, PublishReport, State
from graph.database.connection import UNKNOWN_OUTCOME, Settings, check_server, driver, explained, within
from graph.database.projection import Projection
from graph.database.publishing import Publishing
from graph.database.values import plain
from graph.errors import DatabaseError, StatementError

T = TypeVar("T")

BATCH = 60.0
"""Seconds that one batch of a publish may take."""

RETRIES = 30.0
"""Seconds in which the driver itself tries a batch again."""

TRIES = 3
"""How often a publish goes on after a fault that leaves a batch unknown."""

Progress = Callable[[int, int], None]


class Neo4j:
    """One database of a Neo4j server; used as a context manager or closed.

    Parameters
    ----------
    settings
        How to reach it.
    by
        Who publishes: the workspace and its machine, in a text that stays the same. Another one's unfinished
        publish is not touched.
    """

    name = "neo4j"

    def __init__(self, settings: Settings, by: str = "") -> None:
        self.settings = settings
        self.by = by
        self._driver: Driver | None = None
        self._retries = 5.0

    def __enter__(self) -> Self:
        """Return itself; nothing is connected before it is needed."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        opened, self._driver = self._driver, None
        if opened is not None:
            opened.close()

    def publish(
        self,
        projection: Projection,
        *,
        full: bool = False,
        take_over: bool = False,
        progress: Progress | None = None,
    ) -> PublishReport:
        """Make the database hold exactly the projection, and whatever is not ours.

        Parameters
        ----------
        projection
            What to hold.
        full
            Compare every property, and so undo edits by hand of what Tierlight wrote.
        take_over
            Go on although another workspace's publish is not finished.
        progress
            Called with (rows written, rows to write).

        Raises
        ------
        DatabaseError
            If the server cannot be used, another workspace is publishing, an id is held by a node that is not
            ours, or connections break too often. What was written stays, marked `publishing`; repeat it.
        ProjectionError
            If the database holds other counts than the projection in the end.
        """
        begun = time.monotonic()
        self.close()
        self._retries = RETRIES
        work = Publishing(projection, self.by, full=full, take_over=take_over, progress=progress)
        try:
            for attempt in range(TRIES + 1):
                try:
                    work.run(self._transaction)
                    break
                except UNKNOWN_OUTCOME as fault:
                    if not work.has_begun or attempt == TRIES:
                        raise self._unfinished(fault, begun=work.has_begun) from fault
                    self.close()
        finally:
            self.close()
            self._retries = 5.0
        return work.report(time.monotonic() - begun)

    def query(self, statement: str, parameters: Mapping[str, Any] | None = None, limits: Limits = USUAL) -> Answer:
        """Return the rows of a statement that only reads; it is stopped at `limits.seconds`.

        Raises
        ------
        StatementError
            If the server refuses the statement, or time runs out.
        DatabaseError
            If the server cannot be used.
        """

        def read(transaction: Any) -> tuple[tuple[str, ...], list[Any]]:
            result = transaction.run(statement, dict(parameters or {}))
            rows = [record.values() for record in result.fetch(limits.rows + 1)]
            return tuple(result.keys()), rows

        columns, rows = self._within(limits.seconds, lambda: self._read(read, limits.seconds))
        values = tuple(tuple(plain(value) for value in row) for row in rows[: limits.rows])
        return Answer(columns, values, len(rows) > limits.rows)

    def read(self, work: Callable[[Any], T], seconds: float = BATCH) -> T:
        """Return what `work` makes of one reading transaction; for loaders, which need more than rows.

        Raises
        ------
        DatabaseError
            If the server cannot be used, or says nothing in time.
        """
        return self._within(seconds, lambda: self._read(work, seconds))

    def only_reads(self, statement: str, parameters: Mapping[str, Any] | None, limits: Limits) -> bool:
        """Return True if the server plans the statement as one that only reads (`r`)."""

        def plan() -> str | None:
            with self._opened().session(database=self.settings.database, default_access_mode=READ_ACCESS) as session:
                return session.run("EXPLAIN " + statement, dict(parameters or {})).consume().query_type

        return self._within(limits.seconds, plan) == "r"

    def state(self) -> State:
        """Return what the database says it holds; nothing, if nothing was ever published there."""
        found = self._within(5.0, lambda: self._read(claim.read, 5.0))
        as_of: Any = found.get("as_of")
        return State(
            self.name,
            found.get("snapshot"),
            found.get("run"),
            plain(as_of),
            found.get("publishing"),
            found.get("since"),
            found.get("by"),
        )

    def _opened(self) -> Driver:
        if self._driver is None:
            opened = driver(self.settings, self._retries)
            try:
                check_server(opened, self.settings)
            except BaseException:
                _let_go(opened)
                raise
            self._driver = opened
        return self._driver

    def _read(self, work: Callable[[Any], T], seconds: float) -> T:
        """Return what one transaction reads; the driver's own retries would repeat what the server refused."""
        session = self._opened().session(database=self.settings.database, default_access_mode=READ_ACCESS)
        with session, session.begin_transaction(timeout=seconds) as transaction:
            return work(transaction)

    def _within(self, seconds: float, work: Callable[[], T]) -> T:
        """Return what a read gives; a server that says nothing is given up a second after the limit."""
        was_open = self._driver is not None
        try:
            self._opened()
            return within(seconds + 1, work, self.settings)
        except faults.DriverError as fault:
            self._abandon()
            if was_open:
                # The server was restarted since: its old connections say nothing about the new one.
                return self._within(seconds, work)
            raise explained(fault, self.settings, seconds) from None
        except Exception as fault:  # noqa: BLE001  raised again, in words
            if isinstance(fault, DatabaseError) and not isinstance(fault, StatementError):
                self._abandon()
            raise explained(fault, self.settings, seconds) from None

    def _abandon(self) -> None:
        opened, self._driver = self._driver, None
        if opened is not None:
            _let_go(opened)

    def _transaction(self, work: Callable[[Any], T], *, writes: bool = True) -> T:
        """Run one managed transaction of a publish."""

        @unit_of_work(timeout=BATCH)
        def limited(transaction: Any) -> T:
            return work(transaction)

        def run() -> T:
            with self._opened().session(database=self.settings.database) as session:
                return session.execute_write(limited) if writes else session.execute_read(limited)

        try:
            self._opened()
            # Two tries of the driver and their waits fit in.
            return within(BATCH + self._retries + 1, run, self.settings)
        except UNKNOWN_OUTCOME:
            raise
        except Exception as fault:
            raise explained(fault, self.settings, BATCH) from fault

    def _unfinished(self, fault: Exception, *, begun: bool) -> Exception:
        if not begun:
            return explained(fault, self.settings)
        return DatabaseError(
            f"{self.settings.address}: the connection broke {TRIES + 1} times; the publish is not finished, repeat it"
        )


def _let_go(opened: Driver) -> None:
    """Close a driver whose server may be silent, without waiting for it."""
    import threading  # noqa: PLC0415  only where a server is silent

    threading.Thread(target=opened.close, daemon=True).start()


def today() -> dt.date:
    """Return today's date in UTC: the as-of date of a projection without a run."""
    return dt.datetime.now(dt.UTC).date()
