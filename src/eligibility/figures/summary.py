"""The figures of an audit on a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from eligibility.figures.compliance import LEVEL, OVERALL, POST_GROUP, REQUIREMENT
from eligibility.figures.outputs import title_of
from eligibility.figures.tables import Figures
from eligibility.report.summary import local, printable

TOP = 8
"""Requirements with the lowest rates that are listed."""


def summary(figures: Figures) -> RenderableType:
    """Rates of all holders, by level, by group of posts, and of the requirements that fewest meet."""
    say = figures.words.say
    parts: list[RenderableType] = [Text(title_of(figures), style="bold"), Text()]
    for grouping in (OVERALL, LEVEL, POST_GROUP, REQUIREMENT):
        rows = list(figures.in_words(grouping).iter_rows(named=True))
        if grouping == REQUIREMENT:
            rows = [row for row in rows if row["low"] is not None and row["low"] < 1]
            rows = sorted(rows, key=lambda row: (row["low"], row["name"]))[:TOP]
        if rows:
            parts += [_table(figures, grouping, rows), Text()]
    parts += [printable(line) for line in figures.lines()]
    parts.append(printable(say("report.advice")))
    return Group(*parts)


def _table(figures: Figures, grouping: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    say = figures.words.say
    made = Table(box=None, pad_edge=False, header_style="bold")
    made.add_column(say(f"report.col_by_{grouping}"), min_width=28)
    for key in ("report.total", "figures.complies", "figures.rate"):
        made.add_column(say(key), justify="right")
    if figures.baseline is not None:
        made.add_column(say("figures.change"), justify="right")
    for row in rows:
        cells = [
            _count(row["total"]),
            between(_count(row["at_least"]), _count(row["at_most"])),
            between(percent(row["low"], figures), percent(row["high"], figures)),
        ]
        if figures.baseline is not None:
            cells.append(between(_points(row["change_low"], figures), _points(row["change_high"], figures)))
        made.add_row(printable(row["name"]), *cells)
    return made


def between(low: str, high: str) -> str:
    """An interval, or the one number that both ends are."""
    return low if low == high else f"{low} - {high}"


def percent(share: float | None, figures: Figures) -> str:
    """A share in per cent, with the decimal mark of the language."""
    return "–" if share is None else local(f"{100 * share:.1f} %", figures.words.lang)


def _points(change: float | None, figures: Figures) -> str:
    return "–" if change is None else local(f"{change:+.1f}", figures.words.lang)


def _count(count: int | None) -> str:
    return "–" if count is None else str(count)
