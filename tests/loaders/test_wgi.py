import sqlite3
from contextlib import closing

import pytest

from loaders.wgi import LOADER
from tests.loaders.public import admitted_twice, mapped, read, refusals, rows, shared, sizes

ESTIMATES = """Country/Territory,Code,2022,2023,2024
Namibia,NAM,nan,0.5,0.25
Guyana,GUY,0.3,0.4,nan
Guyana,GUY,-0.1,0.4,0.7
"Europe EFTA, nes",R20,1,1,1
Netherlands Antilles (...2010),ANT,nan,nan,nan
Atlantis,ATL,1,1,1
Chad,TCD,nan,nan,nan
"""


def loaded(text=ESTIMATES):
    return mapped(LOADER, {"estimate": text})


@pytest.fixture(scope="module")
def whole():
    return read(LOADER, shared("geopolrisk-wmd-wgi-baci", "wgi.db"))


def test_each_year_with_a_value_is_a_row_and_nan_is_none():
    found = {row["year"]: row["value"] for row in rows(loaded(), "scored") if row["subject_id"] == "NA"}
    assert found == {"2023": "0.5", "2024": "0.25"}


def test_the_indicator_is_named_after_the_latest_year_and_scaled_as_published():
    indicator = rows(loaded(), "indicators")[0]
    assert [indicator[field] for field in ("id", "dimension", "direction", "lo", "hi")] == [
        "WGI_PV_2024",
        "GOV",
        "high_is_good",
        "-2.5",
        "2.5",
    ]


def test_of_two_rows_for_one_country_equal_years_are_doubles_and_others_refused():
    extracted = loaded()
    found = {row["year"]: row["value"] for row in rows(extracted, "scored") if row["subject_id"] == "GY"}
    assert found == {"2023": "0.4", "2024": "0.7"}
    told = [(r.row, r.column, r.value, r.rule, r.severity) for r in extracted.refused if r.row in {"3", "4"}]
    assert told == [
        ("3", "2022", "0.3", "key", "error"),
        ("4", "2022", "-0.1", "key", "error"),
        ("4", "2023", "0.4", "double", "left_out"),
    ]


def test_groups_former_states_unknown_codes_and_empty_rows_are_told_apart():
    found = {r.row: (r.rule, r.severity) for r in loaded().refused if r.row not in {"3", "4"}}
    assert found == {
        "5": ("pseudo", "left_out"),
        "6": ("pseudo", "left_out"),
        "7": ("country", "error"),
        "8": ("required", "left_out"),
    }


def test_a_database_is_read_and_other_tables_are_left_alone(tmp_path):
    path = tmp_path / "wgi.db"
    with closing(sqlite3.connect(path)) as database:
        for table in ("Estimate", "Rank"):
            database.execute(f'CREATE TABLE "{table}" ("Country/Territory" TEXT, Code TEXT, "2024" TEXT)')
            database.execute(f"INSERT INTO \"{table}\" VALUES ('Chad', 'TCD', '-1.25')")
        database.commit()
    extracted = read(LOADER, path)
    assert [row["value"] for row in rows(extracted, "scored")] == ["-1.25"]
    assert extracted.notes == ("wgi.db: left alone, no table of this format: Rank",)


def test_the_published_file_gives_what_was_counted(whole):
    assert sizes(whole) == {"indicators": 1, "scored": 5328}
    assert refusals(whole) == {
        ("wgi.db", "pseudo", "left_out"): 3,
        ("wgi.db", "key", "error"): 48,
        ("wgi.db", "double", "left_out"): 2,
    }


def test_published_guyana_has_the_two_years_that_agree(whole):
    found = {row["year"] for row in rows(whole, "scored") if row["subject_id"] == "GY"}
    assert found == {"2023", "2024"}


def test_every_published_value_is_a_row_or_refused(whole):
    path = shared("geopolrisk-wmd-wgi-baci", "wgi.db")
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
        given = database.execute("SELECT * FROM Estimate WHERE Code NOT IN ('ANT', 'PUS', 'R20')").fetchall()
    values = sum(cell != "nan" for row in given for cell in row[2:-1])
    cells = [r for r in whole.refused if r.column.isdigit()]
    assert values == len(rows(whole, "scored")) + len(cells)


def test_the_published_file_is_admitted_whole_and_a_second_load_changes_nothing(whole):
    admission = admitted_twice(whole)
    assert {refusal.rule for refusal in admission.refused} == {"pseudo", "key", "double"}
    assert admission.tables.counts["scored"] == 5328
