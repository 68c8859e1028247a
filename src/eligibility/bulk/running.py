"""A review of tables that need not fit into memory."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import attrs

from eligibility.bulk.assignments import Assignments
from eligibility.bulk.evaluating import Evaluator
from eligibility.bulk.frames import COLUMNS, Frames
from eligibility.bulk.intake import Intake
from eligibility.bulk.layout import Layout, lay_out
from eligibility.bulk.ordinary import Ordinary, Sheets
from eligibility.bulk.sources import Source, find_tables
from eligibility.concluding import Session
from eligibility.engine.concluder import make_concluder
from eligibility.evaluate.candidacies import HELD_POST, HELD_UNIT, consider
from eligibility.model.slots import HOLDS, KNOWN, WAIVED
from eligibility.model.standard import RuleBook
from eligibility.model.vocabulary import Vocabulary
from eligibility.normalise.headings import PEOPLE
from eligibility.pipeline import NoPolicy


@attrs.define(eq=False)
class Progressed:
    """What a run came to so far."""

    people: int = 0
    decided: int = 0
    refused: int = 0
    situations: int = 0
    compared: int = 0
    outcomes: dict[str, int] = attrs.field(factory=dict)


def review_tables(
    place: Path,
    rulebook: RuleBook,
    as_of: date,
    out: Path,
    purpose: str = "planning",
    engine: str = "auto",
    columns: Sequence[str] = COLUMNS,
) -> Progressed:
    """Review the people in *place* and write parts of decisions into the folder *out*."""
    policy = rulebook.policy(purpose, as_of)
    if policy is None:
        raise NoPolicy(purpose, as_of)
    source = find_tables(place, rulebook.vocabulary)
    session = Session(rulebook, policy, as_of, make_concluder(engine))
    try:
        return _run(source, session, out, columns)
    finally:
        session.concluder.close()


def _run(source: Source, session: Session, out: Path, columns: Sequence[str]) -> Progressed:
    vocabulary = session.rulebook.vocabulary
    assignments = _assigned(source, session)
    layout = lay_out(assignments.solvers, vocabulary)
    wanted = {*_wanted(layout, vocabulary), *_asked(assignments)}
    intake = Intake(source.heads, vocabulary, session.as_of, wanted, layout.cuts, layout.rows)
    ordinary = Ordinary(session, source.heads)
    evaluator = Evaluator(session, layout, assignments, ordinary)
    frames = Frames(evaluator, columns)
    key = source.heads.columns[PEOPLE][vocabulary.tables[PEOPLE].key[0]]
    done = Progressed()
    folder = out / "decisions"
    folder.mkdir(parents=True)
    for piece in source.pieces(intake.columns):
        crowd = intake.crowd(piece.people, piece.sides)
        found = evaluator.evaluate(crowd, Sheets(piece.people, piece.sides, piece.shared))
        frame = frames.decisions(found, piece.people[key], piece.first)
        frame.write_parquet(folder / f"part-{piece.number:05}.parquet")
        done.people += piece.people.height
        done.decided += frame.height
    done.situations = evaluator.situations
    done.compared = ordinary.compared
    return done


def _assigned(source: Source, session: Session) -> Assignments:
    """The instances that come up anywhere, found by reading what the choice depends on."""
    assignments = Assignments(session)
    wanted = _asked(assignments)
    intake = Intake(source.heads, session.rulebook.vocabulary, session.as_of, wanted, {}, {})
    for piece in source.pieces(intake.columns):
        crowd = intake.crowd(piece.people, piece.sides)
        assignments.assign(consider(crowd, session.rulebook, session.policy.purpose, session.as_of))
    return assignments


def _asked(assignments: Assignments) -> set[str]:
    return {*assignments.paths, HELD_POST, *([HELD_UNIT] if len(assignments.paths) > 2 else [])}


def _wanted(layout: Layout, vocabulary: Vocabulary) -> Iterator[str]:
    """The paths of the fields that are read."""
    for signature in layout.signatures:
        for slot in signature:
            table, _, year = slot.partition("[")
            ratings = vocabulary.tables[table].ratings if year else None
            if ratings is not None:
                yield ratings.since
            elif not slot.startswith((HOLDS, WAIVED)):
                yield slot.removeprefix(KNOWN)
    yield from (joined.by for joined in vocabulary.joined)
