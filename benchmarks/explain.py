"""Explaining: parts and strongest paths of every product of a synthetic chain.

    python -m benchmarks.explain [--parts 100000 --inputs 500000]

Promised: the top 50 paths in under 1 ms (95 of 100 products) once the search of a product is prepared.
"""

import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.generate import generate
from benchmarks.measure import asked, command, report
from graph.analysis import Analysis
from graph.explain import explain
from graph.parameters import defaults
from graph.workspace import Workspace

AS_OF = date(2026, 11, 23)
DIMENSION = "LAB"
ANSWERS = 50


def each(work: Callable[[str], object], products: Iterable[str]) -> list[float]:
    """Return the milliseconds of `work` for each product."""
    found = []
    for product in products:
        begun = time.perf_counter()
        work(product)
        found.append((time.perf_counter() - begun) * 1e3)
    return found


def measured(analysis: Analysis) -> list[list[object]]:
    """Return the rows of the table: median and 95th percentile over the products."""
    products = [str(product) for product in analysis.supply.products]
    material = f"material:{analysis.risk_materials[0]}"
    searches = {product: analysis.strongest(product, DIMENSION) for product in products}
    work: dict[str, Callable[[str], object]] = {
        "parts of the mean by site": lambda p: explain(analysis, p, DIMENSION),
        "parts of the mean by country": lambda p: explain(analysis, p, DIMENSION, by="country"),
        "parts of one material by site": lambda p: explain(analysis, p, DIMENSION, measure=material),
        "top paths, search prepared for the first time": lambda p: searches[p].first(ANSWERS),
        f"top {ANSWERS} paths after that (promised: 1 ms)": lambda p: searches[p].first(ANSWERS),
    }
    rows: list[list[object]] = []
    for name, one in work.items():
        found = each(one, products)
        rows.append([name, f"{np.median(found):.2f}", f"{np.percentile(found, 95):.2f}"])
    return rows


def main() -> None:
    """Explain a chain of the size that the command line asks for, and print what it took."""
    options = asked(__doc__)
    with tempfile.TemporaryDirectory() as scratch:
        chain, place = Path(scratch) / "chain", Path(scratch) / "workspace"
        generate(chain, options.parts, options.inputs)
        command("--workspace", place, "load", "canonical", chain)
        command("--workspace", place, "run", "--as-of", AS_OF.isoformat())
        told = [
            command("--workspace", place, "explain", "X0", "--dimension", DIMENSION),
            command("--workspace", place, "paths", "X0", "--dimension", DIMENSION),
        ]
        analysis = Analysis(Workspace.open(place).tables(), AS_OF, defaults())
    analysis.of_material(analysis.risk_materials[0])
    title = f"Explaining {len(analysis.supply.products)} products of {options.parts:,} parts, milliseconds each"
    report(title, ["", "median", "95th percentile"], measured(analysis))
    rows = [[name, f"{one.seconds:.1f}"] for name, one in zip(("explain", "paths"), told, strict=True)]
    report("The commands, with start, reading and preparing", ["command", "seconds"], rows)


if __name__ == "__main__":
    main()
