"""How results are printed: plain aligned tables for people, JSON for programs.

Nothing here computes; a null is shown as a dash and never as 0.
"""

import json
import math
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

import numpy as np
import pandas as pd
from rich.cells import cell_len

NOTHING = "–"


def write(text: str = "") -> None:
    """Write one line of results to standard output."""
    sys.stdout.write(f"{text}\n")


def write_json(value: Any) -> None:
    """Write a value as JSON: plain numbers, ISO dates, absent values `null`."""
    write(json.dumps(plain(value), ensure_ascii=False, indent=2, allow_nan=False))


def plain(value: Any) -> Any:
    """Return `value` in the types that JSON knows; NaN, NaT and `pd.NA` become None."""
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [plain(part) for part in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if value is pd.NA or value is pd.NaT or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, PurePath) else value


def table(header: Sequence[str], rows: Iterable[Sequence[Any]], right: Iterable[int] = ()) -> str:
    """Return an aligned table without rules.

    Parameters
    ----------
    header
        One heading per column.
    rows
        Cells; None is shown as a dash, a float with three digits.
    right
        Positions of the columns that are aligned right.
    """
    cells = [[*header], *([shown(cell) for cell in row] for row in rows)]
    widths = [max(cell_len(row[i]) for row in cells) for i in range(len(header))]
    rights = set(right)
    return "\n".join(
        "  ".join(_padded(cell, widths[i], i in rights) for i, cell in enumerate(row)).rstrip() for row in cells
    )


def shown(value: Any) -> str:
    """Return one cell as people read it."""
    value = plain(value)
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number(value)
    if isinstance(value, list):
        return ", ".join(shown(part) for part in value)
    return clean(str(value))


def number(value: float) -> str:
    """Return a score with three digits and without the zero before the point."""
    text = f"{value:.3f}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def clean(text: str) -> str:
    """Return text on one line, without the control characters that could steer a terminal."""
    spaced = " ".join(text.split())
    return "".join(character for character in spaced if unicodedata.category(character) != "Cc")


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Return `1 row`, `1,234 rows`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def _padded(text: str, width: int, right: bool) -> str:
    space = " " * (width - cell_len(text))
    return space + text if right else text + space
