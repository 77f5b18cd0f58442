"""Asking a named question: typed parameters in, rows out.

A missing or unknown parameter, a value of another type and an id that is not in the graph are errors that
name the parameter; none of them is an empty answer.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from graph.database.answers import USUAL, Answer, Database, Limits
from graph.dimensions import dimensions
from graph.errors import ParameterError, UnknownNameError
from queries import MOST_ROWS, Param, Query, question

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")


def ask(
    database: Database,
    name: str,
    given: Mapping[str, Any],
    *,
    today: dt.date,
    limits: Limits = USUAL,
) -> Answer:
    """Return the rows of a named question.

    Parameters
    ----------
    database
        Either graph database.
    name
        A key of the catalogue.
    given
        Values by parameter name: text as on a command line, or values of the type.
    today
        The as-of date of the current run, which `default today` stands for.
    limits
        Time on the engine; the number of rows is the parameter `limit`.

    Raises
    ------
    UnknownNameError
        If there is no such question, parameter, dimension or node.
    ParameterError
        If a required value is missing, or a value is of another type.
    DatabaseError
        If the database gives no answer.
    """
    query = question(name)
    values = bound(query, given, today)
    for param in query.params:
        if param.type[0].isupper():
            _check_node(database, param, str(values[param.name]), limits)
    return database.query(query.statement, values, replace(limits, rows=MOST_ROWS))


def bound(query: Query, given: Mapping[str, Any], today: dt.date) -> dict[str, Any]:
    """Return a value for every parameter of a question, in its type."""
    known = {param.name: param for param in query.params}
    for name in given:
        if name not in known:
            raise UnknownNameError(f"parameter of {query.name}", name, known)
    values = {}
    for param in query.params:
        value = given.get(param.name)
        if value is None:
            if param.required:
                raise ParameterError(f"{query.name}: parameter {param.name} ({param.type}) is missing: {param.meaning}")
            value = today if param.default == "today" else param.default
        values[param.name] = _value(query.name, param, value)
    if not 1 <= values.get("limit", 1) <= MOST_ROWS:
        raise ParameterError(f"{query.name}: limit must lie in 1..{MOST_ROWS}, not {values['limit']}")
    return values


def _value(query: str, param: Param, value: Any) -> Any:
    read: Callable[[Any], Any] = _READ.get(param.type, _text)
    try:
        return read(value)
    except ValueError:
        raise ParameterError(
            f"{query}: parameter {param.name} is {str(value)!r}; allowed: {_ALLOWED.get(param.type, 'text')}"
        ) from None


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(value)
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not _INTEGER.fullmatch(str(value)):
        raise ValueError(value)
    return int(value)


def _number(value: Any) -> float:
    number = float("nan") if isinstance(value, bool) else float(value)
    if not abs(number) < float("inf"):
        raise ValueError(value)
    return number


def _truth(value: Any) -> bool:
    text = str(value).lower()
    if text not in {"true", "false"}:
        raise ValueError(value)
    return text == "true"


def _day(value: Any) -> dt.date:
    return value if type(value) is dt.date else dt.date.fromisoformat(str(value))


def _dimension(value: Any) -> str:
    known = [dimension.id for dimension in dimensions()]
    if value not in known:
        raise UnknownNameError("dimension", str(value), known)
    return str(value)


_READ: Mapping[str, Callable[[Any], Any]] = {
    "int": _whole,
    "float": _number,
    "bool": _truth,
    "date": _day,
    "dimension": _dimension,
}
_ALLOWED = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "date": "a date such as 2026-11-23",
}


def _check_node(database: Database, param: Param, node: str, limits: Limits) -> None:
    """Refuse an id that no node of the label has; the label comes from the dictionary."""
    found = database.query(f"MATCH (n:{param.type} {{id: $id}}) RETURN n.id AS id LIMIT 1", {"id": node}, limits)
    if not found.rows:
        some = database.query(f"MATCH (n:{param.type}) RETURN n.id AS id ORDER BY id LIMIT 1000", {}, limits)
        raise UnknownNameError(f"{param.type} (parameter {param.name})", node, [row[0] for row in some.rows])
