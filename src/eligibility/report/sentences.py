"""The gaps of a review as sentences: what is lacking, what the record states, what is asked for, by when.

Only what is unmet or unknown is told. A sentence is put together from columns, whose parts are
worded once for each distinct combination of the values that they depend on.
"""

from datetime import date

import polars as pl

from eligibility.model.review import Review
from eligibility.report.gaps import GapWords
from eligibility.report.mapped import mapped
from eligibility.report.seen import SeenValues
from eligibility.report.words import Words, inside

SEPARATOR = "\x1f"
PLACE = ["standard", "version", "requirement"]


class Sentences:
    """Tells the gaps of one review in one language."""

    def __init__(self, review: Review, words: Words) -> None:
        self._review = review
        self._words = words
        vocabulary = review.rulebook.vocabulary
        year = vocabulary.closed_year(review.as_of)
        values = SeenValues(words, vocabulary)
        self._gaps = {
            (standard.id, standard.version, requirement.id): GapWords(
                standard, requirement, words, vocabulary, values, year
            )
            for standard in review.standards
            for requirement in standard.requirements
        }

    def told(self) -> pl.DataFrame:
        """Every unmet or unknown finding: ``row``, ``requirement``, ``status``, ``sentence``.

        ``papers`` are what the sentence asks for, joined by `SEPARATOR`.
        """
        status = pl.col("status")
        found = self._review.findings.filter((status == "unmet") | (status == "unknown"))
        late = self._too_late(found)
        asking = found.with_columns(pl.when(status == "unknown").then(pl.col("reason", "cure", "value")))
        told = found.with_columns(papers=mapped(asking, [*PLACE, "reason", "cure", "value"], self._papers))
        told = told.with_columns(
            gap=mapped(found, [*PLACE, "status", "reason", "cure", "value"], self._gap),
            end=mapped(found.with_columns(late=late), ["status", "due", "cure", "late"], self._end),
            asked=mapped(told, [*PLACE, "papers"], self._asked),
        )
        chosen: pl.DataFrame = told.select(
            "row",
            pl.col("requirement", "status").cast(pl.String),
            "papers",
            sentence=pl.concat_str("gap", "end", "asked", pl.lit(".")),
        )
        return chosen

    def by_row(self) -> pl.DataFrame:
        """For each candidacy (``row``) with a gap, its sentences: ``said_unmet`` and ``said_unknown``.

        They are joined by `SEPARATOR`, as are ``asked``, the papers that the sentences ask for.
        """
        unmet = pl.col("status") == "unmet"
        return (
            self.told()
            .group_by("row")
            .agg(
                pl.col("sentence").filter(unmet).str.join(SEPARATOR).alias("said_unmet"),
                pl.col("sentence").filter(~unmet).str.join(SEPARATOR).alias("said_unknown"),
                pl.col("papers").filter(~unmet).str.join(SEPARATOR).alias("asked"),
            )
        )

    def _too_late(self, found: pl.DataFrame) -> pl.Series:
        """Whether no course closes a gap in time in any way of completing the record."""
        decided = self._review.decisions.select(
            "row", "training_possible", sure=pl.col("outcomes").list.len() == 1
        )
        course = pl.col("cure").cast(pl.String).str.strip_prefix("course:")
        late: pl.Series = (
            found.select("row", "cure", "closable")
            .join(decided, on="row", how="left", maintain_order="left")
            .select(
                late=pl.col("cure").cast(pl.String).str.starts_with("course:")
                & ~pl.col("closable")
                & pl.col("sure")
                & ~pl.col("training_possible").list.contains(course)
            )
            .to_series()
        )
        return late

    def _gap(self, standard: str, version: str, name: str, *found: str) -> str:
        return self._gaps[standard, version, name].sentence(*found)

    def _end(self, status: str, due: date | None, cure: str, late: bool | None) -> str:
        """By when, and whether that can be."""
        say, day, as_of = self._words.say, self._words.day, self._review.as_of
        kind, _, detail = cure.partition(":")
        end = ""
        if due is not None and due > as_of:
            end = say("gap.due", day=day(due))
        elif due is not None and due < as_of and status == "unmet":
            end = say("gap.overdue", day=day(due))
        if kind == "wait" and detail:
            end += say("gap.again", day=day(date.fromisoformat(detail)))
        elif late:
            end += say("gap.too_late", course=inside(self._words.course(detail)))
        return end

    def _papers(self, standard: str, version: str, name: str, *found: str | None) -> str:
        return SEPARATOR.join(self._gaps[standard, version, name].papers(*found))

    def _asked(self, standard: str, version: str, name: str, papers: str) -> str:
        """The papers, as the end of a sentence."""
        if not papers:
            return ""
        gap = self._gaps[standard, version, name]
        said = (inside(gap.paper(paper)) for paper in papers.split(SEPARATOR))
        return self._words.say("gap.papers", papers=", ".join(said))
