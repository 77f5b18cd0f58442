"""How the benchmarks measure: wall clock, and the largest memory of a process of its own."""

import argparse
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import tierlight
from tierlight.commandline.output import table

REPEATS = 5


@dataclass(frozen=True)
class Cost:
    """What one command line took: seconds, largest resident memory in GB, what it printed."""

    seconds: float
    memory_gb: float
    printed: str


def asked(about: str | None) -> argparse.Namespace:
    """Return the size that the command line asks for: `parts` and `inputs`; `about` is the benchmark's docstring."""
    parser = argparse.ArgumentParser(description=(about or "").split("\n", 1)[0])
    parser.add_argument("--parts", type=int, default=100_000)
    parser.add_argument("--inputs", type=int, default=500_000)
    return parser.parse_args()


def command(*arguments: str | Path) -> Cost:
    """Run `tierlight` with arguments in a process of its own.

    Raises
    ------
    RuntimeError
        If it ends in a fault.
    """
    line = [sys.executable, "-m", "tierlight", "--quiet", *map(str, arguments)]
    start = time.perf_counter()
    with subprocess.Popen(
        line, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(tierlight.ROOT)}
    ) as process:
        assert process.stdout is not None
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(line)}: exit status {process.returncode}")
    return Cost(time.perf_counter() - start, usage.ru_maxrss * 1024 / 1e9, printed)


def least(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Return the least of `repeats` durations of `work`, in seconds: what the machine can do undisturbed."""
    durations = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        durations.append(time.perf_counter() - start)
    return min(durations)


def report(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table with the machine that it was measured on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"{title} (tierlight {tierlight.__version__}, Python {platform.python_version()}, {cores} cores)\n")
    print(table(header, rows, right=range(1, len(header))))
    print()
