"""What a command declares, and how the files of a folder become commands.

A file `what_if.py` that ends in `COMMAND = Command(run=what_if, ...)` is the command `what-if`; a folder is a
group of commands. A file is imported when its command is named, so that `tierlight status` does not wait for
charts.
"""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from graph.errors import UnknownNameError


@dataclass(frozen=True)
class Command:
    """One command.

    Attributes
    ----------
    run
        The function; its signature gives the options, its docstring (up to the first section) the help.
    section
        Heading under which `tierlight --help` lists it: one of `SECTIONS`.
    takes_more
        Options that the signature does not name are passed on among the arguments.
    """

    run: Callable[..., None]
    section: str
    takes_more: bool = False


SECTIONS = ("Data in", "Risk", "Ask and publish")


def names(package: str) -> list[str]:
    """Return the names of the commands in a package, sorted."""
    found = pkgutil.iter_modules(importlib.import_module(package).__path__)
    return sorted(module.name.replace("_", "-") for module in found)


def load(package: str, name: str) -> "WithExample | Discovered | None":
    """Return the command `name` of a package; None if there is none."""
    if name not in names(package):
        return None
    path = f"{package}.{name.replace('-', '_')}"
    module = importlib.import_module(path)
    if hasattr(module, "__path__"):
        return _group(path, name, module.__doc__ or "")
    return _command(module.COMMAND, path, name)


def _command(command: Command, path: str, name: str) -> "WithExample":
    application = typer.Typer(add_completion=False, rich_markup_mode=None)
    settings = {"ignore_unknown_options": command.takes_more}
    text = _text(command.run.__doc__ or "")
    application.command(name, cls=WithExample, help=text, context_settings=settings)(command.run)
    built = typer.main.get_command(application)
    assert isinstance(built, WithExample)
    built.section = command.section
    built.example = example(path)
    return built


def _group(path: str, name: str, text: str) -> "Discovered":
    group = Discovered(name=name, help=_text(text), rich_markup_mode=None)
    group.package = path
    members = [load(path, member) for member in names(path)]
    group.section = next((member.section for member in members if member), SECTIONS[0])
    return group


def _text(docstring: str) -> str:
    """Return a docstring up to its first numpydoc section, without its indentation."""
    lines = [line.strip() for line in docstring.strip().splitlines()]
    ends = [i for i, line in enumerate(lines) if line and not line.strip("-")]
    kept = lines[: ends[0] - 1] if ends else lines
    return "\n".join(kept).strip()


def example(path: str) -> str:
    """Return the example of the command in module `path` as printed: `$ command`, then its output."""
    name = path.removeprefix("tierlight.commands.").replace(".", "_")
    file = files("tierlight.commandline").joinpath("examples", f"{name}.txt")
    return file.read_text(encoding="utf-8").rstrip("\n") if file.is_file() else ""


class WithExample(TyperCommand):
    """A command whose help ends with its example, kept line by line."""

    section = SECTIONS[0]
    example = ""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the example after the options."""
        del ctx
        if self.example:
            lines = "\n".join(f"  {line}".rstrip() for line in self.example.splitlines())
            formatter.write(f"\nExample:\n{lines}\n")


class Discovered(TyperGroup):
    """A group whose commands are the files of a package."""

    package = "tierlight.commands"
    section = SECTIONS[0]

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the commands."""
        del ctx
        return names(self.package)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return one command, imported now.

        Raises
        ------
        UnknownNameError
            If there is none; offers the nearest.
        """
        del ctx
        found = load(self.package, cmd_name)
        if found is None:
            raise UnknownNameError("command", cmd_name, names(self.package))
        return found

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the commands under the heading of their section, each with its first sentence."""
        listed = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        for section in SECTIONS:
            rows = [
                (name, command.get_short_help_str(limit=90))
                for name, command in listed.items()
                if command.section == section
            ]
            if rows:
                with formatter.section(section):
                    formatter.write_dl(rows)
