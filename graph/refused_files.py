"""What lies beside a load's record: the rows refused, and the cells on which two sources differ.

`refused.csv` is for people and spreadsheets, `refused.jsonl` has the whole rows, `conflicts.csv` the
cells that were kept back or written over.
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from graph.admission import Admission
from graph.difference import plain
from graph.extract import Refusal
from graph.merge import Cell

LIST, WHOLE, CONFLICTS = "refused.csv", "refused.jsonl", "conflicts.csv"

COLUMNS = ("file", "sheet", "row", "column", "value", "rule", "severity", "reason", "remedy")

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet take a text for a formula."""


def written(admission: Admission) -> dict[str, bytes]:
    """Return the files for an admission, by name."""
    files = {LIST: _csv(COLUMNS, ([getattr(r, name) for name in COLUMNS] for r in admission.refused))}
    if admission.refused:
        files[WHOLE] = "".join(f"{_line(refusal)}\n" for refusal in admission.refused).encode()
    conflicts = [("hand", cell) for cell in admission.kept_back]
    conflicts += [("load", cell) for cell in admission.overwritten]
    if conflicts:
        header = ("kept", "table", "key", "field", "old", "new")
        files[CONFLICTS] = _csv(header, ([kept, *_told(cell)] for kept, cell in conflicts))
    return files


def harmless(value: Any) -> str:
    """Return a cell as text that no spreadsheet takes for a formula; numbers stay as they are."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) and not _is_number(text) else text


def _told(cell: Cell) -> list[Any]:
    key = json.dumps([plain(value) for value in cell.key], ensure_ascii=False)
    return [cell.table, key, cell.field, plain(cell.old), plain(cell.new)]


def _csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([harmless(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8", errors="backslashreplace")


def _line(refusal: Refusal) -> str:
    # Half a surrogate pair cannot be written as UTF-8, so everything but ASCII is escaped.
    return json.dumps(asdict(refusal))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
