"""The needs on a terminal: how many for each course, and of each outcome."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from eligibility.report.summary import printable
from eligibility.training.outputs import account, title_of
from eligibility.training.tables import NeedsTables

UNITS = 8
"""Units with the most to send that are listed."""


def summary(tables: NeedsTables) -> RenderableType:
    """Counts by course, then by the units that have most people to send."""
    say, codes = tables.words.say, tables.outcomes()
    parts: list[RenderableType] = [Text(title_of(tables), style="bold"), Text()]
    demanded = [o.demanded for o in tables.needs.policy.outcomes if o.demanded]
    for columns, heading in ((("course",), "report.col_course"), (("unit",), "report.col_unit")):
        counted = tables.by(*columns)
        listed = Table(box=None, pad_edge=False, header_style="bold")
        listed.add_column(say(heading))
        shown = codes if columns == ("course",) else [code for code in codes if code in demanded]
        if not shown:
            continue
        for code in shown:
            listed.add_column(tables.outcome(code), justify="right")
        rows = list(counted.select(*columns, *shown).iter_rows())
        if columns == ("unit",):
            rows = sorted((row for row in rows if row[1]), key=lambda row: -row[1])[:UNITS]
        for name, *counts in rows:
            label = tables.words.course(name) if columns == ("course",) else name
            listed.add_row(printable(label), *(str(count or "") for count in counts))
        parts += [listed, Text()]
    parts += [printable(line) for line in account(tables)]
    return Group(*parts)
