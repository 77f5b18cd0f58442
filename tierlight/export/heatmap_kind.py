"""What can be the rows of a heatmap, and what a cell of each means."""

from dataclasses import dataclass


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
