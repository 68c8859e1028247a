"""How a computed quantity comes about, so that a reader can do the sum again."""

from collections.abc import Iterator

from eligibility.engine.meaning import Person, Reader
from eligibility.model.calendar import add_months
from eligibility.model.condition import (
    AgeAt,
    Compare,
    MonthsBetween,
    MonthsSince,
    MonthsToRetirement,
    StandingAbove,
    atoms_of,
    quantity_paths,
)
from eligibility.model.plan import Node
from eligibility.model.record import Known, Record
from eligibility.model.review import Working
from eligibility.model.slots import conditions_of


def workings(node: Node, record: Record) -> Iterator[Working]:
    """The computed quantities of *node* whose data *record* knows, each once."""
    seen: set[object] = set()
    for condition in conditions_of(node.requirement):
        for atom in atoms_of(condition):
            if not isinstance(atom, Compare) or atom.left in seen:
                continue
            left = atom.left
            if not isinstance(left, AgeAt | MonthsSince | MonthsToRetirement | MonthsBetween | StandingAbove):
                continue
            seen.add(left)
            values = {path: record.value(path) for path in quantity_paths(left)}
            known = {path: value.value for path, value in values.items() if isinstance(value, Known)}
            if len(known) < len(values):
                continue
            number = Reader(Person(known, {}, {}), node.context).quantity(left)
            if number is None:
                continue
            moment = (
                None if isinstance(left, MonthsBetween | StandingAbove) else node.context.day(left.moment)
            )
            until = None
            if isinstance(left, MonthsToRetirement) and moment is not None:
                until = add_months(moment.replace(day=1), number)
            yield Working(left, number, moment, until)
