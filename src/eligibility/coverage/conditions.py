"""Which conditions the cases show to matter: masking modified condition/decision coverage.

The decision is what a requirement comes to: met, unmet and due when, met by which relaxation, or not
applicable. A case shows a condition to matter where the requirement would come to something else if that
condition alone were otherwise, whatever the data that the case leaves open may be. A condition is covered
when one case shows so while it is true, and another while it is false.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import islice
from typing import Any

import attrs

from eligibility.analysis.bounds import BEYOND
from eligibility.analysis.demands import Stage
from eligibility.analysis.likeness import plain
from eligibility.analysis.reviews import known_of
from eligibility.compile.occasions import TRAINING, Occasion
from eligibility.compile.truths import UNCOVERED, Complete
from eligibility.coverage.mutants import part_text
from eligibility.coverage.proving import Witness
from eligibility.coverage.trees import Leaf, Route, decides, leaves_of
from eligibility.coverage.trying import Trial
from eligibility.diagnostics import Where
from eligibility.engine.completions import Exceeded, Question, completions
from eligibility.engine.meaning import Person, Reader
from eligibility.model.condition import IsKnown, atoms_of
from eligibility.model.context import Context, NoSuchMoment
from eligibility.model.plan import NodeKind
from eligibility.model.record import Record, Scalar
from eligibility.model.sentences import condition_text
from eligibility.model.slots import KNOWN, slots_of, terms_of
from eligibility.model.standard import Requirement, RuleBook, Standard, State

MOST = 5_000
"""Completions of one case that are looked at for one requirement; with more it shows nothing."""

FEW = 4
"""People for each purpose who are tried as cases."""

ASSIGNED = "target.post"
"""What every candidacy states: no condition about it is ever unknown."""


class Shows(StrEnum):
    """What cases can show of one condition."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"
    MATTERS_TRUE = "matters_true"
    MATTERS_FALSE = "matters_false"


MATTERING = (Shows.MATTERS_TRUE, Shows.MATTERS_FALSE)

Key = tuple[str, Where | str, Route]
"""A condition where it is written: in a requirement, or inside a claim of the vocabulary."""


@attrs.frozen(eq=False)
class Single:
    """A condition of the rule book: written in *requirement* of *standard*, or inside the claim *claim*."""

    key: Key
    standard: Standard
    requirement: Requirement
    leaf: Leaf

    @property
    def text(self) -> str:
        """The condition as it is written."""
        return condition_text(self.leaf.condition)

    @property
    def part(self) -> str:
        """Where it stands in what it is written in."""
        return part_text(self.leaf.inside if self.leaf.claim else self.leaf.route)


@attrs.frozen(eq=False)
class Unshown:
    """What no case shows of a condition: *impossible* where it is proved that nobody can show it.

    *witnesses* are people who do; there are none where nobody was found and nothing is proved.
    """

    single: Single
    shows: Shows
    impossible: bool
    witnesses: tuple[Witness, ...] = ()


def key_of(requirement: Requirement, leaf: Leaf) -> Key:
    """What tells the condition *leaf* of *requirement* apart from others in the rule book."""
    if leaf.claim:
        return ("claim", leaf.claim, leaf.inside)
    return ("requirement", requirement.where or requirement.id, leaf.route)


def singles(rulebook: RuleBook) -> Mapping[Key, tuple[Single, ...]]:
    """All conditions of the standards that decide, each with the requirements that it stands in."""
    found: dict[Key, list[Single]] = {}
    for standard in sorted(rulebook.standards, key=lambda standard: bool(standard.extends)):
        if standard.state is State.ACTIVE:
            for requirement in standard.requirements:
                for leaf in leaves_of(requirement):
                    key = key_of(requirement, leaf)
                    found.setdefault(key, []).append(Single(key, standard, requirement, leaf))
    return {key: tuple(some) for key, some in found.items()}


# --- what cases show --------------------------------------------------------------------------------


def shown_by(trials: Iterable[Trial]) -> dict[Key, set[Shows]]:
    """What *trials* show of the conditions that they are judged by."""
    found: dict[Key, set[Shows]] = {}
    known: dict[object, Mapping[Key, set[Shows]]] = {}
    for trial in trials:
        for node in trial.instance.nodes:
            if node.kind is not NodeKind.REQUIREMENT:
                continue
            question = Question(tuple((term, node.context) for term in terms_of(node.requirement)))
            data = tuple(_datum(trial.record, slot) for slot in question.slots)
            key = (id(node), data)
            if key not in known:
                requirement = plain(node.requirement)
                known[key] = _showing(
                    requirement, _people(trial.record, requirement, node.context), node.context
                )
            for condition, shows in known[key].items():
                found.setdefault(condition, set()).update(shows)
    return found


def _datum(record: Record, slot: str) -> object:
    rows = record.histories.get(slot)
    if rows is not None:
        return tuple(tuple(sorted(row.items(), key=str)) for row in rows)
    return record.values.get(slot.removeprefix(KNOWN))


