"""`tierlight export heatmap`: one picture of who is at risk of what."""

from pathlib import Path
from typing import Annotated

import typer

from tierlight.commandline.command import Command
from tierlight.commandline.options import Json
from tierlight.commandline.output import clean, write, write_json
from tierlight.commandline.session import current
from tierlight.export.heatmap import KINDS


def heatmap(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Ends in .png, .svg, .pdf, .html, .xlsx or .csv.")],
    *,
    rows: Annotated[str, typer.Option(metavar="KIND", help=f"One of {', '.join(KINDS)}.")] = "product",
    top: Annotated[int | None, typer.Option(metavar="N", help="Only the N gravest rows.")] = None,
    sort: Annotated[
        str | None, typer.Option(metavar="DIMENSION", help="Sort by it; default: by the gravest of each row.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write a heatmap of the current run: value and band in each cell, what is unknown or unsure hatched.

    The file says what it was made from. Beside a CSV stands NAME.about.json.
    """
    run = current(context)
    made = run.heatmap(rows=rows, top=top, sort=sort.upper() if sort else None)
    written = made.save(file)
    if as_json:
        write_json({"files": written, "run": run.id, "rows": made.shown, "of": made.total, "finding": made.finding})
        return
    write(f"{', '.join(map(str, written))}: {made.shown} of {made.total} {made.kind.plural}")
    write(clean(made.finding))


COMMAND = Command(run=heatmap, section="Ask and publish")
