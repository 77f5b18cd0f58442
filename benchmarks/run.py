"""Running: a synthetic chain scored and pushed to its products, step by step and against plain networkx.

    python -m benchmarks.run [--parts 100000 --inputs 500000]

Promised on 2 cores: 100,000 parts and 500,000 inputs run in at most 3 s with at most 2 GB at the peak;
solving is at least 150 times faster than the same model in networkx loops, preparation of both counted.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.generate import generate
from benchmarks.measure import asked, command, least, report
from benchmarks.rivals import Loops
from graph.analysis import Analysis
from graph.answers import answers
from graph.parameters import defaults
from graph.propagation import sweeps
from graph.propagation.solver import System
from graph.run import run
from graph.scores import scores
from graph.tables import Tables
from graph.workspace import Workspace

AS_OF = date(2026, 11, 23)
COLUMNS = 3
"""Right-hand sides of the comparison of solvers."""


def steps(tables: Tables) -> Iterator[tuple[str, float]]:
    """Give each step of a run with its seconds, in order."""
    analysis = Analysis(tables, AS_OF, defaults())
    yield "risk of places and sites", _seconds(lambda: analysis.risk)
    yield "tables to arrays", _seconds(lambda: analysis.network)
    yield "mean: ends, confidence profile, unmapped", _seconds(lambda: analysis.mean)
    held = _seconds(lambda: [analysis.of_material(material) for material in analysis.risk_materials])
    yield f"exposure per risk material ({len(analysis.risk_materials)})", held
    yield "worst sites", _seconds(lambda: analysis.worst)
    found = answers(analysis)
    yield "answers by product", _seconds(lambda: answers(analysis))
    yield "scores as one frame", _seconds(lambda: scores(analysis, found))


def solving(tables: Tables) -> list[list[object]]:
    """Return the comparison of ours with networkx: seconds to prepare and to solve, and how many times ours is."""
    analysis = Analysis(tables, AS_OF, defaults())
    matrix = analysis.network.matrix
    b = np.nan_to_num(np.where(analysis.network.is_terminal[:, None], analysis.mean.terminals.risk, 0.0))[:, :COLUMNS]
    b = np.ascontiguousarray(b)
    System(matrix).solve(b)

    prepare = least(lambda: _prepared(System(matrix)))
    system = _prepared(System(matrix))
    solve = least(lambda: system.solve(b))
    begun = time.perf_counter()
    rival = Loops(matrix)
    rival_prepare = time.perf_counter() - begun
    begun = time.perf_counter()
    w, slack = system.supersolution
    other = rival.solve(b, 1e-12 * slack / float(w.max()))
    rival_solve = time.perf_counter() - begun
    apart = float(np.abs(other - system.solve(b).x).max())
    if apart > 1e-9:
        raise RuntimeError(f"the two differ by {apart}")
    return [
        ["solve", f"{solve:.4f}", f"{rival_solve:.1f}", f"{rival_solve / solve:,.0f} ×"],
        ["prepare", f"{prepare:.4f}", f"{rival_prepare:.1f}", f"{rival_prepare / prepare:,.0f} ×"],
        [
            "both",
            f"{solve + prepare:.4f}",
            f"{rival_solve + rival_prepare:.1f}",
            f"{(rival_solve + rival_prepare) / (solve + prepare):,.0f} × (promised: 150 ×)",
        ],
    ]


def _prepared(system: System) -> System:
    system.order  # noqa: B018  computed when first asked for
    system.supersolution  # noqa: B018
    return system


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    """Run a chain of the size that the command line asks for, and print what it took."""
    options = asked(__doc__)
    with tempfile.TemporaryDirectory() as scratch:
        chain, place = Path(scratch) / "chain", Path(scratch) / "workspace"
        generate(chain, options.parts, options.inputs)
        command("--workspace", place, "load", "canonical", chain)
        whole = command("--workspace", place, "run", "--as-of", AS_OF.isoformat())
        again = command("--workspace", place, "run", "--as-of", AS_OF.isoformat())
        tables = Workspace.open(place).tables()
    size = f"{options.parts:,} parts, {options.inputs:,} inputs"
    list(steps(tables))
    once = least(lambda: run(tables, snapshot="", as_of=AS_OF, parameters=defaults()).scores)
    rows = [[name, f"{seconds:.2f}", ""] for name, seconds in steps(tables)]
    rows += [
        ["the run in one process (promised: 3 s)", f"{once:.2f}", ""],
        ["command, with start, reading and writing", f"{whole.seconds:.1f}", f"{whole.memory_gb:.2f}"],
        ["command again, the run is found", f"{again.seconds:.1f}", f"{again.memory_gb:.2f}"],
    ]
    report(f"Run of {size}", ["step", "seconds", "peak GB"], rows)
    title = f"Solving {COLUMNS} columns to 1e-9: {sweeps.name()} against networkx loops; {size}"
    report(title, ["", "ours s", "networkx s", "ratio"], solving(tables))


if __name__ == "__main__":
    main()
