"""`tierlight export tables`: the current data as files."""

from pathlib import Path
from typing import Annotated

import typer

from tierlight.commandline.command import Command
from tierlight.commandline.options import Json
from tierlight.commandline.output import count, write, write_json
from tierlight.commandline.session import session
from tierlight.export.table import tables_as_csv


def tables(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write into; made if missing.")],
    *,
    as_json: Json = False,
) -> None:
    """Write the current snapshot as canonical CSV files; loading them again changes nothing."""
    workspace, current = session(context).current()
    loads = workspace.loads()
    about = {
        "snapshot": current.snapshot,
        "load": loads[-1].load if loads else None,
        "licences": sorted({load.licence for load in loads if load.licence}),
    }
    exported = workspace.tables()
    written = tables_as_csv(exported, folder, about=about)
    if as_json:
        write_json({"snapshot": current.snapshot, "tables": exported.counts, "files": written})
        return
    rows = count(sum(exported.counts.values()), "row")
    write(f"{folder}: {count(len(exported), 'table')}, {rows}, snapshot {current.snapshot[:12]}")


COMMAND = Command(run=tables, section="Ask and publish")
