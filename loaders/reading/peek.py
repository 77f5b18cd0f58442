"""What a file looks like from its first lines, so that the format it belongs to can be named."""

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from graph.errors import TierlightError
from loaders.reading import jsonfile, sqlite, workbook, xmlfile
from loaders.reading.sources import Source
from loaders.reading.text import text

if TYPE_CHECKING:
    from xml.sax.xmlreader import AttributesImpl

_HEADER_CHARACTERS = 100_000
_TAGS = 50


class _Enough(Exception):  # noqa: N818  no error: it ends the parse
    """Enough tags were seen."""


def peek(source: Source) -> dict[str, Any]:
    """Return name, columns, sheets and keys of a file; what cannot be read is left empty."""
    seen: dict[str, Any] = {"name": source.name, "columns": [], "sheets": [], "keys": []}
    suffix = source.name.rpartition(".")[2].lower()
    with suppress(TierlightError):
        if suffix in {"xlsx", "xlsm"}:
            seen["sheets"] = workbook.sheet_names(source)
        elif suffix in {"db", "sqlite"}:
            seen["sheets"] = sqlite.table_names(source)
        elif suffix == "json":
            found = jsonfile.document(source, None)
            seen["keys"] = sorted(found) if isinstance(found, dict) else []
        elif suffix == "xml":
            seen["keys"] = _tags(source)
        else:
            seen["columns"] = _columns(source)
    return seen


def _columns(source: Source) -> list[str]:
    source.expect_text("CSV")
    with text(source, None) as opened:
        line = opened.readline(_HEADER_CHARACTERS)
    sign = max(",;\t", key=line.count)
    return [cell.strip().strip('"') for cell in line.split(sign)]


def _tags(source: Source) -> list[str]:
    tags: list[str] = []

    class Tags(xmlfile.Elements):
        def startElement(self, name: str, attrs: "AttributesImpl[str]") -> None:  # noqa: N802  the interface's name
            if name not in tags:
                tags.append(name)
            if len(tags) == _TAGS:
                raise _Enough
            super().startElement(name, attrs)

    with suppress(_Enough):
        xmlfile.parse(source, Tags("", lambda _: None, source.name))
    return tags
