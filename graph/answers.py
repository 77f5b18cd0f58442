"""The answers for each product and dimension: mean, one per risk material, worst site, and the headline of them.

Shaped as `tierlight run --json` prints them: plain Python values, null where there is no answer and a reason beside.
"""

from typing import Any

import numpy as np

from graph.analysis import Analysis
from graph.columns import LEVELS, Bools, Ints, words
from graph.network import PRODUCT
from graph.propagation.worst_site import reached_products

NO_DATA = "no data: neither an indicator nor a listing of this dimension is loaded"


def answers(analysis: Analysis) -> list[dict[str, Any]]:
    """Return one record per product and dimension, sorted by product id, dimensions in their order."""
    findings = open_findings(analysis)
    first = int(analysis.network.offsets[PRODUCT])
    names = dict(zip(analysis.tables["products"]["id"], analysis.tables["products"]["name"], strict=True))
    return [
        _answer(analysis, str(product), names[product], first + position, dimension, findings)
        for position, product in enumerate(analysis.supply.products)
        for dimension in range(len(analysis.risk.dimensions))
    ]


def _answer(analysis: Analysis, product: str, name: str, node: int, dimension: int, findings: Ints) -> dict[str, Any]:
    item = analysis.product(product)
    answer: dict[str, Any] = {
        "id": product,
        "name": name,
        "dimension": analysis.risk.dimensions[dimension],
        "open_findings": int(findings[item, dimension]),
    }
    if not analysis.risk.has_data[dimension]:
        nothing = ("mean", "low", "high", "confidence", "profile", "worst_site", "headline", "headline_of")
        ends = ("headline_low", "headline_high", "headline_unmapped", "headline_confidence")
        unmapped = float(analysis.mean.exposure.unmapped[node])
        blank = dict.fromkeys((*nothing, *ends))
        return answer | blank | {"unmapped": unmapped, "materials": [], "reason": NO_DATA}
    exposure = analysis.mean.exposure
    mean = {
        "value": float(exposure.mean[node, dimension]),
        "low": float(exposure.low[node, dimension]),
        "high": float(exposure.high[node, dimension]),
        "unmapped": float(exposure.unmapped[node]),
        "confidence": float(exposure.confidence[node, dimension]),
    }
    materials = [of_material(analysis, material, item, dimension) for material in analysis.risk_materials]
    highest, named = mean, "mean"
    for material in materials:
        if material["value"] is not None and material["value"] > highest["value"]:
            highest, named = material, material["id"]
    site = int(analysis.worst.site[item, dimension])
    worst = None
    if site >= 0:
        worst = {
            "id": str(analysis.supply.sites[site]),
            "score": float(analysis.risk.residual.value[site, dimension]),
            "witness": analysis.worst.witness(item, dimension),
        }
    profile = dict(zip(LEVELS, map(float, exposure.profile[:, node, dimension]), strict=True))
    return answer | {
        "mean": mean["value"],
        "low": mean["low"],
        "high": mean["high"],
        "unmapped": mean["unmapped"],
        "confidence": mean["confidence"],
        "profile": profile,
        "materials": materials,
        "worst_site": worst,
        "headline": highest["value"],
        "headline_of": named,
        **{f"headline_{key}": highest[key] for key in ("low", "high", "unmapped", "confidence")},
    }


def of_material(analysis: Analysis, material: str, item: int, dimension: int) -> dict[str, Any]:
    """Return the exposure of an item to one material; `value` is null where it holds none or the amount is unknown.

    `answer` is `value`, `no`, or `not found` with the share of the item of which no content is known.
    """
    held = analysis.held(material)
    blank: dict[str, Any] = {"id": material} | dict.fromkeys(("value", "low", "high", "confidence"))
    if item in held.reason:
        return blank | {"unmapped": 1.0, "answer": "not found", "reason": held.reason[item]}
    if not held.kilograms[item] > 0:
        unknown = float(analysis.content_unknown[item])
        return blank | {"unmapped": unknown, "answer": "no" if unknown < 1e-9 else "not found"}
    chain = analysis.of_material(material)
    node = int(chain.place[analysis.node(item)])
    return {
        "id": material,
        "value": float(chain.exposure.mean[node, dimension]),
        "low": float(chain.exposure.low[node, dimension]),
        "high": float(chain.exposure.high[node, dimension]),
        "confidence": float(chain.exposure.confidence[node, dimension]),
        "unmapped": float(chain.exposure.unmapped[node]),
        "answer": "value",
    }


def open_findings(analysis: Analysis) -> Ints:
    """Return how many open findings stand behind each item, shape (items, D).

    Findings not closed and raised by the day, about sites that the worst-site search reaches, or their operators.
    """
    frame = analysis.tables["findings"]
    counts = np.zeros((len(analysis.supply.process), len(analysis.risk.dimensions)), dtype=np.int64)
    raised = frame["raised_on"].le(analysis.as_of).to_numpy(dtype=np.bool_, na_value=False)
    frame = frame[raised & frame["status"].ne("closed").to_numpy(dtype=np.bool_, na_value=False)]
    operated = _operated(analysis)
    about = [
        [subject] if kind == "site" else operated.get(subject, [])
        for kind, subject in zip(words(frame, "subject_kind"), words(frame, "subject_id"), strict=True)
    ]
    concerned = sorted({site for sites in about for site in sites})
    if not concerned:
        return counts
    place = {site: column for column, site in enumerate(concerned)}
    reached: Bools = reached_products(analysis.worst.chains, np.searchsorted(analysis.supply.sites, concerned))
    for sites, dimension in zip(about, words(frame, "dimension"), strict=True):
        if sites:
            counts[:, analysis.dimension(dimension)] += reached[:, [place[site] for site in sites]].any(axis=1)
    return counts


def _operated(analysis: Analysis) -> dict[str, list[str]]:
    """Return the sites that each supplier operates on the day."""
    operated: dict[str, list[str]] = {}
    for site, operator in operators(analysis).items():
        operated.setdefault(operator, []).append(site)
    return operated


def operators(analysis: Analysis) -> dict[str, str]:
    """Return the supplier that operates each site on the day, for sites that have one."""
    at = analysis.risk.parts.sites.operator
    return {
        site: analysis.risk.suppliers[operator]
        for site, operator in zip(analysis.risk.sites, at, strict=True)
        if operator >= 0
    }
