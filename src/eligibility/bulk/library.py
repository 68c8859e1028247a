"""Reviews of data frames: Polars, pandas, Arrow, or anything that hands over Arrow columns, in and out."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TypeVar, overload, runtime_checkable

import attrs
import polars as pl

from eligibility import pipeline
from eligibility.bulk.converting import plain
from eligibility.bulk.frames import COLUMNS
from eligibility.bulk.running import Known, Run
from eligibility.bulk.sources import source_of
from eligibility.diagnostics import Diagnostic
from eligibility.memory import without_collector
from eligibility.model.dataset import Issue
from eligibility.model.review import Review
from eligibility.model.standard import RuleBook
from eligibility.normalise.headings import PEOPLE
from eligibility.pipeline import load_rules


@runtime_checkable
class ArrowColumns(Protocol):
    """What hands over its columns through the Arrow PyCapsule interface."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The columns as a stream of record batches."""
        ...


Frame = TypeVar("Frame", bound=ArrowColumns)


@attrs.frozen(eq=False)
class Reviewed:
    """The results of a review of frames, each of the kind that the people came in.

    *decisions* has a row for each candidacy: ``row`` (of the people, from 1), ``id``, ``post``, ``term``,
    ``standard``, ``version``, ``outcome`` and the lists ``training``, ``training_possible``, ``unmet``,
    ``unknown`` and ``waived``. *refusals* are rows that were not decided: ``table``, ``row``, ``id``,
    ``post``, ``kind`` and ``detail``. *findings* has a row for each requirement of a candidacy; None unless
    asked for. *issues* are texts that could not be understood, each once.
    """

    decisions: Any
    refusals: Any
    findings: Any
    issues: tuple[Issue, ...]


class BrokenRules(Exception):
    """The rule book cannot be used; *problems* are everything that is wrong with it."""

    def __init__(self, problems: Sequence[Diagnostic]) -> None:
        super().__init__("; ".join(f"{problem.code} {problem.place}" for problem in problems[:3]))
        self.problems = tuple(problems)


@overload
def review(records: str | Path, rules: RuleBook | str | Path, as_of: date, purpose: str = ...) -> Review: ...


@overload
def review(
    records: ArrowColumns | Mapping[str, ArrowColumns],
    rules: RuleBook | str | Path,
    as_of: date,
    purpose: str = ...,
) -> Reviewed: ...


def review(
    records: str | Path | ArrowColumns | Mapping[str, ArrowColumns],
    rules: RuleBook | str | Path,
    as_of: date,
    purpose: str = "planning",
) -> Review | Reviewed:
    """Review *records*: a workbook or folder by its path, or data frames (see `review_frames`), by *rules*.

    Raises:
        BrokenRules: the rule book in the folder *rules* has errors.
        eligibility.read.cells.UnreadableInput: the records cannot be read.
        eligibility.normalise.headings.UnusableInput: they cannot be understood as tables.
        NoPolicy: the rule book has no policy for *purpose* on that day.
        eligibility.engine.agreement.Disagreement: the engines conclude differently.

    """
    if isinstance(rules, RuleBook):
        book = rules
    else:
        found, problems, _ = load_rules(Path(rules))
        if found is None:
            raise BrokenRules(problems)
        book = found
    if isinstance(records, str | Path):
        return pipeline.review(Path(records), book, as_of, purpose)
    return review_frames(records, book, as_of, purpose)


def review_frames(
    tables: Frame | Mapping[str, Frame],
    rulebook: RuleBook,
    as_of: date,
    purpose: str = "planning",
    *,
    findings: bool = False,
    engine: str = "auto",
    columns: Sequence[str] = COLUMNS,
) -> Reviewed:
    """Review people in a frame, or in a mapping of table names (``people``, ``plan``, ...) to frames.

    Columns have the headings of sheets, in any of their spellings; days may be dates or texts, levels codes
    or labels. What cannot be understood is unknown, as in every review.

    Raises:
        eligibility.normalise.headings.UnusableInput: there are no people, or a column is lacking or double.
        NoPolicy: the rule book has no policy for *purpose* on that day.
        eligibility.engine.agreement.Disagreement: the engines conclude differently.

    """
    given = tables if isinstance(tables, Mapping) else {PEOPLE: tables}
    source = source_of({name: [_taken(frame)] for name, frame in given.items()}, rulebook.vocabulary, PEOPLE)
    with Known(rulebook, as_of, purpose, engine) as known, without_collector():
        run = Run(source, known, Path())
        made = list(run.frames("long" if findings else "none", columns))
    whole = {name: pl.concat([part[name] for part in made]) for name in made[0]}
    like = next(iter(given.values()))
    frames = {name: _given_back(whole.get(name), like) for name in ("decisions", "refusals", "findings")}
    return Reviewed(**frames, issues=run.issues)


def _taken(frame: ArrowColumns) -> pl.DataFrame:
    if isinstance(frame, pl.DataFrame):
        return frame
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    return pl.DataFrame(frame)


def _given_back(frame: pl.DataFrame | None, like: object) -> object:
    """*frame* as a frame of the kind of *like*; Polars for what has no maker here."""
    if frame is None or isinstance(like, pl.DataFrame):
        return frame
    library = type(like).__module__.partition(".")[0]
    if isinstance(like, pl.LazyFrame):
        return frame.lazy()
    if library == "pandas":
        return plain(frame).to_pandas()
    if library == "pyarrow":
        return plain(frame).to_arrow()
    return frame
