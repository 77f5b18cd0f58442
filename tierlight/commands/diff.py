"""`tierlight diff`: what differs between two snapshots."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer

from graph.history import diff as differences
from tierlight.commandline.command import Command
from tierlight.commandline.options import Json
from tierlight.commandline.output import count, shown, write, write_json
from tierlight.commandline.session import session, snapshot_id


def diff(
    context: typer.Context,
    one: Annotated[str, typer.Argument(metavar="A", help="Snapshot (8 digits will do), or number of a load.")],
    other: Annotated[str, typer.Argument(metavar="B", help="Snapshot to compare it with.")],
    *,
    top: Annotated[int, typer.Option(min=0, metavar="N", help="Rows shown per table and kind.")] = 20,
    as_json: Json = False,
) -> None:
    """Show the rows added (+), removed (-) and changed (~) from snapshot A to snapshot B."""
    workspace = session(context).workspace()
    found = differences(workspace, snapshot_id(workspace, one), snapshot_id(workspace, other))
    if as_json:
        write_json(found)
        return
    if not found["tables"]:
        write("no difference")
    for name, entry in found["tables"].items():
        write("\n".join(_lines(name, entry, top)))


def _lines(name: str, entry: Mapping[str, Any], top: int) -> Iterator[str]:
    counts = [f"{len(entry[kind]):,} {kind}" for kind in ("added", "removed") if entry[kind]]
    cells = [count(len(entry["changed"]), "cell") + " changed"] if entry["changed"] else []
    yield f"{name}: {', '.join(counts + cells)}"
    for kind, sign in (("added", "+"), ("removed", "-")):
        yield from (f"  {sign} {_key(key)}" for key in entry[kind][:top])
        yield from _more(len(entry[kind]) - top, kind)
    for cell in entry["changed"][:top]:
        yield f"  ~ {_key(cell['key'])}  {cell['field']}: {shown(cell['from'])} → {shown(cell['to'])}"
    yield from _more(len(entry["changed"]) - top, "changed")


def _more(hidden: int, kind: str) -> Iterator[str]:
    if hidden > 0:
        yield f"  … and {hidden:,} more {kind}; --top shows more, --json all"


def _key(key: list[Any]) -> str:
    return " ".join(shown(part) for part in key if part is not None)


COMMAND = Command(run=diff, section="Data in")
