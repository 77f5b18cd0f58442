from collections import Counter

import pytest

from loaders.na_battery import LOADER
from tests.loaders.public import admitted_twice, mapped, read, rows, shared, sizes

HEADER = "technology,company_name,product,reported_jobs,city,state,country,latitude,longitude\n"
CELLS = "Batteries,Acme,Batteries: Cells,10,Reno,Nevada,United States,39.5,-119.8\n"


def loaded(text=CELLS):
    return mapped(LOADER, {"sites": HEADER + text})


@pytest.fixture(scope="module")
def whole():
    return read(LOADER, shared("na-ev-battery-sites"))


@pytest.mark.parametrize(
    ("product", "kind", "process"),
    [
        ("Batteries: Recycling; Batteries: Cells", "recycler", "recycling"),
        ("Batteries: Cells; Batteries: Recycling", "recycler", "recycling"),
        ("Batteries: Minerals Extraction; Batteries: Materials Processing", "mine", "mining"),
        ("Batteries: Minerals Extraction; Batteries: Recycling", "recycler", "recycling"),
        ("Batteries: Cells; Batteries: Packs", "plant", "cell"),
        ("Solar: Panels", "plant", "component"),
        ("Nuclear: Fuel Fabrication", "plant", "chemical"),
    ],
)
def test_the_product_says_what_the_site_is(product, kind, process):
    site = rows(loaded(CELLS.replace("Batteries: Cells", product)), "sites")[0]
    assert (site["kind"], site["process"]) == (kind, process)


@pytest.mark.parametrize(
    ("state", "country", "code"),
    [
        ("Nevada", "United States", "US-NV"),
        ("Quebec", "Canada", "CA-QC"),
        ("Nuevo Leon", "Mexico", "MX-NLE"),
        ("Coahuila", "Mexico", "MX-COA"),
        ("TBD", "United States", None),
    ],
)
def test_a_state_becomes_its_code_and_one_to_be_decided_is_blank(state, country, code):
    site = rows(loaded(CELLS.replace("Nevada,United States", f"{state},{country}")), "sites")[0]
    assert site["subdivision"] == code


def test_a_company_is_one_supplier_in_the_country_of_most_of_its_sites():
    lines = (
        CELLS
        + CELLS.replace("Reno", "Elko").replace("Acme", "ACME ")
        + CELLS.replace("Reno,Nevada,United States", "Laval,Quebec,Canada")
    )
    extracted = loaded(lines)
    assert [(row["name"], row["country"], row["confidence"]) for row in rows(extracted, "suppliers")] == [
        ("Acme", "US", "inferred")
    ]
    assert len(rows(extracted, "sites")) == 3
    assert {row["supplier_id"] for row in rows(extracted, "sites")} == {rows(extracted, "suppliers")[0]["id"]}


def test_an_equal_row_is_a_double_and_one_that_differs_elsewhere_is_refused():
    extracted = loaded(CELLS + CELLS.replace(",10,", ",20,") + CELLS + CELLS.replace(",10,", ",20,"))
    assert [(r.row, r.rule, r.severity) for r in extracted.refused] == [
        ("3", "key", "error"),
        ("4", "double", "left_out"),
        ("5", "double", "left_out"),
    ]
    assert "reported_jobs" in extracted.refused[0].reason
    assert len(rows(extracted, "sites")) == 1


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [("Nevada", "Atlantis", "country"), ("United States", "Atlantis", "country"), ("Acme", "", "required")],
)
def test_a_row_that_cannot_be_read_is_refused(old, new, rule):
    extracted = loaded(CELLS.replace(old, new))
    assert [(r.rule, r.severity) for r in extracted.refused] == [(rule, "error")]
    assert extracted.tables == ()


def test_a_file_is_read(folder):
    assert sizes(read(LOADER, folder(s9__csv=HEADER + CELLS))) == {"suppliers": 1, "sites": 1}


def test_the_773_published_rows_are_731_sites_13_doubles_and_29_refused(whole):
    assert sizes(whole) == {"suppliers": 558, "sites": 731}
    assert Counter((r.rule, r.severity) for r in whole.refused) == {
        ("double", "left_out"): 13,
        ("key", "error"): 29,
    }


def test_the_published_file_is_admitted_and_a_second_load_changes_nothing(whole):
    admission = admitted_twice(whole)
    assert {refusal.rule for refusal in admission.refused} == {"double", "key"}
    assert admission.tables.counts["sites"] == 731
