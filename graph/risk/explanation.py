"""The parts of one site's score in one dimension, as data for sentences and bars. Nothing is computed here."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class IndicatorPart:
    """One indicator value that counts: raw `value` of `year`, its `score` 0..1 and the `weight` inside the dimension.

    `subject_kind` and `subject_id` say what was scored; `confidence` is the row's level and `number` what it is
    worth; `source_imputed` is True if the publisher filled the value in.
    """

    id: str
    name: str
    publisher: str
    edition: str
    subject_kind: str
    subject_id: str
    year: int
    value: float
    score: float
    weight: float
    confidence: str
    number: float
    source: str
    source_imputed: bool


@dataclass(frozen=True)
class PlacePart:
    """V: where the site lies and what is known of the place.

    Attributes
    ----------
    id, name
        The subdivision or country that the score comes from; blank if none is loaded.
    value, low, high, confidence, imputed
        V of the site, its ends, how sure it is, and whether it was filled in.
    indicators, missing
        What V rests on, and the ids of the dimension's indicators that are lacking.
    group, group_name, peers
        If imputed: `subregion`, `region`, `world` or `unknown`, its name, and the peers with their V, sorted by id.
    """

    id: str
    name: str
    value: float
    low: float
    high: float
    confidence: float
    imputed: bool
    indicators: tuple[IndicatorPart, ...]
    missing: tuple[str, ...]
    group: str | None
    group_name: str | None
    peers: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class MaterialPart:
    """Hazard of one material that the site takes in, and the indicators scored on it."""

    id: str
    name: str
    hazard: float
    indicators: tuple[IndicatorPart, ...]


@dataclass(frozen=True)
class HazardPart:
    """H: the larger of the hazard of the process, with the source of that number, and of the scored materials."""

    value: float
    process: str
    process_hazard: float
    source: str
    materials: tuple[MaterialPart, ...]


@dataclass(frozen=True)
class ListingPart:
    """A row that lists a material of the site's country; `minimum` is the least R_inh in the dimension, or None."""

    country: str
    material: str
    stage: str
    year: int
    confidence: str
    source: str
    minimum: float | None


@dataclass(frozen=True)
class EvidencePart:
    """One assessment in force.

    Attributes
    ----------
    quality, freshness, trust
        q, t and c.
    weight
        w of the kind it counts as (`counts_as`: CERT counts as AUDIT).
    counts
        It is the best of its kind.
    part
        What it adds to E: `cap·w·q·t·c` if it counts, else 0.
    effect
        Change of R through it, 0 or negative: R less R without this row.
    """

    id: str
    name: str
    kind: str
    counts_as: str
    subject_kind: str
    subject_id: str
    scheme: str | None
    issued_on: date
    expires_on: date | None
    quality: float
    freshness: float
    trust: float
    weight: float
    counts: bool
    part: float
    effect: float


@dataclass(frozen=True)
class FindingPart:
    """One finding raised: `factor` is `min(cap, severity·status·overdue·repeat)`, `effect` R less R without it."""

    id: str
    name: str
    topic: str
    subject_kind: str
    subject_id: str
    severity: str
    status: str
    raised_on: date
    due_on: date
    is_overdue: bool
    repeat_of: str | None
    severity_number: float
    status_number: float
    overdue_number: float
    repeat_number: float
    factor: float
    effect: float


@dataclass(frozen=True)
class Why:
    """Everything that makes up the risk of one site in one dimension; NaN where there are no data.

    Attributes
    ----------
    place, hazard
        V and H; `exponent` is α of `V^α · H^(1-α)`, both at least `floor`.
    listings
        Rows that list what the site takes in; empty if it is not a listed site.
    inherent
        R_inh.
    evidence, evidence_effect
        Assessments in force, and E.
    findings, findings_effect
        Findings in this dimension, and A.
    residual, low, high, confidence, imputed
        R, its ends, how sure it is, and whether its place was filled in.
    """

    site_id: str
    name: str
    dimension: str
    has_data: bool
    exponent: float
    floor: float
    place: PlacePart
    hazard: HazardPart
    listings: tuple[ListingPart, ...]
    inherent: float
    evidence: tuple[EvidencePart, ...]
    evidence_effect: float
    findings: tuple[FindingPart, ...]
    findings_effect: float
    residual: float
    low: float
    high: float
    confidence: float
    imputed: bool
