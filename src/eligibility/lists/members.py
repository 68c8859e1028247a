"""Who stands on which list, for certain or perhaps, and what each condition comes to for each."""

from collections.abc import Iterator, Mapping
from datetime import date

import attrs
import polars as pl

from eligibility.evaluate.candidacies import Candidacies, consider
from eligibility.evaluate.population import Population
from eligibility.model.condition import Condition
from eligibility.model.dataset import Dataset
from eligibility.model.label import Label
from eligibility.model.lists import Structure
from eligibility.model.record import Known
from eligibility.model.review import Review
from eligibility.model.standard import (
    Confidence,
    Line,
    Outcome,
    Period,
    Policy,
    Requirement,
    RuleBook,
    Source,
    Standard,
)
from eligibility.pipeline import review_dataset

LISTED = "listed"


@attrs.frozen
class Entry:
    """One entry of the plan: *sure* to be on the list or only perhaps; *new* where it is proposed."""

    row: int
    person: str
    group: Mapping[str, str]
    sure: bool
    new: bool


class Members:
    """The entries of one review, and the status (``met``, ``unmet``, ``unknown``) of conditions for each."""

    def __init__(self, dataset: Dataset, review: Review, structures: tuple[Structure, ...]) -> None:
        self._review = review
        population = Population(dataset, review.rulebook.vocabulary, "people", "plan")
        self._everyone = consider(population, review.rulebook, review.purpose, review.as_of)
        self._names = {
            id(condition): f"condition_{number}" for number, condition in enumerate(_conditions(structures))
        }
        self._found = _statuses(dataset, review, tuple(_conditions(structures)))

    def status(self, condition: Condition, row: int) -> str:
        """What *condition* comes to for an entry; unknown where it could not be judged."""
        return self._found.get((row, self._names[id(condition)]), "unknown")

    def entries(self, structure: Structure) -> list[Entry]:
        """The entries that count, or may, under *structure*, in the order of the file."""
        columns = ("row", "id", "post", "term", "outcome", "outcomes")
        listed = (*structure.counts, *structure.may_count)
        found = []
        for row, person, post, term, outcome, outcomes in self._review.decisions.select(columns).iter_rows():
            if outcome not in listed:
                continue
            if outcome in structure.may_count and not set(outcomes) & set(structure.counts):
                continue
            sure = outcome in structure.counts
            found.append(Entry(row, person, self._group(row, person, post, term), sure, outcome == "add"))
        return found

    def _group(self, row: int, person: str, post: str, term: str) -> Mapping[str, str]:
        declared = self._review.rulebook.vocabulary.posts.get(post)
        return {
            "person": person,
            "target.unit": _text(self._everyone, "target.unit", row),
            "target.post": post,
            "target.level": declared.level if declared is not None else "",
            "target.kind": declared.kind if declared is not None else "",
            "term": term,
        }


def _text(everyone: Candidacies, path: str, row: int) -> str:
    value = everyone.column(path).value(row)
    return str(value.value) if isinstance(value, Known) and isinstance(value.value, str) else ""


def _conditions(structures: tuple[Structure, ...]) -> Iterator[Condition]:
    for structure in structures:
        for rule in structure.rules:
            yield from rule.conditions


def _statuses(
    dataset: Dataset, review: Review, conditions: tuple[Condition, ...]
) -> Mapping[tuple[int, str], str]:
    """Every condition for every entry, concluded as demands are: exact where data are missing."""
    if not conditions:
        return {}
    book = _book(review.rulebook, review.policy, conditions, review.as_of)
    found: pl.DataFrame = review_dataset(
        dataset, book, review.as_of, review.purpose, engine="tables"
    ).findings
    rows = found.select("row", "requirement", "status").iter_rows()
    return {(row, name): status for row, name, status in rows}


def _book(book: RuleBook, policy: Policy, conditions: tuple[Condition, ...], as_of: date) -> RuleBook:
    """A rule book whose one standard demands all *conditions* of every post, and decides nothing by them."""
    label = Label(LISTED, LISTED)
    demands = tuple(
        Requirement(f"condition_{number}", condition, "warn", "", confidence=Confidence.TEXT)
        for number, condition in enumerate(conditions)
    )
    standard = Standard(
        LISTED,
        label,
        Source("", Confidence.TEXT),
        Period(date.min),
        demands,
        posts=tuple(book.vocabulary.posts),
    )
    plain = attrs.evolve(
        policy,
        outcomes=(Outcome(LISTED, 1, label, trains=False),),
        facts=(),
        conclude=(),
        decide=(Line(LISTED, ()),),
        undecided=LISTED,
    )
    return attrs.evolve(book, standards=(standard,), policies=(plain,), structures=())
