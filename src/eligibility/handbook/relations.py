"""Who depends on what: fields and the demands that read them, instruments and what cites them, layers."""

from collections.abc import Mapping, Sequence

import attrs

from eligibility.digest.versions import Version, cited, versions
from eligibility.model.condition import Condition, atoms_of
from eligibility.model.instruments import Instrument
from eligibility.model.slots import KNOWN, slots_of
from eligibility.model.standard import Requirement, RuleBook

NOW = 0
"""Slots are asked for as of some year; only their names matter here."""


@attrs.frozen
class Relations:
    """What stands in *book* beside each other."""

    book: RuleBook
    versions: tuple[Version, ...] = attrs.field(
        default=attrs.Factory(lambda self: versions(self.book), takes_self=True)
    )

    def below(self, name: str) -> Sequence[str]:
        """The standards that extend the one called *name*."""
        return list(dict.fromkeys(s.id for s in self.book.standards if s.extends == name))

    def entries(self, name: str) -> Sequence[str]:
        """The courses for whose entry the standard called *name* is named, or that it names itself."""
        courses = self.book.vocabulary.courses
        named = [code for code, course in courses.items() if course.entry == name]
        own = [code for s in self.book.standards if s.id == name for code in s.courses if code in courses]
        return list(dict.fromkeys([*named, *own]))

    def citing(self, instrument: Instrument) -> Mapping[Version, tuple[Requirement, ...]]:
        """The versions that stand on *instrument*, each with its demands that cite it."""
        return cited(self.book, instrument).demands

    def readers(self) -> Mapping[str, Sequence[tuple[Version, Requirement]]]:
        """For each field, history or rating the demands that read it, each where it is written."""
        found: dict[str, list[tuple[Version, Requirement]]] = {}
        for version in self.versions:
            for one in version.own:
                for slot in dict.fromkeys(slot for c in _conditions(one) for slot in _slots(c)):
                    found.setdefault(slot, []).append((version, one))
        return found


def _conditions(one: Requirement) -> Sequence[Condition]:
    made = [one.must, *([one.when] if one.when is not None else [])]
    made += [condition for relaxed in one.relaxed for condition in (relaxed.when, relaxed.must)]
    return [*made, *(later.when for later in one.later)]


def _slots(condition: Condition) -> Sequence[str]:
    """What a condition reads, years of ratings as one."""
    slots = (slot for atom in atoms_of(condition) for slot in slots_of(atom, NOW))
    return [slot.removeprefix(KNOWN).partition("[")[0] for slot in slots]
