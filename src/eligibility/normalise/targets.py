"""Targets of resolutions (chỉ tiêu nghị quyết) in the room ``training/``: who is to meet what, by when."""

from collections.abc import Mapping
from typing import Any

from eligibility.diagnostics import Where
from eligibility.model.condition import atoms_of
from eligibility.model.seats import Target
from eligibility.model.slots import slots_of
from eligibility.model.standard import Period
from eligibility.model.vocabulary import Label
from eligibility.normalise.seats_written import WrittenTarget
from eligibility.normalise.structure import items_of, structure
from eligibility.normalise.training_parts import Parts

KEYS = ("target", "targets")


def holds_targets(data: Any) -> bool:  # noqa: ANN401  (text data)
    """Whether a file declares targets."""
    return isinstance(data, dict) and any(key in data for key in KEYS)


class TargetsBuilder(Parts):
    """Collects the problems of targets while they are built."""

    def build(self, documents: Mapping[str, Any]) -> tuple[Target, ...]:
        """All targets, in the order of their files."""
        made: list[Target] = []
        for file, data in documents.items():
            for item, where in items_of(file, data, "targets") if holds_targets(data) else ():
                written, problems = structure(item, WrittenTarget, where)
                self.problems += problems
                target = self._target(written, where) if written is not None else None
                if target is not None and any(target.id == other.id for other in made):
                    self._report("R302", where.child("target"), name=target.id)
                elif target is not None:
                    made.append(target)
        return tuple(made)

    def _target(self, written: WrittenTarget, where: Where) -> Target | None:
        source = self._source(written.source, where.child("source"))
        percent = self._percent(written.at_least, where.child("at_least"))
        who = self._condition(written.who.data, where.child("who"))
        must = self._condition(written.must.data, where.child("must"))
        course = self._course(written.course, where.child("course"))
        if who is None or must is None or course is None:
            return None
        read = {slot for atom in atoms_of(must) for slot in slots_of(atom, 0)}
        if course.field not in read:
            self._report("R619", where.child("course"), name=course.id, field=course.field)
        return Target(
            written.target,
            Label(written.title.vi, written.title.en),
            source,
            written.clause,
            Period(written.in_force.from_, written.in_force.until),
            who,
            must,
            course.id,
            written.by,
            percent,
            where,
        )
