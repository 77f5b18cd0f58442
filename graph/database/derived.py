"""What a run adds to the nodes: `r_` on sites, `x_` on parts and products.

Facts and scores never mix: a derived property names the run that wrote it, and none is read back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from graph.database.reach import products_reached
from graph.dictionary import ARROW

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.database.projection import Relationships
    from graph.database.shape import Shape


def derived(
    shape: Shape,
    nodes: Mapping[str, pa.Table],
    relationships: Iterable[Relationships],
    run: str,
    scores: pd.DataFrame,
) -> dict[str, pa.Table]:
    """Return the nodes of each scored label with the properties that a run adds.

    `scores` is the run's frame: columns label, id, dimension, measure, value, confidence, unmapped, imputed
    are read; a node without a row keeps nulls.
    """
    filled = {}
    for label, rows in nodes.items():
        added = shape.derived(label)
        if not added:
            continue
        of_label = scores[scores["label"] == label]
        values = _site(of_label, run) if label == "Site" else _item(of_label, run)
        if label == "Site":
            reached = products_reached(nodes, relationships)
            values = values.reindex(values.index.union(pd.Index(reached)))
            values["x_products"] = pd.Series(reached, dtype="float64")
        filled[label] = _joined(rows, values, added)
    return filled


def _site(scores: pd.DataFrame, run: str) -> pd.DataFrame:
    residual = scores[scores["measure"] == "r"]
    values = _by_dimension(residual, "r_").join(
        _by_dimension(scores[scores["measure"] == "inherent"], "r_", "_inherent"), how="outer"
    )
    known = residual[residual["value"].notna()].groupby("id")
    values["r_conf"] = known["confidence"].min()
    values["r_imputed"] = known["imputed"].sum().astype("float64")
    values["r_run"] = run
    return values


def _item(scores: pd.DataFrame, run: str) -> pd.DataFrame:
    mean = scores[scores["measure"] == "mean"]
    values = _by_dimension(mean, "x_")
    known = mean[mean["value"].notna()].groupby("id")
    values["x_conf"] = known["confidence"].min()
    values["x_unmapped"] = known["unmapped"].max()
    values["x_run"] = run
    return values


def _by_dimension(scores: pd.DataFrame, prefix: str, suffix: str = "") -> pd.DataFrame:
    wide = scores.pivot_table(index="id", columns="dimension", values="value", aggfunc="first", dropna=False)
    wide.columns = [f"{prefix}{str(name).lower()}{suffix}" for name in wide.columns]
    wide.index = pd.Index(wide.index.astype("object"), name="id")
    return wide


def _joined(rows: pa.Table, values: pd.DataFrame, added: Mapping[str, str]) -> pa.Table:
    """Return `rows` with the derived columns filled from `values`, which is indexed by id."""
    aligned = values.reindex(rows["id"].to_pylist())
    for name, kind in added.items():
        column = aligned[name] if name in aligned.columns else pd.Series(pd.NA, index=aligned.index)
        filled = pa.array(column.astype("object").where(column.notna(), None), from_pandas=True)
        place = rows.schema.get_field_index(name)
        rows = rows.set_column(place, name, filled.cast(ARROW[kind]))
    return rows
