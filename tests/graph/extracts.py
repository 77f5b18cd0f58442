"""Extracts made of CSV text, as the canonical loader would make them."""

import csv
import hashlib
from pathlib import Path

import pyarrow as pa

from graph.extract import Extract, TextTable


def text_table(table, rows, *, file=None, columns=None):
    """Return rows (dicts of text) as a text table; a blank is null."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = pa.table({n: pa.array([r.get(n) or None for r in rows], pa.string()) for n in names})
    file = file or f"{table}.csv"
    origin = {
        "file": [file] * len(rows),
        "sheet": [""] * len(rows),
        "row": [str(place + 2) for place in range(len(rows))],
    }
    return TextTable(table, cells, pa.table(origin, schema=_ORIGIN), columns or {})


def extract(tables, *, loader="canonical", dataset="", complete=True, **more):
    """Return an extract of `{table: rows}`."""
    return Extract(loader, dataset, complete, tuple(text_table(name, rows) for name, rows in tables.items()), **more)


def folder(path):
    """Return the tables of a folder of canonical CSV files as `{table: rows}`."""
    tables = {}
    for file in sorted(Path(path).glob("*.csv")):
        if file.stem != "expected":
            with file.open(encoding="utf-8", newline="") as opened:
                tables[file.stem] = list(csv.DictReader(opened))
    return tables


def digest(tables):
    """Return a number that two equal sets of tables share."""
    hashed = hashlib.sha256()
    for name, frame in tables.items():
        sink = pa.BufferOutputStream()
        whole = pa.Table.from_pandas(frame, preserve_index=False).combine_chunks()
        with pa.ipc.new_stream(sink, whole.schema) as writer:
            writer.write_table(whole)
        hashed.update(name.encode() + sink.getvalue().to_pybytes())
    return hashed.hexdigest()


_ORIGIN = pa.schema([(name, pa.string()) for name in ("file", "sheet", "row")])
