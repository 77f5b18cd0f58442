"""What holds on every network: random ones with loops, blank shares, recycled rows and gaps."""

import os
import random
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import slow
import worked

from graph.build import of_supply
from graph.network import TWIN
from graph.propagation.attribution import Attribution
from graph.propagation.paths import Strongest
from graph.propagation.share import exposure
from graph.propagation.terminals import terminals
from graph.supply import supply
from graph.tables import Tables

SEEDS = range(500 if os.environ.get("TIERLIGHT_TEST_FULL") else 60)
PROCESSES = ("mining", "refining", "recycling", "assembly")
LEVELS = tuple(slow.NUMBER)


def maybe(rng, value, chance=0.7):
    return value if rng.random() < chance else None


def parted(rng, count):
    """Return `count` shares, some blank, that leave a gap or none."""
    cuts = sorted(rng.random() for _ in range(count))
    shares = [high - low for low, high in zip([0.0, *cuts], cuts, strict=False)]
    if rng.random() < 0.3:
        return [share / sum(shares) for share in shares]
    return [maybe(rng, share, 0.8) for share in shares]


def chain(seed):
    """Return a random supply chain as rows; every item keeps some work of its own, so no loop is closed."""
    rng = random.Random(seed)
    parts = [f"P{number}" for number in range(rng.randint(2, 7))]
    data = {
        "parts": [
            {"id": p, "process": rng.choice(PROCESSES), "own_weight": rng.uniform(0.1, 0.5), "unit": "KGM"}
            for p in parts
        ],
        "products": [{"id": "X"}],
        "materials": [{"id": "co"}, {"id": "ni"}],
        "sites": [
            {"id": f"S{number}", "process": rng.choice(PROCESSES), "kind": "plant", "confidence": rng.choice(LEVELS)}
            for number in range(5)
        ],
        "makes": [],
        "input_to": [],
        "world_share": [
            {
                "country": country,
                "material_id": "co",
                "stage": "mine",
                "year": 2025,
                "share": share,
                "confidence": "reported",
            }
            for country, share in (("CD", 0.6), ("ID", 0.3))
        ],
    }
    for item in [*parts, "X"]:
        sites = rng.sample(range(5), rng.randint(0, 2))
        for site, share in zip(sites, parted(rng, len(sites)), strict=True):
            kind = "product" if item == "X" else "part"
            row = {"site_id": f"S{site}", "item_kind": kind, "item_id": item, "share": share}
            data["makes"].append(row | {"confidence": rng.choice(LEVELS)})
        slots = rng.randint(1 if item == "X" else 0, 2)
        for slot in range(slots):
            weight = maybe(rng, rng.uniform(0.05, 0.24))
            choices = [("part", p) for p in parts if p != item] + [("material", "co"), ("material", "ni")]
            sources = rng.sample(choices, rng.randint(1, 2))
            for (kind, source), share in zip(sources, parted(rng, len(sources)), strict=True):
                data["input_to"].append(
                    {
                        "input_kind": kind,
                        "input_id": source,
                        "output_kind": "product" if item == "X" else "part",
                        "output_id": item,
                        "slot": f"slot{slot}",
                        "qty": rng.uniform(0.1, 0.4),
                        "unit": "KGM",
                        "share": share,
                        "weight": weight,
                        "recycled_post": maybe(rng, rng.random(), 0.3),
                        "confidence": rng.choice(LEVELS),
                    }
                )
    return data


def risk_of(key):
    """Return a risk between .05 and .95 that depends on the key alone."""
    return 0.05 + 0.9 * random.Random(key).random()


