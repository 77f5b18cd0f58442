"""The named questions: one `.cypher` file each, and the catalogue that reads and checks them.

A header says what a question asks, takes and returns; it is compared with the statement when it is read.
Nothing here runs a statement: `queries.asking` does.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from graph.database.dialect import faults
from graph.database.shape import shape
from graph.database.tokens import Token, tokens
from graph.errors import StatementError, UnknownNameError

SCALARS = ("str", "int", "float", "bool", "date", "dimension")
"""Types of parameters besides a label, which means the id of such a node."""

MOST_ROWS = 10_000

_HEADER = ("title", "group", "answers", "param", "returns", "cost")
_PARAM = re.compile(r"(?P<name>\w+) \((?P<type>\w+), (?:required|default (?P<default>[^)]+))\) (?P<meaning>.+)")


@dataclass(frozen=True)
class Param:
    """One parameter: `default` is the text of its default, None where it is required."""

    name: str
    type: str
    default: str | None
    meaning: str

    @property
    def required(self) -> bool:
        """True if it has to be given."""
        return self.default is None


@dataclass(frozen=True)
class Query:
    """One question.

    Attributes
    ----------
    name
        Name of its file, and its key in the catalogue.
    title, group, answers
        What a menu shows, the heading there, the question in a risk manager's words.
    params
        What it takes, in the order in which people are asked for it.
    returns
        Names of the columns, in order.
    cost
        What to expect where the time grows with more than the rows returned, else None.
    statement
        The Cypher.
    """

    name: str
    title: str
    group: str
    answers: str
    params: tuple[Param, ...]
    returns: tuple[str, ...]
    cost: str | None
    statement: str


@cache
def catalogue() -> dict[str, Query]:
    """Return every question by name, sorted."""
    folder = files("queries")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".cypher"))
    return {
        name.removesuffix(".cypher"): parse(name.removesuffix(".cypher"), folder.joinpath(name).read_text("utf-8"))
        for name in names
    }


def question(name: str) -> Query:
    """Return one question; an unknown name offers the nearest one."""
    if name not in catalogue():
        raise UnknownNameError("question", name, catalogue())
    return catalogue()[name]


def parse(name: str, text: str) -> Query:
    """Return the question that a file holds.

    Raises
    ------
    StatementError
        If the header lacks something, has an unknown entry, or says something else than the statement does.
    """
    found: dict[str, list[str]] = {key: [] for key in _HEADER}
    lines = text.splitlines()
    header = [line for line in lines if line.startswith("//")]
    for line in header:
        key, _, value = line.removeprefix("//").strip().partition(": ")
        if key not in found or not value:
            raise StatementError(f"queries/{name}.cypher: unknown header line {line!r}; known: {', '.join(_HEADER)}")
        found[key].append(value)
    for key in ("title", "group", "answers", "returns"):
        if len(found[key]) != 1:
            raise StatementError(f"queries/{name}.cypher: the header needs exactly one line '// {key}: …'")
    query = Query(
        name=name,
        title=found["title"][0],
        group=found["group"][0],
        answers=found["answers"][0],
        params=tuple(_param(name, value) for value in found["param"]),
        returns=tuple(column.strip() for column in found["returns"][0].split(",")),
        cost=found["cost"][0] if found["cost"] else None,
        statement="\n".join(line for line in lines if not line.startswith("//")).strip() + "\n",
    )
    wrong = list(_differences(query))
    if wrong:
        raise StatementError(f"queries/{name}.cypher: {'; '.join(wrong)}")
    return query


def _param(name: str, text: str) -> Param:
    match = _PARAM.fullmatch(text)
    if not match:
        raise StatementError(
            f"queries/{name}.cypher: parameter {text!r} is not 'name (type, required) meaning' or "
            "'name (type, default value) meaning'"
        )
    kind = match["type"]
    if kind not in SCALARS and kind not in shape().labels:
        raise UnknownNameError(f"type of parameter {match['name']} of {name}", kind, [*SCALARS, *shape().labels])
    return Param(match["name"], kind, match["default"], match["meaning"])


def _differences(query: Query) -> Iterable[str]:
    """Yield each way in which header and statement differ, and each rule of the dialect that is broken."""
    found = tokens(query.statement)
    used = {token.text[1:] for token in found if token.kind == "parameter"}
    declared = {param.name for param in query.params}
    for name in sorted(used - declared):
        yield f"${name} is used but not in the header"
    for name in sorted(declared - used):
        yield f"parameter {name} is in the header but not used"
    if len(declared) != len(query.params):
        yield "a parameter is in the header twice"
    columns = returned(found)
    if columns != query.returns:
        yield f"returns {', '.join(columns)}, but the header says {', '.join(query.returns)}"
    if [token.word for token in found[-2:]] != ["LIMIT", "$LIMIT"] or "ORDER" not in {t.word for t in found}:
        yield "the statement has to end in ORDER BY … LIMIT $limit"
    yield from faults(query.statement)


def returned(found: tuple[Token, ...]) -> tuple[str, ...]:
    """Return the names of the columns of the last RETURN: what follows AS, else the expression itself."""
    depth, start = 0, None
    for place, token in enumerate(found):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(token.text, 0)
        if token.word == "RETURN" and depth == 0:
            start = place + 1
    columns: list[list[str]] = [[]]
    for token in found[start:] if start else ():
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(token.text, 0)
        if depth == 0 and token.word in {"ORDER", "LIMIT", "SKIP", "UNION"}:
            break
        if depth == 0 and token.text == ",":
            columns.append([])
        elif not (token.word == "DISTINCT" and columns == [[]]):
            columns[-1].append(token.text)
    return tuple(column[-1] for column in columns if column)
