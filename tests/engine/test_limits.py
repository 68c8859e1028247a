"""What is too large for one ruleset is a diagnostic of the rule book, not a surprise in a review."""

import random
import re
import shutil
from datetime import date
from itertools import count

import pytest

from eligibility.compile.limits import COUNTED, over_limits
from eligibility.compile.policies import conclude_policy, policy_table
from eligibility.compile.tables import TableTooLarge, conclude, rule_table
from eligibility.engine.concluder import DurableConcluder
from eligibility.messages import LANGUAGES
from eligibility.model.condition import AllOf, AnyOf, Compare, Constant, FieldValue, Op
from eligibility.model.context import Context
from eligibility.model.limits import MAX_FIRING, MAX_RULES, MAX_TESTS
from eligibility.model.plan import Compiled, Instance
from eligibility.model.standard import Confidence, Line, Named, Period, Policy, Requirement
from eligibility.model.vocabulary import Label
from eligibility.pipeline import load_rules
from eligibility.report.diagnostics import as_data

DAY = date(2025, 1, 1)
LABEL = Label("x", "x")
FITS, EXCEEDS = (8, 6, 4), (1, 2, 3, 4, 9)
"""Sizes of groups of conditions: any of the groups must hold as a whole. 249 and 250 rules, without
the one for a rule that nobody has checked."""


def groups(sizes):
    """A condition, any group of which must hold as a whole; every condition is another."""
    numbers = count(1)
    return AnyOf(
        tuple(
            AllOf(tuple(Compare(FieldValue("f"), Op.EQ, Constant(next(numbers))) for _ in range(size)))
            for size in sizes
        )
    )


def sentences(sizes):
    """The same, as it is written."""
    years = count(1940)
    return {
        "any_of": [{"all_of": [f"birth_date < {next(years)}-01-01" for _ in range(size)]} for size in sizes]
    }


def demand(sizes, **more):
    return Requirement("r", groups(sizes), "leave", "art. 1", **more)


def paths(requirement):
    context = Context(DAY, "planning", None, {"review_date": DAY})
    return rule_table(requirement, context, MAX_RULES)


def policy(conclude=(), decide=()):
    return Policy("planning", "p", LABEL, Period(date.min), (), {}, (), tuple(conclude), tuple(decide))


def line(then, *names):
    return Line(then, tuple(Named(name.removeprefix("!"), name.startswith("!")) for name in names))


# --- tables ---------------------------------------------------------------------------------------


def test_the_largest_requirement_makes_a_table_of_as_many_rules_as_are_allowed():
    assert len(paths(demand(FITS)).paths) == MAX_RULES
    with pytest.raises(TableTooLarge):
        paths(demand(EXCEEDS))


def test_a_policy_stops_growing_at_the_limit():
    decide = [line(f"o{n}", f"a{n}", f"b{n}") for n in range(7)]
    assert len(policy_table(policy(decide=[*decide[:6], line("x")])).stages[-1]) == 2**7 - 1
    with pytest.raises(TableTooLarge):
        policy_table(policy(decide=[*decide, line("x")]))


def test_lines_that_decide_nothing_are_bounded_too():
    wide = [line("o", f"a{n}", f"b{n}", f"c{n}") for n in range(12)]
    with pytest.raises(TableTooLarge):
        policy_table(policy(decide=wide), limit=10**9)


@pytest.mark.isolated
def test_the_largest_requirement_and_policy_are_concluded_as_their_tables_say():
    table = paths(demand(FITS))
    decide = [line(f"o{n}", f"a{n}", f"b{n}") for n in range(6)]
    stages = policy_table(policy([line("c0", "a0"), line("c1", "!c0", "a1")], [*decide, line("x")]))
    instance = Instance(None, None, None, (), {}, frozenset(), {})
    compiled = Compiled(instance, (), (table,), (), stages)
    concluder = DurableConcluder()
    for path in table.paths:
        for filler in (False, True):
            truths = tuple(dict(path.tests).get(index, filler) for index in range(len(table.terms)))
            assert concluder.verdict(compiled, 0, truths) == conclude(table, truths)
            assert conclude(table, truths) == table.verdicts[path.verdict]
    for number in random.Random(5).sample(range(2 ** len(stages.inputs)), 300):
        inputs = tuple(bool(number >> place & 1) for place in range(len(stages.inputs)))
        assert concluder.outcome(compiled, inputs) == conclude_policy(stages, inputs)
    concluder.close()


