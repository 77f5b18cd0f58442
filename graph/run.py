"""A run: what was computed from what. A pure function of snapshot, day, parameters and seed.

The id is a hash of these and of the models' versions, so a run is found again instead of computed again, and the
same input gives the same bytes.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd

from graph.analysis import Analysis
from graph.answers import answers
from graph.parameters import Parameter, Parameters, defaults
from graph.propagation import sweeps
from graph.scores import scores
from graph.tables import Tables
from graph.weights import BASES

MODELS = {"share": "1"}
"""Models of a run with the version of their method; a change of method that changes a number changes it."""

LIBRARIES = ("numpy", "scipy", "pandas", "pyarrow")

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Run:
    """The outcome of a run.

    Attributes
    ----------
    id
        SHA-256 (hex) of everything that the numbers depend on.
    record
        What `run.json` holds.
    scores
        Every score as one frame, see `graph.scores`.
    products
        Answers by product and dimension, as `run --json` prints them.
    analysis
        What they were made from; explanations and paths are asked of it.
    """

    id: str
    analysis: Analysis
    record: dict[str, Any]
    products: list[dict[str, Any]]

    @cached_property
    def scores(self) -> pd.DataFrame:
        """Every score as one frame."""
        return scores(self.analysis, self.products)


def run_id(snapshot: str, as_of: date, parameters: Parameters, seed: int = 0) -> str:
    """Return the id that a run of these inputs has."""
    return _hash(_identity(snapshot, as_of, parameters, seed))


def run(
    tables: Tables,
    *,
    snapshot: str,
    as_of: date,
    parameters: Parameters,
    seed: int = 0,
    progress: Progress | None = None,
) -> Run:
    """Score every node of a snapshot and push the risk to its products.

    Parameters
    ----------
    tables, snapshot
        The snapshot and its id.
    as_of
        Day against which rows, evidence and findings are read.
    parameters
        Every number that somebody chose.
    seed
        For models that draw; the exposed-share model does not.
    progress
        Called with (steps done, steps in all).

    Raises
    ------
    NetworkError
        If the tables do not make a network.
    """
    analysis = Analysis(tables, as_of, parameters)
    total = 4 + len(analysis.risk_materials)
    tell = progress or (lambda _done, _total: None)
    tell(0, total)
    analysis.risk  # noqa: B018  computed here, so that progress is true
    tell(1, total)
    analysis.mean  # noqa: B018
    tell(2, total)
    for step, material in enumerate(analysis.risk_materials):
        if np.nan_to_num(analysis.held(material).kilograms).any():
            analysis.of_material(material)
        tell(3 + step, total)
    products = answers(analysis)
    tell(total - 1, total)
    identity = _identity(snapshot, as_of, parameters, seed)
    record = identity | {
        "id": _hash(identity),
        "parameters": {name: parameters[name] for name in parameters},
        "libraries": {name: version(name) for name in LIBRARIES},
        "certificate": analysis.mean.exposure.error,
        "counts": _counts(analysis),
        "warnings": _warnings(analysis),
        "products": products,
    }
    made = Run(_hash(identity), analysis, record, products)
    tell(total, total)
    return made


def reopened(tables: Tables, record: dict[str, Any]) -> Analysis:
    """Return the analysis behind a stored run, from its snapshot's tables and its record."""
    entries = {
        name: Parameter(value, defaults().entries[name].source if name in defaults().entries else "the run")
        for name, value in record["parameters"].items()
    }
    return Analysis(tables, date.fromisoformat(record["as_of"]), Parameters(entries, defaults().dimensions))


def _identity(snapshot: str, as_of: date, parameters: Parameters, seed: int) -> dict[str, Any]:
    return {
        "snapshot": snapshot,
        "as_of": as_of.isoformat(),
        "parameters_hash": parameters.hash,
        "models": MODELS,
        "seed": seed,
        "solver": sweeps.name(),
    }


def _hash(identity: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(identity, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _counts(analysis: Analysis) -> dict[str, int]:
    chain = analysis.supply
    return {
        "nodes": analysis.network.size,
        "edges": len(analysis.network.source),
        "products": len(chain.products),
        "parts": len(chain.parts),
        "sites": len(chain.sites),
        "equal_split": int(chain.inputs.blank.sum() + chain.makers.blank.sum()),
        "unmapped_slots": int((chain.slot_unmapped > 0).sum()),
        **{
            f"weights_by_{name}": int((chain.weights.basis == number).sum())
            for number, name in enumerate(BASES)
            if number
        },
        "imputed": int(analysis.risk.residual.imputed.sum()),
    }


def _warnings(analysis: Analysis) -> list[str]:
    """Return what a reader of the numbers has to know, as sentences."""
    found = [
        f"{dimension}: no data: neither an indicator nor a listing is loaded"
        for dimension, known in zip(analysis.risk.dimensions, analysis.risk.has_data, strict=True)
        if not known
    ]
    unscored = analysis.risk.unscored
    if unscored:
        found.append(f"{len(unscored)} indicator values have no score: {unscored[0]}")
    return found
