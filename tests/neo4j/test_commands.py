"""The command line on a real server: publish, ask, and the example in the help."""

import json

import pytest

from tierlight.commandline import application, examples

pytestmark = pytest.mark.neo4j


@pytest.fixture
def demo(neo4j, neo4j_settings, tmp_path, monkeypatch):
    monkeypatch.setenv("NEO4J_URI", neo4j_settings.uri)
    monkeypatch.setenv("NEO4J_USERNAME", neo4j_settings.username)
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_settings.password)
    monkeypatch.setenv("NEO4J_DATABASE", neo4j_settings.database)
    return examples.prepared(tmp_path)


def asked(folder, words):
    return json.loads(examples.output(f"--workspace tierlight-demo {words} --json", folder))


def test_a_publish_is_counted_and_a_second_one_writes_nothing(demo, neo4j):
    first, again = asked(demo, "publish neo4j"), asked(demo, "publish neo4j")
    assert {"snapshot", "run", "nodes", "relationships", "seconds"} <= set(first)
    assert first["nodes"]["created"] > 800
    nothing = {"created": 0, "changed": 0, "deleted": 0}
    assert (again["nodes"], again["relationships"]) == (nothing, nothing)
    states = {state["name"]: state for state in asked(demo, "status")["databases"]}
    assert states["neo4j"] == {"name": "neo4j", **{k: first[k] for k in ("snapshot", "run")}, "publishing": None}


def test_a_question_has_the_same_answer_on_both_databases(demo, neo4j):
    examples.output("--workspace tierlight-demo publish neo4j", demo)
    words = "query suppliers_of_product --param product=EV-622 --param dimension=LAB"
    both = [asked(demo, f"{words} --database {name}") for name in ("embedded", "neo4j")]
    assert both[0]["rows"] == both[1]["rows"]
    assert both[0]["rows"]


def test_a_statement_of_the_user_is_read_only_on_the_server_too(demo, neo4j, capsys):
    examples.output("--workspace tierlight-demo publish neo4j", demo)
    line = ["--workspace", str(demo / "tierlight-demo"), "cypher", "--database", "neo4j"]
    assert application.status([*line, "MATCH (n) DETACH DELETE n"]) == 2
    assert "refused" in capsys.readouterr().err
    assert application.status([*line, "MATCH (p:Product) RETURN p.id AS id ORDER BY id", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == [["EV-622"], ["EV-811"], ["EV-LFP"]]


def test_the_example_of_publish_prints_what_its_help_says(demo, neo4j):
    kept = (examples.FOLDER / "publish.txt").read_text(encoding="utf-8")
    assert examples.masked(examples.again(kept, demo)) == examples.masked(kept)
