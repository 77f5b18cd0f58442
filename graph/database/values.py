"""Values of both engines as plain Python: text, numbers, booleans, dates, times, None, lists, maps.

A whole node, relationship or path is no value: the engines give them different forms.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
from neo4j.graph import Node, Path, Relationship
from neo4j.time import Date, DateTime, Duration, Time

from graph.errors import StatementError

_WHOLE = ({"id", "labels", "properties"}, {"id", "start", "end", "type", "properties"}, {"nodes", "relationships"})
"""Keys of the maps that the embedded engine gives for a node, a relationship and a path."""


def plain(value: Any) -> Any:
    """Return a value of either engine as plain Python.

    Raises
    ------
    StatementError
        If it is, or holds, a whole node, relationship or path.
    """
    if isinstance(value, Node | Relationship | Path) or (isinstance(value, Mapping) and set(value) in _WHOLE):
        raise StatementError("a whole node, relationship or path is no column; name properties, such as n.id AS id")
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple) and not isinstance(value, Duration):
        return [plain(each) for each in value]
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, Duration):
        return {"months": value.months, "days": value.days, "seconds": value.seconds} | (
            {"nanoseconds": value.nanoseconds} if value.nanoseconds else {}
        )
    if isinstance(value, DateTime):
        native = value.to_native()
        return native.astimezone(dt.UTC) if native.tzinfo else native
    if isinstance(value, Date | Time):
        return value.to_native()
    if isinstance(value, dt.datetime) and value.tzinfo:
        return value.astimezone(dt.UTC)
    return value


def utc(column: pa.ChunkedArray) -> list[Any]:
    """Return the values of a column for an engine; times have the offset zero and no named zone.

    Neo4j takes one moment in `Z` and in `Z[UTC]` for two values.
    """
    values: list[Any] = column.to_pylist()
    if pa.types.is_timestamp(column.type):
        return [value and value.astimezone(dt.UTC) for value in values]
    return values
