"""CSV files as people really save them, and rows of the wrong width."""

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from graph.errors import FileError
from loaders import extract, get
from loaders.loader import FileSpec
from loaders.reading.delimited import delimiter
from tests.loaders.conftest import SUPPLIERS, made

CANONICAL = get("canonical")


def only(extracted):
    """Return the one table as lists by field, and its places."""
    (table,) = extracted.tables
    return table.cells.to_pydict(), table.origin["row"].to_pylist()


def test_a_row_is_called_by_the_line_on_which_it_starts(folder):
    content = 'id,name,country\nS1,"two\nlines",SE\n\nS2,Example,FI\n'
    cells, rows = only(extract(CANONICAL, [folder(suppliers__csv=content)]))
    assert rows == ["2", "5"]
    assert cells["name"] == ["two\nlines", "Example"]


def test_rows_of_the_wrong_width_are_refused_one_by_one(folder):
    content = "id,name,country\nS1,Example,SE,1\nS2,Example\nS3,Example,FI\n"
    extracted = extract(CANONICAL, [folder(suppliers__csv=content)])
    cells, rows = only(extracted)
    assert cells["id"] == ["S3"]
    assert rows == ["4"]
    assert [(r.row, r.rule, r.table, r.reason) for r in extracted.refused] == [
        ("2", "width", "suppliers", "the row has 4 cells, the header has 3"),
        ("3", "width", "suppliers", "the row has 2 cells, the header has 3"),
    ]
    assert extracted.refused[0].record == {"id": "S1", "name": "Example", "country": "SE", "D": "1"}


def test_an_over_long_first_row_does_not_shift_the_columns(folder):
    cells, _ = only(extract(CANONICAL, [folder(suppliers__csv="id,name,country\na,b,c,d\nS1,Example,SE\n")]))
    assert cells == {"id": ["S1"], "name": ["Example"], "country": ["SE"]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_with_a_mark_is_read_in_its_encoding(folder, encoding):
    content = "id,name,country\nS1,Müller 株式会社,JP\n".encode(encoding)
    cells, _ = only(extract(CANONICAL, [folder(suppliers__csv=content)]))
    assert cells["name"] == ["Müller 株式会社"]


def test_another_encoding_has_to_be_named(folder):
    root = folder(suppliers__csv="id,name,country\nS1,Müller,DE\n".encode("cp1252"))
    with pytest.raises(FileError, match=r"suppliers.csv line 2: byte 0xfc at position 20 is not UTF-8; .*cp1252"):
        extract(CANONICAL, [root])
    cells, _ = only(extract(CANONICAL, [root], encoding="cp1252"))
    assert cells["name"] == ["Müller"]


def test_an_encoding_that_does_not_exist_is_refused(folder):
    with pytest.raises(FileError, match="'klingon' is no text encoding"):
        extract(CANONICAL, [folder(suppliers__csv=SUPPLIERS)], encoding="klingon")


@pytest.mark.parametrize(
    ("line", "sign"),
    [
        ("id,name,country", ","),
        ("id;name;country", ";"),
        ("id\tname\tcountry", "\t"),
        ("id", ","),
        ("a;b\tc", ","),
        ("id,x;name", ","),
        ("id;x\tname", ","),
    ],
)
def test_another_delimiter_counts_only_if_it_alone_gives_known_names(line, sign):
    assert delimiter(line, FileSpec("suppliers", required=("id", "name"), optional=("country",))) == sign


def test_semicolons_are_read(folder):
    cells, _ = only(extract(CANONICAL, [folder(suppliers__csv="id;name;country\nS1;Example, Ltd;SE\n")]))
    assert cells["name"] == ["Example, Ltd"]


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("id,name,land", r"suppliers.csv: column country not found; the header has id, name, land"),
        ("id,nme,country", r"column name not found; .*Is it nme\? Then rename it"),
        ("id,name,country,dun", r"no column called dun. Did you mean duns\? Allowed are id, name"),
        ("id,name,country,name", "column name stands twice"),
        ("id,name,country,", "column D has no name"),
    ],
)
def test_a_header_that_does_not_fit_refuses_the_file(folder, header, message):
    with pytest.raises(FileError, match=message):
        extract(CANONICAL, [folder(suppliers__csv=f"{header}\n")])


def test_blank_cells_are_null_and_words_for_nothing_stay_text(folder):
    content = "id,name,country,duns\nS1,NA,NA,\nS2,null,NaN,001\n"
    cells, _ = only(extract(CANONICAL, [folder(suppliers__csv=content)]))
    assert cells["name"] == ["NA", "null"]
    assert cells["duns"] == [None, "001"]


def test_one_apostrophe_before_a_formula_is_taken_off(folder):
    content = "id,name,country\nS1,'=1+1,SE\nS2,''@x,SE\nS3,'s-Hertogenbosch,NL\nS4,' -x,SE\n"
    cells, _ = only(extract(CANONICAL, [folder(suppliers__csv=content)]))
    assert cells["name"] == ["=1+1", "'@x", "'s-Hertogenbosch", " -x"]


def test_the_load_id_in_a_file_is_not_read(folder):
    cells, _ = only(extract(CANONICAL, [folder(suppliers__csv="load_id,id,name,country\nL9,S1,Example,SE\n")]))
    assert list(cells) == ["id", "name", "country"]


def test_records_of_other_formats_keep_columns_that_are_not_known(folder):
    loader = made("csv", required=("name",))
    extracted = extract(loader, [folder(a__csv=" name ,more\nExample, 1\n")])
    assert only(extracted)[0] == {"id": ["2"], "name": ["Example"], "more": [" 1"]}


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=20)


# Every example starts a process, so a failing one is shown as it is found.
@settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(rows=st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=30))
def test_any_text_is_read_as_it_was_written(tmp_path_factory, rows):
    root = tmp_path_factory.mktemp("any")
    quoted = "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows)
    (root / "a.csv").write_text("name,lei,vat\n" + quoted, encoding="utf-8", newline="")
    cells, _ = only(extract(made("csv", required=("name", "lei", "vat")), [root]))
    assert list(zip(cells["name"], cells["lei"], cells["vat"], strict=True)) == [
        tuple(cell or None for cell in row) for row in rows
    ]
