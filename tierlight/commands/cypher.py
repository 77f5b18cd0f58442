"""`tierlight cypher`: any read-only statement."""

from typing import Annotated

import typer

from graph.audit import author
from graph.database import console
from graph.database.answers import Limits
from tierlight.commandline.command import Command
from tierlight.commandline.options import Database, Json
from tierlight.commandline.rows import Format, given, print_rows
from tierlight.commandline.session import session
from tierlight.databases import named


def cypher(
    context: typer.Context,
    statement: Annotated[str, typer.Argument(metavar="STATEMENT", help="Cypher that only reads.")],
    *,
    param: Annotated[list[str] | None, typer.Option(metavar="KEY=VALUE", help="Text for $KEY; repeatable.")] = None,
    database: Database = "embedded",
    limit: Annotated[int, typer.Option(min=1, max=100_000, metavar="N", help="Most rows to give.")] = 1000,
    timeout: Annotated[float, typer.Option(min=0.1, metavar="SECONDS", help="Longest time to take.")] = 5.0,
    form: Annotated[Format, typer.Option("--format", help="How rows are printed.")] = Format.TABLE,
    as_json: Json = False,
) -> None:
    """Answer a statement of your own from the current snapshot and run; one that is refused says why.

    It is kept in the audit record, with the names of its parameters and without their values.
    """
    workspace, current = session(context).current()
    values, limits = given(param or []), Limits(seconds=timeout, rows=limit)
    with (
        named(workspace, database) as opened,
        workspace.audit.action(
            "cypher",
            author=author(None),
            snapshot=current.snapshot,
            run=current.run,
            statement=statement,
            parameters=list(values),
        ) as entry,
    ):
        answer = console.ask(opened, statement, values, limits)
        entry.rows = len(answer.rows)
    print_rows(answer, None, database, Format.JSON if as_json else form)


COMMAND = Command(run=cypher, section="Ask and publish")
