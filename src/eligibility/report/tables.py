"""Decisions, findings and data problems as tables: parquet for exact text, csv for spreadsheets.

In csv lists are joined by ``;`` and a text that a spreadsheet would take for a formula (it begins
with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return) gets an apostrophe in front.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import attrs
import polars as pl

from eligibility.messages import has
from eligibility.model.dataset import Refusal
from eligibility.model.review import Review
from eligibility.model.slots import slots_read
from eligibility.model.standard import Standard
from eligibility.report.mapped import mapped
from eligibility.report.sentences import SEPARATOR, Sentences
from eligibility.report.summaries import Summaries
from eligibility.report.words import Words

DECISION_COLUMNS = (
    "id",
    "full_name",
    "unit",
    "post",
    "term",
    "purpose",
    "standard",
    "version",
    "outcome",
    "outcomes",
    "training",
    "training_possible",
    "unmet",
    "unknown",
    "waived",
    "facts",
    "decisive",
    "papers",
    "summary",
    "place",
)
FINDING_COLUMNS = (
    "id",
    "post",
    "term",
    "purpose",
    "standard",
    "version",
    "requirement",
    "status",
    "reason",
    "value",
    "required",
    "clause",
    "needed_at",
    "due",
    "closable",
    "alternative_used",
    "if_unmet",
    "confidence",
    "cure",
    "source_cells",
)
FORMULA = r"^[=+\-@\t\r]"


BLOCK = 20_000
"""Decisions whose reasons are worded at a time."""


class Tables:
    """The tables of one review in one language."""

    def __init__(self, review: Review, words: Words) -> None:
        self.review = review
        self.words = words
        self._standards = {(s.id, s.version): s for s in review.standards}

    def standard(self, name: str, version: str) -> Standard:
        """The version of a standard that was used."""
        return self._standards[name, version]

    # --- decisions ----------------------------------------------------------------------------------

    def decisions(self) -> pl.DataFrame:
        """One row a candidacy, in input order, with the summary in words."""
        whole: pl.DataFrame = self.review.decisions.with_columns(
            summary=self.told.str.replace_all(SEPARATOR, " ", literal=True)
        )
        return whole.select(DECISION_COLUMNS)

    @cached_property
    def sentences(self) -> Sentences:
        """The gaps in sentences."""
        return Sentences(self.review, self.words)

    @cached_property
    def told(self) -> pl.Series:
        """The reasons for each decision as sentences, joined by `SEPARATOR`.

        Made block by block: a whole province has hundreds of thousands of sentences.
        """
        blocks = [
            Summaries(part, self.words, Sentences(part, self.words)).reasons() for part in self._blocks()
        ]
        return pl.concat([pl.Series("reasons", [], dtype=pl.String), *blocks])

    def _blocks(self) -> Iterator[Review]:
        """The review in parts of `BLOCK` decisions."""
        whole = self.review
        for part in whole.decisions.iter_slices(BLOCK):
            within = pl.col("row").is_between(part["row"].min(), part["row"].max())
            yield attrs.evolve(whole, decisions=part, findings=whole.findings.filter(within))

    def requirement(self, standard: Standard, name: str) -> str:
        """The name of a requirement."""
        return self.words.requirement(standard.requirement(name), name)

    def decisions_in_words(self) -> pl.DataFrame:
        """The decisions as an officer reads them: names for codes."""
        frame = self.review.decisions.select(name for name in DECISION_COLUMNS if name != "summary")
        flat = _joined(frame, ", ")
        keys = frame.select("standard", "version").hstack(_joined(frame).select(_LISTS))

        def listed(column: str) -> pl.Series:
            def names(standard: str, version: str, text: str) -> str:
                used = self.standard(standard, version)
                items = [item for item in text.split(SEPARATOR) if item]
                if column in ("training", "training_possible"):
                    return "; ".join(map(self.words.course, items))
                if column == "papers":
                    return "; ".join(self.words.paper(item, used) for item in items)
                return "; ".join(self.requirement(used, item) for item in items)

            return mapped(keys, ["standard", "version", column], names)

        policy = self.review.policy
        return flat.with_columns(
            summary=self.told.str.replace_all(SEPARATOR, "\n", literal=True),
            post=mapped(frame, ["post"], self.words.post),
            outcome_code=frame["outcome"],
            outcome=mapped(frame, ["outcome"], lambda code: self.words.outcome(policy, code)),
            **{column: listed(column) for column in _LISTS},
        )

    # --- findings ---------------------------------------------------------------------------------

    def findings(self) -> pl.DataFrame:
        """One row a candidacy and requirement."""
        chosen: pl.DataFrame = self.review.findings.select(FINDING_COLUMNS)
        return chosen

    def findings_in_words(self, findings: pl.DataFrame | None = None) -> pl.DataFrame:
        """Findings (all, or the given rows) as an officer reads them, with the names of the people."""
        frame = self.review.findings if findings is None else findings
        year = self.review.rulebook.vocabulary.closed_year(self.review.as_of)
        standards, words = self._standards, self.words

        @cache
        def slots(standard: str, version: str, name: str) -> tuple[str, ...]:
            requirement = standards[standard, version].requirement(name)
            return slots_read(requirement, year) if requirement is not None else ()

        def value(standard: str, version: str, name: str, shown: str) -> str:
            return words.values(shown, slots(standard, version, name))

        def required(standard: str, version: str, name: str) -> str:
            requirement = standards[standard, version].requirement(name)
            return words.condition(requirement.must) if requirement is not None else ""

        def label(standard: str, version: str, name: str) -> str:
            return self.requirement(standards[standard, version], name)

        place = ["standard", "version", "requirement"]
        names = self.review.decisions.select("row", "full_name")
        made = frame.with_columns(
            requirement_id=frame["requirement"],
            source_cells=self._short(frame["source_cells"]),
            requirement=mapped(frame, place, label),
            required=mapped(frame, place, required),
            value=mapped(frame, [*place, "value"], value),
            post=mapped(frame, ["post"], words.post),
            status_code=frame["status"],
            status=mapped(frame, ["status"], lambda code: words.say(f"report.status_{code}")),
            reason=mapped(frame, ["reason"], self.reasons),
            cure=mapped(frame, ["cure", "closable"], self.cure),
            closable=mapped(
                frame,
                ["closable", "if_unmet"],
                lambda yes, effect: (
                    words.say("report.yes" if yes else "report.no") if effect == "train" else ""
                ),
            ),
        )
        joined: pl.DataFrame = made.join(names, on="row", how="left", maintain_order="left")
        return joined

    def _short(self, cells: pl.Series) -> pl.Series:
        """Addresses without the name of the file, where there was only one."""
        files = [source.name for source in self.review.sources]
        if len(files) != 1:
            return cells
        return cells.list.eval(pl.element().str.replace_all(f"{files[0]}!", "", literal=True))

    def reasons(self, codes: str) -> str:
        """Why a status is unknown, in words."""
        return ", ".join(self.words.say(f"report.reason_{code}") for code in codes.split(";") if code)

    def cure(self, cure: str, closable: bool | None) -> str:
        """What would close a gap, in words."""
        kind, _, detail = cure.partition(":")
        if kind == "course":
            key = "report.cure_course" if closable else "report.cure_course_late"
            return self.words.say(key, course=self.words.course(detail))
        if kind == "wait":
            return (
                self.words.say("report.cure_wait_until", day=self.words.day(date.fromisoformat(detail)))
                if detail
                else self.words.say("report.cure_wait")
            )
        return self.words.say(f"report.cure_{kind}") if kind else ""

    # --- problems of the data -----------------------------------------------------------------------

    def issues(self) -> pl.DataFrame:
        """Every cell that could not be understood, and what was done."""
        say, wanted, lang = self.words.say, self._labels(), self.words.lang
        vocabulary = self.review.rulebook.vocabulary
        wanted = {**wanted, **{rule.label.vi: rule.label[lang] for rule in vocabulary.plausible}}
        for table in vocabulary.tables.values():
            labels = {field.name: field.label[lang] for field in table.fields}
            wanted |= {", ".join(n): ", ".join(labels[name] for name in n) for n in table.identity}
        outcomes = {outcome.code: outcome.label[lang] for outcome in self.review.policy.outcomes}
        rows = [
            {
                "file": issue.file,
                "sheet": issue.sheet,
                "cell": issue.cell,
                "person": issue.person,
                "problem": say(f"issue.{issue.kind}"),
                "text": issue.text,
                "expected": ", ".join(outcomes[code] for code in issue.expected.split(", "))
                if issue.kind == "would_change"
                else wanted.get(issue.expected, issue.expected),
                "done": say(f"done.{issue.done}"),
                "kind": issue.kind,
            }
            for issue in self.review.issues
        ]
        return pl.DataFrame(rows, schema=dict.fromkeys(ISSUE_COLUMNS, pl.String))

    def _labels(self) -> Mapping[str, str]:
        """Lists of codes, as issues give what was expected, in labels; lists of two meanings are left out."""
        vocabulary, lang = self.review.rulebook.vocabulary, self.words.lang
        lists: list[dict[str, str]] = [
            {level.code: level.label[lang] for level in scale.levels} for scale in vocabulary.scales.values()
        ]
        lists.append({code: post.label[lang] for code, post in vocabulary.posts.items()})
        lists.append({name: table.label[lang] for name, table in vocabulary.tables.items()})
        waivable = {
            requirement.id: self.words.requirement(requirement, requirement.id)
            for standard in self.review.rulebook.standards
            for requirement in standard.requirements
            if requirement.waivable
        }
        lists.append(dict(sorted(waivable.items())))
        found: dict[str, set[str]] = {}
        for labels in lists:
            for count in (8, len(labels)):
                more = ", ..." if len(labels) > count else ""
                codes, names = (", ".join(list(part)[:count]) + more for part in (labels, labels.values()))
                found.setdefault(codes, set()).add(names)
        return {codes: min(names) for codes, names in found.items() if len(names) == 1}

    def refusals(self) -> pl.DataFrame:
        """Every row that was not decided, and why."""
        rows = [
            {
                "table": self.review.rulebook.vocabulary.tables[refusal.table].label[self.words.lang],
                "place": refusal.place,
                "person": refusal.person,
                "why": self.why(refusal.kind, refusal.detail),
                "kind": refusal.kind,
                "detail": refusal.detail,
            }
            for refusal in self.review.refusals
        ]
        return pl.DataFrame(rows, schema=dict.fromkeys(REFUSAL_COLUMNS, pl.String))

    def why(self, kind: str, detail: str) -> str:
        """Why a row was refused, in words."""
        post = self.review.rulebook.vocabulary.posts.get(detail)
        if kind == "post_ended" and post is not None:
            instead = ", ".join(map(self.words.post, post.successors)) or self.words.say("words.nothing")
            return self.words.say(f"refusal.{kind}", detail=self._detail(detail), instead=instead)
        return self.words.say(f"refusal.{kind}", detail=self._detail(detail))

    def _detail(self, detail: str) -> str:
        vocabulary = self.review.rulebook.vocabulary
        if detail in vocabulary.moments:
            return vocabulary.moments[detail].label[self.words.lang]
        if has(f"words.day_{detail}"):
            return self.words.say(f"words.day_{detail}")
        return self.words.post(detail)

    # --- rules used ---------------------------------------------------------------------------------

    def rules(self) -> pl.DataFrame:
        """Every requirement of every version that was used, with clause, period and confidence."""
        rows: list[Mapping[str, object]] = []
        for standard in self.review.standards:
            for requirement in standard.requirements:
                effect = self.review.policy.effects.get(requirement.if_unmet)
                confidence = "confirmed" if requirement.confirmed is not None else str(requirement.confidence)
                rows.append(
                    {
                        "standard": standard.id,
                        "title": standard.title[self.words.lang],
                        "version": standard.in_force.start,
                        "until": standard.in_force.end if standard.in_force.end.year < 9999 else None,
                        "instrument": standard.source.instrument,
                        "requirement": self.requirement(standard, requirement.id),
                        "required": self.words.condition(requirement.must),
                        "clause": requirement.clause,
                        "if_unmet": effect[self.words.lang] if effect is not None else requirement.if_unmet,
                        "confidence": self.words.say(f"report.confidence_{confidence}"),
                    }
                )
        return pl.DataFrame(rows, schema=RULE_COLUMNS)


_LISTS = ["training", "training_possible", "unmet", "unknown", "papers"]
ISSUE_COLUMNS = ("file", "sheet", "cell", "person", "problem", "text", "expected", "done", "kind")
REFUSAL_COLUMNS = ("table", "place", "person", "why", "kind", "detail")
REFUSED_COLUMNS = ("table", "place", "person", "post", "term", "kind", "detail")
RULE_COLUMNS: dict[str, Any] = {
    "standard": pl.String,
    "title": pl.String,
    "version": pl.Date,
    "until": pl.Date,
    "instrument": pl.String,
    "requirement": pl.String,
    "required": pl.String,
    "clause": pl.String,
    "if_unmet": pl.String,
    "confidence": pl.String,
}


def refused_rows(refusals: Sequence[Refusal]) -> pl.DataFrame:
    """Every row that was not decided, in codes, with the candidacy that it would have been."""
    rows = [[getattr(refusal, name) for name in REFUSED_COLUMNS] for refusal in refusals]
    return pl.DataFrame(rows, schema=dict.fromkeys(REFUSED_COLUMNS, pl.String), orient="row")


def _joined(frame: pl.DataFrame, separator: str = SEPARATOR) -> pl.DataFrame:
    """Lists of texts as one text each."""
    lists = [name for name, kind in frame.schema.items() if kind == pl.List(pl.String)]
    return frame.with_columns(pl.col(lists).list.join(separator)) if lists else frame


def write_csv(frame: pl.DataFrame, place: Path) -> None:
    """*frame* as csv: comma, UTF-8 with a mark at the start, lists joined by ``;``, formulas made inert."""
    flat = _joined(frame, ";").with_columns(pl.col(pl.Categorical).cast(pl.String))
    texts = [name for name, kind in flat.schema.items() if kind == pl.String]
    harmless = [
        pl.when(pl.col(name).str.contains(FORMULA))
        .then(pl.lit("'") + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    ]
    flat.with_columns(harmless).write_csv(place, include_bom=True)


def write_parquet(frame: pl.DataFrame, place: Path) -> None:
    """*frame* as parquet: exact text, lists as lists."""
    frame.write_parquet(place, compression="zstd", statistics=False, row_group_size=BLOCK)
