"""Faults as the list of refused rows: one entry per row, in the words of the file that it came from."""

from collections.abc import Iterator

import pyarrow as pa

from graph.checks import keys
from graph.checks.faults import Fault, Faults
from graph.extract import Refusal, TextTable


def refusals(text: TextTable, faults: Faults) -> list[Refusal]:
    """Return one refusal for each faulty row, rows in order; its reason tells further faults too."""
    faulty = faults.by_row()
    rows = [row for row in faulty if row < text.cells.num_rows]
    chosen = pa.array(rows, pa.int64())
    origins, cells = _records(text.origin.take(chosen)), _records(text.cells.take(chosen))
    return [
        _refusal(text, faulty[row], origin, record) for row, origin, record in zip(rows, origins, cells, strict=True)
    ]


def _records(rows: pa.Table) -> Iterator[dict[str, str | None]]:
    """Yield the rows one by one: all at once would hold each of them twice."""
    if not rows.num_columns:
        yield from ({} for _ in range(rows.num_rows))
        return
    columns = [keys.words(column) for column in rows.columns]
    for values in zip(*columns, strict=True):
        yield dict(zip(rows.column_names, values, strict=True))


def _refusal(
    text: TextTable, found: list[tuple[str, Fault]], origin: dict[str, str | None], cells: dict[str, str | None]
) -> Refusal:
    (field, first), *others = found
    also = "".join(f" Also: {reason}" for reason in dict.fromkeys(fault.reason for _, fault in others))
    return Refusal(
        file=origin["file"] or "",
        sheet=origin["sheet"] or "",
        row=origin["row"] or "",
        column=text.columns.get(field, field),
        value=cells.get(field) or "",
        rule=first.rule,
        severity=first.severity,
        reason=first.reason + also,
        remedy=first.remedy,
        table=text.table,
        record={text.columns.get(name, name): cell for name, cell in cells.items()},
    )
