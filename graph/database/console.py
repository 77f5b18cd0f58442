"""Statements that a user typed: guarded, limited, and kept away from the program's own memory.

Layers: the guard; the engine's read-only mode; limits of time, rows, bytes and memory. Who keeps an audit
writes it before calling. A named question of the catalogue needs none of this.
"""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from graph.database.answers import Answer, Limits
from graph.database.child import tagged, untagged
from graph.database.dialect import shared
from graph.database.embedded import Embedded
from graph.database.guard import guarded
from graph.database.neo4j import Neo4j
from graph.database.values import plain
from graph.errors import DatabaseError, StatementError

CHILD = Path(__file__).with_name("child.py")

_MEMORY = "out of memory: the statement builds something too large; ask for less"


def ask(
    database: Embedded | Neo4j,
    statement: str,
    parameters: Mapping[str, Any] | None = None,
    limits: Limits | None = None,
) -> Answer:
    """Return the rows of a statement that a user typed.

    Parameters
    ----------
    database
        Either graph database.
    statement
        Cypher that only reads; on the embedded graph in the shared dialect.
    parameters
        Values of `$name`.
    limits
        Time, rows, bytes and memory; `Limits()` by default.

    Raises
    ------
    StatementError
        If it is refused, runs too long, takes too much memory or gives too much; says which.
    DatabaseError
        If the database cannot be used.
    """
    held = limits or Limits()
    text = guarded(statement)
    if isinstance(database, Embedded):
        return _in_child(database, shared(text), parameters or {}, held)
    begun = time.monotonic()
    if not database.only_reads(text, parameters, held):
        raise StatementError("the server plans this as more than reading; only reading is allowed")
    left = max(0.1, held.seconds - (time.monotonic() - begun))
    found = database.query(text, parameters, replace(held, seconds=left))
    if len(repr(found.rows)) > held.size:
        raise _too_large(held)
    return found


def _in_child(database: Embedded, text: str, parameters: Mapping[str, Any], limits: Limits) -> Answer:
    if find_spec("resource") is None:
        raise DatabaseError(
            "this system cannot limit the memory of a process, so the embedded graph has no console here; ask a "
            "named question, or use --database neo4j"
        )
    request = {
        "path": str(database.open().path.resolve()),
        "statement": text,
        "parameters": tagged(dict(parameters)),
        "seconds": limits.seconds,
        "rows": limits.rows,
        "size": limits.size,
        "memory": limits.memory,
    }
    found = _run(json.dumps(request).encode(), limits)
    if "fault" in found:
        raise _refusal(found, limits)
    rows = tuple(tuple(plain(untagged(cell)) for cell in row) for row in found["rows"])
    return Answer(tuple(found["columns"]), rows[: limits.rows], len(rows) > limits.rows)


def _run(request: bytes, limits: Limits) -> dict[str, Any]:
    """Return what the child says; it is killed a second after the limit, whatever it does."""
    # Without the folder of the file on the path: a module there is called neo4j.
    command = [sys.executable, "-P", str(CHILD)]
    # This Python and our own file; the statement travels as data.
    with subprocess.Popen(  # noqa: S603  as said above
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            written, _ = process.communicate(request, timeout=limits.seconds + 1)
        except subprocess.TimeoutExpired:
            return {"fault": "time"}
        finally:
            process.kill()
    try:
        found: dict[str, Any] = json.loads(written)
    except ValueError:
        return {"fault": "memory"}
    return found


def _refusal(found: Mapping[str, Any], limits: Limits) -> StatementError:
    if found["fault"] == "time":
        return StatementError(
            f"stopped after {limits.seconds:g} s; bind one end to an id, bound the hops, or ask for less"
        )
    if found["fault"] == "memory":
        return StatementError(_MEMORY)
    if found["fault"] == "size":
        return _too_large(limits)
    return StatementError(f"the embedded graph refuses the statement: {found['text']}")


def _too_large(limits: Limits) -> StatementError:
    return StatementError(f"the answer is larger than {limits.size / 1e6:g} MB; ask for fewer rows or columns")
