"""Each format of a heatmap read back: what it shows is what the data say, and names stay names."""

import csv
import io
import json
import math
import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from defusedxml import ElementTree

from loaders.formulas import is_formula
from tierlight.export.canvas import slants
from tierlight.export.heatmap import FORMATS
from tierlight.export.palette import NO_DATA
from tierlight.export.typesetting import shortened, width, wrapped

PAYLOADS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1)", '=HYPERLINK("http://x.example","y")', "=cmd|' /C calc'!A0", " =1+1",
    "\t=1+1", "\r=1+1", "\n=1+1", "\x00=1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM(1)", "\u00a0=1+1",
    "'=1+1", "'  =1",
    '=WEBSERVICE("http://x.example")', '=IMPORTXML("http://x.example")', '=DDE("a";"b")', "\tx",
    "http://x.example/y", '="<a>"&1',
)  # fmt: skip
HOSTILE = (
    '<script>alert("pwn")</script>',
    '"><img src=x onerror=alert(1)>',
    "</text></svg><script>1</script>",
    "]]></script><!--",
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1)\x00\x1b\u202e",
)
SVG = "{http://www.w3.org/2000/svg}"


def layer(svg, name):
    """Return the marks of one layer of a picture."""
    for group in ElementTree.fromstring(svg).iter(f"{SVG}g"):
        if group.get("class") == name:
            return list(group)
    return []


def ink(mark, svg, name):
    """Return the colour of a text: its own, else that of its layer."""
    group = next(one for one in ElementTree.fromstring(svg).iter(f"{SVG}g") if one.get("class") == name)
    return mark.get("fill") or group.get("fill")


def test_a_picture_has_a_rectangle_a_hatch_and_a_label_for_what_the_data_say(car_map):
    svg = car_map.content(".svg").decode()
    looks = {one.name: one for one in (*car_map.bands, NO_DATA)}
    cells = car_map.cells
    assert [mark.get("fill") for mark in layer(svg, "cells")] == [looks[name].fill for name in cells["band"]]
    hatched = cells[cells["hatched"]]
    assert [mark.get("stroke") for mark in layer(svg, "hatches")] == [looks[name].hatch for name in hatched["band"]]
    numbers = ["–" if math.isnan(value) else f"{value:.2f}" for value in cells["value"]]
    assert [mark.text for mark in layer(svg, "numbers")] == numbers
    assert [mark.text for mark in layer(svg, "words")] == cells["band"].tolist()
    assert [ink(mark, svg, "numbers") for mark in layer(svg, "numbers")] == [looks[name].ink for name in cells["band"]]
    assert [mark.text for mark in layer(svg, "names")] == ["Second car", "First car"]
    assert [mark.text for mark in layer(svg, "ids")] == ["P2", "P1"]
    answers = cells.loc[cells["answer"].notna(), "answer_name"].tolist()
    assert [mark.text for mark in layer(svg, "answers")] == answers


def test_a_hatch_lies_on_its_cell(car_map):
    svg = car_map.content(".svg").decode()
    corners = [f"translate({mark.get('x')},{mark.get('y')})" for mark in layer(svg, "cells")]
    expected = [corner for corner, hatched in zip(corners, car_map.cells["hatched"], strict=True) if hatched]
    assert [mark.get("transform") for mark in layer(svg, "hatches")] == expected


def test_a_reader_that_sees_no_colours_is_told_what_a_cell_says(car_map):
    told = [mark[0].text for mark in layer(car_map.content(".svg").decode(), "cells")]
    assert "Second car (P2), Labour & human rights: 0.90 severe · Cobalt, unsure" in told
    assert "First car (P1), Health & safety: no data" in told


@pytest.mark.parametrize(("wide", "high"), [(100, 20), (20, 100), (26, 23), (8, 8)])
def test_the_lines_of_a_hatch_do_not_leave_the_cell(wide, high):
    ends = re.findall(r"[ML](-?[\d.]+),(-?[\d.]+)", slants(wide, high))
    assert len(ends) >= 2
    assert all(0 <= float(x) <= wide and 0 <= float(y) <= high for x, y in ends)


