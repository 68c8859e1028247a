"""One person's dossier: every requirement of every candidacy, with value, source, clause and cure."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from eligibility.report.sentences import SEPARATOR
from eligibility.report.summary import printable
from eligibility.report.tables import Tables

MARKS = {"met": "✓", "unmet": "✗", "unknown": "?", "waived": "○", "not_applicable": "–"}
STYLES = {"met": "green", "unmet": "red", "unknown": "yellow", "waived": "cyan", "not_applicable": "dim"}


def dossiers(tables: Tables) -> Iterator[dict[str, Any]]:
    """Each candidacy of a review as plain data, in words and in codes."""
    review, words = tables.review, tables.words
    decisions, readable = tables.decisions(), tables.decisions_in_words()
    findings, said = review.findings, tables.findings_in_words()
    told = tables.sentences.told()
    rows = review.decisions["row"].to_list()
    for number, row in enumerate(rows):
        decision = decisions.row(number, named=True)
        shown = readable.row(number, named=True)
        standard = tables.standard(decision["standard"], decision["version"])
        gaps = told.filter(told["row"] == row)
        sentences = dict(zip(gaps["requirement"], gaps["sentence"], strict=True))
        of_row = findings["row"] == row
        requirements = []
        for found, text in zip(
            findings.filter(of_row).iter_rows(named=True),
            said.filter(of_row).iter_rows(named=True),
            strict=True,
        ):
            requirement = standard.requirement(found["requirement"])
            codes = {
                key: value
                for key, value in found.items()
                if key not in ("row", "id", "post", "term", "purpose")
            }
            requirements.append(
                {
                    **codes,
                    "name": text["requirement"],
                    "value_text": text["value"],
                    "required_text": text["required"],
                    "status_text": text["status"],
                    "reason_text": text["reason"],
                    "cure_text": text["cure"],
                    "sentence": sentences.get(found["requirement"], ""),
                    "working_text": [
                        words.working(working)
                        for working in review.workings.get((row, found["requirement"]), ())
                    ],
                    "needed_at_text": words.moment(requirement.needed_at) if requirement is not None else "",
                    "file": requirement.where.file if requirement is not None and requirement.where else "",
                }
            )
        yield {
            **decision,
            "post_text": shown["post"],
            "outcome_text": shown["outcome"],
            "reasons": tables.told[number].split(SEPARATOR),
            "outcomes_text": [words.outcome(review.policy, code) for code in decision["outcomes"]],
            "papers_text": [words.paper(slot, standard) for slot in decision["papers"]],
            "training_text": [words.course(code) for code in decision["training"]],
            "possible_text": [words.course(code) for code in decision["training_possible"]],
            "decisive_text": [
                ", ".join(tables.requirement(standard, name) for name in names.split("+"))
                for names in decision["decisive"]
            ],
            "standard_title": standard.title[words.lang],
            "instrument": standard.source.instrument,
            "requirements": requirements,
        }


def render(dossier: dict[str, Any], tables: Tables) -> RenderableType:
    """One candidacy for the terminal."""
    say = tables.words.say
    head: list[RenderableType] = [
        Text(
            say("report.dossier_title", name=_safe(dossier["full_name"]), id=_safe(dossier["id"])),
            style="bold",
        ),
        printable(say("report.dossier_for", post=dossier["post_text"], term=dossier["term"] or "–")),
        printable(
            say(
                "report.dossier_standard",
                title=dossier["standard_title"],
                instrument=dossier["instrument"],
                version=tables.words.day(date.fromisoformat(dossier["version"])),
            )
        ),
        Text(say("report.dossier_outcome", outcome=dossier["outcome_text"]), style="bold"),
    ]
    reasons = Table(box=None, pad_edge=False, show_header=False)
    reasons.add_column(width=1)
    reasons.add_column(ratio=1)
    for reason in dossier["reasons"]:
        reasons.add_row("–", printable(reason))
    head.append(reasons)
    if dossier["decisive_text"]:
        head.append(printable(say("report.dossier_decisive", items="; ".join(dossier["decisive_text"]))))
    if dossier["papers_text"]:
        head.append(
            Text(say("report.dossier_papers", items="; ".join(dossier["papers_text"])), style="yellow")
        )
    lines = Table(box=None, pad_edge=False, show_header=False)
    lines.add_column(width=1)
    lines.add_column(ratio=1)
    for item in dossier["requirements"]:
        style = STYLES[item["status"]]
        lines.add_row(Text(MARKS[item["status"]], style=style), _requirement(item, tables, style))
    return Group(*head, Text(), lines, Text(), printable(say("report.advice")), Text())


def _requirement(item: dict[str, Any], tables: Tables, style: str) -> RenderableType:
    say = tables.words.say
    first = Text(item["name"], style=f"bold {style}")
    first.append(f" – {item['status_text']}", style=style)
    rows: list[Text] = []

    def line(key: str, text: str) -> None:
        if text:
            rows.append(printable(say(f"report.line_{key}", text=text)))

    line("required", f"{item['required_text']} ({item['needed_at_text']})")
    line("value", item["value_text"])
    line("working", "; ".join(item["working_text"]))
    line("clause", f"{item['clause']} [{say('report.confidence_' + item['confidence'])}; {item['file']}]")
    line("cells", ", ".join(item["source_cells"]))
    line("why", item["reason_text"])
    line("alternative", item["alternative_used"])
    if item["due"] is not None:
        line("due", f"{item['due']:%d/%m/%Y}")
    line("cure", item["cure_text"])
    return Group(first, *(Padding(row, (0, 0, 0, 2), expand=False) for row in rows))


def _safe(text: str) -> str:
    return printable(text).plain


def refused(tables: Tables, person: str) -> list[dict[str, str]]:
    """The rows of *person* that were not decided, with the reason."""
    frame = tables.refusals()
    return frame.filter(frame["person"] == person).to_dicts()
