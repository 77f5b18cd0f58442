"""The example at the end of each command's help prints what the help says it does."""

import pytest

from tierlight import ROOT
from tierlight.commandline import examples
from tierlight.commandline.manual import helped

FILES = sorted(file for file in examples.FOLDER.glob("*.txt") if file.stem not in examples.SERVED)
HELP = dict(helped())


@pytest.fixture(scope="session")
def start(tmp_path_factory):
    return examples.prepared(tmp_path_factory.mktemp("demo"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_example_prints_what_the_help_says(file, start):
    kept = file.read_text(encoding="utf-8")
    assert examples.masked(examples.again(kept, start)) == examples.masked(kept), "run make examples"


@pytest.mark.parametrize("name", sorted(name for name in HELP if name))
def test_the_help_of_every_command_ends_with_its_example(name):
    file = examples.FOLDER / f"{name.replace(' ', '_').replace('-', '_')}.txt"
    kept = file.read_text(encoding="utf-8").rstrip("\n")
    assert examples.commands(kept)[-1].split(name)[0] in ("", "--workspace tierlight-demo ", "--workspace trial ")
    shown = [line.removeprefix("  ") for line in HELP[name].split("\nExample:\n")[1].splitlines()]
    assert shown == kept.splitlines()


def test_the_readme_shows_what_make_demo_prints():
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    demo = (examples.FOLDER / "demo.txt").read_text(encoding="utf-8")
    assert demo.partition("\n")[2] in page
    assert examples.readme(page, demo) == page, "run make examples"


def test_the_picture_of_the_readme_is_drawn_from_the_demo(start):
    assert (ROOT / examples.PICTURE).read_text(encoding="utf-8") == examples.picture(start), "run make examples"


def test_what_may_differ_between_machines_is_blotted_out_and_nothing_else():
    text = "run 0123abcdef45 of 2026-11-23 12:34, score .622, effaced, 1234567"
    assert examples.masked(text) == f"run {'#' * 12} of {'#' * 16}, score .622, effaced, 1234567"
