"""When a demand to wait is met by itself."""

from collections.abc import Mapping
from datetime import date, timedelta

import attrs

from eligibility.engine.completions import Question, slot_value
from eligibility.engine.reference import Reference, frozen
from eligibility.model.calendar import add_months
from eligibility.model.finding import status_of
from eligibility.model.plan import Instance, Node
from eligibility.model.record import Known, Record
from eligibility.model.slots import terms_of
from eligibility.model.truth import Status
from eligibility.model.vocabulary import Table

MOST_MONTHS = 360
"""So far ahead a day is looked for on which a demand to wait is met by itself."""


class Waiting:
    """Days on which the demands of one instance are met by themselves; equal data are asked about once."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._questions = {
            node.name: Question(tuple((term, node.context) for term in terms_of(node.requirement)))
            for node in instance.nodes
        }
        self._ends: dict[object, date | None] = {}

    def ends(self, node: Node, record: Record) -> date | None:
        """The first day within `MOST_MONTHS` on which *node*, unmet today, is met, moments moving along.

        None where there is none, where it is not met to the end, or where data it reads are open.
        """
        tables = self._instance.context.vocabulary.tables
        data = certain_data(self._questions[node.name], record, tables)
        if data is None:
            return None
        key = (node.name, data)
        if key not in self._ends:
            self._ends[key] = Wait(self._instance, node, record).ends()
        return self._ends[key]


def certain_data(
    question: Question, record: Record, tables: Mapping[str, Table]
) -> tuple[object, ...] | None:
    """All that *question* reads of *record*; None where some of it is open."""
    seen: list[object] = []
    for slot in question.slots:
        if slot not in tables:
            value = slot_value(record, slot)
            if not isinstance(value, Known):
                return None
            seen.append(value)
            continue
        rows = record.histories.get(slot)
        if rows is None or not all(isinstance(value, Known) for row in rows for value in row.values()):
            return None
        seen.append(frozen(rows))
    return tuple(seen)


@attrs.frozen(eq=False)
class Wait:
    """A demand to wait, unmet for *record* today."""

    instance: Instance
    node: Node
    record: Record

    def ends(self) -> date | None:
        """The first day on which it is met."""
        today = self.node.context.as_of
        if not self._met(add_months(today, MOST_MONTHS)):
            return None
        months = next(n for n in range(1, MOST_MONTHS + 1) if self._met(add_months(today, n)))
        low, high = add_months(today, months - 1).toordinal() + 1, add_months(today, months).toordinal()
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self._met(date.fromordinal(middle)) else (middle + 1, high)
        return date.fromordinal(low)

    def _met(self, day: date) -> bool:
        """Whether the reference says so on *day*, the moments being as far from it as they are from today."""
        context = self.node.context
        shift = timedelta((day - context.as_of).days)
        moved: Mapping[str, date] = {
            name: moment + shift if moment <= date.max - shift else moment
            for name, moment in context.moments.items()
        }
        later = attrs.evolve(context, as_of=day, moments=moved)
        node = attrs.evolve(self.node, context=later)
        reference = Reference(attrs.evolve(self.instance, nodes=(node,), context=later))
        return status_of(reference.verdicts(node, self.record)) is Status.MET
