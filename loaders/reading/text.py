"""Bytes as text: UTF-8 with or without BOM, UTF-16 with BOM, or the encoding that the user names.

An encoding is never guessed: bytes that do not fit are refused with their place.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from graph.errors import FileError, LimitError
from loaders.reading.limits import FILE_BYTES, INFLATED_BYTES
from loaders.reading.sources import Source


@contextmanager
def text(source: Source, encoding: str | None) -> Iterator[IO[str]]:
    """Open a file as text with its line ends as they are; a byte that does not fit is a `FileError`."""
    codec = _codec(source, encoding)
    try:
        with (
            source.open() as raw,
            io.TextIOWrapper(raw, encoding=codec, errors="strict", newline="") as opened,
        ):
            yield opened
    except LookupError as error:
        raise FileError(f"{encoding!r} is no text encoding; allowed are utf-8, cp1252 and the like") from error
    except UnicodeError as error:
        raise FileError(_place(source, codec)) from error


def whole(source: Source, encoding: str | None) -> str:
    """Return the whole text of a file."""
    with text(source, encoding) as opened:
        content = opened.read(INFLATED_BYTES)
    if len(content) > FILE_BYTES:
        raise LimitError(f"{source.name} has {len(content):,} characters; at most {FILE_BYTES:,} are read")
    return content


def _codec(source: Source, encoding: str | None) -> str:
    with source.open() as raw:
        start = raw.read(4)
    if start in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        raise FileError(f"{source.name} is UTF-32; save it as UTF-8")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) and encoding is None:
        return "utf-16"
    if encoding is None or encoding.lower().replace("_", "-") in {"utf-8", "utf8"}:
        return "utf-8-sig"
    return encoding


def _place(source: Source, codec: str) -> str:
    """Return the sentence that names the first bad byte and its line."""
    if codec == "utf-16":
        return f"{source.name} starts as UTF-16 and goes on as something else; save it as UTF-8"
    with source.open() as raw:
        at = 0
        for number, line in enumerate(raw, start=1):
            try:
                line.decode("utf-8" if codec == "utf-8-sig" else codec)
            except UnicodeError as error:
                start = getattr(error, "start", 0)
                name = "UTF-8" if codec == "utf-8-sig" else codec
                return (
                    f"{source.name} line {number}: byte 0x{line[start]:02x} at position {at + start} "
                    f"is not {name}; save the file as UTF-8, or name its encoding, such as --encoding cp1252"
                )
            at += len(line)
    return f"{source.name} is not {codec}; save it as UTF-8"
