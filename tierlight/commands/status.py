"""`tierlight status`: what is current, and what to know about it."""

from typing import Any

import pandas as pd
import typer

from graph.errors import DatabaseError
from graph.workspace import Workspace
from tierlight.commandline.answers import percent
from tierlight.commandline.command import Command
from tierlight.commandline.options import Json
from tierlight.commandline.output import table, write, write_json
from tierlight.commandline.session import Session, session
from tierlight.databases import states


def status(context: typer.Context, *, as_json: Json = False) -> None:
    """Show the current snapshot and run, rows per table, unmapped shares, imputed inputs, graph databases."""
    here = session(context)
    workspace, current = here.current()
    stale, counts = workspace.is_stale, workspace.snapshot().counts
    found = _databases(here, workspace)
    if as_json:
        write_json(
            {
                "snapshot": current.snapshot,
                "run": current.run,
                "as_of": current.as_of,
                "stale": stale,
                "tables": counts,
                "databases": found,
            }
        )
        return
    head = workspace.head
    made = f" of load {head.load} ({head.format}, {head.author})" if head else ""
    write(f"snapshot {current.snapshot[:12]}{made}")
    if current.run is None:
        write("no run yet; run 'tierlight run'")
    else:
        old = "; stale: the data changed since, run 'tierlight run'" if stale else ""
        write(f"run {current.run[:12]} as of {current.as_of}{old}")
    write()
    write(table(["table", "rows"], [[name, rows] for name, rows in counts.items() if rows], right=[1]))
    if current.run is not None:
        write()
        write(_sureness(workspace.run()[1]))
    write()
    write("\n".join(_line(database) for database in found) or "no graph database holds this data yet")


def _databases(here: Session, workspace: Workspace) -> list[dict[str, Any]]:
    """Return the state of each graph database: name, snapshot, run, publishing."""
    try:
        known = states(workspace)
    except DatabaseError as error:
        here.say(f"warning: {error}")
        known = []
    return [{name: getattr(state, name) for name in ("name", "snapshot", "run", "publishing")} for state in known]


def _line(database: dict[str, Any]) -> str:
    held = f"snapshot {database['snapshot'][:12]}" if database["snapshot"] else "nothing whole"
    run = f", run {database['run'][:12]}" if database["run"] else ", no run"
    unfinished = "; a publish is under way or was cut, repeat it" if database["publishing"] else ""
    return f"database {database['name']}: {held}{run}{unfinished}"


def _sureness(scores: pd.DataFrame) -> str:
    """Return how much of each product is unmapped, and how many places have an imputed score."""
    products = scores[(scores["label"] == "Product") & (scores["measure"] == "mean")]
    unmapped = products.groupby("id")["unmapped"].max()
    lines = [table(["product", "unmapped"], [[i, percent(_known(u))] for i, u in unmapped.items()], right=[1])]
    places = scores[(scores["label"] == "Country") & scores["value"].notna()]
    imputed = places.groupby("dimension")["imputed"].sum()
    said = ", ".join(f"{dimension} {number}" for dimension, number in imputed.items() if number)
    lines.append(f"countries whose score is imputed from their neighbours: {said or 'none'}")
    return "\n".join(lines)


def _known(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


COMMAND = Command(run=status, section="Data in")
