"""Files in by the command line: what is loaded, what is refused, and that a fault changes nothing."""

import csv
import shutil
from pathlib import Path

import pytest

COUNTS = ("read", "added", "changed", "unchanged", "refused", "removed")


def state(line):
    """Return the current snapshot and the number of loads."""
    history = line.json("history")["loads"]
    return history[-1]["snapshot"], len(history)


def rows(path):
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def rewrite(path, listed):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(listed[0]))
        writer.writeheader()
        writer.writerows(listed)


def test_a_template_loads_as_it_is_and_a_second_time_changes_nothing(line):
    line.done("template", "chain")
    first = line.json("load", "canonical", "chain")
    again = line.json("load", "canonical", "chain")
    assert (first["read"], first["added"], first["refused"]) == (95, 95, 0)
    assert (again["read"], again["unchanged"], again["added"]) == (95, 95, 0)
    assert (first["load"], again["load"]) == (1, 2)
    assert first["snapshot"] == again["snapshot"]
    assert first["refused_file"] is None


def test_a_template_as_a_workbook_gives_the_same_snapshot(line, chain):
    line.done("template", "book", "--excel")
    loaded = line.json("load", "workbook", "book/tierlight.xlsx")
    # The source is the name of the file only where the cell is blank, and none of the template is.
    assert loaded["refused"] == 0
    assert loaded["snapshot"] == state(line)[0]


def test_headers_alone_are_a_template_too(line):
    line.done("template", "bare", "--empty")
    assert (line.folder / "bare" / "parts.csv").read_text(encoding="utf-8-sig").count("\n") == 1


@pytest.mark.parametrize("flag", ["--dry-run", "--strict"])
def test_a_dry_run_and_a_strict_load_with_a_fault_change_nothing(line, chain, flag):
    parts = rows(chain / "parts.csv")
    parts[0]["process"] = "alchemy"
    parts[1]["name"] = "Another name"
    rewrite(chain / "parts.csv", parts)
    before = state(line)[0]
    loaded = line.json("load", "canonical", chain / "parts.csv", flag, code=3)
    assert loaded["refused"] == 1
    assert state(line)[0] == before
    assert line.json("load", "canonical", chain / "parts.csv", code=3)["changed"] == 1


def test_a_dry_run_makes_no_workspace(line):
    line.done("template", "chain")
    assert "nothing changed" in line.done("load", "canonical", "chain", "--dry-run")
    assert not (line.folder / "tierlight-data").exists()


def drop_column(chain):
    listed = rows(chain / "suppliers.csv")
    for row in listed:
        del row["country"]
    rewrite(chain / "suppliers.csv", listed)
    return chain, "country"


def empty_file(chain):
    (chain / "parts.csv").write_bytes(b"")
    return chain, "parts.csv"


