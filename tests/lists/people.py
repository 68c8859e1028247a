"""Small plans to be judged as lists by the shipped rule book."""

from datetime import date

from assurance.shipped import CASES, rules
from eligibility.lists.counting import judge_lists
from eligibility.model.raw import RawSheet, RawTables
from eligibility.normalise.people import build_dataset
from eligibility.pipeline import review_dataset
from eligibility.read.cells import KINDS, encode

AS_OF = date(2024, 6, 30)
UNIT = "UBND xã Mẫu"


def person(number, **changes):
    """A civil servant of a commune, aged 43, who may be planned for whatever is higher."""
    usual = {
        "id": f"CB{number:02}",
        "sex": "male",
        "birth_date": "1981-03-15",
        "ethnicity": "kinh",
        "degree_field": "law",
        "post": "commune.civil_servant",
        "degree": "bachelor",
        "llct": "intermediate",
        "llct_evidence": "diploma",
        "party_joined": "2008-02-03",
        "political_conclusion": "meets",
        "attending": "none",
    }
    return {**usual, **changes}


def entry(number, post="commune.committee_deputy_chair", **changes):
    usual = {
        "id": f"CB{number:02}",
        "post": post,
        "unit": UNIT,
        "term": "2026-2031",
        "since": "2022-05-10",
        "status": "planned",
    }
    return {**usual, **changes}


def raw_tables(people, entries, as_of, **more):
    """The sheets of *people* and *entries*; everybody is rated good until *as_of*, and nobody disciplined."""
    ids = [one["id"] for one in people]
    tables = {
        "people": people,
        "plan": entries,
        "evaluations": [
            {"id": i, "year": str(y), "grade": "good"} for i in ids for y in range(2018, as_of.year)
        ],
        "disciplines": [],
        "units": [{"unit": UNIT, "area": "plain"}],
        **{name: rows for name, rows in more.items() if rows},
    }
    return RawTables(CASES, tuple(sheet_of(name, rows) for name, rows in tables.items()), {})


def judged(people, entries, as_of=AS_OF):
    """What the rules about lists come to, by rule and list."""
    book, _ = rules()
    dataset = build_dataset(raw_tables(people, entries, as_of), book.vocabulary, as_of)
    return judge_lists(dataset, review_dataset(dataset, book, as_of, engine="tables"))


def sheet_of(name, rows):
    heads = list(rows[0]) if rows else ["id", "regime", "form", "decision_date"]
    columns = [encode([head, *(row.get(head, "") for row in rows)], KINDS) for head in heads]
    return RawSheet("hồ sơ", name, tuple(columns), len(rows) + 1)


def of_rule(found, rule, band=None):
    """The findings of one rule."""
    return [one for one in found if one.rule.id == rule and one.band == band]
