"""The sheet of the workbook that says what changed since an earlier review."""

from eligibility.report.changes import ChangeTables
from eligibility.report.comparison import since_title
from eligibility.report.sheets import Head, Sheets

HEADS = (
    Head("id", "col_id", 10),
    Head("full_name", "col_full_name", 18),
    Head("post", "col_post", 18),
    Head("term", "col_term", 10),
    Head("change", "col_change", 15),
    Head("before", "col_before", 16),
    Head("now", "col_now", 16),
    Head("cause", "col_cause", 16),
    Head("details", "col_details", 58),
)


def change_sheet(changed: ChangeTables, sheets: Sheets, title: str) -> None:
    """Write the sheet of what changed, the changes that matter most first."""
    shown = changed.sheet().select(head.column for head in HEADS)
    name = changed.words.say("report.sheet_changes")
    sheets.table(name, HEADS, shown, f"{title}. {since_title(changed)}", file="changes.parquet")
