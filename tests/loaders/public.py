"""What the tests of public formats share: the publishers' files, and what an extract and a load hold."""

import csv
import os
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest

from graph.admission import admit
from graph.extract import Extract, Refusal, TextTable
from graph.tables import Tables
from loaders import extract
from loaders.loader import Note, Record, Records


def shared(*parts):
    """Return a publisher's file or folder; the test is skipped where it was not fetched."""
    folder = Path(os.environ.get("TIERLIGHT_SHARED") or Path(__file__).parents[3] / "shared")
    path = folder.joinpath("data", *parts)
    if not path.exists():
        pytest.skip(f"{'/'.join(parts)} is not there: set TIERLIGHT_SHARED to the folder that has data/")
    return path


def rows(extracted, table):
    """Return the rows of one table as dictionaries of text."""
    found = [part.cells.to_pylist() for part in extracted.tables if part.table == table]
    return found[0] if found else []


def sizes(extracted):
    """Return how many rows each table gets."""
    return {part.table: part.cells.num_rows for part in extracted.tables}


def refusals(extracted):
    """Return how many rows were refused, by file, rule and severity."""
    return Counter((refusal.file, refusal.rule, refusal.severity) for refusal in extracted.refused)


def rules(extracted):
    """Return rule and severity of each refused row, by the row."""
    return {refusal.row: (refusal.rule, refusal.severity) for refusal in extracted.refused}


def admitted_twice(extracted):
    """Return what the first load of an extract adds; a second one has to change nothing."""
    first = admit(extracted, Tables({}), load_id=1)
    second = admit(extracted, first.tables, load_id=2)
    for table, counts in second.counts.items():
        assert (counts.added, counts.changed, counts.removed) == (0, 0, 0), table
    for table, frame in first.tables.items():
        assert second.tables[table].equals(frame), table
    return first


def read(loader, *paths, **options):
    """Return what a format makes of some files."""
    return extract(loader, list(paths), options=options)


def mapped(loader, records, **options):
    """Return what a format makes of invented records, by key: texts of CSV or lists of dictionaries.

    No file is read, so this takes no time; that every record is accounted for is checked here, too.
    """
    given = {spec.key: _records(spec, records.get(spec.key, [])) for spec in loader.files}
    made = list(loader.rows(Records(given, options)))
    refused = tuple(item for item in made if isinstance(item, Refusal))
    notes = tuple(item.text for item in made if isinstance(item, Note))
    kept = [item for item in made if not isinstance(item, Refusal | Note)]
    seen = {(item.file, item.sheet, item.row) for item in [*refused, *(row.record for row in kept)]}
    for spec in loader.files:
        for record in () if spec.is_lookup else given[spec.key]:
            assert (record.file, record.sheet, record.row) in seen, record
    tables = tuple(
        _table(name, [row for row in kept if row.table == name])
        for name in loader.tables
        if any(row.table == name for row in kept)
    )
    return Extract(loader.name, loader.dataset, loader.complete, tables, refused, notes=notes)


def _records(spec, given):
    found = list(csv.DictReader(given.splitlines())) if isinstance(given, str) else given
    file = spec.names[0] if spec.names else spec.key
    return [
        Record(file, spec.sheet, str(place), {name: cell or None for name, cell in cells.items()})
        for place, cells in enumerate(found, start=2)
    ]


def _table(name, made):
    fields = list(dict.fromkeys(field for row in made for field in row.cells))
    places = ("file", "sheet", "row")
    return TextTable(
        name,
        pa.table({field: pa.array([row.cells.get(field) for row in made], pa.string()) for field in fields}),
        pa.table({place: [getattr(row.record, place) for row in made] for place in places}),
    )
