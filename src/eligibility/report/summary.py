"""The summary of a review on a terminal."""

from collections import Counter
from collections.abc import Sequence

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from eligibility.messages import visible
from eligibility.report.account import review_title, summary_lines
from eligibility.report.tables import Tables

TOP = 8


def printable(text: str) -> Text:
    """*text* from data: no markup, no control characters."""
    return Text(visible(text))


def summary(tables: Tables, more: Sequence[str] = ()) -> RenderableType:
    """Counts by outcome, the most usual reasons, *more* lines, and how the review was made."""
    review, words = tables.review, tables.words
    say = words.say
    outcomes = Table(box=None, pad_edge=False, header_style="bold")
    outcomes.add_column(say("report.col_outcome"))
    outcomes.add_column(say("report.count"), justify="right")
    outcomes.add_column(say("report.share"), justify="right")
    for outcome in review.policy.outcomes:
        count = review.counts.outcomes.get(outcome.code, 0)
        if count:
            share = percent(count, review.counts.decided, words.lang)
            style = f"black on #{outcome.colour}" if outcome.colour else ""
            outcomes.add_row(Text(outcome.label[words.lang], style=style), str(count), share)
    outcomes.add_row(Text(say("report.total"), style="bold"), str(review.counts.decided), "")
    parts: list[RenderableType] = [Text(review_title(tables), style="bold"), Text(), outcomes]
    reasons = top_reasons(tables)
    if reasons:
        listed = Table(box=None, pad_edge=False, header_style="bold")
        listed.add_column(say("report.top_reasons"))
        for key in ("report.status_unmet", "report.status_unknown"):
            listed.add_column(say(key), justify="right")
        for name, unmet, unknown in reasons:
            listed.add_row(printable(name), str(unmet or ""), str(unknown or ""))
        parts += [Text(), listed]
    parts.append(Text())
    parts += [printable(line) for line in (*more, *summary_lines(tables))]
    return Group(*parts)


def top_reasons(tables: Tables) -> list[tuple[str, int, int]]:
    """The requirements that most candidacies do not meet or leave unknown, with both counts."""
    counted: dict[str, Counter[str]] = {}
    frame = tables.review.findings
    rows = frame.group_by("standard", "version", "requirement", "status").len().iter_rows()
    for standard, version, requirement, status, count in rows:
        name = tables.requirement(tables.standard(standard, version), requirement)
        counted.setdefault(name, Counter())[status] += count
    found = [(name, count["unmet"], count["unknown"]) for name, count in counted.items()]
    found = [item for item in found if item[1] or item[2]]
    return sorted(found, key=lambda item: (-item[1], -item[2], item[0]))[:TOP]


def percent(count: int, total: int, lang: str) -> str:
    """*count* of *total* in per cent, rounded to one decimal, with the decimal mark of the language."""
    return local(f"{100 * count / total:.1f} %", lang) if total else "–"


def local(number: str, lang: str) -> str:
    """*number* with the decimal mark of the language."""
    return number.replace(".", ",") if lang == "vi" else number


def show(renderable: RenderableType, console: Console) -> None:
    """Print on *console*."""
    console.print(renderable, highlight=False)
