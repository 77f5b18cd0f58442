"""The contract of a source format: what a file of `loaders/` declares as its `LOADER`.

A loader says which files, sheets and columns it needs and turns records into table rows. It opens no file,
loops over no files and knows no database: `loaders.extract` reads the files and runs it.
"""

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from graph.extract import Refusal

Kind = Literal["csv", "workbook", "json", "xml", "sqlite"]


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a source file, as text.

    Attributes
    ----------
    file, sheet, row
        Where it stands, in the words of the user's program: `row` is a line (CSV), a row number (sheet),
        a path (JSON) or the index of the element (XML). `sheet` is "" where there is none.
    cells
        Text by column, None where the cell is blank. Nothing is trimmed. JSON: dotted path of each value
        below the item (`list.0.name`). XML: text of each tag without children in the element, and in the
        elements around it (the inner one wins); `@name` for attributes.
    """

    file: str
    sheet: str
    row: str
    cells: Mapping[str, str | None]

    def refused(self, column: str, rule: str, reason: str, remedy: str, *, table: str = "") -> Refusal:
        """Return the refusal of this record because of one column ("" for the whole of it)."""
        return Refusal(
            file=self.file,
            sheet=self.sheet,
            row=self.row,
            column=column,
            value=self.cells.get(column) or "",
            rule=rule,
            severity="error",
            reason=reason,
            remedy=remedy,
            table=table,
            record=self.cells,
        )

    def left_out(self, column: str, rule: str, reason: str, remedy: str = "", *, table: str = "") -> Refusal:
        """Return the note that this record is left out on purpose, such as a total or a double."""
        return replace(self.refused(column, rule, reason, remedy, table=table), severity="left_out")


@dataclass(frozen=True, slots=True)
class Row:
    """One table row made of a record.

    Attributes
    ----------
    table
        Name of the table in the dictionary.
    cells
        Text by field, None for blank. A loader sets the same fields in all rows of a table: a field that
        only some rows have is blank in the others, and a blank clears what was known.
    record
        The record that it comes from.
    columns
        Column of the source for each field, where the names differ.
    """

    table: str
    cells: Mapping[str, str | None]
    record: Record
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence about what was done to many records at once, for the record of the load."""

    text: str


@dataclass(frozen=True)
class FileSpec:
    """One file, sheet or list of elements that a loader reads.

    Attributes
    ----------
    key
        Name by which the loader finds the records; for table-shaped formats the name of the table.
    kind
        How it is read.
    names
        Patterns of the file's name such as `inputs.csv` or `*_2016.xml`, compared without case. Empty: any
        file with a suffix of the loader's sniff.
    required
        Columns without which the file is refused.
    optional
        Further columns that the loader knows.
    ignored
        Columns that may be there and are not read.
    is_closed
        True: any other column refuses the file, with the nearest name.
    is_needed
        True: a missing file or sheet is an error.
    is_lookup
        True: records serve the others, and need give no row of their own.
    sheet
        Sheet of a workbook, or table of a database.
    header
        Row of the header, 1 is the first; 0 (workbooks only): none, columns are called A, B, C …
    items
        JSON: dotted path of the list whose members are records ("" for the whole document).
    element
        XML: tag of the elements that are records.
    fixed_width
        Columns of text whose zeros count: a number in such a cell of a workbook is refused.
    """

    key: str
    kind: Kind = "csv"
    names: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    is_closed: bool = False
    is_needed: bool = True
    is_lookup: bool = False
    sheet: str = ""
    header: int = 1
    items: str = ""
    element: str = ""
    fixed_width: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[str, ...]:
        """Columns that the loader reads."""
        return self.required + self.optional


@dataclass(frozen=True)
class Sniff:
    """How a format is recognised; every part that is given must hold.

    Attributes
    ----------
    suffixes
        Endings of the file's name, such as `.csv`; compared without case.
    names
        Patterns of file names, of which one must be there.
    columns
        Columns that one header must have.
    sheets
        Sheets that the workbook must have, or tables that the database must have.
    keys
        Keys of the top object (JSON), or the root's tag and the tags below it (XML).
    """

    suffixes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a format, such as `--supplier`; `choices` are the values allowed (empty: any)."""

    name: str
    meaning: str
    choices: tuple[str, ...] = ()
    default: str | None = None


class Records(dict[str, Sequence[Record]]):
    """Records by the key of their `FileSpec`, and the options of the load by name.

    A file that is not needed and not there has an empty list.
    """

    def __init__(self, records: Mapping[str, Sequence[Record]], options: Mapping[str, str] | None = None) -> None:
        super().__init__(records)
        self.options: Mapping[str, str] = dict(options or {})


@dataclass(frozen=True)
class Loader:
    """A source format, whole.

    Attributes
    ----------
    name
        Word for the command line, such as `country-risk`.
    title
        Heading for people.
    reads, where
        What it reads, and where such files come from; shown by `tierlight formats`.
    sniff
        How a file of this format is recognised.
    files
        Files, sheets or lists of elements.
    tables
        Tables that it fills.
    complete
        True if the files are the whole list, so that rows that are absent now may be removed (`--replace`).
    dataset
        Prefix of the ids it makes; "" for ids of the user.
    publisher, licence, url
        For the record of the load.
    rows
        Turns records into rows, refusals and notes. Every record that is no look-up gives at least one of the
        first two.
        None for table-shaped formats: each file is the table called `key`, and stays in columns.
    options
        Options of this format.
    """

    name: str
    title: str
    reads: str
    where: str
    sniff: Sniff
    files: tuple[FileSpec, ...]
    tables: tuple[str, ...]
    complete: bool = False
    dataset: str = ""
    publisher: str = ""
    licence: str = ""
    url: str = ""
    rows: Callable[[Records], Iterable[Row | Refusal | Note]] | None = None
    options: tuple[Option, ...] = ()


def native_id(dataset: str, identifier: str) -> str:
    """Return `dataset:identifier`, the id of a thing that its publisher has named."""
    return f"{dataset}:{identifier}"


def hashed_id(dataset: str, *cells: str | None) -> str:
    """Return an id for a thing without one, from the cells that identify it.

    Twelve hex digits of SHA-256 over the cells in NFC, case-folded, spaces collapsed, joined by U+001F. Row
    numbers never go in: they change when a file is sorted.

    Examples
    --------
    >>> hashed_id("na", "Ford  Motor", None) == hashed_id("na", "ford motor", "")
    True
    """
    folded = (" ".join(unicodedata.normalize("NFC", cell or "").casefold().split()) for cell in cells)
    return f"{dataset}:{hashlib.sha256(chr(0x1F).join(folded).encode()).hexdigest()[:12]}"
