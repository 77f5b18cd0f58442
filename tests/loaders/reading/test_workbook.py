"""Workbooks: values of cells as text, numbers in text fields, errors of formulas, sheets."""

from datetime import date, datetime, time

import pytest
import xlsxwriter

from graph.errors import FileError
from loaders import extract, get
from loaders.reading.workbook import number
from tests.loaders.reading.hostile import book, text_cell

WORKBOOK = get("workbook")
HEADER = ["id", "name", "country", "duns"]


@pytest.fixture
def workbook(tmp_path):
    """Return a function that writes sheets of typed cells and returns the path."""

    def write(**sheets):
        path = tmp_path / "book.xlsx"
        with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as opened:
            for name, rows in sheets.items():
                sheet = opened.add_worksheet(name)
                for number, row in enumerate(rows):
                    for position, cell in enumerate(row):
                        sheet.write(number, position, cell)
        return path

    return write


def names(path, field="name"):
    (table,) = extract(WORKBOOK, [path]).tables
    return table.cells[field].to_pylist()


def test_cells_become_the_text_that_a_person_would_type(workbook):
    cells = [
        1,
        1.5,
        0.1 + 0.2,
        1e20,
        True,
        date(2026, 1, 2),
        datetime.fromisoformat("2026-01-02T03:04:00"),
        time(3, 4),
        "001",
    ]
    path = workbook(suppliers=[HEADER, *([f"S{k}", cell, "SE"] for k, cell in enumerate(cells))])
    assert names(path) == [
        "1", "1.5", "0.3", "1e+20", "true", "2026-01-02", "2026-01-02T03:04:00", "03:04:00", "001",
    ]  # fmt: skip


@pytest.mark.parametrize(("value", "text"), [(5.0, "5"), (-0.5, "-0.5"), (1e15, "1000000000000000"), (1e300, "1e+300")])
def test_whole_numbers_lose_their_point(value, text):
    assert number(value) == text


def test_a_number_in_a_text_of_fixed_width_is_refused(workbook):
    path = workbook(suppliers=[HEADER, ["S1", "Example", "SE", 12345678], ["S2", "Example", "SE", "012345678"]])
    extracted = extract(WORKBOOK, [path])
    assert names(path, "duns") == ["012345678"]
    (refused,) = extracted.refused
    assert (refused.sheet, refused.row, refused.column, refused.value, refused.rule) == (
        "suppliers", "2", "duns", "12345678", "pattern",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("table", "fields"),
    [
        ("parts", ("hs_code",)),
        ("products", ("gtin",)),
        ("sites", ("gln",)),
        ("suppliers", ("duns",)),
        ("owns", ()),
    ],
)
def test_fields_of_fixed_width_come_from_the_dictionary(table, fields):
    (spec,) = (spec for spec in WORKBOOK.files if spec.key == table)
    assert spec.fixed_width == fields


def test_the_error_of_a_formula_is_refused_and_not_blank(tmp_path):
    path = tmp_path / "book.xlsx"
    head = "".join(text_cell(f"{c}1", name) for c, name in zip("ABCD", HEADER, strict=True))
    bad = '<c r="D2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    row = text_cell("A2", "S1") + text_cell("B2", "Example") + text_cell("C2", "SE") + bad
    book(path, f"<row r='1'>{head}</row><row r='2'>{row}</row>")
    extracted = extract(WORKBOOK, [path])
    assert [(r.row, r.column, r.rule) for r in extracted.refused] == [("2", "duns", "type")]
    assert extracted.tables[0].cells.num_rows == 0


def test_a_formula_without_a_stored_value_is_blank(tmp_path):
    path = tmp_path / "book.xlsx"
    head = "".join(text_cell(f"{c}1", name) for c, name in zip("ABCD", HEADER, strict=True))
    row = text_cell("A2", "S1") + text_cell("B2", "Example") + text_cell("C2", "SE")
    book(path, f"<row r='1'>{head}</row><row r='2'>{row}<c r='D2'><f>1+1</f></c></row>")
    assert names(path, "duns") == [None]


def test_a_cell_beyond_the_header_is_refused(workbook):
    path = workbook(suppliers=[HEADER, ["S1", "Example", "SE", "", "", "aside"]])
    (refused,) = extract(WORKBOOK, [path]).refused
    assert (refused.rule, refused.column, refused.value) == ("width", "F", "aside")


def test_rows_without_any_text_are_none_and_the_others_keep_their_number(workbook):
    path = workbook(suppliers=[HEADER, [], ["S1", "Example", "SE"], [], ["S2", "Example", "SE"]])
    (table,) = extract(WORKBOOK, [path]).tables
    assert table.origin.to_pylist()[1] == {"file": "book.xlsx", "sheet": "suppliers", "row": "5"}
    assert table.origin["row"].to_pylist() == ["3", "5"]


def test_sheets_that_are_no_table_are_left_alone_and_named(workbook):
    path = workbook(README=[["read"]], suppliers=[HEADER], Pivot=[["x"]])
    extracted = extract(WORKBOOK, [path])
    assert [table.table for table in extracted.tables] == ["suppliers"]
    assert extracted.notes == ("book.xlsx: left alone, no sheet of this format: Pivot",)


def test_a_workbook_without_any_table_is_refused(workbook):
    with pytest.raises(FileError, match=r"no sheet is called like a table .*; the workbook has Pivot"):
        extract(WORKBOOK, [workbook(Pivot=[["x"]])])


def test_a_header_below_the_first_row_is_refused(workbook):
    with pytest.raises(FileError, match=r"book.xlsx, sheet suppliers has no header in row 1"):
        extract(WORKBOOK, [workbook(suppliers=[[], HEADER])])


def test_an_unknown_column_of_a_sheet_refuses_the_file(workbook):
    with pytest.raises(FileError, match=r"sheet suppliers: there is no column called land"):
        extract(WORKBOOK, [workbook(suppliers=[[*HEADER, "land"]])])
