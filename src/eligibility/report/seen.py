"""What a finding shows in one slot, worded for a sentence: each distinct value once for all requirements."""

import attrs

from eligibility.model.vocabulary import Kind, Vocabulary
from eligibility.report.words import SPAN, Words, inside

NOTHING = "none"
UNKNOWN = "?"


@attrs.frozen(eq=False)
class Seen:
    """The value *shown* in *slot*: in words *bare*, and *named* with the field it is a value of.

    *lacking* says that nothing is known of it, *open* that some paper could tell more. *rows* says
    that it is a history with something in it.
    """

    slot: str
    shown: str
    label: str
    bare: str
    named: str
    lacking: bool
    open: bool
    rows: bool


class SeenValues:
    """Words what findings show, in one language."""

    def __init__(self, words: Words, vocabulary: Vocabulary) -> None:
        self._words = words
        self._vocabulary = vocabulary
        self._made: dict[tuple[str, str], Seen] = {}

    def seen(self, slot: str, shown: str) -> Seen:
        """What *shown* says of *slot*."""
        found = self._made.get((slot, shown))
        if found is None:
            found = self._made[slot, shown] = self._make(slot, shown)
        return found

    def _make(self, slot: str, shown: str) -> Seen:
        say, label = self._words.say, inside(self._words.slot(slot))
        rows = slot in self._vocabulary.tables
        lacking = _lacking(shown)
        doubt = "" if rows or lacking or self._is_text(slot) else _doubt(shown)
        bare = self._words.of_slot(shown, slot)
        if doubt:
            bare = f"{bare} ({say(f'report.reason_{doubt}')})"
        if shown == NOTHING and bare == say("words.nothing"):
            named = say("gap.nothing", field=label)
        else:
            named = say("gap.rows" if rows else "gap.value", field=label, value=bare)
        return Seen(
            slot,
            shown,
            label,
            bare,
            named,
            lacking=lacking,
            open=unsure(shown) if rows else lacking or bool(doubt),
            rows=rows and shown != NOTHING,
        )

    def _is_text(self, slot: str) -> bool:
        """Whether a bar in it has no meaning."""
        field = self._words.field_of(slot)
        return field is not None and field.kind is Kind.TEXT


def unsure(shown: str) -> bool:
    """Whether some paper could tell more of a value, or of a cell of the rows of a history."""
    return any(
        _lacking(cell) or bool(_doubt(cell)) for row in shown.split(" // ") for cell in row.split(" / ")
    )


def _lacking(shown: str) -> bool:
    return shown == UNKNOWN or shown.startswith(f"{UNKNOWN} (")


def _doubt(shown: str) -> str:
    """The word of the catalogue for a value that is stated and does not settle it."""
    if SPAN.fullmatch(shown):
        return "imprecise"
    return "contradictory" if "|" in shown else ""
