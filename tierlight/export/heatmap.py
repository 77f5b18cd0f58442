"""A heatmap: one kind of thing by the risk dimensions, saved as a picture, a page, a workbook or CSV.

A cell is the headline for products, the mean exposure for parts and materials, the risk itself for sites,
suppliers and countries. A cell without data stays without data: drawn grey, sorted last, never low.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from graph.dimensions import Dimension
from graph.errors import TierlightError, UnknownNameError
from graph.files import write
from graph.parameters import Parameters
from graph.tables import Tables
from tierlight.export.heatmap_cells import cells_of, grid_of, order
from tierlight.export.heatmap_kind import KINDS, Kind
from tierlight.export.palette import Band, bands
from tierlight.export.provenance import METHOD, NOT_MEANT, Provenance

__all__ = ["FORMATS", "KINDS", "Heatmap", "heatmap"]

FORMATS = (".png", ".svg", ".pdf", ".html", ".xlsx", ".csv")


@dataclass(frozen=True)
class Heatmap:
    """Cells, ready to be drawn or written.

    Attributes
    ----------
    kind
        What the rows are.
    cells
        One row per cell, in the order drawn: `id`, `name`, `dimension`, `dimension_label`, `value`, `band`,
        `low`, `high`, `confidence`, `unmapped`, `imputed`, `answer`, `answer_name`, `hatched`, `reason`.
    dimensions
        The columns.
    bands
        From low to severe.
    total
        Rows before `top` cut them.
    about
        Provenance and what was counted, names and values for people.
    provenance
        What the numbers were made from.
    """

    kind: Kind
    cells: pd.DataFrame
    dimensions: tuple[Dimension, ...]
    bands: tuple[Band, ...]
    total: int
    about: dict[str, str]
    provenance: Provenance
    hatched_below: float
    sort: str | None = None

    @property
    def shown(self) -> int:
        """Number of rows."""
        return len(self.cells) // len(self.dimensions)

    def lines(self) -> list[list[dict[str, Any]]]:
        """Return the cells of each row, each cell as a record."""
        records: list[dict[str, Any]] = self.cells.to_dict("records")  # type: ignore[assignment]
        count = len(self.dimensions)
        return [records[start : start + count] for start in range(0, len(records), count)]

    @property
    def title(self) -> str:
        """What the picture is."""
        return f"Supply-chain risk of {self.kind.plural}"

    @property
    def hatch_rule(self) -> str:
        """When a cell with a number is hatched, for the legend."""
        return "over half unmapped" if self.kind.by_unmapped else f"confidence below {self.hatched_below:.2f}"

    @property
    def finding(self) -> str:
        """The gravest cell as a sentence: caption and alternative text of the picture."""
        if not self.shown:
            return f"There are no {self.kind.plural} to show."
        known = self.cells["value"].notna()
        if not known.any():
            return f"No data for any of the {self.shown} {self.kind.plural}."
        worst = self.cells.iloc[int(np.nanargmax(self.cells["value"].to_numpy(float)))]
        severe = int(self.cells.loc[self.cells["band"] == self.bands[-1].name, "id"].nunique())
        of = f" ({_owing(worst)})" if worst["answer"] else ""
        return (
            f"{severe} of {self.shown} {self.kind.plural} severe in at least one dimension. Highest: {worst['name']}, "
            f"{worst['dimension_label']}, {worst['value']:.2f}{of}."
        )

    @property
    def blank_dimensions(self) -> tuple[Dimension, ...]:
        """Dimensions of which no cell shown has data."""
        known = set(self.cells.loc[self.cells["value"].notna(), "dimension"])
        return tuple(one for one in self.dimensions if one.id not in known) if self.shown else ()

    def content(self, suffix: str) -> bytes:
        """Return the bytes of a file with the ending `suffix`, one of `FORMATS`.

        Raises
        ------
        TierlightError
            If the ending is none of these, or a picture would have too many rows.
        """
        # The drawing libraries take half a second to import, which a CSV should not pay.
        from tierlight.export import heatmap_page, heatmap_picture, heatmap_table, heatmap_xlsx  # noqa: PLC0415

        if suffix == ".csv":
            return heatmap_table.content(self)
        if suffix == ".xlsx":
            return heatmap_xlsx.content(self)
        if suffix == ".html":
            return heatmap_page.content(self)
        if suffix in FORMATS:
            return heatmap_picture.content(self, suffix)
        raise TierlightError(
            f"a heatmap cannot be saved as {suffix or 'a file without ending'!r}; "
            f"end the name in one of {', '.join(FORMATS)}"
        )

    def save(self, path: Path) -> tuple[Path, ...]:
        """Write the file whole or not at all, in the format of its ending; return the paths written.

        Beside a CSV stands `NAME.about.json`, since a CSV has no room for its provenance.

        Raises
        ------
        TierlightError
            If the ending is none of `FORMATS`, or the system refuses to write.
        """
        from tierlight.export import heatmap_table  # noqa: PLC0415  as in `content`

        path = Path(path)
        contents = {path: self.content(path.suffix.lower())}
        if path.suffix.lower() == ".csv":
            contents[path.with_name(f"{path.stem}.about.json")] = heatmap_table.about(self)
        for file, content in contents.items():
            write(file, content, "export")
        return tuple(contents)


def heatmap(
    scores: pd.DataFrame,
    tables: Tables,
    parameters: Parameters,
    provenance: Provenance,
    *,
    rows: str = "product",
    top: int | None = None,
    sort: str | None = None,
    ids: Collection[str] | None = None,
) -> Heatmap:
    """Return one kind of thing by dimensions.

    Parameters
    ----------
    scores
        Every score of a run, as `graph.scores` makes them.
    tables
        The snapshot; gives the names, and rows that the run did not score.
    parameters
        Those of the run: dimensions and cuts of the bands.
    provenance
        What the numbers were made from.
    rows
        One of `KINDS`.
    top
        Keep this many rows, the gravest.
    sort
        Dimension to sort by, highest first; by default the gravest dimension of each row. Rows without data
        come last, equal rows by id.
    ids
        Keep only these rows, for a filter that `provenance` names.

    Raises
    ------
    UnknownNameError
        If `rows` or `sort` is unknown.
    TierlightError
        If `top` is less than 1.
    """
    if rows not in KINDS:
        raise UnknownNameError("rows of a heatmap", rows, KINDS)
    if top is not None and top < 1:
        raise TierlightError(f"top {top}: a heatmap shows at least 1 row; give 1 or more, or leave it out")
    kind, dimensions = KINDS[rows], parameters.dimensions
    codes = [one.id for one in dimensions]
    if sort is not None and sort not in codes:
        raise UnknownNameError("dimension to sort by", sort, codes)
    names = dict(zip(tables[kind.table]["id"], tables[kind.table]["name"], strict=True))
    found = scores[(scores["label"] == kind.label) & (scores["measure"] == kind.measure)]
    known = sorted(({*names, *found["id"]} & set(ids)) if ids is not None else {*names, *found["id"]})
    grid = grid_of(found, known, codes)
    shown = order(grid["value"], codes.index(sort) if sort else None)[:top]
    cells = cells_of(grid, shown, known, names, kind, parameters, tables)
    counted = _counted(scores, cells, len(known), len(shown), sort)
    return Heatmap(
        kind=kind,
        cells=cells,
        dimensions=dimensions,
        bands=bands(parameters),
        total=len(known),
        about=_about(provenance, counted, kind),
        provenance=provenance,
        hatched_below=float(parameters["bands.hatched_below"]),
        sort=sort,
    )


def _owing(cell: "pd.Series[Any]") -> str:
    """Return which answer a headline is, in words."""
    return "mean" if cell["answer"] == "mean" else str(cell["answer_name"])


def _counted(scores: pd.DataFrame, cells: pd.DataFrame, total: int, shown: int, sort: str | None) -> dict[str, str]:
    """Return what is counted in the rows shown, as words."""
    unmapped = cells.loc[cells["value"].notna(), "unmapped"].mean()
    imputed = scores["imputed"].astype("boolean")
    inputs = (scores["label"] == "Country") & scores["value"].notna()
    return {
        "rows shown": f"{shown:,} of {total:,}",
        "sorted by": f"{sort}, highest first" if sort else "gravest dimension of each row, highest first",
        "mean unmapped share": "does not apply" if np.isnan(unmapped) else f"{unmapped:.2f}",
        "imputed cells shown": f"{int(cells['imputed'].sum()):,} of {len(cells):,}"
        if cells["imputed"].notna().any()
        else "does not apply",
        "imputed place scores in the run": f"{int((imputed.fillna(value=False) & inputs).sum()):,} "
        f"of {int(inputs.sum()):,}",
    }


def _about(provenance: Provenance, counted: dict[str, str], kind: Kind) -> dict[str, str]:
    known = provenance.about()
    licences = known.pop("licences")
    return (
        known
        | counted
        | {
            "what a number means": f"{kind.meaning} Bands are decided before rounding.",
            "what it does not mean": NOT_MEANT,
            "method": METHOD,
            "licences": licences,
        }
    )
