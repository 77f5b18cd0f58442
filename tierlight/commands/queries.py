"""`tierlight queries`: the catalogue of questions."""

from itertools import groupby
from typing import Annotated, Any

import typer

from queries import Query, catalogue, question
from tierlight.commandline.command import Command
from tierlight.commandline.options import Json
from tierlight.commandline.output import table, write, write_json


def queries(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="One question: shown with its Cypher.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """List the questions that 'tierlight query' answers; with NAME, its parameters, columns and Cypher."""
    chosen = [question(name)] if name else list(catalogue().values())
    if as_json:
        write_json({"queries": [record(query) for query in chosen]})
    elif name:
        write(_whole(chosen[0]))
    else:
        for group, members in groupby(sorted(chosen, key=lambda query: query.group), lambda query: query.group):
            write(f"{group}\n")
            write(table(["question", "answers"], [[f"  {query.name}", query.answers] for query in members]) + "\n")


def record(query: Query) -> dict[str, Any]:
    """Return a question in the shape that `--json` prints."""
    return {
        "name": query.name,
        "title": query.title,
        "group": query.group,
        "answers": query.answers,
        "params": [
            {
                "name": param.name,
                "type": param.type,
                "required": param.required,
                "default": param.default,
                "meaning": param.meaning,
            }
            for param in query.params
        ],
        "returns": query.returns,
    }


def _whole(query: Query) -> str:
    rows = [
        [param.name, param.type, "required" if param.required else f"default {param.default}", param.meaning]
        for param in query.params
    ]
    lines = [query.title, query.answers, ""]
    lines += [table(["parameter", "type", "", ""], rows), ""] if rows else []
    lines += [f"returns {', '.join(query.returns)}", "", query.statement.rstrip()]
    return "\n".join(lines)


COMMAND = Command(run=queries, section="Ask and publish")
