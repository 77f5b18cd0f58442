"""JSON: the members of one list as records; each value is called by its dotted path and keeps its digits."""

import json
from collections.abc import Iterator
from typing import NoReturn

from graph.errors import FileError, LimitError
from loaders.loader import FileSpec
from loaders.reading.limits import DEPTH, JSON_VALUES, PATH_CHARACTERS
from loaders.reading.sink import Sink
from loaders.reading.sources import Source
from loaders.reading.text import whole


def read(source: Source, spec: FileSpec, sink: Sink, encoding: str | None) -> None:
    """Read one JSON file into the sink."""
    items = _items(document(source, encoding), spec, source.name)
    with sink.records(spec, source.name) as records:
        for position, item in enumerate(items):
            records.add(f"{spec.items}[{position}]", dict(_flat(item, "", source.name)))


def document(source: Source, encoding: str | None) -> object:
    """Return the document with numbers as text; deep, repeated or not-a-number things are refused."""
    source.expect_text("JSON")
    content = whole(source, encoding)
    if content.count(",") + content.count("[") + content.count("{") > JSON_VALUES:
        raise LimitError(f"{source.name} holds more than {JSON_VALUES:,} values; split it")
    try:
        found: object = json.loads(
            content, parse_float=str, parse_int=str, parse_constant=_no_constant, object_pairs_hook=_once
        )
    except RecursionError as error:
        raise _deep(source.name) from error
    except json.JSONDecodeError as error:
        raise FileError(f"{source.name} line {error.lineno}: {error.msg}; export it again as JSON") from error
    except ValueError as error:
        raise FileError(f"{source.name}: {error}; export it again") from error
    if _depth(found) > DEPTH:
        raise _deep(source.name)
    if "\\u" in content and _is_half(found):
        raise FileError(f"{source.name} holds half a character (\\ud800 to \\udfff alone); export it again")
    return found


def _deep(name: str) -> LimitError:
    return LimitError(f"{name} is nested deeper than {DEPTH} levels, which no format needs; export it again")


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number in JSON; leave the value out, or write null")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [key for key, _ in pairs]
        double = next(key for position, key in enumerate(names) if key in names[:position])
        raise ValueError(f"key {double!r} stands twice in one object, so it is not clear which one counts")
    return found


def _depth(found: object) -> int:
    """Return how deep the document is nested, without recursion."""
    level = [found]
    depth = 0
    while level and depth <= DEPTH:
        depth += 1
        level = [child for node in level for child in _children(node)]
    return depth


def _is_half(found: object) -> bool:
    """Return True if a text holds half of a surrogate pair, which no file can be written with."""
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def _children(node: object) -> list[object]:
    if isinstance(node, dict):
        return list(node.values())
    return node if isinstance(node, list) else []


def _items(found: object, spec: FileSpec, name: str) -> list[object]:
    for key in filter(None, spec.items.split(".")):
        if not isinstance(found, dict) or key not in found:
            raise FileError(f"{name}: there is no {spec.items} in the document; is it another format?")
        found = found[key]
    return found if isinstance(found, list) else [found]


def _flat(node: object, path: str, name: str) -> Iterator[tuple[str, str]]:
    """Yield the text of each value below a node with its dotted path."""
    if len(path) > PATH_CHARACTERS:
        raise LimitError(f"{name}: a path has more than {PATH_CHARACTERS:,} characters; export it again")
    if isinstance(node, dict):
        for key, child in node.items():
            yield from _flat(child, f"{path}.{key}" if path else key, name)
    elif isinstance(node, list):
        for position, child in enumerate(node):
            yield from _flat(child, f"{path}.{position}" if path else str(position), name)
    elif node is not None:
        yield path, ("true" if node else "false") if isinstance(node, bool) else str(node)
