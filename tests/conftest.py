"""Fixtures of all tests; a test that may be skipped on a user's machine fails where it is required."""

import os
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import compute, csv

from graph.dictionary import Field, dictionary
from graph.tables import Tables

REQUIRED = frozenset(filter(None, os.environ.get("TIERLIGHT_TEST_REQUIRE", "").split(",")))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    for marker in sorted(REQUIRED):
        if report.skipped and not hasattr(report, "wasxfail") and item.get_closest_marker(marker):
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            report.outcome = "failed"
            report.longrepr = f"{marker} is required (TIERLIGHT_TEST_REQUIRE) but missing: {reason}"
    return report


def _column(texts: pa.Array, field: Field) -> pa.Array:
    """Return the texts of one column in the type of the dictionary; blank is null."""
    filled = compute.if_else(compute.equal(texts, ""), None, texts)
    return filled.cast(field.arrow)


def _tables_from(folder: Path) -> Tables:
    frames = {}
    for name, table in dictionary().tables.items():
        path = Path(folder) / f"{name}.csv"
        if not path.exists():
            continue
        names = path.read_text(encoding="utf-8").partition("\n")[0].split(",")
        as_text = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False)
        read = csv.read_csv(path, convert_options=as_text)
        columns = {column: _column(read[column].combine_chunks(), table[column]) for column in read.column_names}
        typed = pa.table(columns) if columns else table.schema.empty_table()
        frames[name] = typed.to_pandas(types_mapper=pd.ArrowDtype)
    return Tables(frames)


@pytest.fixture(scope="session")
def tables_from():
    """A function that reads a folder of canonical CSV files, one per table, without any validation."""
    return _tables_from
