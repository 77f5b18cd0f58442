"""What a loader hands over: tables as text with the origin of each row, and the rows it refused.

Nothing here is validated yet, and nothing here knows a file format.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row, or one cell of it, that was not loaded, in the words of the file that it came from.

    Attributes
    ----------
    file, sheet, row
        Where: `row` is what the user's program shows (CSV: line on which the record starts, header is 1;
        sheet: row number; JSON: path; XML: element index). `sheet` is "" where there is none.
    column, value
        Column as the file names it, and the text of the cell; "" where the whole row is meant.
    rule
        Word from the list in the manual, such as `required`, `type`, `range`, `reference`, `total`.
    severity
        `error`, or `left_out` for an intended omission (totals, doubles).
    reason, remedy
        What is wrong, and what to do, as sentences.
    table
        Table that the row was meant for; "" if that was not clear yet.
    record
        The whole row as the file has it, column to text; kept in refused.jsonl.
    """

    file: str
    sheet: str
    row: str
    column: str
    value: str
    rule: str
    severity: str
    reason: str
    remedy: str
    table: str = ""
    record: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class TextTable:
    """Rows of one table as text.

    Attributes
    ----------
    table
        Name of the table in the dictionary.
    cells
        One string column per field that the loader sets, null where the cell is blank. A field that is not
        among the columns keeps its value in a row that is already known.
    origin
        Columns `file`, `sheet`, `row` (strings), one row per row of `cells`.
    columns
        Name of each field's column in the source file, where it differs from the field's name.
    """

    table: str
    cells: pa.Table
    origin: pa.Table
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SourceFile:
    """A file that was read: its name as the user gave it, its SHA-256 (hex) and its size in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Extract:
    """Everything that a loader made of its source files.

    Attributes
    ----------
    loader
        Name of the loader, such as `canonical`.
    dataset
        Prefix of the ids that the loader makes ("" for user ids).
    complete
        True if the files are the whole list, so that rows that are absent now may be removed (`--replace`).
    tables
        At most one entry per table.
    refused
        Source rows that gave no table row.
    sources, licence, publisher
        For the load's record.
    notes
        Sentences about what was done to whole columns ("trimmed 12 cells of column name").
    """

    loader: str
    dataset: str
    complete: bool
    tables: tuple[TextTable, ...]
    refused: tuple[Refusal, ...] = ()
    sources: tuple[SourceFile, ...] = ()
    licence: str = ""
    publisher: str = ""
    notes: tuple[str, ...] = ()
