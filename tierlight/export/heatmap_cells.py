"""The cells of a heatmap, worked out from the scores of a run: values, bands, hatches, order.

A cell without a score stays without one; it is never low, and comes last.
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graph.parameters import Parameters
from graph.tables import Tables
from tierlight.export.heatmap_kind import Kind
from tierlight.export.palette import NO_DATA, bands, places

NUMBERS = ("value", "low", "high", "confidence", "unmapped")


def grid_of(found: pd.DataFrame, ids: list[str], codes: list[str]) -> dict[str, NDArray[Any]]:
    """Return each column of the scores as an array of rows by dimensions; None and NaN where there is no score."""
    row = pd.Index(ids, dtype=object).get_indexer(pd.Index(found["id"].to_numpy(object)))
    column = pd.Index(codes, dtype=object).get_indexer(pd.Index(found["dimension"].to_numpy(object)))
    kept = (row >= 0) & (column >= 0)
    grid: dict[str, NDArray[Any]] = {}
    for name in NUMBERS:
        cells = np.full((len(ids), len(codes)), np.nan)
        cells[row[kept], column[kept]] = found[name].to_numpy(float, na_value=np.nan)[kept]
        grid[name] = cells
    for name in ("imputed", "witness", "reason"):
        words = np.full((len(ids), len(codes)), None, dtype=object)
        read = found[name].to_numpy(object, copy=True)
        read[pd.isna(read)] = None
        words[row[kept], column[kept]] = read[kept]
        grid[name] = words
    return grid


def order(values: NDArray[np.float64], column: int | None) -> NDArray[np.intp]:
    """Return the places of the rows, highest first, those without data last, equal ones as they come."""
    filled = np.where(np.isnan(values), -np.inf, values)
    worst = filled.max(axis=1, initial=-np.inf)
    gravest = worst if column is None else filled[:, column]
    return np.lexsort((-worst, -gravest))


def cells_of(
    grid: dict[str, NDArray[Any]],
    shown: NDArray[np.intp],
    ids: list[str],
    names: dict[str, str],
    kind: Kind,
    parameters: Parameters,
    tables: Tables,
) -> pd.DataFrame:
    """Return the cells of the rows shown, one line each, in the order drawn.

    Parameters
    ----------
    grid
        As from `grid_of`.
    shown
        Places of the rows, as from `order`.
    ids
        Ids of the rows of the grid.
    names
        Names by id.
    kind, parameters, tables
        What the rows are, the cuts of the bands, and the names of materials.
    """
    dimensions, count = parameters.dimensions, len(parameters.dimensions)
    flat = {name: cells[shown].ravel() for name, cells in grid.items()}
    value = flat["value"].astype(float)
    listed = np.array([*(one.name for one in bands(parameters)), NO_DATA.name], dtype=object)
    materials = dict(zip(tables["materials"]["id"], tables["materials"]["name"], strict=True))
    answers = flat["witness"] if kind.measure == "headline" else [None] * len(value)
    shown_ids = [ids[place] for place in shown]
    blank = np.isnan(value)
    return pd.DataFrame(
        {
            "id": np.repeat(np.array(shown_ids, dtype=object), count),
            "name": np.repeat(np.array([names.get(one) or one for one in shown_ids], dtype=object), count),
            "dimension": [one.id for one in dimensions] * len(shown),
            "dimension_label": [one.label for one in dimensions] * len(shown),
            "value": value,
            "band": listed[places(value, bands(parameters))],
            **{name: flat[name].astype(float) for name in NUMBERS[1:]},
            "imputed": pd.Series(flat["imputed"], dtype="boolean"),
            "answer": pd.Series(answers, dtype=object).where(~blank, None),
            "answer_name": pd.Series([materials.get(one, one) for one in answers], dtype=object).where(~blank, None),
            "hatched": blank | _unsure(flat, kind, float(parameters["bands.hatched_below"])),
            "reason": [
                (reason or "not scored in this run") if missing else None
                for reason, missing in zip(flat["reason"], blank, strict=True)
            ],
        }
    )


def _unsure(flat: dict[str, NDArray[Any]], kind: Kind, below: float) -> NDArray[np.bool_]:
    """Return True where a score is drawn hatched; what is not known to be sure is not sure."""
    if kind.by_unmapped:
        return ~(flat["unmapped"].astype(float) <= 0.5)
    return ~(flat["confidence"].astype(float) >= below)
