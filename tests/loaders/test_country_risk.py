import csv
from collections import Counter

import pytest

from loaders.country_risk import LOADER
from loaders.lookups import lookup
from tests.loaders.public import admitted_twice, mapped, read, refusals, rows, shared, sizes

FILE = """name,iso3,wgi_pv_2021,wgi_pv_2024,gd_ptss,ti_cpi
Namibia,NAM,0.5,0.25,2.0,52
Chad,TCD,,-1.5,,20
Aruba,ABW,1,,,
Netherlands Antilles (...2010),ANT,1,1,1,1
Atlantis,ATL,1,1,1,1
"""


def loaded(text=FILE):
    return mapped(LOADER, {"risk": text})


@pytest.fixture(scope="module")
def whole():
    return read(LOADER, shared("derived", "country_risk_inputs_raw.csv"))


def test_a_column_that_is_used_becomes_an_indicator_with_scale_and_direction():
    made = {row["id"]: row for row in rows(loaded(), "indicators")}
    assert sorted(made) == ["PTS_S_2019", "WGI_PV_2024"]
    stability = made["WGI_PV_2024"]
    assert [stability[field] for field in ("dimension", "direction", "lo", "hi")] == [
        "GOV",
        "high_is_good",
        "-2.5",
        "2.5",
    ]
    assert made["PTS_S_2019"]["ordinal_map"] == "1:0;2:0.25;3:0.5;4:0.75;5:1"


def test_a_value_stays_as_published_and_a_blank_gives_no_row():
    found = {(row["subject_id"], row["indicator_id"]): row["value"] for row in rows(loaded(), "scored")}
    assert found == {
        ("NA", "WGI_PV_2024"): "0.25",
        ("NA", "PTS_S_2019"): "2.0",
        ("TD", "WGI_PV_2024"): "-1.5",
    }


def test_the_year_of_a_value_is_that_of_its_column():
    assert {row["indicator_id"]: row["year"] for row in rows(loaded(), "scored")} == {
        "WGI_PV_2024": "2024",
        "PTS_S_2019": "2019",
    }


def test_columns_that_are_not_used_are_left_out_by_name_with_their_reason():
    found = {r.column: r.severity for r in loaded().refused if r.row == "1"}
    assert found == {"wgi_pv_2021": "left_out", "ti_cpi": "left_out"}
    assert any("second vote" in r.reason for r in loaded().refused)


def test_an_unknown_column_is_an_error_and_the_others_are_read():
    extracted = loaded("name,iso3,wgi_pv_2024,wgi_pv_2042\nChad,TCD,1,1\n")
    assert [(r.column, r.rule, r.severity) for r in extracted.refused] == [("wgi_pv_2042", "enum", "error")]
    assert len(rows(extracted, "scored")) == 1


def test_rows_without_a_value_and_without_a_country_are_told_apart():
    found = {r.row: (r.rule, r.severity) for r in loaded().refused if r.row != "1"}
    assert found == {
        "4": ("required", "left_out"),
        "5": ("pseudo", "left_out"),
        "6": ("country", "error"),
    }


def test_a_file_is_read_and_one_without_iso3_is_refused_whole(folder):
    assert sizes(read(LOADER, folder(country_risk_1__csv=FILE))) == {"indicators": 2, "scored": 3}


def test_the_published_file_gives_a_row_for_every_value_of_a_column_that_is_used(whole):
    used = {
        column["column"]: column["indicator_id"] for column in lookup("country_risk_columns") if column["use"] == "yes"
    }
    with shared("derived", "country_risk_inputs_raw.csv").open(encoding="utf-8") as opened:
        given = list(csv.DictReader(opened))
    assert len(given) == 216
    wanted = Counter(
        indicator
        for row in given
        for column, indicator in used.items()
        if row[column] and row["iso3"] not in {"ANT", "PUS", "R20"}
    )
    assert Counter(row["indicator_id"] for row in rows(whole, "scored")) == wanted
    assert sizes(whole) == {"indicators": 7, "scored": 1358}


def test_the_published_file_has_no_fault(whole):
    file = "country_risk_inputs_raw.csv"
    assert refusals(whole) == {(file, "double", "left_out"): 11, (file, "pseudo", "left_out"): 3}


def test_the_published_file_is_admitted_whole_and_a_second_load_changes_nothing(whole):
    admission = admitted_twice(whole)
    assert all(refusal.severity == "left_out" for refusal in admission.refused)
    assert admission.tables.counts["scored"] == 1358
