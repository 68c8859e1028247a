"""Requirements that say the same have one number, so that what is found of one is found of all."""

import attrs

from eligibility.model.standard import Confidence, Requirement
from eligibility.model.vocabulary import Label


def plain(requirement: Requirement) -> Requirement:
    """*requirement* as if its text were checked, and nobody were let off."""
    return attrs.evolve(requirement, confidence=Confidence.TEXT, confirmed=None, waivable=False)


class Likeness:
    """Numbers requirements: those that differ in names, words and consequences only have the same number."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Requirement, int]] = {}
        self._graceless: dict[int, tuple[Requirement, Requirement]] = {}
        self._numbers: dict[Requirement, int] = {}

    def of(self, requirement: Requirement) -> int:
        """The number of *requirement*, which is looked up by identity once it is known."""
        known = self._known.get(id(requirement))
        if known is None:
            said = attrs.evolve(
                plain(requirement),
                id="",
                if_unmet="",
                clause="",
                label=None,
                note=Label("", ""),
                not_monotone="",
                delegable=False,
                course="",
            )
            known = requirement, self._numbers.setdefault(said, len(self._numbers))
            self._known[id(requirement)] = known
        return known[1]

    def graceless(self, requirement: Requirement) -> Requirement:
        """*requirement* without the lines by which it falls due later: always the same object."""
        if not requirement.later:
            return requirement
        known = self._graceless.get(id(requirement))
        if known is None:
            known = requirement, attrs.evolve(requirement, later=())
            self._graceless[id(requirement)] = known
        return known[1]