def _people(record: Record, requirement: Requirement, context: Context) -> list[Person]:
    """All that *record* may turn out to be; nobody where that is too much to look at."""
    question = Question(tuple((term, context) for term in terms_of(requirement)))
    if not question.terms:
        return [Person({}, {}, {})]
    try:
        found = list(islice(completions(record, question), MOST + 1))
    except Exceeded:
        return []
    return found if len(found) <= MOST else []


def _showing(requirement: Requirement, people: Sequence[Person], context: Context) -> dict[Key, set[Shows]]:
    found: dict[Key, set[Shows]] = {}
    for leaf in leaves_of(requirement):
        shows: set[Shows] = set()
        if not leaf.rows and people:
            truths = {Reader(person, context).holds(leaf.condition) for person in people}
            only = {True: Shows.TRUE, False: Shows.FALSE}
            shows.add(Shows.UNKNOWN if len(truths) > 1 else only[truths.pop()])
        matters: frozenset[bool] | None = None
        for person in people:
            some = decides(requirement, leaf, Reader(person, context))
            matters = some if matters is None else matters & some
            if not matters:
                break
        shows |= {Shows.MATTERS_TRUE if true else Shows.MATTERS_FALSE for true in matters or ()}
        found.setdefault(key_of(requirement, leaf), set()).update(shows)
    return found


# --- what is left ---------------------------------------------------------------------------------


def unshown(rulebook: RuleBook, shown: Mapping[Key, set[Shows]]) -> Iterator[Unshown]:
    """What no case shows of some condition, with somebody who does, or that nobody can.

    That a record does not state something is never certain: what it lacks may still be stated.
    """
    stage = Stage(rulebook)
    for key, some in singles(rulebook).items():
        for shows in Shows:
            if shows in shown.get(key, set()) or (some[0].leaf.rows and shows not in MATTERING):
                continue
            if shows in MATTERING:
                unknowable = isinstance(some[0].leaf.condition, IsKnown) and shows is Shows.MATTERS_FALSE
                yield (
                    Unshown(some[0], shows, impossible=True) if unknowable else _sought(stage, some, shows)
                )
            elif not _fixed(some[0].leaf, shows):
                yield Unshown(some[0], shows, impossible=False)


def _fixed(leaf: Leaf, shows: Shows) -> bool:
    """Whether *leaf* is about nothing but what every candidacy states."""
    if leaf.rows or leaf.condition not in (atom := atoms_of(leaf.condition)):
        return False
    return shows is Shows.UNKNOWN and slots_of(atom[0], 0) == (ASSIGNED,)


def _sought(stage: Stage, some: Sequence[Single], shows: Shows) -> Unshown:
    proved = True
    for single in some:
        try:
            found = tuple(_few(_showers(stage, single, shows is Shows.MATTERS_TRUE)))
        except (*BEYOND, Exceeded):
            proved = False
            continue
        if found:
            return Unshown(single, shows, impossible=False, witnesses=found)
    rows = some[0].leaf.rows
    alone = sum(leaf.rows for leaf in leaves_of(some[0].requirement)) == 1
    return Unshown(some[0], shows, impossible=proved and (not rows or alone))


def _few(witnesses: Iterator[Witness]) -> Iterator[Witness]:
    """Some of *witnesses*, for each purpose of a review."""
    counts: dict[str, int] = {}
    for witness in witnesses:
        purpose = witness.occasion.policy.purpose
        counts[purpose] = counts.get(purpose, 0) + 1
        if counts[purpose] <= FEW:
            yield witness


def _showers(stage: Stage, single: Single, true: bool) -> Iterator[Witness]:
    """People whose verdict hangs on the condition's being *true*, or false."""
    standard, requirement = single.standard, plain(single.requirement)
    due = bool(requirement.later)
    for occasion in stage.reviews.of(standard, (requirement,), due=due, apart=True):
        if (occasion.policy.purpose == TRAINING) is not bool(standard.courses):
            continue
        context = occasion.context(stage.rulebook.vocabulary, standard.windows_at)
        slots = {s for term in terms_of(requirement) for s in slots_of(term, context.closed_year)}
        for known in known_of(stage.rulebook, standard, slots):
            try:
                yield from _among(single, occasion, requirement, context, Record(known), true)
            except NoSuchMoment:
                continue


def _among(
    single: Single,
    occasion: Occasion,
    requirement: Requirement,
    context: Context,
    record: Record,
    true: bool,
) -> Iterator[Witness]:
    leaf = next(leaf for leaf in leaves_of(requirement) if leaf.route == single.leaf.route)
    question = Question(tuple((term, context) for term in terms_of(requirement)))
    for person in completions(record, question):
        if true in decides(requirement, leaf, Reader(person, context)):
            yield Witness(occasion, single.standard, record.values, complete(person))
            return


def complete(person: Person) -> Complete:
    """*person* as the analyses write people."""
    found: dict[str, Scalar] = dict(person.values)
    found |= {KNOWN + path: stated for path, stated in person.stated.items()}
    for table, rows in person.rows.items():
        made: Any = tuple({**row.values, UNCOVERED: row.lasting} for row in rows)
        found[table] = made
    return found
