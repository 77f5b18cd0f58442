"""Forms of the dialect in which the two databases treat numbers and times differently.

The embedded engine divides by zero to null, writes numbers as text in another way, and takes 1 and 1.0 for
two values where Neo4j takes them for one.
"""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from graph.database.shape import shape
from graph.database.tokens import Token


@cache
def _types(name: str) -> frozenset[str]:
    """Return the types that a property has anywhere in the graph."""
    known = [shape().node_types(label) for label in shape().labels]
    known += shape().relationship_types.values()
    return frozenset(types[name] for types in known if name in types)


def _divisions(found: tuple[Token, ...], _: dict[int, int]) -> Iterator[str]:
    for token, after in pairwise(found):
        if token.text in {"/", "%"} and not _is_not_zero(after):
            yield f"{token.text} by what may be 0; only a number other than 0 may follow"
        if token.text == "^":
            yield "the operator ^; multiply"


def _is_not_zero(token: Token) -> bool:
    try:
        return token.kind == "number" and float(token.text) != 0.0
    except ValueError:
        return False


def _texts(found: tuple[Token, ...], pairs: dict[int, int]) -> Iterator[str]:
    for place, end in pairs.items():
        name = found[place - 1].word if place and found[place].text == "(" else ""
        inside = found[place + 1 : end]
        if name == "TOSTRING" and not _is_plain(inside, {"float", "datetime"}):
            yield "toString() of a decimal or a time; give the value itself"
        if name == "DATETIME" and not (len(inside) == 1 and inside[0].text.rstrip("\"'").endswith("Z")):
            yield "datetime() of anything but a text that ends in Z, such as '2026-05-01T06:00:00Z'"


def _is_plain(inside: tuple[Token, ...], refused: set[str]) -> bool:
    """Return True for a text, or a property that has none of the refused types anywhere."""
    if len(inside) == 1:
        return inside[0].kind == "string"
    if len(inside) == 3 and inside[1].text == ".":
        types = _types(inside[2].text)
        return bool(types) and not types & refused
    return False


def _unions(found: tuple[Token, ...], pairs: dict[int, int]) -> Iterator[str]:
    for place, (token, after) in enumerate(pairwise(found)):
        if token.word != "UNION" or after.word == "ALL":
            continue
        block = _block(place, pairs)
        returns = [i for i, each in enumerate(found) if each.word == "RETURN" and _block(i, pairs) == block]
        if not all(_is_no_number(column) for i in returns for column in _split(found[i + 1 :])):
            yield "UNION of what may be numbers: 1 and 1.0 stay two rows; use UNION ALL"
            return


def _block(place: int, pairs: dict[int, int]) -> int:
    """Return the place of the innermost bracket around a token, -1 for none."""
    return max((first for first, last in pairs.items() if first < place < last), default=-1)


def _is_no_number(column: tuple[Token, ...]) -> bool:
    """Return True for a bare variable or what is a text, a date or a truth everywhere."""
    if len(column) == 1 and column[0].kind == "name":
        return True
    return _is_plain(column, {"int", "float"})


def _split(rest: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    """Yield the columns that tokens begin with."""
    depth, named = 0, False
    column: list[Token] = []
    for token in rest:
        depth += _DEPTH.get(token.text, 0)
        if depth < 0 or (depth == 0 and token.word in _AFTER):
            break
        if depth == 0 and token.text == ",":
            yield tuple(column)
            column, named = [], False
        elif depth == 0 and token.word == "AS":
            named = True
        elif not named and token.word != "DISTINCT":
            column.append(token)
    if column:
        yield tuple(column)


_DEPTH = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
_AFTER = frozenset({"ORDER", "LIMIT", "SKIP", "UNION"})


def _mixed(found: tuple[Token, ...], pairs: dict[int, int]) -> Iterator[str]:
    for place, end in pairs.items():
        if found[place].text == "[" and place and found[place - 1].word == "UNWIND":
            numbers = [token.text for token in found[place + 1 : end] if token.kind == "number"]
            if len({number.isdigit() for number in numbers}) > 1:
                yield "a list of whole numbers and decimals; 1 and 1.0 are two values there"


NUMBERS = (_divisions, _texts, _unions, _mixed)
"""Rules about numbers, each from (tokens, brackets) to sentences."""
