"""Which formats some files look like, so that a wrong one can be answered with the right one."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from loaders.loader import Sniff
from loaders.reading.child import looks


def sniff(paths: Sequence[Path]) -> list[str]:
    """Return the names of the formats that some files look like, sorted; no file there is a `FileError`."""
    return fitting(looks(paths))


def fitting(seen: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the names of the formats that fit what was seen of some files, sorted."""
    from loaders import catalogue  # noqa: PLC0415  the catalogue imports the formats, and these nothing of it

    return [name for name, loader in catalogue().items() if _fits(loader.sniff, seen)]


def _fits(wanted: Sniff, seen: Sequence[Mapping[str, Any]]) -> bool:
    """Return True if every part that the sniff gives holds for some file."""
    if wanted == Sniff():
        return False
    return any(
        (not wanted.suffixes or look["name"].lower().endswith(tuple(s.lower() for s in wanted.suffixes)))
        and (not wanted.names or any(fnmatchcase(look["name"].lower(), name.lower()) for name in wanted.names))
        and all(set(getattr(wanted, part)) <= set(look[part]) for part in ("columns", "sheets", "keys"))
        for look in seen
    )
