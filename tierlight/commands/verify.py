"""`tierlight verify`: whether the workspace still holds what was written."""

import typer

from graph.verify import verify as verified
from tierlight.commandline.application import MENDABLE
from tierlight.commandline.command import Command
from tierlight.commandline.options import Json
from tierlight.commandline.output import clean, count, write, write_json
from tierlight.commandline.session import session


def verify(context: typer.Context, *, as_json: Json = False) -> None:
    """Hash every file of the workspace again and compare it with what was written down.

    Exit status 2 says that something is damaged; each line names a file and what to do.
    """
    here = session(context)
    workspace = here.workspace()
    with here.progress("verifying") as progress:
        found = verified(workspace, progress)
    if as_json:
        write_json({"checked": found.checked, "faults": found.faults})
    else:
        write("\n".join(clean(fault) for fault in found.faults) or f"{count(found.checked, 'file')}, all whole")
    if not found:
        raise typer.Exit(MENDABLE)


COMMAND = Command(run=verify, section="Data in")
