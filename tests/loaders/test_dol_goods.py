import unicodedata
from collections import Counter

import pytest

from graph.errors import FileError
from loaders.dol_goods import LOADER
from tests.loaders.public import admitted_twice, mapped, read, refusals, rows, shared, sizes

GOODS = """Good_Name,Country_Name,Child_Labor,Forced_Labor,Forced_Child_Labor,Derived_Labor_Exploitation
Cobalt ore (heterogenite),"Congo, Democratic Republic of the",Yes,No,No,No
Bricks,Burma,Yes,,,
Lithium-Ion Batteries,China,No,No,No,Yes
Garments,China,No,Yes,No,No
Gold,Peru,No,No,No,No
Moon Rock,Peru,Yes,No,No,No
Gold,Atlantis,Yes,No,No,No
"""
COUNTRIES = [
    {"Name": "Peru", "Advancement_Level": "Moderate Advancement", "Description": "In 2022, Peru made"},
    {
        "Name": "Burma",
        "Advancement_Level": "No Advancement – Efforts Made but Complicit",
        "Description": "In 2022, Burma made",
    },
    {"Name": "China", "Advancement_Level": None, "Description": "Not covered."},
    {"Name": "Niue", "Advancement_Level": "No Assessment", "Description": "For the 2022 reporting period"},
    {"Name": "Chad", "Advancement_Level": "Large Advancement", "Description": ""},
]
XML = """<Goods><Good><Good_Name>Gold</Good_Name><Good_Sector>Mining</Good_Sector><Countries>
<Country><Country_Name>Peru</Country_Name><Forced_Labor>Yes</Forced_Labor></Country>
<Country><Country_Name>Mali</Country_Name><Child_Labor>Yes</Child_Labor></Country>
</Countries></Good><Good><Good_Name>Tin</Good_Name><Countries>
<Country><Country_Name>Bolivia</Country_Name><Child_Labor>Yes</Child_Labor></Country>
</Countries></Good></Goods>"""


def loaded(**options):
    return mapped(LOADER, {"goods": GOODS, "countries": COUNTRIES}, **options)


@pytest.fixture(scope="module")
def whole():
    return read(LOADER, shared("usdol-tvpra"))


def test_a_raw_good_becomes_a_listed_origin_of_unknown_size_and_its_material():
    row = rows(loaded(), "world_share")[0]
    assert [row[field] for field in ("country", "material_id", "stage", "year", "share", "goods_listed")] == [
        "CD",
        "co",
        "listed",
        "2022",
        None,
        "true",
    ]
    assert [(row["id"], row["symbol"], row["risk_material"]) for row in rows(loaded(), "materials")] == [
        ("co", "Co", "true")
    ]


def test_every_other_pair_is_accounted_for_with_its_reason():
    found = {r.row: (r.column, r.rule, r.severity) for r in loaded().refused if r.file.startswith("goods")}
    assert found == {
        "3": ("Good_Name", "reference", "left_out"),
        "4": ("Good_Name", "double", "left_out"),
        "5": ("Good_Name", "reference", "left_out"),
        "6": ("Child_Labor", "required", "error"),
        "7": ("Good_Name", "reference", "error"),
        "8": ("Country_Name", "country", "error"),
    }


def test_a_level_counts_up_to_its_dash_and_no_assessment_is_no_row():
    extracted = loaded()
    found = {row["subject_id"]: row["value"] for row in rows(extracted, "scored")}
    assert found == {"PE": "2", "MM": "0"}
    assert [row["id"] for row in rows(extracted, "indicators")] == ["DOL_CL_2022"]
    left = {r.row: (r.rule, r.severity) for r in extracted.refused if r.file.startswith("countries")}
    assert left == {"4": ("required", "left_out"), "5": ("required", "left_out"), "6": ("enum", "error")}


def test_the_user_may_name_the_year():
    assert {row["year"] for row in rows(loaded(year="2024"), "world_share")} == {"2024"}


def test_goods_alone_without_a_year_are_refused_as_a_whole():
    with pytest.raises(FileError, match="--year 2022"):
        mapped(LOADER, {"goods": GOODS})


def test_countries_of_two_years_are_refused_as_a_whole():
    mixed = [COUNTRIES[0], COUNTRIES[1] | {"Description": "In 2021, Burma made"}]
    with pytest.raises(FileError, match="name 2021 and 2022"):
        mapped(LOADER, {"countries": mixed})


def test_a_good_is_found_however_its_accents_are_composed():
    name = unicodedata.normalize("NFD", "Açaí Berries")
    extracted = mapped(
        LOADER, {"goods": [{"Good_Name": name, "Country_Name": "Brazil", "Child_Labor": "Yes"}]}, year="2022"
    )
    assert [row["material_id"] for row in rows(extracted, "world_share")] == ["acai-berries"]


def test_a_file_is_read_with_the_good_around_each_country_and_absent_tags_as_no(folder):
    extracted = read(LOADER, folder(goods_1__xml=XML), year="2022")
    assert [(row["country"], row["material_id"]) for row in rows(extracted, "world_share")] == [
        ("PE", "au"),
        ("ML", "au"),
        ("BO", "sn"),
    ]


def test_the_467_published_pairs_are_accounted_for_one_by_one(whole):
    assert sizes(whole) == {"materials": 108, "world_share": 340, "indicators": 1, "scored": 128}
    goods = {key: count for key, count in refusals(whole).items() if key[0] == "goods_2016.xml"}
    assert goods == {
        ("goods_2016.xml", "reference", "left_out"): 117,
        ("goods_2016.xml", "double", "left_out"): 10,
    }
    assert 340 + sum(goods.values()) == 467
    assert len({(row["country"], row["material_id"]) for row in rows(whole, "world_share")}) == 340


def test_15_of_the_143_published_countries_are_not_assessed(whole):
    assert refusals(whole)["countries_2016.xml", "required", "left_out"] == 15
    assert Counter(row["value"] for row in rows(whole, "scored")) == {"2": 69, "1": 46, "0": 9, "3": 4}


def test_the_ten_derived_pairs_are_results_and_no_input(whole):
    derived = {(r.record["Good_Name"], r.record["Country_Name"]) for r in whole.refused if r.rule == "double"}
    assert ("Lithium-Ion Batteries", "China") in derived
    assert ("Oleochemicals", "Indonesia") in derived
    assert len(derived) == 10


def test_the_edition_comes_from_the_text_and_not_from_the_name_of_the_file(whole):
    assert {row["year"] for row in rows(whole, "world_share")} == {"2022"}


def test_the_published_files_are_admitted_whole_and_a_second_load_changes_nothing(whole):
    admission = admitted_twice(whole)
    assert all(refusal.severity == "left_out" for refusal in admission.refused)
    assert admission.tables.counts["world_share"] == 340
