"""Law: a condition or a moment that is printed and read again is the same."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from hypothesis import given

from eligibility.diagnostics import Where
from eligibility.model.condition import Condition, Fold, Moment, Op, Rows, Window, atoms_of
from eligibility.model.sentences import condition_data, condition_text, flow, moment_text
from eligibility.model.slots import conditions_of
from eligibility.normalise.conditions import parse_condition, parse_moment
from eligibility.normalise.language import Language
from eligibility.normalise.vocabulary import build_language
from eligibility.pipeline import load_rules
from eligibility.read.rules import parse

from .strategies import (
    GATES,
    OPS,
    WIDE,
    Roll,
    Words,
    a_moment,
    chance,
    conditions,
    examples,
    one,
    seeded,
    simple_atom,
    tree,
    words_of,
)

HERE = Where("standards/here.yaml", ("must",))


@cache
def shipped():
    """The rule book that is shipped, and its files."""
    book, problems, raw = load_rules(Path(__file__).parents[2] / "rules")
    assert book is not None
    assert not problems
    return book, raw


@cache
def shipped_language() -> Language:
    """The language of the shipped rule book."""
    documents = shipped()[1].documents
    found = {name: d.data for name, d in documents.items() if name.startswith("vocabulary/")}
    language, problems = build_language(found)
    assert language is not None
    assert not problems
    return language


def shipped_condition(roll: Roll) -> tuple[Condition, Language, Words]:
    """Any condition about people and histories of the shipped vocabulary."""
    language = shipped_language()
    words = words_of(roll, language.vocabulary, one(roll, GATES), WIDE)
    atoms = [_atom(roll, words) for _ in range(roll(1, 4))]
    return tree(roll, atoms), language, words


def _atom(roll: Roll, words: Words) -> Condition:
    if chance(roll, 65):
        return simple_atom(roll, words)
    if chance(roll, 30):
        grade = one(roll, words.vocabulary.scales["evaluation"].codes)
        fold = one(roll, tuple(Fold))
        counted = (one(roll, OPS), roll(0, 3)) if fold is Fold.COUNT else ()
        return Window("evaluations", fold, roll(1, 3), one(roll, OPS), grade, *counted)
    table = one(roll, [t.name for t in words.vocabulary.tables.values() if t.history])
    parts = [simple_atom(roll, words, table) for _ in range(roll(1, 2))]
    return Rows(table, tree(roll, parts), *one(roll, ((Op.EQ, 0), (Op.GE, 1), (Op.LE, 3), (Op.EQ, 2))))


def read_again(condition: Condition, language: Language) -> Iterator[Condition | None]:
    """*condition* as it is read from its data, from YAML on one line, and from its own line of text."""
    vocabulary = language.vocabulary
    data = condition_data(condition, vocabulary)
    yield _parsed(data, language)
    document, problems = parse("here.yaml", f"must: {flow(data)}\n".encode())
    assert document is not None, problems
    assert document.data == {"must": data}
    yield _parsed(document.data["must"], language)
    text = condition_text(condition, vocabulary)
    assert "\n" not in text
    if isinstance(data, str):
        yield _parsed(text, language)
    else:
        document, problems = parse("here.yaml", text.encode())
        assert document is not None, problems
        yield _parsed(document.data, language)


def _parsed(data: object, language: Language) -> Condition | None:
    condition, problems = parse_condition(data, language, HERE)
    assert not problems, (data, problems)
    return condition


def test_random_conditions_are_read_as_they_were_printed() -> None:
    seen: Counter[str] = Counter()

    @examples(300)
    @given(seeded(conditions))
    def law(found: tuple[Condition, Language, Words]) -> None:
        condition, language, _ = found
        for again in read_again(condition, language):
            assert again == condition
        seen.update(type(atom).__name__ for atom in atoms_of(condition))

    law()
    assert len(seen) == 8, seen


@examples(400)
@given(seeded(shipped_condition))
def test_conditions_of_the_shipped_vocabulary_are_read_as_they_were_printed(
    found: tuple[Condition, Language, Words],
) -> None:
    condition, language, _ = found
    for again in read_again(condition, language):
        assert again == condition


def a_shipped_moment(roll: Roll) -> Moment:
    names = ("review_date", "term_start", "term_end", *shipped_language().vocabulary.moments)
    return a_moment(roll, names, one(roll, GATES), WIDE)


@examples(300)
@given(seeded(a_shipped_moment))
def test_random_moments_are_read_as_they_were_printed(moment: Moment) -> None:
    again, problems = parse_moment(moment_text(moment), shipped_language(), HERE)
    assert not problems
    assert again == moment


def test_all_that_is_shipped_is_read_as_it_was_printed() -> None:
    book, language = shipped()[0], shipped_language()
    found = [c for s in book.standards for r in s.requirements for c in conditions_of(r)]
    found += [fact.condition for policy in book.policies for fact in policy.facts]
    assert len(found) > 50
    for condition in found:
        for again in read_again(condition, language):
            assert again == condition
    requirements = [r for standard in book.standards for r in standard.requirements]
    moments = [m for r in requirements for m in (r.needed_at, *(later.by for later in r.later))]
    moments += [moment for policy in book.policies for moment in policy.moments.values()]
    for moment in moments:
        again_moment, problems = parse_moment(moment_text(moment), language, HERE)
        assert not problems
        assert again_moment == moment
