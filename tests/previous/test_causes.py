"""Ways, causes and labels, for every way in which eight worlds can agree or not."""

from itertools import product

import polars as pl
import pytest

from eligibility.previous.causes import FACTORS, cause, joined, ways, worlds
from eligibility.previous.labelling import labelled, unlabelled

LABELS = {"data", "rule", "time", "data+rule", "data+time", "rule+time", "data+rule+time"}
ALL = frozenset(FACTORS)
EVERY = worlds(ALL)


def told(*sufficient: str) -> list[str]:
    """The ways, where just these worlds and that in which all is new come to the new result."""
    found = {frozenset(world.split("+")) for world in sufficient} | {ALL}
    return [joined(way) for way in ways(ALL, lambda world: world in found)]


def test_worlds_are_all_sets_of_what_differs():
    assert [joined(world) for world in EVERY] == ["", *sorted(LABELS, key=lambda x: (x.count("+"), x))]
    assert [joined(world) for world in worlds(frozenset({"time", "data"}))] == [
        "",
        "data",
        "time",
        "data+time",
    ]
    assert worlds(frozenset()) == (frozenset(),)


@pytest.mark.parametrize(
    ("sufficient", "expected", "label"),
    [
        ((), ["data+rule+time"], "data+rule+time"),
        (("data",), ["data"], "data"),
        (("data", "data+rule", "data+time"), ["data"], "data"),
        (("data", "rule"), ["data", "rule"], "data+rule"),
        (("data+rule",), ["data+rule"], "data+rule"),
        (("data", "rule+time"), ["data", "rule+time"], "data+rule+time"),
        (("data+time", "rule+time"), ["data+time", "rule+time"], "data+rule+time"),
        (("time", "data+time"), ["time"], "time"),
    ],
)
def test_ways_are_the_sets_of_which_nothing_can_be_left_out(sufficient, expected, label):
    assert told(*sufficient) == expected
    assert cause(tuple(frozenset(way.split("+")) for way in expected)) == label


def test_every_pattern_has_exactly_one_label():
    """Whatever the six worlds in between come to, the label is one of seven, and all of it matters."""
    between = EVERY[1:-1]
    for answers in product([False, True], repeat=len(between)):
        reached = {world for world, answer in zip(between, answers, strict=True) if answer} | {ALL}
        found = ways(ALL, reached.__contains__)
        assert cause(found) in LABELS
        for way in found:
            assert way in reached
            assert not [other for other in reached if other < way]
        assert all(any(way <= world for way in found) for world in reached)


def series(*values: str | None) -> pl.Series:
    return pl.Series(values, dtype=pl.String)


def test_labels_are_given_in_bulk():
    """The data alone; a world of which there is no review; an old result that does not come again."""
    factors = frozenset({"data", "rule"})
    nothing, data, rule, both = worlds(factors)
    old, new = series("keep", None, "keep"), series("remove", "there", "add")
    found = {
        nothing: series("keep", None, "verify"),
        data: series("remove", None, "add"),
        rule: None,
        both: new,
    }
    made = labelled(factors, old, new, found)
    assert made["cause"].to_list() == ["data", "data+rule", "unknown"]
    assert made["ways"].to_list() == [["data"], ["data+rule"], []]
    assert made["proof"].to_list() == [["data=new", "rule=impossible"], ["data=old", "rule=impossible"], []]


def test_nothing_is_gone_as_well_as_there():
    """A candidacy that is not there is a result like any other."""
    factors = frozenset({"data", "time"})
    nothing, data, time, both = worlds(factors)
    there, gone = series("there"), series(None)
    made = labelled(factors, there, gone, {nothing: there, data: gone, time: there, both: gone})
    assert made.row(0) == ("data", ["data"], ["data=new", "time=old"])


def test_without_proof_the_cause_is_unknown():
    assert unlabelled(2).rows() == [("unknown", [], [])] * 2
    assert unlabelled(0).schema == labelled(frozenset(), series(), series(), {frozenset(): series()}).schema
