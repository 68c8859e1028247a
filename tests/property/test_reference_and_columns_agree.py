"""Law: the reference, from raw values, and the columns, concluded by durable-rules, say the same.

On random rule books and people, along the whole way from sheets to decisions. What the worlds are
made of is counted: a word of the language or a kind of result that never came up fails the test.
"""

from collections import Counter
from collections.abc import Iterable

import attrs
from hypothesis import given

from eligibility.engine.durable import EngineUnavailable, load
from eligibility.model.condition import Compare, Condition, Rows, Window
from eligibility.model.review import Review
from eligibility.model.slots import conditions_of
from eligibility.model.standard import Named, Policy, Standard, Token
from eligibility.pipeline import review_dataset

from .strategies import World, dataset, examples, seeded, worlds

NODES = (
    *("AllOf", "AnyOf", "NoneOf", "Always", "Compare", "Within", "IsKnown", "IsNone", "Latest"),
    *("Window all", "Window any", "Window count", "Rows == 0", "Rows >= 1", "Rows >= 2", "Rows <= 1"),
)
IN_ROWS = tuple(
    f"row {name}" for name in ("AllOf", "AnyOf", "NoneOf", "Always", "Compare", "Within", "IsKnown", "IsNone")
)
QUANTITIES = (
    *("FieldValue", "BelowLevel", "AgeAt", "MonthsSince", "MonthsBetween", "MonthsToRetirement"),
    "StandingAbove",
)
OPERANDS = ("Constant", "ByField", "FieldValue", "Moment")
PARTS = (
    *("when", "relaxed", "later", "waivable", "recall", "confirmed", "dated", "expires", "outer in row"),
    *("entry", "course", "fact", "conclude", "not", "unmet", "open", "due", "later token", "assume"),
    *("unordered", "ladders", "equal ranks", "constraint"),
)
KINDS = ("level", "date", "number", "text", "post", "posts")
STATUSES = ("met", "unmet", "unknown", "waived", "not_applicable")
GAPS = ("absent", "unreadable", "contradictory", "imprecise", "unconfirmed")
RESULTS = (
    *("decided", "undecided between", "undecided by rule", "training", "training_possible"),
    *("closable", "alternative_used", "decisive", "papers", "several posts held"),
)
PURPOSES = ("planning", "audit", "training")
EXPECTED = (
    *NODES,
    *IN_ROWS,
    *(f"quantity {name}" for name in QUANTITIES),
    *(f"operand {name}" for name in OPERANDS),
    *PARTS,
    *(f"kind {name}" for name in KINDS),
    *STATUSES,
    *(f"gap {name}" for name in GAPS),
    *RESULTS,
    *PURPOSES,
)
ENGINE = "durable"
try:
    load()
except EngineUnavailable:  # where it cannot be had, the tables are read in Python
    ENGINE = "tables"


def test_reference_and_columns_agree_on_everything() -> None:
    seen: Counter[str] = Counter()

    @examples(90)
    @given(seeded(worlds))
    def agree(world: World) -> None:
        people, book = dataset(world.sheets, world.book), world.book
        review = review_dataset(people, book.rulebook, book.as_of, world.purpose, engine=ENGINE)
        assert review.engines.compared + review.engines.undecidable == review.counts.decided
        plain = review_dataset(people, book.rulebook, book.as_of, world.purpose, engine="tables")
        assert plain.decisions.equals(review.decisions)
        assert plain.findings.equals(review.findings)
        seen.update(results(review))
        seen["compared"] += review.engines.compared
        seen["undecidable"] += review.engines.undecidable
        if review.counts.decided:
            seen.update(world_words(world, review))

    agree()
    assert seen["undecidable"] * 50 <= seen["compared"]
    assert [name for name in EXPECTED if not seen[name]] == []