# --- the check ------------------------------------------------------------------------------------


def book_with(rules, folder, must):
    """The shipped rule book with one more standard, written as YAML; the text of its file."""
    shutil.copytree(rules, folder)
    lines = [
        "standard: vn.test",
        "title: {vi: Thử, en: Test}",
        "source: {instrument: X, confidence: text}",
        "in_force: {from: 2020-01-01}",
        "requirements:",
        "  - id: small",
        "    must: degree >= bachelor",
        "    if_unmet: leave",
        "    clause: art. 1",
        "  - id: large",
        f"    must: {must}",
        "    if_unmet: leave",
        "    clause: art. 2",
    ]
    (folder / "standards" / "test.yaml").write_text("\n".join(lines), encoding="utf-8")
    return folder


def found(folder):
    """The rule book, and its problems as code, place and parameters; each has its words."""
    book, problems, raw = load_rules(folder)
    for language in LANGUAGES:
        for said in (as_data(problem, raw, language) for problem in problems):
            assert re.search(rf"`.+` .*{MAX_RULES}|`.+` .*{MAX_TESTS}|`.+` .*{MAX_FIRING}", said["message"])
            assert said["help"]
    return book, [(p.code, raw.span(p.place), dict(p.params)) for p in problems]


def flow(data):
    """YAML in one line."""
    if isinstance(data, dict):
        return "{" + ", ".join(f"{key}: {flow(value)}" for key, value in data.items()) + "}"
    return "[" + ", ".join(map(flow, data)) + "]" if isinstance(data, list) else data


def test_the_shipped_rule_book_is_within_the_limits(rules):
    book, problems, _ = load_rules(rules)
    assert list(over_limits(book)) == []
    assert not [p for p in problems if p.code in ("R521", "R522", "R523", "R524", "R525")]


def test_a_requirement_with_as_many_rules_as_are_allowed_passes(rules, tmp_path):
    book, problems = found(book_with(rules, tmp_path / "b", flow(sentences(FITS))))
    assert book is not None
    assert problems == []


def test_one_rule_too_many_is_told_with_its_place_and_number(rules, tmp_path):
    book, problems = found(book_with(rules, tmp_path / "b", flow(sentences(EXCEEDS))))
    assert book is None
    ((code, span, params),) = problems
    assert code == "R521"
    assert (span.file, span.line, span.column) == ("standards/test.yaml", 10, 5)
    assert params == {"name": "large", "got": str(MAX_RULES + 1), "limit": str(MAX_RULES)}


def test_very_many_rules_are_not_counted_to_the_end(rules, tmp_path):
    _, problems = found(book_with(rules, tmp_path / "b", flow(sentences((3,) * 10))))
    assert [(code, params["got"]) for code, _, params in problems] == [("R521", f"> {COUNTED}")]


def test_conditions_at_the_limit_and_one_more(rules, tmp_path):
    # one of them is taken by the doubt whether the rule is as written
    book, problems = found(book_with(rules, tmp_path / "b", flow(sentences((1,) * (MAX_TESTS - 1)))))
    assert book is not None
    assert problems == []
    book, problems = found(book_with(rules, tmp_path / "c", flow(sentences((1,) * MAX_TESTS))))
    assert book is None
    ((code, span, params),) = problems
    assert (code, span.line) == ("R523", 10)
    assert params == {"name": "large", "got": str(MAX_TESTS + 1), "limit": str(MAX_TESTS)}


def test_all_that_is_too_large_is_told_at_once(rules, tmp_path):
    folder = book_with(rules, tmp_path / "b", flow(sentences(EXCEEDS)))
    file = folder / "standards" / "test.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("must: degree >= bachelor", f"must: {flow(sentences((1,) * 60))}"), encoding="utf-8"
    )
    _, problems = found(folder)
    assert [(code, span.line) for code, span, _ in problems] == [("R523", 6), ("R521", 10)]


FACT = "  f{0}: {{must: birth_date < {1}-01-01, vi: a, en: a}}"


