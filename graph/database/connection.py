"""Reaching a Neo4j server: settings, deadlines, and faults in one line without a secret.

The driver has no deadline of its own once a server falls silent, so every call runs in a worker that is
given up when its time is over.
"""

import logging
import os
import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

from neo4j import Driver, GraphDatabase, NotificationMinimumSeverity
from neo4j import exceptions as faults

from graph.errors import DatabaseError, StatementError

T = TypeVar("T")

REACHED_WITHIN = 5.5
"""Seconds in which a server has to say who it is."""

OLDEST = (5, 23)
"""The first version with `CALL (x) { }`."""

# The driver warns of every retry; without a handler, Python prints that on the user's screen.
logging.getLogger("neo4j").addHandler(logging.NullHandler())

UNKNOWN_OUTCOME = (faults.ServiceUnavailable, faults.SessionExpired, faults.IncompleteCommit)
"""Faults after which nobody knows whether a batch was written: compare, never guess."""

_SCHEMES = frozenset({"bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"})

_OPTIONS: Mapping[str, Any] = {
    "connection_timeout": 3,
    "connection_acquisition_timeout": 3,
    "liveness_check_timeout": 30,
    "telemetry_disabled": True,
    "notifications_min_severity": NotificationMinimumSeverity.OFF,
}


@dataclass(frozen=True)
class Settings:
    """How to reach a server; the password is in no text that this gives."""

    uri: str
    username: str = "neo4j"
    password: str = field(default="", repr=False)
    database: str = "neo4j"

    @classmethod
    def of_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Return the settings of `NEO4J_URI`, `NEO4J_USERNAME`, `NEO4J_PASSWORD` and `NEO4J_DATABASE`.

        Raises
        ------
        DatabaseError
            If the address or the password is not set.
        """
        known = os.environ if environment is None else environment
        for name in ("NEO4J_URI", "NEO4J_PASSWORD"):
            if not known.get(name):
                raise DatabaseError(f"{name} is not set; set NEO4J_URI, NEO4J_USERNAME and NEO4J_PASSWORD")
        return cls(
            known["NEO4J_URI"],
            known.get("NEO4J_USERNAME") or "neo4j",
            known["NEO4J_PASSWORD"],
            known.get("NEO4J_DATABASE") or "neo4j",
        )

    @property
    def address(self) -> str:
        """The address without name and password, for messages."""
        try:
            parts = urlsplit(self.uri)
            return f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
        except ValueError:
            return "the address in NEO4J_URI"


def driver(settings: Settings, retries: float) -> Driver:
    """Return a driver; nothing is connected yet. `retries` is how long a transaction is tried again, in s."""
    no_address = DatabaseError(
        f"NEO4J_URI: {settings.address} is no address of a server; write bolt://host:7687 or neo4j://host:7687"
    )
    if settings.uri.partition("://")[0] not in _SCHEMES:
        raise no_address
    try:
        return GraphDatabase.driver(
            settings.uri,
            auth=(settings.username, settings.password),
            max_transaction_retry_time=retries,
            **_OPTIONS,
        )
    except (ValueError, faults.ConfigurationError) as fault:
        raise no_address from fault


def within(seconds: float, work: Callable[[], T], settings: Settings) -> T:
    """Return what `work` gives, or give it up after `seconds`; the driver's faults become one-line errors.

    Raises
    ------
    DatabaseError
        If the server cannot be used, or says nothing in time.
    StatementError
        If it refuses the statement.
    """
    results: queue.SimpleQueue[tuple[bool, Any]] = queue.SimpleQueue()

    def run() -> None:
        try:
            results.put((True, work()))
        except BaseException as fault:  # noqa: BLE001  handed to the caller's thread, whatever it is
            results.put((False, fault))

    threading.Thread(target=run, daemon=True, name="tierlight-neo4j").start()
    try:
        done, value = results.get(timeout=seconds)
    except queue.Empty:
        raise DatabaseError(
            f"{settings.address}: no answer within {seconds:g} s; the embedded graph goes on working"
        ) from None
    if done:
        found: T = value
        return found
    raise value


def explained(fault: Exception, settings: Settings, seconds: float | None = None) -> Exception:
    """Return the error that a user is shown for a fault of the driver; other faults come back as they are."""
    where = settings.address
    if isinstance(fault, faults.AuthError):
        return DatabaseError(f"{where}: wrong name or password; check NEO4J_USERNAME and NEO4J_PASSWORD")
    if isinstance(fault, faults.Neo4jError):
        return _of_server(fault, where, settings, seconds)
    if isinstance(fault, faults.ServiceUnavailable | faults.SessionExpired | faults.IncompleteCommit | OSError):
        return DatabaseError(
            f"{where}: cannot be reached; start the server or correct NEO4J_URI. The embedded graph goes on working"
        )
    if isinstance(fault, faults.DriverError | ValueError):
        return DatabaseError(f"{where}: the server cannot be used: {_first_sentence(fault)}")
    return fault


def _of_server(fault: faults.Neo4jError, where: str, settings: Settings, seconds: float | None) -> Exception:
    code, said = fault.code or "", _first_sentence(fault)
    limit = f" after {seconds:g} s" if seconds else ""
    stopped = StatementError(f"stopped{limit}; bind one end to an id, bound the hops, or ask for less")
    known: dict[str, Exception] = {
        "AuthenticationRateLimit": DatabaseError(
            f"{where}: too many wrong passwords; wait some seconds, then check NEO4J_PASSWORD"
        ),
        "TransactionTimedOut": stopped,
        "Transaction.Terminated": stopped,
        "DatabaseNotFound": DatabaseError(f"{where}: no database {settings.database!r}; check NEO4J_DATABASE"),
        "ReadOnly": DatabaseError(f"{where}: only reading is allowed there: {said}"),
        "Forbidden": DatabaseError(f"{where}: only reading is allowed there: {said}"),
        "AccessMode": DatabaseError(f"{where}: only reading is allowed there: {said}"),
        "MemoryPool": StatementError("out of memory on the server; ask for less"),
        "OutOfMemory": StatementError("out of memory on the server; ask for less"),
        ".Statement.": StatementError(f"Neo4j refuses the statement: {said}"),
    }
    return next((error for part, error in known.items() if part in code), None) or DatabaseError(
        f"{where}: {code.rsplit('.', 1)[-1]}: {said}"
    )


def _first_sentence(fault: Exception) -> str:
    text = " ".join(str(getattr(fault, "message", None) or fault).split())
    return text.split(" (line ")[0][:300]


def check_server(opened: Driver, settings: Settings) -> None:
    """Refuse a server that is unreachable, silent, of another kind or too old.

    Raises
    ------
    DatabaseError
        In one line, within `REACHED_WITHIN` seconds.
    """

    def ask() -> str:
        with opened.session(database=settings.database) as session:
            return str(session.run("RETURN 1").consume().server.agent)

    try:
        agent = within(REACHED_WITHIN, ask, settings)
    except Exception as fault:  # noqa: BLE001  raised again, in words
        raise explained(fault, settings) from None
    version = agent.removeprefix("Neo4j/")
    numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
    if not agent.startswith("Neo4j/") or numbers < OLDEST:
        needed = ".".join(map(str, OLDEST))
        raise DatabaseError(f"{settings.address}: {agent} is too old or no Neo4j; version {needed} or newer is needed")
