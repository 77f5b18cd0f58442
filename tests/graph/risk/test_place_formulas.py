"""Indicators and places on cases small enough to work out by hand."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from tests.graph.risk.small import ENV, LAB, indicator, risk_of, world


def test_two_indicators_make_a_cubic_mean_and_a_third_that_is_missing_only_lowers_the_confidence():
    indicators = [indicator(), indicator(id="J", weight=3.0), indicator(id="K", weight=4.0)]
    rows = [
        {"subject_kind": "country", "subject_id": country, "indicator_id": name, "year": 2024, "value": value}
        | {"confidence": sure}
        for country, name, value, sure in (
            ("A", "I", 2.0, "verified"),
            ("A", "J", 8.0, "reported"),
            ("B", "K", 5.0, "reported"),
        )
    ]
    risk = risk_of(world(indicators=indicators).replaced({"scored": pd.DataFrame(rows)}))
    assert risk.place.value[0, LAB] == pytest.approx(((0.008 + 3 * 0.512) / 4) ** (1 / 3))
    assert risk.place.confidence[0, LAB] == pytest.approx((1 * 1.0 + 3 * 0.7) / 8)


@pytest.mark.parametrize(
    ("changes", "value", "expected"),
    [
        ({}, 4.0, 0.4),
        ({}, 40.0, 1.0),
        ({"direction": "high_is_good"}, 4.0, 0.6),
        ({"direction": "high_is_good"}, 40.0, 0.05),  # 0, raised to the floor
        ({"direction": "ordinal", "ordinal_map": "1:0.10;6:0.80"}, 6.0, 0.8),
    ],
)
def test_an_indicator_value_is_scored_by_its_goalposts_or_map(changes, value, expected):
    tables = world(scored=[("country", "A", value)], indicators=[indicator(**changes)])
    assert risk_of(tables).place.value[0, LAB] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"direction": "ordinal", "ordinal_map": "1:0.10;2:0.80"}, "class 3 is not in ordinal_map, which has 1, 2"),
        ({"lo": None}, "lo or hi of the indicator is blank"),
    ],
)
def test_a_value_that_cannot_be_scored_is_reported_and_counts_as_missing(changes, reason):
    risk = risk_of(world(scored=[("country", "A", 3.0)], indicators=[indicator(**changes)]))
    assert [(u.subject_id, u.indicator_id, u.year, u.value, u.reason) for u in risk.unscored] == [
        ("A", "I", 2024, 3.0, reason)
    ]
    assert not risk.has_data[LAB]


def test_the_latest_year_that_is_not_after_the_day_counts():
    tables = world(scored=[("country", "A", 1.0), ("country", "A", 3.0), ("country", "A", 9.0)])
    scored = tables["scored"].assign(year=[2025, 2026, 2027])
    tables = tables.replaced({"scored": scored})
    assert risk_of(tables).place.value[0, LAB] == pytest.approx(0.3)
    assert risk_of(tables, day=date(2025, 12, 31)).place.value[0, LAB] == pytest.approx(0.1)
    assert not risk_of(tables, day=date(2024, 12, 31)).has_data[LAB]


def places(*rows):
    """Return countries of (id, region, subregion)."""
    return [{"id": i, "name": i, "level": "country", "region": r, "subregion": s} for i, r, s in rows]


NINE = [("A", "R", "S"), ("B", "R", "S"), ("C", "R", "S"), ("D", "R", "S"), ("E", "R", "T"), ("F", "Q", "U")]


@pytest.mark.parametrize(
    ("scored", "country", "expected"),
    [
        # Subregion S: .2 .4 .8, at .75 half way from .4 to .8.
        ({"A": 2.0, "B": 4.0, "C": 8.0}, "D", (0.6, 0.2, 0.8, 0.3)),
        # E is alone in its subregion; region R: .2 .4 .8.
        ({"A": 2.0, "B": 4.0, "C": 8.0}, "E", (0.6, 0.2, 0.8, 0.2)),
        ({"A": 2.0, "B": 4.0, "C": 8.0}, "F", (0.6, 0.2, 0.8, 0.1)),
        # Two peers are too few everywhere.
        ({"A": 2.0, "B": 4.0}, "D", (0.7, 0.0, 1.0, 0.1)),
    ],
)
def test_a_place_without_indicators_is_imputed_from_its_nearest_peers(scored, country, expected):
    tables = world(scored=[("country", c, v) for c, v in scored.items()], countries=places(*NINE))
    risk = risk_of(tables)
    row = risk.countries.index(country)
    assert risk.place.imputed[row, LAB]
    found = [getattr(risk.place, name)[row, LAB] for name in ("value", "low", "high", "confidence")]
    assert found == pytest.approx(expected)


def test_a_subdivision_without_an_indicator_takes_its_countrys_score_and_is_no_peer():
    parts = [{"id": f"A-{n}", "name": n, "level": "subdivision", "parent": "A"} for n in "12"]
    scored = [("country", "A", 2.0), ("country", "A-1", 9.0), ("country", "B", 4.0)]
    risk = risk_of(
        world(
            [{"id": "S1", "subdivision": "A-1"}, {"id": "S2", "subdivision": "A-2"}, {"id": "S3"}],
            scored,
            countries=[*places(("A", "R", "S"), ("B", "R", "S"), ("C", "R", "S")), *parts],
        )
    )
    value = dict(zip(risk.countries, risk.place.value[:, LAB], strict=True))
    assert value == pytest.approx({"A": 0.2, "A-1": 0.9, "A-2": 0.2, "B": 0.4, "C": 0.7})
    assert risk.site_place.value[:, LAB] == pytest.approx([0.9, 0.2, 0.2])


def test_an_indicator_scored_on_the_site_joins_its_places():
    risk = risk_of(world([{"id": "S"}, {"id": "T"}], [("country", "A", 2.0), ("site", "S", 8.0)]))
    assert risk.site_place.value[:, LAB] == pytest.approx([((0.008 + 0.512) / 2) ** (1 / 3), 0.2])


def test_a_dimension_without_indicator_and_listing_has_no_data_anywhere():
    risk = risk_of(world([{"id": "S"}], [("country", "A", 2.0)]))
    assert risk.has_data.tolist() == [False, True, False, False, False]
    everything = (risk.place, risk.residual, risk.origin(["A"], ["co"], ["mining"]), risk.unknown(["mining", "*"]))
    for scores in everything:
        assert np.isnan(scores.value[:, ENV]).all()
        assert not scores.imputed[:, ENV].any()
        assert not np.isnan(scores.value[:, LAB]).any()
    assert np.isnan(risk.extremes(np.empty((0, 5)))).tolist() == [[True, False, True, True, True]] * 2
    assert risk.r_conf.tolist() == [0.7]
