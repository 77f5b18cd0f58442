"""The header of a table: its names, and whether they are what the loader needs."""

import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches

from graph.errors import FileError, LimitError
from loaders.loader import FileSpec


def names(cells: Sequence[str], spec: FileSpec, place: str) -> list[str]:
    """Return the names of the columns; a header that does not fit refuses the file.

    Names are trimmed and in NFC. A column without a name is called by its letters, as in a spreadsheet,
    where the loader leaves unknown columns alone.
    """
    found = [unicodedata.normalize("NFC", cell.replace("\xa0", " ").strip()) for cell in cells]
    _no_doubles([name for name in found if name], place)
    missing = [name for name in spec.required if name not in found]
    if missing:
        raise FileError(_missing(missing[0], found, spec, place))
    known = {*spec.known, *spec.ignored}
    if spec.is_closed:
        for position, name in enumerate(found, start=1):
            if name not in known:
                raise FileError(_unknown(name, position, spec, place))
    return [name or letters(position) for position, name in enumerate(found)]


def letters(position: int) -> str:
    """Return what a spreadsheet calls a column; 0 is A, 26 is AA."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name


def narrow(width: int, most: int, place: str) -> None:
    """Raise a `LimitError` if a table has more columns than are read."""
    if width > most:
        raise LimitError(f"{place} has {width:,} columns; at most {most:,} are read: delete those not needed")


def _no_doubles(found: Sequence[str], place: str) -> None:
    for name in found:
        if found.count(name) > 1:
            raise FileError(f"{place}: column {name} stands twice in the header; rename or delete one")


def _missing(name: str, found: Sequence[str], spec: FileSpec, place: str) -> str:
    strange = [other for other in found if other and other not in spec.known]
    near = get_close_matches(name, strange, n=1)
    hint = f". Is it {near[0]}? Then rename it" if near else f". Needed are {_shown(spec.required)}"
    return f"{place}: column {name} not found; the header has {_shown([n for n in found if n])}{hint}"


def _unknown(name: str, position: int, spec: FileSpec, place: str) -> str:
    if not name:
        return f"{place}: column {letters(position - 1)} has no name; name it or delete it"
    near = get_close_matches(name, spec.known, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    allowed = _shown(spec.known)
    return f"{place}: there is no column called {name}.{hint} Allowed are {allowed}; rename or delete it"


def _shown(listed: Sequence[str]) -> str:
    rest = f" and {len(listed) - 30} more" if len(listed) > 30 else ""
    return (", ".join(listed[:30]) or "nothing") + rest
