"""Whether a layer only tightens what it extends: proved over all completions of the empty record.

A requirement of a layer is *weaker* than its parent's if some complete record leaves the parent's
unmet and the layer's not, or unmet with a due date that lies later (and after the review) or with a
softer effect. A waiver that only the layer allows, and a text that only the parent's office has
checked, are such records too: they are flags beside the data. What the parent calls delegable is
compared with what its own parent says.

Conditions are compared on dated moments. The review is placed at both ends of the period in which
the two versions are in force (an open end: the end of the last term that the calendars know) and
around the days on which tables or yearly moments change in between; the term is the nearest and the
farthest that such posts can have. That is enough: between those days every limit either stands still
or moves one way with the review or the term, so that two limits in the right order at both ends are
in the right order all the way.

An enumeration that exceeds its bound is reported as unproven, never taken for a proof.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import product

import attrs

from eligibility.compile.cells import TooManyCompletions, blocks_of, completions
from eligibility.compile.instances import doubted, moments_of
from eligibility.compile.occasions import Occasion, occasions, policies_for, posts_of
from eligibility.compile.strictness import TooManyInputs, no_softer
from eligibility.compile.tables import TableTooLarge, rule_table
from eligibility.compile.truths import Complete
from eligibility.compile.witness import told
from eligibility.diagnostics import Where
from eligibility.model.condition import Rows
from eligibility.model.context import Context, NoSuchMoment
from eligibility.model.finding import Verdict
from eligibility.model.limits import MAX_RULES
from eligibility.model.plan import Cell, DecisionPath, RuleTable
from eligibility.model.record import Value
from eligibility.model.slots import Term, terms_of
from eligibility.model.standard import Requirement, RuleBook, Standard, State
from eligibility.model.truth import Status

MAX_CELLS = 20_000
"""Completions of one block, and combinations of cells, that are looked at on one occasion."""

MAX_WITNESS = 300
"""Characters of a counter-example; longer ones are cut."""

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

Versions = Mapping[str, Sequence[Standard]]
"""All versions of each standard."""

Key = tuple[Term, str, str]
"""What tells two terms of joint blocks apart: the term, the purpose and which windows it looks at."""


@attrs.frozen
class Weaker:
    """A requirement of a layer that is weaker than its parent's, or (not *proved*) may be."""

    where: Where | None
    params: Mapping[str, str] = attrs.field(hash=False)
    proved: bool = True


@attrs.frozen(eq=False)
class Side:
    """One of the two requirements on one occasion: its rules, and where its terms are found."""

    requirement: Requirement
    context: Context
    table: RuleTable

    @property
    def status_terms(self) -> frozenset[Term]:
        """What its status depends on; grace only moves the due date."""
        graceless = attrs.evolve(self.requirement, later=())
        return frozenset(terms_of(graceless))

    def path(self, truths: Mapping[Key, bool]) -> DecisionPath:
        """The one path that it takes where the terms of the joint blocks have these *truths*."""
        mine = [truths[_key(term, self.context)] for term in self.table.terms]
        return next(p for p in self.table.paths if all(mine[term] == value for term, value in p.tests))


@attrs.frozen(eq=False)
class Pair:
    """What is compared: a requirement of *layer*, and that of the *parent* which binds it."""

    layer: Standard
    parent: Standard
    ours: Requirement
    theirs: Requirement
    softer: bool
    """Whether the layer's effect is a softer one."""

    def weaker(self, ours: Verdict, theirs: Verdict, as_of: date) -> bool:
        """Whether one completion that comes to these verdicts is let off by the layer.

        What is due on the day of the review already is due, whenever it fell due.
        """
        if theirs.status is not Status.UNMET:
            return False
        if ours.status is not Status.UNMET or self.softer:
            return True
        return ours.due is not None and theirs.due is not None and ours.due > max(theirs.due, as_of)


def weaker_layers(rulebook: RuleBook) -> Iterator[Weaker]:
    """Requirements of layers that some record fails under the parent and not, or less, under the layer."""
    seen: set[tuple[Where | None, str]] = set()
    versions: dict[str, list[Standard]] = {}
    for standard in rulebook.standards:
        versions.setdefault(standard.id, []).append(standard)
    for layer in rulebook.standards:
        if layer.state is not State.ACTIVE or not layer.extends:
            continue
        for requirement in layer.requirements:
            bound = _binding(versions, layer, requirement)
            if bound is None:
                continue
            found = _compared(rulebook, layer, bound, requirement)
            if found is not None and (found.where, bound.id) not in seen:
                seen.add((found.where, bound.id))
                yield found


def _binding(versions: Versions, layer: Standard, requirement: Requirement) -> Standard | None:
    """The nearest standard above whose requirement of that name is not delegable; None where none binds."""
    above = _above(versions, layer)
    while above is not None:
        theirs = above.requirement(requirement.id)
        if theirs is None or (theirs == requirement and above.windows_at == layer.windows_at):
            return None
        if not theirs.delegable:
            return above
        above = _above(versions, above)
    return None


def _above(versions: Versions, layer: Standard) -> Standard | None:
    """The version of what *layer* extends that is in force with it (layers are cut where versions change)."""
    return next(
        (
            standard
            for standard in versions.get(layer.extends, ())
            if standard.state is State.ACTIVE and layer.in_force.start in standard.in_force
        ),
        None,
    )


