"""One invented person from 2016 to 2026: what changes overnight though nothing in her file does.

Each such change is here with the instrument that came into force on that day.
"""

from datetime import date, timedelta
from functools import cache

from eligibility.digest.versions import cited
from eligibility.model.raw import RawSheet, RawTables
from eligibility.normalise.people import build_dataset
from eligibility.pipeline import review_dataset
from eligibility.read.cells import KINDS, encode

from .shipped import CASES, rules

FIRST, LAST = date(2016, 1, 1), date(2026, 6, 30)

LIFE = {
    "degree": [("2008-06-30", "intermediate"), ("2024-03-15", "bachelor")],
    "llct": [("2010-06-30", "primary"), ("2022-03-01", "intermediate")],
    "llct_evidence": [("2010-06-30", "diploma"), ("2022-03-01", "certificate"), ("2025-09-15", "diploma")],
    "llct_evidence_date": [
        ("2010-06-30", "2010-06-30"),
        ("2022-03-01", "2022-03-01"),
        ("2025-09-15", "2025-09-15"),
    ],
}
"""What she has, from which day on. Everything else of hers is in `sheets`."""

DISCIPLINES = [
    ("party", "reprimand", "2014-05-10"),
    ("state", "demotion", "2018-07-02"),
    ("party", "warning", "2021-01-15"),
    ("party", "reprimand", "2024-03-10"),
]
COMMUNE, SECRETARY = "commune.committee_deputy_chair", "commune.party_deputy_secretary"
DIVISION, NEW = "province.division_deputy", "commune.division_deputy"
PLANNED = [
    # post, unit, term, since, until when this entry stands
    (SECRETARY, "Xã Văn Lăng", "2020-2025", "2015-03-20", "2020-12-31"),
    (COMMUNE, "Xã Văn Lăng", "2026-2031", "2015-03-20", "2022-03-31"),
    (COMMUNE, "Xã Văn Lăng", "2026-2031", "2022-04-01", "2025-03-31"),
    (COMMUNE, "Xã Văn Lăng", "2026-2031", "2025-04-01", "9999-12-31"),
    (DIVISION, "Sở Nội vụ", "2026-2031", "2022-04-01", "9999-12-31"),
    (NEW, "Xã Văn Lăng", "2026-2031", "2025-11-03", "9999-12-31"),
]


GRADES = {2023: "completed"}


def latest(key, day):
    return [value for since, value in LIFE[key] if since <= day.isoformat()][-1]


def sheets(day):
    """Her file as it stands on *day*: people, plan, ratings, disciplines, units."""
    today = day.isoformat()
    person = {
        "id": "CB01",
        "sex": "female",
        "birth_date": "1975-06-15",
        "post": "commune.civil_servant",
        "post_since": "2005-05-01",
        "service_since": "2003-09-01",
        "general_education": "lower_secondary",
        "degree": latest("degree", day),
        "llct": latest("llct", day),
        "llct_evidence": latest("llct_evidence", day),
        "llct_evidence_date": latest("llct_evidence_date", day),
        "state_management": "none",
        "party_joined": "2003-09-01",
        "political_conclusion": "meets",
        "attending": "none",
    }
    plan = [
        {"id": "CB01", "post": post, "unit": unit, "term": term, "since": since, "status": "planned"}
        for post, unit, term, since, until in PLANNED
        if since <= today <= until
    ]
    ratings = [
        {"id": "CB01", "year": str(year), "grade": GRADES.get(year, "good")} for year in range(2010, day.year)
    ]
    disciplines = [
        {"id": "CB01", "regime": regime, "form": form, "decision_date": on}
        for regime, form, on in DISCIPLINES
        if on <= today
    ]
    units = [{"unit": "Xã Văn Lăng", "area": "mountainous"}, {"unit": "Sở Nội vụ", "area": "plain"}]
    return {
        "people": [person],
        "plan": plan,
        "evaluations": ratings,
        "disciplines": disciplines,
        "units": units,
    }


def sheet(name, rows):
    heads = list(rows[0]) if rows else ["id", "regime", "form", "decision_date"]
    columns = [encode([head, *(row[head] for row in rows)], KINDS) for head in heads]
    return RawSheet("hồ sơ", name, tuple(columns), len(rows) + 1)


