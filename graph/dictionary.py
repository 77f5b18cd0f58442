"""The data dictionary: `schema.csv` as tables and fields.

Validation, templates, projections, constraints, labels and the reference page are all made from it.
A field that is not in it does not exist.
"""

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pandas as pd
import pyarrow as pa

from graph.dimensions import dimensions
from graph.errors import UnknownNameError
from graph.parameters import defaults

ARROW: Mapping[str, pa.DataType] = {
    "string": pa.string(),
    "enum": pa.string(),
    "int": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us", tz="UTC"),
}


@dataclass(frozen=True)
class Field:
    """One field of a table: a row of the dictionary.

    Attributes
    ----------
    table, name, type, unit, description
        As in the file; `type` is one of `ARROW`.
    required
        A row without a value is refused.
    default
        What a blank cell gets, or None; `{file}`, `{id}` and `{load}` are filled in.
    key
        Part of the row's identity; a blank counts as a value.
    allowed
        Tokens that limit the values, as written in the file.
    refers_to
        Tables whose `id` is meant; with several, `kind_field` says which.
    relationship
        Tokens that say what the field becomes in the graph.
    """

    table: str
    name: str
    type: str
    unit: str
    required: bool
    default: str | None
    key: bool
    allowed: tuple[str, ...]
    refers_to: tuple[str, ...]
    relationship: tuple[str, ...]
    description: str

    @property
    def arrow(self) -> pa.DataType:
        """Arrow type of the column."""
        return ARROW[self.type]

    @property
    def choices(self) -> tuple[str, ...] | None:
        """Values of an enum field, in the order of the dictionary; None for other fields."""
        if self.type != "enum":
            return None
        token = self.allowed[0]
        if token == "@dimension":
            return tuple(dimension.id for dimension in dimensions())
        if token == "@process":
            return tuple(defaults().section("process"))
        return tuple(token.split("|"))

    @property
    def kind_field(self) -> str | None:
        """Name of the companion field that says which table is meant, where several are possible."""
        return self.name.removesuffix("_id") + "_kind" if len(self.refers_to) > 1 else None

    @property
    def is_loadable(self) -> bool:
        """True if a file may hold the field; `load_id` is written by Tierlight alone."""
        return self.default != "{load}"


@dataclass(frozen=True)
class Table:
    """One table: its fields in order, and the node label of a node table (None: a relationship table)."""

    name: str
    label: str | None
    fields: tuple[Field, ...]

    def __getitem__(self, name: str) -> Field:
        """Return one field."""
        for field in self.fields:
            if field.name == name:
                return field
        raise UnknownNameError(f"field of {self.name}", name, self.names)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all fields, in order."""
        return tuple(field.name for field in self.fields)

    @property
    def loadable(self) -> tuple[Field, ...]:
        """Fields that a file may hold."""
        return tuple(field for field in self.fields if field.is_loadable)

    @property
    def key(self) -> tuple[str, ...]:
        """Names of the fields that identify a row."""
        return tuple(field.name for field in self.fields if field.key)

    @property
    def schema(self) -> pa.Schema:
        """Arrow schema of the table."""
        return pa.schema([(field.name, field.arrow) for field in self.fields])

    def empty(self) -> pd.DataFrame:
        """Return a frame without rows, with every column in its type."""
        frame: pd.DataFrame = self.schema.empty_table().to_pandas(types_mapper=pd.ArrowDtype)
        return frame


@dataclass(frozen=True)
class Dictionary:
    """All tables by name, and the version (SHA-256) of the text that they come from."""

    tables: Mapping[str, Table]
    version: str

    def __getitem__(self, name: str) -> Table:
        """Return one table."""
        if name not in self.tables:
            raise UnknownNameError("table", name, self.tables)
        return self.tables[name]

    @property
    def labels(self) -> dict[str, str]:
        """Node label by table name, for node tables."""
        return {name: table.label for name, table in self.tables.items() if table.label}


def parse(text: str) -> Dictionary:
    """Return the dictionary that a CSV text holds."""
    fields: dict[str, list[Field]] = {}
    labels: dict[str, str] = {}
    for row in csv.DictReader(text.splitlines()):
        tokens = tuple(token for token in row["relationship"].split(";") if token)
        for token in tokens:
            if token.startswith("node "):
                labels[row["table"]] = token.removeprefix("node ")
        fields.setdefault(row["table"], []).append(_field(row, tokens))
    tables = {name: Table(name, labels.get(name), tuple(listed)) for name, listed in fields.items()}
    return Dictionary(tables, hashlib.sha256(text.encode()).hexdigest())


def _field(row: Mapping[str, str], tokens: tuple[str, ...]) -> Field:
    required = row["required"]
    return Field(
        table=row["table"],
        name=row["field"],
        type=row["type"],
        unit=row["unit"],
        required=required == "yes",
        default=required.removeprefix("default ") if required.startswith("default ") else None,
        key=row["key"] == "yes",
        # A pattern may hold the separator, so it is never split.
        allowed=(row["allowed"],)
        if row["allowed"].startswith("/")
        else tuple(t for t in row["allowed"].split(";") if t),
        refers_to=tuple(t for t in row["refers_to"].split("|") if t),
        relationship=tuple(token for token in tokens if not token.startswith("node ")),
        description=row["description"],
    )


@cache
def dictionary() -> Dictionary:
    """Return the shipped dictionary."""
    return parse(files("graph").joinpath("schema.csv").read_text(encoding="utf-8"))
