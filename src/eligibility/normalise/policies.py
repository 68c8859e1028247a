"""Policies from their files: lines in order, and proof that exactly one outcome is reached."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from eligibility.diagnostics import Diagnostic, Where
from eligibility.model.condition import Moment
from eligibility.model.standard import Fact, Line, Named, Outcome, Period, Policy, Token, TokenState
from eligibility.model.vocabulary import Label
from eligibility.normalise.conditions import parse_condition, parse_moment
from eligibility.normalise.language import Language, nearest
from eligibility.normalise.standards import assumptions
from eligibility.normalise.structure import items_of, structure
from eligibility.normalise.written import WrittenPolicy

MAX_TUPLES = 1 << 18


class PoliciesBuilder:
    """Collects the problems of all policies while they are built."""

    def __init__(self, language: Language) -> None:
        self.problems: list[Diagnostic] = []
        self.effects: dict[str, None] = {}
        """The effects that the policies declare, those of a policy that is not understood included."""
        self._language = language

    def _report(self, code: str, where: Where, **params: str) -> None:
        self.problems.append(Diagnostic(code, where, params))

    def build(self, documents: Mapping[str, Any]) -> tuple[Policy, ...]:
        """All policies."""
        made: list[Policy] = []
        for file, data in documents.items():
            for item, where in items_of(file, data, "policies"):
                written, problems = structure(item, WrittenPolicy, where)
                self.problems += problems
                effects = item.get("effects") if isinstance(item, dict) else None
                self.effects |= dict.fromkeys(effects if isinstance(effects, dict) else ())
                if written is not None:
                    made.append(self._policy(written, where))
        for number, policy in enumerate(made):
            for other in made[:number]:
                meet = (
                    policy.in_force.start <= other.in_force.end
                    and other.in_force.start <= policy.in_force.end
                )
                if policy.purpose == other.purpose and meet and policy.where is not None:
                    self._report("R601", policy.where.child("in_force"), other=other.id)
        return tuple(made)

    def _policy(self, written: WrittenPolicy, where: Where) -> Policy:
        count = len(self.problems)
        outcomes = tuple(
            Outcome(o.code, o.rank, Label(o.vi, o.en), o.colour, o.trains, o.demanded, o.grace)
            for o in written.outcomes
        )
        codes = [outcome.code for outcome in outcomes]
        for number, code in enumerate(codes):
            if code in codes[:number]:
                self._report("R302", where.child("outcomes", number, "code"), name=code)
        for number, outcome in enumerate(outcomes):
            if outcome.demanded and outcome.demanded not in codes:
                place = where.child("outcomes", number, "demanded")
                self._report("R602", place, name=outcome.demanded, near=nearest(outcome.demanded, codes))
        if written.undecided not in codes:
            self._report(
                "R602",
                where.child("undecided"),
                name=written.undecided,
                near=nearest(written.undecided, codes),
            )
        facts = []
        for name, fact in written.facts.items():
            condition, problems = parse_condition(
                fact.must.data, self._language, where.child("facts", name, "must")
            )
            self.problems += problems
            if condition is not None:
                facts.append(Fact(name, condition, Label(fact.vi, fact.en)))
        effects = {name: Label(label.vi, label.en) for name, label in written.effects.items()}
        for number, name in enumerate(written.bars_entry):
            if name not in effects:
                self._report(
                    "R603", where.child("bars_entry", number), name=name, near=nearest(name, effects)
                )
        moments: dict[str, Moment] = {}
        for name, text in written.moments.items():
            moment, problems = parse_moment(text, self._language, where.child("moments", name))
            self.problems += problems
            moments[name] = moment or Moment("review_date")
        names = [*written.facts, *(line.then for line in written.conclude)]
        conclude = tuple(
            Line(
                line.then,
                self._when(line.when, where.child("conclude", n, "when"), effects, names),
                where.child("conclude", n),
            )
            for n, line in enumerate(written.conclude)
        )
        decide = tuple(
            Line(
                line.outcome,
                self._when(line.when, where.child("decide", n, "when"), effects, names),
                where.child("decide", n),
            )
            for n, line in enumerate(written.decide)
        )
        self._order(conclude, tuple(written.facts))
        for number, line in enumerate(decide):
            if line.then not in codes:
                place = where.child("decide", number, "outcome")
                self._report("R602", place, name=line.then, near=nearest(line.then, codes))
        policy = Policy(
            purpose=written.policy,
            id=written.id,
            title=Label(written.title.vi, written.title.en),
            in_force=Period(written.in_force.from_, written.in_force.until),
            outcomes=outcomes,
            effects=effects,
            facts=tuple(facts),
            conclude=conclude,
            decide=decide,
            bars_entry=tuple(written.bars_entry),
            assume=assumptions(written.assume, self._language, where.child("assume"), self.problems),
            moments=moments,
            undecided=written.undecided,
            where=where,
        )
        if len(self.problems) == count:
            self._total(policy, where.child("decide"))
        return policy

    def _when(
        self, items: Sequence[str], where: Where, effects: Mapping[str, Label], names: Sequence[str]
    ) -> tuple[Token | Named, ...]:
        made: list[Token | Named] = []
        for number, item in enumerate(items):
            words = item.split()
            place = where.child(number)
            if len(words) == 2 and words[0] in tuple(TokenState):
                if words[1] != "any" and words[1] not in effects:
                    self._report("R603", place, name=words[1], near=nearest(words[1], (*effects, "any")))
                made.append(Token(TokenState(words[0]), words[1]))
            elif len(words) in (1, 2) and (len(words) == 1 or words[0] == "not"):
                if words[-1] not in names:
                    self._report("R604", place, name=words[-1], near=nearest(words[-1], names))
                made.append(Named(words[-1], negated=len(words) == 2))
            else:
                self._report("R605", place, text=item)
        return tuple(made)

    def _order(self, lines: Sequence[Line], facts: Sequence[str]) -> None:
        """``not X`` only where every line concluding X stands above; ``X`` where some line does."""
        for number, line in enumerate(lines):
            for item in line.when:
                if not isinstance(item, Named) or item.name in facts or line.where is None:
                    continue
                below = any(other.then == item.name for other in lines[number:])
                above = any(other.then == item.name for other in lines[:number])
                if below and (item.negated or not above):
                    self._report("R606", line.where.child("when"), name=item.name)

    def _total(self, policy: Policy, where: Where) -> None:
        """Refuse a policy under which some tuple of tokens and facts reaches no outcome."""
        concluded = {line.then for line in policy.conclude}
        inputs = list(
            dict.fromkeys(
                item if isinstance(item, Token) else Named(item.name)
                for line in (*policy.conclude, *policy.decide)
                for item in line.when
                if isinstance(item, Token) or item.name not in concluded
            )
        )
        if not inputs or 2 ** len(inputs) > MAX_TUPLES:
            if any(not line.when for line in policy.decide):
                return
            self._report("R607", where, count=str(len(inputs)))
            return
        if any(not line.when for line in policy.decide):
            return
        for truths in product((False, True), repeat=len(inputs)):
            held = {item for item, value in zip(inputs, truths, strict=True) if value}
            if _possible(held, inputs) and not _decides(policy, held):
                shown = ", ".join(
                    f"{item.state} {item.effect}" if isinstance(item, Token) else item.name
                    for item in inputs
                    if item in held
                )
                self._report("R608", where, tuple=shown)
                return


def _possible(held: set[Token | Named], inputs: Sequence[Token | Named]) -> bool:
    """Whether such tokens can occur together: what is open falls due later, and one effect is any effect."""
    for item in held:
        if not isinstance(item, Token):
            continue
        implied = [Token(item.state, "any")]
        if item.state is TokenState.OPEN:
            implied += [Token(TokenState.LATER, item.effect), Token(TokenState.LATER, "any")]
        if any(token in inputs and token not in held for token in implied):
            return False
    return True


def _decides(policy: Policy, held: set[Token | Named]) -> bool:
    true: set[Token | Named] = set(held)

    def holds(item: Token | Named) -> bool:
        if isinstance(item, Token):
            return item in true
        return (Named(item.name) in true) is not item.negated

    for line in policy.conclude:
        if all(map(holds, line.when)):
            true.add(Named(line.then))
    return any(all(map(holds, line.when)) for line in policy.decide)
