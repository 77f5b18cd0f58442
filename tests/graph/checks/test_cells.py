"""Cells hold exactly what their text says, or are refused with the rule that they break."""

import datetime as dt

import pyarrow as pa
import pytest

from graph.checks.cells import typed
from graph.dictionary import dictionary, parse
from tests.graph.extracts import text_table

SAMPLE = parse(
    "table,field,type,unit,required,key,allowed,refers_to,relationship,description\n"
    "things,id,string,,yes,yes,check:id,,node Thing,Id.\n"
    "things,number,float,1,no,,,,,A number.\n"
    'things,share,float,1,no,,"[0,1)",,,A share.\n'
    'things,mass,float,kg,no,,"(0,)",,,A mass.\n'
    "things,count,int,1,no,,,,,A count.\n"
    "things,flag,bool,,no,,,,,A flag.\n"
    "things,day,date,,no,,,,,A day.\n"
    "things,moment,datetime,,no,,,,,A moment.\n"
    "things,colour,enum,,no,,red|green,,,A colour.\n"
    "things,code,string,,no,,/[0-9]{2}/,,,A code.\n"
    "things,unit,string,,no,,check:unit,,,A unit.\n"
)["things"]


def column(field, *texts):
    table = text_table("things", [{"id": str(i), field: text} for i, text in enumerate(texts)])
    result = typed(table, SAMPLE)
    return result.columns[field].to_pylist(), result


def rule(field, text):
    values, result = column(field, text)
    found = result.faults.by_row()
    assert values == [None]
    (_, fault), *_ = found[0]
    assert fault.reason.startswith(field)
    assert fault.reason.endswith(".")
    assert fault.remedy
    return fault.rule


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("-1.5", -1.5),
        ("+2", 2),
        ("1e5", 1e5),
        ("2.5E-3", 0.0025),
        (".5", 0.5),
        ("\u22122", -2),
        ("007", 7),
    ],
)
def test_a_plain_number_or_one_with_exponent_is_read(text, number):
    assert column("number", text)[0] == [number]


@pytest.mark.parametrize(
    "text",
    ["inf", "-inf", "nan", "NaN", "Infinity", "1e400", "-1e400", "1e-400", "1,5", "1 000", "0x1", "1_0", "٣",
     "--1", "1e", "e5", ".", "61%", "1.2.3", "true"],
)  # fmt: skip
def test_what_is_no_finite_decimal_number_is_refused(text):
    assert rule("number", text) == "type"


def test_minus_zero_is_zero():
    assert str(column("number", "-0")[0][0]) == "0.0"


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("2e3", 2000), ("2000.0", 2000), ("-0", 0), ("9223372036854775807", 2**63 - 1),
     ("-9223372036854775808", -(2**63)), ("9007199254740993", 2**53 + 1)],
)  # fmt: skip
def test_a_whole_number_keeps_every_digit(text, number):
    assert column("count", text)[0] == [number]


@pytest.mark.parametrize("text", ["1.5", "9223372036854775808", "1e30", "1e99999999999999999999", "1e-1", "x"])
def test_what_is_no_whole_number_of_64_bits_is_refused(text):
    assert rule("count", text) == "type"


def test_truth_values_are_true_and_false_in_any_case():
    assert column("flag", "true", "FALSE", "True")[0] == [True, False, True]


@pytest.mark.parametrize("text", ["1", "yes", "wahr", "t"])
def test_other_words_for_truth_are_refused(text):
    assert rule("flag", text) == "type"


def test_days_are_iso_days():
    days = column("day", "2026-02-28", "2026-02-28T00:00:00", "0001-01-01", "9999-12-31")[0]
    assert days == [dt.date(2026, 2, 28), dt.date(2026, 2, 28), dt.date.min, dt.date.max]


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-29",
        "28.02.2026",
        "2026-2-8",
        "20260228",
        "2026-02-28T01:00:00",
        "46081",
        "2026-W01-1",
        "0000-01-01",
    ],
)
def test_other_days_are_refused(text):
    assert rule("day", text) == "type"


