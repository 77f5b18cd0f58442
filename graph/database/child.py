"""The process that runs one console statement on the embedded graph, and dies with it if need be.

Run as a file by `console.py`: it reads a request from standard input, limits its own memory,
and writes one answer. Memory that a statement eats is this process's, not the program's.
"""

import datetime as dt
import json
import sys
from typing import Any

import kglite


def tagged(value: Any) -> Any:
    """Return a value as JSON can hold it; dates and times carry a tag."""
    if isinstance(value, dt.datetime):
        return {"$time": value.isoformat()}
    if isinstance(value, dt.date):
        return {"$date": value.isoformat()}
    if isinstance(value, dict):
        return {"$map": [[str(name), tagged(each)] for name, each in value.items()]}
    if isinstance(value, list | tuple):
        return [tagged(each) for each in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def untagged(value: Any) -> Any:
    """Return what `tagged` was given."""
    if isinstance(value, list):
        return [untagged(each) for each in value]
    if isinstance(value, dict):
        ((tag, content),) = value.items()
        if tag == "$time":
            return dt.datetime.fromisoformat(content)
        if tag == "$date":
            return dt.date.fromisoformat(content)
        return {name: untagged(each) for name, each in content}
    return value


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Return the answer to a request: columns and rows, or a fault."""
    session = kglite.open_session(request["path"])
    try:
        found = session.cypher(
            request["statement"],
            params=untagged(request["parameters"]),
            timeout_ms=max(1, int(request["seconds"] * 1000)),
            row_limit=request["rows"] + 1,
        )
        columns = list(found.columns)
        rows = [[tagged(row[name]) for name in columns] for row in found.to_list()]
    except kglite.CypherTimeoutError:
        return {"fault": "time"}
    except MemoryError:
        return {"fault": "memory"}
    except (kglite.KgError, ValueError, TypeError) as fault:
        return {"fault": "statement", "text": " ".join(str(fault).split())[:300]}
    return {"columns": columns, "rows": rows}


def main() -> None:
    """Answer the request on standard input."""
    import resource  # noqa: PLC0415  Windows has none, and this module's other functions serve there too

    request = json.loads(sys.stdin.buffer.read())
    resource.setrlimit(resource.RLIMIT_AS, (request["memory"], request["memory"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    written = json.dumps(answer(request)).encode()
    if len(written) > request["size"]:
        written = json.dumps({"fault": "size"}).encode()
    sys.stdout.buffer.write(written)


if __name__ == "__main__":
    main()
