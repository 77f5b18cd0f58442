"""The strongest exposure paths as a file, in the format that its name ends in."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from graph.errors import UnknownNameError
from graph.parameters import Parameters
from tierlight.export import network_view
from tierlight.export.graphfile import content
from tierlight.export.pathview import path_views
from tierlight.export.table import write_new

FORMATS = (".graphml", ".gexf", ".html")


def write_paths(
    file: Path,
    answer: Mapping[str, Any],
    about: Mapping[str, Any],
    title: str,
    *,
    scores: pd.DataFrame,
    parameters: Parameters,
) -> None:
    """Write the paths of an answer in the format that the file's name ends in.

    Parameters
    ----------
    file
        Where to.
    answer
        In the shape of `paths --json`.
    about
        Provenance, names and values for people.
    title
        What the paths are, as a sentence.
    scores, parameters
        Those of the run; they give each node its score, band and hatch.

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
    views = path_views(answer, scores, parameters)
    if suffix == ".html":
        made = network_view.page(views, parameters, about, title)
    else:
        made = content(answer, about, suffix, views)
    write_new(file.parent, {file.name: made})
