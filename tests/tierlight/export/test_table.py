"""Exported tables load as the same values, and nothing in them is a formula."""

import csv
import os
import re
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from graph.dictionary import dictionary
from graph.errors import FileError
from graph.tables import Tables
from loaders import extract, get
from loaders.formulas import escaped, is_formula
from tierlight.export.table import tables_as_csv, tables_as_workbook

SCALE = 10 if os.environ.get("TIERLIGHT_TEST_FULL") else 1
ROOT = Path(__file__).parents[3]
SIGNS = ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
BEFORE = ["", "'", " ", "''", "\u3000", "\u00a0 "]
AFTER = ["cmd|' /C calc'!A0", 'HYPERLINK("http://x","y")', "1+1", "SUM(A1:A9)", "2", "", "'=x", ",a", '"q', "\nb"]
PAYLOADS = [f"{before}{sign}{after}" for before in BEFORE for sign in SIGNS for after in AFTER]
PAYLOADS += [f"{sign}{text}" for sign in ("\t", "\r", "\n=", "'\t", "\n") for text in "abcd"] + ["=1\x001"]


def loaded(name, path):
    """Return tables of text cast to the types of the dictionary, by name."""
    found = {}
    for table in extract(get(name), [path]).tables:
        spec = dictionary()[table.table]
        columns = {
            field: pd.Series(pd.arrays.ArrowExtensionArray(table.cells[field].cast(spec[field].arrow)))
            for field in table.cells.column_names
        }
        found[table.table] = pd.DataFrame(columns)
    return Tables(found)


def suppliers(names):
    rows = {"id": [f"S{k}" for k in range(len(names))], "name": names, "country": ["SE"] * len(names)}
    return Tables({"suppliers": pd.DataFrame(rows)})


def same(a, b):
    for name in a:
        pd.testing.assert_frame_equal(a[name].drop(columns="load_id"), b[name].drop(columns="load_id"))


def write(kind, tables, folder):
    if kind == "canonical":
        tables_as_csv(tables, folder)
        return folder
    return tables_as_workbook(tables, folder / "tables.xlsx")


KINDS = pytest.mark.parametrize("kind", ["canonical", "workbook"])


@KINDS
def test_every_shipped_table_loads_as_it_was_exported(kind, tmp_path):
    tables = loaded("canonical", ROOT / "tests" / "data" / "templates")
    assert len(tables["sites"]) == 8
    same(loaded(kind, write(kind, tables, tmp_path / "out")), tables)


@KINDS
def test_there_are_500_formulas_and_all_load_as_the_text_they_were(kind, tmp_path):
    # A carriage return is a control sign that no table holds; a workbook would turn it into a line break.
    payloads = [text for text in PAYLOADS if kind == "canonical" or not re.search("[\r\x00]", text)]
    assert len(payloads) >= 480
    tables = suppliers(payloads)
    same(loaded(kind, write(kind, tables, tmp_path / "out")), tables)


def test_no_text_cell_of_a_csv_file_starts_as_a_formula(tmp_path):
    tables_as_csv(suppliers(PAYLOADS), tmp_path / "out")
    with (tmp_path / "out" / "suppliers.csv").open(encoding="utf-8-sig", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    assert len(names) == len(PAYLOADS)
    assert [name for name in names if name.lstrip(" \u3000\u00a0")[:1] in {*SIGNS, "\t", "\r", "\n", "\0"}] == []


def test_a_workbook_holds_no_formula_and_no_link(tmp_path):
    path = tables_as_workbook(
        suppliers([p for p in PAYLOADS if "\0" not in p] + ["https://x.example"]), tmp_path / "a.xlsx"
    )
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert not any(b"<f>" in data or b"<hyperlink" in data for data in parts.values())


def test_negative_numbers_stay_numbers(tmp_path):
    tables = Tables({"products": pd.DataFrame({"id": ["P"], "name": ["-5"], "gwp_eol": [-2.5]})})
    tables_as_csv(tables, tmp_path / "out")
    line = (tmp_path / "out" / "products.csv").read_text(encoding="utf-8-sig").splitlines()[1]
    assert line == "P,'-5,,,,-2.5,,"


@pytest.mark.parametrize(("text", "shown"), [("a=1", "a=1"), ("'s", "'s"), (" =1", "' =1"), ("''+", "'''+")])
def test_only_text_that_starts_as_a_formula_gets_an_apostrophe(text, shown):
    assert escaped(text) == shown
    assert is_formula(text) == (text != shown)


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12) | st.sampled_from(
    PAYLOADS[:99]
)
numbers = st.floats(allow_nan=False, allow_infinity=False) | st.none()
days = st.dates(date(1600, 1, 1), date(2200, 1, 1)) | st.none()
instants = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)) | st.none()  # noqa: DTZ001  hypothesis adds none


@KINDS
# Every example starts a process, so a failing one is shown as it is found.
@settings(max_examples=10 * SCALE, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(data=st.data())
def test_any_values_load_as_they_were_exported(kind, data, tmp_path_factory):
    count = data.draw(st.integers(1, 15))
    column = lambda values: data.draw(st.lists(values, min_size=count, max_size=count))  # noqa: E731
    ids = [f"X{k}" for k in range(count)]
    flags = st.booleans() | st.none()
    times = [time and time.replace(tzinfo=UTC) for time in column(instants)]
    parts = {
        "id": ids,
        "name": column(texts),
        "unit_value": column(numbers),
        "lca_required": pa.array(column(flags)),
        "pcf_valid_to": pa.array(column(days), pa.date32()),
    }
    sites = {"id": ids, "workers": pa.array(column(st.integers(0, 2**62)), pa.int64())}
    events = {"id": ids, "occurred_at": pa.array(times, pa.timestamp("us", "UTC"))}
    frames = {"parts": parts, "sites": sites, "events": events}
    tables = Tables({name: pd.DataFrame(frame) for name, frame in frames.items()})
    same(loaded(kind, write(kind, tables, tmp_path_factory.mktemp("any") / "out")), tables)


@KINDS
def test_the_same_tables_give_the_same_bytes(kind, tmp_path):
    paths = [write(kind, suppliers(["A", "=B"]), tmp_path / name) for name in ("a", "b")]
    files = [path / "suppliers.csv" if path.is_dir() else path for path in paths]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_an_export_is_never_written_over_a_file(tmp_path):
    tables_as_csv(suppliers(["A"]), tmp_path)
    with pytest.raises(FileError, match=r"products.csv is there already"):
        tables_as_csv(suppliers(["B"]), tmp_path)


def test_a_text_that_a_workbook_cannot_hold_is_refused_and_not_cut(tmp_path):
    with pytest.raises(FileError, match=r"suppliers row 2, name: 40,000 characters; .* export CSV files"):
        tables_as_workbook(suppliers(["x" * 40_000]), tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_what_the_data_are_stands_beside_them(tmp_path):
    tables_as_csv(suppliers(["A"]), tmp_path / "out", about={"snapshot": "abc"})
    assert '"snapshot": "abc"' in (tmp_path / "out" / "about.json").read_text()
    assert extract(get("canonical"), [tmp_path / "out"]).notes == ("left alone, no file of this format: about.json",)
