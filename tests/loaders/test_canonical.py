"""Folders, archives and single files of canonical tables."""

import time

import pytest

from graph.dictionary import dictionary
from graph.errors import FileError
from loaders import extract, get
from tests.loaders.conftest import SUPPLIERS

CANONICAL = get("canonical")


def test_tables_come_in_the_order_of_the_dictionary(folder):
    root = folder(suppliers__csv=SUPPLIERS, parts__csv="id,name,unit,process\nP1,Cell,C62,cell\n")
    assert [table.table for table in extract(CANONICAL, [root]).tables] == ["parts", "suppliers"]


def test_an_archive_is_read_like_a_folder(folder, zipped):
    root, path = folder(suppliers__csv=SUPPLIERS), zipped(suppliers__csv=SUPPLIERS, __MACOSX__x="x")
    a, b = extract(CANONICAL, [root]), extract(CANONICAL, [path])
    assert a.tables[0].cells == b.tables[0].cells
    assert a.tables[0].origin == b.tables[0].origin
    assert (b.sources[0].name, b.sources[0].size) == (str(path), path.stat().st_size)


def test_files_that_are_no_table_are_left_alone_and_the_nearest_name_is_offered(folder):
    extracted = extract(CANONICAL, [folder(suppliers__csv=SUPPLIERS, supplier__csv="x", notes__txt="x")])
    assert extracted.notes == (
        "left alone, no file of this format: notes.txt, supplier.csv (did you mean suppliers.csv?)",
    )


def test_a_named_file_that_is_no_table_is_an_error(folder):
    root = folder(suppliers__csv=SUPPLIERS, supplier__csv=SUPPLIERS)
    with pytest.raises(FileError, match=r"found supplier.csv \(did you mean suppliers.csv\?\)"):
        extract(CANONICAL, [root / "suppliers.csv", root / "supplier.csv"])


def test_a_table_that_is_given_twice_is_an_error(folder):
    root = folder(suppliers__csv=SUPPLIERS)
    with pytest.raises(FileError, match=r"suppliers.csv is given more than once"):
        extract(CANONICAL, [root, root / "suppliers.csv"])


def test_a_path_that_does_not_exist_is_an_error(tmp_path):
    with pytest.raises(FileError, match="there is no file or folder called"):
        extract(CANONICAL, [tmp_path / "nowhere"])


def test_a_folder_without_tables_is_an_error(folder):
    with pytest.raises(FileError, match=r"found notes.txt; the files are called products.csv, parts.csv"):
        extract(CANONICAL, [folder(notes__txt="x")])


def test_a_column_that_is_left_out_is_not_among_the_cells(folder):
    (table,) = extract(CANONICAL, [folder(suppliers__csv=SUPPLIERS)]).tables
    assert table.cells.column_names == ["id", "name", "country"]


def test_every_table_of_the_dictionary_has_its_file():
    assert [spec.names for spec in CANONICAL.files] == [(f"{name}.csv",) for name in dictionary().tables]


def test_progress_counts_the_files(folder):
    seen = []
    root = folder(suppliers__csv=SUPPLIERS, parts__csv="id,name,unit,process\n")
    extract(CANONICAL, [root], progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 2), (1, 2), (2, 2)]


def test_a_hundred_thousand_rows_stay_in_columns_and_take_seconds(folder):
    rows = "".join(f"S{k},Example {k},SE\n" for k in range(100_000))
    started = time.process_time()
    (table,) = extract(CANONICAL, [folder(suppliers__csv=f"id,name,country\n{rows}")]).tables
    # The parent only copies columns: Python objects for each row would take seconds.
    assert time.process_time() - started < 0.5
    assert table.cells.num_rows == 100_000
