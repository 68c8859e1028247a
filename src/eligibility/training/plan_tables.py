"""A plan as an officer reads it: lists of who goes, reserves with reasons, classes, paths, figures."""

from functools import cached_property

import polars as pl

from eligibility.model.dataset import Dataset
from eligibility.report.mapped import mapped
from eligibility.report.order import in_order
from eligibility.report.words import Words
from eligibility.training.asking import Aside
from eligibility.training.following import followed, past
from eligibility.training.late import late
from eligibility.training.late_tables import in_words
from eligibility.training.people import admin_levels
from eligibility.training.plan import Plan
from eligibility.training.plan_counts import by_unit, by_year, forecast
from eligibility.training.plan_frames import Frames
from eligibility.training.plan_words import PlanWords
from eligibility.training.reached import targets


class PlanTables:
    """The tables of a plan in one language; the frames in codes are in *frames*."""

    def __init__(self, plan: Plan, words: Words, dataset: Dataset) -> None:
        self.plan = plan
        self.words = words
        self.said = PlanWords(plan, words)
        self.frames = Frames(plan)
        self.seats = self.frames.seats()
        self.waiting = self.frames.waiting()
        self._dataset = dataset

    @cached_property
    def swap(self) -> tuple[int | None, int] | None:
        """A swap of one seat for one that would be better, if there is any."""
        return self.plan.reasons.better_swap()

    @cached_property
    def reached(self) -> pl.DataFrame:
        """The targets, in codes."""
        return targets(self.plan)

    @cached_property
    def overdue(self) -> pl.DataFrame:
        """The decisions that paths change, in codes."""
        return late(self.plan.needs, self.plan.asking, self.plan.ways)

    def past_codes(self) -> pl.DataFrame:
        """The three years before the review, in codes."""
        needs = self.plan.needs
        return past(self._dataset, needs.rulebook.vocabulary, needs.reviews["training"].as_of)

    def going(self) -> pl.DataFrame:
        """Who goes, by class, in the order of lists."""
        order = {one.id: place for place, one in enumerate(self.plan.problem.classes)}
        listed = in_order(self.seats).with_columns(
            class_place=pl.col("class").replace_strict(order, return_dtype=pl.Int64)
        )
        frame = listed.sort("class_place", maintain_order=True)
        return self._worded(frame.with_columns(in_time=mapped(frame, ["in_time"], self._in_time)))

    def reserve(self) -> pl.DataFrame:
        """Who waits, by course, in the order of claims, with why."""
        numbers = {
            (claim.person, claim.course): number for number, claim in enumerate(self.plan.problem.claims)
        }
        why = [
            self.said.hindered(numbers[person, course])
            for person, course in self.waiting.select("id", "course").iter_rows()
        ]
        return self._worded(self.waiting.with_columns(pl.Series("why", why, dtype=pl.String)))

    def reserves(self) -> pl.DataFrame:
        """Who waits for each class, in the order of claims, with what binds there."""
        limits = self.plan.problem.limits
        why = ["; ".join(self.said.limit(limits[n]) for n in found) for *_, found in self.frames.lines()]
        return self._worded(self.frames.reserves().with_columns(pl.Series("why", why, dtype=pl.String)))

    def classes(self) -> pl.DataFrame:
        """The classes, with who has the last seat of each."""
        frame = self.frames.classes()
        facts = self.plan.asking.facts
        last = mapped(frame, ["last"], lambda person: f"{facts[person].name} ({person})" if person else "")
        priority = mapped(frame, ["last", "last_priority"], self._last_priority)
        return self._worded(frame.with_columns(last=last, last_priority=priority))

    def _last_priority(self, last: str, priority: str) -> str:
        return self.said.priority(priority) if last else ""

    def ways(self) -> pl.DataFrame:
        """The paths of people, in the order of lists."""
        frame = in_order(self.frames.ways())
        timed = mapped(frame, ["in_time"], lambda word: self.words.say(f"plan.time_{word}"))
        return self._worded(frame.with_columns(in_time=timed))

    def aside(self) -> pl.DataFrame:
        """The needs that ask for no seat, and why."""
        frame = in_order(self.frames.aside())
        return self._worded(frame.with_columns(reason=mapped(frame, ["reason", "detail"], self.set_aside)))

    def set_aside(self, reason: str, detail: str) -> str:
        """Why a need asks for no seat."""
        if reason == Aside.OUTCOME:
            return self.words.outcome(self.plan.needs.policy, detail)
        return self.words.say(f"plan.aside_{reason}", name=detail)

    def goals(self) -> pl.DataFrame:
        """The goals in their order, and how far each was taken."""
        frame = self.frames.goals()
        said = mapped(frame, ["proven"], lambda proven: self.words.say(f"plan.proven_{proven}".lower()))
        return frame.with_columns(goal=mapped(frame, ["goal"], self.said.goal), proven=said)

    def units(self) -> pl.DataFrame:
        """People and attendances by unit and year."""
        return by_unit(self.seats, self.waiting)

    def years(self) -> pl.DataFrame:
        """People and attendances by year, course and administrative level."""
        levels = admin_levels(self._dataset)
        frame = by_year(self.seats, levels, self.plan.needs.rulebook.vocabulary)
        kind = mapped(frame, ["course"], self._kind)
        level = mapped(frame, ["admin_level"], self._level)
        return self._worded(frame.with_columns(kind=kind, admin_level=level))

    def _kind(self, course: str) -> str:
        """Whether a course leads to a degree or level (đào tạo) or not (bồi dưỡng)."""
        fosters = self.plan.needs.rulebook.vocabulary.courses[course].fosters
        return self.words.say("plan.kind_fosters" if fosters else "plan.kind_leads")

    def forecast(self) -> pl.DataFrame:
        """How many holders meet their standards, now and at the end of each year."""
        frame = forecast(self.plan, self.seats)
        return frame.with_columns(day=mapped(frame, ["day"], self.words.day))

    def changed(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Whose class differs, with names for the codes of courses, and words where there is no seat."""
        none = self.words.say("plan.no_seat")
        classes = pl.col("before", "after").replace("", none)
        return self._worded(frame.with_columns(classes))

    def followed(self) -> pl.DataFrame:
        """What became of those sent before, and what follows."""
        frame = in_order(followed(self.plan))
        status = mapped(frame, ["status"], self.said.mode)
        after = mapped(frame, ["next", "next_class"], self._next)
        binds = mapped(frame, ["commitment"], self._commitment)
        basis = mapped(frame, ["basis", "checked"], self._basis)
        return self._worded(frame.with_columns(status=status, next=after, commitment=binds, basis=basis))

    def _basis(self, instrument: str, checked: bool | None) -> str:
        return instrument if checked is not False else self.words.say("plan.unchecked", name=instrument)

    def _commitment(self, word: str) -> str:
        return self.words.say(f"plan.commitment_{word}") if word else ""

    def targets(self) -> pl.DataFrame:
        """The targets of resolutions, and what the plan makes of them."""
        frame = self.reached
        titles = {one.target.id: one.target.title[self.words.lang] for one in self.plan.needs.standings}
        said = mapped(frame, ["reached"], lambda word: self.words.say(f"plan.reached_{word}"))
        return frame.with_columns(target=mapped(frame, ["target"], titles.__getitem__), reached=said)

    def late(self) -> pl.DataFrame:
        """The decisions of reviews that paths change."""
        return in_words(self.overdue, self.plan.needs.reviews, self.words)

    def _next(self, word: str, name: str) -> str:
        return self.words.say(f"plan.next_{word}", name=name)

    def past(self) -> pl.DataFrame:
        """People and attendances of the three years before the review, by course and level."""
        frame = self.past_codes()
        level = mapped(frame, ["admin_level"], self._level)
        field = (
            next(
                (one for one in self._dataset.tables["trainings"].table.fields if one.name == "course"), None
            )
            if "trainings" in self._dataset.tables
            else None
        )
        total = self.words.say("plan.all_courses")
        course = mapped(frame, ["course"], lambda code: self.words.value(code, field) if code else total)
        kind = mapped(frame, ["kind"], lambda word: self.words.say(f"plan.kind_{word}"))
        return frame.with_columns(kind=kind, course=course, admin_level=level)

    # --- words --------------------------------------------------------------------------------------

    def _worded(self, frame: pl.DataFrame) -> pl.DataFrame:
        changes = {
            "course": self.words.course,
            "mode": self.said.mode,
            "priority": self.said.priority,
        }
        return frame.with_columns(
            mapped(frame, [column], change).alias(column)
            for column, change in changes.items()
            if column in frame.columns
        )

    def _in_time(self, in_time: bool | None) -> str:
        if in_time is None:
            return ""
        return self.words.say("needs.in_time" if in_time else "needs.late")

    def _level(self, code: str | None) -> str:
        field = self.plan.needs.rulebook.vocabulary.field_at("held.admin_level")
        return self.words.value(code, field) if code else ""
