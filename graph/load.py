"""A load: an extract is admitted, becomes a snapshot and is recorded, or nothing changes at all.

A load never runs a model. Loading the same again makes no new snapshot, only a record.

`load(workspace, extract, ...) -> LoadReport`; `edit(workspace, table, rows, author) -> LoadReport`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph import audit, by_hand, refused_files
from graph.admission import Admission, Counts, admit
from graph.checks.places import OWN_SOURCE
from graph.columns import arrow
from graph.difference import keys
from graph.errors import TierlightError
from graph.extract import Extract, Refusal, TextTable
from graph.loads import Load
from graph.merge import Cell, Key
from graph.workspace import Workspace

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class LoadReport:
    """What a load did.

    Attributes
    ----------
    load
        Its number; None for a dry run.
    snapshot
        Current snapshot after it; None if nothing was ever loaded.
    read, added, changed, unchanged, refused, removed
        Rows over all tables; `refused` counts rows left out on purpose too.
    refused_file
        Path of the list of refused rows; None if there are none, or for a dry run.
    committed
        False for a dry run, and where `strict` held everything back.
    errors
        Rows refused for a fault.
    tables
        Counts by table.
    refusals, kept_back, overwritten, notes
        As the admission gives them.
    """

    load: int | None
    snapshot: str | None
    read: int
    added: int
    changed: int
    unchanged: int
    refused: int
    removed: int
    refused_file: str | None
    committed: bool
    errors: int
    tables: Mapping[str, Counts]
    refusals: tuple[Refusal, ...] = field(default=(), repr=False)
    kept_back: tuple[Cell, ...] = field(default=(), repr=False)
    overwritten: tuple[Cell, ...] = field(default=(), repr=False)
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the shape of `load --json`."""
        names = (
            "load",
            "snapshot",
            "read",
            "added",
            "changed",
            "unchanged",
            "refused",
            "removed",
            "refused_file",
        )
        shown: dict[str, Any] = {name: getattr(self, name) for name in names}
        shown |= {"committed": self.committed, "errors": self.errors, "notes": list(self.notes)}
        shown |= {"kept_back": len(self.kept_back), "overwritten": len(self.overwritten)}
        return shown | {"tables": {name: asdict(counts) for name, counts in self.tables.items()}}


@dataclass(frozen=True)
class _Options:
    """How to load."""

    author: str
    dry_run: bool = False
    strict: bool = False
    replace: bool = False
    overwrite_edits: bool = False

    @property
    def named(self) -> list[str]:
        """Names of the options that are set, as on the command line."""
        flags = {"strict": self.strict, "replace": self.replace, "overwrite-edits": self.overwrite_edits}
        return [name for name, is_set in flags.items() if is_set]


def load(
    workspace: Workspace,
    extract: Extract,
    *,
    author: str | None = None,
    dry_run: bool = False,
    strict: bool = False,
    replace: bool = False,
    overwrite_edits: bool = False,
    progress: Progress | None = None,
) -> LoadReport:
    """Load an extract: its good rows become part of a new snapshot, which becomes current.

    Parameters
    ----------
    workspace, extract
        Where to, and what.
    author
        Who; by default the environment variable TIERLIGHT_USER, else the account's name.
    dry_run
        Stop before the merge; nothing is written, and no lock is taken.
    strict
        Commit nothing if a row is refused for a fault; the refused rows are recorded all the same.
    replace
        Take away the rows that this loader and dataset set last and that are absent now.
    overwrite_edits
        Let the load change what was set by hand.
    progress
        Told how many of how many steps are done.

    Raises
    ------
    BusyError
        If another process is writing.
    TierlightError
        If the extract as a whole cannot be loaded. Nothing has changed then.
    """
    options = _Options(audit.author(author), dry_run, strict, replace, overwrite_edits)
    if dry_run:
        return _report(_admitted(workspace, extract, options, progress), workspace, None)
    with (
        workspace.writing(),
        workspace.audit.action("load", author=options.author, statement=extract.loader) as entry,
    ):
        admission = _admitted(workspace, extract, options, progress)
        made = _committed(workspace, extract, options, admission, entry.hash)
        entry.snapshot, entry.rows = made.snapshot, made.total("read")
        return _report(admission, workspace, made)


