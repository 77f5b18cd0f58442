"""A command line that runs in a folder of its own."""

import json
import shutil
from pathlib import Path

import pytest

from tierlight.commandline import application


class CommandLine:
    """Runs `tierlight` in this process and folder."""

    def __init__(self, folder, capsys):
        self.folder, self.capsys = folder, capsys

    def __call__(self, *arguments):
        """Return exit status, standard output and standard error."""
        code = application.status([str(argument) for argument in arguments])
        out, err = self.capsys.readouterr()
        return code, out, err

    def done(self, *arguments, code=0):
        """Return standard output of a command that has to end with `code`."""
        got, out, err = self(*arguments)
        assert got == code, err
        return out

    def json(self, *arguments, code=0):
        """Return what a command prints as JSON."""
        return json.loads(self.done(*arguments, "--json", code=code))


@pytest.fixture
def line(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIERLIGHT_USER", "r.manager")
    capsys.readouterr()
    monkeypatch.delenv("TIERLIGHT_WORKSPACE", raising=False)
    return CommandLine(Path(tmp_path), capsys)


@pytest.fixture(scope="session")
def loaded(tmp_path_factory):
    """Return a folder with the template chain and a workspace that holds it."""
    folder = tmp_path_factory.mktemp("loaded")
    for words in ("template {0}/chain", "--quiet --workspace {0}/tierlight-data load canonical {0}/chain"):
        assert application.status(words.format(folder).split()) == 0
    return folder


@pytest.fixture
def chain(line, loaded):
    """The template chain loaded into the default workspace; the folder of its files."""
    shutil.copytree(loaded, line.folder, dirs_exist_ok=True)
    return line.folder / "chain"
