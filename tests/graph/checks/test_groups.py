"""Group rules equal a slow look at every day, on random groups with dates."""

import numpy as np
import pytest

from graph.checks.groups import over_limit, overlapping, unequal
from graph.checks.intervals import ALWAYS, FOREVER
from graph.checks.wholes import in_loops, overweight


def random_rows(seed, count=40):
    rng = np.random.default_rng(seed)
    start = np.where(rng.random(count) < 0.3, ALWAYS, rng.integers(0, 12, count))
    length = rng.integers(1, 8, count)
    end = np.where(rng.random(count) < 0.3, FOREVER, np.maximum(start, -1) + length)
    return rng.integers(0, 8, count), start, end, rng


def concerned(start, end, group, breaks):
    """Return the rows in force on a day on which the rows in force of their group break a rule."""
    found = set()
    for day in np.unique(start):
        now = (start <= day) & (day < end)
        for g in np.unique(group):
            rows = np.flatnonzero(now & (group == g))
            if len(rows) and breaks(rows):
                found |= set(rows.tolist())
    return sorted(found)


@pytest.mark.parametrize("seed", range(40))
def test_a_limited_sum_equals_a_look_at_every_day(seed):
    group, start, end, rng = random_rows(seed)
    amount = np.where(rng.random(40) < 0.2, np.nan, rng.integers(0, 60, 40) / 100)
    known = ~np.isnan(amount)
    expected = concerned(start, end, group, lambda rows: np.nansum(amount[rows]) > 1.001)
    found = over_limit(group, amount, start, end, 1)
    assert found.rows.tolist() == [row for row in expected if known[row]]
    assert (found.total > 1.001).all()


@pytest.mark.parametrize("seed", range(40))
def test_overlaps_equal_a_look_at_every_day(seed):
    group, start, end, _ = random_rows(seed, 14)
    expected = concerned(start, end, group, lambda rows: len(rows) > 1)
    assert overlapping(group, start, end).rows.tolist() == expected


@pytest.mark.parametrize("seed", range(40))
def test_unequal_values_equal_a_look_at_every_day(seed):
    group, start, end, rng = random_rows(seed, 25)
    value = rng.integers(0, 2, 25)
    expected = concerned(start, end, group, lambda rows: len(set(value[rows].tolist())) > 1)
    assert unequal(group, value, start, end).rows.tolist() == expected


@pytest.mark.parametrize("seed", range(40))
def test_slot_weights_equal_a_look_at_every_day(seed):
    item, start, end, rng = random_rows(seed, 30)
    slot = item * 3 + rng.integers(0, 3, 30)
    weight = rng.integers(10, 50, 24)[slot] / 100
    weight[rng.random(30) < 0.1] = np.nan
    own = rng.integers(0, 30, 8) / 100

    def breaks(rows):
        known = [row for row in rows if not np.isnan(weight[row])]
        slots = {slot[row]: weight[row] for row in known}
        return known and sum(slots.values()) + own[item[rows[0]]] > 1.001

    expected = [row for row in concerned(start, end, item, breaks) if not np.isnan(weight[row])]
    found = overweight(item, slot, weight, start=start, end=end, own=own)
    assert found.rows.tolist() == expected


def test_the_first_day_of_a_breach_and_its_sum_are_told():
    group = np.zeros(3, np.int64)
    found = over_limit(group, np.array([0.5, 0.4, 0.3]), np.array([5, 7, 9]), np.full(3, FOREVER), 1)
    assert (found.rows.tolist(), found.day.tolist()) == ([0, 1, 2], [9, 9, 9])
    assert found.total == pytest.approx([1.2, 1.2, 1.2])


def test_a_thousandth_above_the_limit_is_rounding():
    two = np.zeros(2, np.int64)
    always = np.full(2, ALWAYS), np.full(2, FOREVER)
    assert not len(over_limit(two, np.array([0.5, 0.501]), *always, 1).rows)
    assert len(over_limit(two, np.array([0.5, 0.5011]), *always, 1).rows) == 2
    assert len(over_limit(two, np.array([50, 50.2]), *always, 100).rows) == 2


def test_nothing_is_broken_where_there_are_no_rows():
    none, no_number = np.zeros(0, np.int64), np.zeros(0)
    assert not len(over_limit(none, no_number, none, none, 1).rows)
    assert not len(overlapping(none, none, none).rows)
    assert not len(unequal(none, none, none, none).rows)
    assert not len(in_loops(none, none, none, none))


def test_owners_in_a_row_are_no_loop_and_three_in_a_circle_are():
    always = np.full(4, ALWAYS), np.full(4, FOREVER)
    assert not in_loops(np.array([0, 1, 2, 0]), np.array([1, 2, 3, 3]), *always).any()
    circle = in_loops(np.array([0, 1, 2, 0]), np.array([1, 2, 0, 3]), *always)
    assert circle.tolist() == [True, True, True, False]
