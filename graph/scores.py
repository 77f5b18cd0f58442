"""Every score of a run as one table: what heatmaps, projections and comparisons read.

One row per node, dimension and measure; a dimension without data has a row with a null value, so that nothing that
was not scored looks as if it did not exist.
"""

import json
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from graph.analysis import Analysis
from graph.columns import Bools, Floats, Words
from graph.network import MIX, PART
from graph.risk import Scores

SCHEMA = pa.schema(
    [
        ("label", pa.string()),
        ("id", pa.string()),
        ("dimension", pa.string()),
        ("measure", pa.string()),
        ("material", pa.string()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("confidence", pa.float64()),
        ("unmapped", pa.float64()),
        ("imputed", pa.bool_()),
        ("witness", pa.string()),
        ("reason", pa.string()),
    ]
)


def scores(analysis: Analysis, products: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the scores, sorted by label, id, dimension, measure and material.

    Parameters
    ----------
    analysis
        What was worked out.
    products
        The answers for products, from `graph.answers`.
    """
    risk, net = analysis.risk, analysis.network
    items = analysis.mean.exposure
    batches = [
        _of_risk(analysis, "Site", np.array(risk.sites, dtype=object), "inherent", risk.inherent),
        _of_risk(analysis, "Site", np.array(risk.sites, dtype=object), "r", risk.residual),
        _of_risk(analysis, "Country", np.array(risk.countries, dtype=object), "r", risk.place),
        _of_risk(analysis, "Supplier", np.array(risk.suppliers, dtype=object), "r", risk.supplier),
    ]
    for kind, label in ((MIX, "Material"), (PART, "Part")):
        nodes = net.of(kind)
        batches.append(
            _batch(
                analysis,
                label,
                net.id[nodes],
                "mean",
                (items.mean[nodes], items.low[nodes], items.high[nodes], items.confidence[nodes]),
                unmapped=items.unmapped[nodes],
            )
        )
    batches.append(_of_products(products))
    table = pa.concat_tables(batches)
    order = [(name, "ascending") for name in ("label", "id", "dimension", "measure", "material")]
    frame: pd.DataFrame = table.sort_by(order).to_pandas(types_mapper=pd.ArrowDtype)
    return frame


def _of_risk(analysis: Analysis, label: str, ids: Words, measure: str, found: Scores) -> pa.Table:
    values = (found.value, found.low, found.high, found.confidence)
    return _batch(analysis, label, ids, measure, values, imputed=found.imputed)


def _batch(
    analysis: Analysis,
    label: str,
    ids: Words,
    measure: str,
    values: tuple[Floats, Floats, Floats, Floats],
    *,
    unmapped: Floats | None = None,
    imputed: Bools | None = None,
) -> pa.Table:
    """Return one measure of many nodes: arrays of shape (nodes, D) as rows."""
    n, d = len(ids), len(analysis.risk.dimensions)
    blank = np.isnan(values[0]).ravel()
    columns = [pa.array(array.ravel(), mask=blank | np.isnan(array.ravel())) for array in values]
    dimension = pa.array(list(analysis.risk.dimensions) * n, pa.string())
    without = ["no data" if not known else None for known in analysis.risk.has_data] * n
    return pa.table(
        [
            pa.array([label] * (n * d), pa.string()),
            pa.array(np.repeat(ids, d), pa.string()),
            dimension,
            pa.array([measure] * (n * d), pa.string()),
            pa.nulls(n * d, pa.string()),
            *columns,
            pa.nulls(n * d, pa.float64()) if unmapped is None else pa.array(np.repeat(unmapped, d)),
            pa.nulls(n * d, pa.bool_()) if imputed is None else pa.array(imputed.ravel(), mask=blank),
            pa.nulls(n * d, pa.string()),
            pa.array(without, pa.string()),
        ],
        schema=SCHEMA,
    )


def _of_products(products: list[dict[str, Any]]) -> pa.Table:
    rows = [row for answer in products for row in _rows(answer)]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _rows(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of one product in one dimension."""
    base = {
        "label": "Product",
        "id": answer["id"],
        "dimension": answer["dimension"],
        "reason": answer.get("reason"),
    }
    mean = {name: answer[name] for name in ("low", "high", "confidence", "unmapped")}
    rows = [
        base | mean | {"measure": "mean", "value": answer["mean"]},
        base
        | {"measure": "headline", "value": answer["headline"], "witness": answer["headline_of"]}
        | {name: answer[f"headline_{name}"] for name in ("low", "high", "unmapped", "confidence")}
        | {"material": None if answer["headline_of"] == "mean" else answer["headline_of"]},
    ]
    for material in answer["materials"]:
        found = {name: material[name] for name in ("value", "low", "high", "confidence", "unmapped")}
        reason = None if material["answer"] == "value" else material.get("reason", material["answer"])
        rows.append(base | found | {"measure": "material", "material": material["id"], "reason": reason})
    worst = answer["worst_site"]
    if worst is not None:
        chain = json.dumps(worst["witness"], ensure_ascii=False)
        rows.append(base | {"measure": "worst_site", "value": worst["score"], "witness": chain})
    return rows
