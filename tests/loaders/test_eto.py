import csv
from collections import Counter
from decimal import Decimal

import pytest

from loaders.eto import LOADER
from tests.loaders.public import admitted_twice, mapped, read, refusals, rows, rules, shared, sizes

INPUTS = """input_name,input_id,type
Etcher,N1,tool_resource
Gas,N2,material_resource
Etching,N3,process
Gas of noble kind,N4,material_resource
Chip,N9,ultimate_output
"""
PROVIDERS = """provider_name,provider_id,provider_type,country
Acme,P1,organization,JPN
Best,P2,organization,MAL
JPN,P3,country,
Various,P4,country,
Lost,P5,organization,Atlantis
"""
SEQUENCE = """input_id,goes_into_id,is_type_of_id
N1,N3,
N4,,N2
N3,N9,
N8,N9,
N1,N3,N2
"""
STAGES = "stage_id\nS1\n"
HEADER = "provider_name,provider_id,provided_id,share_provided,negligible_market_share\n"


def loaded(provisions, sequence=SEQUENCE):
    return mapped(
        LOADER,
        {
            "inputs": INPUTS,
            "providers": PROVIDERS,
            "sequence": sequence,
            "stages": STAGES,
            "provision": HEADER + provisions,
        },
    )


def shares(extracted):
    return {row["site_id"]: row["share"] for row in rows(extracted, "makes")}


@pytest.fixture(scope="module")
def whole():
    return read(LOADER, shared("eto-semiconductor"))


def test_an_input_becomes_a_part_whose_process_follows_its_type():
    made = {row["id"]: row["process"] for row in rows(loaded(""), "parts")}
    assert made == {
        "eto:N1": "component",
        "eto:N2": "chemical",
        "eto:N3": "semiconductor",
        "eto:N4": "chemical",
    }


def test_the_final_output_is_a_product_that_its_last_step_goes_into():
    extracted = loaded("")
    assert [row["id"] for row in rows(extracted, "products")] == ["eto:N9"]
    ends = {row["input_id"]: (row["output_kind"], row["output_id"]) for row in rows(extracted, "input_to")}
    assert ends["eto:N3"] == ("product", "eto:N9")


def test_what_goes_in_fills_a_slot_of_its_own_and_kinds_share_one():
    links = {row["input_id"]: row for row in rows(loaded(""), "input_to")}
    assert [links["eto:N1"][field] for field in ("slot", "share", "qty", "unit")] == ["N1", "1", "1", "C62"]
    assert [links["eto:N4"][field] for field in ("slot", "share", "output_id")] == ["kind", None, "eto:N2"]
    assert {link["confidence"] for link in links.values()} == {"inferred"}


def test_a_link_to_an_unknown_input_or_to_two_things_is_refused():
    found = [r for r in loaded("").refused if r.file == "sequence.csv"]
    assert [(r.row, r.rule, r.column) for r in found] == [
        ("5", "reference", "input_id"),
        ("6", "required", "goes_into_id"),
    ]


def test_the_code_mal_is_malaysia_here_and_an_unknown_country_refuses_the_company():
    extracted = loaded("")
    found = {row["id"]: row["country"] for row in rows(extracted, "suppliers")}
    assert found == {"eto:P1": "JP", "eto:P2": "MY"}
    assert ("providers.csv", "country", "error") in refusals(extracted)


def test_a_company_gets_a_site_and_supplies_while_a_country_gets_only_a_site():
    extracted = loaded("Acme,P1,N1,,\nJPN,P3,N1,,\n")
    sites = {row["id"]: row for row in rows(extracted, "sites")}
    assert sites["eto:P1@N1"]["supplier_id"] == "eto:P1"
    assert sites["eto:P1@N1"]["name"] == "Acme: Etcher (site not known)"
    assert sites["eto:P3@N1"]["supplier_id"] is None
    assert sites["eto:P3@N1"]["name"] == "Japan: Etcher (site not known)"
    assert [row["supplier_id"] for row in rows(extracted, "supplies")] == ["eto:P1"]


def test_shares_of_companies_count_before_those_of_countries():
    extracted = loaded("Acme,P1,N1,61%,\nBest,P2,N1,,negligible\nJPN,P3,N1,61%,\n")
    assert shares(extracted) == {"eto:P1@N1": "0.61", "eto:P2@N1": "0.001", "eto:P3@N1": None}


def test_shares_of_countries_count_where_no_company_has_one():
    extracted = loaded("Acme,P1,N1,,\nBest,P2,N1,,negligible\nJPN,P3,N1,61%,\n")
    assert shares(extracted) == {"eto:P1@N1": None, "eto:P2@N1": None, "eto:P3@N1": "0.61"}


def test_negligible_is_a_thousandth_and_estimated():
    extracted = loaded("Acme,P1,N1,,\nBest,P2,N1,,negligible\n")
    made = {row["site_id"]: (row["share"], row["confidence"]) for row in rows(extracted, "makes")}
    assert made == {"eto:P1@N1": (None, "reported"), "eto:P2@N1": ("0.001", "estimated")}


def test_a_sum_of_104_percent_is_divided_out_and_reported():
    extracted = loaded("Acme,P1,N1,52%,\nBest,P2,N1,52%,\n")
    assert shares(extracted) == {"eto:P1@N1": "0.5", "eto:P2@N1": "0.5"}
    assert any("N1 (1.04)" in note for note in extracted.notes)


