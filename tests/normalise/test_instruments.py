"""Instruments of a vocabulary: read, and refused where they do not fit together."""

from datetime import date

import pytest

from eligibility.diagnostics import Where
from eligibility.model.label import Label
from eligibility.normalise.instruments import build_instruments
from eligibility.normalise.structure import structure
from eligibility.normalise.written import WrittenVocabulary

PLACE = Where("vocabulary/instruments.yaml", ("instruments",))


def built(*changes, **first):
    one = {
        "number": "1/QĐ",
        "vi": "Một",
        "en": "One",
        "subject": "planning",
        "confidence": "summary",
        "in_force": {"from": "2020-01-01"},
    }
    data = {
        "subjects": {"planning": {"vi": "Quy hoạch", "en": "Planning"}},
        "instruments": [one | first, *(one | change for change in changes)],
    }
    written, problems = structure(data, WrittenVocabulary, Where("vocabulary/instruments.yaml"))
    assert written is not None, problems
    return build_instruments(written, PLACE)


def test_read_as_written():
    found, problems = built(
        {"number": "2/QĐ", "replaces": ["1/QĐ"], "issued": "2019-12-20"}, seen={"vi": "a", "en": "b"}
    )
    assert problems == []
    assert [(one.number, one.start, one.end, one.replaces) for one in found] == [
        ("1/QĐ", date(2020, 1, 1), date.max, ()),
        ("2/QĐ", date(2020, 1, 1), date.max, ("1/QĐ",)),
    ]
    assert (found[0].seen, found[0].idle, found[1].issued) == (Label("a", "b"), None, date(2019, 12, 20))


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        ({"subject": "planing"}, "R502", "subject"),
        ({"confidence": "sumary"}, "R505", "confidence"),
        ({"replaces": ["9/QĐ"]}, "R502", "replaces"),
        ({"number": "1/QĐ"}, "R302", "number"),
        ({"in_force": {"from": "2020-01-01", "until": "2019-01-01"}}, "R501", "in_force"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_place(change, code, place):
    _, problems = built({"number": "2/QĐ"} | change)
    (problem,) = problems
    assert (problem.code, problem.place.route[:3]) == (code, ("instruments", 1, place))
