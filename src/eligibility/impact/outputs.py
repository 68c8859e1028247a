"""What moved, in words: a workbook, csv, parquet, a picture and a summary."""

from pathlib import Path
from typing import Any

import polars as pl

from eligibility.impact.flow import Flow, Node, picture
from eligibility.impact.moving import KINDS, REFUSED, Moves
from eligibility.model.review import Review
from eligibility.report.machine import as_json
from eligibility.report.mapped import mapped
from eligibility.report.sheets import Bar, Head, Sheets, workbook
from eligibility.report.tables import write_csv, write_parquet
from eligibility.report.words import Words

SCHEMA = "eligibility/impact/1"

PEOPLE = (
    Head("id", "col_id", 11),
    Head("full_name", "col_full_name", 20),
    Head("unit", "col_unit", 20),
    Head("post", "col_post", 20),
    Head("kinds", "col_change", 20),
    Head("old_outcome", "col_by_old_rules", 18),
    Head("outcome", "col_by_new_rules", 18),
    Head("requirements", "col_requirement", 22),
    Head("clauses", "col_clause", 26),
    Head("sent", "col_newly_sent", 24),
)
COLOURS = {"out": "F8CBAD", "in": "C6E0B4", "verify": "FFF2CC", "sent": "DDEBF7"}


def write_impact(moves: Moves, words: Words, folder: Path) -> None:
    """Write what moved into *folder*, which must exist."""
    write_csv(moves.people, folder / "impact.csv")
    write_parquet(moves.people, folder / "impact.parquet")
    (folder / "impact.json").write_text(as_json(impact_data(moves)), "utf-8")
    (folder / "impact.svg").write_text(flow_picture(moves, words), "utf-8")
    _workbook(moves, words, folder / "impact.xlsx")


def impact_data(moves: Moves) -> dict[str, Any]:
    """What moved as plain data, in codes."""
    return {
        "schema": SCHEMA,
        "as_of": moves.new.as_of.isoformat(),
        "purpose": moves.new.purpose,
        "kinds": dict(moves.kinds),
        "flows": [dict(row) for row in moves.flows.iter_rows(named=True)],
        "by_unit": [dict(row) for row in moves.by("unit").iter_rows(named=True)],
        "by_clause": [dict(row) for row in moves.by("clauses").iter_rows(named=True)],
    }


def told(moves: Moves, words: Words) -> list[str]:
    """What moved in a few lines."""
    candidacies = int(moves.flows["count"].sum())
    lines = [words.say("impact.moved", moved=moves.people.height, total=candidacies)]
    lines += [f"  {words.say(f'impact.{kind}')}: {count}" for kind, count in moves.kinds.items()]
    return lines


def _outcome(review: Review, words: Words, code: str) -> str:
    return words.say("impact.refused") if code == REFUSED else words.outcome(review.policy, code)


def _requirement(moves: Moves, words: Words, name: str) -> str:
    for standard in (*moves.new.standards, *moves.old.standards):
        found = standard.requirement(name)
        if found is not None:
            return words.requirement(found, name)
    return name


def in_words(moves: Moves, words: Words) -> pl.DataFrame:
    """The candidacies that moved, with names for codes."""
    flat = moves.people.with_columns(pl.col("kinds", "requirements", "clauses", "sent").list.join("; "))

    def each(column: str, name: Any) -> pl.Series:  # noqa: ANN401  (a function of one text)
        return mapped(flat, [column], lambda text: "; ".join(map(name, filter(None, text.split("; ")))))

    made: pl.DataFrame = flat.with_columns(
        post=mapped(flat, ["post"], words.post),
        kinds=each("kinds", lambda kind: words.say(f"impact.{kind}")),
        requirements=each("requirements", lambda name: _requirement(moves, words, name)),
        sent=each("sent", words.course),
        old_outcome=mapped(flat, ["old_outcome"], lambda code: _outcome(moves.old, words, code)),
        outcome=mapped(flat, ["outcome"], lambda code: _outcome(moves.new, words, code)),
    )
    return made


def _nodes(moves: Moves, words: Words, column: str, review: Review) -> list[Node]:
    counts = dict(moves.flows.group_by(column).agg(pl.col("count").sum()).iter_rows())
    codes = [outcome.code for outcome in review.policy.outcomes if outcome.code in counts]
    codes += [REFUSED] if REFUSED in counts else []
    colours = {outcome.code: outcome.colour for outcome in review.policy.outcomes}
    return [Node(code, _outcome(review, words, code), colours.get(code, ""), counts[code]) for code in codes]


def flow_picture(moves: Moves, words: Words) -> str:
    """The flow from the outcomes by the old rules to those by the new."""
    title = words.say("impact.title", as_of=words.day(moves.new.as_of))
    heads = (words.say("report.col_by_old_rules"), words.say("report.col_by_new_rules"))
    before = _nodes(moves, words, "old_outcome", moves.old)
    after = _nodes(moves, words, "outcome", moves.new)
    return picture(title, heads, before, after, [Flow(*row) for row in moves.flows.iter_rows()])


def _workbook(moves: Moves, words: Words, place: Path) -> None:
    say = words.say
    title = say("impact.title", as_of=words.day(moves.new.as_of))
    with workbook(place, title, moves.new.as_of, say("report.advice")) as book:
        sheets = Sheets(book, words)
        bars = [Bar(say(f"impact.{kind}"), n, COLOURS.get(kind, "")) for kind, n in moves.kinds.items()]
        lines = [told(moves, words)[0], say("impact.several"), say("report.advice")]
        sheets.overview(title, lines, bars, say("report.col_change"))
        shown = in_words(moves, words)
        sheets.table(say("report.sheet_changes"), PEOPLE, shown, title, file="impact.parquet")
        kinds = [Head(kind, "", 14, say(f"impact.{kind}")) for kind in KINDS if kind in moves.kinds]
        for column, key in (("unit", "col_unit"), ("clauses", "col_clause")):
            heads = [Head("name", key, 44), Head("total", "total", 11), *kinds]
            name = say("report.sheet_by_unit" if column == "unit" else "report.sheet_by_clause")
            sheets.table(name, heads, moves.by(column), title, file="impact.json")
        flows = moves.flows.with_columns(
            old_outcome=mapped(moves.flows, ["old_outcome"], lambda code: _outcome(moves.old, words, code)),
            outcome=mapped(moves.flows, ["outcome"], lambda code: _outcome(moves.new, words, code)),
        )
        heads = [
            Head("old_outcome", "col_by_old_rules", 32),
            Head("outcome", "col_by_new_rules", 32),
            Head("count", "count", 12),
        ]
        sheets.table(say("report.sheet_flow"), heads, flows, title, file="impact.json")
