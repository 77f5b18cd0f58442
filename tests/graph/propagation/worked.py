"""The worked example of the method as tables, with the risks that it gives in place of the risk step."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from graph.network import Network
from graph.parameters import Parameters, defaults
from graph.tables import Tables

CASE = json.loads((Path(__file__).parents[2] / "data" / "oracles" / "worked_example.json").read_text())
INPUTS, EXPECTED = CASE["inputs"], CASE["expected"]
AS_OF = date(2026, 1, 1)
DIMENSION = defaults().dimensions[1]


def parameters() -> Parameters:
    """Return the default parameters with one dimension."""
    return Parameters(defaults().entries, (DIMENSION,))


def tables(**changes: Any) -> Tables:
    """Return the tables of the example; a keyword replaces a table's rows by a function of them."""
    rows = {name: [dict(row) for row in INPUTS[name]] for name in ("products", "parts", "materials", "sites", "makes")}
    rows["input_to"] = [dict(row) for row in INPUTS["input_to"]]
    rows["world_share"] = [dict(row) for row in INPUTS["world_share"]]
    for row in rows["input_to"]:
        row["output_kind"] = "product" if row["output_id"] == "PACK" else "part"
        row["unit"] = "KGM"
    for row in rows["makes"]:
        row["item_kind"] = "product" if row["item_id"] == "PACK" else "part"
    for row in rows["parts"]:
        row["unit"] = "KGM"
    for row in rows["world_share"]:
        row["year"] = 2025
    for row in rows["sites"]:
        row["kind"] = "mine" if row["process"] == "mining" else "plant"
    for name, change in changes.items():
        rows[name] = change(rows[name])
    empty = Tables({})
    return Tables(
        {
            name: pd.DataFrame([{k: v for k, v in row.items() if k in empty[name].columns} for row in listed])
            for name, listed in rows.items()
            if listed
        }
    )


@dataclass
class GivenRisk:
    """Stands where the risk step would: risks of the example's sites, origins and unknowns."""

    r: dict[str, float]

    has_data = np.array([True])
    listed: frozenset[tuple[str, str]] = frozenset()

    @property
    def sites(self) -> tuple[str, ...]:
        return tuple(site["id"] for site in INPUTS["sites"])

    @property
    def residual(self) -> SimpleNamespace:
        rows = [site | {"r": self.r.get(site["id"], site["r"])} for site in INPUTS["sites"]]
        for row in rows:
            if row["id"] in self.r:
                row["r_low"] = row["r_high"] = row["r"]
        return scores(rows, "r", "r_low", "r_high")

    def origin(self, countries: Sequence[str], materials: Sequence[str], processes: Sequence[str]) -> SimpleNamespace:
        rows = {row["country"]: row for row in INPUTS["world_share"]}
        return scores([rows[country] for country in countries], "r_origin", "r_low", "r_high")

    def unknown(self, processes: Sequence[str]) -> SimpleNamespace:
        other = INPUTS["unknown"]["*"]
        return scores([INPUTS["unknown"].get(name, other) for name in processes], "r", "low", "high")

    def extremes(self, origins: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        end = INPUTS["unknown"]["*"]
        return np.array([end["low"]]), np.array([end["high"]])


def scores(rows: list[dict[str, Any]], value: str, low: str, high: str) -> SimpleNamespace:
    """Return rows as arrays of shape (rows, 1)."""
    columns = {"value": value, "low": low, "high": high, "confidence": "score_confidence"}
    return SimpleNamespace(
        **{name: np.array([row[key] for row in rows], dtype=float).reshape(-1, 1) for name, key in columns.items()}
    )


def by_key(net: Network, values: np.ndarray) -> dict[str, float]:
    """Return one number of each node by key."""
    return {net.key(node): float(values[node]) for node in range(net.size)}
