"""`tierlight query`: one question of the catalogue, answered."""

import csv
import io
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer

from graph.database.answers import Answer
from queries.asking import ask
from tierlight.commandline.command import Command
from tierlight.commandline.options import Database, Json
from tierlight.commandline.output import count, plain, shown, table, write, write_json
from tierlight.commandline.session import session
from tierlight.databases import named, what


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


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
    answer = ask(named(workspace, database), name, given(param or []), today=what(workspace)[2])
    print_rows(answer, name, database, Format.JSON if as_json else form)


def given(settings: Sequence[str]) -> dict[str, str]:
    """Return `KEY=VALUE` texts by key."""
    parted = [setting.partition("=") for setting in settings]
    wrong = next((key for key, sign, _ in parted if not sign), None)
    if wrong is not None:
        raise typer.BadParameter(f"{wrong!r}: write --param {wrong}=VALUE")
    return {key: value for key, _, value in parted}


def print_rows(answer: Answer, name: str | None, database: str, form: Format) -> None:
    """Write the rows of an answer as a table, as CSV or as JSON."""
    if form is Format.JSON:
        listed = {"columns": answer.columns, "rows": answer.rows, "truncated": answer.truncated}
        write_json({"query": name, "database": database, **listed})
        return
    if form is Format.CSV:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([answer.columns, *(map(_cell, row) for row in answer.rows)])
        write(text.getvalue().rstrip("\n"))
        return
    write(table(answer.columns, answer.rows))
    write(f"\n{count(len(answer.rows), 'row')}{', and more' if answer.truncated else ''}")


def _cell(value: object) -> object:
    """Return a cell as CSV has it; text that a spreadsheet would take for a formula is marked as text."""
    value = plain(value)
    if isinstance(value, str | list):
        text = shown(value)
        return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
    return value


COMMAND = Command(run=query, section="Ask and publish")
