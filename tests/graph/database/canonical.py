"""Clean canonical CSV as tables, and made-up scores: no loader, no validation and no run, only types and defaults."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.dictionary import Table, dictionary
from graph.dimensions import dimensions
from graph.tables import Tables

ROOT = Path(__file__).parents[3]
TEMPLATES = ROOT / "tests" / "data" / "templates"
DEMO = ROOT / "tierlight" / "demo" / "ev-battery"


def tables_from(folder: Path) -> Tables:
    """Return the tables of a folder of CSV files; a missing file is an empty table."""
    return Tables(
        {
            name: _frame(folder / f"{name}.csv", table)
            for name, table in dictionary().tables.items()
            if (folder / f"{name}.csv").exists()
        }
    )


def frame_of(table: str, rows: list[dict]) -> pd.DataFrame:
    """Return rows given as text as a frame of a table."""
    return _typed(pd.DataFrame(rows, dtype=object), dictionary()[table], "test")


def with_rows(tables: Tables, **rows: list[dict]) -> Tables:
    """Return tables to which rows, given as text, were added."""
    return tables.replaced(
        {name: pd.concat([tables[name], frame_of(name, added)], ignore_index=True) for name, added in rows.items()}
    )


def _frame(path: Path, table: Table) -> pd.DataFrame:
    text = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8-sig")
    return _typed(text, table, path.name)


def _typed(text: pd.DataFrame, table: Table, file: str) -> pd.DataFrame:
    columns = {}
    for field in table.fields:
        column = text[field.name] if field.name in text else pd.Series(None, index=text.index, dtype=object)
        if field.default is not None:
            default = field.default.replace("{file}", file).replace("{load}", "1")
            column = column.where(column.notna(), text["id"] if default == "{id}" else default)
        values = pa.array(column, type=pa.string(), from_pandas=True)
        if field.type == "datetime":
            values = pa.array(pd.to_datetime(column, utc=True, format="ISO8601"))
        columns[field.name] = pd.Series(pd.arrays.ArrowExtensionArray(pa.chunked_array([pc.cast(values, field.arrow)])))
    return pd.DataFrame(columns)


def scores_of(tables: Tables) -> pd.DataFrame:
    """Return a scores frame with a value of its own for every site, part, product and dimension."""
    rows = []
    for label, table, measures in (
        ("Part", "parts", ("mean",)),
        ("Product", "products", ("mean",)),
        ("Site", "sites", ("inherent", "r")),
    ):
        for number, name in enumerate(tables[table]["id"]):
            for place, dimension in enumerate(dimensions()):
                for shift, measure in enumerate(measures):
                    # The last dimension has no data for every third node, as in life.
                    known = place < len(dimensions()) - 1 or number % 3
                    rows.append(
                        {
                            "label": label,
                            "id": name,
                            "dimension": dimension.id,
                            "measure": measure,
                            "value": (number * 37 + place * 11 + shift * 5) % 101 / 100 if known else None,
                            "confidence": 0.3 + number % 7 / 10,
                            "unmapped": None if label == "Site" else number % 5 / 4,
                            "imputed": (number + place) % 4 == 0,
                        }
                    )
    columns = ["label", "id", "dimension", "measure", "value", "confidence", "unmapped", "imputed"]
    return pd.DataFrame(rows, columns=columns).astype({"value": "float64", "unmapped": "float64"})