def reviewed(day, file_of):
    """What a review of *day* makes of her file of *file_of*: outcome and open demands by post."""
    book, _ = rules()
    raw = RawTables(CASES, tuple(sheet(name, rows) for name, rows in sheets(file_of).items()), {})
    made = review_dataset(build_dataset(raw, book.vocabulary, day), book, day, "planning", engine="tables")
    found = {
        row["post"]: (
            row["outcome"],
            *(f"+{course}" for course in row["training"]),
            *sorted([*row["unmet"], *(f"?{name}" for name in row["unknown"])]),
        )
        for row in made.decisions.iter_rows(named=True)
    }
    return found | {refusal.detail: ("refused",) for refusal in made.refusals}


@cache
def days_on_which_rules_change():
    book, _ = rules()
    vocabulary = book.vocabulary
    days = {standard.in_force.start for standard in book.standards}
    days |= {window.in_force_from for window in vocabulary.windows}
    days |= {table.in_force_from for table in vocabulary.retirement}
    days |= {one.start for one in vocabulary.instruments}
    return sorted(day for day in days if FIRST < day <= LAST)


def changes():
    """``(day, post, before, after)`` of the same file, one day and the next."""
    for day in days_on_which_rules_change():
        eve = day - timedelta(days=1)
        before, after = reviewed(eve, eve), reviewed(day, eve)
        for post in sorted(before.keys() | after.keys()):
            if before.get(post) != after.get(post):
                yield day.isoformat(), post, before.get(post), after.get(post)


EXPECTED = {
    ("2017-12-19", "105-QĐ/TW 2017"): {
        COMMUNE: (("remove", "?discipline", "age"), ("remove", "age")),
        SECRETARY: (("verify", "?discipline"), ("keep",)),
    },
    ("2019-12-25", "13/2019/TT-BNV"): {
        COMMUNE: (("remove", "age"), ("remove", "age", "llct")),
        SECRETARY: (("keep",), ("keep", "?llct")),
    },
    ("2020-07-01", "52/2019/QH14"): {
        COMMUNE: (("remove", "age", "llct"), ("remove", "age", "discipline", "llct")),
        SECRETARY: (("keep", "?llct"), ("remove", "?llct", "discipline")),
    },
    ("2021-01-01", "135/2020/NĐ-CP"): {
        COMMUNE: (("remove", "age", "llct"), ("keep", "+llct_intermediate", "llct")),
    },
    ("2021-12-27", "50-QĐ/TW 2021"): {
        COMMUNE: (("remove", "discipline", "llct"), ("remove", "discipline", "disciplined_since", "llct")),
    },
    ("2022-08-18", "80-QĐ/TW 2022"): {
        COMMUNE: (("keep",), ("remove", "discipline")),
        DIVISION: (("remove", "degree"), ("remove", "degree", "discipline")),
    },
    ("2023-08-01", "33/2023/NĐ-CP"): {COMMUNE: (("keep",), ("remove", "degree"))},
    ("2024-05-01", "29/2024/NĐ-CP"): {
        DIVISION: (
            ("remove", "discipline", "disciplined_since"),
            ("remove", "?state_management", "discipline", "disciplined_since"),
        ),
    },
    ("2025-07-01", "80/2025/QH15"): {COMMUNE: (("keep",), ("keep", "?state_management", "llct"))},
    ("2025-08-29", "350-QĐ/TW 2025"): {
        COMMUNE: (("keep", "?state_management", "llct"), ("remove", "?state_management", "llct")),
    },
    ("2025-10-08", "377-QĐ/TW 2025"): {
        DIVISION: (("remove", "?state_management", "disciplined_since"), ("keep", "?state_management")),
    },
    ("2025-12-25", "334/2025/NĐ-CP"): {NEW: (("refused",), ("keep",))},
}
"""What changes overnight, by the day and the instrument that came into force on it."""


def test_every_change_overnight_is_here():
    found = {}
    for day, post, before, after in changes():
        found.setdefault(day, {})[post] = (before, after)
    assert found == {day: posts for (day, _), posts in EXPECTED.items()}


def test_the_instrument_came_into_force_on_that_day_and_rules_stand_on_it():
    book, _ = rules()
    known = {one.number: one for one in book.vocabulary.instruments}
    for day, number in EXPECTED:
        assert known[number].start.isoformat() == day
        assert cited(book, known[number])
