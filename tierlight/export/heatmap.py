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
from numpy.typing import NDArray

from graph.dimensions import Dimension
from graph.errors import TierlightError, UnknownNameError
from graph.files import write
from graph.parameters import Parameters
from graph.tables import Tables
from tierlight.export.palette import NO_DATA, Band, bands, places
from tierlight.export.provenance import METHOD, NOT_MEANT, Provenance


@dataclass(frozen=True)
class Kind:
    """One choice of rows: table, label and measure of its scores, words for people, what a cell means."""

    table: str
    label: str
    measure: str
    plural: str
    meaning: str
    by_unmapped: bool


_MEAN = "the share-weighted mean of the risks of all sites and origins behind it, 0 best, 1 worst."
KINDS = {
    "product": Kind(
        "products",
        "Product",
        "headline",
        "products",
        "A cell is the product's headline, 0 best, 1 worst: the largest of its mean exposure and its exposures per "
        "risk material. The word after the band says which answer that is.",
        by_unmapped=True,
    ),
    "supplier": Kind(
        "suppliers",
        "Supplier",
        "r",
        "suppliers",
        "A cell is the highest residual risk among the supplier's sites, 0 best, 1 worst.",
        by_unmapped=False,
    ),
    "site": Kind(
        "sites",
        "Site",
        "r",
        "sites",
        "A cell is the site's residual risk after evidence and findings, 0 best, 1 worst.",
        by_unmapped=False,
    ),
    "country": Kind(
        "countries",
        "Country",
        "r",
        "countries",
        "A cell is the score of the place from published indicators, 0 best, 1 worst.",
        by_unmapped=False,
    ),
    "material": Kind(
        "materials",
        "Material",
        "mean",
        "materials",
        f"A cell is the exposure of the material's world mix: {_MEAN}",
        by_unmapped=True,
    ),
    "part": Kind("parts", "Part", "mean", "parts", f"A cell is the part's mean exposure: {_MEAN}", by_unmapped=True),
}
"""What can be the rows of a heatmap, by the word that the command line takes."""

FORMATS = (".png", ".svg", ".pdf", ".html", ".xlsx", ".csv")
NUMBERS = ("value", "low", "high", "confidence", "unmapped")


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
            f"Severe in at least one dimension: {severe} of {self.shown} {self.kind.plural}. Highest: {worst['name']}, "
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
    grid = _grid(found, known, codes)
    shown = _order(grid["value"], codes.index(sort) if sort else None)[:top]
    cells = _cells(grid, shown, known, names, kind, parameters, tables)
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


def _grid(found: pd.DataFrame, ids: list[str], codes: list[str]) -> dict[str, NDArray[Any]]:
    """Return each column of the scores as an array of rows by dimensions; None and NaN where there is no score."""
    row = pd.Index(ids, dtype=object).get_indexer(pd.Index(found["id"].to_numpy(object)))
    column = pd.Index(codes, dtype=object).get_indexer(pd.Index(found["dimension"].to_numpy(object)))
    kept = (row >= 0) & (column >= 0)
    grid: dict[str, NDArray[Any]] = {}
    for name in NUMBERS:
        cells = np.full((len(ids), len(codes)), np.nan)
        cells[row[kept], column[kept]] = found[name].to_numpy(float, na_value=np.nan)[kept]
        grid[name] = cells
    for name in ("imputed", "witness", "reason"):
        words = np.full((len(ids), len(codes)), None, dtype=object)
        read = found[name].to_numpy(object, copy=True)
        read[pd.isna(read)] = None
        words[row[kept], column[kept]] = read[kept]
        grid[name] = words
    return grid


def _order(values: NDArray[np.float64], column: int | None) -> NDArray[np.intp]:
    """Return the places of the rows, highest first, those without data last, equal ones as they come."""
    filled = np.where(np.isnan(values), -np.inf, values)
    worst = filled.max(axis=1, initial=-np.inf)
    gravest = worst if column is None else filled[:, column]
    return np.lexsort((-worst, -gravest))


def _cells(
    grid: dict[str, NDArray[Any]],
    shown: NDArray[np.intp],
    ids: list[str],
    names: dict[str, str],
    kind: Kind,
    parameters: Parameters,
    tables: Tables,
) -> pd.DataFrame:
    dimensions, count = parameters.dimensions, len(parameters.dimensions)
    flat = {name: cells[shown].ravel() for name, cells in grid.items()}
    value = flat["value"].astype(float)
    listed = np.array([*(one.name for one in bands(parameters)), NO_DATA.name], dtype=object)
    materials = dict(zip(tables["materials"]["id"], tables["materials"]["name"], strict=True))
    answers = flat["witness"] if kind.measure == "headline" else [None] * len(value)
    shown_ids = [ids[place] for place in shown]
    blank = np.isnan(value)
    return pd.DataFrame(
        {
            "id": np.repeat(np.array(shown_ids, dtype=object), count),
            "name": np.repeat(np.array([names.get(one) or one for one in shown_ids], dtype=object), count),
            "dimension": [one.id for one in dimensions] * len(shown),
            "dimension_label": [one.label for one in dimensions] * len(shown),
            "value": value,
            "band": listed[places(value, bands(parameters))],
            **{name: flat[name].astype(float) for name in NUMBERS[1:]},
            "imputed": pd.Series(flat["imputed"], dtype="boolean"),
            "answer": pd.Series(answers, dtype=object).where(~blank, None),
            "answer_name": pd.Series([materials.get(one, one) for one in answers], dtype=object).where(~blank, None),
            "hatched": blank | _unsure(flat, kind, float(parameters["bands.hatched_below"])),
            "reason": [
                (reason or "not scored in this run") if missing else None
                for reason, missing in zip(flat["reason"], blank, strict=True)
            ],
        }
    )


def _unsure(flat: dict[str, NDArray[Any]], kind: Kind, below: float) -> NDArray[np.bool_]:
    """Return True where a score is drawn hatched; what is not known to be sure is not sure."""
    if kind.by_unmapped:
        return ~(flat["unmapped"].astype(float) <= 0.5)
    return ~(flat["confidence"].astype(float) >= below)


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
