"""Equal rows are doubles, contradicting ones are told apart, and look-alike ids are told."""

import numpy as np
import pyarrow as pa

from graph.checks.doubles import doubled, lookalikes
from graph.checks.keys import codes, order

VARIANTS = (
    lambda word: word.lower(),
    lambda word: word + "\u200b",
    lambda word: word[:1] + "\u200d" + word[1:],
    lambda word: "\ufeff" + word,
    lambda word: word.replace("A", "\uff21"),
    lambda word: word.replace("1", "¹"),
    lambda word: word.replace("A", "ª"),
    lambda word: word + "\u00ad",
)


def test_of_equal_rows_the_first_stays_and_contradicting_ones_all_go():
    key = np.array([0, 0, 1, 1, 1, 2, 0])
    content = [pa.array(["a", "a", "b", "c", "b", "d", None])]
    double, first, clashes = doubled(key[:6], [content[0].slice(0, 6)], np.ones(6, np.bool_))
    assert (double.tolist(), first.tolist()) == ([1], [0])
    assert clashes.tolist() == [False, False, True, True, True, False]
    assert doubled(key, content, np.ones(7, np.bool_))[2].tolist() == [
        True,
        True,
        True,
        True,
        True,
        False,
        True,
    ]


def test_rows_that_are_refused_already_take_no_part():
    double, _, clashes = doubled(np.array([0, 0]), [pa.array(["a", "b"])], np.array([True, False]))
    assert not len(double)
    assert not clashes.any()


def test_two_hundred_look_alike_pairs_are_flagged():
    pairs = [(f"A1-{i}", VARIANTS[i % len(VARIANTS)](f"A1-{i}")) for i in range(200)]
    ids = [word for pair in pairs for word in pair] + [f"B{i}" for i in range(100)]
    assert len(set(ids)) == 500
    found = lookalikes(pa.array(ids), np.ones(500, np.bool_))
    assert found == sorted(tuple(sorted(pair)) for pair in pairs)


def test_look_alikes_among_known_rows_are_not_told_again():
    ids = pa.array(["x", "X", "y", "Y"])
    assert lookalikes(ids, np.array([False, False, False, True])) == [("Y", "y")]


def test_keys_count_blanks_as_values_and_sort_them_first():
    columns = [pa.array(["b", "a", None, "a"]), pa.array([1, 2, 1, None], pa.int64())]
    assert len(set(codes(columns, 4).tolist())) == 4
    assert codes([pa.array([None, None, "x"])], 3).tolist() == [0, 0, 1]
    assert order(columns).tolist() == [2, 3, 1, 0]


def test_texts_are_sorted_by_code_point():
    words = ["z", "Z", "é", "𝄞", "\uffee", "a"]
    assert [words[i] for i in order([pa.array(words)])] == sorted(words)
