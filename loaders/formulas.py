"""Text that a spreadsheet would take for a formula, and the apostrophe that keeps it text.

Export writes the apostrophe, reading takes one off: so a text that had one already gets another. Only text is
meant, never a number: -2.5 stays -2.5.
"""

import re

import pyarrow as pa
import pyarrow.compute as pc

# Fullwidth signs start formulas in some spreadsheets, too. Blanks are listed because the two engines that
# read this pattern disagree about \s.
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_BLANKS = " \\t\\n\\r\\x0b\\x0c\u00a0\u3000"
_START = f"'*(?:[{_BLANKS}]*[{_SIGNS}]|[\\t\\r\\n\\x00])"
_FORMULA = re.compile(_START)


def is_formula(text: str) -> bool:
    """Return True for a text that, after apostrophes and blanks, starts as a formula or a control sign."""
    return _FORMULA.match(text) is not None


def escaped(text: str) -> str:
    """Return the text, with an apostrophe before it if it starts as a formula.

    Examples
    --------
    >>> escaped("=1+1"), escaped("'=1+1"), escaped("a=1"), escaped("'s-Hertogenbosch")
    ("'=1+1", "''=1+1", 'a=1', "'s-Hertogenbosch")
    """
    return f"'{text}" if is_formula(text) else text


def escaped_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a text column in which every text is `escaped`."""
    return pc.replace_substring_regex(column, f"^({_START})", r"'\1")


def plain_column(column: pa.Array) -> pa.Array:
    """Return a text column as it was before it was escaped."""
    # Most columns hold no such cell, and the pattern costs more than the question.
    if not pc.any(pc.starts_with(column, "'")).as_py():
        return column
    return pc.replace_substring_regex(column, f"^'({_START})", r"\1")
