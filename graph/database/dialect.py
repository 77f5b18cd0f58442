"""The Cypher that both databases answer alike; other forms are refused on the embedded graph.

Each rule is a form that one engine refuses, cuts short or answers otherwise: found by hand or by the
differential test. `docs/graph.md` names them for the user. A wrong answer is worse than none.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from graph.database.numbers import NUMBERS
from graph.database.tokens import Token, tokens
from graph.errors import StatementError

MOST_HOPS = 30
"""Upper bound that a pattern of variable length may have."""

_FUNCTIONS_TEXT = """
    ABS AVG CEIL COALESCE COLLECT COUNT DATE DATETIME DURATION EXISTS FLOOR HEAD   LABELS LAST
    LENGTH LTRIM MAX MIN NODES RANGE RELATIONSHIPS REPLACE REVERSE  RTRIM SHORTESTPATH ALLSHORTESTPATHS
    SIGN SIZE SPLIT  SUBSTRING SUM TAIL TOBOOLEAN TOFLOAT TOINTEGER TOLOWER TOSTRING TOUPPER TRIM TYPE ALL
    ANY NONE SINGLE REDUCE LEFT RIGHT STARTNODE ENDNODE
"""
FUNCTIONS = frozenset(_FUNCTIONS_TEXT.split())
"""Functions that both engines have; `percentile*`, `id`, `properties` and others differ."""

_NOT_FUNCTIONS_TEXT = """
    AND OR XOR NOT IN WHERE WITH RETURN MATCH OPTIONAL UNWIND CALL CASE WHEN THEN ELSE END DISTINCT BY AS
    ORDER LIMIT SKIP UNION STARTS ENDS CONTAINS IS NULL ON ASC DESC
"""
_NOT_FUNCTIONS = frozenset(_NOT_FUNCTIONS_TEXT.split())
_FOLDS = frozenset({"ANY", "ALL", "NONE", "SINGLE", "REDUCE"})
_AGGREGATES = frozenset({"COLLECT", "COUNT", "SUM", "AVG", "MIN", "MAX"})
_COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})
_ENDS_COMPARISON_TEXT = """
    AND OR XOR NOT , | WHEN THEN ELSE END CASE WHERE WITH RETURN AS ORDER MATCH OPTIONAL UNWIND CALL UNION
    LIMIT SKIP :