def test_many_rows_say_number_and_band_on_one_line(site_map):
    svg = site_map(["Mine"] * 70).content(".svg").decode()
    assert {mark.text for mark in layer(svg, "words")} == {
        "0.10 low", "0.60 high", "0.80 severe", "0.30 medium", "no data",
    }  # fmt: skip
    assert len(layer(svg, "cells")) == 70 * 5


@pytest.mark.parametrize("rows", [1, 3, 40])
def test_a_picture_names_every_row_legend_and_provenance(site_map, rows):
    svg = site_map([f"Mine {number}" for number in range(rows)]).content(".svg").decode()
    assert len(layer(svg, "names")) == rows
    words = " ".join("".join(ElementTree.fromstring(svg).itertext()).split())
    for text in ("severe 0.70–1.00", "confidence below 0.40", "no data", "a" * 64, "b" * 64, "c" * 64, "tier = 1"):
        assert text in words, text
    assert "as of 2026-11-23" in words
    assert "CC BY 4.0" in words


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_empty_heatmap_is_a_file_that_says_so(site_map, tmp_path, suffix):
    path = site_map([]).save(tmp_path / f"empty{suffix}")[0]
    assert path.stat().st_size > 0
    if suffix in {".svg", ".html"}:
        assert "No sites here" in path.read_text("utf-8")


def test_a_long_name_is_cut_in_a_picture_and_whole_in_the_tables(site_map):
    name = "A very long name of a mine that goes on and on, " * 4 + "end"
    made = site_map([name] * 20)
    shown = layer(made.content(".svg").decode(), "names")[0].text
    assert shown.endswith("…")
    assert len(shown) < len(name)
    for suffix in (".csv", ".html"):
        assert name in made.content(suffix).decode()


def test_signatures_of_the_binary_formats(car_map):
    assert car_map.content(".png").startswith(b"\x89PNG")
    assert car_map.content(".pdf").startswith(b"%PDF")


class Reading(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.texts, self.attributes = [], [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attributes]

    def handle_data(self, data):
        self.texts.append(data)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text_in_the_page_and_in_the_picture(site_map, name):
    made, plain = site_map([name]), site_map(["Mine"])
    page, usual = Reading(), Reading()
    page.feed(made.content(".html").decode())
    usual.feed(plain.content(".html").decode())
    assert (page.tags, page.attributes) == (usual.tags, usual.attributes)
    assert not {"script", "img", "iframe", "a", "link"} & set(page.tags)
    visible = re.sub(r"[\x00\x1b\u202e]", "", name)
    assert visible in page.texts
    svg = made.content(".svg").decode()
    tags = sorted({element.tag for element in ElementTree.fromstring(svg).iter()})
    assert tags == [f"{SVG}{tag}" for tag in ("g", "path", "rect", "svg", "text", "title")]


def test_the_page_forbids_itself_scripts_and_fetches_nothing(car_map):
    page = car_map.content(".html").decode()
    assert "default-src 'none'; style-src 'unsafe-inline'" in page
    assert not re.search(r"(?:src|href)=|url\(|@import", page)


def test_the_page_shows_value_band_answer_and_interval(car_map):
    read = Reading()
    read.feed(car_map.content(".html").decode())
    at = read.texts.index("0.90")
    assert read.texts[at : at + 4] == ["0.90", "severe", "Cobalt", "0.85–0.95"]


def test_no_payload_becomes_a_formula_in_csv_or_workbook(site_map, tmp_path):
    assert len(PAYLOADS) == 24
    made = site_map(PAYLOADS)
    text = made.content(".csv").decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not any(is_formula(cell) and not cell.startswith("'") for cell in row)
    made.save(tmp_path / "x.xlsx")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any("rels" in name for name in parts.namelist() if "worksheets" in name)
    assert len(sheets) == 3
    assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)


