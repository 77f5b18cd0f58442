"""`tierlight runs`: the runs that are kept."""

import typer

from tierlight.commandline.command import Command
from tierlight.commandline.options import Json
from tierlight.commandline.output import table, write, write_json
from tierlight.commandline.session import session
from tierlight.running import model

FIELDS = ("id", "snapshot", "as_of", "parameters_hash", "time")


def runs(context: typer.Context, *, as_json: Json = False) -> None:
    """List the runs that are kept, oldest first: what was computed from what; * marks the current one."""
    workspace = session(context).workspace()
    records = workspace.runs()
    current = workspace.current.run if workspace.current else None
    if as_json:
        listed = [{name: record[name] for name in FIELDS} | {"model": model(record)} for record in records]
        write_json({"runs": listed})
        return
    rows = [
        [
            "*" if record["id"] == current else "",
            record["id"][:12],
            record["snapshot"][:12],
            record["as_of"],
            record["parameters_hash"][:12],
            model(record),
            record["time"][:16].replace("T", " "),
        ]
        for record in records
    ]
    write(table(["", "run", "snapshot", "as of", "parameters", "model", "time"], rows))


COMMAND = Command(run=runs, section="Risk")
