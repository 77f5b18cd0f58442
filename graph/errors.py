"""Faults that a user can mend.

Anything else that is raised is a bug and keeps its traceback.
"""

from collections.abc import Iterable
from difflib import get_close_matches


class TierlightError(Exception):
    """One line that says what is wrong, where, what is allowed and what to do; exit status 2."""


class UnknownNameError(TierlightError):
    """A name that is not in its list; offers the nearest one."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        nearest = get_close_matches(name, names, n=1)
        hint = f" Did you mean {nearest[0]!r}?" if nearest else ""
        shown = ", ".join(names[:20]) + (f" and {len(names) - 20} more" if len(names) > 20 else "")
        super().__init__(f"no {kind} called {name!r}.{hint} Known: {shown or 'none'}.")


class ParameterError(TierlightError):
    """A parameter that is unknown, of the wrong kind or out of range."""


class FileError(TierlightError):
    """A fault of a whole source file: nothing of it is loaded."""


class LimitError(FileError):
    """A file larger or deeper than what is read safely."""


class WorkspaceError(TierlightError):
    """A workspace that is missing, damaged or holds something else."""


class BusyError(WorkspaceError):
    """Another process is writing to the workspace."""


class NetworkError(TierlightError):
    """Tables that do not make a network; names every faulty row at once."""


class DatabaseError(TierlightError):
    """A graph database that cannot be reached, or an answer that cannot be given."""


class ProjectionError(DatabaseError):
    """A projection that does not hold what its snapshot holds."""


class StatementError(DatabaseError):
    """A Cypher statement that is refused; says why."""
