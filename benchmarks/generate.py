"""A synthetic supply chain of any size as canonical CSV files.

Eight tiers, in-degrees as in a Pareto law, a few suppliers that serve very many, two inputs in a hundred that
run back and so close loops (a fifth of the parts of the default size lie in one), slots with alternatives and
with gaps. Names, countries and numbers are made up.

    python -m benchmarks.generate DIR --parts 100000 --inputs 500000
"""

import argparse
import csv
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv

import tierlight

TIERS = np.array([0.01, 0.05, 0.14, 0.25, 0.25, 0.15, 0.10, 0.05])
NEXT_TIER, BACK = 0.75, 0.02
PARETO, ZIPF = 1.5, 0.8
MATERIALS = 20
PROCESSES = np.array(["assembly", "component", "cell", "component", "chemical", "chemical", "refining", "mining"])

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Columns = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Chain:
    """Parts and their inputs as positions.

    Attributes
    ----------
    tier
        Tier of each part, shape (n,), 0 is next to the product.
    source, target
        Ends of each input between parts, shape (m,).
    """

    tier: Ints
    source: Ints
    target: Ints


def chain(parts: int, inputs: int, random: np.random.Generator) -> Chain:
    """Return `parts` parts with at most `inputs` inputs between them, never an item as its own input."""
    sizes = _sizes(parts)
    tier = np.repeat(np.arange(len(TIERS)), sizes)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    customers = int(starts[-2])
    # Twice as many as asked for: doubled pairs are dropped, and the rest is cut to size.
    wish = 1 + random.pareto(PARETO, customers)
    degrees = np.maximum(1, np.round(wish / wish.sum() * inputs * 1.4)).astype(int)
    target = np.repeat(np.arange(customers), np.minimum(degrees, parts // 10 + 1))
    step = np.where(random.random(len(target)) < NEXT_TIER, 1, random.integers(1, len(TIERS), len(target)))
    back = random.random(len(target)) < BACK
    of = np.minimum(tier[target] + step, len(TIERS) - 1)
    ahead = starts[of] + _zipf(sizes[of], random)
    source = np.where(back, random.integers(0, starts[tier[target] + 1]), ahead)
    return _thinned(Chain(tier, source, target), inputs, random)


def _sizes(parts: int) -> Ints:
    """Return the number of parts in each tier."""
    sizes: Ints = np.maximum(1, np.round(TIERS * parts).astype(int))
    sizes[3] += parts - sizes.sum()
    return sizes


def _products(parts: int) -> int:
    return max(1, parts // 1000)


def _zipf(sizes: Ints, random: np.random.Generator) -> Ints:
    """Return a rank below each size, drawn with weight rank ** -ZIPF (by inverting the integral)."""
    drawn = random.random(len(sizes)) * (sizes ** (1 - ZIPF))
    ranks: Ints = np.minimum((drawn ** (1 / (1 - ZIPF))).astype(int), sizes - 1)
    return ranks


def _thinned(made: Chain, inputs: int, random: np.random.Generator) -> Chain:
    pairs = np.unique(np.stack([made.target, made.source], axis=1), axis=0)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    first = np.r_[True, pairs[1:, 0] != pairs[:-1, 0]]
    extra = np.flatnonzero(~first)
    room = max(0, inputs - int(first.sum()))
    kept = np.sort(np.r_[np.flatnonzero(first), random.permutation(extra)[:room]])
    return Chain(made.tier, pairs[kept, 1], pairs[kept, 0])


def generate(folder: Path, parts: int = 100_000, inputs: int = 500_000, seed: int = 0) -> dict[str, int]:
    """Write the tables as CSV into `folder` and return the number of rows of each.

    `inputs` counts all rows of `input_to`: those between parts, from materials and into products.
    """
    random = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    products = _products(parts)
    made = chain(parts, inputs - 20 * products - 2 * int(_sizes(parts)[-1]), random)
    label = random.permutation(parts)
    own = np.round(0.2 + 0.5 * random.random(parts), 6)
    tables = {
        "products": {"id": _ids("X", np.arange(products)), "name": _ids("Product ", np.arange(products))},
        "parts": _parts(made, label, own),
        "input_to": _inputs(made, label, 1 - own, random),
        **_places(made, label, random),
    }
    for name, columns in tables.items():
        pa.csv.write_csv(pa.table(columns), folder / f"{name}.csv")
    return {name: len(next(iter(columns.values()))) for name, columns in tables.items()}


def _ids(prefix: str, numbers: Ints) -> npt.NDArray[np.str_]:
    return np.char.add(prefix, numbers.astype(str))


def _parts(made: Chain, label: Ints, own: Floats) -> Columns:
    count = len(label)
    return {
        "id": _ids("P", label),
        "name": _ids("Part ", label),
        "unit": np.full(count, "KGM"),
        "process": PROCESSES[made.tier],
        "own_weight": own,
    }


def _inputs(made: Chain, label: Ints, rest: Floats, random: np.random.Generator) -> Columns:
    """Return the rows of input_to: between parts, from materials into the last tier, into products.

    `rest` is what its own making leaves of each part's weight, shape (n,).
    """
    products = _products(len(label))
    last = np.flatnonzero(made.tier == len(TIERS) - 1)
    first = np.flatnonzero(made.tier <= 1)
    takes = np.concatenate([random.choice(first, min(20, len(first)), replace=False) for _ in range(products)])
    material = np.stack([random.choice(MATERIALS, 2, replace=False) for _ in last]).ravel()
    parts, raw, final = len(made.source), 2 * len(last), len(takes)
    customer = np.r_[made.target, np.repeat(last, 2), np.repeat(np.arange(products), len(takes) // products)]
    kind = np.repeat([0, 1, 2], [parts, raw, final])
    group = np.where(kind == 2, len(label) + customer, customer)
    slot, share, weight, qty = _slots(group, kind, np.r_[rest, np.full(products, 1.0)], random)
    columns = {
        "input_kind": np.where(kind == 1, "material", "part"),
        "input_id": np.r_[_ids("P", label[made.source]), _ids("m", material), _ids("P", label[takes])],
        "output_kind": np.where(kind == 2, "product", "part"),
        "output_id": np.where(kind == 2, _ids("X", customer), _ids("P", label[np.minimum(customer, len(label) - 1)])),
        "slot": _ids("s", slot),
        "qty": qty,
        "unit": np.full(len(kind), "KGM"),
        "share": share,
        "weight": weight,
        "confidence": random.choice(["verified", "reported", "inferred", "estimated"], len(kind)),
    }
    order = random.permutation(len(kind))
    return {name: values[order] for name, values in columns.items()}


def _slots(group: Ints, kind: Ints, rest: Floats, random: np.random.Generator) -> tuple[Ints, Floats, Floats, Floats]:
    """Return slot, share, weight and quantity of each row; every second slot has two sources, some a gap."""
    order = np.argsort(group, kind="stable")
    sizes = np.unique(group, return_counts=True)[1]
    position = np.arange(len(group)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    slot = 2 * (position // 3) + (position % 3 == 2)
    shared = (position % 3 < 2) & (kind[order] != 1)
    gap = random.random(len(group)) < 0.1
    share = np.where(shared, np.where(position % 3 == 0, 0.6, 0.3), 1.0) - np.where(gap, 0.05, 0.0)
    # A material has a slot of its own.
    slot = np.where(kind[order] == 1, 1000 + position, slot)
    count = np.repeat([len(s) for s in _per_group(slot, sizes)], sizes)
    weight = np.floor(rest[group[order]] / count * 1e9) / 1e9
    # The inputs of one unit weigh less than it: content never grows on the way round a loop.
    qty = np.round(0.95 / count, 9)
    back = np.empty(len(order), dtype=np.int64)
    back[order] = np.arange(len(order))
    return slot[back], np.round(share, 6)[back], weight[back], qty[back]


def _per_group(slot: Ints, sizes: Ints) -> list[Ints]:
    return [np.unique(part) for part in np.split(slot, np.cumsum(sizes)[:-1])]


def _places(made: Chain, label: Ints, random: np.random.Generator) -> dict[str, Columns]:
    """Return suppliers, sites and what they make, countries' indicators and the origins of materials."""
    with files("graph").joinpath("lookups", "countries.csv").open(encoding="utf-8") as file:
        countries = np.array([row["alpha2"] for row in csv.DictReader(file)])
    parts = len(label)
    suppliers, sites = max(2, parts // 40), max(8, parts // 20)
    tier = np.arange(sites) % len(TIERS)
    country = countries[_zipf(np.full(sites, len(countries)), random)]
    makers = random.integers(0, sites // 8, parts) * 8 + made.tier
    indicators = np.array(["GOV", "LAB", "ENV", "ETH"])
    scored = np.array([(c, i) for c in countries for i in indicators if random.random() < 0.9])
    origin = np.concatenate([random.choice(countries, 10, replace=False) for _ in range(MATERIALS)])
    material = np.repeat(np.arange(MATERIALS), 10)
    return {
        "suppliers": {
            "id": _ids("S", np.arange(suppliers)),
            "name": _ids("Supplier ", np.arange(suppliers)),
            "country": countries[_zipf(np.full(suppliers, len(countries)), random)],
        },
        "sites": {
            "id": _ids("W", np.arange(sites)),
            "name": _ids("Works ", np.arange(sites)),
            "supplier_id": _ids("S", random.integers(0, suppliers, sites)),
            "kind": np.where(tier == len(TIERS) - 1, "mine", "plant"),
            "process": PROCESSES[tier],
            "country": country,
        },
        "makes": {
            "site_id": _ids("W", makers),
            "item_kind": np.full(parts, "part"),
            "item_id": _ids("P", label),
            "share": np.where(random.random(parts) < 0.2, 0.9, 1.0),
        },
        "materials": {
            "id": _ids("m", np.arange(MATERIALS)),
            "name": _ids("Material ", np.arange(MATERIALS)),
            "risk_material": np.where(np.arange(MATERIALS) < 5, "true", "false"),
        },
        "world_share": {
            "country": origin,
            "material_id": _ids("m", material),
            "stage": np.full(len(origin), "mine"),
            "year": np.full(len(origin), 2024),
            "share": np.tile(np.array([0.3, 0.2, 0.1, 0.1, 0.05, 0.05, 0.04, 0.03, 0.02, 0.01]), MATERIALS),
            "goods_listed": np.where(random.random(len(origin)) < 0.1, "true", "false"),
        },
        "indicators": {
            "id": indicators,
            "name": np.char.add("Indicator of ", indicators),
            "dimension": indicators,
            "direction": np.full(len(indicators), "high_is_bad"),
            "lo": np.zeros(len(indicators)),
            "hi": np.ones(len(indicators)),
            "weight": np.ones(len(indicators)),
            "edition": np.full(len(indicators), "made up"),
            "publisher": np.full(len(indicators), "made up"),
        },
        "scored": {
            "subject_kind": np.full(len(scored), "country"),
            "subject_id": scored[:, 0],
            "indicator_id": scored[:, 1],
            "year": np.full(len(scored), 2024),
            "value": np.round(random.random(len(scored)), 6),
        },
    }


def main() -> None:
    """Write a chain of the size that the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--parts", type=int, default=100_000)
    parser.add_argument("--inputs", type=int, default=500_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rows = generate(options.folder, options.parts, options.inputs, options.seed)
    print(f"tierlight {tierlight.__version__}: {options.folder}")
    for name, count in rows.items():
        print(f"{name:12} {count:>9,}")


if __name__ == "__main__":
    main()