def test_a_sum_of_106_percent_refuses_the_shares():
    extracted = loaded("Acme,P1,N1,53%,\nBest,P2,N1,53%,\nJPN,P3,N1,,\n")
    assert shares(extracted) == {"eto:P3@N1": None}
    found = rules(extracted)
    assert found["2"] == found["3"] == ("sum", "error")


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("Acme,P1,S1,5%,", ("total", "left_out")),
        ("Various,P4,N1,5%,", ("pseudo", "left_out")),
        ("Acme,P1,N7,5%,", ("reference", "error")),
        ("Acme,P7,N1,5%,", ("reference", "error")),
        ("Acme,P1,N1,0.05,", ("type", "error")),
        ("Acme,P1,N1,101%,", ("range", "error")),
    ],
)
def test_a_provision_that_cannot_be_read_is_refused(row, rule):
    extracted = loaded(row + "\n", sequence="input_id,goes_into_id,is_type_of_id\n")
    assert [(r.rule, r.severity) for r in extracted.refused if r.file == "provision.csv"] == [rule]
    assert rows(extracted, "sites") == []


def test_an_equal_row_is_left_out_as_a_double_and_a_different_one_refuses_both():
    extracted = loaded("Acme,P1,N1,5%,\nAcme,P1,N1,5%,\nAcme,P1,N2,5%,\nAcme,P1,N2,6%,\n")
    found = [(r.row, r.rule, r.severity) for r in extracted.refused if r.file == "provision.csv"]
    assert found == [("3", "double", "left_out"), ("4", "key", "error"), ("5", "key", "error")]
    assert list(shares(extracted)) == ["eto:P1@N1"]


def test_a_folder_is_read_from_its_files(folder):
    files = folder(
        inputs__csv="\ufeff" + INPUTS,
        providers__csv=PROVIDERS,
        sequence__csv=SEQUENCE,
        stages__csv=STAGES,
        provision__csv=HEADER + "Acme,P1,N1,61%,\n",
    )
    extracted = read(LOADER, files)
    assert shares(extracted) == {"eto:P1@N1": "0.61"}
    assert ("sequence.csv", "reference", "error") in refusals(extracted)


def test_the_published_files_give_what_was_counted(whole):
    assert sizes(whole) == {
        "products": 1,
        "parts": 78,
        "suppliers": 274,
        "sites": 613,
        "input_to": 93,
        "makes": 613,
        "supplies": 365,
    }


def test_660_provisions_are_613_and_47_left_out_without_any_fault(whole):
    assert refusals(whole) == {
        ("provision.csv", "total", "left_out"): 45,
        ("provision.csv", "pseudo", "left_out"): 1,
        ("provision.csv", "double", "left_out"): 1,
        ("providers.csv", "country", "left_out"): 19,
        ("providers.csv", "pseudo", "left_out"): 1,
    }


def test_only_four_published_inputs_take_the_shares_of_companies(whole):
    taken = {
        row["item_id"]
        for row in rows(whole, "makes")
        if row["share"] and row["confidence"] == "reported" and _is_company(whole, row["site_id"])
    }
    assert taken == {"eto:N20", "eto:N21", "eto:N22", "eto:N30"}


def _is_company(extracted, site):
    return {row["id"]: row["supplier_id"] for row in rows(extracted, "sites")}[site] is not None


def test_no_published_shares_add_up_to_more_than_one(whole):
    sums = Counter()
    for row in rows(whole, "makes"):
        sums[row["item_id"]] += Decimal(row["share"] or 0)
    assert max(sums.values()) <= Decimal("1.0000001")
    assert sums["eto:N71"] > Decimal("0.9999999")
    assert any("N71 (1.04)" in note for note in whole.notes)


def test_names_of_the_providers_file_win(whole):
    with shared("eto-semiconductor", "provision.csv").open(encoding="utf-8-sig") as opened:
        stated = {(row["provider_id"], row["provided_id"]): row["provider_name"] for row in csv.DictReader(opened)}
    used = {row["id"]: row["name"] for row in rows(whole, "suppliers")}
    other = [pair for pair, name in stated.items() if used.get(f"eto:{pair[0]}", name) != name]
    assert len(other) == 12
    assert used["eto:" + next(p for (p, _), name in stated.items() if name == "Toshiba")] == "Kioxia"


def test_72_of_78_parts_reach_the_chip_in_at_most_nine_steps(whole):
    above = {}
    for row in rows(whole, "input_to"):
        above.setdefault(row["output_id"], []).append(row["input_id"])
    steps, last = {"eto:N99": 0}, ["eto:N99"]
    while last:
        last = [item for output in last for item in above.get(output, ()) if item not in steps]
        steps |= dict.fromkeys(last, max(steps.values()) + 1)
    parts = {row["id"] for row in rows(whole, "parts")}
    assert len(parts & steps.keys()) == 72
    assert max(steps.values()) <= 9
    assert parts - steps.keys() == {f"eto:N{number}" for number in (1, 2, 3, 4, 84, 85)}


def test_the_published_files_are_admitted_whole_and_a_second_load_changes_nothing(whole):
    admission = admitted_twice(whole)
    assert all(refusal.severity == "left_out" for refusal in admission.refused)
    assert admission.tables.counts["makes"] == 613
