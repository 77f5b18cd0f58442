"""The examples at the end of the commands' help: run for real, in a folder in which `tierlight demo` has run.

    python -m tierlight.commandline.examples

runs each again and keeps what it prints. A file of `examples/` holds lines `$ tierlight ...` and below each
what it prints; times and ids made of hashes may differ from one machine to the next.
"""

import contextlib
import io
import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from graph.explain import paths
from graph.workspace import Workspace
from tierlight import ROOT
from tierlight.commandline.application import status
from tierlight.demo import DIMENSION, PRODUCT, WORKSPACE
from tierlight.export import pathpage
from tierlight.running import current_run

PICTURE = Path("docs/exposure-paths.svg")
SERVED = frozenset({"publish"})
"""Examples that need a Neo4j server with nothing in it; left as they are where NEO4J_URI is not set."""

FOLDER = Path(__file__).parent / "examples"
PROMPT = "$ tierlight "
AUTHOR = "r.manager"
VARYING = re.compile(r"\b(?=[0-9a-f]*[0-9])[0-9a-f]{10,64}\b|\d{4}-\d\d-\d\d \d\d:\d\d")


def masked(text: str) -> str:
    """Return a text in which ids and times are blotted out, so that two machines can be compared."""
    return VARYING.sub(lambda found: "#" * len(found.group()), text)


def commands(text: str) -> list[str]:
    """Return the command lines of an example, without the prompt."""
    return [line.removeprefix(PROMPT) for line in text.splitlines() if line.startswith(PROMPT)]


def prepared(folder: Path) -> Path:
    """Run the demo in `folder`, which every example starts from, and return it."""
    output("--quiet demo", folder)
    return folder


def again(text: str, start: Path) -> str:
    """Return an example with what its commands print now, run in a copy of the folder `start`."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(shutil.copytree(start, Path(scratch) / "copy"))
        shown = [f"{PROMPT}{line}\n{output(line, copy)}" for line in commands(text)]
    return "\n".join(shown)


def output(line: str, folder: Path) -> str:
    """Return what a command line writes to standard output, run in `folder`.

    Raises
    ------
    RuntimeError
        If it ends in a fault.
    """
    written, said = io.StringIO(), io.StringIO()
    with _inside(folder), contextlib.redirect_stdout(written), contextlib.redirect_stderr(said):
        code = status(shlex.split(line))
    if code not in (0, 3):
        raise RuntimeError(f"tierlight {line}: exit status {code}: {said.getvalue()}")
    return written.getvalue()


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before, author = Path.cwd(), os.environ.get("TIERLIGHT_USER")
    os.chdir(folder)
    os.environ["TIERLIGHT_USER"] = AUTHOR
    try:
        yield
    finally:
        os.chdir(before)
        if author is None:
            del os.environ["TIERLIGHT_USER"]
        else:
            os.environ["TIERLIGHT_USER"] = author


def picture(start: Path) -> str:
    """Return the README's picture: the strongest paths of cobalt to the demo's first car, as SVG."""
    run = current_run(Workspace.open(start / WORKSPACE))
    answer = paths(run.analysis, PRODUCT, DIMENSION, measure="material:co", top=8)
    return (
        pathpage.picture(answer, "How cobalt reaches the demo's car, by what each path adds to its labour risk") + "\n"
    )


def readme(text: str, demo: str) -> str:
    """Return the README with what `make demo` prints now between the fences that hold it."""
    before, fence, rest = text.partition("```text\n$ make demo\n")
    after = rest.partition("\n```\n")[2]
    printed = demo.partition("\n")[2].rstrip("\n")
    return f"{before}{fence}{printed}\n```\n{after}" if fence else text


def main() -> None:
    """Run every example again and write its file, the README's demo and its picture."""
    with tempfile.TemporaryDirectory() as scratch:
        start = prepared(Path(scratch))
        for file in sorted(FOLDER.glob("*.txt")):
            if file.stem in SERVED and not os.environ.get("NEO4J_URI"):
                continue
            kept = file.read_text(encoding="utf-8")
            printed = again(kept, start)
            if masked(printed) != masked(kept):
                file.write_text(printed, encoding="utf-8")
        if (ROOT / "docs").is_dir():
            (ROOT / PICTURE).write_text(picture(start), encoding="utf-8")
            page = ROOT / "README.md"
            demo = (FOLDER / "demo.txt").read_text(encoding="utf-8")
            page.write_text(readme(page.read_text(encoding="utf-8"), demo), encoding="utf-8")


if __name__ == "__main__":
    main()
