"""The reference interpreter: what a record comes to, from raw values, by the definition of the language.

A record that lacks data is every complete person it may turn out to be. What all of them agree on
is so; the rest is unknown.
"""

from collections.abc import Iterable, Mapping, Sequence

import attrs

from eligibility.engine.completions import Exceeded, Question, completions, slot_value
from eligibility.engine.meaning import Person, Reader, verdict
from eligibility.model.calendar import add_months
from eligibility.model.finding import Verdict
from eligibility.model.plan import Instance, Node, NodeKind
from eligibility.model.record import Known, Record, Row
from eligibility.model.slots import terms_of
from eligibility.model.standard import Named, Policy, Token, TokenState
from eligibility.model.truth import Status
from eligibility.model.vocabulary import Table

MOST_COMBINATIONS = 100_000
"""Combinations of verdicts that are weighed for one person before it is given up as undecided."""


@attrs.frozen
class Judgement:
    """What the reference concludes: the verdicts of each node and the outcomes of all completions.

    *outcomes* is None where there were too many completions to try.
    """

    verdicts: Mapping[str, frozenset[Verdict]]
    outcomes: frozenset[str] | None
    training: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()


NOBODY_ASKED = Person({}, {}, {})
"""Whoever it is, where nothing is asked of anyone."""

Gap = tuple[str, Verdict]
"""A node, by name, and a verdict that matters to the policy."""

Weighed = frozenset[Gap]