class Given(worked.GivenRisk):
    """Risks by key, with ends around them."""

    def __init__(self, sites):
        super().__init__({})
        self.ids = sites

    @property
    def residual(self):
        return self._of([f"Site:{site}" for site in self.ids])

    def origin(self, countries, materials, processes):
        return self._of([f"Origin:{c}:{m}" for c, m in zip(countries, materials, strict=True)])

    def unknown(self, processes):
        return self._of([f"Unknown:{process}" for process in processes])

    def extremes(self, origins):
        return np.array([0.0]), np.array([1.0])

    @staticmethod
    def _of(keys):
        value = np.array([risk_of(key) for key in keys]).reshape(-1, 1)
        return SimpleNamespace(value=value, low=value * 0.9, high=1 - (1 - value) * 0.9, confidence=np.ones_like(value))


def built(seed):
    data = chain(seed)
    tables = Tables({name: pd.DataFrame(rows) for name, rows in data.items() if rows})
    linked = supply(tables, worked.AS_OF, worked.parameters())
    net = of_supply(linked, tables, worked.AS_OF, worked.parameters())
    carried = terminals(net, Given(list(linked.sites)), worked.parameters())
    return data, net, carried, exposure(net, carried, worked.parameters())


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_network_obeys_every_law_of_the_exposed_share(seed):
    data, net, carried, found = built(seed)
    x, r = found.mean[:, 0], np.where(net.is_terminal, carried.risk[:, 0], 0.0)
    twin = slow.exposures(data, risk_of)
    for node in range(net.size):
        if net.kind[node] != TWIN and net.key(node) in twin:
            assert x[node] == pytest.approx(twin[net.key(node)], abs=1e-9), net.key(node)
    into = np.bincount(net.customer, net.weight, net.size)
    assert into[~net.is_terminal] == pytest.approx(1.0, abs=1e-12)
    assert x.min() >= r[net.is_terminal].min() - 1e-12
    assert x.max() <= r.max() + 1e-12
    assert (found.low[:, 0] <= x + 1e-9).all()
    assert (x <= found.high[:, 0] + 1e-9).all()
    assert found.profile[:, :, 0].sum(axis=0)[~net.is_terminal] == pytest.approx(1.0, abs=1e-9)
    node = net.positions["Product:X"]
    parts = Attribution(net, node, x, r)
    assert parts.by_node().sum() == pytest.approx(x[node], abs=1e-9)
    assert sum(parts.by_material().values()) == pytest.approx(x[node], abs=1e-9)
    assert sum(parts.by_part().values()) == pytest.approx(x[node], abs=1e-9)
    strongest = Strongest(net, node, r).first(30)
    values = [path.value for path in strongest]
    assert values == sorted(values, reverse=True)
    assert sum(values) <= x[node] + 1e-9


@pytest.mark.parametrize("seed", list(SEEDS)[:20])
def test_a_higher_risk_anywhere_never_lowers_an_exposure(seed):
    _, net, carried, found = built(seed)
    node = int(np.flatnonzero(net.is_terminal)[seed % int(net.is_terminal.sum())])
    carried.risk[node, 0] = 1.0
    higher = exposure(net, carried, worked.parameters())
    assert (higher.mean >= found.mean - 1e-12).all()


def every_walk(net, node, risk, least):
    """Return the values of all walks to a node that are worth at least `least`."""
    if net.is_terminal[node]:
        return [risk[node]] if risk[node] >= least else []
    found = []
    for edge in range(net.start[node], net.start[node + 1]):
        weight = net.weight[edge]
        if weight > least:
            found += [weight * value for value in every_walk(net, int(net.source[edge]), risk, least / weight)]
    return found


@pytest.mark.parametrize("seed", list(SEEDS)[:20])
def test_the_strongest_paths_are_the_largest_of_all_walks(seed):
    _, net, carried, _ = built(seed)
    risk = np.where(net.is_terminal, carried.risk[:, 0], 0.0)
    node = net.positions["Product:X"]
    values = [path.value for path in Strongest(net, node, risk).first(15)]
    walks = sorted(every_walk(net, node, risk, values[-1] * (1 - 1e-9)), reverse=True)
    assert values == pytest.approx(walks[: len(values)], abs=1e-12)
