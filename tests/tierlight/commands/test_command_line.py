"""The command line as a user meets it: found by files, one-line errors, exit statuses."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import tierlight.commands
from graph import errors
from graph.errors import TierlightError
from loaders import catalogue
from tierlight.commandline import application, command
from tierlight.commandline.manual import helped

ROOT = Path(__file__).parents[3]


def run(capsys, *arguments):
    """Return exit status, standard output and standard error of one command line."""
    code = application.status([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def process(*arguments, cwd, **environment):
    return subprocess.run(
        [sys.executable, "-m", "tierlight", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_file_of_the_folder_is_a_command():
    files = {p.stem.replace("_", "-") for p in Path(tierlight.commands.__path__[0]).glob("[!_]*.py")}
    folders = {p.parent.name for p in Path(tierlight.commands.__path__[0]).glob("[!_]*/__init__.py")}
    assert set(command.names("tierlight.commands")) == files | folders
    assert files


def test_a_new_file_is_a_new_command_and_edits_no_other_file(tmp_path, monkeypatch, capsys):
    (tmp_path / "say_hello.py").write_text(
        "from tierlight.commandline.command import Command\n"
        "def say_hello(name: str) -> None:\n"
        "    '''Greet.'''\n"
        "    print('hello', name)\n"
        "COMMAND = Command(run=say_hello, section='Data in')\n"
    )
    monkeypatch.setattr(tierlight.commands, "__path__", [*tierlight.commands.__path__, str(tmp_path)])
    assert run(capsys, "say-hello", "you") == (0, "hello you\n", "")
    assert "say-hello" in run(capsys, "--help")[1]


def test_without_a_command_the_help_is_shown(capsys):
    code, out, err = run(capsys)
    assert code == 0
    assert "Usage: tierlight" in out
    assert err == ""


@pytest.mark.parametrize("unbuffered", ["1", ""])
def test_a_reader_that_stops_early_is_no_fault(tmp_path, unbuffered):
    line = f"{sys.executable} -m tierlight formats; echo status $? >&2"
    done = subprocess.run(
        ["bash", "-c", f"({line}) | true"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": unbuffered},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == "status 0\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["histor"], "tierlight: no command called 'histor'. Did you mean 'history'?"),
        (["history", "--jsn"], "tierlight: no such option: --jsn"),
        (["--workspace", "nowhere", "history"], "tierlight: nowhere: no workspace here"),
        (["--workspace"], "tierlight: option '--workspace' requires an argument"),
    ],
)
def test_a_fault_that_a_user_can_mend_is_one_line_and_exit_status_2(arguments, message, capsys):
    code, out, err = run(capsys, *arguments)
    assert code == 2
    assert out == ""
    assert err.startswith(message)
    assert err.count("\n") == 1


def test_a_path_that_the_system_refuses_is_one_line_and_exit_status_2(monkeypatch, capsys):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied", "/secret/file.csv")

    monkeypatch.setattr(command, "load", refuse)
    assert run(capsys, "history") == (2, "", "tierlight: /secret/file.csv: Permission denied\n")


def test_an_error_of_ours_shows_its_origin_only_if_asked(tmp_path):
    said = process("--workspace", tmp_path / "none", "history", cwd=tmp_path)
    assert (said.returncode, said.stderr.count("\n")) == (2, 1)
    loud = process("--verbose", "--workspace", tmp_path / "none", "history", cwd=tmp_path)
    assert loud.returncode == 2
    assert "Traceback" in loud.stderr


def test_a_bug_keeps_its_traceback_and_has_exit_status_1(tmp_path):
    code = (
        "import tierlight, loaders, sys; loaders.catalogue = None;sys.argv = ['tierlight', 'formats']; tierlight.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert "'NoneType' object is not callable" in done.stderr


def test_formats_as_json_lists_every_loader(capsys):
    code, out, _ = run(capsys, "formats", "--json")
    assert code == 0
    assert [entry["name"] for entry in json.loads(out)["formats"]] == list(catalogue())


def test_every_command_says_what_it_does():
    for name, text in helped():
        assert "Usage: tierlight" in text
        assert len(text.splitlines()) > 3, name


def test_what_a_user_can_mend_has_one_base_class():
    mendable = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Exception)]
    assert all(issubclass(value, TierlightError) for value in mendable)