def test_moments_become_utc():
    moments = column("moment", "2026-05-01T08:00:00+02:00", "2026-05-01T06:00Z", "2026-05-01 06:00:00.5-0000")[0]
    assert [m.astimezone(dt.UTC).isoformat() for m in moments] == [
        "2026-05-01T06:00:00+00:00",
        "2026-05-01T06:00:00+00:00",
        "2026-05-01T06:00:00.500000+00:00",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-01T08:00:00",
        "2026-05-01",
        "2026-05-01T25:00Z",
        "2026-05-01T08:00:60Z",
        "2026-05-01T08:00+99:00",
    ],
)
def test_a_moment_without_a_sound_time_and_offset_is_refused(text):
    assert rule("moment", text) == "type"


@pytest.mark.parametrize(
    ("field", "text", "broken"),
    [
        ("share", "1", "range"),
        ("share", "-0.01", "range"),
        ("mass", "0", "range"),
        ("colour", "blue", "enum"),
        ("colour", "Red", "enum"),
        ("code", "123", "pattern"),
        ("code", "1", "pattern"),
        ("code", "1\n2", "encoding"),
        ("unit", "kg", "check.unit"),
        ("id", "a\x00b", "encoding"),
        ("id", "a\x07b", "encoding"),
        ("id", "a\x85b", "encoding"),
        ("id", "a" * 257, "check.id"),
    ],
)
def test_a_cell_outside_of_what_is_allowed_is_refused(field, text, broken):
    if field == "id":
        result = typed(text_table("things", [{"id": text}]), SAMPLE)
        assert result.faults.by_row()[0][0][1].rule == broken
    else:
        assert rule(field, text) == broken


@pytest.mark.parametrize(("field", "text"), [("share", "0"), ("share", "0.999"), ("mass", "1e-300"), ("code", "00")])
def test_the_ends_of_what_is_allowed_are_allowed(field, text):
    assert not column(field, text)[1].faults.is_faulty.any()


def test_a_range_is_told_in_words():
    ((_, fault),) = column("share", "1.2")[1].faults.by_row()[0]
    assert fault.reason == "share is 1.2; allowed 0 or more, below 1."
    assert fault.remedy == "Correct the cell: A share."
    share = dictionary()["input_to"]["share"]
    result = typed(text_table("input_to", [{"share": "1.2"}], columns={"share": "Anteil"}), dictionary()["input_to"])
    ((name, fault),) = result.faults.by_row()[0]
    assert (name, fault.reason) == (share.name, "Anteil is 1.2; allowed 0 to 1.")


def test_an_enum_offers_the_nearest():
    ((_, fault),) = column("colour", "gren")[1].faults.by_row()[0]
    assert fault.remedy == "Did you mean green?"


def test_codes_and_names_that_look_like_something_else_stay_text():
    texts = ["NA", "001", "1e5", "null", "NaN", "TRUE", "None"]
    table = text_table("things", [{"id": text} for text in texts])
    assert typed(table, SAMPLE).columns["id"].to_pylist() == texts


def test_blanks_are_trimmed_and_accents_composed_and_told_once_per_column():
    texts = [" a", "b\u00a0", "c", "\t", "e\u0301", "e\u0301"]
    table = text_table("things", [{"id": str(i), "code": None, "number": text} for i, text in enumerate(texts)])
    as_text = parse(
        "table,field,type,unit,required,key,allowed,refers_to,relationship,description\n"
        "things,id,string,,yes,yes,,,node Thing,Id.\nthings,number,string,,no,,,,,N.\n"
        "things,code,string,,no,,,,,C.\n"
    )["things"]
    result = typed(table, as_text)
    assert result.columns["number"].to_pylist() == ["a", "b", "c", None, "é", "é"]
    assert result.notes == (
        "things: trimmed blanks around 3 cells of column number.",
        "things: composed letters and their accents (NFC) in 2 cells of column number.",
    )


def test_a_column_without_any_cell_is_blank():
    table = text_table(
        "things", [{"id": "1", "number": None, "day": None, "flag": None, "moment": None, "count": None}]
    )
    result = typed(table, SAMPLE)
    assert not result.faults.is_faulty.any()
    assert all(result.columns[name].to_pylist() == [None] for name in ("number", "day", "flag", "moment", "count"))
    assert result.columns["number"].type == pa.float64()