def results(review: Review) -> Iterable[str]:
    """What a review came to."""
    decisions, findings = review.decisions, review.findings
    yield from findings["status"]
    yield from (f"gap {gap}" for reasons in findings["reason"] for gap in reasons.split(";"))
    for outcome, outcomes in decisions.select("outcome", "outcomes").iter_rows():
        several = len(outcomes) > 1
        ruled = "undecided by rule" if outcome == review.policy.undecided else "decided"
        yield "undecided between" if several else ruled
    for name in ("training", "training_possible", "decisive", "papers"):
        yield from (name for items in decisions[name] if len(items))
    yield from ("closable" for closable in findings["closable"] if closable)
    yield from ("alternative_used" for clause in findings["alternative_used"] if clause)
    yield from ("several posts held" for value in findings["value"] if "+" in value)


def world_words(world: World, review: Review) -> Iterable[str]:
    """What the rule book of a review that decided something is made of."""
    vocabulary = world.book.vocabulary
    yield world.purpose
    yield from ("constraint" for _ in vocabulary.constraints)
    for scale in vocabulary.scales.values():
        ranks = [level.rank for level in scale.levels]
        yield "ladders" if len({level.ladder for level in scale.levels}) > 1 else ""
        yield "equal ranks" if scale.ordered and len(set(ranks)) < len(ranks) else ""
        yield "" if scale.ordered else "unordered"
    used = {standard.id for standard in review.standards}
    for standard in world.book.rulebook.standards:
        if standard.id in used:
            yield from standard_words(standard, world)
        elif standard.courses:
            yield "entry"
    yield from policy_words(review.policy, world)


def standard_words(standard: Standard, world: World) -> Iterable[str]:
    yield from ("assume" for _ in standard.assume)
    yield from ("course" for _ in world.book.vocabulary.courses)
    for requirement in standard.requirements:
        yield "when" if requirement.when is not None else ""
        yield "relaxed" if requirement.relaxed else ""
        yield "later" if requirement.later else ""
        yield "waivable" if requirement.waivable else ""
        yield "recall" if requirement.doubtful else ""
        yield "confirmed" if requirement.confirmed is not None else ""
        yield "dated" if requirement.needed_at.day is not None else ""
        for condition in conditions_of(requirement):
            yield from condition_words(condition, world)


def policy_words(policy: Policy, world: World) -> Iterable[str]:
    for fact in policy.facts:
        yield "fact"
        yield from condition_words(fact.condition, world)
    yield from ("conclude" for _ in policy.conclude)
    for line in (*policy.conclude, *policy.decide):
        for item in line.when:
            match item:
                case Token(state):
                    yield "later token" if state == "later" else str(state)
                case Named(negated=True):
                    yield "not"


def condition_words(condition: Condition, world: World, table: str = "") -> Iterable[str]:
    """Every node, quantity and operand of a condition, and the kinds of the fields it reads."""
    mark = "row " if table else ""
    name = type(condition).__name__
    match condition:
        case Window(fold=fold):
            yield f"Window {fold}"
        case Rows(history, where, op, count):
            yield f"Rows {op} {count}"
            yield from condition_words(where, world, history)
        case Compare(left, _, right):
            yield f"{mark}Compare"
            yield f"quantity {type(left).__name__}"
            yield f"operand {type(right).__name__}"
        case _:
            yield f"{mark}{name}"
    if hasattr(condition, "items"):
        for item in condition.items:
            yield from condition_words(item, world, table)
    elif not isinstance(condition, Rows):
        yield from field_words(condition, world, table)


def field_words(atom: Condition, world: World, table: str) -> Iterable[str]:
    for path in paths_in(attrs.astuple(atom)):
        if path == "row.expires":
            yield "expires"
        elif (field := world.book.vocabulary.field_at(path, table)) is not None:
            yield f"kind {field.kind}"
            yield "outer in row" if table and not path.startswith("row.") else ""


def paths_in(parts: object) -> Iterable[str]:
    """Everything in an atom that may be a path."""
    if isinstance(parts, str):
        yield parts
    elif isinstance(parts, tuple):
        for part in parts:
            yield from paths_in(part)