def _compared(rulebook: RuleBook, layer: Standard, parent: Standard, ours: Requirement) -> Weaker | None:
    theirs = parent.requirement(ours.id)
    if theirs is None:
        return None
    params = {"name": ours.id, "parent": parent.id, "version": parent.version}
    inherited = ours.where == theirs.where
    written = layer.where if inherited else ours.where
    place = written.child("windows" if inherited else "id") if written is not None else None
    proved = 0
    try:
        softer = not no_softer(ours.if_unmet, theirs.if_unmet, policies_for(rulebook, layer))
        pair = Pair(layer, parent, ours, theirs, softer)
        for occasion in occasions(rulebook, layer, (ours, theirs)):
            try:
                witness = _witness(pair, rulebook, occasion)
            except NoSuchMoment:
                continue
            if witness is not None:
                return Weaker(place, {**params, **witness})
            proved += 1
    except (TooManyCompletions, TooManyInputs, TableTooLarge):
        proved = 0
    return None if proved else Weaker(place, params, proved=False)


def _witness(pair: Pair, rulebook: RuleBook, occasion: Occasion) -> dict[str, str] | None:
    """The completion, told in fewest words, on which the layer is weaker; None where there is none."""
    vocabulary = rulebook.vocabulary

    def side(requirement: Requirement, standard: Standard) -> Side:
        demand = doubted(requirement, vocabulary, occasion.term, occasion.policy)
        context = occasion.context(vocabulary, standard.windows_at)
        return Side(demand, context, rule_table(demand, context, MAX_RULES))

    ours, theirs = side(pair.ours, pair.layer), side(pair.theirs, pair.parent)
    found: list[tuple[dict[str, str], Verdict, Verdict]] = []
    seen: set[tuple[int, int]] = set()
    for truths, values in _joint((ours, theirs), posts_of(vocabulary, pair.layer.posts)):
        here, there = ours.path(truths), theirs.path(truths)
        mine, other = ours.table.verdicts[here.verdict], theirs.table.verdicts[there.verdict]
        if (id(here), id(there)) not in seen and pair.weaker(mine, other, occasion.as_of):
            seen.add((id(here), id(there)))
            terms = [
                one.table.terms[number]
                for one, path in ((theirs, there), (ours, here))
                for number, _ in path.tests
                if mine.status is Status.UNMET or one.table.terms[number] in one.status_terms
            ]
            found.append((told(terms, values, ours.context.closed_year), mine, other))
    if not found:
        return None
    example, mine, other = min(found, key=lambda item: (len(item[0]), str(item[0])))
    both = mine.status is Status.UNMET
    if not example or any(DATE.search(text) for text in example.values()) or (both and not pair.softer):
        example |= _dates(pair, occasion)
    shown = "; ".join(f"{name}={text}" for name, text in example.items())
    return {
        "example": shown if len(shown) <= MAX_WITNESS else f"{shown[:MAX_WITNESS]}…",
        "here": _verdict(mine, pair.ours.if_unmet if pair.softer else "", due=both and mine.due != other.due),
        "there": _verdict(
            other, pair.theirs.if_unmet if pair.softer else "", due=both and mine.due != other.due
        ),
    }


def _dates(pair: Pair, occasion: Occasion) -> dict[str, str]:
    """The day of the review, and of the moments that either requirement names where they differ from it."""
    named = {moment.name: None for one in (pair.theirs, pair.ours) for moment in moments_of(one)}
    days = {name: occasion.moments[name] for name in named if name}
    other = {name: day.isoformat() for name, day in days.items() if day != occasion.as_of}
    return {**other, "review_date": occasion.as_of.isoformat()}


def _joint(sides: Sequence[Side], values: Mapping[str, Value]) -> Iterator[tuple[dict[Key, bool], Complete]]:
    """All combinations of cells of the blocks that both sides read together, each with a completion.

    Nothing is known but *values*.

    Raises:
        TooManyCompletions: more than `MAX_CELLS`.

    """
    blocks = blocks_of((term, one.context) for one in sides for term in one.table.terms)
    cells: list[list[tuple[Cell, Complete]]] = []
    count = 1
    for block in blocks:
        tables = {term.table: None for term in block.terms if isinstance(term, Rows)}
        reached: dict[Cell, Complete] = {}
        for _, complete, cell in completions(block, values, tables, MAX_CELLS):
            reached.setdefault(cell, complete)
        cells.append(list(reached.items()))
        count *= len(reached)
        if count > MAX_CELLS:
            raise TooManyCompletions(",".join(block.slots))
    keys = [[_key(*pair) for pair in zip(block.terms, block.contexts, strict=True)] for block in blocks]
    for chosen in product(*cells):
        truths: dict[Key, bool] = {}
        whole: Complete = {}
        for names, (cell, complete) in zip(keys, chosen, strict=True):
            truths.update(zip(names, cell, strict=True))
            whole = {**whole, **complete}
        yield truths, whole


def _key(term: Term, context: Context) -> Key:
    return (term, context.purpose, context.windows_at if isinstance(term, Rows) else "")


def _verdict(verdict: Verdict, effect: str, *, due: bool) -> str:
    parts = [f"status={verdict.status}"]
    if effect and verdict.status is Status.UNMET:
        parts.append(f"if_unmet={effect}")
    if due and verdict.due is not None:
        parts.append(f"due={verdict.due.isoformat()}")
    return "; ".join(parts)
