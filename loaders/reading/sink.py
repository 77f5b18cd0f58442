"""Where rows go: Arrow files of text columns, written piece by piece, and the rows refused on the way.

The first column is the row's place; the others are the columns of the source.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from graph.errors import LimitError
from graph.extract import Refusal
from loaders.loader import FileSpec
from loaders.reading.limits import REFUSED_ROWS

CHUNK = 20_000
"""Rows that are turned into columns at a time."""

_ESCAPED = r"^'('*(?:\s*[=+\-@＝＋－＠]|[\t\r\n\x00]))"  # noqa: RUF001  fullwidth signs start formulas, too


@dataclass(frozen=True)
class Part:
    """Columns that were read: spec's key, file, sheet, Arrow file, names of the columns."""

    key: str
    file: str
    sheet: str
    path: str


@dataclass
class Sink:
    """Collects what a file gave; `folder` is where the Arrow files go."""

    folder: Path
    parts: list[Part] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @contextmanager
    def table(self, spec: FileSpec, file: str, sheet: str, columns: Sequence[str]) -> Iterator["Columns"]:
        """Open a part for one table; it is whole when the block ends."""
        path = self.folder / f"{len(self.parts)}.arrow"
        self.parts.append(Part(spec.key, file, sheet, path.name))
        ignored = set(spec.ignored)
        kept = [position for position, name in enumerate(columns) if name not in ignored]
        schema = pa.schema([pa.field("row", pa.string()), *(pa.field(columns[k], pa.string()) for k in kept)])
        with pa.OSFile(str(path), "wb") as out, pa.ipc.new_file(out, schema) as writer:
            yield Columns(writer, schema, kept, spec.is_closed)

    def refuse(self, refusal: Refusal) -> None:
        """Keep a refused row; a file with too many of them is not what its header says."""
        self.refused.append(refusal)
        if len(self.refused) > REFUSED_ROWS:
            raise LimitError(
                f"{refusal.file}: more than {REFUSED_ROWS:,} rows are refused, the last in row {refusal.row} "
                f"({refusal.reason}); mend the export"
            )

    def records(
        self, spec: FileSpec, file: str, rows: Sequence[Mapping[str, str]], places: Sequence[str]
    ) -> None:
        """Write records that each have their own columns."""
        columns = sorted({name for row in rows for name in row})
        with self.table(spec, file, "", columns) as table:
            table.add([[row.get(name, "") for name in columns] for row in rows], places)


@dataclass(frozen=True)
class Columns:
    """An open part: rows go in as lists of text, in the order of the source's columns."""

    writer: pa.ipc.RecordBatchFileWriter
    schema: pa.Schema
    kept: Sequence[int]
    is_escaped: bool

    def add(self, rows: Sequence[Sequence[str]], places: Sequence[object]) -> None:
        """Write some rows; blank cells become null."""
        if not rows:
            return
        turned = list(zip(*rows, strict=True))
        arrays = [pa.array(map(str, places), pa.string())]
        arrays += [self._column(turned[position]) for position in self.kept]
        self.writer.write_batch(pa.record_batch(arrays, schema=self.schema))

    def _column(self, cells: Sequence[str]) -> pa.Array:
        column = pa.array(cells, pa.string())
        column = pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)
        if self.is_escaped and pc.any(pc.starts_with(column, "'")).as_py():
            column = pc.replace_substring_regex(column, _ESCAPED, r"\1")
        return column
