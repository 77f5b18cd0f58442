"""`tierlight history`: which loads made the data what they are."""

import typer

from graph.history import history as loads_made
from graph.loads import COUNTS
from tierlight.commandline.command import Command
from tierlight.commandline.options import Json
from tierlight.commandline.output import table, write, write_json
from tierlight.commandline.session import session


def history(context: typer.Context, *, as_json: Json = False) -> None:
    """List the loads, oldest first, with author, time (UTC), counts of rows and the snapshot each led to."""
    workspace = session(context).workspace()
    if as_json:
        write_json(loads_made(workspace))
        return
    header = ["load", "time", "author", "format", *COUNTS, "snapshot"]
    rows = [
        [
            load.load,
            load.time[:16].replace("T", " "),
            load.author,
            load.format,
            *(load.total(name) for name in COUNTS),
            load.snapshot[:12] if load.snapshot else None,
        ]
        for load in workspace.loads()
    ]
    write(table(header, rows, right=[0, *range(4, 4 + len(COUNTS))]))


COMMAND = Command(run=history, section="Data in")
