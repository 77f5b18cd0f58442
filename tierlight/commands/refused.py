"""`tierlight refused`: which rows a load did not take, and why."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from graph.history import refused as refusals
from tierlight.commandline.command import Command
from tierlight.commandline.options import Json
from tierlight.commandline.output import clean, count, write, write_json
from tierlight.commandline.session import session


def refused(
    context: typer.Context,
    load: Annotated[int | None, typer.Argument(metavar="LOAD", help="Number of a load; the newest by default.")] = None,
    *,
    left_out: Annotated[
        bool, typer.Option("--left-out", help="Also what was left out on purpose, such as totals.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List the rows that a load refused: where each stands, what is wrong with it, how to mend it."""
    found = refusals(session(context).workspace(), load)
    faults = [row for row in found if row["severity"] == "error"]
    listed = found if left_out else faults
    if as_json:
        write_json({"refused": listed})
        return
    for row in listed:
        write(line(row))
    hidden = len(found) - len(listed)
    also = f"; {hidden:,} more left out on purpose (--left-out)" if hidden else ""
    write(f"{count(len(faults), 'row')} refused{also}")


def line(row: Mapping[str, Any]) -> str:
    """Return one refused row: where, what is wrong, what to do."""
    sheet = f" sheet {row['sheet']}" if row["sheet"] else ""
    column = f", column {row['column']}" if row["column"] else ""
    said = " ".join(part for part in (row["reason"], row["remedy"]) if part)
    return clean(f"{row['file']}{sheet} row {row['row']}{column}: {said}")


COMMAND = Command(run=refused, section="Data in")
