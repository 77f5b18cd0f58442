"""Where rows go: Arrow files of text columns, written piece by piece, and the rows refused on the way.

The first column is the row's place; the others are the columns of the source. Records of JSON and XML, which
each have their own columns, are kept as one text each, so that sparse ones stay small.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from graph.errors import LimitError
from graph.extract import Refusal
from loaders.formulas import plain_column
from loaders.loader import FileSpec
from loaders.reading.header import letters
from loaders.reading.limits import RECORD_CHARACTERS, REFUSED_ROWS

CHUNK_CELLS = 400_000
"""Cells that are held as Python text at a time."""

_CHUNK_CHARACTERS = 16_000_000


@dataclass(frozen=True)
class Part:
    """Where one table lies: key of its spec, file, sheet, Arrow file, and whether it holds records."""

    key: str
    file: str
    sheet: str
    path: str
    is_records: bool = False


@dataclass(frozen=True)
class Place:
    """Where rows come from: spec, file, sheet, names of the columns."""

    spec: FileSpec
    file: str
    sheet: str
    columns: Sequence[str]

    def named(self, row: Sequence[str]) -> dict[str, str]:
        """Return a row by column; cells beyond the header are called by their letters."""
        beyond = map(letters, range(len(self.columns), len(row)))
        return dict(zip([*self.columns, *beyond], row, strict=False))


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row: rule, reason, remedy, and the position of the cell if one is meant."""

    rule: str
    reason: str
    remedy: str
    position: int | None = None


@dataclass
class Sink:
    """Collects what the files gave; `folder` is where the Arrow files go."""

    folder: Path
    parts: list[Part] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @contextmanager
    def table(self, place: Place) -> Iterator["Columns"]:
        """Open a part for one table; it is whole when the block ends."""
        ignored = set(place.spec.ignored)
        kept = [position for position, name in enumerate(place.columns) if name not in ignored]
        schema = pa.schema([("row", pa.string()), *((place.columns[k], pa.string()) for k in kept)])
        path = self._part(place.spec, place.file, place.sheet)
        with pa.OSFile(str(path), "wb") as out, pa.ipc.new_file(out, schema) as writer:
            yield Columns(writer, schema, kept, place.spec.is_closed)

    @contextmanager
    def records(self, spec: FileSpec, file: str) -> Iterator["Sparse"]:
        """Open a part for records that each have their own columns."""
        schema = pa.schema([("row", pa.string()), ("cells", pa.string())])
        path = self._part(spec, file, "", is_records=True)
        with pa.OSFile(str(path), "wb") as out, pa.ipc.new_file(out, schema) as writer:
            sparse = Sparse(writer, file)
            yield sparse
            sparse.flush()

    def refuse(self, place: Place, number: int, row: Sequence[str], fault: Fault) -> None:
        """Refuse one row; a file with too many such rows is not what its header says."""
        record = place.named(row)
        column = "" if fault.position is None else list(record)[fault.position]
        self.refused.append(
            Refusal(
                file=place.file,
                sheet=place.sheet,
                row=str(number),
                column=column,
                value=record.get(column, ""),
                rule=fault.rule,
                severity="error",
                reason=fault.reason,
                remedy=fault.remedy,
                table=place.spec.key if place.spec.is_closed else "",
                record=record,
            )
        )
        if len(self.refused) > REFUSED_ROWS:
            raise LimitError(
                f"{place.file}: more than {REFUSED_ROWS:,} rows are refused, the last in row {number} "
                f"({fault.reason}); mend the export"
            )

    def _part(self, spec: FileSpec, file: str, sheet: str, *, is_records: bool = False) -> Path:
        name = f"{len(self.parts)}.arrow"
        self.parts.append(Part(spec.key, file, sheet, name, is_records))
        return self.folder / name


@dataclass(frozen=True)
class Columns:
    """An open part: text goes in column by column, in the order of the source."""

    writer: pa.ipc.RecordBatchFileWriter
    schema: pa.Schema
    kept: Sequence[int]
    is_escaped: bool

    @property
    def chunk(self) -> int:
        """Rows to hand over at a time."""
        return max(CHUNK_CELLS // len(self.schema), 1)

    def add(self, columns: Sequence[Sequence[str]], places: Sequence[int]) -> None:
        """Write some rows; blank cells become null."""
        if not places:
            return
        arrays = [pa.array(places, pa.int64()).cast(pa.string())]
        arrays += [self._column(columns[position]) for position in self.kept]
        self.writer.write_batch(pa.record_batch(arrays, schema=self.schema))

    def _column(self, cells: Sequence[str]) -> pa.Array:
        column = pa.array(cells, pa.string())
        column = pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)
        return plain_column(column) if self.is_escaped else column


class Sparse:
    """An open part of records; each is written as a JSON object of text by column."""

    def __init__(self, writer: pa.ipc.RecordBatchFileWriter, file: str) -> None:
        self._writer, self._file = writer, file
        self._places: list[str] = []
        self._cells: list[str] = []
        self._held = self._total = 0

    def add(self, place: str, cells: Mapping[str, str]) -> None:
        """Write one record."""
        text = json.dumps(cells, ensure_ascii=False)
        self._places.append(place)
        self._cells.append(text)
        self._held += len(text)
        self._total += len(text)
        if self._total > RECORD_CHARACTERS:
            raise LimitError(f"{self._file} holds records of more than {RECORD_CHARACTERS:,} characters; split it")
        if self._held > _CHUNK_CHARACTERS:
            self.flush()

    def flush(self) -> None:
        """Write what is held."""
        batch = [pa.array(self._places, pa.string()), pa.array(self._cells, pa.string())]
        self._writer.write_batch(pa.record_batch(batch, names=["row", "cells"]))
        self._places, self._cells, self._held = [], [], 0
