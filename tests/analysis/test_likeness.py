"""What is found of requirements that say the same is found once, and said of all of them."""

import shutil

import attrs
import pytest

from eligibility.analysis.checks import analyse
from eligibility.analysis.likeness import Likeness
from eligibility.pipeline import load_rules
from office.command import RULES, run

PLANTED = """\
      - {id: nobody, must: {all_of: [degree >= bachelor, degree < college]}, if_unmet: wait, clause: art. 1}
      - {id: high, must: degree >= bachelor, if_unmet: disqualify, clause: art. 2}
      - {id: modest, must: degree <= college, if_unmet: disqualify, clause: art. 3}
"""
RETIRING = """\
      - {id: near, must: months_to_retirement at review_date >= 7 months, if_unmet: leave, clause: art. 4}
"""


def rules_with(requirements, folder):
    """The rule book of the office, with *requirements* in its first standard."""
    shutil.copytree(RULES, folder)
    place = folder / "standards" / "office.yaml"
    text = place.read_text("utf-8")
    start = "    requirements:\n"
    place.write_text(text.replace(start, start + requirements, 1), "utf-8")
    return folder


@pytest.fixture
def book(tmp_path):
    found, problems, _ = load_rules(rules_with(PLANTED, tmp_path / "rules"))
    assert found is not None, problems
    return found


def moved(standard):
    """*standard* under another name, in another file."""
    requirements = tuple(
        attrs.evolve(one, where=attrs.evolve(one.where, file="twin.yaml")) for one in standard.requirements
    )
    where = attrs.evolve(standard.where, file="twin.yaml")
    return attrs.evolve(standard, id=f"twin.{standard.id}", where=where, requirements=requirements)


def test_said_of_every_standard(book):
    first, *rest = book.standards
    found = analyse(attrs.evolve(book, standards=(first, moved(first), *rest)), {})
    for code in ("R801", "R808"):
        told = [problem for problem in found if problem.code == code]
        assert {problem.place.file for problem in told} == {"standards/office.yaml", "twin.yaml"}
        assert len({tuple(v for k, v in problem.params.items() if k != "standard") for problem in told}) == 1


def test_names_words_and_consequences_make_no_difference(book):
    nobody, high, _ = book.standards[0].requirements[:3]
    alike = Likeness()
    other = attrs.evolve(high, id="other", clause="art. 9", if_unmet="warn", waivable=True)
    assert alike.of(high) == alike.of(other)
    assert alike.of(high) != alike.of(nobody)


def test_no_review_before_the_first_table_of_retirement(tmp_path):
    place = rules_with(RETIRING, tmp_path / "rules")
    calendars = place / "vocabulary" / "calendars.yaml"
    text = calendars.read_text("utf-8")
    calendars.write_text(
        text.replace("in_force: {from: 2021-01-01}", "in_force: {from: 2025-06-01}"), "utf-8"
    )
    result = run("check", place, "--json", rules=None)
    assert (result.exit_code, result.exception) == (0, None)
