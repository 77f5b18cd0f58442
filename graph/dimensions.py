"""The risk dimensions: rows of `dimensions.csv`, and the only place that names them."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Dimension:
    """One risk dimension.

    Attributes
    ----------
    id, label, covers
        Short code such as `LAB`, name shown to people, what it covers.
    place_exponent
        α of `R_inh = V^α · H^(1-α)`, 0..1.
    listed_minimum
        Least inherent risk of a listed site, or None where no listing counts.
    default_hazard
        Hazard of a process that `parameters.toml` gives no number for, 0..1.
    source
        Where the numbers come from.
    """

    id: str
    label: str
    covers: str
    place_exponent: float
    listed_minimum: float | None
    default_hazard: float
    source: str


def parse(text: str) -> tuple[Dimension, ...]:
    """Return the dimensions of a CSV text, in its order."""
    return tuple(
        Dimension(
            id=row["id"],
            label=row["label"],
            covers=row["covers"],
            place_exponent=float(row["place_exponent"]),
            listed_minimum=float(row["listed_minimum"]) if row["listed_minimum"] else None,
            default_hazard=float(row["default_hazard"]),
            source=row["source"],
        )
        for row in csv.DictReader(text.splitlines())
    )


@cache
def dimensions() -> tuple[Dimension, ...]:
    """Return the shipped dimensions, in the order of the file."""
    return parse(files("graph").joinpath("dimensions.csv").read_text(encoding="utf-8"))
