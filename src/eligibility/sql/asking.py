"""From a rule book to the text of a query."""

from datetime import date

from eligibility import __version__
from eligibility.concluding import Session
from eligibility.engine.concluder import make_concluder
from eligibility.model.standard import RuleBook
from eligibility.pipeline import NoPolicy
from eligibility.report.machine import rulebook_hash
from eligibility.sql.database import Database
from eligibility.sql.dialects import DIALECTS
from eligibility.sql.planning import plan_query
from eligibility.sql.query import query


class NoSuchStandard(LookupError):
    """No post or course is reviewed by a standard of this name; *known* are those by which one is."""

    def __init__(self, known: tuple[str, ...]) -> None:
        super().__init__(known)
        self.known = known


def make_query(
    rulebook: RuleBook,
    as_of: date,
    purpose: str,
    dialect: str,
    database: Database | None = None,
    standard: str = "",
    engine: str = "auto",
) -> str:
    """The query in *dialect* (``duckdb``, ``postgres``, ``spark``) for a review on *as_of*.

    Raises:
        NoPolicy: the rule book has no policy for *purpose* on that day.
        NoSuchStandard: no post or course is reviewed by *standard*.
        eligibility.sql.untranslatable.NotInSql: some requirement has no exact translation.
        eligibility.sql.database.UnknownPart: *database* names what the rule book does not know.
        eligibility.sql.dialects.Unwritable: a name or text cannot be written in the dialect.

    """
    policy = rulebook.policy(purpose, as_of)
    if policy is None:
        raise NoPolicy(purpose, as_of)
    session = Session(rulebook, policy, as_of, make_concluder(engine))
    try:
        plan = plan_query(session, database or Database(), standard)
        if standard and not plan.lines:
            raise NoSuchStandard(tuple(dict.fromkeys(known.id for known in rulebook.standards)))
        text = query(plan.checked(), DIALECTS[dialect])
    finally:
        session.concluder.close()
    about = (
        f"eligibility {__version__}, {purpose}, {as_of.isoformat()}, {rulebook_hash(rulebook.hashes)[:12]}"
    )
    return f"-- {about}\n{text}"
