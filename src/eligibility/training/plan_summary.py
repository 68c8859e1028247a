"""A plan on a terminal: classes with their last seats, goals, who would change, how it came about."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from eligibility.report.summary import percent, printable
from eligibility.training.plan_outputs import Delivered, account, title_of

CHANGES = 12
"""People who would change that are listed."""


def summary(delivered: Delivered) -> RenderableType:
    """The classes, the goals, the forecast, and the account."""
    tables = delivered.tables
    say = tables.words.say
    classes = Table(box=None, pad_edge=False, header_style="bold")
    for key, right in (
        ("report.col_class", False),
        ("report.col_course", False),
        ("report.col_start", False),
        ("report.col_seats", True),
        ("report.col_seated", True),
        ("report.col_waiting", True),
        ("report.col_last", False),
    ):
        classes.add_column(say(key), justify="right" if right else "left")
    for row in tables.classes().iter_rows(named=True):
        classes.add_row(
            printable(row["class"]),
            printable(row["course"]),
            tables.words.day(row["start"]),
            str(row["seats"]),
            str(row["seated"]),
            str(row["waiting"] or ""),
            printable(row["last"]),
        )
    goals = Table(box=None, pad_edge=False, header_style="bold")
    goals.add_column(say("report.col_goal"))
    for key in ("report.col_first", "report.col_value_reached", "report.col_no_better"):
        goals.add_column(say(key), justify="right")
    goals.add_column(say("report.col_proven"))
    asked = {goal.id for goal in tables.plan.problem.goals if goal.terms}
    told = tables.frames.goals()["goal"].is_in(list(asked))
    for row in tables.goals().filter(told).iter_rows(named=True):
        numbers = (str(row[name]) for name in ("first", "value", "bound"))
        goals.add_row(printable(row["goal"]), *numbers, printable(row["proven"]))
    parts: list[RenderableType] = [
        Text(title_of(tables), style="bold"),
        Text(),
        classes,
        Text(),
        goals,
        Text(),
    ]
    if delivered.changed is not None:
        parts += [*_changes(delivered), Text()]
    parts += [printable(line) for line in _targets(delivered)]
    parts.append(printable(_forecast(delivered)))
    parts += [printable(line) for line in account(delivered)]
    return Group(*parts)


def _forecast(delivered: Delivered) -> str:
    """The share of holders who meet their standards, now and year by year."""
    tables = delivered.tables
    lang = tables.words.lang
    said = [
        f"{day}: {percent(meet, holders, lang)}"
        for day, holders, meet in tables.forecast().select("day", "holders", "meet").iter_rows()
    ]
    return tables.words.say("plan.forecast", shares="; ".join(said))


def _targets(delivered: Delivered) -> list[str]:
    """What the plan makes of each target."""
    words = delivered.tables.words
    return [
        words.say(
            "plan.target",
            title=row["target"],
            by=words.day(row["by"]),
            percent=row["percent"],
            now=percent(row["meet"], row["people"], words.lang),
            then=percent(row["expected"], row["people"], words.lang),
            reached=row["reached"],
            lacking=row["lacking"],
        )
        for row in delivered.tables.targets().iter_rows(named=True)
    ]


def _changes(delivered: Delivered) -> list[RenderableType]:
    """Whose class would be another."""
    tables = delivered.tables
    say = tables.words.say
    frame = tables.changed(delivered.changed)
    lines = [
        say(
            "plan.changed",
            name=f"{row['full_name']} ({row['id']})",
            course=row["course"],
            before=row["before"],
            after=row["after"],
        )
        for row in frame.head(CHANGES).iter_rows(named=True)
    ]
    if frame.height > CHANGES:
        lines.append(say("plan.more_changes", n=frame.height - CHANGES))
    head = say("plan.what_if", n=frame.height)
    return [Text(head, style="bold"), *(printable(line) for line in lines)]
