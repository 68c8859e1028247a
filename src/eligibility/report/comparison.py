"""What changed since an earlier review: its files, and its lines on a terminal."""

from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from eligibility.messages import visible
from eligibility.report.changes import ChangeTables
from eligibility.report.summary import printable
from eligibility.report.tables import write_csv, write_parquet


def write_changes(changed: ChangeTables, folder: Path, *, findings_csv: bool) -> None:
    """Write the files of what changed into *folder*."""
    rows, findings, fields = changed.rows(), changed.findings(), changed.fields()
    write_csv(rows, folder / "changes.csv")
    write_parquet(rows, folder / "changes.parquet")
    write_parquet(findings, folder / "changed_findings.parquet")
    write_parquet(fields, folder / "changed_fields.parquet")
    if findings_csv:
        write_csv(findings, folder / "changed_findings.csv")
        write_csv(fields, folder / "changed_fields.csv")


def since_title(changed: ChangeTables) -> str:
    """Which review it is compared with."""
    earlier = changed.changes.earlier
    return changed.words.say("report.since", as_of=changed.words.day(earlier.as_of), place=earlier.place.name)


def since_lines(changed: ChangeTables) -> list[str]:
    """How the two reviews differ and how causes were told, line by line."""
    changes, say = changed.changes, changed.words.say
    differ = [say(f"report.factor_{factor}") for factor, differs in changes.factors.items() if differs]
    lines = [say("report.since_differ", factors=", ".join(differ)) if differ else say("report.since_same")]
    if changes.rule_files:
        lines.append(say("report.since_rule_files", files=", ".join(changes.rule_files)))
    if not changes.candidacies.height:
        return [*lines, say("report.since_nothing")]
    if changes.unproved:
        lines.append(say(f"report.since_{changes.unproved}"))
    elif changes.evaluations:
        lines.append(say("report.since_proof", n=changes.evaluations))
    if changes.unlike:
        lines.append(say("report.since_unlike", n=changes.unlike, program=changes.earlier.program))
    return lines


def since_summary(changed: ChangeTables) -> RenderableType:
    """The same with counts of changes by kind and cause."""
    say = changed.words.say
    parts: list[RenderableType] = [Text(), Text(visible(since_title(changed)), style="bold")]
    counts = changed.counts()
    if counts.height:
        listed = Table(box=None, pad_edge=False, header_style="bold")
        listed.add_column(say("report.col_change"))
        listed.add_column(say("report.col_cause"))
        listed.add_column(say("report.since_count"), justify="right")
        for change, cause, count in counts.iter_rows():
            listed.add_row(printable(change), printable(cause), str(count))
        parts.append(listed)
    parts += [printable(line) for line in since_lines(changed)]
    return Group(*parts)
