"""How the gap of one requirement is worded: what the record states of it, and what the clause asks for."""

import re
from collections.abc import Sequence
from functools import cached_property

import attrs

from eligibility.model.condition import (
    AllOf,
    AnyOf,
    BelowLevel,
    Compare,
    Condition,
    Constant,
    FieldValue,
    Op,
    atoms_of,
)
from eligibility.model.slots import KNOWN, slots_of, slots_read
from eligibility.model.standard import Requirement, Standard
from eligibility.model.vocabulary import Vocabulary
from eligibility.report.seen import Seen, SeenValues
from eligibility.report.words import UNCHECKED, Words, inside, value_pattern


@attrs.define(eq=False, slots=False)
class GapWords:
    """Words the gaps of *requirement* of *standard*; *year* is the last closed year."""

    standard: Standard
    requirement: Requirement
    words: Words
    vocabulary: Vocabulary
    values: SeenValues
    year: int
    _demands: dict[tuple[str, ...], tuple[bool, str]] = attrs.field(factory=dict)

    def sentence(self, status: str, reason: str, cure: str, value: str) -> str:
        """What is lacking or cannot be told, what the record states, and what the clause asks for."""
        seen = self._seen(value)
        told = self._told(seen or (), status)
        bare, demand = self._demand(told)
        record = value if seen is None else self._record(told, reason, bare=bare)
        parts = [record, demand] if record else [demand]
        if "unconfirmed" in reason:
            parts.append(self.words.say(f"gap.unsure_{self._unsure(seen or (), cure)}"))
        return self.words.say(f"gap.{status}", name=self._name, told="; ".join(parts))

    def papers(self, reason: str | None, cure: str | None, value: str | None) -> list[str]:
        """What would settle an unknown, in the form of the column ``papers`` of the decisions."""
        if value is None or reason is None or cure not in ("paper", "rule"):
            return []
        seen = self._seen(value) or ()
        found = [item.slot for item in seen if item.open]
        if cure == "rule":
            return [UNCHECKED + self.requirement.id, *found]
        if "unconfirmed" in reason and self._unsure(seen, cure) == "waiver":
            return [*found, self.requirement.id]
        return found or [item.slot for item in seen if item.slot in self._core]

    def paper(self, paper: str) -> str:
        """One of `papers` in words; where the rule itself is not in doubt, the dates of the term are."""
        if paper.startswith(UNCHECKED) and not self.requirement.doubtful:
            return self.words.say("gap.paper_term")
        return self.words.paper(paper, self.standard)

    # --- what the record states ---------------------------------------------------------------------

    @cached_property
    def _name(self) -> str:
        return inside(self.words.requirement(self.requirement, self.requirement.id))

    @cached_property
    def _slots(self) -> tuple[str, ...]:
        return slots_read(self.requirement, self.year)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return value_pattern(self._slots)

    @cached_property
    def _core(self) -> frozenset[str]:
        """The slots that the demand itself reads, without those that only say whom it concerns."""
        demands = (self.requirement.must, *(relaxed.must for relaxed in self.requirement.relaxed))
        return frozenset(
            slot.removeprefix(KNOWN)
            for demand in demands
            for atom in atoms_of(demand)
            for slot in slots_of(atom, self.year)
        )

    def _seen(self, value: str) -> list[Seen] | None:
        """What stands in each slot; None where *value* cannot be taken apart."""
        found = self._pattern.fullmatch(value)
        return None if found is None else list(map(self.values.seen, self._slots, found.groups()))

    def _told(self, seen: Sequence[Seen], status: str) -> list[Seen]:
        """The slots that are worth telling: of a level that is too low, not also how it is proven."""
        if status == "unmet" and self._claim is not None:
            low = [item for item in seen if self._falls_short(item)]
            if low:
                return low
        unknown = status == "unknown"
        return [item for item in seen if item.slot in self._core or (unknown and item.open)]

    @cached_property
    def _claim(self) -> tuple[str, Compare] | None:
        """The level that must be reached, where it also must be proven, and the path of it."""
        match self.requirement.must:
            case AnyOf(
                (
                    AllOf((Compare(FieldValue(path), Op.GE, Constant()) as claim, _)),
                    Compare(BelowLevel(below)),
                )
            ) if path == below:
                return path, claim
            case _:
                return None

    def _falls_short(self, item: Seen) -> bool:
        """Whether it is the level that is claimed, and known to be lower than asked for."""
        if self._claim is None or item.slot != self._claim[0]:
            return False
        field, wanted = self.words.field_of(item.slot), self._claim[1].right
        scale = self.vocabulary.scales.get(field.scale) if field is not None else None
        if scale is None or not isinstance(wanted, Constant):
            return False
        level, least = scale.level(item.shown), scale.level(str(wanted.value))
        return level is not None and least is not None and level.rank < least.rank

    def _record(self, told: Sequence[Seen], reason: str, *, bare: bool) -> str:
        """What the record states, and what it does not."""
        say = self.words.say
        stated = ", ".join(item.bare if bare else item.named for item in told if not item.lacking)
        parts = [say("gap.now" if bare else "gap.stated", values=stated)] if stated else []
        lacking = ", ".join(item.label for item in told if item.lacking)
        if lacking:
            unread = "unreadable" in reason
            key = "lacking_or_unread" if unread and "absent" in reason else "unread" if unread else "lacking"
            parts.append(say(f"gap.{key}", fields=lacking))
        return ", ".join(parts)

    # --- what the clause asks for -------------------------------------------------------------------

    def _demand(self, told: Sequence[Seen]) -> tuple[bool, str]:
        """Whether the name of the requirement says which value is told, and the demand with its clause."""
        slots = tuple(item.slot for item in told)
        found = self._demands.get(slots)
        if found is None:
            found = self._demands[slots] = self._worded(told)
        return found

    def _worded(self, told: Sequence[Seen]) -> tuple[bool, str]:
        bare = len(told) == 1 and told[0].label.casefold() == self._name.casefold()
        must: Condition = self.requirement.must
        if len(told) == 1 and self._claim is not None:
            must = self._claim[1]
        said = self.words.condition(must)
        if bare and isinstance(must, Compare):
            said = said.removeprefix(f"{self.words.field(told[0].slot)} ")
        return bare, self.words.say("gap.required", required=said, clause=self.requirement.clause)

    def _unsure(self, seen: Sequence[Seen], cure: str) -> str:
        """What is unconfirmed: the rule, the dates of the term, how long a discipline counts, or a waiver."""
        if self.requirement.doubtful:
            return "rule"
        if cure == "rule":
            return "term"
        if any(item.rows for item in seen):
            return "window"
        return "waiver" if self.requirement.waivable else "rule"
