"""Paths as a picture: who stands where, what is drawn, and that a name in the page does nothing."""

import base64
import hashlib
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.parameters import defaults
from tests.tierlight.export.conftest import frame, score
from tierlight.export import graphfile, network_view
from tierlight.export.layout import COLUMN, columns, positions
from tierlight.export.pathview import PathEdge, PathNode, PathView, drawn, path_views

HOSTILE = ("</script><script>window.__pwn=1</script>", '"><img src=x onerror=alert(1)>', "<!--<script>", "{{ 7*7 }}")
ABOUT = {"run": "r", "snapshot": "s", "filters": None}


def node(label, identifier, name=None, value=0.6):
    return PathNode(label, identifier, name or identifier, value, "high", hatched=False)


def path(*nodes, contribution=0.1, share=0.5):
    edges = [PathEdge(a.key, b.key, "slot", share, 0.4) for a, b in pairwise(nodes)]
    return PathView(contribution, nodes, tuple(edges))


def answer(measure="mean"):
    """A site that is scored and an origin that is not, both through one part."""
    link = {"slot": "pack", "weight": 0.5, "share": 0.8, "confidence": 0.4}
    part, product = {"label": "Part", "id": "P", "name": "Part"}, {"label": "Product", "id": "X", "name": "Car"}
    sources = [{"label": "Site", "id": "S", "name": "Mine"}, {"label": "Origin", "id": "CD:co", "name": "Cobalt, CD"}]
    return {
        "product": "X",
        "dimension": "LAB",
        "measure": measure,
        "paths": [
            {"contribution": 0.2, "nodes": [one, part, product], "links": [link, link], "weakest_link": None}
            for one in sources
        ],
    }


SCORES = frame(
    [
        score("Site", "S", "LAB", "r", 0.75, confidence=0.3),
        score("Site", "S", "LAB", "inherent", 0.1, confidence=0.9),
        score("Site", "S", "ENV", "r", 0.2, confidence=0.9),
        score("Part", "P", "LAB", "mean", 0.3, unmapped=0.4),
        score("Product", "X", "LAB", "mean", 0.55, unmapped=0.6),
    ]
)


def test_nodes_carry_the_scores_of_the_dimension_and_what_makes_them_unsure():
    first, second = path_views(answer(), SCORES, defaults())
    assert [(one.score, one.band, one.hatched) for one in first.nodes] == [
        (0.75, "severe", True),
        (0.3, "medium", False),
        (0.55, "high", True),
    ]
    # A path is worth the risk of its source times its weights: .2 = r · .5 · .5.
    assert second.nodes[0].score == pytest.approx(0.8)
    assert (second.nodes[0].band, second.nodes[0].hatched) == ("severe", True)
    assert first.edges[0] == PathEdge("Site:S", "Part:P", "pack", 0.8, 0.4)


def test_a_material_s_path_says_nothing_about_an_origin_without_a_score():
    assert path_views(answer("material:co"), SCORES, defaults())[1].nodes[0].band == "no data"


def test_only_paths_that_fit_whole_are_drawn_and_the_others_are_counted():
    product, part = node("Product", "X"), node("Part", "P")
    paths = [path(node("Site", f"S{number}"), part, product) for number in range(5)]
    shown = drawn(paths, 4)
    assert [one.key for one in shown.nodes] == ["Part:P", "Product:X", "Site:S0", "Site:S1"]
    assert (len(shown.edges), shown.hidden) == (3, 3)


KINDS = {
    "Product:X": "Product",
    "Part:A": "Part",
    "Part:B": "Part",
    "Mix:co": "Mix",
    "Site:S": "Site",
    "Site:T": "Site",
}
EDGES = [
    ("Site:S", "Part:B"),
    ("Mix:co", "Part:B"),
    ("Part:B", "Part:A"),
    ("Part:A", "Product:X"),
    ("Site:T", "Part:A"),
]


def test_columns_are_product_parts_by_distance_materials_and_sources():
    found = columns(KINDS, EDGES, "Product:X")
    assert found == {"Product:X": 0, "Part:A": 1, "Part:B": 2, "Mix:co": 3, "Site:S": 4, "Site:T": 4}


def test_columns_grow_to_the_left_and_are_centred():
    places = positions(KINDS, EDGES, "Product:X")
    assert places["Product:X"] == (0, 0)
    assert places["Part:B"][0] == -2 * COLUMN
    assert places["Site:S"][1] == -places["Site:T"][1] != 0


