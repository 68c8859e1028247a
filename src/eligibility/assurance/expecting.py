"""What a case expects, looked at before anything is run: words that mean nothing, and too little said."""

from collections.abc import Iterable, Iterator

from eligibility.assurance.written import Expectation
from eligibility.diagnostics import Diagnostic, Where
from eligibility.messages import has
from eligibility.model.standard import RuleBook
from eligibility.model.truth import Gap, Status
from eligibility.model.vocabulary import Field
from eligibility.normalise.language import nearest
from eligibility.normalise.written import Free


class Names:
    """Names that a case may use."""

    def __init__(self, rulebook: RuleBook) -> None:
        self._vocabulary = rulebook.vocabulary
        self.courses = tuple(rulebook.vocabulary.courses)
        self.posts = tuple(rulebook.vocabulary.posts)
        self.purposes = tuple(policy.purpose for policy in rulebook.policies)
        self.outcomes = tuple(outcome.code for policy in rulebook.policies for outcome in policy.outcomes)
        self.requirements = tuple(
            dict.fromkeys(r.id for standard in rulebook.standards for r in standard.requirements)
        )

    def of(self, field: Field) -> tuple[str, ...]:
        """The codes and labels of the values of *field*."""
        levels = self._vocabulary.scales[field.scale].levels if field.scale else ()
        posts = self._vocabulary.posts.values() if field.kind in ("post", "posts") else ()
        items = (*levels, *posts)
        return (*(item.code for item in items), *(item.label.vi for item in items))


def words_of(value: Free) -> tuple[str, ...]:
    """One word, or a list of them."""
    items = value.data if isinstance(value.data, list) else [value.data]
    return tuple(item if isinstance(item, str) else "" for item in items)


def misnamed(name: str, known: Iterable[str], where: Where) -> Iterator[Diagnostic]:
    """That *name* is none of the *known* ones."""
    names = list(known)
    if name not in names:
        yield Diagnostic("R502", where, {"name": name, "near": nearest(name, names)})


def expectation_problems(expect: Expectation, names: Names, where: Where) -> Iterator[Diagnostic]:
    """Everything that is wrong with *expect* as it is written."""
    if bool(expect.outcome) == bool(expect.refused):
        yield Diagnostic("R208", where, {"key": "outcome"})
    if expect.outcome:
        yield from misnamed(expect.outcome, names.outcomes, where.child("outcome"))
        if not expect.statuses and all(x is None for x in (expect.unmet, expect.unknown, expect.decisive)):
            yield Diagnostic("R702", where)
    if expect.refused and not has(f"refusal.{expect.refused}"):
        yield from misnamed(expect.refused, (), where.child("refused"))
    for name, status in expect.statuses.items():
        yield from misnamed(status, tuple(Status), where.child("statuses", name))
    for name, value in expect.reasons.items():
        for word in words_of(value):
            yield from misnamed(word, tuple(Gap), where.child("reasons", name))
    for key in ("statuses", "reasons", "due", "alternative_used"):
        for name in getattr(expect, key):
            yield from misnamed(name, names.requirements, where.child(key, name, "?key"))
    for key in ("unmet", "unknown", "waived", "closable", "decisive"):
        for number, name in enumerate(getattr(expect, key) or ()):
            for part in name.split("+"):
                yield from misnamed(part, names.requirements, where.child(key, number))
    for key in ("training", "training_possible"):
        for number, name in enumerate(getattr(expect, key) or ()):
            yield from misnamed(name, names.courses, where.child(key, number))
    for number, name in enumerate(expect.outcomes or ()):
        yield from misnamed(name, names.outcomes, where.child("outcomes", number))
