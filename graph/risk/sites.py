"""What is known of each site on one day, as arrays: where it lies, what it does, who runs it."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from graph.columns import Bools, Floats, Ints, Words, arrow, positions, words
from graph.parameters import Parameters
from graph.risk.indicators import Values, binned, summed
from graph.risk.place import Places
from graph.risk.scores import Scores
from graph.supply import SCORELESS


@dataclass(frozen=True)
class Sites:
    """Sites in the order of their sorted ids; every array has shape (sites,).

    Attributes
    ----------
    country, process
        ISO code and process.
    place
        Row of the site's place: its subdivision if it has one that is loaded, else its country.
    operator
        Position of the supplier that operates it on the day, -1 for none.
    extracts
        Its process is in `propagation.extraction`.
    has_score
        False for sites of kind transit or warehouse: passage is not production.
    """

    country: Words
    process: Words
    place: Ints
    operator: Ints
    extracts: Bools
    has_score: Bools


def sites(
    frame: pd.DataFrame, as_of: date, parameters: Parameters, *, ids: pa.Array, countries: pa.Array, suppliers: pa.Array
) -> Sites:
    """Return the sites of table `sites`, whose sorted ids are given like those of countries and suppliers."""
    frame = frame.iloc[np.argsort(positions(frame, "id", ids))]
    subdivision, country = positions(frame, "subdivision", countries), positions(frame, "country", countries)
    day = pa.scalar(as_of, pa.date32())
    begun = ~np.asarray(_filled(arrow(frame, "operator_from"), day, before=False))
    ended = np.asarray(_filled(arrow(frame, "operator_to"), day, before=True))
    process = words(frame, "process")
    return Sites(
        country=words(frame, "country"),
        process=process,
        place=np.where(subdivision >= 0, subdivision, country),
        operator=np.where(begun & ~ended, positions(frame, "supplier_id", suppliers), -1),
        extracts=np.isin(process, parameters["propagation.extraction"]),
        has_score=~np.isin(words(frame, "kind"), SCORELESS),
    )


def _filled(dates: pa.Array, day: pa.Scalar, *, before: bool) -> Bools:
    """Return which dates are filled and not after the day (`before`), or filled and after it."""
    numbers = np.asarray(dates.cast(pa.int32()).cast(pa.float64()).fill_null(np.nan), dtype=np.float64)
    today = day.cast(pa.int32()).as_py()
    after: Bools = numbers > today
    return numbers <= today if before else after


def placed(known: Sites, places: Places, own: Values, indicators: int, parameters: Parameters) -> Scores:
    """Return V of each site: its place's indicators and those scored on the site itself, shape (sites, D)."""
    n, d = len(known.place), len(parameters.dimensions)
    of_place = places.sums.take(_rows(known.place, places, d))
    of_site = summed(own, n, d, parameters["score.power"])
    both = of_place + of_site
    base = places.scores.take(known.place)
    has_own = of_site.weight > 0
    value = np.maximum(both.mean(parameters["score.power"]), parameters["score.floor"])
    whole = places.total + _added(known, places, own, indicators, d)
    confidence = both.confidence / np.where(whole > 0, whole, 1.0)
    return Scores(
        np.where(has_own, value, base.value),
        np.where(has_own, value, base.low),
        np.where(has_own, value, base.high),
        np.where(has_own, confidence, base.confidence),
        base.imputed & ~has_own,
    )


def _rows(place: Ints, places: Places, dimensions: int) -> Ints:
    """Return the row of `places` of each site and dimension, counted from the front."""
    rows = np.where(place < 0, len(places.origin) - 1, place)
    return np.broadcast_to(rows[:, None], (len(rows), dimensions))


def _added(known: Sites, places: Places, own: Values, indicators: int, dimensions: int) -> Floats:
    """Return the weight that the site's own values add to that of the dimension's indicators, (sites, D).

    A value fills the gap of an indicator that the place lacks; else it comes on top.
    """
    row = places.origin[known.place[own.subject], own.dimension]
    among_places = np.unique(places.has_value % max(indicators, 1))
    place_has = np.isin(row * indicators + own.indicator, places.has_value)
    fills = np.isin(own.indicator, among_places) & ~place_has
    cell = own.subject * dimensions + own.dimension
    total = binned(cell, np.where(fills, 0.0, own.weight), len(known.place) * dimensions)
    return total.reshape(-1, dimensions)
