"""The strongest exposure paths as a file, in the format that its name ends in."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from graph.errors import UnknownNameError
from tierlight.export.graphfile import content
from tierlight.export.pathpage import page
from tierlight.export.table import write_new

FORMATS = (".graphml", ".gexf", ".html")


def write_paths(file: Path, answer: Mapping[str, Any], about: Mapping[str, Any], title: str) -> None:
    """Write the paths of an answer in the format that the file's name ends in.

    Raises
    ------
    UnknownNameError
        If the ending is none of `FORMATS`.
    FileError
        If the file is there already.
    """
    suffix = file.suffix.lower()
    if suffix not in FORMATS:
        raise UnknownNameError("format of a graph file", suffix, FORMATS)
    made = page(answer, about, title) if suffix == ".html" else content(answer, about, suffix)
    write_new(file.parent, {file.name: made})
