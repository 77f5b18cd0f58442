"""Why a site has the risk that it has: every number behind one score, with its source.

The parts are read from the rows that the score was made of, so put together again they give the score.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from graph.columns import Floats, Ints, positions
from graph.errors import UnknownNameError
from graph.risk.explanation import (
    EvidencePart,
    FindingPart,
    HazardPart,
    IndicatorPart,
    ListingPart,
    MaterialPart,
    PlacePart,
    Why,
)
from graph.risk.residual import residual

if TYPE_CHECKING:
    from graph.risk.assess import Risk
    from graph.risk.indicators import Values


def why(risk: "Risk", site_id: str, dimension: str) -> Why:
    """Return the explanation of one site's score in one dimension.

    Raises
    ------
    UnknownNameError
        If there is no such site or dimension.
    """
    if site_id not in risk.sites:
        raise UnknownNameError("site", site_id, risk.sites)
    if dimension not in risk.dimensions:
        raise UnknownNameError("dimension", dimension, risk.dimensions)
    return _Question(risk, risk.sites.index(site_id), risk.dimensions.index(dimension)).answer()


class _Question:
    """One site and one dimension of a risk, by their positions."""

    def __init__(self, risk: "Risk", site: int, dimension: int) -> None:
        self.risk, self.parts = risk, risk.parts
        self.site, self.d = site, dimension
        operator = int(self.parts.sites.operator[site])
        # Subjects are numbered sites first; without an operator the site is the only one.
        self.subjects = [site] + ([operator + len(risk.sites)] if operator >= 0 else [])

    def answer(self) -> Why:
        risk, at = self.risk, (self.site, self.d)
        row = _row(risk.tables["sites"], risk.sites[self.site])
        return Why(
            site_id=risk.sites[self.site],
            name=row["name"],
            dimension=risk.dimensions[self.d],
            has_data=bool(risk.has_data[self.d]),
            exponent=float(self.parts.formula.exponent[self.d]),
            floor=self.parts.formula.floor,
            place=self.place(),
            hazard=self.hazard(),
            listings=self.listings(),
            inherent=float(risk.inherent.value[at]),
            evidence=self.evidence(),
            evidence_effect=float(risk.evidence_effect[self.site]),
            findings=self.findings(),
            findings_effect=float(risk.findings_effect[at]),
            residual=float(risk.residual.value[at]),
            low=float(risk.residual.low[at]),
            high=float(risk.residual.high[at]),
            confidence=float(risk.residual.confidence[at]),
            imputed=bool(risk.residual.imputed[at]),
        )

    # --- V ---------------------------------------------------------------------------------------

    def place(self) -> PlacePart:
        risk, places, at = self.risk, self.parts.places, (self.site, self.d)
        row = int(places.origin[self.parts.sites.place[self.site], self.d])
        place_id = risk.countries[row] if 0 <= row < len(risk.countries) else ""
        values = self.parts.indicators
        rests_on = self._indicators(values.countries, row) + self._indicators(values.sites, self.site)
        imputed = bool(risk.site_place.imputed[at])
        step = int(places.group[row, self.d])
        order = [*risk.parameters["imputation.order"], "unknown"]
        return PlacePart(
            id=place_id,
            name=_row(risk.tables["countries"], place_id)["name"] if place_id else "",
            value=float(risk.site_place.value[at]),
            low=float(risk.site_place.low[at]),
            high=float(risk.site_place.high[at]),
            confidence=float(risk.site_place.confidence[at]),
            imputed=imputed,
            indicators=rests_on,
            missing=self._missing({part.id for part in rests_on}),
            group=order[step] if imputed else None,
            group_name=places.labels[step, row] if imputed and step < len(places.labels) else None,
            peers=tuple(
                (risk.countries[peer], float(places.scores.value[peer, self.d]))
                for peer in (places.peers(row, self.d) if imputed else ())
            ),
        )

    def _indicators(self, values: "Values", subject: int) -> tuple[IndicatorPart, ...]:
        """Return the values of one subject in the dimension."""
        found = np.flatnonzero((values.subject == subject) & (values.dimension == self.d))
        scored, table = self.risk.tables["scored"], self.risk.tables["indicators"]
        parts = []
        for at in found:
            row = _cells(scored, int(values.row[at]))
            about = _row(table, row["indicator_id"])
            parts.append(
                IndicatorPart(
                    id=row["indicator_id"],
                    name=about["name"],
                    publisher=about["publisher"],
                    edition=about["edition"],
                    subject_kind=row["subject_kind"],
                    subject_id=row["subject_id"],
                    year=row["year"],
                    value=row["value"],
                    score=float(values.score[at]),
                    weight=float(values.weight[at]),
                    confidence=row["confidence"],
                    number=float(values.confidence[at]),
                    source=row["source"],
                    source_imputed=bool(row["imputed"]),
                )
            )
        return tuple(parts)

    def _missing(self, present: set[str]) -> tuple[str, ...]:
        values = self.parts.indicators.countries
        loaded = np.unique(values.indicator[values.dimension == self.d])
        names = [self.parts.indicators.ids[int(position)].as_py() for position in loaded]
        return tuple(name for name in names if name not in present)

    # --- H and the listing -----------------------------------------------------------------------

    def _taken_in(self) -> list[int]:
        taken = self.parts.intake
        return [int(material) for material in taken.material[taken.site == self.site]]

    def hazard(self) -> HazardPart:
        risk, process = self.risk, self.parts.sites.process[self.site]
        by_process = float(self.parts.hazards.of_processes([process])[0, self.d])
        materials = tuple(
            MaterialPart(
                id=risk.materials[material],
                name=_row(risk.tables["materials"], risk.materials[material])["name"],
                hazard=float(self.parts.hazards.material[material, self.d]),
                indicators=self._indicators(self.parts.indicators.materials, material),
            )
            for material in self._taken_in()
            if self._indicators(self.parts.indicators.materials, material)
        )
        entry = risk.parameters.entries.get(f"process.{process}")
        has_number = entry is not None and risk.dimensions[self.d] in entry.value
        return HazardPart(
            value=max([by_process, *(part.hazard for part in materials)]),
            process=process,
            process_hazard=by_process,
            source=entry.source if entry and has_number else risk.parameters.dimensions[self.d].source,
            materials=materials,
        )

    def listings(self) -> tuple[ListingPart, ...]:
        if not self.parts.sites.extracts[self.site]:
            return ()
        frame, country = self.risk.tables["world_share"], self.parts.sites.country[self.site]
        minimum = self.risk.parameters.dimensions[self.d].listed_minimum
        parts = []
        for material in self._taken_in():
            for row in self.parts.listing.rows.get((country, self.risk.materials[material]), ()):
                cell = _cells(frame, row)
                parts.append(
                    ListingPart(
                        country,
                        cell["material_id"],
                        cell["stage"],
                        cell["year"],
                        cell["confidence"],
                        cell["source"],
                        minimum,
                    )
                )
        return tuple(sorted(parts, key=lambda part: (part.material, part.stage)))

    # --- E and A ---------------------------------------------------------------------------------

    def _without(self, evidence: Floats, findings: float) -> float:
        """Return R with another E, shape (1,), and another A."""
        inherent = self.risk.inherent.value[[self.site]][:, [self.d]]
        exponent = self.parts.formula.exponent[[self.d]]
        return float(residual(inherent, evidence, np.array([[findings]]), exponent)[0, 0])

    def evidence(self) -> tuple[EvidencePart, ...]:
        known, frame = self.parts.evidence, self.risk.tables["assessments"]
        rows = np.flatnonzero(np.isin(known.subject, self.subjects))
        ids = frame["id"].to_numpy(dtype=object)[known.row[rows]]
        rows = rows[np.argsort(ids.astype(str), kind="stable")]
        best = {kind: self._best(rows[known.kind[rows] == kind]) for kind in np.unique(known.kind[rows])}
        return tuple(self._evidence(int(row), rows, int(best[known.kind[row]])) for row in rows)

    def _best(self, rows: Ints) -> int:
        return int(rows[np.argmax(self.parts.evidence.strength[rows])])

    def _evidence(self, row: int, rows: Ints, best: int) -> EvidencePart:
        known = self.parts.evidence
        cell = _cells(self.risk.tables["assessments"], int(known.row[row]))
        kind = int(known.kind[row])
        left = np.zeros((1, len(known.kinds)))
        others = rows[rows != row]
        np.maximum.at(left, (0, known.kind[others]), known.strength[others])
        added = float(self.risk.findings_effect[self.site, self.d])
        now = self._without(self.risk.evidence_effect[[self.site]], added)
        return EvidencePart(
            id=cell["id"],
            name=cell["name"] or cell["id"],
            kind=cell["kind"],
            counts_as=known.kinds[kind],
            subject_kind=cell["subject_kind"],
            subject_id=cell["subject_id"],
            scheme=cell["scheme"],
            issued_on=cell["issued_on"],
            expires_on=cell["expires_on"],
            quality=float(known.quality[row]),
            freshness=float(known.freshness[row]),
            trust=float(known.trust[row]),
            weight=float(known.weight[kind]),
            counts=row == best,
            part=known.cap * float(known.weight[kind]) * float(known.strength[row]) if row == best else 0.0,
            effect=now - self._without(known.effect(left), added),
        )

    def findings(self) -> tuple[FindingPart, ...]:
        known = self.parts.findings
        rows = np.flatnonzero(np.isin(known.subject, self.subjects) & (known.dimension == self.d))
        return tuple(self._finding(int(row), rows) for row in rows)

    def _finding(self, row: int, rows: Ints) -> FindingPart:
        known = self.parts.findings
        cell = _cells(self.risk.tables["findings"], int(known.row[row]))
        evidence = self.risk.evidence_effect[[self.site]]
        others = 1 - float(np.prod(1 - known.factor[rows[rows != row]]))
        now = self._without(evidence, float(self.risk.findings_effect[self.site, self.d]))
        return FindingPart(
            id=cell["id"],
            name=cell["name"] or cell["id"],
            topic=cell["topic"],
            subject_kind=cell["subject_kind"],
            subject_id=cell["subject_id"],
            severity=cell["severity"],
            status=cell["status"],
            raised_on=cell["raised_on"],
            due_on=cell["due_on"],
            is_overdue=bool(cell["status"] != "closed" and cell["due_on"] < self.risk.as_of),
            repeat_of=cell["repeat_of"],
            severity_number=float(known.severity[row]),
            status_number=float(known.status[row]),
            overdue_number=float(known.overdue[row]),
            repeat_number=float(known.repeated[row]),
            factor=float(known.factor[row]),
            effect=now - self._without(evidence, others),
        )


def _cells(frame: pd.DataFrame, row: int) -> dict[str, Any]:
    """Return one row as Python values, None where it is blank."""
    cells = frame.iloc[row].to_dict()
    return {str(name): None if pd.isna(value) else value for name, value in cells.items()}


def _row(frame: pd.DataFrame, name: str) -> dict[str, Any]:
    """Return the row of an id."""
    return _cells(frame, int(np.flatnonzero(positions(frame, "id", pa.array([name])) == 0)[0]))
