"""The risk commands on the shipped demo: shapes that programs rely on, sums that hold, names that are unknown."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tierlight.commandline import examples

ROOT = Path(__file__).parents[3]
PRODUCTS, DIMENSIONS = ("EV-622", "EV-811", "EV-LFP"), ("GOV", "LAB", "ENV", "ETH", "HSE")


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    return examples.prepared(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def scored(line, demo, monkeypatch):
    """A command line on a copy of the demo's workspace, as its default workspace."""
    shutil.copytree(demo / "tierlight-demo", line.folder / "tierlight-data")
    return line


def test_run_prints_every_product_and_dimension_with_the_keys_promised(scored):
    run = scored.json("run", "--as-of", "2026-11-23")
    assert set(run) == {"run", "snapshot", "as_of", "parameters_hash", "model", "seconds", "products"}
    assert [(p["id"], p["dimension"]) for p in run["products"]] == [(p, d) for p in PRODUCTS for d in DIMENSIONS]
    promised = {
        *("id", "name", "dimension", "mean", "low", "high", "unmapped", "confidence", "profile", "materials"),
        *("worst_site", "open_findings", "headline", "headline_of", "headline_low", "headline_high"),
        "headline_unmapped",
    }
    for product in run["products"]:
        assert promised - set(product) <= ({"profile"} if product["mean"] is None else set())
        for material in product["materials"]:
            assert {"id", "value", "low", "high", "unmapped", "answer"} <= set(material)


def test_the_demo_says_what_its_readme_says(scored):
    answers = {(p["id"], p["dimension"]): p for p in scored.json("run", "--as-of", "2026-11-23")["products"]}
    labour = answers["EV-622", "LAB"]
    assert labour["mean"] == pytest.approx(0.622, abs=1e-3)
    assert (labour["headline"], labour["headline_of"]) == (pytest.approx(0.9, abs=1e-3), "mica")
    assert labour["worst_site"]["id"] == "DEMO-SITE-09"
    assert {m["id"]: m["answer"] for m in answers["EV-LFP", "LAB"]["materials"]}["co"] == "no"


def test_a_dimension_without_data_is_null_with_its_reason_and_never_zero(scored):
    hse = [p for p in scored.json("run", "--as-of", "2026-11-23")["products"] if p["dimension"] == "HSE"]
    assert all(p["mean"] is None and p["headline"] is None and "no data" in p["reason"] for p in hse)
    assert "HSE: no data" in scored.done("run", "--as-of", "2026-11-23")


def test_a_run_of_unchanged_inputs_is_found_again(scored):
    first = scored.json("run", "--as-of", "2026-11-23")
    other = scored.json("run", "--as-of", "2026-11-23", "--set", "evidence.cap=0.1")
    again = scored.json("run", "--as-of", "2026-11-23")
    assert first["run"] == again["run"] != other["run"]
    assert [run["id"] for run in scored.json("runs")["runs"]] == [first["run"], other["run"]]


def test_a_profile_replaces_parameters(scored):
    Path("mine.toml").write_text("[evidence]\ncap = { value = 0.1, source = 'me' }\n", encoding="utf-8")
    by_file = scored.json("run", "--as-of", "2026-11-23", "--profile", "mine.toml")
    by_hand = scored.json("run", "--as-of", "2026-11-23", "--set", "evidence.cap=0.1")
    assert by_file["parameters_hash"] == by_hand["parameters_hash"]


@pytest.mark.parametrize("by", ["site", "supplier", "country", "material", "part"])
@pytest.mark.parametrize("measure", ["mean", "material:co", "material:mica"])
def test_parts_and_remainder_add_up_to_the_score(scored, by, measure):
    answer = scored.json("explain", "EV-811", "--dimension", "LAB", "--measure", measure, "--by", by, "--top", 3)
    assert set(answer) == {"run", "product", "dimension", "measure", "score", "by", "parts", "remainder"}
    total = sum(part["contribution"] for part in answer["parts"]) + answer["remainder"]
    assert total == pytest.approx(answer["score"], abs=1e-9)
    assert len(answer["parts"]) <= 3