"""
_ENDS_COMPARISON = frozenset(_ENDS_COMPARISON_TEXT.split())
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")


def faults(statement: str) -> Iterator[str]:
    """Yield a sentence for each form in the statement that the two databases do not share."""
    found = tokens(statement)
    pairs = _pairs(found)
    for rule in (_functions, _chained, _subqueries, _nodes, _relationships, _twice, _reserved, _folds, *NUMBERS):
        yield from rule(found, pairs)


def shared(statement: str) -> str:
    """Return a statement that the embedded graph may answer.

    Raises
    ------
    StatementError
        If it has a form that is known to differ from Neo4j's.
    """
    wrong = list(faults(statement))
    if wrong:
        raise StatementError(f"not on the embedded graph: {wrong[0]} (docs/graph.md, 'Forms that are refused')")
    return statement


def _pairs(found: tuple[Token, ...]) -> dict[int, int]:
    """Return the place of the closing bracket by the place of the opening one."""
    pairs, stack = {}, []
    for place, token in enumerate(found):
        if token.text in _OPEN:
            stack.append(place)
        elif token.text in _CLOSE and stack:
            pairs[stack.pop()] = place
    return pairs


def _functions(found: tuple[Token, ...], pairs: dict[int, int]) -> Iterator[str]:
    for place in pairs:
        if found[place].text != "(" or not place or found[place - 1].kind != "name":
            continue
        name = found[place - 1]
        if place > 1 and found[place - 2].text == "." and name.word not in {"INDAYS", "TRUNCATE"}:
            yield f"function …{name.text}() is not shared by both databases"
        if place > 1 and found[place - 2].text in {".", ":", "|"}:
            continue
        if name.word not in FUNCTIONS and name.word not in _NOT_FUNCTIONS:
            yield f"function {name.text}() is not shared by both databases"


def _folds(found: tuple[Token, ...], pairs: dict[int, int]) -> Iterator[str]:
    for place, end in pairs.items():
        if found[place].text == "(" and place and found[place - 1].word in _FOLDS:
            inside = found[place + 1 : end]
            if any(one.word in _AGGREGATES and two.text == "(" for one, two in pairwise(inside)):
                yield f"an aggregate inside {found[place - 1].text}(); name it in a WITH before"


def _chained(found: tuple[Token, ...], _: dict[int, int]) -> Iterator[str]:
    seen = [False]
    for token in found:
        if token.text in _OPEN:
            seen.append(False)
        elif token.text in _CLOSE and len(seen) > 1:
            seen.pop()
        elif token.word in _ENDS_COMPARISON:
            seen[-1] = False
        elif token.text in _COMPARISONS:
            if seen[-1]:
                yield "a chained comparison such as a < b < c; write a < b AND b < c"
            seen[-1] = True
        elif token.text == "=~":
            yield "the operator =~; use STARTS WITH, ENDS WITH or CONTAINS"


def _subqueries(found: tuple[Token, ...], pairs: dict[int, int]) -> Iterator[str]:
    for place, end in pairs.items():
        before = found[place - 1] if place else None
        if found[place].text == "{" and before is not None:
            if before.word == "COLLECT":
                yield "COLLECT { }; use CALL (x) { … } with collect()"
            if before.word == "CALL" and place + 1 < len(found):
                yield "CALL { } without its variables; write CALL (x) { … }"
            if before.text == ")" and _is_pattern_end(found, pairs, place):
                yield "a quantified path; write -[:T*1..5]->"
        opens_twice = found[place].text == found[place + 1].text == "(" and before is not None and before.kind != "name"
        if opens_twice and end + 1 < len(found) and found[end + 1].text in {"+", "*", "{"}:
            yield "a quantified path; write -[:T*1..5]->"


def _is_pattern_end(found: tuple[Token, ...], pairs: dict[int, int], place: int) -> bool:
    """Return True if `{1,3}` follows a bracket: numbers and commas only."""
    inside = found[place + 1 : pairs[place]]
    return bool(inside) and all(token.kind == "number" or token.text in {",", ".."} for token in inside)


def _nodes(found: tuple[Token, ...], pairs: dict[int, int]) -> Iterator[str]:
    """Check what stands in round brackets that are a node: a name, one label, a map."""
    for place, end in pairs.items():
        inside = found[place + 1 : end]
        if found[place].text != "(" or not _is_node(found, place, end):
            continue
        words = [token.text for token in inside]
        if "WHERE" in (token.word for token in inside):
            yield "WHERE inside a node; write it after the pattern"
        until = words.index("{") if "{" in words else len(words)
        if words[:until].count(":") > 1 or set(words[:until]) & {"|", "&", "!", "%"}:
            yield "an expression of labels; use one label, and WHERE for more"


def _is_node(found: tuple[Token, ...], place: int, end: int) -> bool:
    before = found[place - 1].text if place else ""
    after = found[end + 1].text if end + 1 < len(found) else ""
    inside = found[place + 1 : end]
    named = len(inside) > 1 and inside[0].kind == "name" and inside[1].text in {":", "{"}
    return before in {"->", "-", "<-"} or after in {"->", "<-"} or named or bool(inside and inside[0].text == ":")


def _relationships(found: tuple[Token, ...], pairs: dict[int, int]) -> Iterator[str]:
    for place, inside in _brackets(found, pairs):
        words = [token.word for token in inside]
        if "WHERE" in words:
            yield "WHERE inside a relationship; write it after the pattern"
        if "*" in words:
            bounds = inside[words.index("*") + 1 :]
            yield from _hops(bounds)
        if set(words) & {"&", "!", "%"}:
            yield "an expression of types; list them with |"
        del place


def _hops(bounds: tuple[Token, ...]) -> Iterator[str]:
    texts = [token.text for token in bounds[:3]]
    numbers = [token for token in bounds[:3] if token.kind == "number"]
    if ".." in texts:
        upper = bounds[texts.index("..") + 1 : texts.index("..") + 2]
        if not upper or upper[0].kind != "number":
            yield "a pattern without an upper bound; write *1..12"
            return
        numbers = [upper[0]]
        if texts[0] == "..":
            yield "a pattern without a lower bound; write *1..12"
    if not numbers:
        yield "a pattern without an upper bound; write *1..12"
    elif int(numbers[-1].text) > MOST_HOPS:
        yield f"more than {MOST_HOPS} hops"


def _brackets(found: tuple[Token, ...], pairs: dict[int, int]) -> Iterable[tuple[int, tuple[Token, ...]]]:
    """Yield place and content of each pair of square brackets that is a relationship."""
    for place, end in sorted(pairs.items()):
        after = found[end + 1].text if end + 1 < len(found) else ""
        if found[place].text == "[" and place and found[place - 1].text in {"-", "<-"} and after in {"-", "->"}:
            yield place, found[place + 1 : end]


def _twice(found: tuple[Token, ...], pairs: dict[int, int]) -> Iterator[str]:
    """Yield relationship variables declared again: after a WITH, kglite then finds nothing, silently."""
    unions = [place for place, token in enumerate(found) if token.word == "UNION"]
    seen: set[tuple[int, str]] = set()
    for place, inside in _brackets(found, pairs):
        if inside and inside[0].kind in {"name", "quoted"}:
            branch = sum(union < place for union in unions)
            if (branch, inside[0].text) in seen:
                yield f"the relationship variable {inside[0].text} is declared twice; take another name"
            seen.add((branch, inside[0].text))


def _reserved(found: tuple[Token, ...], _: dict[int, int]) -> Iterator[str]:
    for before, token in pairwise(found):
        if before.text == "." and token.text in {"type", "title", "label"}:
            yield f"property {token.text}: the embedded engine means something else by it, and no node has it"
