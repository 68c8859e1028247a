"""``eligibility training plan`` and ``why``: seats in classes, and why somebody has one or none."""

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click

from eligibility.cli.class_lists import class_list
from eligibility.cli.near import leave_unknown
from eligibility.cli.passwords import password, with_password
from eligibility.cli.progress import progress
from eligibility.cli.results import asked, out_option, records_argument
from eligibility.cli.shared import (
    STOPPED,
    UNUSABLE,
    console,
    help_text,
    leave,
    options,
    plain_failures,
    rulebook,
    tell,
)
from eligibility.messages import text

if TYPE_CHECKING:
    from eligibility.model.dataset import Dataset
    from eligibility.model.standard import RuleBook
    from eligibility.training.asking import Asking
    from eligibility.training.classes import ClassList
    from eligibility.training.entering import Entries
    from eligibility.training.needs import Needs
    from eligibility.training.plan import Contradictory, Plan, Told

SPAN = 3
"""Years that a plan covers, unless they are named."""


class Years(click.ParamType[range]):
    """A span of years such as 2026-2028."""

    name = "years"

    def __init__(self, lang: str) -> None:
        self._lang = lang

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> range:  # noqa: ANN401
        """The years in *value*."""
        first, _, last = str(value).replace("–", "-").partition("-")
        years = [part.strip() for part in (first, last or first)]
        if all(part.isdecimal() and len(part) == 4 for part in years) and years[0] <= years[1]:
            return range(int(years[0]), int(years[1]) + 1)
        return self.fail(text("plan.bad_years", self._lang, text=value), param, ctx)


