"""How the gap of one requirement is worded: what the record states of it, and what the clause asks for."""

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
from eligibility.model.vocabulary import Kind, Vocabulary
from eligibility.report.words import SPAN, UNCHECKED, Words, inside, taken_apart

NOTHING = "none"
UNKNOWN = "?"


@attrs.frozen
class Seen:
    """What a finding shows in one *slot*; *rows* of a history, or the value of a field."""

    slot: str
    shown: str
    rows: bool = False
    free: bool = False
    """Whether it is a text, in which a bar has no meaning."""

    @property
    def lacking(self) -> bool:
        """Whether nothing is known of it."""
        return self.shown == UNKNOWN or self.shown.startswith(f"{UNKNOWN} (")

    @property
    def doubt(self) -> str:
        """The word of the catalogue for a value that is stated and does not settle it."""
        if self.lacking or self.rows:
            return ""
        if SPAN.fullmatch(self.shown):
            return "imprecise"
        return "contradictory" if "|" in self.shown and not self.free else ""

    @property
    def open(self) -> bool:
        """Whether some paper could tell more."""
        if self.rows:
            parts = self.shown.replace(" // ", " / ").split(" / ")
            return any(part == UNKNOWN or Seen("", part).doubt for part in parts)
        return self.lacking or bool(self.doubt)


@attrs.define(eq=False, slots=False)
class GapWords:
    """Words the gaps of *requirement* of *standard*; *year* is the last closed year."""

    standard: Standard
    requirement: Requirement
    words: Words
    vocabulary: Vocabulary
    year: int

    @cached_property
    def name(self) -> str:
        """What the requirement is called."""
        return self.words.requirement(self.requirement, self.requirement.id)

    def sentence(self, status: str, reason: str, value: str) -> str:
        """What is lacking or cannot be told, what the record states, and what the clause asks for."""
        say, seen, clause = self.words.say, self._seen(value), self.requirement.clause
        told = self._told(seen or (), status)
        bare = len(told) == 1 and self.words.slot(told[0].slot).casefold() == self.name.casefold()
        record = value if seen is None else self._record(told, reason, bare=bare)
        required = self._required(told, short=len(told) == 1, bare=bare)
        parts = [record, say("gap.required", required=required, clause=clause)]
        if "unconfirmed" in reason.split(";"):
            parts.append(say(f"gap.unsure_{self._unsure(seen or ())}"))
        told_so_far = "; ".join(part for part in parts if part)
        return say(f"gap.{status}", name=inside(self.name), told=told_so_far)

    def papers(self, reason: str, cure: str, value: str) -> list[str]:
        """What would settle an unknown, in the form of the column ``papers`` of the decisions."""
        if cure not in ("paper", "rule"):
            return []
        seen = self._seen(value) or ()
        found = [item.slot for item in seen if item.open]
        if "unconfirmed" in reason.split(";"):
            match self._unsure(seen):
                case "rule":
                    return [UNCHECKED + self.requirement.id, *found]
                case "waiver":
                    return [*found, self.requirement.id]
        return found or [item.slot for item in seen if item.slot in self._core]

    # --- what the record states ---------------------------------------------------------------------

    @cached_property
    def _slots(self) -> tuple[str, ...]:
        return slots_read(self.requirement, self.year)

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

    def _seen(self, value: str) -> tuple[Seen, ...] | None:
        """What stands in each slot; None where *value* cannot be taken apart."""
        found = taken_apart(value, self._slots)
        if found is None:
            return None
        return tuple(
            Seen(slot, shown, slot in self.vocabulary.tables, self._free(slot))
            for slot, shown in zip(self._slots, found, strict=True)
        )

    def _free(self, slot: str) -> bool:
        field = self.words.field_of(slot) if slot not in self.vocabulary.tables else None
        return field is not None and field.kind is Kind.TEXT

    def _told(self, seen: Sequence[Seen], status: str) -> tuple[Seen, ...]:
        """The slots that are worth telling: of a level that is too low, not also how it is proven."""
        claim = self._claim
        if status == "unmet" and claim is not None:
            low = [item for item in seen if item.slot == _path(claim) and self._below(item.shown, claim)]
            if low:
                return tuple(low)
        return tuple(item for item in seen if item.slot in self._core or (status == "unknown" and item.open))

    @cached_property
    def _claim(self) -> Compare | None:
        """The level that must be reached, where it also must be proven."""
        match self.requirement.must:
            case AnyOf((AllOf((Compare(FieldValue(path), Op.GE, Constant()) as claim, _)), lower)):
                return claim if isinstance(lower, Compare) and lower.left == BelowLevel(path) else None
            case _:
                return None

    def _below(self, shown: str, claim: Compare) -> bool:
        """Whether the level *shown* is known and lower than *claim* asks for."""
        field = self.words.field_of(_path(claim))
        scale = self.vocabulary.scales.get(field.scale) if field is not None else None
        if scale is None or not isinstance(claim.right, Constant):
            return False
        level, wanted = scale.level(shown), scale.level(str(claim.right.value))
        return level is not None and wanted is not None and level.rank < wanted.rank

    def _record(self, told: Sequence[Seen], reason: str, *, bare: bool) -> str:
        """What the record states, and what it does not."""
        say = self.words.say
        stated = [self._stated(item, bare=bare) for item in told if not item.lacking]
        lacking = ", ".join(inside(self.words.slot(item.slot)) for item in told if item.lacking)
        reasons = reason.split(";")
        parts = [say("gap.now" if bare else "gap.stated", values=", ".join(stated))] if stated else []
        if lacking:
            unread = "unreadable" in reasons
            key = "lacking_or_unread" if unread and "absent" in reasons else "unread" if unread else "lacking"
            parts.append(say(f"gap.{key}", fields=lacking))
        return ", ".join(parts)

    def _stated(self, item: Seen, *, bare: bool) -> str:
        say, label = self.words.say, inside(self.words.slot(item.slot))
        said = self.words.of_slot(item.shown, item.slot)
        if item.doubt:
            said = f"{said} ({say(f'report.reason_{item.doubt}')})"
        if bare:
            return said
        if item.shown == NOTHING and said == say("words.nothing"):
            return say("gap.nothing", field=label)
        return say("gap.rows" if item.rows else "gap.value", field=label, value=said)

    # --- what the clause asks for -------------------------------------------------------------------

    def _required(self, told: Sequence[Seen], *, short: bool, bare: bool) -> str:
        """The demand; without the name of the field where that was just said."""
        claim = self._claim
        must: Condition = claim if short and claim is not None else self.requirement.must
        said = self.words.condition(must)
        if bare and isinstance(must, Compare):
            return said.removeprefix(f"{self.words.field(told[0].slot)} ")
        return said

    def _unsure(self, seen: Sequence[Seen]) -> str:
        """What is unconfirmed: the text of the rule, how long a row of a history counts, or a waiver."""
        if self.requirement.doubtful:
            return "rule"
        if any(item.rows and item.shown != NOTHING for item in seen):
            return "window"
        return "waiver" if self.requirement.waivable else "rule"


def _path(claim: Compare) -> str:
    return claim.left.path if isinstance(claim.left, FieldValue) else ""
