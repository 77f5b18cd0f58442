"""Exporting: heatmaps in each format and all tables as CSV.

    python -m benchmarks.export [--rows 500]

Promised: each heatmap of 500 rows in at most 3 s.
"""

import argparse
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks.generate import generate
from benchmarks.measure import command, least, report
from graph.workspace import Workspace
from tierlight.export.heatmap import FORMATS
from tierlight.running import current_run

AS_OF = date(2026, 11, 23)
PARTS, INPUTS = 100_000, 500_000


def main() -> None:
    """Export from a synthetic chain and print what it took."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--rows", type=int, default=500)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        chain, place = Path(scratch) / "chain", Path(scratch) / "workspace"
        generate(chain, PARTS, INPUTS)
        command("--workspace", place, "load", "canonical", chain)
        command("--workspace", place, "run", "--as-of", AS_OF.isoformat())
        tables = command("--workspace", place, "export", "tables", Path(scratch) / "tables")
        run = current_run(Workspace.open(place))
        begun = time.perf_counter()
        heatmap = run.heatmap(rows="site", top=options.rows)
        cells = time.perf_counter() - begun
        rows: list[list[object]] = [["cells", f"{cells:.2f}", ""]]
        for suffix in FORMATS:
            seconds = least(lambda suffix=suffix: heatmap.content(suffix), repeats=3)  # type: ignore[misc]
            rows.append([suffix, f"{seconds:.2f}", f"{len(heatmap.content(suffix)) / 1e6:.2f}"])
    report(f"A heatmap of {heatmap.shown} sites (promised: 3 s each)", ["", "seconds", "MB"], rows)
    size = f"{PARTS:,} parts, {INPUTS:,} inputs"
    row = [["export tables", f"{tables.seconds:.1f}", f"{tables.memory_gb:.2f}"]]
    report(f"All tables as CSV, {size}", ["command", "seconds", "peak GB"], row)


if __name__ == "__main__":
    main()
