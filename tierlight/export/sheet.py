"""Tables of the dictionary as sheets: typed cells, text columns that keep zeros, lists of choices.

Nothing that is written here becomes a formula or a link.
"""

import io
from collections.abc import Sequence
from datetime import date, datetime

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from graph.dictionary import Field, Table
from graph.errors import FileError
from loaders.formulas import escaped

_TEXT_LIMIT = 32_767
_ROW_LIMIT = 1_048_575
_LIST_LIMIT = 255
_FIRST_DATE = date(1900, 3, 1)  # Excel takes 1900 for a leap year
_WIDTH = 18


class Book:
    """A workbook in the making; `created` goes into its properties, so equal data give equal bytes."""

    def __init__(self, created: datetime) -> None:
        self._bytes = io.BytesIO()
        self._book = xlsxwriter.Workbook(
            self._bytes,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._book.set_properties({"created": created.replace(tzinfo=None)})
        self._head = self._book.add_format({"bold": True, "bottom": 1})
        self._text = self._book.add_format({"num_format": "@"})
        self._date = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._wrap = self._book.add_format({"text_wrap": True, "valign": "top"})

    def readme(self, rows: Sequence[Sequence[str]], widths: Sequence[int] = (30, 60)) -> None:
        """Add the sheet README, which is not read when the workbook is loaded."""
        sheet = self._book.add_worksheet("README")
        for position, width in enumerate(widths):
            sheet.set_column(position, position, width, self._wrap)
        for number, row in enumerate(rows):
            for position, cell in enumerate(row):
                sheet.write_string(number, position, cell)

    def table(self, table: Table, frame: pd.DataFrame) -> None:
        """Add one table as a sheet."""
        if len(frame) > _ROW_LIMIT:
            raise FileError(f"{table.name} has {len(frame):,} rows; a sheet holds {_ROW_LIMIT:,}: export CSV files")
        sheet = self._book.add_worksheet(table.name)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(frame), 1), len(table.loadable) - 1)
        for position, field in enumerate(table.loadable):
            sheet.write_string(0, position, field.name, self._head)
            sheet.set_column(position, position, _WIDTH, self._format(field))
            _offer(sheet, position, field)
            for number, value in enumerate(frame[field.name].astype(object).tolist(), start=1):
                if not pd.isna(value):
                    self._write(sheet, (number, position), field, value)

    def content(self) -> bytes:
        """Close the workbook and return its bytes."""
        self._book.close()
        return self._bytes.getvalue()

    def _format(self, field: Field) -> Format | None:
        if field.type == "date":
            return self._date
        return self._text if field.type in {"string", "enum", "datetime"} else None

    def _write(self, sheet: Worksheet, cell: tuple[int, int], field: Field, value: object) -> None:
        if isinstance(value, bool):
            sheet.write_boolean(*cell, value)
        elif isinstance(value, int | float) and _is_exact(value):
            sheet.write_number(*cell, value)
        elif isinstance(value, datetime):
            sheet.write_string(*cell, value.isoformat().replace("+00:00", "Z"))
        elif isinstance(value, date) and value >= _FIRST_DATE:
            sheet.write_datetime(*cell, datetime(value.year, value.month, value.day), self._date)  # noqa: DTZ001  Excel knows no zones
        else:
            self._write_text(sheet, cell, field, value)

    def _write_text(self, sheet: Worksheet, cell: tuple[int, int], field: Field, value: object) -> None:
        text = escaped(value) if isinstance(value, str) else str(value)
        if len(text) > _TEXT_LIMIT:
            raise FileError(
                f"{field.table} row {cell[0] + 1}, {field.name}: {len(text):,} characters; a cell of a "
                f"workbook holds {_TEXT_LIMIT:,}: export CSV files"
            )
        sheet.write_string(*cell, text)


def _is_exact(value: float) -> bool:
    """Return True for a number that a cell holds with all its digits; others are written as text."""
    return abs(value) < 1e15 if isinstance(value, int) else float(f"{value:.16G}") == value


def _offer(sheet: Worksheet, position: int, field: Field) -> None:
    """Offer the choices of an enum as a list, where a workbook can hold it."""
    if field.choices and len(",".join(field.choices)) <= _LIST_LIMIT:
        sheet.data_validation(1, position, _ROW_LIMIT, position, {"validate": "list", "source": list(field.choices)})
