"""Needs as an officer reads them: names for codes, reasons in words, counts by course and by unit."""

import polars as pl

from eligibility.model.standard import Requirement
from eligibility.report.mapped import mapped
from eligibility.report.order import in_order
from eligibility.report.words import Words
from eligibility.training.further import RENEWAL, TARGET
from eligibility.training.needs import ATTENDS, KEY, RETIRES, Needs

SEPARATOR = "\x1f"


class NeedsTables:
    """The tables of needs in one language."""

    def __init__(self, needs: Needs, words: Words) -> None:
        self.needs = needs
        self.words = words
        entry = needs.reviews["training"]
        self._entry = {course: standard for standard in entry.standards for course in standard.courses}

    def outcome(self, code: str) -> str:
        """The name of an outcome of the training policy."""
        return self.words.outcome(self.needs.policy, code)

    def people(self) -> pl.DataFrame:
        """One row a person and course, as a list stands: by course, by unit, by name."""
        frame, words = self.needs.people, self.words
        joined = frame.with_columns(pl.col("blocked_by", "papers").list.join(SEPARATOR))
        made = frame.with_columns(
            outcome_code=frame["outcome"],
            course_code=frame["course"],
            outcome=mapped(frame, ["outcome"], self.outcome),
            course=mapped(frame, ["course"], words.course),
            why=self._why(),
            in_time=mapped(frame, ["in_time", "demand", "outcome"], self._in_time),
            entry=mapped(frame, ["entry"], self.outcome),
            blocked_by=mapped(joined, ["course", "blocked_by"], self._obstacles),
            papers=mapped(joined, ["papers"], self._papers),
        )
        listed = in_order(made)
        return listed.sort(self.place("course_code"), maintain_order=True)

    def place(self, column: str) -> pl.Expr:
        """Where the course in *column* stands in the rule book."""
        order = {course: place for place, course in enumerate(self.needs.rulebook.vocabulary.courses)}
        return pl.col(column).replace_strict(order, return_dtype=pl.Int64)

    def _why(self) -> pl.Series:
        """For each person and course the demands, in words."""
        demands = self.needs.demands
        told = mapped(
            demands,
            ["purpose", "post", "term", "standard", "version", "requirement", "clause"],
            self._demand,
        )
        reasons = demands.select(KEY).with_columns(why=told).group_by(KEY, maintain_order=True)
        lists = reasons.agg(pl.col("why").unique(maintain_order=True).str.join("; "))
        found = self.needs.people.select(KEY).join(lists, on=KEY, how="left", maintain_order="left")
        why: pl.Series = found["why"].fill_null("")
        return why

    def _demand(self, *row: str) -> str:
        purpose, post, term, standard, version, name, clause = row
        if purpose == TARGET:
            title = next(one.title for one in self.needs.rulebook.targets if one.id == standard)
            return self.words.say("needs.why_target", title=title[self.words.lang], clause=clause)
        if purpose == RENEWAL:
            return self.words.say("needs.why_renewal", clause=clause)
        return self.words.say(
            f"needs.why_{purpose}",
            post=self.words.post(post),
            term=term,
            requirement=self.words.requirement(self._requirement(purpose, standard, version, name), name),
            clause=clause,
        )

    def _requirement(self, purpose: str, standard: str, version: str, name: str) -> Requirement | None:
        used = self.needs.reviews[purpose].standards
        return next((s.requirement(name) for s in used if (s.id, s.version) == (standard, version)), None)

    def _in_time(self, in_time: bool | None, demand: str, outcome: str) -> str:
        if demand != "certain" or in_time is None:
            return ""
        goes = outcome in {other.demanded for other in self.needs.policy.outcomes}
        return self.words.say("needs.in_time" if in_time and goes else "needs.late")

    def _obstacles(self, course: str, joined: str) -> str:
        entry = self._entry.get(course)
        said = []
        for name in [item for item in joined.split(SEPARATOR) if item]:
            if name in (ATTENDS, RETIRES):
                said.append(self.words.say(f"needs.{name}"))
                continue
            requirement = entry.requirement(name) if entry is not None else None
            label = self.words.requirement(requirement, name)
            clause = requirement.clause if requirement is not None else ""
            said.append(self.words.say("needs.entry", requirement=label, clause=clause))
        return "; ".join(said)

    def _papers(self, joined: str) -> str:
        return "; ".join(self.words.slot(item) for item in joined.split(SEPARATOR) if item)

    # --- counts ---------------------------------------------------------------------------------

    def outcomes(self) -> list[str]:
        """The outcomes that occur, best first."""
        found = set(self.needs.people["outcome"])
        ranked = sorted(self.needs.policy.outcomes, key=lambda outcome: -outcome.rank)
        return [outcome.code for outcome in ranked if outcome.code in found]

    def by(self, *columns: str) -> pl.DataFrame:
        """How many rows of each outcome there are for each of *columns* (codes), in the order of lists."""
        frame = self.needs.people
        counts = [(pl.col("outcome") == code).sum().cast(pl.Int64).alias(code) for code in self.outcomes()]
        made: pl.DataFrame = frame.group_by(columns, maintain_order=True).agg(counts)
        return made
