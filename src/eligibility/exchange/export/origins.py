"""Where the values of slots come from in an exported table: every field of the vocabulary is an input."""

from collections.abc import Mapping

import attrs

from eligibility.compile.cuts import may_be_none
from eligibility.model.record import MISSING, NONE, Known
from eligibility.model.slots import HOLDS, KNOWN, WAIVED
from eligibility.model.vocabulary import Field
from eligibility.sql.origins import Coded, Fixed, History, Ordered, Origin, Origins
from eligibility.sql.untranslatable import Untranslatable


class InputOrigins(Origins):
    """All that a record may hold is given, whatever the columns of some file are."""

    def origin(self, slot: str, assumed: Mapping[str, str]) -> Origin:
        """How the values of *slot* come.

        Raises:
            Untranslatable: it is free text.

        """
        if slot.startswith(HOLDS):
            return Fixed(MISSING)
        if slot.startswith(WAIVED):
            return Coded((MISSING, Known(False), Known(True)))
        if slot.startswith(KNOWN):
            return Coded((MISSING, Known(True)))
        if slot.endswith("]"):
            return Coded((MISSING, *map(Known, self._grades(slot)), Known(NONE)))
        if slot in self.vocabulary.tables:
            return History(self.vocabulary.tables[slot])
        field = self.vocabulary.field_at(slot)
        if field is None:
            raise KeyError(slot)
        return self.of_field(field)

    def of_field(self, field: Field) -> Origin:
        """How the values of a field come; that a day or number is known to be none is another input."""
        found = super().of_field(field)
        return attrs.evolve(found, none=may_be_none(field)) if isinstance(found, Ordered) else found

    def _grades(self, slot: str) -> tuple[str, ...]:
        table = self.vocabulary.tables[slot.partition("[")[0]]
        grade = table.field(table.ratings.grade) if table.ratings is not None else None
        if grade is None:
            raise Untranslatable("free_text", slot)
        return self.vocabulary.scales[grade.scale].codes
