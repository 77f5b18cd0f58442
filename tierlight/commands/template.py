"""`tierlight template`: files to fill in."""

from pathlib import Path
from typing import Annotated

import typer

from tierlight.commandline.command import Command
from tierlight.commandline.options import Json
from tierlight.commandline.output import count, write, write_json
from tierlight.template import template as write_template


def template(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write into; made if missing.")],
    *,
    excel: Annotated[bool, typer.Option("--excel", help="One workbook instead of CSV files.")] = False,
    empty: Annotated[bool, typer.Option("--empty", help="Headers only, without the example rows.")] = False,
    as_json: Json = False,
) -> None:
    """Write a tiny supply chain in every table, as CSV files or one workbook, to fill in and load.

    A README beside them (in a workbook a sheet) holds units and meanings. No file is written over.
    """
    written = write_template(folder, excel=excel, empty=empty)
    if as_json:
        write_json({"files": written})
        return
    start = "fill them in" if empty else "load them as they are, or replace the rows by your own"
    write(f"{folder}: {count(len(written), 'file')}; {start}")


COMMAND = Command(run=template, section="Data in")
