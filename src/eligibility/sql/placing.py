"""Which instance of which standard applies to each post and term, for all that the rule book knows."""

from collections.abc import Iterator

import attrs
import numpy as np

from eligibility.compile.lifting import LiftingSolver
from eligibility.concluding import Session
from eligibility.evaluate.candidacies import Assigner, Assignment
from eligibility.evaluate.population import Population
from eligibility.model.context import NoSuchMoment
from eligibility.model.dataset import Column, Dataset, Rows
from eligibility.model.plan import Instance
from eligibility.model.record import MISSING, Known, Value
from eligibility.model.standard import State
from eligibility.model.vocabulary import Vocabulary


@attrs.frozen(eq=False)
class Placed:
    """A post (or course) and a term, with the *instance* that applies; or why none does (*refused*)."""

    post: str
    term: str
    instance: Instance | None
    refused: str = ""


def placements(session: Session, standard: str = "") -> Iterator[Placed]:
    """All posts with all terms of their bodies and with none; all courses that have an entry standard.

    With *standard*, those only to which the standard with this id applies.
    """
    for placed in _all(session):
        if not standard or (placed.instance is not None and placed.instance.standard.id == standard):
            yield placed


def _all(session: Session) -> Iterator[Placed]:
    rulebook, purpose = session.rulebook, session.policy.purpose
    vocabulary = rulebook.vocabulary
    assigner = Assigner(rulebook, _nobody(vocabulary), session.as_of)
    if purpose == "training":
        active = [s for s in rulebook.standards if s.state is State.ACTIVE and session.as_of in s.in_force]
        for course in sorted({course for standard in active for course in standard.courses}):
            yield _placed(session, assigner, "", "", course)
        return
    for post in vocabulary.posts.values():
        yield _placed(session, assigner, post.code, "", "")
        if purpose != "planning":
            continue
        for term in sorted({known.term for known in vocabulary.terms}):
            yield _placed(session, assigner, post.code, term, "")


def _placed(session: Session, assigner: Assigner, post: str, term: str, course: str) -> Placed:
    stated: Value = Known(term) if term else MISSING
    answer = assigner.assign(Known(post), MISSING, stated, course)
    if not isinstance(answer, Assignment):
        return Placed(post or course, term, None, answer.kind)
    try:
        solver: LiftingSolver = session.solver(answer)
    except NoSuchMoment:
        return Placed(post or course, term, None, "no_moment")
    return Placed(post or course, term, solver.compiled.instance)


def unit_standards(session: Session) -> Iterator[tuple[str, str]]:
    """The standards of units in force on the day, by id and version: the tree of units chooses."""
    for standard in session.rulebook.standards:
        if standard.units and standard.state is State.ACTIVE and session.as_of in standard.in_force:
            yield standard.id, standard.version


def term_numbers(vocabulary: Vocabulary) -> dict[str, int]:
    """The number of each term."""
    return {term: number for number, term in enumerate(sorted({t.term for t in vocabulary.terms}), 1)}


def term_texts(vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Spellings of terms, each with the term."""
    for term in sorted({term.term for term in vocabulary.terms}):
        yield term, term
        for dash in ("–", "—", " - ", " – ", "‑", "−"):
            spelt = term.replace("-", dash)
            if spelt != term:
                yield spelt, term


def _nobody(vocabulary: Vocabulary) -> Population:
    """A population without people: no unit is known to be above another."""
    people = vocabulary.tables["people"]
    key = people.field(people.key[0])
    if key is None:
        raise KeyError(people.key[0])
    nothing = np.zeros(0, dtype=np.int32)
    rows = Rows(people, {key.name: Column(key, nothing, ())}, nothing, nothing, ())
    return Population(Dataset({"people": rows}, (), (), (), {}), vocabulary, "people", "plan")
