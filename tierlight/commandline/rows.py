"""Rows of a graph database as a table, as CSV or as JSON, and the parameters of a statement."""

import csv
import io
from collections.abc import Sequence
from enum import StrEnum

import typer

from graph.database.answers import Answer
from tierlight.commandline.output import count, plain, shown, table, write, write_json


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


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
