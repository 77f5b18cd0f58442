"""Files to read: plain ones, those of a folder, those of a ZIP archive; which of them a loader wants.

Members of an archive are streamed, never unpacked to disk, so their names cannot lead anywhere.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import IO

from graph.errors import FileError
from graph.extract import SourceFile
from loaders.loader import FileSpec
from loaders.reading.limits import DAMAGE, archive, regular

MAGIC = {
    b"PK\x03\x04": "a ZIP archive or a workbook",
    b"\xd0\xcf\x11\xe0": "an old or encrypted Office file",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "compressed with gzip",
    b"SQLite": "an SQLite database",
    b"PAR1": "a Parquet file",
    b"\x7fELF": "a program",
}


@dataclass(frozen=True)
class Source:
    """One file: its name for people, its path, and its name inside an archive ("" for a plain file)."""

    name: str
    path: Path
    member: str = ""
    is_named: bool = False

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Open the file for reading bytes."""
        if not self.member:
            with regular(self.path).open("rb") as file:
                yield file
            return
        with archive(self.path) as opened:
            try:
                with opened.open(self.member) as file:
                    yield file
            except DAMAGE as error:
                raise FileError(f"{self.path.name}: {self.name} is damaged ({error}); save it again") from error

    def expect_text(self, kind: str) -> None:
        """Raise a `FileError` if the file is plainly something else than text of this kind."""
        with self.open() as file:
            start = file.read(4096)
        if not start:
            raise FileError(f"{self.name} is empty; it needs at least a header")
        for magic, what in MAGIC.items():
            if start.startswith(magic):
                raise FileError(f"{self.name} is {what}, not {kind}; give it its own name, or export it as {kind}")
        # A single NUL is a fault of its row; text in UTF-16 has one in every second place.
        if start.count(0) > len(start) // 10 and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise FileError(f"{self.name} is full of NUL bytes, so it is not {kind}; save it as UTF-8 text")
        if kind != "XML" and start.lstrip().lower().startswith((b"<!doctype html", b"<html")):
            raise FileError(f"{self.name} is a web page, not {kind}; download the file itself")


def sources(paths: Sequence[Path]) -> list[Source]:
    """Return the files that some paths mean, sorted inside a folder or an archive."""
    found: list[Source] = []
    for path in paths:
        if not path.exists():
            raise FileError(f"there is no file or folder called {path}")
        if path.is_dir():
            found += [Source(entry.name, entry) for entry in sorted(path.iterdir()) if entry.is_file()]
        elif _is_plain_archive(path):
            found += _members(path)
        else:
            found.append(Source(path.name, regular(path), is_named=True))
    return found


def _is_plain_archive(path: Path) -> bool:
    return path.suffix.lower() == ".zip" and regular(path).is_file()


def _members(path: Path) -> list[Source]:
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            raise FileError(f"{path.name} is not a ZIP archive; give the folder, or pack it again")
    with archive(path) as opened:
        names = sorted(info.filename for info in opened.infolist() if not info.is_dir())
    members = [
        Source(PurePosixPath(name.replace("\\", "/")).name, path, name)
        for name in names
        if not name.startswith("__MACOSX/")
    ]
    shown = [member.name for member in members]
    doubles = sorted({name for name in shown if shown.count(name) > 1})
    if doubles:
        raise FileError(f"{path.name} holds several files called {doubles[0]}; keep one")
    return members


def fingerprint(path: Path) -> SourceFile:
    """Return name, SHA-256 and size of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return SourceFile(str(path), digest, path.stat().st_size)


def wanted(found: Sequence[Source], specs: Sequence[FileSpec]) -> tuple[list[tuple[FileSpec, Source]], list[str]]:
    """Return the file of each spec that has one, and a sentence about files that are left alone."""
    pairs = [(spec, source) for spec in specs for source in found if _matches(spec, source)]
    taken = {source for _, source in pairs}
    loose = [source for source in found if source not in taken]
    missing = [spec for spec in specs if spec.is_needed and all(spec is not pair[0] for pair in pairs)]
    # A file that the user names himself may be called anything, as long as it is clear which one it is.
    if len(loose) == len(missing) == 1 and loose[0].is_named:
        return [*pairs, (missing[0], loose[0])], []
    if missing:
        raise FileError(_lacking(missing[0], loose))
    if not pairs or any(source.is_named for source in loose):
        raise FileError(_nothing(specs, loose))
    return pairs, _left_alone(specs, loose)


def _matches(spec: FileSpec, source: Source) -> bool:
    return any(fnmatchcase(source.name.lower(), pattern.lower()) for pattern in spec.names)


def _lacking(spec: FileSpec, loose: Sequence[Source]) -> str:
    there = ", ".join(source.name for source in loose[:10]) or "nothing else"
    return f"no file called {' or '.join(spec.names) or spec.key}; found {there}. Give the folder that holds it"


def _nothing(specs: Sequence[FileSpec], found: Sequence[Source]) -> str:
    there = ", ".join(_hinted(source.name, specs) for source in found[:5]) or "no file"
    names = [name for spec in specs for name in spec.names]
    shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return f"found {there}; the files are called {shown}"


def _left_alone(specs: Sequence[FileSpec], loose: Sequence[Source]) -> list[str]:
    if not loose:
        return []
    names = ", ".join(_hinted(source.name, specs) for source in loose[:20])
    more = f" and {len(loose) - 20} more" if len(loose) > 20 else ""
    return [f"left alone, no file of this format: {names}{more}"]


def _hinted(name: str, specs: Sequence[FileSpec]) -> str:
    """Return the name, with the nearest one that is wanted."""
    near = get_close_matches(name.lower(), [known for spec in specs for known in spec.names], n=1, cutoff=0.85)
    return f"{name} (did you mean {near[0]}?)" if near else name