def edit(
    workspace: Workspace, table: str, rows: Collection[Mapping[str, Any]], author: str | None = None
) -> LoadReport:
    """Set cells by hand, as a small load; later loads leave them alone.

    Parameters
    ----------
    workspace, table
        Where.
    rows
        Rows with the fields of their key and those that are set; all set the same fields. A row with an
        unknown key is added.
    author
        Who; as for `load`.

    Raises
    ------
    TierlightError
        If a row is refused; nothing has changed then.
    """
    cells = by_hand.text(rows, workspace.tables().dictionary[table])
    origin = pa.table(
        {
            "file": pa.array([by_hand.EDIT] * len(rows)),
            "sheet": pa.array([""] * len(rows)),
            "row": pa.array([str(number) for number in range(1, len(rows) + 1)]),
        }
    )
    extract = Extract(by_hand.EDIT, "", complete=False, tables=(TextTable(table, cells, origin),))
    with workspace.writing():
        refused = load(workspace, extract, author=author, dry_run=True).refusals
        if refused:
            first = refused[0]
            raise TierlightError(f"{table}, {first.column or 'row'}: {first.reason} {first.remedy}")
        return load(workspace, extract, author=author)


def owned(workspace: Workspace, extract: Extract) -> dict[str, list[Key]]:
    """Return by table the keys of the rows that a loader and dataset changed last.

    A row that was changed since by hand or by another source is not among them, nor one that Tierlight added.
    """
    by = [
        str(load.load) for load in workspace.loads() if (load.format, load.dataset) == (extract.loader, extract.dataset)
    ]
    tables = workspace.tables()
    found = {}
    for name in (text.table for text in extract.tables):
        frame = tables[name]
        is_ours = pc.and_(
            pc.is_in(arrow(frame, "load_id"), value_set=pa.array(by, pa.string())),
            pc.fill_null(pc.not_equal(arrow(frame, "source"), OWN_SOURCE), fill_value=True),
        )
        found[name] = keys(frame, tables.dictionary[name].key, np.flatnonzero(is_ours))
    return found


def _admitted(workspace: Workspace, extract: Extract, options: _Options, progress: Progress | None) -> Admission:
    return admit(
        extract,
        workspace.tables(),
        load_id=workspace.next_load(),
        replace=options.replace,
        overwrite_edits=options.overwrite_edits or extract.loader in by_hand.FORMATS,
        edits=by_hand.in_force(workspace, workspace.head),
        owned=owned(workspace, extract) if options.replace else None,
        progress=progress,
    )


def _committed(workspace: Workspace, extract: Extract, options: _Options, admission: Admission, audited: str) -> Load:
    """Commit an admission and return the load's record."""
    head = workspace.head
    is_held = options.strict and any(refusal.severity == "error" for refusal in admission.refused)
    beside = refused_files.written(admission)
    kept_at = head.edits if head else None
    if not is_held:
        before = by_hand.in_force(workspace, head)
        edits = by_hand.after(
            before, admission, workspace.tables(), by=extract.loader, overwrite=options.overwrite_edits
        )
        if edits != before:
            beside[by_hand.FILE] = by_hand.written(edits)
            kept_at = workspace.next_load()
    record = Load(
        author=options.author,
        format=extract.loader,
        dataset=extract.dataset,
        counts={name: asdict(counts) for name, counts in admission.counts.items()},
        committed=not is_held,
        edits=kept_at,
        options=options.named,
        sources=extract.sources,
        licence=extract.licence,
        publisher=extract.publisher,
        notes=admission.notes,
        audit=audited,
    )
    is_touched = any(c.added or c.changed or c.removed for c in admission.counts.values())
    return workspace.commit(admission.tables if is_touched and not is_held else None, record, beside)


def _report(admission: Admission, workspace: Workspace, made: Load | None) -> LoadReport:
    counts = admission.counts.values()
    current = workspace.current
    listed = workspace.path / "loads" / str(made.load) / refused_files.LIST if made else None
    return LoadReport(
        load=made.load if made else None,
        snapshot=current.snapshot if current else None,
        read=sum(c.read for c in counts),
        added=sum(c.added for c in counts),
        changed=sum(c.changed for c in counts),
        unchanged=sum(c.unchanged for c in counts),
        refused=sum(c.refused for c in counts),
        removed=sum(c.removed for c in counts),
        refused_file=str(listed) if listed and admission.refused else None,
        committed=made.committed if made else False,
        errors=sum(refusal.severity == "error" for refusal in admission.refused),
        tables=admission.counts,
        refusals=admission.refused,
        kept_back=admission.kept_back,
        overwritten=admission.overwritten,
        notes=admission.notes,
    )
