"""What a heatmap holds: the right measure, bands, order, hatches and counts."""

import numpy as np
import pandas as pd
import pytest

from graph.errors import TierlightError, UnknownNameError
from graph.parameters import defaults
from graph.tables import Tables
from tests.tierlight.export.conftest import frame, score, sites
from tierlight.export.heatmap import heatmap
from tierlight.export.palette import NO_DATA, band, bands, places


def cell(made, identifier, dimension):
    return made.cells[(made.cells["id"] == identifier) & (made.cells["dimension"] == dimension)].iloc[0]


def test_a_product_shows_its_headline_and_which_answer_that_is(car_map):
    labour, ethics = cell(car_map, "P1", "LAB"), cell(car_map, "P1", "ETH")
    assert (labour["value"], labour["band"], labour["answer"], labour["answer_name"]) == (0.8, "severe", "co", "Cobalt")
    assert (ethics["value"], ethics["band"], ethics["answer"]) == (0.6, "high", "mean")


@pytest.mark.parametrize(
    ("value", "name"),
    [(0.0, "low"), (0.2499, "low"), (0.25, "medium"), (0.5, "high"), (0.7 - 1e-12, "severe"), (1.0, "severe")],
)
def test_a_band_starts_at_its_cut_and_noise_does_not_move_it(value, name):
    among = bands(defaults())
    assert band(value, among).name == name
    assert among[places(np.array([value]), among)[0]].name == name


def test_a_missing_score_has_no_band_in_either_way_of_asking():
    among = bands(defaults())
    assert band(None, among) is band(float("nan"), among) is NO_DATA
    assert places(np.array([np.nan]), among).tolist() == [-1]


def test_text_on_a_band_is_legible():
    def light(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for one in (*bands(defaults()), NO_DATA):
        brighter, darker = sorted((light(one.fill), light(one.ink)), reverse=True)
        assert (brighter + 0.05) / (darker + 0.05) >= 4.5, one.name


def test_a_dimension_without_data_is_no_data_and_hatched_never_low(car_map):
    blank = cell(car_map, "P1", "HSE")
    assert (blank["band"], blank["hatched"], blank["reason"]) == ("no data", True, "no data")
    assert np.isnan(blank["value"])
    assert [one.id for one in car_map.blank_dimensions] == ["HSE"]


def test_a_product_is_hatched_where_more_than_half_of_it_is_unmapped(car_map):
    known = car_map.cells[car_map.cells["value"].notna()]
    assert set(known.loc[known["hatched"], "id"]) == {"P2"}
    assert (known["hatched"] == (known["id"] == "P2")).all()


def test_a_site_is_hatched_below_the_confidence_of_the_parameters(provenance):
    tables, _ = sites(["a", "b", "c"], {})
    rows = [score("Site", f"S00{n}", "LAB", "r", 0.5, confidence=c) for n, c in enumerate((0.39, 0.4, None))]
    made = heatmap(frame(rows), tables, defaults(), provenance, rows="site")
    assert [bool(cell(made, f"S00{n}", "LAB")["hatched"]) for n in range(3)] == [True, False, True]


@pytest.mark.parametrize(
    ("rows", "label", "measure", "table"),
    [
        ("supplier", "Supplier", "r", "suppliers"),
        ("site", "Site", "r", "sites"),
        ("country", "Country", "r", "countries"),
        ("material", "Material", "mean", "materials"),
        ("part", "Part", "mean", "parts"),
        ("product", "Product", "headline", "products"),
    ],
)
def test_each_kind_of_row_shows_its_own_measure(rows, label, measure, table, provenance):
    tables = Tables({table: pd.DataFrame({"id": ["X"], "name": ["Ex"]})})
    others = [score(label, "X", "LAB", other, 0.99) for other in ("inherent", "chance", "worst_site")]
    made = heatmap(frame([score(label, "X", "LAB", measure, 0.42), *others]), tables, defaults(), provenance, rows=rows)
    assert cell(made, "X", "LAB")["value"] == 0.42


def test_rows_are_sorted_by_their_gravest_dimension_or_by_the_one_asked_for(provenance):
    tables, _ = sites(["a", "b", "c", "d"], {})
    values = {"S000": (0.9, 0.1), "S001": (0.2, 0.8), "S002": (0.2, 0.8), "S003": (None, None)}
    rows = [
        score("Site", one, dimension, "r", value)
        for one, pair in values.items()
        for dimension, value in zip(("LAB", "ENV"), pair, strict=True)
    ]

    def order(**options):
        made = heatmap(frame(rows), tables, defaults(), provenance, rows="site", **options)
        return list(dict.fromkeys(made.cells["id"]))

    assert order() == ["S000", "S001", "S002", "S003"]
    assert order(sort="ENV") == ["S001", "S002", "S000", "S003"]
    assert order(sort="ENV", top=2) == ["S001", "S002"]
    assert order(sort="HSE") == ["S000", "S001", "S002", "S003"]


def test_a_thing_that_was_not_scored_is_shown_as_no_data_not_left_out(provenance):
    tables, scores = sites(["scored", "not scored"], {"LAB": 0.3})
    made = heatmap(scores[scores["id"] == "S000"], tables, defaults(), provenance, rows="site")
    assert (made.shown, cell(made, "S001", "LAB")["band"]) == (2, "no data")
    assert cell(made, "S001", "LAB")["reason"] == "not scored in this run"


def test_about_counts_rows_unmapped_and_imputed(cars, provenance):
    tables, scores = cars
    about = heatmap(scores, tables, defaults(), provenance, top=1).about
    assert about["rows shown"] == "1 of 2"
    assert about["mean unmapped share"] == "0.60"  # P2 is graver
    assert about["imputed place scores in the run"] == "1 of 2"
    assert (about["snapshot"], about["run"], about["as of"]) == ("a" * 64, "b" * 64, "2026-11-23")
    assert (about["filters"], about["licences"], about["model"]) == ("tier = 1", "Some office: CC BY 4.0", "share 1")


def test_the_finding_names_the_gravest_cell(car_map):
    assert car_map.finding == (
        "2 of 2 products severe in at least one dimension. Highest: Second car, Labour & human rights, 0.90 (Cobalt)."
    )


def test_a_filter_keeps_only_its_rows_and_counts_them(cars, provenance):
    tables, scores = cars
    made = heatmap(scores, tables, defaults(), provenance, ids={"P1", "unknown"})
    assert (made.total, set(made.cells["id"])) == (1, {"P1"})


@pytest.mark.parametrize(
    ("options", "words"),
    [({"rows": "produkt"}, "Did you mean 'product'"), ({"sort": "LAP"}, "Did you mean 'LAB'"), ({"top": 0}, "top 0")],
)
def test_a_wrong_choice_says_what_is_allowed(cars, provenance, options, words):
    tables, scores = cars
    with pytest.raises((UnknownNameError, TierlightError), match=words):
        heatmap(scores, tables, defaults(), provenance, **options)


def test_an_unknown_ending_names_the_six(car_map, tmp_path):
    with pytest.raises(TierlightError, match=r"\.png, \.svg, \.pdf, \.html, \.xlsx, \.csv"):
        car_map.save(tmp_path / "heatmap.gif")
    assert list(tmp_path.iterdir()) == []


def test_a_picture_of_too_many_rows_says_what_to_do(site_map):
    with pytest.raises(TierlightError, match="--top"):
        site_map(["x"] * 1001).content(".svg")
