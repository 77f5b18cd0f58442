"""The contract of formats: discovery, sniffing, options, and that no record is dropped silently."""

from dataclasses import replace
from pathlib import Path

import pytest

import loaders
from graph.dictionary import dictionary
from graph.errors import FileError, UnknownNameError
from graph.extract import Refusal
from loaders import extract
from loaders.loader import Note, Option, Record, Row, hashed_id, native_id
from tests.loaders.conftest import SUPPLIERS, made

ROOT = Path(__file__).parents[2]


def test_every_module_with_a_loader_is_a_format():
    declared = {p.stem for p in (ROOT / "loaders").glob("*.py") if "\nLOADER = " in p.read_text(encoding="utf-8")}
    assert len(loaders.catalogue()) == len(declared)
    assert {"canonical", "workbook"} <= set(loaders.catalogue())
    assert list(loaders.catalogue()) == sorted(loaders.catalogue())


@pytest.mark.parametrize("loader", loaders.catalogue().values(), ids=loaders.catalogue())
def test_a_format_says_what_it_reads_and_fills_tables_of_the_dictionary(loader):
    assert loader.title
    assert loader.reads
    assert loader.where
    assert set(loader.tables) <= set(dictionary().tables)
    assert loader.rows is not None or {spec.key for spec in loader.files} <= set(loader.tables)


def test_an_unknown_format_offers_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'canonical'"):
        loaders.get("cannonical")


def test_a_file_is_recognised_by_its_name(folder):
    assert loaders.sniff([folder(suppliers__csv=SUPPLIERS)]) == ["canonical"]


def test_a_wrong_format_says_which_one_the_file_looks_like(folder):
    with pytest.raises(FileError, match=r"give one workbook .*It looks like format canonical$"):
        extract(loaders.get("workbook"), [folder(suppliers__csv=SUPPLIERS)])


def test_a_record_that_gives_nothing_stops_the_load(folder):
    loader = replace(made("csv"), rows=lambda records: iter(()))
    with pytest.raises(RuntimeError, match=r"dropped suppliers.csv row 2 silently"):
        extract(loader, [folder(suppliers__csv=SUPPLIERS)])


def test_a_look_up_need_give_no_row(folder):
    loader = made("csv", is_lookup=True)
    assert extract(replace(loader, rows=lambda _: iter(())), [folder(a__csv=SUPPLIERS)]).tables == ()


def test_rows_refusals_and_notes_are_told_apart(folder):
    def rows(records):
        first, second = records["records"]
        yield Row("suppliers", {"id": "x:1", "name": first.cells["name"]}, first, {"name": "Name of firm"})
        yield second.left_out("name", "total", "a total")
        yield Note("divided out 1 share")

    extracted = extract(replace(made("csv"), rows=rows), [folder(a__csv="name\nA\nTotal\n")])
    assert extracted.tables[0].cells.to_pylist() == [{"id": "x:1", "name": "A"}]
    assert extracted.tables[0].columns == {"name": "Name of firm"}
    assert extracted.refused == (
        Refusal("a.csv", "", "3", "name", "Total", "total", "left_out", "a total", "", "", {"name": "Total"}),
    )
    assert extracted.notes == ("divided out 1 share",)


def test_options_reach_the_rows_and_unknown_ones_are_refused(folder):
    loader = replace(
        made("csv"),
        options=(Option("process", "step", choices=("cell", "mining"), default="cell"),),
        rows=lambda records: (Row("suppliers", {"id": records.options["process"]}, r) for r in records["records"]),
    )
    root = folder(a__csv="name\nA\n")
    assert extract(loader, [root]).tables[0].cells["id"].to_pylist() == ["cell"]
    assert extract(loader, [root], options={"process": "mining"}).tables[0].cells["id"].to_pylist() == ["mining"]
    with pytest.raises(UnknownNameError, match="no option of test-csv called 'proces'"):
        extract(loader, [root], options={"proces": "x"})
    with pytest.raises(UnknownNameError, match="no value of --process called 'x'"):
        extract(loader, [root], options={"process": "x"})


def test_a_missing_file_of_several_is_named(folder):
    loader = made("csv")
    needed = replace(loader.files[0], key="more", names=("providers.csv",))
    with pytest.raises(FileError, match=r"no file called providers.csv; found nothing else"):
        extract(replace(loader, files=(*loader.files, needed)), [folder(a__csv="name\n")])


def test_one_file_that_the_user_names_may_be_called_anything(folder):
    loader = made("csv")
    named = replace(loader, files=(replace(loader.files[0], names=("goods.csv",)),))
    assert extract(named, [folder(mine__csv="name\nA\n") / "mine.csv"]).tables[0].cells.num_rows == 1


def test_ids_are_made_of_the_identifying_cells_alone():
    assert native_id("icmm", "ICMM00026") == "icmm:ICMM00026"
    assert hashed_id("na", "Ford  Motor", "Cafe\u0301") == hashed_id("na", "ford motor", "CAF\u00c9")
    assert hashed_id("na", "ab", "c") != hashed_id("na", "a", "bc")
    assert len(hashed_id("na", "x")) == len("na:") + 12


def test_a_refused_record_keeps_its_whole_row():
    refused = Record("a.csv", "", "2", {"name": "A", "x": None}).refused("x", "type", "no", "do")
    assert (refused.value, refused.severity, refused.record) == ("", "error", {"name": "A", "x": None})
