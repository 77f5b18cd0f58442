"""Loading: a synthetic chain from CSV into an empty workspace, the same again, and one changed row.

    python -m benchmarks.load [--parts 100000 --inputs 500000]

Promised on 2 cores: 100,000 parts and 500,000 inputs in at most 20 s, with at most 2 GB at the peak.
"""

import tempfile
from pathlib import Path

from benchmarks.generate import generate
from benchmarks.measure import asked, command, report


def main() -> None:
    """Load a chain of the size that the command line asks for, and print what it took."""
    options = asked(__doc__)
    with tempfile.TemporaryDirectory() as scratch:
        chain, workspace = Path(scratch) / "chain", Path(scratch) / "workspace"
        rows = sum(generate(chain, options.parts, options.inputs).values())
        first = command("--workspace", workspace, "load", "canonical", chain)
        again = command("--workspace", workspace, "load", "canonical", chain)
        products = chain / "products.csv"
        products.write_text(products.read_text(encoding="utf-8").replace("Product 0", "Product zero"), encoding="utf-8")
        changed = command("--workspace", workspace, "load", "canonical", products)
    report(
        f"Load of {rows:,} rows: {options.parts:,} parts, {options.inputs:,} inputs",
        ["", "seconds", "peak GB"],
        [
            [
                "into an empty workspace (promised: 20 s, 2 GB)",
                f"{first.seconds:.1f}",
                f"{first.memory_gb:.2f}",
            ],
            ["the same again, nothing changes", f"{again.seconds:.1f}", f"{again.memory_gb:.2f}"],
            ["one file with one changed row", f"{changed.seconds:.1f}", f"{changed.memory_gb:.2f}"],
        ],
    )


if __name__ == "__main__":
    main()
