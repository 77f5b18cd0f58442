"""Countries and subdivisions: names and codes of any source turned into ISO 3166 codes.

Only exact names count: an inexact search takes "Niger" for Nigeria. What is a group of countries, what may
mean two countries and what is unknown come back as `Unresolved`, never as a guess.
"""

import csv
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

import pycountry


@dataclass(frozen=True, slots=True)
class Country:
    """One country: ISO 3166-1 codes, the name shown to people, UN M49 region and subregion ("" if none)."""

    alpha2: str
    alpha3: str
    numeric: str
    name: str
    region: str
    subregion: str


@dataclass(frozen=True, slots=True)
class Subdivision:
    """One subdivision: ISO 3166-2 code, name, and the code of its country."""

    code: str
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A text that names no single country.

    Attributes
    ----------
    text
        What was looked up.
    kind
        `pseudo` (a total, a group, a former state), `ambiguous` or `unknown`; `pseudo` is also the name of
        the rule by which such rows are left out, `country` that of the others.
    candidates
        The codes that are meant, where the text is ambiguous.
    """

    text: str
    kind: Literal["pseudo", "ambiguous", "unknown"]
    candidates: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        """Rule for the list of refused rows."""
        return "pseudo" if self.kind == "pseudo" else "country"

    @property
    def reason(self) -> str:
        """What is wrong, as a sentence."""
        if self.kind == "pseudo":
            return f"{self.text!r} is a group, a total or a former state, not one country."
        if self.kind == "ambiguous":
            meant = " or ".join(f"{code} ({countries()[code].name})" for code in self.candidates)
            return f"{self.text!r} may mean {meant}."
        return f"{self.text!r} is not a known country."

    @property
    def remedy(self) -> str:
        """What to do, as a sentence."""
        if self.kind == "pseudo":
            return "Name the country, or leave the row out."
        if self.kind == "ambiguous":
            return f"Write {' or '.join(self.candidates)}."
        return "Write the ISO 3166-1 alpha-2 code, such as SE."


@cache
def countries() -> Mapping[str, Country]:
    """Return all countries by alpha-2 code, in the order of the file."""
    return {
        row["alpha2"]: Country(
            row["alpha2"], row["alpha3"], row["numeric"], row["name"], row["region"], row["subregion"]
        )
        for row in _rows("countries.csv")
    }


def subdivision(code: str) -> Subdivision | None:
    """Return a subdivision by its ISO 3166-2 code, or None if there is no such code in force."""
    return _subdivisions().get(code)


def resolve(text: str, dataset: str = "") -> str | Unresolved:
    """Return the ISO 3166-1 alpha-2 code of the country that a text names, or why there is none.

    Parameters
    ----------
    text
        A name, an alias, or an alpha-2, alpha-3 or numeric code.
    dataset
        Source of the text, such as `wmd`; some names mean something else there.

    Examples
    --------
    >>> resolve("DR Congo"), resolve("NAM"), resolve("36")
    ('CD', 'NA', 'AU')
    >>> resolve("Congo").reason
    "'Congo' may mean CD (DR Congo) or CG (Congo Republic)."
    """
    return _resolve(_normal(text), text, dataset)


@lru_cache(maxsize=65_536)
def _resolve(wanted: str, text: str, dataset: str) -> str | Unresolved:
    for scope in dict.fromkeys((dataset, "")):
        alias = _aliases().get((scope, wanted))
        if alias is not None:
            return alias if isinstance(alias, str) else Unresolved(text, alias.kind, alias.candidates)
    if wanted.isascii() and wanted.isdigit():
        wanted = wanted.zfill(3)
    try:
        code: str = pycountry.countries.lookup(wanted).alpha_2
    except LookupError:
        return Unresolved(text, "unknown")
    return code if code in countries() else Unresolved(text, "unknown")


@cache
def _subdivisions() -> Mapping[str, Subdivision]:
    return {
        found.code: Subdivision(found.code, unicodedata.normalize("NFC", found.name), found.country_code)
        for found in pycountry.subdivisions
    }


@cache
def _aliases() -> Mapping[tuple[str, str], str | Unresolved]:
    """Return code or failure by dataset and normal form of the alias."""
    return {
        (row["dataset"], _normal(row["alias"])): row["country"] or _failure(row) for row in _rows("country_aliases.csv")
    }


def _failure(row: Mapping[str, str]) -> Unresolved:
    if row["kind"] == "ambiguous":
        return Unresolved(row["alias"], "ambiguous", tuple(row["note"].split(" or ")))
    return Unresolved(row["alias"], "pseudo")


def _normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).replace("\u00a0", " ").split()).casefold()


def _rows(name: str) -> list[dict[str, str]]:
    text = files("graph").joinpath(f"lookups/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
