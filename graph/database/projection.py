"""A snapshot and a run as nodes and relationships, made from the dictionary alone.

Both databases are filled from this one value, so that they hold the same. It holds the relationships in
force on the as-of date, and it knows no database.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.database.derived import derived
from graph.database.shape import INTERVAL, Link, Shape, shape_of
from graph.dictionary import ARROW
from graph.errors import ProjectionError
from graph.tables import Tables


@dataclass(frozen=True)
class Nodes:
    """All nodes of one label: a row each, `id` first, every property of the dictionary as a column."""

    label: str
    rows: pa.Table


@dataclass(frozen=True)
class Relationships:
    """All relationships of one type between two labels.

    `rows` has `start_id`, `end_id`, `key`, then every property that the type has anywhere.
    """

    type: str
    start: str
    end: str
    rows: pa.Table


@dataclass(frozen=True)
class Projection:
    """What a graph database has to hold.

    Attributes
    ----------
    snapshot, run
        Ids of what it was made from; `run` is None where nothing was computed yet.
    as_of
        Date on which every relationship is in force.
    shape
        What the dictionary says.
    nodes
        One entry per label, empty ones too.
    relationships
        One entry per type and pair of labels that has rows, sorted.
    """

    snapshot: str
    run: str | None
    as_of: dt.date
    shape: Shape
    nodes: tuple[Nodes, ...]
    relationships: tuple[Relationships, ...]

    @cached_property
    def node_counts(self) -> dict[str, int]:
        """Number of nodes by label."""
        return {nodes.label: nodes.rows.num_rows for nodes in self.nodes}

    @cached_property
    def relationship_counts(self) -> dict[str, int]:
        """Number of relationships by type, types without any among them."""
        counts = dict.fromkeys(self.shape.relationship_types, 0)
        for relationships in self.relationships:
            counts[relationships.type] += relationships.rows.num_rows
        return counts


def projection(
    tables: Tables,
    snapshot: str,
    as_of: dt.date,
    *,
    run: str | None = None,
    scores: pd.DataFrame | None = None,
) -> Projection:
    """Return the nodes and relationships of a snapshot, with the scores of a run.

    Parameters
    ----------
    tables
        The snapshot's tables.
    snapshot
        Its id.
    as_of
        The run's as-of date (without a run: today). Only relationships with
        `valid_from <= as_of < valid_to` are held; a blank bound is open.
    run, scores
        Id of the run and its scores frame, both or neither. Without them every `r_` and `x_` is null.

    Raises
    ------
    ProjectionError
        If only one of `run` and `scores` is given, or two relationships have one key.
    """
    if (run is None) != (scores is None):
        raise ProjectionError("a projection needs both the id and the scores of a run, or neither")
    shape = shape_of(tables.dictionary)
    relationships = _relationships(tables, shape, as_of)
    _check_keys(relationships)
    nodes = [Nodes(label, _nodes(tables, shape, label)) for label in shape.labels]
    if run is not None and scores is not None:
        added = derived(shape, {each.label: each.rows for each in nodes}, relationships, run, scores)
        nodes = [Nodes(each.label, added.get(each.label, each.rows)) for each in nodes]
    return Projection(snapshot, run, as_of, shape, tuple(nodes), relationships)


def arrow_table(frame: pd.DataFrame) -> pa.Table:
    """Return a frame of the dictionary as an Arrow table, columns in one piece each."""
    return pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None).combine_chunks()


def _nodes(tables: Tables, shape: Shape, label: str) -> pa.Table:
    rows = arrow_table(tables[shape.labels[label]]).select(list(shape.node_fields(label)))
    for name, kind in shape.derived(label).items():
        rows = rows.append_column(name, pa.nulls(rows.num_rows, ARROW[kind]))
    return rows


def _relationships(tables: Tables, shape: Shape, as_of: dt.date) -> tuple[Relationships, ...]:
    parts: dict[tuple[str, str, str], list[pa.Table]] = {}
    for link in shape.links:
        rows = _in_force(arrow_table(tables[link.table]), link, as_of)
        for name, part in _parts(rows, link, shape):
            parts.setdefault(name, []).append(part)
    return tuple(
        Relationships(*name, pa.concat_tables(found).combine_chunks()) for name, found in sorted(parts.items())
    )


def _in_force(rows: pa.Table, link: Link, as_of: dt.date) -> pa.Table:
    """Return the rows whose relationship is true on the date."""
    today = pa.scalar(as_of, pa.date32())
    for name, compare in zip(INTERVAL, (pc.less_equal, pc.greater), strict=True):
        if name in link.properties:
            bound = rows[link.properties[name].name]
            rows = rows.filter(pc.or_kleene(pc.is_null(bound), compare(bound, today)))
    return rows


def _parts(rows: pa.Table, link: Link, shape: Shape) -> Iterator[tuple[tuple[str, str, str], pa.Table]]:
    """Yield the relationships of a link by (type, label of the start, label of the end)."""
    for field in link.unless:
        rows = rows.filter(pc.is_null(rows[field]))
    for start, end, flipped in link.pairs():
        part = rows
        if link.flip:
            matches = pc.equal(part[link.flip[0]], link.flip[1])
            part = part.filter(matches if flipped else pc.invert(matches))
        ends = (link.end, link.start) if flipped else (link.start, link.end)
        for each, table in zip(ends, (start, end), strict=True):
            part = part.filter(pc.is_valid(part[each.field]))
            if each.kind:
                part = part.filter(pc.equal(part[each.kind], each.choices[each.tables.index(table)]))
        if part.num_rows:
            labels = shape.label_of(start), shape.label_of(end)
            ids = part[ends[0].field], part[ends[1].field]
            yield (link.type, *labels), _rows(part, link, shape, labels, ids)


def _rows(
    part: pa.Table,
    link: Link,
    shape: Shape,
    labels: tuple[str, str],
    ids: tuple[pa.ChunkedArray, pa.ChunkedArray],
) -> pa.Table:
    columns = {"start_id": ids[0], "end_id": ids[1], "key": _keys(part, link, labels, ids)}
    for name, kind in shape.relationship_types[link.type].items():
        if name != "key":
            field = link.properties.get(name)
            columns[name] = part[field.name] if field else pa.nulls(part.num_rows, ARROW[kind])
    return pa.table(columns)


def _keys(
    part: pa.Table,
    link: Link,
    labels: tuple[str, str],
    ids: tuple[pa.ChunkedArray, pa.ChunkedArray],
) -> pa.ChunkedArray:
    """Return `T|FromLabel|from|ToLabel|to|other key fields`; a blank is a value: the empty text."""
    pieces = [link.type, labels[0], _escaped(ids[0]), labels[1], _escaped(ids[1])]
    pieces += [pc.fill_null(_escaped(pc.cast(part[field], pa.string())), "") for field in link.identity]
    return pc.binary_join_element_wise(*pieces, "|")


def _escaped(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return text in which the separator of keys cannot occur."""
    return pc.replace_substring(pc.replace_substring(text, "%", "%25"), "|", "%7C")


def _check_keys(relationships: tuple[Relationships, ...]) -> None:
    for each in relationships:
        counts = pc.value_counts(each.rows["key"])
        doubled = counts.filter(pc.greater(counts.field("counts"), 1))
        if len(doubled):
            raise ProjectionError(
                f"{len(doubled)} keys of {each.type} name several relationships, such as "
                f"{doubled[0]['values'].as_py()!r}: load the table again; admitted rows have keys of their own"
            )
