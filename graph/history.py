"""The past of a workspace: its loads, what differs between two snapshots, and the way back.

Nothing of the past is changed: going back is a load of its own, after all others.
"""

import json
from typing import Any

from graph import audit, pointer, runs
from graph.difference import Difference, difference, plain
from graph.errors import WorkspaceError
from graph.loads import Load
from graph.tables import Tables
from graph.workspace import Workspace

EDIT, RESTORE = "edit", "restore"
"""Format of the loads that Tierlight makes itself: an edit by hand, and a way back."""

LISTED = ("read", "added", "changed", "unchanged", "refused", "removed")


def history(workspace: Workspace) -> dict[str, Any]:
    """Return the loads, oldest first, in the shape of `history --json`."""
    return {"loads": [_listed(load) for load in workspace.loads()]}


def diff(workspace: Workspace, one: str, other: str) -> dict[str, Any]:
    """Return what differs between two snapshots, in the shape of `diff --json`.

    A key is the list of the values of its fields. Tables without a difference are left out.

    Raises
    ------
    WorkspaceError
        If a snapshot is unknown (prefixes of at least 8 characters will do).
    """
    before, after = workspace.snapshot(one), workspace.snapshot(other)
    found = differences(workspace.tables(before.id), workspace.tables(after.id))
    return {
        "from": before.id,
        "to": after.id,
        "tables": {name: _told(entry) for name, entry in found.items() if entry},
    }


def differences(before: Tables, after: Tables) -> dict[str, Difference]:
    """Return what differs, by table."""
    return {name: difference(after.dictionary[name], before[name], after[name]) for name in after}


def refused(workspace: Workspace, number: int | None = None) -> list[dict[str, Any]]:
    """Return the rows that a load refused, by default the newest one, each as it stands in refused.jsonl."""
    chosen = workspace.head if number is None else workspace.load(number)
    if chosen is None:
        return []
    path = workspace.path / "loads" / str(chosen.load) / "refused.jsonl"
    lines = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
    return [json.loads(line) for line in lines if line]


def restore(workspace: Workspace, snapshot: str, *, author: str | None = None) -> Load:
    """Make an old snapshot current again, with its newest run, and return the load that this is.

    Works also where the pointer or the current tables are damaged.

    Raises
    ------
    WorkspaceError
        If the snapshot is unknown, or its files are damaged.
    """
    who = audit.author(author)
    with workspace.writing():
        chosen = workspace.snapshot(snapshot)
        after = workspace.tables(chosen.id)
        with workspace.audit.action(RESTORE, author=who, snapshot=chosen.id) as entry:
            workspace.mend_pointer()
            run = runs.newest(workspace.path, chosen.id)
            load = Load(
                author=who,
                format=RESTORE,
                counts=_counts(workspace, after),
                edits=_edits_at(workspace, chosen.id),
                notes=(f"snapshot {chosen.id} made current again",),
                audit=entry.hash,
            )
            made = workspace.commit(chosen, load, run=pointer.of_run(run) if run else None)
            entry.snapshot, entry.rows = chosen.id, sum(after.counts.values())
            return made


def undo(workspace: Workspace, *, author: str | None = None) -> Load:
    """Take back the newest edit, while nothing else has changed the data since.

    Raises
    ------
    WorkspaceError
        If the newest change is no edit, or there was nothing before it.
    """
    with workspace.writing():
        changes = [load for load in workspace.loads() if load.snapshot != load.parent]
        if not changes or changes[-1].format != EDIT:
            raise WorkspaceError(
                f"{workspace.path}: the newest change is no edit, so there is nothing to undo; 'tierlight "
                "history' lists the changes, 'tierlight restore' goes back to any of them"
            )
        if changes[-1].parent is None:
            raise WorkspaceError(f"{workspace.path}: there is nothing before this edit to go back to")
        return restore(workspace, changes[-1].parent, author=author)


def _listed(load: Load) -> dict[str, Any]:
    return {
        "load": load.load,
        "snapshot": load.snapshot,
        "parent": load.parent,
        "author": load.author,
        "time": load.time,
        "format": load.format,
        "source": load.source,
        "sources": [source.name for source in load.sources],
        **{count: load.total(count) for count in LISTED},
        "committed": load.committed,
    }


def _told(entry: Difference) -> dict[str, Any]:
    return {
        "added": [[plain(value) for value in key] for key in entry.added_keys()],
        "removed": [[plain(value) for value in key] for key in entry.removed_keys()],
        "changed": [
            {"key": [plain(value) for value in key], "field": name, "from": plain(old), "to": plain(new)}
            for key, name, old, new in entry.cells()
        ],
    }


def _counts(workspace: Workspace, after: Tables) -> dict[str, dict[str, int]]:
    """Return what going from the current tables to others changes; nothing if the current ones are damaged."""
    try:
        found = differences(workspace.tables(), after)
    except WorkspaceError:
        return {}
    return {name: _counted(entry) for name, entry in found.items() if entry}


def _counted(entry: Difference) -> dict[str, int]:
    rows, added, changed = len(entry.after), len(entry.added), entry.changed_rows
    unchanged = rows - added - changed
    return {
        "read": rows,
        "added": added,
        "changed": changed,
        "unchanged": unchanged,
        "refused": 0,
        "removed": len(entry.removed),
    }


def _edits_at(workspace: Workspace, snapshot: str) -> int | None:
    """Return where the edits that were in force at a snapshot are kept."""
    at = [load for load in workspace.loads() if load.snapshot == snapshot]
    return at[-1].edits if at else None