def test_csv_keeps_numbers_and_leaves_what_is_missing_blank(car_map, tmp_path):
    paths = car_map.save(tmp_path / "heat.map.csv")
    assert [path.name for path in paths] == ["heat.map.csv", "heat.map.about.json"]
    rows = list(csv.DictReader(io.StringIO(paths[0].read_text("utf-8-sig"))))
    assert len(rows) == 10
    blank = next(row for row in rows if row["dimension"] == "HSE")
    assert (blank["value"], blank["band"], blank["hatched"]) == ("", "no data", "true")
    labour = next(row for row in rows if row["id"] == "P1" and row["dimension"] == "LAB")
    assert (labour["value"], labour["answer"], labour["low"]) == ("0.8", "co", "0.75")
    about = json.loads(paths[1].read_text("utf-8"))
    assert (about["run"], about["rows_total"], about["bands"]["severe"]) == ("b" * 64, 2, [0.7, 1.0])


def test_the_workbook_holds_numbers_with_the_look_of_their_band(car_map, tmp_path):
    path = car_map.save(tmp_path / "heat.xlsx")[0]
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["heatmap", "values", "about"]
    sheet = book["heatmap"]
    labour = sheet["E6"]
    assert (labour.value, sheet["F6"].value) == (0.9, "Cobalt")
    assert labour.number_format == '0.00"  severe ~"'
    assert labour.fill.patternType == "lightUp"
    assert sheet["E7"].number_format == '0.00"  severe"'
    assert (sheet["E7"].fill.patternType, sheet["E7"].fill.fgColor.rgb) == ("solid", "FF970026")
    assert sheet["K6"].value == "no data"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C6", "A5:L7")
    about = {row[0].value: row[1].value for row in book["about"]}
    assert (about["run"], about["rows shown"], about["texts cut to fit a cell"]) == ("b" * 64, "2 of 2", "0")
    assert book["values"].max_row == 11


def test_text_that_a_cell_cannot_hold_is_cut_and_counted(site_map, tmp_path):
    path = site_map(["x" * 40_000]).save(tmp_path / "long.xlsx")[0]
    about = {row[0].value: row[1].value for row in openpyxl.load_workbook(path)["about"]}
    assert int(about["texts cut to fit a cell"]) >= 1


def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(car_map, tmp_path):
    path = tmp_path / "heat.svg"
    path.write_text("old")
    assert car_map.save(path) == (path,)
    assert path.read_text("utf-8").startswith("<svg")
    assert [one.name for one in tmp_path.iterdir()] == ["heat.svg"]


ONCE_MORE = """
import hashlib, sys
from tests.tierlight.export import conftest as made
from graph.parameters import defaults
from tierlight.export.heatmap import heatmap
tables, scores = made.sites(["Mine <a>", "Żółć", "x"], {"LAB": 0.6, "ENV": 0.8})
shown = heatmap(scores, tables, defaults(), made.PROVENANCE, rows="site")
for suffix in sys.argv[1:]:
    print(suffix, hashlib.sha256(shown.content(suffix)).hexdigest())
"""


def test_two_processes_with_other_hash_seeds_write_the_same_bytes():
    suffixes = [".svg", ".png", ".html", ".xlsx", ".csv"]
    root = Path(__file__).parents[3]

    def sums(seed):
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"}
        command = [sys.executable, "-c", ONCE_MORE, *suffixes]
        return subprocess.run(command, env=environment, cwd=root, check=True, capture_output=True, text=True).stdout

    first = sums("1")
    assert len(first.splitlines()) == len(suffixes)
    assert sums("2") == first


@pytest.mark.parametrize(("text", "room"), [("Cobalt mine", 40), ("Cobalt mine", 400), ("鉱山鉱山鉱山", 25), ("", 5)])
def test_a_shortened_text_fits(text, room):
    short = shortened(text, 10, room)
    assert width(short, 10) <= room
    assert short == text or short.endswith("…")


def test_wrapped_lines_fit_and_lose_no_word():
    text = "Geographic & governance " * 3 + "x" * 80
    lines = wrapped(text, 12, 100)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line, 12) <= 100 for line in lines)
