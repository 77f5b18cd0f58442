"""Evidence of how a site is run: questionnaires, audits and promises, by kind the best that is in force.

A bad new audit lowers nothing by itself; its findings do. Kinds that have no weight count nothing.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from graph.columns import Bools, Floats, Ints, Words, numbers, positions, words
from graph.parameters import Parameters
from graph.tables import Tables

DAYS_PER_MONTH = 30.4375
AUDITS = ("AUDIT", "CERT")
PASSED = ("passed", "conformant")


@dataclass(frozen=True)
class Evidence:
    """Assessments of sites and suppliers in force on one day, in the order of the table; arrays have shape (a,).

    Attributes
    ----------
    kinds, weight
        Kinds that have a weight, and w of each; CERT counts as AUDIT.
    cap
        Largest E.
    row
        Position in the table `assessments`.
    subject
        Position of the site, or number of sites + position of the supplier.
    kind
        Position in `kinds`.
    quality, freshness, trust
        q, t and c, 0..1.
    """

    kinds: tuple[str, ...]
    weight: Floats
    cap: float
    row: Ints
    subject: Ints
    kind: Ints
    quality: Floats
    freshness: Floats
    trust: Floats

    @property
    def strength(self) -> Floats:
        """q·t·c."""
        return self.quality * self.freshness * self.trust

    def best(self, subjects: int) -> Floats:
        """Return the largest q·t·c of each subject and kind, shape (subjects, kinds); 0 if there is none."""
        largest = np.zeros((subjects, len(self.kinds)))
        np.maximum.at(largest, (self.subject, self.kind), self.strength)
        return largest

    def effect(self, best: Floats) -> Floats:
        """Return E of the largest q·t·c by kind, shape (n,).

        Examples
        --------
        An audit of .5 and a fresh code of conduct, both verified: .6 · (.40·.5 + .05·1).

        >>> none = np.empty(0)
        >>> Evidence(("AUDIT", "COC"), np.array([0.4, 0.05]), 0.6, *[none] * 6).effect(np.array([[0.5, 1]])).tolist()
        [0.15]
        """
        # One kind after the other: a matrix product may add in another order on another machine.
        whole = np.zeros(len(best))
        for position, weight in enumerate(self.weight):
            whole += weight * best[:, position]
        return np.minimum(self.cap * whole, min(self.cap, 1.0))


def evidence(tables: Tables, as_of: date, parameters: Parameters, sites: pa.Array, suppliers: pa.Array) -> Evidence:
    """Return the assessments issued by `as_of` and not expired, of kinds that have a weight."""
    frame = tables["assessments"]
    weights = parameters["evidence.weight"]
    kinds = tuple(weights)
    of_kind = words(frame, "kind")
    kind = np.array(
        [kinds.index(name) if name in kinds else -1 for name in np.where(of_kind == "CERT", "AUDIT", of_kind)]
    )
    subject = subjects(frame, sites, suppliers)
    in_time = frame["issued_on"].le(as_of) & ~frame["expires_on"].le(as_of).fillna(False)
    row = np.flatnonzero((kind >= 0) & (subject >= 0) & in_time.to_numpy(dtype=np.bool_, na_value=False))
    frame = frame.iloc[row]
    trust = parameters["evidence.row_confidence"]
    return Evidence(
        kinds=kinds,
        weight=np.array([float(weights[name]) for name in kinds]),
        cap=float(parameters["evidence.cap"]),
        row=row,
        subject=subject[row],
        kind=kind[row].astype(np.int64),
        quality=quality(frame, parameters),
        freshness=freshness(_age_days(frame, as_of), parameters),
        trust=np.array([float(trust.get(level, 0.0)) for level in words(frame, "confidence")]),
    )


def subjects(frame: pd.DataFrame, sites: pa.Array, suppliers: pa.Array) -> Ints:
    """Return the position of each row's site, or the number of sites + that of its supplier, else -1."""
    kind = words(frame, "subject_kind")
    site, supplier = positions(frame, "subject_id", sites), positions(frame, "subject_id", suppliers)
    of_supplier = np.where((kind == "supplier") & (supplier >= 0), len(sites) + supplier, -1)
    return np.where(kind == "site", site, of_supplier)


def freshness(days: Floats, parameters: Parameters) -> Floats:
    """Return t of an age in days: 1 up to `full_months`, falling linearly to 0 at `zero_months`.

    Examples
    --------
    Two years are half way from 12 to 36 months:

    >>> from graph.parameters import defaults
    >>> freshness(np.array([365.25, 730.5, 1095.75]), defaults()).tolist()
    [1.0, 0.5, 0.0]
    """
    full, zero = float(parameters["evidence.full_months"]), float(parameters["evidence.zero_months"])
    months = days / DAYS_PER_MONTH
    if zero <= full:
        return np.where(months <= full, 1.0, 0.0)
    return np.clip((zero - months) / (zero - full), 0.0, 1.0)


def quality(frame: pd.DataFrame, parameters: Parameters) -> Floats:
    """Return q of each assessment, 0..1; 0 where nothing says how good it is."""
    kind, score = words(frame, "kind"), numbers(frame, "score")
    ratio = np.clip(score / numbers(frame, "score_max"), 0.0, 1.0)
    letters = parameters["evidence.saq_letter"]
    letter = np.array([letters.get((text or "").strip().upper(), 0.0) for text in words(frame, "rating")])
    by_kind = {
        "SAQ": np.where(np.isnan(ratio), letter, ratio),
        "SSI": np.where(np.isnan(ratio), 0.0, ratio),
        "COC": np.ones(len(frame)),
    } | dict.fromkeys(AUDITS, _audit(frame, score, ratio, parameters))
    result = np.zeros(len(frame))
    for name, values in by_kind.items():
        result = np.where(kind == name, values, result)
    return result


def _audit(frame: pd.DataFrame, score: Floats, ratio: Floats, parameters: Parameters) -> Floats:
    """Return q of audits: by the scale of RBA VAP, by score/score_max, or by having passed."""
    zero, one = float(parameters["evidence.vap_zero"]), float(parameters["evidence.vap_one"])
    by_vap = np.clip((score - zero) / (one - zero), 0.0, 1.0) if one > zero else np.where(score >= one, 1.0, 0.0)
    scored = np.where(_is_vap(words(frame, "scheme")), by_vap, ratio)
    passed = np.isin(words(frame, "outcome"), PASSED) * float(parameters["evidence.pass"])
    return np.where(np.isnan(score) | np.isnan(scored), passed, scored)


def _is_vap(schemes: Words) -> Bools:
    """Return which schemes are the RBA's Validated Assessment Program, however it is written (`RBA-VAP 8.0`)."""
    bare = ["".join(filter(str.isalnum, scheme or "")).upper() for scheme in schemes]
    return np.array([text.startswith(("RBAVAP", "VAP")) for text in bare], dtype=np.bool_)


def _age_days(frame: pd.DataFrame, as_of: date) -> Floats:
    issued = pa.chunked_array(pa.array(frame["issued_on"])).combine_chunks().cast(pa.int32())
    days = np.asarray(issued, dtype=np.float64)
    return (as_of - date(1970, 1, 1)).days - days
