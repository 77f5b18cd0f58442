"""The node `(:Tierlight {id: "state"})`: what a Neo4j database holds, and who is writing to it.

It is set by compare-and-set inside one transaction, so two publishers never both begin.
"""

import datetime as dt
from typing import Any

from graph.database.projection import Projection
from graph.errors import DatabaseError

CONSTRAINT = "CREATE CONSTRAINT tierlight_state IF NOT EXISTS FOR (t:Tierlight) REQUIRE t.id IS UNIQUE"

_HOLD = "MERGE (t:Tierlight {id: 'state'}) SET t.held = true, t.name = 'state' RETURN properties(t) AS state"


def read(transaction: Any) -> dict[str, Any]:
    """Return the properties of the state node, none if there is no such node."""
    found = transaction.run("MATCH (t:Tierlight {id: 'state'}) RETURN properties(t) AS state").single()
    return dict(found["state"]) if found else {}


def take(transaction: Any, projection: Projection, by: str, *, take_over: bool) -> dict[str, Any]:
    """Mark the database as being written by us, and return the state as it was before.

    Raises
    ------
    DatabaseError
        If another workspace's publish is not finished; nothing changes then.
    """
    # Writing a property locks the node: whoever comes second waits here and reads what the first one wrote.
    state = dict(transaction.run(_HOLD).single(strict=True)["state"])
    if state.get("publishing") and state.get("by") != by and not take_over:
        raise DatabaseError(
            f"busy: {state.get('by')} has been publishing since {state.get('since')}; wait for it, or repeat with "
            "--take-over if it is dead"
        )
    transaction.run(
        "MATCH (t:Tierlight {id: 'state'}) SET t.publishing = $snapshot, t.since = $since, t.by = $by REMOVE t.held",
        snapshot=projection.snapshot,
        since=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        by=by,
    ).consume()
    return state


def finish(transaction: Any, projection: Projection, by: str) -> None:
    """Say what the database holds now, if it is still ours to say so.

    Raises
    ------
    DatabaseError
        If another workspace took over meanwhile.
    """
    state = dict(transaction.run(_HOLD).single(strict=True)["state"])
    if state.get("by") != by or state.get("publishing") not in {projection.snapshot, None}:
        raise DatabaseError(f"{state.get('by')} took over meanwhile; publish again when it has finished")
    transaction.run(
        "MATCH (t:Tierlight {id: 'state'}) SET t.snapshot = $snapshot, t.run = $run, t.as_of = $as_of, "
        "t.publishing = null, t.since = null REMOVE t.held",
        snapshot=projection.snapshot,
        run=projection.run,
        as_of=projection.as_of,
    ).consume()
