"""What people read: numbers that can be checked by hand, "no data" where there is none."""

import json
import math
from datetime import date

import numpy as np
import pandas as pd
import pytest

from graph.parameters import defaults
from tierlight.commandline import answers, output

EXPLAINED = {
    "product": "EV",
    "dimension": "LAB",
    "measure": "mean",
    "score": 0.6,
    "by": "country",
    "parts": [
        {"id": "CD", "name": "Congo (Democratic Republic)", "contribution": 0.3},
        {"id": "CN", "name": "China", "contribution": 0.15},
    ],
    "remainder": 0.15,
}

EXPOSED = {
    "id": "EV",
    "name": "Electric car",
    "dimension": "LAB",
    "mean": 0.5,
    "low": 0.4,
    "high": 0.6,
    "unmapped": 0.25,
    "confidence": 0.4,
    "worst_site": {"id": "S1", "score": 0.9},
    "open_findings": 3,
    "headline": 0.75,
    "headline_of": "mica",
    "headline_low": 0.3,
    "headline_high": 0.95,
    "headline_unmapped": 0.7,
}


def lines(text):
    return [line.split() for line in text.splitlines()]


def test_parts_and_the_rest_are_shown_with_their_share_of_the_score():
    shown = lines(answers.parts(EXPLAINED, "Electric car"))
    assert [".300", "50", "%", "CD", "Congo", "(Democratic", "Republic)"] in shown
    assert [".150", "25", "%", "all", "other", "countries"] in shown
    assert [".600", "100", "%", "the", "score"] in shown


def test_no_rest_is_shown_where_there_is_none():
    assert "all other" not in answers.parts({**EXPLAINED, "remainder": 1e-17}, "Electric car")


def test_a_score_of_zero_has_parts_without_a_share():
    text = answers.parts({**EXPLAINED, "score": 0.0, "parts": [], "remainder": 0.0}, "Electric car")
    assert "100 %" not in text.splitlines()[-2]
    assert ".000" in text


def test_a_path_names_its_nodes_its_part_of_the_score_and_its_weakest_link():
    answer = {
        **EXPLAINED,
        "covered": 0.5,
        "remainder": 0.3,
        "paths": [
            {
                "contribution": 0.3,
                "nodes": [
                    {"label": "Site", "id": "S1", "name": "A mine"},
                    {"label": "Product", "id": "EV", "name": "EV"},
                ],
                "weakest_link": {"from": "S1", "to": "EV", "slot": "ore", "confidence": 0.4},
            }
        ],
    }
    text = answers.paths(answer, "Electric car")
    assert (
        " 1. adds .300 (50 %)\n      S1 (A mine) → EV\n      weakest link: S1 → EV, slot ore, confidence .400" in text
    )
    assert text.endswith("1 path, 50 % of the score; all others together add .300.")


def test_the_headline_stands_with_its_band_its_material_and_a_mark_where_it_is_unmapped():
    text = answers.exposures([EXPOSED], defaults(), {"mica": "Mica"})
    row = next(line for line in text.splitlines() if "LAB" in line).split()
    assert row == [
        "LAB",
        "~.750",
        "severe",
        "Mica",
        ".300",
        ".950",
        ".500",
        "25",
        "%",
        ".400",
        "S1",
        ".900",
        "3",
    ]


def test_a_dimension_without_data_says_so_and_is_never_low():
    missing = {**EXPOSED, "headline": None, "mean": None, "reason": "no indicator is loaded"}
    text = answers.exposures([missing], defaults(), {})
    row = next(line for line in text.splitlines() if "LAB" in line)
    assert "no data" in row
    assert "low" not in row
    assert "LAB: no indicator is loaded." in text


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "0 %"), (0.004, "0.4 %"), (0.5, "50 %"), (1.0, "100 %"), (None, "–")]
)
def test_shares_are_per_cent(share, text):
    assert answers.percent(share) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.5, ".500"), (1.0, "1.000"), (-0.25, "-.250"), (0.0, ".000"), (10.5, "10.500"), (-0.0004, "-.000")],
)
def test_scores_have_three_digits(value, text):
    assert output.number(value) == text


def test_json_has_plain_numbers_iso_dates_and_null(capsys):
    output.write_json({"a": np.float64(0.5), "b": pd.NA, "c": math.nan, "d": date(2026, 11, 23), "e": np.int64(3)})
    assert json.loads(capsys.readouterr().out) == {"a": 0.5, "b": None, "c": None, "d": "2026-11-23", "e": 3}


def test_a_name_cannot_steer_the_terminal_or_break_the_table():
    assert output.clean("\x1b[31mred\x07\nnext") == "[31mred next"


def test_columns_line_up_with_wide_letters_too():
    text = output.table(["id", "n"], [["钴", 1], ["abcd", 22]], right=[1])
    assert text.splitlines() == ["id     n", "钴     1", "abcd  22"]


def test_null_is_a_dash_and_never_zero():
    assert output.table(["x"], [[None], [0]]).splitlines() == ["x", "–", "0"]
