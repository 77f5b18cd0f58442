"""Scores and names made by hand, for what is exported from them."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from graph.parameters import defaults
from graph.tables import Tables
from tierlight.export.heatmap import heatmap
from tierlight.export.provenance import Provenance

DIMENSIONS = ("GOV", "LAB", "ENV", "ETH", "HSE")
COLUMNS = (
    "label",
    "id",
    "dimension",
    "measure",
    "material",
    "value",
    "low",
    "high",
    "confidence",
    "unmapped",
    "imputed",
    "witness",
    "reason",
)

PROVENANCE = Provenance(
    snapshot="a" * 64,
    run="b" * 64,
    as_of=date(2026, 11, 23),
    model="share 1",
    parameters_hash="c" * 64,
    created=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
    filters={"tier": "1"},
    licences=("Some office: CC BY 4.0",),
)


def score(label, identifier, dimension, measure, value, **more):
    return {"label": label, "id": identifier, "dimension": dimension, "measure": measure, "value": value, **more}


def frame(rows):
    made = pd.DataFrame(rows)
    for name in COLUMNS:
        if name not in made:
            made[name] = None
    return made


def sites(names, values):
    """Return tables and scores of sites with these names, each with the same values by dimension."""
    ids = [f"S{number:03d}" for number in range(len(names))]
    tables = Tables({"sites": pd.DataFrame({"id": ids, "name": list(names)}, dtype=object)})
    rows = [
        score("Site", one, dimension, "r", value, confidence=0.7, imputed=False)
        for one in ids
        for dimension, value in values.items()
    ]
    return tables, frame(rows)


@pytest.fixture(scope="session")
def provenance():
    return PROVENANCE


@pytest.fixture(scope="session")
def cars():
    """Two products in all bands: P1 by cobalt and by its mean, P2 mostly unmapped; HSE without data."""
    tables = Tables(
        {
            "products": pd.DataFrame({"id": ["P1", "P2"], "name": ["First car", "Second car"]}),
            "materials": pd.DataFrame({"id": ["co"], "name": ["Cobalt"], "risk_material": [True]}),
        }
    )
    values = {"P1": (0.1, 0.8, 0.3, 0.6), "P2": (0.2, 0.9, 0.25, 0.5)}
    rows = [
        score(
            "Product",
            one,
            dimension,
            "headline",
            value,
            low=value - 0.05,
            high=value + 0.05,
            confidence=0.2,
            unmapped=0.2 if one == "P1" else 0.6,
            witness="co" if dimension == "LAB" else "mean",
        )
        for one, numbers in values.items()
        for dimension, value in zip(DIMENSIONS, numbers, strict=False)
    ]
    rows += [score("Product", one, "HSE", "headline", None, reason="no data") for one in values]
    rows += [
        score("Country", "CD", "LAB", "r", 0.9, imputed=True),
        score("Country", "SE", "LAB", "r", 0.1, imputed=False),
    ]
    return tables, frame(rows)


@pytest.fixture(scope="session")
def car_map(cars, provenance):
    tables, scores = cars
    return heatmap(scores, tables, defaults(), provenance)


@pytest.fixture(scope="session")
def site_map(provenance):
    """A function that makes a heatmap of sites with these names."""

    def make(names, values=None, **options):
        tables, scores = sites(names, values or {"GOV": 0.1, "LAB": 0.6, "ENV": 0.8, "ETH": 0.3})
        return heatmap(scores, tables, defaults(), provenance, rows="site", **options)

    return make
