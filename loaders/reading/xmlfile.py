"""XML: elements of one tag as records, read as a stream; documents with a DTD or entities are refused."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException
from defusedxml.expatreader import create_parser

from graph.errors import FileError, LimitError
from loaders.loader import FileSpec
from loaders.reading.limits import CSV_RECORD, DEPTH, XML_CELLS
from loaders.reading.sink import Sink
from loaders.reading.sources import Source

if TYPE_CHECKING:
    from xml.sax.xmlreader import AttributesImpl

Emit = Callable[[dict[str, str]], None]


def read(source: Source, spec: FileSpec, sink: Sink) -> None:
    """Read one XML file into the sink; the place of a record is the index of its element, from 1."""
    done = 0

    def emit(record: dict[str, str]) -> None:
        nonlocal done
        done += 1
        records.add(str(done), record)

    with sink.records(spec, source.name) as records:
        parse(source, Elements(spec.element, emit, source.name))
    if not done:
        raise FileError(f"{source.name} has no element {spec.element}; is it another format?")


def parse(source: Source, handler: ContentHandler) -> None:
    """Run a handler over a file; anything that is not plain XML is a `FileError`."""
    source.expect_text("XML")
    parser: Any = create_parser(forbid_dtd=True)
    parser.setContentHandler(handler)
    try:
        with source.open() as file:
            parser.parse(file)
    except DefusedXmlException as error:
        raise FileError(f"{source.name} declares a DTD or entities, which are not read; remove them") from error
    except (SAXException, LookupError, ValueError) as error:
        raise FileError(f"{source.name} is not well-formed XML ({error}); export it again") from error


class Elements(ContentHandler):
    """Cells of each element with one tag: texts of the tags without children in it and around it.

    A tag that stands several times in one place gives one cell with a line for each.
    """

    def __init__(self, tag: str, emit: Emit, name: str) -> None:
        super().__init__()
        self._tag, self._emit, self._name = tag, emit, name
        self._scopes: list[dict[str, list[str]]] = []
        self._texts: list[list[str]] = []
        self._length = 0

    def startElement(self, name: str, attrs: "AttributesImpl[str]") -> None:  # noqa: N802  the interface's name
        """Open a scope."""
        if len(self._scopes) >= DEPTH:
            raise LimitError(f"{self._name} is nested deeper than {DEPTH} levels, at {name}; export it again")
        self._scopes.append({f"@{key}": [value] for key, value in attrs.items()})
        self._texts.append([])
        self._length = 0

    def characters(self, content: str) -> None:
        """Take some text of the element that is open."""
        self._length += len(content)
        if self._length > CSV_RECORD:
            raise LimitError(f"{self._name}: a text has more than {CSV_RECORD:,} characters; export it again")
        self._texts[-1].append(content)

    def endElement(self, name: str) -> None:  # noqa: N802  the interface's name
        """Close a scope: emit a record, or hand a text to the element around it."""
        scope, content = self._scopes.pop(), "".join(self._texts.pop())
        if name == self._tag:
            record: dict[str, str] = {}
            for around in (*self._scopes, scope):
                record |= {key: "\n".join(texts) for key, texts in around.items()}
            self._emit(record)
        elif self._scopes and (content.strip() or not scope):
            self._hand_up(name, content)

    def _hand_up(self, name: str, content: str) -> None:
        outer = self._scopes[-1]
        outer.setdefault(name, []).append(content)
        if len(outer[name]) > XML_CELLS or len(outer) > XML_CELLS:
            raise LimitError(
                f"{self._name}: more than {XML_CELLS:,} elements {name} stand in one place; export it again"
            )