def test_sweeps_uncross_lines_that_need_not_cross():
    kinds = {"Product:X": "Product", "Part:A": "Part", "Part:B": "Part", "Site:1": "Site", "Site:2": "Site"}
    edges = [("Part:A", "Product:X"), ("Part:B", "Product:X"), ("Site:1", "Part:B"), ("Site:2", "Part:A")]
    places = positions(kinds, edges, "Product:X")
    above = places["Part:A"][1] < places["Part:B"][1]
    assert (places["Site:2"][1] < places["Site:1"][1]) == above


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=40), st.randoms())
def test_no_two_nodes_stand_in_one_place_and_the_order_of_the_links_does_not_matter(pairs, random):
    kinds = {"Product:X": "Product"} | {f"Part:{n}": "Part" for n in range(10)} | {"Site:S": "Site"}
    edges = [(f"Part:{a}", f"Part:{b}") for a, b in pairs if a != b] + [("Part:0", "Product:X")]
    places = positions(kinds, edges, "Product:X")
    assert len(set(places.values())) == len(places)
    shuffled = list(edges)
    random.shuffle(shuffled)
    assert positions(dict(reversed(kinds.items())), shuffled, "Product:X") == places


class Reading(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.data, self.open = [], "", False

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.open = ("id", "data") in attributes

    def handle_endtag(self, tag):
        self.open = False

    def handle_data(self, data):
        self.data += data if self.open else ""


def page(name="Mine"):
    paths = [path(node("Site", "S", name), node("Part", "P", name), node("Product", "X", name))]
    return network_view.page(paths, defaults(), ABOUT, f"Paths to {name}").decode()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_adds_no_element_to_the_page(name):
    read, usual = Reading(), Reading()
    read.feed(page(name))
    usual.feed(page())
    assert read.tags == usual.tags
    assert "title" in {key for one in json.loads(read.data)["nodes"] for key in one}
    assert all(name in one["title"] for one in json.loads(read.data)["nodes"])


def test_the_page_allows_exactly_the_two_scripts_that_it_holds():
    text = page()
    allowed = re.findall(r"'sha256-([^']+)'", text)
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in scripts] == allowed
    assert "script-src 'sha256-" in text
    assert "default-src 'none'" in text
    assert not re.search(r"<(?:script|img|link|iframe)[^>]+(?:src|href)=", text)


def test_a_line_is_as_thick_as_its_share_and_every_node_has_its_place():
    shown = drawn([path(node("Site", "S"), node("Product", "X"), share=0.5)])
    nodes, edges, options = network_view.network(shown, "Product:X", defaults())
    assert edges[0]["width"] == 2.5
    assert {(one["id"], one["x"]) for one in nodes} == {("Product:X", 0), ("Site:S", -COLUMN)}
    assert options["physics"]["enabled"] is False


def test_no_paths_make_a_page_that_says_so():
    assert "No path adds to this score." in network_view.page([], defaults(), ABOUT, "Paths").decode()


@pytest.mark.parametrize("suffix", [".graphml", ".gexf"])
def test_other_programs_read_score_band_share_and_confidence(suffix, tmp_path):
    views = path_views(answer(), SCORES, defaults())
    file = tmp_path / f"paths{suffix}"
    file.write_bytes(graphfile.content(answer(), {"run": "r", "as of": "2026-11-23"}, suffix, views))
    read = nx.read_graphml(file) if suffix == ".graphml" else nx.read_gexf(file)
    assert (read.nodes["Site:S"]["score"], read.nodes["Site:S"]["band"]) == (0.75, "severe")
    assert read.nodes["Site:S"]["hatched"] is True
    edge = read.edges["Part:P", "Product:X"]
    assert (edge["share"], edge["confidence"], edge["slot"]) == (0.8, 0.4, "pack")


@pytest.mark.browser
def test_a_browser_draws_the_page_and_runs_nothing_from_a_name(tmp_path):
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium on this machine")
    file = tmp_path / "paths.html"
    file.write_text(page("</script><script>document.title='pwn'</script><img src=x onerror=document.title='pwn'>"))
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", *quiet, f"--user-data-dir={tmp_path / 'user'}"]
    run = subprocess.run(
        [*command, "--virtual-time-budget=5000", "--dump-dom", file.as_uri()],
        check=True,
        capture_output=True,
        timeout=60,
    )
    shown = run.stdout.decode()
    assert 'data-ready="1"' in shown
    assert "<canvas" in shown
    assert "<title>pwn" not in shown
    assert "<img" not in re.sub(r"<script.*?</script>", "", shown, flags=re.DOTALL)
