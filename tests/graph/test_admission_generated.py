"""Whatever a file holds, admission answers: each row is admitted or refused, and nothing else happens."""

import datetime as dt
import os
import string
from functools import lru_cache

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.admission import admit
from graph.dictionary import dictionary
from graph.tables import Tables
from tests.graph.extracts import digest, extract, folder
from tests.graph.test_admission_templates import TEMPLATES

FULL = bool(os.environ.get("TIERLIGHT_TEST_FULL"))
EXAMPLES = 400 if FULL else 40
settings.register_profile(
    "admission", max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)

NASTY = st.sampled_from(
    ["", " ", "\u00a0", "NA", "nan", "inf", "-inf", "1e400", "1e-400", "-0", "0x1", "1,5", "\x00", "a\x00b", "\u200b",
     "e\u0301", "\ufeffx", "=1+1", "'", '"', "true", "TRUE", "0", "1", "-1", "1.001", "0.5", "2026-02-30", "2026-02-28",
     "9999-12-31", "0001-01-01", "2026-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "9" * 30,
     "1e99999999999999999999",
     "Congo", "SE", "se", "CD-LU", "CD-ZZ", "ZZ", "Global", "KGM", "kg", "EUR", "P1", "P2", "p1", "x" * 300, "\ud7ff",
     "\U0010ffff", "\u2028", "a|b%", "1:0.5", "part", "product", "supplier", "site", "country", "\u2212" + "1"]
)  # fmt: skip


def cell(field):
    """Return texts for one field: mostly ones that fit, often enough not."""
    fitting = {
        "int": st.integers(1990, 2030).map(str),
        "float": st.floats(0.001, 0.4).map(repr),
        "bool": st.sampled_from(["true", "false"]),
        "date": st.dates().map(str),
        "datetime": st.datetimes(timezones=st.just(dt.UTC)).map(lambda moment: moment.isoformat()),
        "string": st.sampled_from(["P1", "P2", "P3"]),
    }
    words = {"unit": ["KGM", "C62"], "currency": ["EUR"], "country": ["SE", "CN", "CD"]}
    known = field.choices or words.get(field.name)
    own = st.sampled_from(known) if known else fitting[field.type]
    if field.name == "id":
        own = st.sampled_from([f"P{i}" for i in range(1, 9)])
    odd = st.one_of(NASTY, st.text(st.characters(exclude_categories=["Cs"]), max_size=8))
    is_coded = field.name not in words and any(token[:1] == "/" or "check:" in token for token in field.allowed)
    blank = st.just("")
    common = own if field.required else blank if is_coded else st.one_of(blank, blank, blank, own)
    return st.integers(0, 39).flatmap(lambda drawn: common if drawn else odd)


@lru_cache
def row(table):
    """Return rows of one table, of few words so that keys meet and references are found."""
    fields = {field.name: cell(field) for field in dictionary()[table].loadable}
    if table == "countries":
        area = {"id": st.sampled_from(["SE", "CN"]), "level": st.just("country"), "parent": st.just("")}
        fields |= area
    return st.fixed_dictionaries(fields)


@lru_cache
def templates():
    return admit(extract(folder(TEMPLATES)), Tables({}), load_id=1).tables


def table_rows():
    names = sorted(dictionary().tables)
    return st.lists(st.sampled_from(names), min_size=1, max_size=8, unique=True).flatmap(
        lambda chosen: st.fixed_dictionaries({name: st.lists(row(name), min_size=1, max_size=6) for name in chosen})
    )


def accounted(admission, tables):
    """Assert that each row is admitted or told as refused."""
    for name, rows in tables.items():
        counts = admission.counts[name]
        told = [r for r in admission.refused if r.table == name]
        assert len(told) == counts.refused == len({r.row for r in told})
        assert counts.read >= len(rows)
        assert counts.read - len(rows) == 0 or name == "countries"
    for refusal in admission.refused:
        assert refusal.rule
        assert refusal.reason.rstrip().endswith(".")
        assert refusal.remedy


@settings(settings.get_profile("admission"))
@given(table_rows())
def test_any_rows_are_admitted_or_refused_and_twice_changes_nothing(tables):
    first = admit(extract(tables), Tables({}), load_id=1)
    accounted(first, tables)
    second = admit(extract(tables), first.tables, load_id=2)
    assert digest(second.tables) == digest(first.tables)
    assert second.kept_back == ()


