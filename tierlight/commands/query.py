"""`tierlight query`: one question of the catalogue, answered."""

from typing import Annotated

import typer

from queries.asking import ask
from tierlight.commandline.command import Command
from tierlight.commandline.options import Database, Json
from tierlight.commandline.rows import Format, given, print_rows
from tierlight.commandline.session import session
from tierlight.databases import named, what


def query(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name from 'tierlight queries'.")],
    *,
    param: Annotated[
        list[str] | None, typer.Option(metavar="KEY=VALUE", help="A parameter of the question; repeatable.")
    ] = None,
    database: Database = "embedded",
    form: Annotated[Format, typer.Option("--format", help="How rows are printed.")] = Format.TABLE,
    as_json: Json = False,
) -> None:
    """Answer one question of the catalogue from the current snapshot and run."""
    workspace, _ = session(context).current()
    with named(workspace, database) as opened:
        answer = ask(opened, name, given(param or []), today=what(workspace)[2])
    print_rows(answer, name, database, Format.JSON if as_json else form)


COMMAND = Command(run=query, section="Ask and publish")
