"""The command line as a whole: common options, one-line errors, exit statuses.

0 done, 2 something the user can mend (nothing changed), 3 done but single rows were refused, 1 a bug.
"""

import logging
import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from typer.core import TyperGroup

import tierlight
from graph.errors import TierlightError
from tierlight.commandline.command import Discovered
from tierlight.commandline.session import DEFAULT_WORKSPACE, Session

DONE, BUG, MENDABLE, REFUSED = 0, 1, 2, 3
INTERRUPTED = 130


def _version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"tierlight {tierlight.__version__}\n")
        raise typer.Exit


def _options(
    context: typer.Context,
    workspace: Annotated[
        Path,
        typer.Option(envvar="TIERLIGHT_WORKSPACE", help="Folder that holds snapshots and runs.", show_default=True),
    ] = DEFAULT_WORKSPACE,
    verbose: Annotated[bool, typer.Option("--verbose", help="Log what is done, to standard error.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print results and errors, nothing else.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Which suppliers, sites, materials and countries put a product at risk, and along which paths."""
    del version
    level = logging.DEBUG if verbose else logging.WARNING
    logging.basicConfig(level=level, format="%(name)s: %(message)s", stream=sys.stderr)
    context.obj = Session(workspace, quiet, verbose)


def application() -> TyperGroup:
    """Return the command line with every command that is found."""
    typed = typer.Typer(
        name="tierlight",
        cls=Discovered,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    typed.callback()(_options)
    group = typer.main.get_group(typed)
    assert isinstance(group, TyperGroup)
    return group


def status(arguments: list[str]) -> int:
    """Run one command line and return its exit status; a bug is raised."""
    try:
        result = application().main(arguments or ["--help"], prog_name="tierlight", standalone_mode=False)
    except TierlightError as error:
        _mendable(str(error), error, "--verbose" in arguments)
        return MENDABLE
    except typer.TyperException as error:
        _mendable(_usage(error), error, verbose=False)
        return MENDABLE
    except SystemExit:
        # How Typer ends where the reader of a pipe (such as `head`) has seen enough: no fault.
        return DONE
    except OSError as error:
        # The system refuses a path that the user gave: a missing folder, no permission, a full disk.
        if error.filename is None or isinstance(error, BrokenPipeError):
            raise
        _mendable(f"{error.filename}: {error.strerror}", error, "--verbose" in arguments)
        return MENDABLE
    return result if isinstance(result, int) else DONE


def main() -> NoReturn:
    """Run the command line of this process and end the process with its exit status."""
    try:
        code = status(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        # The same at the last flush; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = DONE
    except (KeyboardInterrupt, typer.Abort):
        sys.stderr.write("tierlight: interrupted; nothing is half done\n")
        code = INTERRUPTED
    sys.exit(code)


def _mendable(text: str, error: Exception, verbose: bool) -> None:
    if verbose:
        logging.getLogger(__name__).debug("raised here", exc_info=error)
    sys.stderr.write(f"tierlight: {text}\n")


def _usage(error: typer.TyperException) -> str:
    """Return a fault of the command line itself in one line that says where its help is."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "tierlight"
    message = " ".join(error.format_message().split()).rstrip(".")
    return f"{message[:1].lower()}{message[1:]}; see '{path} --help'"
