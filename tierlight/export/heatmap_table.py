"""A heatmap as CSV, one line per cell, and its provenance as JSON.

No text in it can become a formula; a number is never quoted, and a cell without data is blank, not 0.
"""

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from loaders.formulas import escaped_column
from tierlight.export.table import csv_content

if TYPE_CHECKING:
    from tierlight.export.heatmap import Heatmap

COLUMNS = (
    "id",
    "name",
    "dimension",
    "dimension_label",
    "value",
    "band",
    "hatched",
    "low",
    "high",
    "confidence",
    "unmapped",
    "imputed",
    "answer",
    "answer_name",
    "reason",
)
DECIMALS = 9
"""Scores are certain to this many decimals; what follows is noise that would differ between machines."""


def content(heatmap: "Heatmap") -> bytes:
    """Return the cells as the bytes of a CSV file (UTF-8 with its mark, so that spreadsheets read it right)."""
    return csv_content(list(COLUMNS), [_texts(heatmap.cells[name]) for name in COLUMNS])


def about(heatmap: "Heatmap") -> bytes:
    """Return the provenance as the bytes of a JSON file."""
    described = {
        "title": heatmap.title,
        "rows": heatmap.shown,
        "rows_total": heatmap.total,
        "bands": {band.name: [band.start, band.end] for band in heatmap.bands},
        "hatched": heatmap.hatch_rule,
        "filters": dict(heatmap.provenance.filters),
        "licences": list(heatmap.provenance.licences),
        "columns": list(COLUMNS),
    }
    return (json.dumps(heatmap.about | described, indent=2, ensure_ascii=False) + "\n").encode()


def _texts(column: "pd.Series[Any]") -> list[str | None]:
    """Return a column as text: None where it is blank, `true` and `false`, and no formula."""
    if pd.api.types.is_float_dtype(column):
        return [None if number != number else f"{round(number, DECIMALS)!r}" for number in column.tolist()]  # noqa: PLR0124  NaN
    if pd.api.types.is_bool_dtype(column):
        return [None if pd.isna(flag) else str(bool(flag)).lower() for flag in column.tolist()]
    texts = pa.array(column.tolist(), pa.string(), from_pandas=True)
    escaped: list[str | None] = escaped_column(pa.chunked_array([texts])).to_pylist()
    return escaped