def audit(rules, folder, facts, conclude, decide, wide=""):
    """The shipped rule book with another policy for audits."""
    shutil.copytree(rules, folder)
    file = folder / "policy" / "audit.yaml"
    head, _, _ = file.read_text(encoding="utf-8").partition("moments:")
    lines = ["facts:", *(FACT.format(n, 1940 + n) for n in range(facts))]
    lines += [f"  wide: {{must: {wide}, vi: a, en: a}}"] if wide else []
    lines += ["conclude:", *conclude] if conclude else []
    lines += ["decide:", *decide, "  - {outcome: meets, when: []}"]
    file.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return folder, head.count("\n")


def test_facts_of_a_policy_at_the_limit_and_one_more(rules, tmp_path):
    def decide(facts):
        return [f"  - {{outcome: below, when: [{', '.join(f'f{n}' for n in range(facts))}]}}"]

    folder, _ = audit(rules, tmp_path / "b", MAX_TESTS, [], decide(MAX_TESTS))
    assert found(folder)[1] == []
    folder, _ = audit(rules, tmp_path / "c", MAX_TESTS + 1, [], decide(MAX_TESTS + 1))
    book, problems = found(folder)
    assert book is None
    ((code, span, params),) = problems
    assert (code, span.file) == ("R522", "policy/audit.yaml")
    assert params == {"name": "audit", "got": str(MAX_TESTS + 1), "limit": str(MAX_TESTS)}


def test_conclusions_count_as_facts(rules, tmp_path):
    conclude = [f"  - {{then: c{n}, when: [f{n}]}}" for n in range(21)]
    decide = [f"  - {{outcome: below, when: [{', '.join(f'c{n}' for n in range(21))}]}}"]
    folder, _ = audit(rules, tmp_path / "b", 21, conclude, decide)
    assert [(c, p["got"]) for c, _, p in found(folder)[1]] == [("R522", "42")]
    folder, _ = audit(rules, tmp_path / "c", 20, conclude[:20], [decide[0].replace(", c20", "")])
    assert found(folder)[1] == []


def test_lines_of_decide_that_come_to_too_many_rules(rules, tmp_path):
    lines = [f"  - {{outcome: below, when: [f{2 * n}, f{2 * n + 1}]}}" for n in range(12)]
    folder, _ = audit(rules, tmp_path / "b", 12, [], lines[:6])
    assert found(folder)[1] == []
    folder, before = audit(rules, tmp_path / "c", 14, [], lines[:7])
    ((code, span, params),) = found(folder)[1]
    assert (code, span.line) == ("R524", before + 14 + 3)
    assert params == {"name": "audit", "got": "255", "limit": str(MAX_RULES)}
    folder, _ = audit(rules, tmp_path / "d", 24, [], lines)
    assert [(c, p["got"]) for c, _, p in found(folder)[1]] == [("R524", f"> {COUNTED}")]


def test_lines_of_conclude_that_may_hold_at_once(rules, tmp_path):
    lines = [f"  - {{then: c, when: [f{n % 20}, f{n // 20 + 20}]}}" for n in range(MAX_FIRING + 1)]
    decide = ["  - {outcome: below, when: [c]}"]
    folder, _ = audit(rules, tmp_path / "b", 24, lines[:MAX_FIRING], decide)
    assert found(folder)[1] == []
    folder, before = audit(rules, tmp_path / "c", 24, lines, decide)
    ((code, span, params),) = found(folder)[1]
    assert (code, span.line) == ("R525", before + 24 + 3)
    assert params == {"name": "audit", "got": str(MAX_FIRING + 1), "limit": str(MAX_FIRING)}


def test_a_fact_of_a_policy_is_checked_like_a_requirement(rules, tmp_path):
    decide = ["  - {outcome: below, when: [wide]}"]
    wide = flow(sentences((*FITS[:2], 5)))  # more than the limit, without any doubt
    folder, before = audit(rules, tmp_path / "b", 1, [], decide, wide=wide)
    ((code, span, params),) = found(folder)[1]
    assert (code, span.file, span.line) == ("R521", "policy/audit.yaml", before + 3)
    assert params["name"] == "wide"


def test_a_requirement_that_may_become_doubtful_is_counted_with_its_doubt():
    checked = demand(EXCEEDS, confidence=Confidence.TEXT)
    context = Context(DAY, "planning", None, {"review_date": DAY})
    assert len(rule_table(checked, context, MAX_RULES).paths) == MAX_RULES
