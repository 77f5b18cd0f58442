"""Generated supply chains: eight tiers, 2 % back edges, several sources per slot."""

import numpy as np
import pandas as pd

from graph.tables import Tables

TIERS = np.array([0.01, 0.05, 0.14, 0.25, 0.25, 0.15, 0.10, 0.05])


def chains(parts: int, products: int, sites: int, fan_in: int, seed: int = 0) -> Tables:
    """Return tables with `parts` parts in 8 tiers and about `parts * fan_in` inputs."""
    rng = np.random.default_rng(seed)
    tier = np.repeat(np.arange(8), np.ceil(TIERS * parts).astype(int))[:parts]
    facts = {"source": "generated", "confidence": "reported", "load_id": "1"}
    part_ids = np.array([f"P{i}" for i in range(parts)])
    site_ids = np.array([f"S{i}" for i in range(sites)])
    product_ids = np.array([f"X{i}" for i in range(products)])
    countries = pd.DataFrame({"id": [f"{a}{b}" for a in "ABCDE" for b in "ABCDEFGHIJKLMNOPQRST"]})
    frames = {
        "countries": countries.assign(
            name="Country " + countries["id"],
            level="country",
            cahra=countries["id"].str.startswith("A"),
            **facts,
        ),
        "materials": pd.DataFrame({"id": [f"m{i}" for i in range(20)]}).assign(
            name=lambda d: "Material " + d["id"],
            risk_material=lambda d: d["id"].str[1:].astype(int) < 10,
            **facts,
        ),
        "products": pd.DataFrame({"id": product_ids, "name": "Product"}).assign(model_year=2026, **facts),
        "parts": pd.DataFrame({"id": part_ids, "name": "Teil \u96f6\u4ef6"}).assign(
            unit="C62", process="component", lca_required=rng.random(parts) < 0.1, **facts
        ),
        "suppliers": pd.DataFrame({"id": [f"O{i}" for i in range(sites // 2)], "name": "Supplier"}).assign(
            country=lambda d: rng.choice(countries["id"], len(d)),
            status="approved",
            tier1=lambda d: rng.random(len(d)) < 0.2,
            **facts,
        ),
    }
    frames["sites"] = pd.DataFrame({"id": site_ids, "name": "Site"}).assign(
        supplier_id=rng.choice(frames["suppliers"]["id"], sites),
        kind="plant",
        process="component",
        country=rng.choice(countries["id"], sites),
        lat=1.5,
        lon=2.5,
        **facts,
    )
    frames["makes"] = pd.DataFrame(
        {"site_id": rng.choice(site_ids, parts), "item_kind": "part", "item_id": part_ids, "share": 1.0}
    ).assign(**facts)
    frames["input_to"] = _inputs(rng, tier, part_ids, product_ids, fan_in).assign(**facts)
    frames["indicators"] = pd.DataFrame({"id": ["gov"], "name": ["Governance"]}).assign(
        dimension="GOV", direction="high_is_bad", weight=1.0, edition="1", publisher="us", **facts
    )
    return Tables(frames)


def _inputs(rng, tier, part_ids, product_ids, fan_in):
    customers = np.repeat(np.flatnonzero(tier < 7), fan_in)
    low = np.searchsorted(tier, tier[customers] + 1)
    high = np.searchsorted(tier, tier[customers] + 1, side="right")
    suppliers = low + (rng.random(len(customers)) * (high - low)).astype(int)
    back = rng.random(len(customers)) < 0.02
    suppliers[back] = rng.integers(0, len(tier), back.sum())
    keep = suppliers != customers
    slots = np.tile(np.arange(fan_in), len(customers) // fan_in)
    inputs = pd.DataFrame(
        {
            "input_kind": "part",
            "input_id": part_ids[suppliers[keep]],
            "output_kind": "part",
            "output_id": part_ids[customers[keep]],
            "slot": np.char.add("slot", slots[keep].astype(str)),
            "share": 1.0,
            "weight": 1.0 / fan_in,
        }
    )
    ends = np.flatnonzero(tier == 7)
    raw = pd.DataFrame(
        {
            "input_kind": "material",
            "input_id": [f"m{i % 20}" for i in range(len(ends))],
            "output_kind": "part",
            "output_id": part_ids[ends],
            "slot": "raw",
            "share": 1.0,
            "weight": 1.0,
        }
    )
    top = rng.integers(0, max(1, (tier == 0).sum()), (len(product_ids), 5))
    tops = pd.DataFrame(
        {
            "input_kind": "part",
            "input_id": part_ids[top.ravel()],
            "output_kind": "product",
            "output_id": np.repeat(product_ids, 5),
            "slot": np.tile([f"top{i}" for i in range(5)], len(product_ids)),
            "share": 1.0,
            "weight": 0.2,
        }
    )
    return pd.concat([inputs, raw, tops], ignore_index=True).assign(qty=1.0, unit="C62")
