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

from tierlight.commandline.application import status

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


def main() -> None:
    """Run every example again and write its file."""
    with tempfile.TemporaryDirectory() as scratch:
        start = prepared(Path(scratch))
        for file in sorted(FOLDER.glob("*.txt")):
            file.write_text(again(file.read_text(encoding="utf-8"), start), encoding="utf-8")


if __name__ == "__main__":
    main()
