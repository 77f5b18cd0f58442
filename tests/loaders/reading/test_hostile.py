"""Every hostile file ends in one sentence, quickly, in little memory, and the program lives on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from graph import errors
from loaders import extract, get
from tests.loaders.conftest import made
from tests.loaders.reading.hostile import CORPUS

FORMATS = {
    "canonical": get("canonical"),
    "workbook": get("workbook"),
    "json": made("json"),
    "xml": made("xml", element="record"),
}


@pytest.mark.parametrize("case", CORPUS, ids=[f"{case.reader}: {case.word}" for case in CORPUS])
def test_a_hostile_file_is_refused_in_one_line_within_two_seconds(case, tmp_path):
    path = tmp_path / case.name
    case.make(path)
    before = sum(os.times()[2:4])
    with pytest.raises(errors.FileError, match=case.word) as refused:
        extract(FORMATS[case.reader], [path])
    # Time of the processor, so that a busy machine does not fail the test.
    assert sum(os.times()[2:4]) - before < 2
    assert type(refused.value).__name__ == case.error
    assert "\n" not in str(refused.value)
    assert str(refused.value).count(case.name.split(".")[0]) > 0


def test_no_hostile_file_needs_half_a_gigabyte(tmp_path):
    root = Path(__file__).parents[3]
    # The others end before anything is read; they are measured in the long run.
    chosen = [case for case in CORPUS if case.error == "LimitError" or os.environ.get("TIERLIGHT_TEST_FULL")]
    for number, case in enumerate(chosen):
        (tmp_path / str(number)).mkdir()
        case.make(tmp_path / str(number) / case.name)
    script = f"""
import resource
from pathlib import Path
from graph.errors import FileError
from loaders import extract
from tests.loaders.reading.test_hostile import FORMATS
for folder in sorted(Path({str(tmp_path)!r}).iterdir()):
    file = next(folder.iterdir())
    reader = {{".xlsx": "workbook", ".json": "json", ".xml": "xml"}}.get(file.suffix, "canonical")
    try:
        extract(FORMATS[reader], [file])
    except FileError:
        pass
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert int(done.stdout) * 1024 < 512_000_000
