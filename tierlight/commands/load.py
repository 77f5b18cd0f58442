"""`tierlight load`: a source file becomes a new snapshot."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from graph.load import LoadReport
from graph.load import load as load_extract
from graph.loads import COUNTS
from graph.workspace import Workspace
from loaders import get
from loaders.extraction import extract
from tierlight.commandline.application import REFUSED
from tierlight.commandline.command import Command
from tierlight.commandline.options import Json
from tierlight.commandline.output import clean, count, table, write, write_json
from tierlight.commandline.session import Session, session

SHOWN = 5
"""How many refused rows are shown at once; the file and `tierlight refused` list all of them."""


def load(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="FORMAT", help="A name from 'tierlight formats'.")],
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH...", help="Files or folders; options of the format may follow."),
    ] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change; change nothing.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Load nothing if a row is refused.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Remove rows of the same source that are absent now.")
    ] = False,
    overwrite_edits: Annotated[
        bool, typer.Option("--overwrite-edits", help="Write over what was edited by hand.")
    ] = False,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="Encoding of text files that are not UTF-8.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Read files, refuse bad rows one by one, and make the good ones a new snapshot.

    Exit status 3 says that rows were refused and exactly the good ones loaded. A load never runs: scores stay
    as they are, marked as stale, until 'tierlight run'.
    """
    here, loader = session(context), get(name)
    options, paths = parted(words or [])
    if loader.files and not paths:
        raise typer.BadParameter(f"name the files to read: {loader.reads}")
    with here.progress(f"reading {name}") as progress:
        read = extract(loader, paths, encoding=encoding, options=options, progress=progress)
    with _workspace(here, dry_run) as workspace, here.progress("checking and writing") as progress:
        report = load_extract(
            workspace,
            read,
            dry_run=dry_run,
            strict=strict,
            replace=replace,
            overwrite_edits=overwrite_edits,
            progress=progress,
        )
    if as_json:
        write_json(report.as_json())
    else:
        write(summary(report, dry_run=dry_run))
    if report.errors:
        raise typer.Exit(REFUSED)


def summary(report: LoadReport, *, dry_run: bool = False) -> str:
    """Return a load for people: rows by table, what was refused and why, what is current now."""
    rows = [
        [name or "(no table)", *(getattr(counts, column) for column in COUNTS)]
        for name, counts in report.tables.items()
    ]
    lines = [table(["table", *COUNTS], rows, right=range(1, 1 + len(COUNTS))), ""]
    lines += [f"note: {clean(note)}" for note in report.notes]
    lines += [*_refusals(report), *_beside(report), _outcome(report, dry_run)]
    return "\n".join(lines)


def _refusals(report: LoadReport) -> Iterator[str]:
    faults = [refusal for refusal in report.refusals if refusal.severity == "error"]
    for fault in faults[:SHOWN]:
        sheet = f" sheet {fault.sheet}" if fault.sheet else ""
        column = f", column {fault.column}" if fault.column else ""
        yield clean(f"refused: {fault.file}{sheet} row {fault.row}{column}: {fault.reason} {fault.remedy}")
    if faults:
        where = f"; all in {report.refused_file}" if report.refused_file else ""
        yield f"{count(len(faults), 'row')} refused{where}"
    left_out = len(report.refusals) - len(faults)
    if left_out:
        yield f"{count(left_out, 'row')} left out on purpose (tierlight refused --left-out)"


def _beside(report: LoadReport) -> Iterator[str]:
    if report.kept_back:
        cells = count(len(report.kept_back), "cell")
        yield f"{cells} edited by hand kept back; --overwrite-edits lets the load change them"
    if report.overwritten:
        yield f"{count(len(report.overwritten), 'cell')} of another source written over"


def _outcome(report: LoadReport, dry_run: bool) -> str:
    if dry_run:
        return "dry run: nothing changed"
    if not report.committed:
        return f"load {report.load}: nothing changed, as --strict asks for"
    new = report.added or report.changed or report.removed
    told = "is current; run 'tierlight run' for its scores" if new else "stays current: nothing new"
    return f"load {report.load}: snapshot {(report.snapshot or '')[:12]} {told}"


def parted(words: Sequence[str]) -> tuple[dict[str, str], list[Path]]:
    """Return the options of the format (`--name value` or `--name=value`) and the paths."""
    options: dict[str, str] = {}
    paths = []
    rest = iter(words)
    for word in rest:
        if word.startswith("--"):
            name, sign, value = word.removeprefix("--").partition("=")
            options[name] = value if sign else next(rest, "")
        else:
            paths.append(Path(word))
    return options, paths


@contextmanager
def _workspace(here: Session, dry_run: bool) -> Iterator[Workspace]:
    """Give the workspace; the first load makes it, a dry run only for its own time."""
    if (here.path / "objects").is_dir():
        yield Workspace.open(here.path)
    elif not dry_run:
        yield Workspace.create(here.path)
    else:
        with tempfile.TemporaryDirectory() as scratch:
            yield Workspace.create(scratch)


COMMAND = Command(run=load, section="Data in", takes_more=True)
