"""Goods on a list of goods made with child or forced labour: which country and material, and how sure the row is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa

from graph.columns import LEVELS, Bools, Floats, Words, flags, ids_of, levels, numbers, positions, words
from graph.parameters import Parameters
from graph.risk.intake import Intake
from graph.tables import Tables


@dataclass(frozen=True)
class Listing:
    """Listed pairs of a country and a material on one day.

    Attributes
    ----------
    confidence
        Number of the surest row by (country, material), for listed pairs alone.
    rows
        Rows of `world_share` behind each listed pair.
    is_loaded
        A row with a filled `goods_listed` counts on the day, whatever it says.
    minimum
        Least inherent risk of a listed site by dimension, 0 where no listing counts, shape (D,).
    """

    confidence: dict[tuple[str, str], float]
    rows: dict[tuple[str, str], tuple[int, ...]]
    is_loaded: bool
    minimum: Floats

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Listed pairs of a country and a material."""
        return frozenset(self.confidence)

    @cached_property
    def countries(self) -> frozenset[str]:
        """Countries that have any listed good."""
        return frozenset(country for country, _ in self.pairs)

    @cached_property
    def materials(self) -> frozenset[str]:
        """Materials that are listed for any country."""
        return frozenset(material for _, material in self.pairs)

    def of(self, countries: Iterable[str], materials: Iterable[str], counts: Bools) -> Floats:
        """Return the confidence number of each pair's listing where `counts`, shape (k,); NaN if it is not listed."""
        found = [self.confidence.get(pair, np.nan) for pair in zip(countries, materials, strict=True)]
        return np.where(counts, np.array(found, dtype=np.float64), np.nan)

    def of_intake(self, intake: Intake, countries: Words, extracts: Bools, materials: Words) -> Floats:
        """Return the confidence number of the surest listing of each site, shape (sites,); NaN if none."""
        surest = np.full(len(countries), -np.inf)
        possible = extracts[intake.site]
        site = intake.site[possible]
        sure = self.of(countries[site], materials[intake.material[possible]], np.ones(len(site), dtype=np.bool_))
        listed = ~np.isnan(sure)
        np.maximum.at(surest, site[listed], sure[listed])
        return np.where(np.isneginf(surest), np.nan, surest)


def listing(tables: Tables, as_of: date, materials: pa.Array, parameters: Parameters) -> Listing:
    """Return what is listed by the latest rows with a filled `goods_listed`, of any stage.

    Where rows of several stages share the latest year, one that says true is enough.
    """
    frame = tables["world_share"]
    filled = frame["goods_listed"].notna().to_numpy(dtype=np.bool_)
    material = positions(frame, "material_id", materials)
    year = numbers(frame, "year")
    at = np.flatnonzero(filled & (material >= 0) & (year <= as_of.year))
    names, country = ids_of(materials), words(frame, "country")
    says, level = flags(frame, "goods_listed"), levels(frame)
    number = [float(parameters[f"confidence.{name}"]) for name in LEVELS[:4]]
    latest: dict[tuple[str, str], float] = {}
    for row in at:
        pair = (country[row], names[material[row]])
        latest[pair] = max(latest.get(pair, -np.inf), year[row])
    rows: dict[tuple[str, str], tuple[int, ...]] = {}
    for row in at:
        pair = (country[row], names[material[row]])
        if says[row] and year[row] == latest[pair]:
            rows[pair] = (*rows.get(pair, ()), int(row))
    return Listing(
        {pair: max(number[level[row]] for row in behind) for pair, behind in rows.items()},
        rows,
        bool(len(at)),
        np.array([dimension.listed_minimum or 0.0 for dimension in parameters.dimensions]),
    )
