"""The strongest paths as GraphML, GEXF and a page: what was put in comes back, and names do nothing."""

import io
import re
from html.parser import HTMLParser

import networkx as nx
import pytest

from tierlight.export import graphfile, pathpage

NASTY = '<script>alert("1")</script> & \x00\x1b]]>'
ABOUT = {"snapshot": "abc", "run": "def", "as of": "2026-11-23", "licences": ["CC BY 4.0"], "filter": None}


def node(label, identifier, name=""):
    return {"label": label, "id": identifier, "name": name}


def answer(name="Cobalt mine"):
    product = node("Product", "EV", "Electric car")
    mine, cell = node("Site", "S1", name), node("Part", "CELL", "Cell")
    link = {"from": "CELL", "to": "EV", "slot": "pack"}
    return {
        "product": "EV",
        "score": 0.5,
        "covered": 0.8,
        "remainder": 0.1,
        "paths": [
            {"contribution": 0.3, "nodes": [mine, cell, product], "weakest_link": link},
            {"contribution": 0.1, "nodes": [node("Site", "S2"), cell, product], "weakest_link": link},
        ],
    }


READ = {".graphml": nx.read_graphml, ".gexf": nx.read_gexf}


@pytest.mark.parametrize("suffix", sorted(READ))
def test_another_program_reads_the_nodes_the_edges_and_what_they_add(suffix):
    read = READ[suffix](io.BytesIO(graphfile.content(answer(), ABOUT, suffix)))
    assert sorted(read) == ["Part:CELL", "Product:EV", "Site:S1", "Site:S2"]
    assert read.edges["Part:CELL", "Product:EV"]["contribution"] == pytest.approx(0.4)
    assert read.edges["Part:CELL", "Product:EV"]["slot"] == "pack"
    assert read.nodes["Site:S1"]["name"] == "Cobalt mine"
    assert read.nodes["Site:S2"]["name"] == "S2"


@pytest.mark.parametrize("suffix", sorted(READ))
def test_a_name_with_mark_up_and_control_characters_comes_back_as_text(suffix):
    read = READ[suffix](io.BytesIO(graphfile.content(answer(NASTY), ABOUT, suffix)))
    assert read.nodes["Site:S1"]["name"] == '<script>alert("1")</script> & ]]>'


@pytest.mark.parametrize("suffix", sorted(READ))
def test_a_file_says_what_it_was_made_from_and_is_the_same_every_day(suffix):
    text = graphfile.content(answer(), ABOUT, suffix).decode()
    assert all(word in text for word in ("abc", "def", "2026-11-23", "CC BY 4.0"))
    assert re.findall(r'lastmodifieddate="([^"]*)"', text) in ([], ["2026-11-23"])


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self.text = [], []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)


def test_the_page_has_no_script_and_asks_nobody_even_if_a_name_tries():
    page = pathpage.page(answer(NASTY), ABOUT, f"Paths to {NASTY}").decode()
    tags = Tags()
    tags.feed(page)
    assert {tag for tag, _ in tags.found} <= {
        *("html", "head", "meta", "title", "style", "body", "h1", "svg", "path", "g", "rect", "text"),
        *("table", "tr", "th", "td", "footer", "p"),
    }
    assert not any(name.startswith("on") or name in ("href", "src") for _, attrs in tags.found for name in attrs)
    assert "\x00" not in page


def test_the_picture_draws_each_node_and_edge_once_sources_left_of_the_product():
    picture = pathpage.picture(answer(), "Paths")
    assert (picture.count("<g>"), picture.count("<path")) == (4, 3)
    place = {name: int(x) for x, name in re.findall(r'<text x="(\d+)"[^>]*>([^<]*)<', picture)}
    assert place["Cobalt mine"] < place["Cell"] < place["Electric car"]


def test_the_page_lists_the_paths_and_the_rest():
    page = pathpage.page(answer(), ABOUT, "Paths").decode()
    assert "Cobalt mine → Cell → Electric car" in page
    assert "all other paths together" in page


def test_an_answer_without_a_path_is_an_empty_picture():
    assert pathpage.picture({**answer(), "paths": []}, "Paths").count("<g>") == 0
