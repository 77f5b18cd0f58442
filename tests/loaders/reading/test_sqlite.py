import sqlite3
from contextlib import closing

import pytest

from graph.errors import FileError
from loaders import extract
from loaders.loader import FileSpec, Loader, Row, Sniff

LOADER = Loader(
    name="test-sqlite",
    title="",
    reads="",
    where="",
    sniff=Sniff(),
    files=(FileSpec("records", "sqlite", names=("*.db",), sheet="Cities", required=("id", "name")),),
    tables=("suppliers",),
    rows=lambda records: (
        Row("suppliers", {"id": record.row, **record.cells}, record) for record in records["records"]
    ),
)


def database(path, *statements):
    with closing(sqlite3.connect(path)) as opened:
        for statement in statements:
            opened.execute(statement)
        opened.commit()
    return path


def test_cells_become_text_and_null_a_blank(tmp_path):
    path = database(
        tmp_path / "a.db",
        "CREATE TABLE Cities (id TEXT, name TEXT, people REAL, area)",
        "INSERT INTO Cities VALUES ('001', 'Gävle', 12.0, 0.1), ('NA', NULL, 3, 7)",
    )
    cells = extract(LOADER, [path]).tables[0].cells.to_pylist()
    assert cells == [
        {"id": "001", "name": "Gävle", "people": "12", "area": "0.1"},
        {"id": "NA", "name": None, "people": "3", "area": "7"},
    ]


def test_the_place_of_a_record_is_its_position(tmp_path):
    path = database(
        tmp_path / "a.db",
        "CREATE TABLE Cities (id, name)",
        "INSERT INTO Cities VALUES ('a', 'b'), ('c', 'd')",
    )
    assert extract(LOADER, [path]).tables[0].origin.to_pylist()[1] == {
        "file": "a.db",
        "sheet": "Cities",
        "row": "2",
    }


def test_tables_that_nobody_wants_are_named(tmp_path):
    path = database(tmp_path / "a.db", "CREATE TABLE Cities (id, name)", "CREATE TABLE Log (text)")
    assert extract(LOADER, [path]).notes == ("a.db: left alone, no table of this format: Log",)


def test_the_file_is_not_changed_and_nothing_appears_beside_it(tmp_path):
    path = database(tmp_path / "a.db", "CREATE TABLE Cities (id, name)")
    before = path.read_bytes()
    extract(LOADER, [path])
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.db"]


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("CREATE TABLE Towns (id, name)", "no table called Cities; the database has Towns"),
        ("CREATE VIEW Cities AS SELECT 1 AS id, 2 AS name", "no table called Cities"),
        ("CREATE TABLE Cities (id, title)", "column name not found"),
    ],
)
def test_a_database_without_the_table_is_refused(tmp_path, statement, message):
    path = database(tmp_path / "a.db", statement)
    with pytest.raises(FileError, match=message):
        extract(LOADER, [path])


def test_a_row_that_holds_bytes_is_refused_and_the_others_are_read(tmp_path):
    path = database(
        tmp_path / "a.db",
        "CREATE TABLE Cities (id, name)",
        "INSERT INTO Cities VALUES ('a', x'00ff'), ('b', 'c')",
    )
    extracted = extract(LOADER, [path])
    assert [(r.row, r.column, r.rule) for r in extracted.refused] == [("1", "name", "type")]
    assert [row["id"] for row in extracted.tables[0].cells.to_pylist()] == ["b"]


def test_a_file_that_is_no_database_or_a_damaged_one_is_refused(tmp_path):
    wrong = tmp_path / "a.db"
    wrong.write_text("id,name\n")
    with pytest.raises(FileError, match="is not an SQLite database"):
        extract(LOADER, [wrong])
    path = database(
        tmp_path / "b.db",
        "CREATE TABLE Cities (id, name)",
        *(f"INSERT INTO Cities VALUES ('{k}', '{'x' * 900}')" for k in range(200)),
    )
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(FileError, match="damaged database"):
        extract(LOADER, [path])
