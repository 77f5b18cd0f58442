"""What the options before a command say: the workspace, and how much is said beside the results."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from graph.errors import UnknownNameError, WorkspaceError
from graph.pointer import Current
from graph.workspace import Workspace
from tierlight.running import KeptRun, current_run

DEFAULT_WORKSPACE = Path("tierlight-data")


@dataclass(frozen=True)
class Session:
    """The options before the command.

    Attributes
    ----------
    path
        Folder of the workspace.
    quiet
        Nothing but results and errors.
    verbose
        The program's log on standard error, and the traceback of an error that a user can mend.
    """

    path: Path = DEFAULT_WORKSPACE
    quiet: bool = False
    verbose: bool = False

    def workspace(self) -> Workspace:
        """Return the workspace, which has to exist."""
        return Workspace.open(self.path)

    def current(self) -> tuple[Workspace, Current]:
        """Return the workspace and its current state.

        Raises
        ------
        WorkspaceError
            If nothing has been loaded yet.
        """
        workspace = self.workspace()
        current = workspace.current
        if current is None:
            raise WorkspaceError(f"workspace {self.path} holds no data yet; run 'tierlight load' first")
        return workspace, current

    def say(self, text: str) -> None:
        """Write a line for people to standard error, unless asked to be quiet."""
        if not self.quiet:
            sys.stderr.write(f"{text}\n")

    @contextmanager
    def progress(self, step: str) -> Iterator[Callable[[int, int], None] | None]:
        """Show that `step` is under way: a bar on a terminal, one line elsewhere, nothing if quiet."""
        if self.quiet:
            yield None
        elif not sys.stderr.isatty():
            self.say(f"{step} …")
            yield None
        else:
            with _bar() as bar:
                task = bar.add_task(step, total=None)
                yield lambda done, total: bar.update(task, completed=done, total=total)


def session(context: typer.Context) -> Session:
    """Return the session that the options before the command made."""
    found = context.find_object(Session)
    return found or Session()


def current(context: typer.Context) -> KeptRun:
    """Return the current run; warns if the data changed since.

    Raises
    ------
    WorkspaceError
        If there is no run yet.
    """
    here = session(context)
    workspace, _ = here.current()
    run = current_run(workspace)
    if workspace.is_stale:
        here.say("warning: the data changed since this run; run 'tierlight run' for their scores")
    return run


def asked(context: typer.Context, product: str, dimension: str | None) -> tuple[KeptRun, str]:
    """Return the current run and the dimension that is asked about: by default the product's gravest.

    Raises
    ------
    WorkspaceError
        If there is no run yet.
    UnknownNameError
        If there is no such product.
    """
    run = current(context)
    known = {entry["id"] for entry in run.products}
    if product not in known:
        raise UnknownNameError("product", product, known)
    chosen = dimension.upper() if dimension else run.gravest_dimension(product)
    if chosen is None:
        raise WorkspaceError(f"{product} has no score in any dimension; load country indicators and run again")
    return run, chosen


def snapshot_id(workspace: Workspace, text: str) -> str:
    """Return the snapshot that `text` means: the number of a load, or the beginning of a snapshot's id."""
    is_number = text.isdecimal() and len(text) < 8
    return workspace.load(int(text)).snapshot or "" if is_number else text


def day(text: str | None) -> date:
    """Return an ISO date, today if there is none."""
    if text is None:
        return date.today()  # noqa: DTZ011  the day on the user's calendar is meant
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date such as 2026-11-23") from None


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
