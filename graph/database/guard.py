"""The first of four layers around a statement that a user typed: only reading, one statement, plain words.

It is by no means enough alone: below it are the engine's read-only mode, the limits of `console.py` and the
audit. It changes nothing but line ends, so that what was audited is what runs.
"""

import re

from graph.database.tokens import Token, tokens
from graph.errors import StatementError

LENGTH = 10_000
"""Most characters of a statement."""

FIRST = frozenset({"MATCH", "OPTIONAL", "WITH", "UNWIND", "RETURN", "CALL"})
"""Words that a statement may begin with."""

_DENIED_TEXT = """
    CREATE MERGE DELETE DETACH NODETACH SET REMOVE INSERT FOREACH FINISH DROP ALTER RENAME GRANT DENY REVOKE
    START STOP ENABLE DEALLOCATE REALLOCATE DRYRUN LOAD COPY EXPORT IMPORT USE SHOW TERMINATE EXPLAIN PROFILE
    CYPHER TRANSACTIONS PERIODIC COMMIT
"""
DENIED = frozenset(_DENIED_TEXT.split())
"""Words of writing, schema and administration; names of properties and labels may still be such words."""

PROCEDURES = frozenset({"db.labels", "db.relationshiptypes", "db.propertykeys"})
"""Procedures that may be called, in small letters."""

_FUNCTIONS_TEXT = """
    duration.between duration.indays duration.inmonths duration.inseconds date.truncate datetime.truncate
"""
FUNCTIONS = frozenset(_FUNCTIONS_TEXT.split())
"""Functions with a dot in their name that may be used, in small letters."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029]")


def guarded(statement: str) -> str:
    """Return a statement that may go to a database, with line ends as LF and without a last semicolon.

    Raises
    ------
    StatementError
        If the statement does more than read, or hides what it does; says which word and why.
    """
    text = statement.replace("\r\n", "\n").replace("\r", "\n").strip()
    _check_text(text)
    found = tokens(text)
    if found and found[-1].text == ";":
        text, found = text[: found[-1].start].rstrip(), found[:-1]
    if not found:
        raise StatementError("the statement is empty; begin with MATCH … RETURN …")
    if found[0].word not in FIRST:
        raise StatementError(
            f"a statement begins with {', '.join(sorted(FIRST))}, not {found[0].text!r}; only reading is allowed"
        )
    _check_plain(text)
    for place in range(len(found)):
        _check_word(found, place)
        _check_call(found, place)
        _check_function(found, place)
    return text


def _check_text(text: str) -> None:
    if len(text) > LENGTH:
        raise StatementError(f"{len(text)} characters; at most {LENGTH} are allowed")
    # Neo4j resolves these before it looks for quotes, so one in a string can end the string.
    if re.search(r"\\[uU]", text):
        raise StatementError(r"the escape \u is refused, in strings too; write the character itself")
    if "/*" in text:
        raise StatementError("/* is refused; write a comment as // to the end of the line")
    hidden = _CONTROL.search(text)
    if hidden:
        raise StatementError(f"control character U+{ord(hidden.group()):04X} at {hidden.start() + 1} is refused")


def _check_plain(text: str) -> None:
    """Refuse letters that look like others where a word of Cypher may stand."""
    for token in tokens(text, comments=True):
        if token.kind not in {"string", "quoted", "comment"} and not token.text.isascii():
            raise StatementError(
                f"{token.text!r} at character {token.start + 1} is not ASCII; put names in backticks, text in quotes"
            )
        if token.text == ";":
            raise StatementError("one statement at a time: ';' is refused inside")
    # Blanks that are no ASCII blanks end a token in one engine and not in the other.
    bare = "".join(_between(text))
    odd = next((character for character in bare if character.isspace() and not character.isascii()), None)
    if odd:
        raise StatementError(f"the blank U+{ord(odd):04X} is refused; use plain blanks")


def _between(text: str) -> list[str]:
    """Return what lies between the tokens."""
    pieces, place = [], 0
    for token in tokens(text, comments=True):
        pieces.append(text[place : token.start])
        place = token.start + len(token.text)
    return [*pieces, text[place:]]


def _check_word(found: tuple[Token, ...], place: int) -> None:
    token = found[place]
    if token.kind != "name" or token.word not in DENIED or _is_name(found, place):
        return
    remedy = "write load_id or another name" if token.word == "LOAD" else "only reading is allowed"
    raise StatementError(f"{token.text} at character {token.start + 1} is refused: {remedy}")


def _is_name(found: tuple[Token, ...], place: int) -> bool:
    """Return True if the word can only be a label, a type or a property: after `:` or `owner.`."""
    before = found[place - 1].text if place else ""
    if before == ":":
        return True
    owner = found[place - 2] if place > 1 else None
    return before == "." and owner is not None and (owner.kind in {"name", "quoted"} or owner.text in {")", "]", "}"})


def _check_call(found: tuple[Token, ...], place: int) -> None:
    if found[place].kind != "name" or found[place].word != "CALL" or _is_name(found, place):
        return
    rest = found[place + 1 :]
    if rest and rest[0].text == "(":
        end = next((i for i, token in enumerate(rest) if token.text == ")"), len(rest) - 1)
        if all(token.kind in {"name", "quoted"} or token.text in {",", "*"} for token in rest[1:end]):
            rest = rest[end + 1 :]
    if rest and rest[0].text == "{":
        return
    name = _dotted(rest)
    if name.lower() not in PROCEDURES:
        raise StatementError(f"procedure {name or '(none)'} is refused; allowed: {', '.join(sorted(PROCEDURES))}")


def _dotted(rest: tuple[Token, ...]) -> str:
    """Return the dotted name that tokens begin with."""
    name = ""
    for token in rest:
        if token.kind not in {"name", "quoted"} and token.text != ".":
            break
        name += token.text.strip("`")
    return name


def _check_function(found: tuple[Token, ...], place: int) -> None:
    """Refuse `owner.name(`: a function with a dot in its name, unless it is on the list."""
    if found[place].text != "(" or place < 3 or found[place - 2].text != ".":
        return
    first = place - 1
    while first >= 2 and found[first - 1].text == "." and found[first - 2].kind in {"name", "quoted"}:
        first -= 2
    if first == place - 1:
        return
    name = _dotted(found[first:place])
    is_call = first > 0 and found[first - 1].word == "CALL"
    if name.lower() not in (PROCEDURES if is_call else FUNCTIONS):
        raise StatementError(f"function {name} is refused; allowed: {', '.join(sorted(FUNCTIONS))}")
