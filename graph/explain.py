"""Why a score is what it is: its parts and its strongest paths, as plain records that add up to it.

Shaped as `tierlight explain --json` and `tierlight paths --json` print them.
"""

import math
from typing import Any

from graph.analysis import Analysis
from graph.answers import operators
from graph.columns import words
from graph.errors import UnknownNameError
from graph.network import KINDS, Network
from graph.propagation.attribution import BY, Attribution


def explain(
    analysis: Analysis, product: str, dimension: str, *, measure: str = "mean", by: str = "site", top: int = 10
) -> dict[str, Any]:
    """Return what makes up a product's score.

    Parameters
    ----------
    analysis
        What the run was made from.
    product, dimension, measure
        The score: `mean` or `material:ID`.
    by
        One of `graph.propagation.attribution.BY`.
    top
        How many parts to return; the others are the remainder.

    Returns
    -------
    dict
        `parts` (id, name, contribution), largest first, and `remainder`; together they add up to `score`.

    Raises
    ------
    UnknownNameError
        If a name does not exist.
    TierlightError
        If there is no score to explain.
    """
    if by not in BY:
        raise UnknownNameError("grouping", by, BY)
    found = analysis.attribution(product, dimension, measure)
    parts = _parts(analysis, found, by)
    largest = sorted(parts.items(), key=lambda part: (-part[1], part[0]))[:top]
    return {
        "product": product,
        "dimension": dimension,
        "measure": measure,
        "score": found.score,
        "by": by,
        "parts": [{"id": key, "name": _name(analysis, by, key), "contribution": value} for key, value in largest],
        "remainder": found.score - math.fsum(value for _, value in largest),
    }


def _parts(analysis: Analysis, found: Attribution, by: str) -> dict[str, float]:
    if by == "material":
        return found.by_material()
    if by == "part":
        return found.by_part()
    if by == "supplier":
        return found.by_group(operators(analysis), origins=False)
    if by == "country":
        sites = analysis.tables["sites"]
        return found.by_group(dict(zip(words(sites, "id"), words(sites, "country"), strict=True)), origins=True)
    net, parts = found.network, found.by_node()
    return {
        str(net.id[node]) if KINDS[net.kind[node]] == "Site" else net.key(int(node)): float(parts[node])
        for node in parts.nonzero()[0]
    }


def _name(analysis: Analysis, by: str, key: str) -> str:
    """Return the words for a part of a score."""
    labels = {"site": "Site", "supplier": "Supplier", "country": "Country", "material": "Material"}
    known = analysis.names
    if by != "part" and (labels[by], key) in known:
        return known[labels[by], key]
    return described(analysis, key)


def described(analysis: Analysis, key: str) -> str:
    """Return the words for a node key, such as `Origin:CD:co` or `Unknown:mining`."""
    known = analysis.names
    kind, _, rest = key.partition(":")
    if (kind, rest) in known:
        return known[kind, rest]
    first, _, material = rest.partition(":")
    of = known.get(("Material", material), material)
    if kind == "Origin":
        return f"{of} from {known.get(('Country', first), first)}, site unknown"
    if kind == "Mix":
        return f"{known.get(('Material', rest), rest)}, world mix"
    if kind == "Twin":
        return f"{known.get(('Part', rest), rest)}, maker unknown"
    if kind == "Unknown":
        what = "maker" if first == "*" else f"{first} site"
        return f"unknown {what}" + (f" of {of}" if material else "")
    return {"work": "work on it, no material", "unknown": "unknown"}.get(key, key)


def paths(analysis: Analysis, product: str, dimension: str, *, measure: str = "mean", top: int = 10) -> dict[str, Any]:
    """Return the strongest exposure paths to a product, strongest first.

    Returns
    -------
    dict
        `paths`: contribution, nodes from source to product, links with slot, share and confidence, and the weakest
        link; `covered` is the fraction of the score that they make up and `remainder` the rest, exactly.

    Raises
    ------
    UnknownNameError
        If a name does not exist.
    TierlightError
        If there is no score to explain.
    """
    search = analysis.strongest(product, dimension, measure)
    score = analysis.attribution(product, dimension, measure).score
    net = search.network
    found = search.first(top)
    records = []
    for path in found:
        keys = [net.key(node) for node in path.nodes]
        weakest = search.weakest_link(path)
        records.append(
            {
                "contribution": path.value,
                "nodes": [_node(analysis, key) for key in keys],
                "links": [_link(net, edge) for edge in path.edges],
                "weakest_link": {
                    "from": net.key(int(net.source[weakest])),
                    "to": net.key(int(net.customer[weakest])),
                    "slot": str(net.slots[net.slot[weakest]]),
                    "confidence": float(net.confidence[weakest]),
                },
            }
        )
    total = math.fsum(path.value for path in found)
    return {
        "product": product,
        "dimension": dimension,
        "measure": measure,
        "score": score,
        "covered": total / score if score else 0.0,
        "remainder": score - total,
        "paths": records,
    }


def _node(analysis: Analysis, key: str) -> dict[str, str]:
    label, _, identifier = key.partition(":")
    return {"label": label, "id": identifier, "name": described(analysis, key)}


def _link(net: Network, edge: int) -> dict[str, Any]:
    return {
        "slot": str(net.slots[net.slot[edge]]),
        "weight": float(net.weight[edge]),
        "share": float(net.share[edge]),
        "confidence": float(net.confidence[edge]),
    }
