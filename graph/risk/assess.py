"""The risk of every place and site on one day: indicators, hazards, listings, evidence and findings put together.

Nothing here knows a supply chain beyond which site takes in which material; `graph.propagation` passes risk on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa

from graph.columns import Bools, Floats, Ints, ids_of, sorted_ids
from graph.errors import ParameterError
from graph.parameters import Parameters
from graph.risk.evidence import Evidence, evidence
from graph.risk.explanation import Why
from graph.risk.findings import Findings, findings
from graph.risk.hazard import Hazards, hazards
from graph.risk.indicators import Indicators, Unscored, indicators, summed
from graph.risk.inherent import Inherent
from graph.risk.intake import Intake, intake
from graph.risk.listing import Listing, listing
from graph.risk.place import Places, places
from graph.risk.residual import residual
from graph.risk.scores import Scores
from graph.risk.sites import Sites, placed, sites
from graph.risk.unknown import UnknownPlace, extremes, raised, unknown_extremes, unknown_place
from graph.risk.why import why
from graph.tables import Tables


@dataclass(frozen=True)
class Risk:
    """Risk of places and sites, and of what is unknown; made by `assess`.

    Every array has one column per dimension, in the order of `dimensions`; NaN means that there are no data.

    Attributes
    ----------
    dimensions
        Ids of the dimensions.
    has_data
        Dimensions of which an indicator value or a listing is loaded, shape (D,).
    countries, sites, suppliers, materials
        Sorted ids; `countries` holds subdivisions too.
    place
        V of each country.
    site_place
        V of each site: indicators scored on the site itself join in.
    inherent, residual
        R_inh and R of each site; NaN for sites of kind transit or warehouse.
    evidence_effect, findings_effect
        E of each site, shape (sites,); A of each site and dimension, shape (sites, D).
    tables, as_of, parameters
        What the risk was worked out from.
    parts
        Intermediate results, for `why`.
    """

    dimensions: tuple[str, ...]
    has_data: Bools
    countries: tuple[str, ...]
    place: Scores
    sites: tuple[str, ...]
    site_place: Scores
    inherent: Scores
    residual: Scores
    suppliers: tuple[str, ...]
    materials: tuple[str, ...]
    evidence_effect: Floats
    findings_effect: Floats
    tables: Tables
    as_of: date
    parameters: Parameters
    parts: "Parts"

    @property
    def listed(self) -> frozenset[tuple[str, str]]:
        """Listed pairs of a country and a material."""
        return self.parts.listing.pairs

    @property
    def unscored(self) -> tuple[Unscored, ...]:
        """Indicator values that would count but have no score, and why."""
        return self.parts.indicators.unscored

    def origin(self, countries: Sequence[str], materials: Sequence[str], processes: Sequence[str]) -> Scores:
        """Return R_inh of origins, shape (k, D): a country, a material and the process of its stage.

        There is no credit for evidence, and a listing counts where the process is in `propagation.extraction`.
        """
        row = {name: position for position, name in enumerate(self.countries)}
        kind = {name: position for position, name in enumerate(self.materials)}
        place = self.parts.places.scores.take(np.array([row.get(name, -1) for name in countries], dtype=np.int64))
        hazard = np.maximum(
            self.parts.hazards.of_processes(processes),
            self.parts.hazards.material[np.array([kind.get(name, -1) for name in materials], dtype=np.int64)],
        )
        extracts = np.isin(np.array(processes, dtype=object), self.parameters["propagation.extraction"])
        listed = self.parts.listing.of(countries, materials, extracts)
        return self.parts.formula.scores(place, hazard, listed).where(self.has_data)

    def unknown(self, processes: Sequence[str]) -> Scores:
        """Return R_inh of an unknown site of each process, shape (k, D); nobody is sure of it.

        The process `*` stands for any: the largest of them all, with the ends of `extremes`.
        """
        known = self._unknown(list(self.parts.hazards.processes))
        result = self._unknown(processes)
        anything = np.array([process == "*" for process in processes], dtype=np.bool_)
        low, high = self.extremes(np.empty((0, len(self.dimensions))))
        result.value[anything] = known.value.max(axis=0, initial=0.0)
        result.low[anything], result.high[anything] = low, high
        return result.where(self.has_data)

    def _unknown(self, processes: Sequence[str]) -> Scores:
        place = self.parts.unknown_place.scores.take(np.zeros(len(processes), dtype=np.int64))
        return self.parts.formula.scores(
            place, self.parts.hazards.of_processes(processes), np.full(len(processes), np.nan)
        )

    def unknown_material(self, process: str, material: str, origins: Floats) -> Scores:
        """Return the risk of an unknown origin of a material, shape (1, D).

        Parameters
        ----------
        process
            Process of the material's stage.
        material
            Its id. If it is listed for any country, so is the unknown origin.
        origins
            R of the known origins, shape (k, D): the unknown one is no safer than their 75th percentile.
        """
        is_listed = material in self.parts.listing.materials
        base = self.unknown([process]).value
        row = self.materials.index(material) if material in self.materials else -1
        base = np.maximum(base, self.parts.formula(self.parts.unknown_place.value, self.parts.hazards.material[[row]]))
        value = raised(base, origins, self.parameters, listed=is_listed, minimum=self.parts.formula.minimum)
        low, high = self.extremes(origins)
        shape = value.shape
        return Scores(
            value,
            np.minimum(low, value),
            np.maximum(high, value),
            np.zeros(shape),
            np.ones(shape, dtype=np.bool_),
        ).where(self.has_data)

    def extremes(self, origins: Floats) -> tuple[Floats, Floats]:
        """Return the ends of what is unknown in every way, each shape (D,).

        They are the extremes of R over all sites and `origins` (shape (k, D)) and of R_inh over all scored countries
        and processes: whatever is hidden lies between them, so hiding something never pays.
        """
        low, high = self.parts.unknown_ends
        low, high = extremes(self.residual, self.has_data, low, high)
        return extremes(Scores.exact(origins), self.has_data, low, high)

    @cached_property
    def supplier(self) -> Scores:
        """R of each supplier: that of the worst site that it operates, NaN without one; shape (suppliers, D)."""
        shape = (len(self.suppliers), len(self.dimensions))
        worst = np.full(shape, -1)
        operator = self.parts.sites.operator
        for site in np.flatnonzero(operator >= 0):
            row = worst[operator[site]]
            better = self.residual.value[site] > np.where(row < 0, -np.inf, self.residual.value[row, range(shape[1])])
            row[better] = site
        taken = [np.take_along_axis(getattr(self.residual, n), worst, 0) for n in Scores.__dataclass_fields__]
        return Scores(*taken).where(worst >= 0)

    def why(self, site_id: str, dimension: str) -> Why:
        """Return everything that makes up the risk of one site in one dimension.

        Raises
        ------
        UnknownNameError
            If there is no such site or dimension.
        """
        return why(self, site_id, dimension)

    @property
    def r_conf(self) -> Floats:
        """Least confidence of each site over the dimensions that have data, shape (sites,); NaN without any."""
        least: Floats = np.fmin.reduce(self.residual.confidence, axis=1, initial=np.nan)
        return least

    @property
    def r_imputed(self) -> Ints:
        """Number of imputed dimensions of each site, shape (sites,)."""
        count: Ints = self.residual.imputed.sum(axis=1)
        return count


@dataclass(frozen=True)
class Parts:
    """Intermediate results of `assess`."""

    indicators: Indicators
    places: Places
    sites: Sites
    intake: Intake
    hazards: Hazards
    listing: Listing
    evidence: Evidence
    findings: Findings
    formula: Inherent
    unknown_place: UnknownPlace
    unknown_ends: tuple[Floats, Floats]


def assess(tables: Tables, as_of: date, parameters: Parameters) -> Risk:
    """Return the risk of every place and site on `as_of`.

    Parameters
    ----------
    tables
        A snapshot.
    as_of
        The latest values, evidence and findings of this day count.
    parameters
        All sections but `[bands]`, and the dimensions.

    Raises
    ------
    ParameterError
        If `score.power` is below 1, where a power mean is no longer between mean and maximum.

    Notes
    -----
    O(rows log rows), vectorised over sites.
    """
    if parameters["score.power"] < 1:
        raise ParameterError(f"parameter score.power: {parameters['score.power']} is below 1; write 1 or more")
    country_ids, site_ids, material_ids = (sorted_ids(tables[n]["id"]) for n in ("countries", "sites", "materials"))
    supplier_ids = sorted_ids(tables["suppliers"]["id"], tables["sites"]["supplier_id"])
    values = indicators(tables, as_of, parameters, countries=country_ids, materials=material_ids, sites=site_ids)
    n_indicators, d = len(values.ids), len(parameters.dimensions)
    where = places(tables["countries"], country_ids, values.countries, n_indicators, parameters)
    known = sites(tables["sites"], as_of, parameters, ids=site_ids, countries=country_ids, suppliers=supplier_ids)
    danger = hazards(summed(values.materials, len(material_ids) + 1, d, parameters["score.power"]), parameters)
    formula, listings = Inherent.of(parameters), listing(tables, as_of, material_ids, parameters)
    has_data = _has_data(values, listings, d)
    unnamed = unknown_place(where, parameters)
    parts = Parts(
        indicators=values,
        places=where,
        sites=known,
        intake=intake(tables, as_of, site_ids, material_ids),
        hazards=danger,
        listing=listings,
        evidence=evidence(tables, as_of, parameters, site_ids, supplier_ids),
        findings=findings(tables, as_of, parameters, site_ids, supplier_ids),
        formula=formula,
        unknown_place=unnamed,
        unknown_ends=unknown_extremes(unnamed, danger, formula, anything_listed=bool(listings.pairs)),
    )
    site_place = placed(known, where, values.sites, n_indicators, parameters)
    inherent = _inherent(parts, site_place, material_ids)
    effect, added = _effects(parts, len(supplier_ids), d)
    left = Scores(
        residual(inherent.value, effect, added, formula.exponent),
        residual(inherent.low, effect, added, formula.exponent),
        _high(parts, residual(inherent.high, effect, added, formula.exponent)),
        inherent.confidence,
        inherent.imputed,
    )
    shown = known.has_score[:, None] & has_data
    return Risk(
        dimensions=tuple(dimension.id for dimension in parameters.dimensions),
        has_data=has_data,
        countries=tuple(ids_of(country_ids)),
        place=where.scores.take(slice(0, len(country_ids))).where(has_data),
        sites=tuple(ids_of(site_ids)),
        site_place=site_place.where(shown),
        inherent=inherent.where(shown),
        residual=left.where(shown),
        suppliers=tuple(ids_of(supplier_ids)),
        materials=tuple(ids_of(material_ids)),
        evidence_effect=effect,
        findings_effect=added,
        tables=tables,
        as_of=as_of,
        parameters=parameters,
        parts=parts,
    )


def _has_data(values: Indicators, listings: Listing, dimensions: int) -> Bools:
    every = (values.countries, values.materials, values.sites)
    count = sum(np.bincount(kind.dimension, minlength=dimensions) for kind in every)
    return (count > 0) | (listings.is_loaded & (listings.minimum > 0))


def _inherent(parts: Parts, place: Scores, material_ids: pa.Array) -> Scores:
    known = parts.sites
    hazard = np.maximum(
        parts.hazards.of_processes(list(known.process)),
        parts.hazards.of_intake(parts.intake, len(known.place)),
    )
    listed = parts.listing.of_intake(parts.intake, known.country, known.extracts, ids_of(material_ids))
    return parts.formula.scores(place, hazard, listed, parts.hazards.largest_material)


def _high(parts: Parts, high: Floats) -> Floats:
    """Return the high end, at least the listed minimum where a site that extracts could take in a listed good."""
    possible = parts.sites.extracts & np.isin(parts.sites.country.astype(str), sorted(parts.listing.countries))
    return np.where(possible[:, None], np.maximum(high, parts.formula.minimum), high)


def _effects(parts: Parts, suppliers: int, dimensions: int) -> tuple[Floats, Floats]:
    """Return E (sites,) and A (sites, D): of each site and of the supplier that operates it."""
    operator, n = parts.sites.operator, len(parts.sites.place)
    # One row more than there are suppliers: that of a site without an operator.
    row = np.where(operator < 0, suppliers, operator) + n
    best = parts.evidence.best(n + suppliers + 1)
    left = parts.findings.left(n + suppliers + 1, dimensions)
    return parts.evidence.effect(np.maximum(best[:n], best[row])), 1 - left[:n] * left[row]
