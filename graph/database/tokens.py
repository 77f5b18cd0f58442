"""A Cypher statement as tokens: enough to guard it and to check its form, not to parse it.

Strings and comments are told apart from the rest exactly as Neo4j does; what cannot be told apart is an
error.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.errors import StatementError

_PATTERN = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<comment>//[^\n]*)
    | (?P<block>/\*)
    | (?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    | (?P<quoted>`(?:[^`]|``)*`)
    | (?P<parameter>\$(?:[A-Za-z_][A-Za-z0-9_]*|[0-9]+))
    | (?P<number>0[xX][0-9A-Fa-f]+|0[oO][0-7]+|(?:[0-9]+(?:\.(?!\.)[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<open>['"`])
    | (?P<symbol><>|<=|>=|=~|\.\.|\+=|\|\||::|->|<-|[^\s])
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token.

    `kind` is `string`, `quoted` (a name in backticks), `parameter`, `number`, `name`, `symbol` or `comment`;
    `text` is what stands in the statement, and `word` the same in capitals.
    """

    kind: str
    text: str
    start: int

    @property
    def word(self) -> str:
        """The text in capitals: Cypher's own words do not mind the case."""
        return self.text.upper()


def tokens(statement: str, *, comments: bool = False) -> tuple[Token, ...]:
    """Return the tokens of a statement, comments only if asked for.

    Raises
    ------
    StatementError
        If a quote is not closed, or a `/*` comment begins.
    """
    return tuple(token for token in _all(statement) if comments or token.kind != "comment")


def _all(statement: str) -> Iterator[Token]:
    place = 0
    while place < len(statement):
        match = _PATTERN.match(statement, place)
        kind = match.lastgroup if match else None
        if match is None or kind == "open":
            raise StatementError(f"the quote at character {place + 1} is not closed")
        if kind == "block":
            raise StatementError("a comment /* is refused; write // to the end of the line")
        if kind and kind != "space":
            yield Token(kind, match.group(), place)
        place = match.end()
