"""`tierlight publish`: a graph database made equal to the current snapshot and run."""

from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer

from graph.audit import author
from graph.database.answers import PublishReport
from tierlight.commandline.command import Command
from tierlight.commandline.options import Json
from tierlight.commandline.output import clean, table, write, write_json
from tierlight.commandline.session import session
from tierlight.databases import neo4j, projected


class Target(StrEnum):
    """Where to publish."""

    NEO4J = "neo4j"


def publish(
    context: typer.Context,
    target: Annotated[Target, typer.Argument(metavar="DATABASE", help="neo4j.")],
    *,
    full: Annotated[
        bool, typer.Option("--full", help="Compare every property, and undo edits by hand of what is ours.")
    ] = False,
    take_over: Annotated[
        bool, typer.Option("--take-over", help="Go on although another workspace's publish is unfinished.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Make the Neo4j database equal to the current snapshot and run; only the difference is written.

    What Tierlight did not write is never changed. The connection is taken from NEO4J_URI, NEO4J_USERNAME,
    NEO4J_PASSWORD and NEO4J_DATABASE.
    """
    here = session(context)
    workspace, _ = here.current()
    projection = projected(workspace)
    with (
        workspace.writing(),
        neo4j(workspace) as database,
        workspace.audit.action(
            "publish", author=author(None), snapshot=projection.snapshot, run=projection.run, statement=target
        ),
        here.progress(f"publishing to {target}") as progress,
    ):
        report = database.publish(projection, full=full, take_over=take_over, progress=progress)
    if as_json:
        write_json(record(report))
    else:
        write(summary(report))


def record(report: PublishReport) -> dict[str, object]:
    """Return a publish in the shape that `--json` prints."""
    return {
        "snapshot": report.snapshot,
        "run": report.run,
        "nodes": asdict(report.nodes),
        "relationships": asdict(report.relationships),
        "seconds": round(report.seconds, 3),
        "kept": report.kept,
    }


def summary(report: PublishReport) -> str:
    """Return a publish for people."""
    changes = (("nodes", report.nodes), ("relationships", report.relationships))
    rows = [[name, one.created, one.changed, one.deleted] for name, one in changes]
    of = f"snapshot {report.snapshot[:12]}" + (f", run {report.run[:12]}" if report.run else "; facts, no run")
    lines = [table(["", "created", "changed", "deleted"], rows, right=[1, 2, 3]), f"{report.database} holds {of}"]
    lines += [f"kept, as someone else's relationships hang on it: {clean(kept)}" for kept in report.kept]
    return "\n".join([*lines, *(f"note: {clean(note)}" for note in report.notes)])


COMMAND = Command(run=publish, section="Ask and publish")