class Seats(click.ParamType[tuple[str, int]]):
    """A class with a number of seats, such as TC26-1=5."""

    name = "seats"

    def __init__(self, lang: str) -> None:
        self._lang = lang

    def convert(
        self,
        value: Any,  # noqa: ANN401  (as Click has it)
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[str, int]:
        """The class and its seats in *value*."""
        if isinstance(value, tuple):
            return value
        name, sign, number = str(value).rpartition("=")
        if sign and name and number.isdecimal():
            return name, int(number)
        return self.fail(text("plan.bad_seats", self._lang, text=value), param, ctx)


@attrs.frozen(eq=False)
class Prepared:
    """What plans for one class list are made of."""

    lang: str
    book: "RuleBook"
    dataset: "Dataset"
    needs: "Needs"
    listed: "ClassList"
    years: range
    engine: str

    def asking(self, listed: "ClassList", order: tuple[str, ...], told: "Told") -> tuple["Asking", Any]:
        """The claims for *listed*, where the priorities in *order* come first; with how seats are given."""
        from eligibility.training.plan import ask, seating_for

        seating = seating_for(self.book, self.needs.reviews["training"].as_of, order)
        made = ask(self.needs, self.dataset, self.book, seating, listed, self.years, self.entries, told)
        return made, seating

    @cached_property
    def entries(self) -> "Entries":
        """Who may enter which class."""
        from eligibility.training.entering import Entries, reviewing

        entry = self.needs.reviews["training"]
        return Entries(self.book, entry, reviewing(self.dataset, entry.as_of, self.engine))


def prepare(
    lang: str,
    records: Path,
    book: "RuleBook",
    classes: Path,
    day: date,
    years: range | None,
    engine: str,
    step: "Told",
) -> Prepared:
    """Records reviewed for needs, and the class list; leaves where the list must be mended first."""
    from eligibility.pipeline import read_dataset, review_dataset
    from eligibility.training.needs import PURPOSES, find_needs

    dataset = read_dataset(records, book, day, password(lang))
    listed = class_list(lang, classes, dataset, book, day)
    reviews = {
        purpose: review_dataset(dataset, book, day, purpose, progress=step, engine=engine)
        for purpose in PURPOSES
    }
    covered = years or range(day.year, day.year + SPAN)
    needs = find_needs(dataset, book, reviews, listed.completed(), date(covered[-1], 12, 31))
    return Prepared(lang, book, dataset, needs, listed, covered, engine)


def _contradictory(error: "Contradictory", prepared: Prepared) -> None:
    """Leave, saying which decisions cannot be kept together."""
    from eligibility.report.words import Words
    from eligibility.training.conflict_words import conflict_text

    words = Words(prepared.book.vocabulary, prepared.lang)
    lines = [
        words.say("plan.contradictory"),
        *(conflict_text(one, error.asking, words) for one in error.found),
    ]
    leave(UNUSABLE, "\n".join(lines))


def _made(
    prepared: Prepared,
    listed: "ClassList",
    order: tuple[str, ...],
    seconds: float,
    prove: bool,
    step: "Told",
) -> "Plan":
    from eligibility.training.plan import Contradictory, make_plan

    asking, seating = prepared.asking(listed, order, step)
    try:
        return make_plan(
            prepared.needs, seating, listed, prepared.years, asking, seconds=seconds, prove=prove, told=step
        )
    except Contradictory as error:
        _contradictory(error, prepared)
        raise AssertionError from error


def plan(lang: str) -> click.Command:
    """``eligibility training plan``: who goes where."""

    def run(
        records: Path,
        classes: Path,
        years: range | None,
        seats: tuple[tuple[str, int], ...],
        priorities: str,
        time_limit: float,
        first: bool,
        rules: Path | None,
        as_of: date | None,
        out: Path | None,
        force: bool,
        engine: str,
        as_json: bool,
        quiet: bool,
    ) -> None:
        with plain_failures(lang):
            day = as_of or date.today()
            wanted = asked(lang, records, rules, out, classes, force=force, as_json=as_json, quiet=quiet)
            wanted.check_free()
            book, _ = rulebook(rules, lang, quiet=wanted.silent)
            order = _priorities(priorities, book, day, lang)
            from eligibility.report.words import Words
            from eligibility.training.differing import changes, with_seats
            from eligibility.training.plan_outputs import Delivered, plan_data, write_plan
            from eligibility.training.plan_summary import summary
            from eligibility.training.plan_tables import PlanTables

            with progress(lang, hidden=wanted.silent) as step:
                prepared = prepare(lang, records, book, classes, day, years, engine, step)
                other = dict(seats)
                for name in other:
                    if prepared.listed.session(name) is None:
                        known = [one.id for one in prepared.listed.classes]
                        message = text("plan.unknown_class", lang, name=name)
                        leave_unknown(message, name, known, lang)
                made = _made(prepared, prepared.listed, (), time_limit, not first, step)
                changed = None
                if other or order:
                    declared = made
                    listed = with_seats(prepared.listed, other)
                    made = _made(prepared, listed, order, time_limit, not first, step)
                    changed = changes(declared, made)
            tables = PlanTables(made, Words(book.vocabulary, lang), prepared.dataset)
            delivered = Delivered(tables, changed)
            wanted.deliver(
                lambda folder: write_plan(delivered, folder),
                lambda: plan_data(delivered),
                lambda: [summary(delivered)],
            )
            if made.answer.stopped:
                leave(STOPPED, text("plan.stopped_written", lang))
            if not made.solver and not first:
                tell(text("plan.no_solver", lang))

    made = click.Command("plan", callback=run, help=help_text(lang, "plan", "records"))
    made.params = [
        records_argument(lang),
        *class_options(lang),
        out_option(lang),
        click.Option(
            ["--seats"],
            multiple=True,
            type=Seats(lang),
            metavar=text("cli.meta_seats", lang),
            help=text("cli.opt_seats", lang),
        ),
        click.Option(
            ["--priorities"],
            default="",
            metavar=text("cli.meta_names", lang),
            help=text("cli.opt_priorities", lang),
        ),
        time_option(lang),
        click.Option(["--first"], is_flag=True, help=text("cli.opt_first", lang)),
    ]
    return options(lang, "as_of", "rules", "force", "engine", "json", "quiet")(with_password(made, lang))


def why(lang: str) -> click.Command:
    """``eligibility training why``: one person's seat, or why there is none."""

    def run(
        person: str,
        records: Path,
        classes: Path,
        years: range | None,
        course: str,
        year: int | None,
        time_limit: float,
        rules: Path | None,
        as_of: date | None,
        engine: str,
        as_json: bool,
        quiet: bool,
    ) -> None:
        with plain_failures(lang):
            day = as_of or date.today()
            book, _ = rulebook(rules, lang, quiet=quiet or as_json)
            code = _course(course, book, lang)
            from eligibility.report.machine import as_json as json_text
            from eligibility.report.summary import show
            from eligibility.report.words import Words
            from eligibility.training.plan_tables import PlanTables
            from eligibility.training.tables import NeedsTables
            from eligibility.training.why import answers, render, why_data

            with progress(lang, hidden=quiet or as_json) as step:
                prepared = prepare(lang, records, book, classes, day, years, engine, step)
                made = _made(prepared, prepared.listed, (), time_limit, True, step)
                if person not in made.asking.facts:
                    message = text("cli.no_person", lang, id=person)
                    leave_unknown(message, person, list(made.asking.facts), lang)
                words = Words(book.vocabulary, lang)
                tables = PlanTables(made, words, prepared.dataset)
                needs = NeedsTables(prepared.needs, words)
                found = answers(
                    tables,
                    needs,
                    person,
                    code,
                    year,
                    time_limit,
                    lambda listed: prepared.asking(listed, (), step)[0],
                )
            if as_json:
                click.echo(json_text(why_data(tables, person, found)), nl=False)
            else:
                show(render(tables, person, found), console())

    made = click.Command("why", callback=run, help=help_text(lang, "why", "records"))
    made.params = [
        click.Argument(["person"], metavar=text("cli.meta_id", lang)),
        records_argument(lang),
        *class_options(lang),
        click.Option(
            ["--course"],
            default="",
            metavar=text("cli.meta_course", lang),
            help=text("cli.opt_course", lang),
        ),
        click.Option(["--year"], type=click.IntRange(2000, 2100), help=text("cli.opt_year", lang)),
        time_option(lang),
    ]
    return options(lang, "as_of", "rules", "engine", "json", "quiet")(with_password(made, lang))


def class_options(lang: str) -> list[click.Option]:
    """The class list, and the years."""
    return [
        click.Option(
            ["--classes"],
            required=True,
            type=click.Path(path_type=Path),
            metavar=text("cli.meta_place", lang),
            help=text("cli.opt_classes", lang),
        ),
        click.Option(
            ["--years"],
            type=Years(lang),
            metavar=text("cli.meta_years", lang),
            help=text("cli.opt_years", lang),
        ),
    ]


def time_option(lang: str) -> click.Option:
    """How long the proof may take."""
    return click.Option(
        ["--time-limit"],
        type=click.FloatRange(0),
        default=300.0,
        show_default=True,
        metavar=text("cli.meta_seconds", lang),
        help=text("cli.opt_time_limit", lang),
    )


def _priorities(given: str, book: "RuleBook", day: date, lang: str) -> tuple[str, ...]:
    """The priorities that are named, if the rule book has them all."""
    seating = book.seating(day)
    names = tuple(part.strip() for part in given.split(",") if part.strip())
    known = [one.id for one in seating.priorities] if seating is not None else list(names)
    for name in names:
        if name not in known:
            message = text("plan.unknown_priority", lang, name=name, known=", ".join(known))
            leave_unknown(message, name, known, lang)
    return names


def _course(given: str, book: "RuleBook", lang: str) -> str:
    """The code of the course that is named; none where none is."""
    from eligibility.normalise.text import key

    if not given:
        return ""
    courses = book.vocabulary.courses.values()
    for course in courses:
        if key(given) in map(key, (course.id, course.label.vi, course.label.en, *course.aliases)):
            return course.id
    names = [name for course in courses for name in (course.id, course.label[lang])]
    message = text("plan.unknown_course", lang, name=given)
    leave_unknown(message, given, names, lang)
    raise AssertionError
