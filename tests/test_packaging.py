"""The wheel claims one name, holds every file, and works beside a foreign package called `queries`."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("graph", "loaders", "queries", "tierlight")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    # By the build backend itself: no isolated environment, so nothing is downloaded.
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Return the Python of a fresh environment with the wheel, what it needs and a foreign `queries`."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    asked = [python, "-c", "import site; print(site.getsitepackages()[0])"]
    site = Path(subprocess.check_output(asked, text=True).strip())
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    (site / "queries").mkdir()
    (site / "queries" / "__init__.py").write_text("FOREIGN = True\n")
    # What is installed here serves there too, but for an editable tierlight: its `.pth` is not followed.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def contents(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return sorted(archive.namelist())


def tracked():
    """Return the files of the four folders that belong to the project, as Git sees them."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a Git checkout, so the list of files is not known")
    listed = subprocess.check_output(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *FOLDERS], cwd=ROOT, text=True
    )
    return [path for path in listed.splitlines() if (ROOT / path).is_file()]


def test_the_wheel_claims_one_name(wheel):
    tops = {name.split("/", 1)[0] for name in contents(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"tierlight"}


def test_the_wheel_holds_every_file_of_the_four_folders(wheel):
    expected = {path if path.startswith("tierlight/") else f"tierlight/_root/{path}" for path in tracked()}
    assert len(expected) > 50
    assert sorted(expected - set(contents(wheel))) == []


def test_the_wheel_carries_the_licence_and_the_command(wheel):
    names = contents(wheel)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    with zipfile.ZipFile(wheel) as archive:
        (entries,) = [name for name in names if name.endswith("entry_points.txt")]
        assert "tierlight = tierlight:main" in archive.read(entries).decode()


def test_installed_beside_a_foreign_queries_ours_is_found(installed, tmp_path):
    code = (
        "import sys, json, tierlight, graph.dictionary, queries, loaders;"
        "print(json.dumps([tierlight.__file__, graph.dictionary.__file__, queries.__path__[0],"
        " hasattr(queries, 'FOREIGN'), len(graph.dictionary.dictionary().tables)]))"
    )
    out = subprocess.check_output([installed, "-c", code], cwd=tmp_path, text=True, env=bare())
    here, dictionary, queries, foreign, tables = json.loads(out)
    home = str(installed.parents[1])
    assert here.startswith(home)
    assert "/tierlight/_root/graph/" in dictionary
    assert "/tierlight/_root/queries" in queries
    assert foreign is False
    assert tables == 19


def test_the_installed_command_prints_its_version(installed, tmp_path):
    out = subprocess.check_output(
        [installed, "-W", "error", "-m", "tierlight", "--version"], cwd=tmp_path, text=True, env=bare()
    )
    assert out == "tierlight 0.1.0\n"


def bare():
    """Return the environment without what could lead Python to this checkout."""
    return {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME")}