@pytest.mark.parametrize("measure", ["mean", "material:graphite"])
def test_paths_and_remainder_add_up_to_the_score_and_end_at_the_product(scored, measure):
    answer = scored.json("paths", "EV-LFP", "--dimension", "ENV", "--measure", measure, "--top", 5)
    assert {"run", "product", "dimension", "measure", "score", "covered", "remainder", "paths"} == set(answer)
    total = sum(path["contribution"] for path in answer["paths"]) + answer["remainder"]
    assert total == pytest.approx(answer["score"], abs=1e-9)
    assert answer["covered"] == pytest.approx(1 - answer["remainder"] / answer["score"], abs=1e-9)
    for path in answer["paths"]:
        assert path["nodes"][-1]["id"] == "EV-LFP"
        assert {"from", "to", "slot"} <= set(path["weakest_link"])


def test_a_path_names_the_evidence_at_its_source(scored):
    answer = scored.json("paths", "EV-622", "--dimension", "LAB", "--top", 60)
    held = [entry for path in answer["paths"] for entry in path["evidence"]]
    assert held
    assert all(entry["id"].startswith("DEMO-A-") and entry["issued_on"] <= "2026-11-23" for entry in held)


def test_without_a_dimension_the_gravest_is_explained(scored):
    products = scored.json("run", "--as-of", "2026-11-23")["products"]
    gravest = max((p for p in products if p["id"] == "EV-622" and p["headline"]), key=lambda p: p["headline"])
    assert scored.json("explain", "EV-622")["dimension"] == gravest["dimension"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["explain", "EV-62"], "no product called 'EV-62'. Did you mean 'EV-622'?"),
        (["explain", "EV-622", "--dimension", "LAP"], "no dimension called 'LAP'"),
        (["explain", "EV-622", "--by", "continent"], "no grouping called 'continent'"),
        (["paths", "EV-622", "--measure", "material:gold"], "no material called 'gold'"),
        (["paths", "EV-622", "--measure", "median"], "no measure called 'median'"),
        (["explain", "EV-622", "--dimension", "HSE"], "HSE: no data"),
        (["explain", "EV-LFP", "--dimension", "LAB", "--measure", "material:co"], "EV-LFP has no exposure"),
        (["run", "--set", "evidence.cup=1"], "no parameter called 'evidence.cup'. Did you mean 'evidence.cap'?"),
        (["run", "--as-of", "23.11.2026"], "'23.11.2026' is not a date such as 2026-11-23"),
        (["export", "graph", "x.pdf", "--product", "EV-622"], "no format of a graph file called '.pdf'"),
        (["query", "gate_breaches", "--database", "oracle"], "no graph database called 'oracle'"),
        (["query", "gate_breaches", "--param", "limit"], "write --param limit=VALUE"),
    ],
)
def test_an_unknown_name_is_one_line_that_offers_what_there_is(scored, arguments, message):
    code, out, err = scored("--quiet", *arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_a_question_before_the_first_run_says_to_run_first(line, chain):
    for arguments in (["explain", "PX1-26"], ["paths", "PX1-26"]):
        code, _, err = line("--quiet", *arguments)
        assert code == 2
        assert "run 'tierlight run' first" in err


def test_after_a_load_the_old_numbers_stay_and_are_called_stale(scored):
    before = scored.json("explain", "EV-622", "--dimension", "LAB")["score"]
    scored.done("template", "chain")
    scored.done("load", "canonical", "chain")
    status = scored.json("status")
    assert status["stale"] is True
    code, out, err = scored("explain", "EV-622", "--dimension", "LAB", "--json")
    assert (code, json.loads(out)["score"]) == (0, before)
    assert "the data changed since this run" in err
    scored.done("run", "--as-of", "2026-11-23")
    assert scored.json("status")["stale"] is False


def test_restore_brings_the_newest_run_of_its_snapshot_with_it(scored):
    first = scored.json("status")
    scored.done("template", "chain")
    scored.done("load", "canonical", "chain")
    scored.done("run", "--as-of", "2026-11-23")
    back = scored.json("restore", "1")
    assert (back["snapshot"], back["run"]) == (first["snapshot"], first["run"])


def test_the_demo_refuses_a_workspace_with_other_loads_in_it(line):
    line.done("template", "chain")
    line.done("--workspace", "tierlight-demo", "load", "canonical", "chain")
    code, _, err = line("--quiet", "demo")
    assert code == 2
    assert "holds other loads" in err


def test_the_demo_run_twice_prints_the_same(line):
    assert line.done("demo") == line.done("demo")


def test_a_question_of_the_catalogue_is_answered_as_table_csv_and_json(scored):
    answer = scored.json("query", "gate_breaches")
    assert set(answer) == {"query", "database", "columns", "rows", "truncated"}
    assert [row[0] for row in answer["rows"]] == ["DEMO-SUP-04"]
    assert scored.done("query", "gate_breaches", "--format", "csv").splitlines()[1].startswith("DEMO-SUP-04,")
    assert "DEMO-SUP-04  " in scored.done("query", "gate_breaches")


def test_the_catalogue_lists_each_question_with_its_parameters(scored):
    listed = scored.json("queries")["queries"]
    assert len(listed) >= 64
    assert all({"name", "title", "group", "answers", "params", "returns"} == set(entry) for entry in listed)
    assert "MATCH" in scored.done("queries", "gate_breaches")


def digests(folder, seed):
    """Return the hashes of all that a demo in a process of its own writes, audit and loads (they hold times) aside."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed}
    folder.mkdir()
    for words in ("demo", "--workspace tierlight-demo export graph p.html --product EV-622"):
        line = [sys.executable, "-m", "tierlight", "--quiet", *words.split()]
        done = subprocess.run(line, cwd=folder, env=environment, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    kept = [*folder.rglob("*.parquet"), *folder.glob("tierlight-demo/snapshots/*"), *folder.glob("p.html")]
    kept += [path for path in folder.glob("tierlight-demo/heatmap.*") if path.suffix != ".pdf"]
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in kept}


def test_two_processes_with_different_hash_seeds_write_the_same_bytes(tmp_path):
    one, other = digests(tmp_path / "one", "1"), digests(tmp_path / "other", "2")
    assert one == other
    assert any(name.endswith("scores.parquet") for name in one)


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf", ".html", ".xlsx", ".csv"])
def test_a_heatmap_is_written_in_the_format_that_its_name_ends_in(scored, suffix):
    told = scored.json("export", "heatmap", f"risk{suffix}")
    assert (told["rows"], told["of"]) == (3, 3)
    assert all(Path(name).stat().st_size > 500 for name in told["files"])
    assert f"risk{suffix}" in told["files"]


def test_a_heatmap_may_show_other_things_the_gravest_first(scored):
    told = scored.json("export", "heatmap", "sites.csv", "--rows", "site", "--top", 4, "--sort", "lab")
    assert (told["rows"], told["of"]) == (4, 425)
    text = Path("sites.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[1].startswith("DEMO-SITE-07,")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["risk.gif"], "cannot be saved as '.gif'"),
        (["risk.png", "--rows", "continent"], "no rows of a heatmap called 'continent'"),
        (["risk.png", "--sort", "LAP"], "no dimension to sort by called 'LAP'"),
    ],
)
def test_a_heatmap_that_cannot_be_made_says_why(scored, arguments, message):
    code, _, err = scored("--quiet", "export", "heatmap", *arguments)
    assert code == 2
    assert message in err
    assert not Path("risk.png").exists()


def test_an_exported_graph_says_what_it_was_made_from(scored):
    for suffix in ("graphml", "gexf", "html"):
        scored.done("export", "graph", f"p.{suffix}", "--product", "EV-622", "--dimension", "LAB", "--top", 5)
        text = Path(f"p.{suffix}").read_text(encoding="utf-8")
        assert scored.json("status")["run"] in text
        assert "Pingdu Gold Mine" in text


def test_a_statement_of_the_user_only_reads_and_is_audited_first(scored):
    code, _, err = scored("cypher", "MATCH (n) DETACH DELETE n")
    assert code == 2
    assert "DETACH at character 11 is refused" in err
    answer = scored.json("cypher", "MATCH (s:Site) RETURN s.id AS id ORDER BY id", "--limit", 2)
    assert (answer["query"], len(answer["rows"]), answer["truncated"]) == (None, 2, True)
    entries = map(json.loads, Path("tierlight-data/audit.jsonl").read_text(encoding="utf-8").splitlines())
    audited = [entry["statement"] for entry in entries if entry.get("action") == "cypher"]
    assert [statement[:9] for statement in audited] == ["MATCH (n)", "MATCH (s:"]
    assert scored.json("verify")["faults"] == []


def test_publish_without_a_server_says_what_to_set(scored, monkeypatch):
    monkeypatch.delenv("NEO4J_URI", raising=False)
    code, _, err = scored("--quiet", "publish", "neo4j")
    assert code == 2
    assert "NEO4J_URI is not set" in err
