"""`tierlight restore`: back to an old snapshot."""

from typing import Annotated

import typer

from graph.history import restore as restored
from tierlight.commandline.command import Command
from tierlight.commandline.options import Json
from tierlight.commandline.output import write, write_json
from tierlight.commandline.session import session, snapshot_id


def restore(
    context: typer.Context,
    snapshot: Annotated[str, typer.Argument(metavar="A", help="Snapshot (8 digits will do), or number of a load.")],
    *,
    as_json: Json = False,
) -> None:
    """Make an old snapshot current again, with its newest run.

    This is a load of its own: nothing of the past is lost, and the way forward is another restore.
    """
    workspace = session(context).workspace()
    load = restored(workspace, snapshot_id(workspace, snapshot))
    current = workspace.current
    run = current.run if current and not workspace.is_stale else None
    if as_json:
        write_json({"load": load.load, "snapshot": load.snapshot, "parent": load.parent, "run": run})
        return
    scores = f"run {run[:12]} is current" if run else "it has no run yet; run 'tierlight run'"
    write(f"load {load.load}: snapshot {(load.snapshot or '')[:12]} is current again; {scores}")


COMMAND = Command(run=restore, section="Data in")
