import csv
import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from loaders.wmd import LOADER
from tests.loaders.public import admitted_twice, mapped, read, refusals, rows, shared, sizes

HEADER = "Country,Country_Code,Country_ISO,2023,2024,unit,data_source\n"
COBALT = (
    HEADER
    + """Congo,180,COD,10,30,metr. t,r
Indonesia,360,IDN,10,10,metr. t,e
Taiwan,490,S19,,5,metr. t,p
Kosovo,412,R20,4,5,metr. t,r
Cuba,192,CUB,1,0,metr. t,r
Chile,152,CHL,1,,metr. t,r
Total,DELETE,DELETE,26,50,metr. t,nan
"""
)
DEMO = Path(__file__).parents[2] / "tierlight" / "demo" / "ev-battery" / "world_share.csv"


def loaded(cobalt=COBALT, **options):
    return mapped(LOADER, {"Cobalt": cobalt}, **options)


def shares(extracted):
    return {row["country"]: row["share"] for row in rows(extracted, "world_share")}


@pytest.fixture(scope="module")
def whole():
    return read(LOADER, shared("geopolrisk-wmd-wgi-baci", "world_mining_data.db"))


def test_a_share_is_output_over_the_sum_of_the_countries_in_the_latest_year():
    assert shares(loaded()) == {"CD": "0.6", "ID": "0.2", "TW": "0.1", "XK": "0.1"}


def test_another_year_is_read_when_it_is_asked_for():
    assert shares(loaded(year="2023"))["CD"] == written_out(10, 26)


def written_out(part, whole):
    return f"{Decimal(part) / Decimal(whole):.12f}"


def test_stage_and_material_come_from_the_look_up_table_and_confidence_from_the_mark():
    row = rows(loaded(), "world_share")[0]
    assert [row[field] for field in ("material_id", "stage", "year")] == ["co", "mine", "2024"]
    marks = {row["country"]: row["confidence"] for row in rows(loaded(), "world_share")}
    assert marks == {"CD": "reported", "ID": "estimated", "TW": "estimated", "XK": "reported"}
    assert [row["id"] for row in rows(loaded(), "materials")] == ["co"]


def test_totals_and_countries_without_output_are_left_out():
    found = {r.row: (r.rule, r.severity) for r in loaded().refused}
    assert found == {
        "6": ("required", "left_out"),
        "7": ("required", "left_out"),
        "8": ("total", "left_out"),
    }


def test_a_total_that_is_not_the_sum_refuses_the_mineral():
    extracted = loaded(COBALT.replace("26,50,", "26,50.3,"))
    assert shares(extracted) == {}
    assert {r.rule for r in extracted.refused if r.severity == "error"} == {"sum"}


def test_a_total_within_half_a_percent_is_the_sum():
    assert shares(loaded(COBALT.replace("26,50,", "26,50.2,")))["CD"] == "0.6"


def test_a_repeated_code_is_settled_by_name():
    gold = HEADER + "French Guiana,254,GUY,1,1,kg,r\nGuyana,328,GUY,1,3,kg,r\n"
    extracted = mapped(LOADER, {"Gold": gold})
    assert shares(extracted) == {"GF": "0.25", "GY": "0.75"}
    assert extracted.refused == ()


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("Atlantis,999,ATL,1,1,metr. t,r", "country"),
        ("Peru,604,PER,1,one,metr. t,r", "type"),
        ("Peru,604,PER,1,-1,metr. t,r", "range"),
        ("Peru,604,PER,1,1,kg,r", "check.unit"),
        ("Peru,604,PER,1,1,metr. t,x", "enum"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused(row, rule):
    extracted = loaded(HEADER + row + "\n")
    assert [(r.row, r.rule, r.severity) for r in extracted.refused] == [("2", rule, "error")]
    assert rows(extracted, "world_share") == []


def test_a_country_that_is_named_twice_with_different_output_is_refused():
    extracted = loaded(HEADER + "Peru,604,PER,1,1,metr. t,r\nPeru,604,PER,1,2,metr. t,r\n")
    assert [r.rule for r in extracted.refused] == ["key", "key"]


def test_a_database_is_read_table_by_table(tmp_path):
    path = tmp_path / "world_mining_data.db"
    with closing(sqlite3.connect(path)) as database:
        for table in ("Cobalt", "Iron (Fe)", "logging"):
            database.execute(
                f'CREATE TABLE "{table}" (Country TEXT, Country_ISO TEXT, "2024" REAL, unit TEXT, data_source TEXT)'
            )
            database.execute(f"INSERT INTO \"{table}\" VALUES ('Peru', 'PER', 2.0, 'metr. t', 'r')")
        database.commit()
    extracted = read(LOADER, path)
    assert {(row["material_id"], row["share"]) for row in rows(extracted, "world_share")} == {
        ("co", "1"),
        ("fe", "1"),
    }
    assert extracted.notes == ("world_mining_data.db: left alone, no table of this format: logging",)


def test_the_published_file_gives_what_was_counted(whole):
    assert sizes(whole) == {"materials": 64, "world_share": 1828}
    file = "world_mining_data.db"
    assert refusals(whole) == {(file, "total", "left_out"): 65, (file, "required", "left_out"): 126}


def test_published_shares_of_each_table_add_up_to_one(whole):
    sums = {}
    for row in rows(whole, "world_share"):
        key = row["material_id"], row["stage"]
        sums[key] = sums.get(key, 0) + Decimal(row["share"])
    assert len(sums) == 65
    assert all(abs(total - 1) < Decimal("1e-9") for total in sums.values())


def test_published_gold_has_french_guiana_and_guyana(whole):
    found = {row["country"] for row in rows(whole, "world_share") if row["material_id"] == "au"}
    assert {"GF", "GY"} <= found


def test_the_shares_of_the_demo_come_out_again_to_six_digits(whole):
    with DEMO.open(encoding="utf-8") as opened:
        demo = [row for row in csv.DictReader(opened) if row["source"].startswith("World Mining Data") and row["share"]]
    made = {
        tuple(row[field] for field in ("country", "material_id", "stage", "year")): row["share"]
        for row in rows(whole, "world_share")
    }
    assert len(demo) > 300
    for row in demo:
        key = tuple(row[field] for field in ("country", "material_id", "stage", "year"))
        assert abs(Decimal(made[key]) - Decimal(row["share"])) <= Decimal("1e-6"), key


def test_the_published_file_is_admitted_whole_and_a_second_load_changes_nothing(whole):
    admission = admitted_twice(whole)
    assert all(refusal.severity == "left_out" for refusal in admission.refused)
    assert admission.tables.counts["world_share"] == 1828
