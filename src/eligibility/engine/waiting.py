"""When a demand to wait is met by itself."""

from datetime import date, timedelta

import attrs

from eligibility.engine.reference import Reference
from eligibility.model.calendar import add_months
from eligibility.model.finding import status_of
from eligibility.model.plan import Instance, Node
from eligibility.model.record import Record
from eligibility.model.truth import Status

MOST_MONTHS = 360
"""So far ahead a day is looked for on which a demand to wait is met by itself."""


@attrs.frozen(eq=False)
class Waiting:
    """A demand to wait, unmet for *record* today."""

    instance: Instance
    node: Node
    record: Record

    def ends(self) -> date | None:
        """The first day within `MOST_MONTHS` on which it is met, moments moving along; or None."""
        today = self.node.context.as_of
        last = next(
            (months for months in range(1, MOST_MONTHS + 1) if self._met(add_months(today, months))), None
        )
        if last is None:
            return None
        low, high = add_months(today, last - 1).toordinal() + 1, add_months(today, last).toordinal()
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self._met(date.fromordinal(middle)) else (middle + 1, high)
        return date.fromordinal(low)

    def _met(self, day: date) -> bool:
        """Whether the reference says so on *day*, the moments being as far from it as they are from today."""
        context = self.node.context
        shift = (day - context.as_of).days
        moments = {
            name: moment + timedelta(shift) if moment.year + shift // 366 < date.max.year else moment
            for name, moment in context.moments.items()
        }
        later = attrs.evolve(context, as_of=day, moments=moments)
        node = attrs.evolve(self.node, context=later)
        reference = Reference(attrs.evolve(self.instance, nodes=(node,), context=later))
        return status_of(reference.verdicts(node, self.record)) is Status.MET
