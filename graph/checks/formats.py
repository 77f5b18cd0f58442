"""Public numbers and codes with a check of their own: what `check:NAME` in the dictionary means.

Each takes a text and returns None if it holds, else what it should look like. Adding one is adding an entry
to `CHECKS`. Nothing is repaired: a number written otherwise than the standard says is refused.
"""

import re
from collections.abc import Callable, Mapping

import pycountry
from stdnum import casrn, ean, lei, vatin
from stdnum.exceptions import ValidationError

from graph.errors import UnknownNameError
from graph.units import units

LONGEST_ID = 256
"""Characters that an id may have: our choice, so that ids fit into the indexes of every database."""

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_OS_ID = re.compile(r"[A-Z]{2}[0-9]{7}[0-9A-HJKMNP-TV-Z]{6}")
_CLASS = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?):([0-9]+(?:\.[0-9]+)?)")
_CURRENCIES = frozenset(currency.alpha_3 for currency in pycountry.currencies)


def check(name: str) -> Callable[[str], str | None]:
    """Return one check by name; an unknown name is an `UnknownNameError`."""
    if name not in CHECKS:
        raise UnknownNameError("check", name, CHECKS)
    return CHECKS[name]


def id_(text: str) -> str | None:
    """Check an id: short enough for an index, on one line."""
    if len(text) > LONGEST_ID or "\u2028" in text or "\u2029" in text:
        return f"an id of at most {LONGEST_ID} characters on one line"
    return None


def lei_(text: str) -> str | None:
    """Check a legal entity identifier."""
    return None if _standard(lei, text) else "20 letters and digits with two check digits (ISO 17442)"


def gtin(text: str) -> str | None:
    """Check a GS1 item number."""
    fits = len(text) in {8, 12, 13, 14} and _standard(ean, text)
    return None if fits else "8, 12, 13 or 14 digits, the last a check digit"


def gln(text: str) -> str | None:
    """Check a GS1 location number."""
    return None if len(text) == 13 and _standard(ean, text) else "13 digits, the last a check digit"


def cas(text: str) -> str | None:
    """Check a CAS registry number."""
    return None if _standard(casrn, text) else "a CAS number with its check digit, such as 7440-48-4"


def vat(text: str) -> str | None:
    """Check a VAT number; blanks and points inside are common, and allowed."""
    return None if vatin.is_valid(text) else "a VAT number with its country prefix, such as SE556677889901"


def os_id(text: str) -> str | None:
    """Check an Open Supply Hub id.

    Notes
    -----
    Country, four and three digits of a date, five symbols and a check symbol: that of the sum of both
    letters' code points and the Crockford base-32 values of the twelve symbols between, modulo 32.

    Examples
    --------
    >>> os_id("CN2024221G4W0WA") is None, os_id("CN2024221G4W0WB") is None
    (True, False)
    """
    if _OS_ID.fullmatch(text):
        total = ord(text[0]) + ord(text[1]) + sum(_CROCKFORD.index(symbol) for symbol in text[2:14])
        if text[14] == _CROCKFORD[total % 32]:
            return None
    return "15 characters with a check character, such as CN2024221G4W0WA"


def unit(text: str) -> str | None:
    """Check a unit."""
    return None if text in units() else "a UN/ECE Rec 20 code such as C62 (piece), KGM or TNE"


def currency(text: str) -> str | None:
    """Check a currency."""
    return None if text in _CURRENCIES else "an ISO 4217 code such as EUR"


def ordinal_map(text: str) -> str | None:
    """Check a map from classes to scores: each class once, each score 0 to 1."""
    pairs = [_CLASS.fullmatch(pair) for pair in text.split(";")]
    classes = {float(pair[1]) for pair in pairs if pair and float(pair[2]) <= 1}
    return None if len(classes) == len(pairs) else "classes and scores from 0 to 1, such as 1:0.10;2:0.30;3:0.50"


def _standard(module: object, text: str) -> bool:
    """Return whether a text is a valid number exactly as its standard writes it."""
    try:
        return bool(module.validate(text) == text)  # type: ignore[attr-defined]
    except ValidationError:
        return False


CHECKS: Mapping[str, Callable[[str], str | None]] = {
    "id": id_,
    "lei": lei_,
    "gtin": gtin,
    "gln": gln,
    "cas": cas,
    "vat": vat,
    "os_id": os_id,
    "unit": unit,
    "currency": currency,
    "ordinal_map": ordinal_map,
}
