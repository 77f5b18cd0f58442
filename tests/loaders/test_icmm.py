import pytest
import xlsxwriter

from loaders.icmm import LOADER
from loaders.lookups import by, lookup
from tests.loaders.public import admitted_twice, mapped, read, rows, shared, sizes

PLACE = {
    "ICMMID": "ICMM1",
    "Confidence Factor": "High",
    "Mine Name": "North Pit",
    "Latitude": "\u221223.5",
    "Longitude": "10",
    "Asset Type": "Mine",
    "Country": "Turkey",
    "Primary Commodity": "gold ",
    "Secondary Commodity": "silver",
    "Other Commodities": "gold;ruthenium",
}


def loaded(**cells):
    return mapped(LOADER, {"places": [PLACE | {name.replace("_", " "): cell for name, cell in cells.items()}]})


@pytest.fixture(scope="module")
def whole():
    return read(LOADER, shared("icmm-mining", "global-mining-dataset.xlsx"))


@pytest.mark.parametrize(
    ("assets", "kind", "process"),
    [
        ("Mine", "mine", "mining"),
        ("Mine;Plant", "mine", "mining"),
        ("Mine;Refinery", "smelter", "refining"),
        ("Refinery; Steel Plant", "smelter", "refining"),
        ("Plant", "plant", "refining"),
    ],
)
def test_smelter_comes_before_mine_before_plant(assets, kind, process):
    site = rows(loaded(Asset_Type=assets), "sites")[0]
    assert (site["kind"], site["process"]) == (kind, process)


@pytest.mark.parametrize(
    ("factor", "confidence"), [("High", "verified"), ("Moderate", "reported"), ("Very Low", "inferred")]
)
def test_the_confidence_factor_becomes_the_level_of_the_row(factor, confidence):
    assert rows(loaded(Confidence_Factor=factor), "sites")[0]["confidence"] == confidence


def test_each_commodity_is_a_part_once_and_its_material_goes_in_if_it_is_known():
    extracted = loaded()
    assert [row["id"] for row in rows(extracted, "parts")] == [
        "icmm:ICMM1/gold",
        "icmm:ICMM1/silver",
        "icmm:ICMM1/ruthenium",
    ]
    assert [row["item_id"] for row in rows(extracted, "makes")] == [row["id"] for row in rows(extracted, "parts")]
    assert [(row["input_id"], row["output_id"]) for row in rows(extracted, "input_to")] == [
        ("au", "icmm:ICMM1/gold"),
        ("ag", "icmm:ICMM1/silver"),
    ]
    assert [row["id"] for row in rows(extracted, "materials")] == ["au", "ag"]


def test_the_place_has_no_owner():
    site = rows(loaded(Group_Names="Big Mining Co."), "sites")[0]
    assert "supplier_id" not in site
    assert site["country"] == "TR"


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"Asset_Type": "Port"}, "enum"),
        ({"Confidence_Factor": "Low"}, "enum"),
        ({"Country": "Congo"}, "country"),
        ({"ICMMID": ""}, "required"),
        ({"Mine_Name": "Gra\u00c4\u008danica"}, "encoding"),
    ],
)
def test_a_place_that_cannot_be_read_is_refused_whole(cells, rule):
    extracted = loaded(**cells)
    assert [(r.rule, r.severity) for r in extracted.refused] == [(rule, "error")]
    assert extracted.tables == ()


def test_every_material_of_the_look_up_table_is_known_and_an_unmapped_commodity_has_its_reason():
    for row in lookup("icmm_commodities"):
        assert row["material_id"] in by("materials", "id") or (not row["material_id"] and row["note"]), row


def test_a_workbook_is_read_though_its_header_has_a_blank_at_the_end(tmp_path):
    path = tmp_path / "places.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("External")
        sheet.write_row(0, 0, [name.replace("Mine Name", "Mine Name ") for name in PLACE])
        sheet.write_row(1, 0, list(PLACE.values()))
    assert sizes(read(LOADER, path)) == {"materials": 2, "parts": 3, "sites": 1, "makes": 3, "input_to": 2}


def test_of_8508_published_places_four_with_a_garbled_name_are_refused(whole):
    assert sizes(whole) == {
        "materials": 48,
        "parts": 13642,
        "sites": 8504,
        "makes": 13642,
        "input_to": 13508,
    }
    assert [(r.row, r.column, r.rule, r.severity) for r in whole.refused] == [
        (row, "Mine Name", "encoding", "error") for row in ("4472", "5494", "6668", "6768")
    ]


def test_65_published_pairs_of_name_and_country_stay_apart(whole):
    sites = rows(whole, "sites")
    pairs = {}
    for site in sites:
        pairs.setdefault((site["name"], site["country"]), []).append(site["id"])
    assert sum(len(ids) - 1 for ids in pairs.values()) == 65
    assert len({site["id"] for site in sites}) == 8504


def test_the_published_levels_of_confidence_are_those_of_the_file(whole):
    # The file has 3160, 3723 and 1625; two of the four garbled names are High, two Moderate.
    levels = [site["confidence"] for site in rows(whole, "sites")]
    assert [levels.count(level) for level in ("verified", "reported", "inferred")] == [3158, 3721, 1625]


def test_the_published_workbook_is_admitted_whole_and_a_second_load_changes_nothing(whole):
    admission = admitted_twice(whole)
    assert admission.refused == whole.refused
    sites = admission.tables["sites"].set_index("id")
    assert sites.loc["icmm:ICMM07721", "lat"] == -23.8901
