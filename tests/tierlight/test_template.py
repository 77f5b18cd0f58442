"""Templates follow the dictionary, hold the tiny chain, and load without a refusal."""

from pathlib import Path

import pytest

from graph.dictionary import dictionary, parse
from graph.errors import FileError
from loaders import extract, get
from tierlight.template import template

ROOT = Path(__file__).parents[2]


def rows(format_name, path):
    return {table.table: table.cells.to_pylist() for table in extract(get(format_name), [path]).tables}


def shipped():
    return rows("canonical", ROOT / "tests" / "data" / "templates")


def test_a_template_is_the_tiny_chain_in_every_table(tmp_path):
    template(tmp_path / "csv")
    assert rows("canonical", tmp_path / "csv") == shipped()


def test_the_workbook_holds_the_same_values_as_the_files(tmp_path):
    template(tmp_path, excel=True)
    found = rows("workbook", tmp_path / "tierlight.xlsx")
    assert found["sites"][1]["os_id"] == "CN2026032EX4MPS"
    assert found["products"][0]["gtin"] == "09506000134352"
    assert found["parts"][0]["pcf_valid_to"] == "2027-12-31"
    assert found["countries"][0]["cahra"] == "true"
    assert found["events"][0]["occurred_at"] == "2026-05-01T06:00:00Z"
    counts = {name: len(listed) for name, listed in shipped().items()}
    assert {name: len(listed) for name, listed in found.items()} == counts


@pytest.mark.parametrize("excel", [False, True])
def test_an_empty_template_has_headers_only(tmp_path, excel):
    template(tmp_path, excel=excel, empty=True)
    found = extract(get("workbook" if excel else "canonical"), [tmp_path])
    assert [table.cells.num_rows for table in found.tables] == [0] * len(dictionary().tables)
    assert found.tables[0].cells.column_names == [field.name for field in dictionary()["products"].loadable]


@pytest.mark.parametrize("excel", [False, True])
def test_loading_a_template_refuses_nothing(tmp_path, excel):
    template(tmp_path, excel=excel)
    assert extract(get("workbook" if excel else "canonical"), [tmp_path]).refused == ()


def test_a_field_added_to_the_dictionary_is_in_the_templates(tmp_path):
    text = (ROOT / "graph" / "schema.csv").read_text(encoding="utf-8")
    grown = parse(text.replace("parts,mpn,", "parts,colour,string,,no,,,,,Colour of the part.\nparts,mpn,"))
    template(tmp_path, of=grown)
    assert (tmp_path / "parts.csv").read_text(encoding="utf-8-sig").startswith("id,name,colour,mpn,")
    assert "| colour | no |  | string | Colour of the part. |" in (tmp_path / "README.md").read_text()


def test_the_readme_has_unit_and_meaning_of_every_field(tmp_path):
    template(tmp_path)
    text = (tmp_path / "README.md").read_text(encoding="utf-8")
    for table in dictionary().tables.values():
        assert f"## {table.name}" in text
        for field in table.loadable:
            assert f"| {field.name} |" in text
            assert field.description in text
    assert "load_id" not in text


def test_a_template_is_never_written_over_a_file(tmp_path):
    (tmp_path / "suppliers.csv").write_text("mine")
    with pytest.raises(FileError, match=r"suppliers.csv is there already"):
        template(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["suppliers.csv"]


@pytest.mark.parametrize("excel", [False, True])
def test_the_same_template_has_the_same_bytes(tmp_path, excel):
    first = template(tmp_path / "a", excel=excel)
    second = template(tmp_path / "b", excel=excel)
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
