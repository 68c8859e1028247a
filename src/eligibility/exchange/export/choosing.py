"""Which standard is exported, for which term."""

from collections.abc import Sequence
from datetime import date

import attrs

from eligibility.concluding import Session
from eligibility.engine.concluder import make_concluder
from eligibility.exchange.export.exporting import export_instance
from eligibility.exchange.export.model import Exported
from eligibility.model.standard import RuleBook
from eligibility.pipeline import NoPolicy
from eligibility.sql.placing import Placed, placements


class NothingToExport(LookupError):
    """No post or course is reviewed by that standard; *known* are those by which one is."""

    def __init__(self, known: tuple[str, ...]) -> None:
        super().__init__(known)
        self.known = known


class SeveralToExport(LookupError):
    """The standard is dated in several ways: *terms*, or else *posts*, tell them apart."""

    def __init__(self, terms: tuple[str, ...], posts: tuple[str, ...]) -> None:
        super().__init__(terms, posts)
        self.terms = terms
        self.posts = posts


@attrs.frozen
class Wanted:
    """What is asked for: a standard by its id, and what tells its terms apart."""

    standard: str
    term: str = ""
    post: str = ""


def export(rulebook: RuleBook, as_of: date, purpose: str, wanted: Wanted) -> Exported:
    """The tables of a standard, for a review on *as_of*.

    Raises:
        NoPolicy: the rule book has no policy for *purpose* on that day.
        NothingToExport: no post or course is reviewed by the standard.
        SeveralToExport: it is dated in several ways, and which is meant was not said.
        eligibility.exchange.export.exporting.NotInTables: something of it cannot be listed.

    """
    policy = rulebook.policy(purpose, as_of)
    if policy is None:
        raise NoPolicy(purpose, as_of)
    session = Session(rulebook, policy, as_of, make_concluder("tables"))
    placed = [one for one in placements(session, wanted.standard) if _meant(one, wanted)]
    if not placed:
        raise NothingToExport(tuple(dict.fromkeys(standard.id for standard in rulebook.standards)))
    chosen = _one_of(placed)
    solver = next(s for s in session.solvers.values() if s.compiled.instance is chosen.instance)
    return export_instance(session, solver, chosen.term)


def _meant(one: Placed, wanted: Wanted) -> bool:
    return wanted.term in ("", one.term) and wanted.post in ("", one.post)


def _one_of(placed: Sequence[Placed]) -> Placed:
    """The only instance among *placed*; what has a term before what has none."""
    dated = [one for one in placed if one.term] or list(placed)
    different = {id(one.instance): one for one in reversed(dated)}
    if len(different) > 1:
        terms = tuple(sorted({one.term for one in different.values()}))
        raise SeveralToExport(terms, tuple(one.post for one in different.values()))
    return dated[0]
