"""What the dictionary says about files of its own tables: columns needed, allowed, and of fixed width."""

import re

from graph.dictionary import Field, dictionary
from loaders.loader import FileSpec, Kind

_FIXED_CHECKS = {"check:gtin", "check:gln"}


def file_specs(kind: Kind) -> tuple[FileSpec, ...]:
    """Return one file or sheet per table, in the order of the dictionary."""
    return tuple(
        FileSpec(
            key=table.name,
            kind=kind,
            names=(f"{table.name}.csv",) if kind == "csv" else (),
            sheet=table.name if kind == "workbook" else "",
            required=tuple(field.name for field in table.loadable if field.required),
            optional=tuple(field.name for field in table.loadable if not field.required),
            ignored=tuple(field.name for field in table.fields if not field.is_loadable),
            is_closed=True,
            is_needed=False,
            fixed_width=tuple(field.name for field in table.loadable if is_fixed_width(field)),
        )
        for table in dictionary().tables.values()
    )


def is_fixed_width(field: Field) -> bool:
    """Return True for a text whose zeros count: a pattern of one width, or a GS1 number."""
    if field.type != "string" or not field.allowed:
        return False
    token = field.allowed[0]
    return token in _FIXED_CHECKS or re.fullmatch(r"/\[0-9\]\{[0-9]+\}/", token) is not None
