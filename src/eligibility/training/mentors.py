"""Mentors (người kèm cặp): who teaches on the job must be fit for it under the rule book, for certain."""

from eligibility.model.seats import Seating
from eligibility.training.classes import ClassList, Misfit
from eligibility.training.persons import Persons


def unfit_mentors(listed: ClassList, persons: Persons, seating: Seating) -> tuple[Misfit, ...]:
    """The classes whose mentor does not meet what the rule book asks of mentors, or perhaps does not."""
    if seating.mentors is None or seating.mentors.when is None:
        return ()
    fit = persons.those(seating.mentors.when)
    return tuple(
        Misfit("classes.unfit_mentor", one.id, one.mentor)
        for one in listed.classes
        if one.mentor and one.mentor not in fit
    )