class Reference:
    """Judges records against one instance; equal data are judged once."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._terms = {
            node.name: tuple((term, node.context) for term in terms_of(node.requirement))
            for node in instance.nodes
        }
        self._questions = {name: Question(terms) for name, terms in self._terms.items()}
        self._slots = {name: question.slots for name, question in self._questions.items()}
        self._known: dict[object, frozenset[Verdict]] = {}
        self._visible: dict[tuple[str, frozenset[Verdict]], frozenset[Weighed]] = {}
        self._joined: dict[object, frozenset[Weighed]] = {}
        self._concluded: dict[Weighed, tuple[str, tuple[str, ...]]] = {}

    def judge(self, record: Record) -> Judgement:
        """The statuses, the outcome and the training needs of *record*."""
        try:
            verdicts = {node.name: self.verdicts(node, record) for node in self._instance.nodes}
        except Exceeded:
            return Judgement({}, None)
        loose = [self._options(node, verdicts[node.name]) for node in self._instance.nodes]
        try:
            judgement = self._agree(verdicts, self._combine(loose))
            if judgement.outcomes is not None and len(judgement.outcomes) == 1 and not judgement.possible:
                return judgement
        except Exceeded:
            pass
        try:
            groups = (self._together(group, record) for group in self._groups(record))
            return self._agree(verdicts, self._combine(groups))
        except Exceeded:
            return Judgement(verdicts, None)

    def verdicts(self, node: Node, record: Record) -> frozenset[Verdict]:
        """The verdicts that completions of *record* come to.

        Raises:
            Exceeded: there are too many to try.

        """
        key = (node.name, self._data(node, record))
        found = self._known.get(key)
        if found is None:
            question = self._questions[node.name]
            people = completions(record, question) if question.terms else (NOBODY_ASKED,)
            found = frozenset(verdict(node.requirement, Reader(person, node.context)) for person in people)
            self._known[key] = found
        return found

    def _data(self, node: Node, record: Record) -> object:
        tables = self._instance.context.vocabulary.tables
        return tuple(
            frozen(record.histories.get(slot)) if slot in tables else slot_value(record, slot)
            for slot in self._slots[node.name]
        )

    # --- the policy ---------------------------------------------------------------------------

    def _options(self, node: Node, verdicts: frozenset[Verdict]) -> frozenset[Weighed]:
        """What the policy may see of *node*."""
        key = (node.name, verdicts)
        found = self._visible.get(key)
        if found is None:
            found = frozenset(frozenset(self._seen(node, verdict)) for verdict in verdicts)
            self._visible[key] = found
        return found

    def _seen(self, node: Node, verdict: Verdict) -> Iterable[Gap]:
        """What the policy sees: facts that hold, and demands that are unmet."""
        matters = Status.MET if node.kind is NodeKind.FACT else Status.UNMET
        return ((node.name, verdict),) if verdict.status is matters else ()

    def _agree(self, verdicts: Mapping[str, frozenset[Verdict]], whole: Iterable[Weighed]) -> Judgement:
        concluded = [self._conclude(weighed) for weighed in whole]
        outcomes = frozenset(outcome for outcome, _ in concluded)
        certain = set.intersection(*(set(courses) for _, courses in concluded))
        possible = set[str]().union(*(courses for _, courses in concluded)) - certain
        return Judgement(verdicts, outcomes, tuple(sorted(certain)), tuple(sorted(possible)))

    def _combine(self, options: Iterable[frozenset[Weighed]]) -> set[Weighed]:
        certain: set[Gap] = set()
        whole: set[Weighed] = {frozenset()}
        for option in options:
            if len(option) == 1:
                certain.update(*option)
                continue
            if len(whole) * len(option) > MOST_COMBINATIONS:
                raise Exceeded
            whole = {some | more for some in whole for more in option}
        return {some | certain for some in whole}

    def _conclude(self, weighed: Weighed) -> tuple[str, tuple[str, ...]]:
        found = self._concluded.get(weighed)
        if found is None:
            tokens, facts, courses = self.tokens(weighed)
            outcome = apply_policy(self._instance.policy, tokens, facts)
            trains = self._instance.policy.outcome(outcome).trains
            found = (outcome, courses if trains else ())
            self._concluded[weighed] = found
        return found

    def tokens(self, weighed: Weighed) -> tuple[set[Token], set[str], tuple[str, ...]]:
        """The tokens and facts that hold, and the courses to be sent to.

        A gap is open where it falls due after the review and a course closes it in time: entry is
        not barred, and it ends in time after the courses that fall due before it.
        """
        instance = self._instance
        nodes = {node.name: node for node in instance.nodes}
        facts = {name for name, _ in weighed if nodes[name].kind is NodeKind.FACT}
        entry = [nodes[name] for name, _ in weighed if nodes[name].kind is NodeKind.ENTRY]
        barred = {node.course for node in entry if node.requirement.if_unmet in instance.bars_entry}
        has_it = {node.course for node in entry if node.requirement.if_unmet == "suppress"}
        gaps = [
            (found.due, remedy.course if (remedy := instance.remedies.get(name)) else "", name)
            for name, found in weighed
            if nodes[name].kind is NodeKind.REQUIREMENT and found.due is not None
        ]
        tokens: set[Token] = set()
        courses: list[str] = []
        months = 0
        timely: dict[str, bool] = {}
        for due, course, name in sorted(gaps):
            review = instance.context.as_of
            state = TokenState.UNMET
            if course and course not in barred:
                remedy = instance.remedies[name]
                if course not in has_it and course not in courses:
                    courses.append(course)
                if due > review and not timely.get(course, False):
                    timely[course] = add_months(remedy.start, months + remedy.months) <= due
                    if timely[course]:
                        months += remedy.months
                if due > review and timely[course]:
                    state = TokenState.OPEN
            moment = TokenState.DUE if due <= review else TokenState.LATER
            for effect in (nodes[name].requirement.if_unmet, "any"):
                tokens |= {Token(state, effect), Token(moment, effect)}
        return tokens, facts, tuple(courses)

    # --- requirements that share open data ------------------------------------------------------

    def _open(self, node: Node, record: Record) -> set[str]:
        tables = self._instance.context.vocabulary.tables
        return {
            slot
            for slot in self._slots[node.name]
            if (not _whole(record, slot, tables[slot]) if slot in tables else not _certain(record, slot))
        }

    def _groups(self, record: Record) -> list[list[Node]]:
        """Nodes that share open data, directly or through each other."""
        groups: list[tuple[set[str], list[Node]]] = []
        for node in self._instance.nodes:
            slots, nodes = self._open(node, record), [node]
            for group in [group for group in groups if group[0] & slots]:
                groups.remove(group)
                slots, nodes = slots | group[0], group[1] + nodes
            groups.append((slots, nodes))
        return [nodes for _, nodes in groups]

    def _together(self, nodes: Sequence[Node], record: Record) -> frozenset[Weighed]:
        """What *nodes* come to on the completions of all their data together; equal data once."""
        key = tuple((node.name, self._data(node, record)) for node in nodes)
        found = self._joined.get(key)
        if found is None:
            found = self._joined[key] = self._completed(nodes, record)
        return found

    def _completed(self, nodes: Sequence[Node], record: Record) -> frozenset[Weighed]:
        terms = dict.fromkeys(pair for node in nodes for pair in self._terms[node.name])
        people = completions(record, Question(tuple(terms))) if terms else (NOBODY_ASKED,)
        return frozenset(
            frozenset(
                gap
                for node in nodes
                for gap in self._seen(node, verdict(node.requirement, Reader(person, node.context)))
            )
            for person in people
        )


def apply_policy(policy: Policy, tokens: set[Token], facts: set[str]) -> str:
    """The outcome: conclusions top down, in one pass; then the first line of ``decide`` that holds.

    Raises:
        LookupError: no line holds.

    """
    true = set(facts)

    def holds(item: Token | Named) -> bool:
        return item in tokens if isinstance(item, Token) else (item.name in true) is not item.negated

    for line in policy.conclude:
        if all(map(holds, line.when)):
            true.add(line.then)
    for line in policy.decide:
        if all(map(holds, line.when)):
            return line.then
    raise LookupError(f"no line of policy {policy.id} decides")


def _certain(record: Record, slot: str) -> bool:
    return isinstance(slot_value(record, slot), Known)


def _whole(record: Record, name: str, table: Table) -> bool:
    """Whether nothing about a history is open: an expiry may be, where no window covers a row."""
    rows = record.histories.get(name)
    known = rows is not None and all(isinstance(value, Known) for row in rows for value in row.values())
    return known and (not rows or table.expiry is None)


def frozen(rows: tuple[Row, ...] | None) -> object:
    """The rows of a history as a key: equal rows give equal keys."""
    return None if rows is None else tuple(tuple(sorted(row.items(), key=str)) for row in rows)
