"""What the dictionary says about the graph: labels, relationship types, their ends and properties.

Nothing is listed twice: a field that enters `schema.csv` enters the projection, the constraints of both
databases and the way back. No data is touched here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from graph.dictionary import Dictionary, Field, Table, dictionary
from graph.dimensions import dimensions
from graph.errors import UnknownNameError

PROVENANCE = ("source", "confidence", "load_id")
"""Properties that every relationship takes from its row."""

INTERVAL = ("valid_from", "valid_to")
"""The half-open interval in which a relationship was true."""


@dataclass(frozen=True)
class End:
    """One end of a relationship.

    Attributes
    ----------
    field
        The field that holds the id of the node.
    tables
        Node tables that may be meant.
    kind
        The field that says which of them, where there are several.
    choices
        Its values, in the order of `tables`.
    """

    field: str
    tables: tuple[str, ...]
    kind: str | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """One way in which the rows of a table become relationships of one type.

    Attributes
    ----------
    type, table
        Name of the relationship, and where its rows come from.
    start, end
        Its ends, in the direction of the arrow.
    properties
        Property name to the field that holds it.
    identity
        Fields that tell parallel relationships apart, in the order of the dictionary.
    flip
        (field, value): the ends change places where the field has the value.
    unless
        Fields that must be blank, else another link of the same row stands instead.
    """

    type: str
    table: str
    start: End
    end: End
    properties: dict[str, Field]
    identity: tuple[str, ...] = ()
    flip: tuple[str, str] | None = None
    unless: tuple[str, ...] = ()

    def pairs(self) -> Iterator[tuple[str, str, bool]]:
        """Yield (table of the start, table of the end, flipped) for every pair that may occur."""
        for flipped in (False, True) if self.flip else (False,):
            start, end = (self.end, self.start) if flipped else (self.start, self.end)
            for one in start.tables:
                for other in end.tables:
                    yield one, other, flipped


@dataclass(frozen=True)
class Shape:
    """Labels and relationships of the graph.

    Attributes
    ----------
    dictionary
        Where all of it comes from.
    labels
        Table by label, in the order of the dictionary.
    links
        Every way in which a row becomes a relationship.
    """

    dictionary: Dictionary
    labels: dict[str, str]
    links: tuple[Link, ...]

    def node_fields(self, label: str) -> dict[str, Field]:
        """Return the fields that are properties of a node, by name, `id` first."""
        if label not in self.labels:
            raise UnknownNameError("label", label, self.labels)
        table = self.dictionary[self.labels[label]]
        return {field.name: field for field in table.fields if _is_property(field)}

    def derived(self, label: str) -> dict[str, str]:
        """Return the type of each property that a run adds to a node, by name."""
        names = [dimension.id.lower() for dimension in dimensions()]
        if label == "Site":
            risks = {f"r_{name}{suffix}": "float" for name in names for suffix in ("", "_inherent")}
            return risks | {"r_conf": "float", "r_imputed": "int", "r_run": "string", "x_products": "int"}
        if label in {"Part", "Product"}:
            return {f"x_{name}": "float" for name in names} | {
                "x_conf": "float",
                "x_unmapped": "float",
                "x_run": "string",
            }
        return {}

    def node_types(self, label: str) -> dict[str, str]:
        """Return the type of every property of a node, facts first, derived ones after them."""
        return {name: _plain(field.type) for name, field in self.node_fields(label).items()} | self.derived(label)

    @property
    def relationship_types(self) -> dict[str, dict[str, str]]:
        """Properties of each relationship, name to type, `key` first."""
        found: dict[str, dict[str, str]] = {}
        for link in self.links:
            properties = found.setdefault(link.type, {"key": "string"})
            properties.update({name: _plain(field.type) for name, field in link.properties.items()})
        return dict(sorted(found.items()))

    def label_of(self, table: str) -> str:
        """Return the label of a node table."""
        return self.dictionary.labels[table]


@cache
def shape() -> Shape:
    """Return the shape that the shipped dictionary gives."""
    return shape_of(dictionary())


def shape_of(of: Dictionary) -> Shape:
    """Return the shape that a dictionary gives."""
    links = [link for table in of.tables.values() for link in _links(table)]
    return Shape(of, {label: table for table, label in of.labels.items()}, tuple(links))


def _plain(name: str) -> str:
    """Return the type of a field as a database knows it: an enum is a string there."""
    return "string" if name == "enum" else name


def _is_property(field: Field) -> bool:
    return not field.relationship or "property" in field.relationship


def _links(table: Table) -> Iterator[Link]:
    """Yield the relationships that a table gives: one per type with ends, or one per reference of a node."""
    if table.label is None:
        yield _between(table)
        return
    for field in table.fields:
        for token in field.relationship:
            if ":" in token:
                yield _from_node(table, field, *token.split(":"))


def _from_node(table: Table, field: Field, name: str, role: str) -> Link:
    """Return the relationship between a node and the one that its field names."""
    own, other = End("id", (table.name,)), _end(table, field)
    properties = {
        token.removeprefix(f"{name}."): each
        for each in table.fields
        for token in each.relationship
        if token.startswith(f"{name}.")
    }
    unless = [each.name for each in table.fields if f"{name}:out" in each.relationship]
    return Link(
        type=name,
        table=table.name,
        start=other if role == "in" else own,
        end=own if role == "in" else other,
        properties=properties | {each: table[each] for each in PROVENANCE},
        unless=tuple(unless) if role == "else" else (),
    )


def _between(table: Table) -> Link:
    """Return the relationship that each row of a relationship table is."""
    tokens = {token: field for field in table.fields for token in field.relationship}
    name = next(token for token in tokens if token.endswith(":from")).removesuffix(":from")
    start, end = _end(table, tokens[f"{name}:from"]), _end(table, tokens[f"{name}:to"])
    flips = [(field.name, token) for token, field in tokens.items() if token.startswith(f"{name}:flip ")]
    flip = (flips[0][0], flips[0][1].removeprefix(f"{name}:flip ")) if flips else None
    told = {start.field, start.kind, end.field, end.kind, flip[0] if flip else None}
    return Link(
        type=name,
        table=table.name,
        start=start,
        end=end,
        properties={field.name: field for field in table.fields if _is_property(field)},
        identity=tuple(field.name for field in table.fields if field.key and field.name not in told),
        flip=flip,
    )


def _end(table: Table, field: Field) -> End:
    kind = field.kind_field
    choices = table[kind].choices or () if kind else ()
    return End(field.name, field.refers_to, kind, choices)
