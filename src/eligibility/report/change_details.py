"""What is behind each change, line by line: training, requirements with clauses and versions, and cells."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Any

import polars as pl

from eligibility.model.changes import Changes
from eligibility.model.standard import Requirement, RuleBook, Standard
from eligibility.report.mapped import mapped
from eligibility.report.tables import Tables
from eligibility.report.words import ISO

KEY = ["table", "id", "post", "term"]
BREAK = "\n"


class ChangeDetails:
    """Says what is behind *changes* up to the review of *tables*, in its language."""

    def __init__(self, changes: Changes, tables: Tables) -> None:
        self.changes = changes
        self.tables = tables
        self.words = tables.words
        self._say = tables.words.say
        self._standards, self._old_standards = _versions(tables.review.rulebook), _versions(changes.rulebook)

    def lines(self) -> pl.DataFrame:
        """For each candidacy a text with a line for everything behind its change."""
        findings: pl.DataFrame = self.changes.findings
        fields: pl.DataFrame = self.changes.fields
        trained = self._trained()
        flat = findings.with_columns(pl.col("ways").list.join(";"))
        columns = ["requirement", "old_status", "status", "ways", "turned"]
        columns += [f"{side}{name}" for name in ("standard", "version", "clause") for side in ("old_", "")]
        lines = [
            trained,
            findings.select(*KEY, mapped(flat, columns, self._finding).alias("line")),
            fields.select(
                *KEY,
                mapped(fields, ["sheet", "field", "old_text", "text", "old_cell", "cell"], self._field).alias(
                    "line"
                ),
            ),
        ]
        whole = pl.concat(lines).group_by(KEY, maintain_order=True)
        return whole.agg(pl.col("line").str.join(BREAK).alias("details"))

    def _trained(self) -> pl.DataFrame:
        """A line for each candidacy whose training needs differ."""
        kinds = ["outcome", "training"]
        frame: pl.DataFrame = self.changes.candidacies.filter(pl.col("change").is_in(kinds))
        frame = frame.with_columns(
            pl.col(f"{side}{name}").list.join(",")
            for side in ("old_", "")
            for name in ("training", "training_possible")
        )
        frame = frame.with_columns(pl.col("training_ways").list.join(";")).filter(
            (pl.col("old_training") != pl.col("training"))
            | (pl.col("old_training_possible") != pl.col("training_possible"))
        )

        def line(old: str, old_possible: str, new: str, new_possible: str, ways: str) -> str:
            courses = {"old": self._courses(old, old_possible), "new": self._courses(new, new_possible)}
            said = self._say("report.detail_training", **courses)
            return self._say("report.detail_because", line=said, ways=self.ways(ways)) if ways else said

        columns = ["old_training", "old_training_possible", "training", "training_possible", "training_ways"]
        return frame.select(*KEY, mapped(frame, columns, line).alias("line"))

    def _courses(self, certain: str, possible: str) -> str:
        said = [self.words.course(code) for code in certain.split(",") if code]
        said += [f"{self.words.course(code)} (?)" for code in possible.split(",") if code]
        return ", ".join(said) or self._say("report.detail_none")

    def _finding(
        self,
        name: str,
        old_status: str,
        status: str,
        ways: str,
        turned: date | None,
        old_standard: str,
        standard: str,
        old_version: str,
        version: str,
        old_clause: str,
        clause: str,
    ) -> str:
        old = self._requirement(self._old_standards, old_standard, old_version, name)
        new = self._requirement(self._standards, standard, version, name)
        line = self._say(
            "report.detail_status",
            name=self.words.requirement(new or old, name),
            old=self._status(old_status),
            new=self._status(status),
        )
        if ways:
            line = self._say("report.detail_because", line=line, ways=self.ways(ways))
        if turned is not None:
            line = self._say("report.detail_turned", line=line, day=self.words.day(turned))
        sides = (old_standard, old_version, old_clause, old), (standard, version, clause, new)
        said = "; ".join(self._rules(ways, *sides))
        return f"{line}: {said}" if said else line

    def _status(self, status: str) -> str:
        codes = [code for code in status.split(";") if code]
        return ", ".join(self._say(f"report.status_{code}") for code in codes) or self._say(
            "report.detail_no_demand"
        )

    def _rules(self, ways: str, old: tuple[Any, ...], new: tuple[Any, ...]) -> list[str]:
        """What of the rules differs behind a finding, and its clause."""
        said = []
        if old[0] != new[0] and old[0] and new[0]:
            said.append(self._say("report.detail_standard", old=old[0], new=new[0]))
        elif old[1] != new[1] and old[1] and new[1]:
            said.append(self._say("report.detail_version", old=old[1], new=new[1]))
        clauses = [side[2] for side in (old, new)]
        if all(clauses) and clauses[0] != clauses[1]:
            said.append(self._say("report.detail_clause", old=clauses[0], new=clauses[1]))
        elif any(clauses):
            said.append(self._say("report.detail_clause_same", clause=clauses[1] or clauses[0]))
        demands = [self.words.condition(side[3].must) if side[3] is not None else "" for side in (old, new)]
        if all(demands) and demands[0] != demands[1]:
            said.append(self._say("report.detail_required", old=demands[0], new=demands[1]))
        elif "rule" in ways and old[:2] == new[:2] and old[3] == new[3] and self.changes.rule_files:
            files = ", ".join(self.changes.rule_files)
            said.append(self._say("report.detail_outside", files=files))
        return said

    @staticmethod
    def _requirement(
        known: Mapping[tuple[str, str], Standard], standard: str, version: str, name: str
    ) -> Requirement | None:
        found = known.get((standard, version))
        return found.requirement(name) if found is not None else None

    def _field(
        self, sheet: str, field: str, old: str | None, new: str | None, old_cell: str | None, cell: str | None
    ) -> str:
        if field:
            table = self.tables.review.rulebook.vocabulary.tables.get(sheet)
            found = table.field(field) if table is not None else None
            name = found.label[self.words.lang] if found is not None else field
            where = self._cell(cell or old_cell or "")
            texts = {"old": self._row(old or ""), "new": self._row(new or "")}
            return self._say("report.detail_field", name=name, **texts, cell=where)
        name = self.table(sheet)
        if new is None:
            return self._say(
                "report.detail_row_gone",
                name=name,
                text=self._row(old or ""),
                cell=self._cell(old_cell or ""),
            )
        return self._say(
            "report.detail_row_come", name=name, text=self._row(new), cell=self._cell(cell or "")
        )

    @staticmethod
    def _row(text: str) -> str:
        """A text of the records as an officer reads it: dates as they are written here, nothing empty."""
        stated = [part for part in text.split(" / ") if part]
        return " / ".join(ISO.sub(r"\3/\2/\1", part) if ISO.fullmatch(part) else part for part in stated)

    def _cell(self, address: str) -> str:
        """An address without the name of the file, where there was only one."""
        files = [source.name for source in self.tables.review.sources]
        return address.removeprefix(f"{files[0]}!") if len(files) == 1 else address

    def table(self, name: str) -> str:
        """The name of a sheet of the records."""
        table = self.tables.review.rulebook.vocabulary.tables.get(name)
        return table.label[self.words.lang] if table is not None else name

    def ways(self, listed: str) -> str:
        """The causes in words: what was needed together, or what was enough each by itself."""
        if not listed:
            return self._say("report.cause_unknown")
        found = [self._together(way.split("+")) for way in listed.split(";")]
        whole = reduce(lambda first, second: self._say("report.cause_or", first=first, second=second), found)
        return self._say("report.cause_any", ways=whole) if len(found) > 1 else whole

    def _together(self, factors: Sequence[str]) -> str:
        names = [self._say(f"report.factor_{factor}") for factor in factors]
        if len(names) == 1:
            return names[0]
        whole = self._say("report.cause_and", first=", ".join(names[:-1]), last=names[-1])
        return self._say("report.cause_together", factors=whole)


def _versions(book: RuleBook | None) -> Mapping[tuple[str, str], Standard]:
    """The versions of standards of *book*, by name and version."""
    return {(standard.id, standard.version): standard for standard in (book.standards if book else ())}
