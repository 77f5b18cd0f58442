"""The child process: reads what a request names, writes Arrow files and an answer beside it.

It runs with a limit of memory, so a file that asks for more ends this process and nothing else.
"""

import csv
import json
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from graph.errors import FileError, LimitError, TierlightError
from loaders.loader import FileSpec
from loaders.reading.limits import ADDRESS_SPACE, CSV_CELL
from loaders.reading.sink import Sink
from loaders.reading.sources import Source, fingerprint, sources, wanted


def main() -> None:
    """Answer the request in the folder that the command line names."""
    _limit_memory()
    csv.field_size_limit(CSV_CELL)
    folder = Path(sys.argv[1])
    request = json.loads((folder / "request.json").read_text(encoding="utf-8"))
    try:
        answer = _peek(request) if request["peek"] else _read(request, folder)
    except TierlightError as error:
        answer = {"error": type(error).__name__, "message": str(error)} | _looks(request, error)
    except MemoryError:
        answer = {
            "error": "LimitError",
            "message": "the files need more memory than reading may take; split them",
        }
    (folder / "answer.json").write_text(json.dumps(answer), encoding="utf-8")


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415  Windows has none
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))


def _read(request: dict[str, Any], folder: Path) -> dict[str, Any]:
    specs = [FileSpec(**_tuples(spec)) for spec in request["specs"]]
    paths = [Path(path) for path in request["paths"]]
    sink = Sink(folder)
    found = sources(paths)
    jobs = _jobs(specs, found, sink)
    for done, (_, read) in enumerate(jobs):
        _say(done, len(jobs))
        read(sink, request["encoding"])
    _say(len(jobs), len(jobs))
    used = dict.fromkeys(source.path for source, _ in jobs)
    return {
        "parts": [asdict(part) for part in sink.parts],
        "refused": [asdict(refusal) for refusal in sink.refused],
        "notes": sink.notes,
        "sources": [asdict(fingerprint(path)) for path in used],
    }


def _tuples(spec: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in spec.items()}


Job = tuple[Source, Callable[[Sink, str | None], None]]


def _jobs(specs: list[FileSpec], found: list[Source], sink: Sink) -> list[Job]:
    """Return what is to be read: all sheets of a workbook together, other files one by one."""
    books = [spec for spec in specs if spec.kind == "workbook"]
    if books:
        return _book_jobs(books, found)
    if any(spec.kind == "sqlite" for spec in specs):
        return _database_jobs(specs, found)
    pairs, notes = wanted(found, specs)
    sink.notes.extend(notes)
    return [(source, _reader(spec, source)) for spec, source in pairs]


def _book_jobs(books: list[FileSpec], found: list[Source]) -> list[Job]:
    from loaders.reading import workbook  # noqa: PLC0415  loaded only where it is needed: it costs time

    named = [source for source in found if source.is_named or source.name.lower().endswith((".xlsx", ".xlsm"))]
    if len(named) != 1:
        there = ", ".join(source.name for source in found[:5]) or "nothing"
        raise FileError(f"give one workbook (.xlsx); found {there}")
    source = named[0]
    return [(source, lambda sink, _: workbook.read(source, books, sink))]


def _database_jobs(specs: list[FileSpec], found: list[Source]) -> list[Job]:
    from loaders.reading import sqlite  # noqa: PLC0415

    patterns = {pattern.lower() for spec in specs for pattern in spec.names}
    named = [
        source
        for source in found
        if source.is_named or any(fnmatchcase(source.name.lower(), pattern) for pattern in patterns)
    ]
    if len(named) != 1:
        there = ", ".join(source.name for source in found[:5]) or "nothing"
        raise FileError(f"give one database called {' or '.join(sorted(patterns))}; found {there}")
    source = named[0]
    return [(source, lambda sink, _: sqlite.read(source, specs, sink))]


def _reader(spec: FileSpec, source: Source) -> Callable[[Sink, str | None], None]:
    from loaders.reading import delimited, jsonfile, xmlfile  # noqa: PLC0415

    if spec.kind == "json":
        return lambda sink, encoding: jsonfile.read(source, spec, sink, encoding)
    if spec.kind == "xml":
        return lambda sink, _: xmlfile.read(source, spec, sink)
    return lambda sink, encoding: delimited.read(source, spec, sink, encoding)


def _looks(request: dict[str, Any], error: TierlightError) -> dict[str, Any]:
    """Return what the files look like, if the error may come from naming the wrong format."""
    if isinstance(error, LimitError) or request["peek"]:
        return {}
    with suppress(TierlightError, MemoryError):
        return _peek(request)
    return {}


def _peek(request: dict[str, Any]) -> dict[str, Any]:
    from loaders.reading.peek import peek  # noqa: PLC0415

    return {"files": [peek(source) for source in sources([Path(path) for path in request["paths"]])[:50]]}


def _say(done: int, total: int) -> None:
    """Tell the parent how far it is."""
    sys.stdout.write(f"{done} {total}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