@settings(settings.get_profile("admission"))
@given(table_rows(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(tables, random):
    shuffled = {name: random.sample(rows, len(rows)) for name, rows in tables.items()}
    assert digest(admit(extract(tables), Tables({}), load_id=1).tables) == digest(
        admit(extract(shuffled), Tables({}), load_id=1).tables
    )


@settings(settings.get_profile("admission"))
@given(st.data())
def test_a_damaged_cell_of_the_templates_harms_only_rows_that_depend_on_it(data):
    tables = folder(TEMPLATES)
    name = data.draw(st.sampled_from(sorted(tables)))
    place = data.draw(st.integers(0, len(tables[name]) - 1))
    field = data.draw(st.sampled_from(sorted(tables[name][place])))
    tables[name][place][field] = data.draw(cell(dictionary()[name][field]))
    fresh = admit(extract(tables), Tables({}), load_id=1)
    accounted(fresh, tables)
    # Over tables that hold the sound rows, a refused row changes nothing.
    again = admit(extract(tables), templates(), load_id=2)
    accounted(again, tables)
    for refusal in again.refused:
        assert refusal.table == name or refusal.rule in {"reference", "sum", "same", "country", "overlap"}


@settings(settings.get_profile("admission"))
@given(table_rows(), table_rows())
def test_a_load_over_another_keeps_every_rule(first, second):
    """What two loads leave behind comes in again without a fault: no rule holds for a load alone."""
    known = admit(extract(first), Tables({}), load_id=1).tables
    both = admit(extract(second), known, load_id=2)
    accounted(both, second)
    again = admit(extract(as_text(both.tables)), Tables({}), load_id=3)
    assert again.refused == ()
    for name, frame in both.tables.items():
        assert len(again.tables[name]) == len(frame)


def as_text(tables):
    """Return tables as rows of text, without blank columns' meaning lost."""
    rows = {}
    for name, frame in tables.items():
        columns = {
            field.name: pa.array(frame[field.name]).cast(pa.string()).to_pylist()
            if field.type != "datetime"
            else [moment and moment.isoformat() for moment in pa.array(frame[field.name]).to_pylist()]
            for field in tables.dictionary[name].loadable
        }
        if len(frame):
            rows[name] = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    return rows


@pytest.mark.parametrize("fault", ["duplicate", "dangling", "nan", "inf", "sum", "encoding", "nul"])
def test_thousands_of_bad_rows_are_all_told_and_the_good_ones_come_in(fault):
    count = 10_000 if FULL else 2_000
    parts = [{"id": f"P{i}", "name": "x", "unit": "KGM", "process": "assembly"} for i in range(count)]
    inputs = [
        {
            "input_kind": "part",
            "input_id": f"P{i}",
            "output_kind": "part",
            "output_id": f"P{i - 1}",
            "slot": "s",
            "qty": "1",
            "unit": "KGM",
            "share": "0.5",
        }
        for i in range(1, count)
    ]
    bad = {
        "duplicate": {"qty": "2"},
        "dangling": {"input_id": "nothing"},
        "nan": {"qty": "nan"},
        "inf": {"qty": "-inf"},
        "sum": {"share": "0.6", "valid_from": "2026-01-01", "slot": "s", "input_id": "P0"},
        "encoding": {"slot": "a\x1bb"},
        "nul": {"slot": "a\x00b"},
    }[fault]
    rules = {"duplicate": "key", "dangling": "reference", "nan": "type", "inf": "type", "sum": "sum"}
    damaged = [row | bad for row in inputs[1:]]
    admission = admit(extract({"parts": parts, "input_to": inputs + damaged}), Tables({}), load_id=1)
    counts = admission.counts["input_to"]
    assert {refusal.rule for refusal in admission.refused} == {rules.get(fault, "encoding")}
    both_go = fault in {"duplicate", "sum"}
    assert counts.refused == len(damaged) * (2 if both_go else 1)
    assert counts.added == (1 if both_go else len(inputs))


def test_every_printable_character_is_kept_in_a_name():
    name = string.printable.strip() + "ÅßĲ漢字😀"
    part = {"id": "P1", "name": name, "unit": "KGM", "process": "assembly"}
    admission = admit(extract({"parts": [part]}), Tables({}), load_id=1)
    assert admission.tables["parts"]["name"].tolist() == [name]