def not_what_its_name_says(chain):
    (chain / "parts.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    return chain, "parts.csv"


def wrong_path(chain):
    return chain / "nowhere", "nowhere"


@pytest.mark.parametrize("spoil", [drop_column, empty_file, not_what_its_name_says, wrong_path])
def test_a_fault_of_a_whole_file_is_one_line_exit_status_2_and_nothing_changed(line, chain, spoil):
    path, named = spoil(chain)
    before = state(line)
    code, out, err = line("--quiet", "load", "canonical", path)
    assert (code, out) == (2, "")
    assert err.startswith("tierlight: ")
    assert err.count("\n") == 1
    assert named in err
    assert state(line) == before


FAULTS = {
    "a wrong type": ("world_share", 1, {"year": "last year"}, "year"),
    "an unknown reference": ("makes", 1, {"site_id": "S-NONE"}, "site_id"),
    "a share above 1": ("makes", 2, {"share": "1.5"}, "share"),
    "a country called Congo": ("suppliers", 3, {"country": "Congo"}, "country"),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_faulty_row_is_refused_by_itself_and_named_as_its_file_shows_it(line, chain, fault):
    table, position, cells, column = FAULTS[fault]
    listed = rows(chain / f"{table}.csv")
    listed[position] |= cells
    rewrite(chain / f"{table}.csv", listed)
    loaded = line.json("load", "canonical", chain / f"{table}.csv", code=3)
    assert (loaded["read"], loaded["refused"], loaded["unchanged"]) == (len(listed), 1, len(listed) - 1)
    (told,) = line.json("refused")["refused"]
    assert (told["file"], told["row"], told["column"]) == (f"{table}.csv", str(position + 2), column)
    assert told["value"] == next(iter(cells.values()))
    assert told["reason"]
    assert told["remedy"]
    text = line.done("refused")
    assert f"{table}.csv row {position + 2}, column {column}: " in text
    assert text.endswith("1 row refused\n")
    with Path(loaded["refused_file"]).open(encoding="utf-8-sig", newline="") as file:
        assert [row["row"] for row in csv.DictReader(file)] == [str(position + 2)]


def test_two_rows_with_one_id_and_different_content_are_both_refused(line, chain):
    listed = rows(chain / "parts.csv")
    listed.append({**listed[0], "name": "Another pack"})
    rewrite(chain / "parts.csv", listed)
    loaded = line.json("load", "canonical", chain / "parts.csv", code=3)
    assert loaded["refused"] == 2
    assert [row["row"] for row in line.json("refused")["refused"]] == ["2", str(len(listed) + 1)]


def test_shares_of_a_slot_above_1_are_refused(line, chain):
    listed = rows(chain / "input_to.csv")
    slot = next(row for row in listed if row["share"] == "0.9")
    listed.append({**slot, "input_id": "INSUL", "share": "0.9"})
    rewrite(chain / "input_to.csv", listed)
    assert line.json("load", "canonical", chain / "input_to.csv", code=3)["refused"] >= 1


def test_history_names_author_format_and_counts(line):
    line.done("template", "chain")
    line.done("load", "canonical", "chain")
    (load,) = line.json("history")["loads"]
    assert (load["author"], load["format"], load["parent"]) == ("r.manager", "canonical", None)
    assert {name: load[name] for name in COUNTS} == dict(zip(COUNTS, (95, 95, 0, 0, 0, 0), strict=True))
    assert "r.manager" in line.done("history")


def test_diff_lists_added_removed_and_changed_and_restore_goes_back(line, chain):
    first = state(line)[0]
    listed = rows(chain / "products.csv")
    listed[0]["name"] = "Renamed"
    listed.append({**listed[0], "id": "PX2", "gtin": ""})
    rewrite(chain / "products.csv", listed)
    line.done("load", "canonical", chain / "products.csv")
    second = state(line)[0]
    found = line.json("diff", first[:12], second[:12])
    assert found["from"] == first
    assert found["tables"]["products"]["added"] == [["PX2"]]
    assert [cell["to"] for cell in found["tables"]["products"]["changed"]] == ["Renamed"]
    text = line.done("diff", second, first)
    assert "  - PX2" in text
    assert "name: Renamed → Model X1 2026" in text
    assert line.json("restore", first[:12])["snapshot"] == first
    assert state(line) == (first, 3)
    assert line.done("diff", first, first) == "no difference\n"


def test_replace_removes_what_the_same_source_no_longer_has(line, chain):
    rewrite(chain / "watches.csv", [{**rows(chain / "watches.csv")[0], "id": "W2"}])
    assert line.json("load", "canonical", chain / "watches.csv", "--replace")["removed"] == 1


def test_exported_tables_loaded_again_change_nothing(line, chain):
    line.done("export", "tables", "out")
    loaded = line.json("load", "canonical", "out")
    assert (loaded["added"], loaded["changed"], loaded["refused"]) == (0, 0, 0)
    assert loaded["snapshot"] == state(line)[0]


def test_an_export_is_never_written_over_another(line, chain):
    line.done("export", "tables", "out")
    assert line("export", "tables", "out")[0] == 2


def test_verify_names_the_file_in_which_one_byte_was_changed(line, chain):
    assert line.json("verify")["faults"] == []
    path = min((line.folder / "tierlight-data" / "objects").glob("*.parquet"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    (fault, *_) = line.json("verify", code=2)["faults"]
    assert path.name in fault


def test_status_counts_rows_and_says_that_there_is_no_run(line, chain):
    status = line.json("status")
    assert (status["run"], status["stale"], status["tables"]["parts"]) == (None, False, 7)
    assert "run 'tierlight run'" in line.done("status")


def test_a_command_that_needs_data_says_so_in_a_workspace_without_any(line):
    for arguments in (["status"], ["export", "tables", "out"]):
        code, _, err = line(*arguments)
        assert code == 2
        assert "no workspace here" in err


def test_an_option_that_the_format_does_not_have_is_named(line, chain):
    code, _, err = line("--quiet", "load", "canonical", chain, "--supplier", "SUP1")
    assert code == 2
    assert "option of canonical called 'supplier'" in err


def test_a_format_without_a_path_says_what_it_reads(line):
    code, _, err = line("load", "canonical")
    assert code == 2
    assert "name the files to read" in err


def test_the_workspace_may_be_named_by_option_or_variable(line, monkeypatch):
    line.done("template", "chain")
    line.done("--workspace", "one", "load", "canonical", "chain")
    monkeypatch.setenv("TIERLIGHT_WORKSPACE", "one")
    assert state(line)[1] == 1
    shutil.rmtree("one")
    assert line("history")[0] == 2
