"""A review of tables that need not fit into memory."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from time import perf_counter

import attrs
import numpy as np
import polars as pl

from eligibility.bulk.account import Account
from eligibility.bulk.assignments import Assignments
from eligibility.bulk.coders import Problem
from eligibility.bulk.evaluating import Evaluator
from eligibility.bulk.findings import Compact, Long
from eligibility.bulk.frames import COLUMNS, Frames
from eligibility.bulk.intake import Heads, Intake
from eligibility.bulk.layout import Layout, lay_out
from eligibility.bulk.ordinary import Ordinary, Sheets, silent
from eligibility.bulk.refusals import of_candidacies, of_ordinary, of_rows
from eligibility.bulk.sources import ROW, Piece, Source, find_tables, hashes, named, owners
from eligibility.bulk.streams import Writes, ahead, scratch
from eligibility.compile.lifting import LiftingSolver
from eligibility.concluding import Progress, Session
from eligibility.engine.concluder import make_concluder
from eligibility.evaluate.candidacies import HELD_POST, HELD_UNIT, TARGET_UNIT, consider
from eligibility.evaluate.population import Population
from eligibility.memory import without_collector
from eligibility.model.dataset import Issue, SourceFile
from eligibility.model.review import Counts, Review
from eligibility.model.slots import HOLDS, KNOWN, WAIVED
from eligibility.model.standard import RuleBook
from eligibility.model.vocabulary import Vocabulary
from eligibility.normalise.headings import PEOPLE
from eligibility.normalise.values import ABSENT_MARKS, UNSTATED_FOLDED
from eligibility.pipeline import NoPolicy
from eligibility.read.cells import UnreadableInput

REPEATED = 200_000
"""Rows of people with the same ids that are looked at; more are no records of people."""

Details = Mapping[str, type[Compact]]
DETAILS: Details = {"compact": Compact, "long": Long}
"""How every requirement can be written out."""


ASIDE = 99_999
"""The number of the part with people whose id several rows have."""


@attrs.frozen(eq=False)
class Part:
    """A chunk made ready: who is in it, by id and row; *read* rows of people, some of which are *refused*."""

    number: int
    read: int
    population: Population
    sheets: Sheets
    ids: pl.Series
    rows: pl.Series
    refused: Sequence[pl.DataFrame]
    issues: Sequence[Issue] = ()


@attrs.define(eq=False)
class Counted:
    """Results so far: *rows* of people read, *people*, candidacies *decided*, and rows *refused*."""

    rows: int = 0
    people: int = 0
    decided: int = 0
    refused: int = 0
    outcomes: Counter[str] = attrs.field(factory=Counter)
    issues: list[Issue] = attrs.field(factory=list)

    def add(self, part: Part, decisions: pl.DataFrame, refused: pl.DataFrame) -> None:
        """Add the results of a chunk."""
        self.rows += part.read
        self.people += part.population.height
        self.decided += decisions.height
        self.refused += refused.height
        self.issues += part.issues
        if "outcome" in decisions.columns:
            self.outcomes.update(dict(decisions["outcome"].cast(pl.String).value_counts().iter_rows()))


def review_tables(
    place: Path,
    rulebook: RuleBook,
    as_of: date,
    out: Path,
    purpose: str = "planning",
    *,
    engine: str = "auto",
    findings: str = "none",
    columns: Sequence[str] = COLUMNS,
    progress: Progress | None = None,
) -> Review:
    """Review the people in *place* and write parts of results into the folder *out*.

    What comes back is the account of it: its frames are empty, since the results are in the folder.
    *findings* is ``none``, ``compact`` (numbers, with a dictionary) or ``long`` (a row a requirement).

    Raises:
        eligibility.read.cells.UnreadableInput: the tables cannot be read.
        eligibility.normalise.headings.UnusableInput: they cannot be understood.
        NoPolicy: the rule book has no policy for *purpose* on that day.
        eligibility.engine.agreement.Disagreement: the engines conclude differently.

    """
    with Known(rulebook, as_of, purpose, engine) as known, without_collector():
        return known.review(place, out, findings=findings, columns=columns, progress=progress)


class Known:
    """What reviews of one day and purpose know: what one of them concluded holds for the next.

    Each later one concludes one in a hundred of the known situations again, as far as they come up.
    """

    def __init__(
        self, rulebook: RuleBook, as_of: date, purpose: str = "planning", engine: str = "auto"
    ) -> None:
        policy = rulebook.policy(purpose, as_of)
        if policy is None:
            raise NoPolicy(purpose, as_of)
        self.session = Session(rulebook, policy, as_of, make_concluder(engine))
        self.ordinary = Ordinary(self.session)
        self._evaluator: Evaluator | None = None

    def __enter__(self) -> "Known":
        return self

    def __exit__(self, *_: object) -> None:
        self.session.concluder.close()

    def review(
        self,
        place: Path,
        out: Path,
        *,
        findings: str = "none",
        columns: Sequence[str] = COLUMNS,
        progress: Progress | None = None,
    ) -> Review:
        """Review the people in *place* (see `review_tables`)."""
        with scratch(out) as folder:
            source = find_tables(place, self.session.rulebook.vocabulary, folder)
            sources = tuple(SourceFile(name, digest) for name, digest in hashes(place))
            return Run(source, self, folder).write(out, findings, columns, progress or silent, sources)

    def evaluator(self, solvers: Sequence[LiftingSolver]) -> Evaluator:
        """The evaluator for these instances: the last one, if it was for the same."""
        known = self._evaluator
        if known is not None and known.layout.solvers == tuple(solvers):
            known.doubt()
            return known
        layout = lay_out(solvers, self.session.rulebook.vocabulary)
        self._evaluator = Evaluator(self.session, layout, self.ordinary)
        return self._evaluator


class Run:
    """A review of *source*."""

    def __init__(self, source: Source, known: Known, folder: Path) -> None:
        session = self._session = known.session
        vocabulary = session.rulebook.vocabulary
        self._source = source
        self._folder = folder
        self._key = source.keys[PEOPLE]
        self._nobody = unstated(vocabulary)
        self._repeated = source.repeated()
        self._aside: list[dict[str, pl.DataFrame]] = []
        self._shared: Mapping[str, pl.DataFrame] = {}
        self.done = Counted()
        self._assignments = self._assigned()
        self._ordinary = known.ordinary
        self.evaluator = known.evaluator(self._assignments.solvers)
        layout = self.evaluator.layout
        wanted = {*_wanted(layout, vocabulary), *_asked(self._assignments)}
        if TARGET_UNIT in wanted:  # an audit looks at the unit held as at the target
            wanted.add(HELD_UNIT)
        self._intake = Intake(source.heads, session.rulebook, session.as_of, wanted, layout.cuts, layout.rows)

    def write(
        self,
        out: Path,
        findings: str,
        columns: Sequence[str],
        tell: Progress,
        sources: tuple[SourceFile, ...],
    ) -> Review:
        """Write all parts of the results, and give the account of them."""
        started = perf_counter()
        done = self.done
        frames = Frames(self.evaluator, self._session.rulebook.vocabulary, self._session.policy, columns)
        details = DETAILS[findings](self.evaluator) if findings in DETAILS else None
        total = self._source.height()
        with Writes() as writes:
            for part in self._parts():
                made = self._made(part, frames, details)
                for name, frame in made.items():
                    writes.put(frame, out / name, part.number)
                done.add(part, made["decisions"], made["refusals"])
                tell("evaluate", done.rows, total)
        if details is not None:
            details.demands().write_parquet(out / "demands.parquet")
            details.verdicts().write_parquet(out / "verdicts.parquet")
        return self._account(done, started, sources)

    def frames(self, findings: str, columns: Sequence[str]) -> Iterator[dict[str, pl.DataFrame]]:
        """The results of each chunk: decisions, refusals and, unless there shall be none, findings."""
        frames = Frames(self.evaluator, self._session.rulebook.vocabulary, self._session.policy, columns)
        details = DETAILS[findings](self.evaluator) if findings in DETAILS else None
        for part in self._parts():
            made = self._made(part, frames, details)
            self.done.add(part, made["decisions"], made["refusals"])
            yield made

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be understood, each distinct text once."""
        return (*map(Problem, self.heads.issues), *self._intake.problems(PEOPLE))

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What could not be understood, with the number of places of each distinct text."""
        return tuple(problem.told() for problem in self.problems)

    @property
    def heads(self) -> Heads:
        """Which column is which field."""
        return self._source.heads

    def _made(self, part: Part, frames: Frames, details: Compact | None) -> dict[str, pl.DataFrame]:
        found = self.evaluator.evaluate(part.population, part.sheets, self._assignments)
        decisions = frames.decisions(found, part.ids, part.rows)
        refused = pl.concat([of_candidacies(found, part.ids, part.rows), *part.refused])
        made = {"decisions": decisions, "refusals": refused}
        return made if details is None else {**made, "findings": details.frame(found, decisions)}

    def _account(self, done: Counted, started: float, sources: tuple[SourceFile, ...]) -> Review:
        total = self._source.height()
        if done.rows != total:
            raise AssertionError(f"{total} rows became {done.rows}")
        counts = Counts(
            done.decided + done.refused,
            done.decided,
            done.refused,
            dict(sorted(done.outcomes.items())),
            done.people,
        )
        read = {table: self._source.height(table) for table in self._source.files}
        account = Account(self._session, self.heads, self.evaluator.layout.solvers)
        engines = account.engines(self.evaluator.situations, self._ordinary, done.decided)
        issues = (*done.issues, *self.issues)
        return account.review(issues, sources, read, counts, engines, perf_counter() - started)

    def _parts(self) -> Iterator[Part]:
        """All people, chunk by chunk; at last those whose id several rows have."""
        for piece in ahead(self._source.pieces(self._folder, self._intake.columns)):
            yield self._fit(piece)
        if self._aside:
            yield self._set_aside()

    def _fit(self, piece: Piece) -> Part:
        """Those of *piece* who are named, and but once."""
        people, sides = piece.people, piece.sides
        ids = named(people[self._key])
        unnamed = ids.is_null() | ids.str.to_lowercase().is_in(self._nobody)
        refused = [
            piece_of
            for table, (frame, whose) in sides.items()
            for piece_of in self._of_nobody(table, frame.filter(pl.Series(whose < 0)))
        ]
        kept = ~unnamed
        if unnamed.any():
            refused.append(
                of_rows(PEOPLE, people.filter(unnamed)[self._key], people.filter(unnamed)[ROW], "no_id")
            )
        if len(self._repeated):
            again = ids.is_in(self._repeated.implode()).fill_null(value=False)
            self._keep(piece, again)
            kept &= ~again
        if not kept.all():
            place = np.where(kept.to_numpy(), np.cumsum(kept.to_numpy()) - 1, -1)
            people, ids = people.filter(kept), ids.filter(kept)
            sides = {
                table: (frame, np.where(whose >= 0, place[np.maximum(whose, 0)], -1))
                for table, (frame, whose) in sides.items()
            }
        crowd = self._intake.crowd(people, sides, piece.shared)
        sheets = Sheets(people, None, sides, piece.shared)
        return Part(piece.number, piece.people.height, crowd, sheets, ids, people[ROW], refused)

    def _of_nobody(self, table: str, rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
        """Rows of *table* that name nobody, or nobody who is among the people."""
        ids = named(rows[self._source.keys[table]])
        for kind, kept in (("no_id", ids.is_null()), ("unknown_person", ids.is_not_null())):
            if kept.any():
                yield of_rows(table, ids.filter(kept), rows.filter(kept)[ROW], kind)

    def _keep(self, piece: Piece, again: pl.Series) -> None:
        """Lay aside people whose id others have too, with what other tables say of them."""
        persons = np.flatnonzero(again.to_numpy())
        sides = {
            table: frame.filter(pl.Series(np.isin(whose, persons)))
            for table, (frame, whose) in piece.sides.items()
        }
        self._aside.append({PEOPLE: piece.people.filter(again), **sides})
        self._shared = piece.shared
        if sum(frames[PEOPLE].height for frames in self._aside) > REPEATED:
            raise UnreadableInput("many_repeated", column=self._key, limit=str(REPEATED))

    def _set_aside(self) -> Part:
        """Those who were laid aside, as the ordinary intake has them: rows of one id are one person."""
        tables = {name: pl.concat([frames[name] for frames in self._aside]) for name in self._aside[0]}
        vocabulary = self._session.rulebook.vocabulary
        dataset = self._ordinary.dataset({**tables, **self._shared})
        population = Population(dataset, vocabulary, PEOPLE, "plan")
        people = dataset.tables[PEOPLE]
        ids = pl.Series([cell.text for cell in population.key_column(people).values], dtype=pl.String).gather(
            population.key_column(people).codes
        )
        keys = self._source.keys
        owned = {name: (frame, owners(frame[keys[name]], ids)) for name, frame in tables.items()}
        _, whose = owned[PEOPLE]
        sides = {name: found for name, found in owned.items() if name != PEOPLE}
        first = (
            pl.DataFrame({"person": whose, "row": tables[PEOPLE][ROW]})
            .group_by("person")
            .agg(pl.col("row").min())
        )
        rows = first.sort("person").filter(pl.col("person") >= 0)["row"]
        sheets = Sheets(tables[PEOPLE], whose, sides, self._shared)
        return Part(ASIDE, 0, population, sheets, ids, rows, [of_ordinary(dataset.refusals)], dataset.issues)

    def _assigned(self) -> Assignments:
        """The instances that come up anywhere, found by reading what the choice depends on."""
        session = self._session
        assignments = Assignments(session)
        wanted = _asked(assignments)
        intake = Intake(self._source.heads, session.rulebook, session.as_of, wanted, {}, {})
        for piece in ahead(self._source.pieces(self._folder, intake.columns)):
            crowd = intake.crowd(piece.people, piece.sides, piece.shared)
            assignments.assign(consider(crowd, session.rulebook, session.policy.purpose, session.as_of))
        assignments.settle()
        return assignments


def unstated(vocabulary: Vocabulary) -> list[str]:
    """What stands where nobody is named, and the words of example rows, in lower case."""
    examples = (vocabulary.template.example.vi, vocabulary.template.example.en)
    return [text.lower() for text in (*ABSENT_MARKS, *UNSTATED_FOLDED, *examples) if text]


def _asked(assignments: Assignments) -> set[str]:
    """The paths of what says which standard applies."""
    return {*assignments.paths, HELD_POST, *([HELD_UNIT] if assignments.by_unit else [])}


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
