"""Where the world gets each material from: origins with their share of world output.

The stage that counts is the first of `propagation.origin_stage` that has rows, in the latest year that is not
after the day in question.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from graph.columns import Bools, Floats, Ints, Levels, Words, levels, numbers, positions, words
from graph.parameters import Parameters
from graph.shares import completed
from graph.tables import Tables


@dataclass(frozen=True)
class Origins:
    """Origins of all materials, sorted by (material, country).

    Attributes
    ----------
    country
        ISO code, shape (o,).
    material
        Position in the sorted material ids, shape (o,).
    share
        Share of world output, 0..1. A blank share is 0 here: the country is an origin of unknown size.
    level, blank
        Confidence of the row; whether the share was blank.
    process
        Process of each material's stage, shape (materials,): `mining` where nothing is known.
    rest
        What the known origins leave, shape (materials,), 0..1.
    count
        Origins of each material, blank ones among them, shape (materials,).
    """

    country: Words
    material: Ints
    share: Floats
    level: Levels
    blank: Bools
    process: Words
    rest: Floats
    count: Ints


def origins(tables: Tables, materials: Words, as_of: date, parameters: Parameters) -> Origins:
    """Return the origins of `materials` (sorted ids) known on `as_of`."""
    frame = tables["world_share"]
    material = positions(frame, "material_id", pa.array(materials, pa.string()))
    stages = list(parameters["propagation.origin_stage"])
    stage = positions(frame, "stage", pa.array(stages, pa.string()))
    year = numbers(frame, "year")
    usable = (material >= 0) & (stage >= 0) & (year <= as_of.year)
    n = len(materials)
    first = np.full(n, len(stages))
    np.minimum.at(first, material[usable], stage[usable])
    usable &= stage == first[material]
    latest = np.full(n, -np.inf)
    np.maximum.at(latest, material[usable], year[usable])
    usable &= year == latest[material]
    country = words(frame, "country")
    at = np.flatnonzero(usable)
    at = at[np.lexsort((country[at].astype(str), material[at]))]
    share = numbers(frame, "share")[at]
    blank = np.isnan(share)
    share, _ = completed(np.where(blank, 0.0, share), material[at], n)
    rest = 1 - np.bincount(material[at], share, n)
    by_stage = parameters["propagation.origin_process"]
    process = np.array([by_stage.get(name, "mining") for name in [*stages, ""]], dtype=object)
    return Origins(
        country=country[at],
        material=material[at],
        share=share,
        level=levels(frame)[at],
        blank=blank,
        process=process[first],
        rest=np.where(rest < 1e-9, 0.0, rest),
        count=np.bincount(material[at], minlength=n),
    )
