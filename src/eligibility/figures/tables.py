"""The figures of an audit as an office reads them, small numbers hidden where they are to be published."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from eligibility.figures.baseline import MAKEUP, SCHEMA, Baseline, with_change
from eligibility.figures.compliance import (
    GROUPINGS,
    LEVEL,
    OVERALL,
    POST,
    POST_GROUP,
    REQUIREMENT,
    STATUSES,
    Compliance,
    best_outcome,
)
from eligibility.figures.hiding import hidden
from eligibility.figures.makeup import FRAME, PARTED, PEOPLE, UNKNOWN, made_public
from eligibility.figures.sent import ALL
from eligibility.figures.sent import FRAME as SENT
from eligibility.figures.sent import made_public as sent_made_public
from eligibility.model.vocabulary import Makeup
from eligibility.report.machine import review_data
from eligibility.report.mapped import mapped
from eligibility.report.waivers import waiver_lines
from eligibility.report.words import Words

SCALES = {LEVEL: "admin_level", POST_GROUP: "post_group"}
"""The scales that name the groups of a grouping."""

RATES = ("at_least", "at_most", "low", "high")


class Figures:
    """The figures of one audit in one language.

    *makeup* is how people are made up (`eligibility.figures.makeup`), *sent* who was sent to training.
    *public* hides small numbers; *baseline* is the audit to compare with.
    """

    def __init__(
        self,
        found: Compliance,
        words: Words,
        *,
        makeup: pl.DataFrame | None = None,
        sent: pl.DataFrame | None = None,
        public: bool = False,
        baseline: Baseline | None = None,
    ) -> None:
        self.found = found
        self.words = words
        self.public = public
        self.baseline = baseline
        review = found.review
        groups = [found.groups.filter(pl.col("grouping") == grouping) for grouping in GROUPINGS]
        if public:
            best = best_outcome(review.policy)
            groups = [self._public(frame, found.outcomes, (best,), OVERALL) for frame in groups]
        rates = None if baseline is None else baseline.rates
        self.groups = with_change(pl.concat(groups), rates)
        requirements = found.requirements
        if public:
            shown = [status for status in STATUSES if status != "not_applicable"]
            requirements = self._public(requirements, shown, ("met", "waived"), REQUIREMENT)
            small = pl.col("not_applicable").is_between(1, 4)
            requirements = requirements.with_columns(
                not_applicable=pl.when(~small).then(pl.col("not_applicable"))
            )
        self.requirements = with_change(requirements, rates)
        counted = pl.DataFrame(schema=FRAME) if makeup is None else makeup
        if public:
            counted = made_public(counted, found.review.rulebook.vocabulary)
        trained = pl.DataFrame(schema=SENT) if sent is None else sent
        self.sent = sent_made_public(trained) if public else trained
        self.makeup = with_change(counted, None if baseline is None else baseline.makeup, MAKEUP)

    def _public(
        self, frame: pl.DataFrame, counted: Sequence[str], comply: Sequence[str], alone: str
    ) -> pl.DataFrame:
        """*frame* with small numbers, and what would give them away, as null."""
        if not frame.height:
            return frame
        columns = [*counted, "total"]
        adds_up = frame["grouping"][0] != alone
        marks = hidden([list(row) for row in frame.select(columns).iter_rows()], columns_add_up=adds_up)
        masks = {
            name: pl.Series([marked[place] for marked in marks], dtype=pl.Boolean)
            for place, name in enumerate(columns)
        }
        unsure = frame["at_most"] - frame["at_least"]
        low = masks["total"]
        for name in comply:
            low = low | masks[name]
        high = low | unsure.is_between(1, 4)
        masks |= {"at_least": low, "low": low, "at_most": high, "high": high}
        return frame.with_columns(
            [
                pl.Series(
                    name,
                    [None if m else v for m, v in zip(mask, frame[name], strict=True)],
                    dtype=frame.schema[name],
                )
                for name, mask in masks.items()
            ]
        )

    # --- names ----------------------------------------------------------------------------------

    def name(self, grouping: str, group: str) -> str:
        """The name of a group."""
        vocabulary, lang = self.found.review.rulebook.vocabulary, self.words.lang
        if grouping == OVERALL:
            return self.words.say("figures.overall")
        if grouping == POST:
            return self.words.post(group) if group else self.words.say("figures.no_group")
        if grouping == REQUIREMENT:
            return self._requirement(group)
        scale = vocabulary.scales.get(SCALES.get(grouping, ""))
        level = scale.level(group) if scale is not None else None
        if level is not None:
            return level.label[lang]
        return group or self.words.say("figures.no_group")

    def _requirement(self, name: str) -> str:
        for standard in self.found.review.standards:
            requirement = standard.requirement(name)
            if requirement is not None:
                return self.words.requirement(requirement, name)
        return name

    def in_words(self, grouping: str) -> pl.DataFrame:
        """The rows of one grouping (or of the requirements), with names and with rates as fractions."""
        frame = self.requirements if grouping == REQUIREMENT else self.groups
        rows = frame.filter(pl.col("grouping") == grouping)
        named: pl.DataFrame = rows.with_columns(name=mapped(rows, ["grouping", "group"], self.name))
        return named

    def makeup_in_words(self) -> pl.DataFrame:
        """How people are made up, with names of groups and values."""
        frame, lang = self.makeup, self.words.lang
        items = {item.id: item for item in self.found.review.rulebook.vocabulary.makeup}
        say = self.words.say
        made: pl.DataFrame = frame.with_columns(
            makeup=mapped(frame, ["makeup"], lambda item: items[item].label[lang]),
            by=mapped(frame, ["grouping"], lambda grouping: say(f"report.col_by_{grouping}")),
            name=mapped(frame, ["grouping", "group"], self.name),
            value=mapped(frame, ["makeup", "value"], lambda item, value: self._value(items[item], value)),
        )
        return made

    def sent_in_words(self) -> pl.DataFrame:
        """Who was sent to training, with names."""
        frame, say = self.sent, self.words.say
        made: pl.DataFrame = frame.with_columns(
            by=mapped(frame, ["grouping"], lambda grouping: say(f"report.col_by_{grouping}")),
            name=mapped(frame, ["grouping", "group"], self.name),
            year=mapped(frame, ["year"], lambda year: self._every(year, year)),
            course=mapped(frame, ["course"], lambda course: self._every(course, self.words.course(course))),
        )
        return made

    def _every(self, code: str, named: str) -> str:
        if code == ALL:
            return self.words.say("figures.every")
        return named or self.words.say("figures.unknown")

    def _value(self, item: Makeup, value: str) -> str:
        if value == UNKNOWN:
            return self.words.say("figures.unknown")
        people = self.found.review.rulebook.vocabulary.tables[PEOPLE]
        fields = [people.field(name) for name in item.fields]
        codes = zip(value.split(PARTED), fields, strict=True)
        return " – ".join(self.words.value(code, field) for code, field in codes)

    def grace(self) -> pl.DataFrame:
        """Who is given time, in words."""
        frame = self.found.grace
        joined = frame.with_columns(pl.col("requirements", "clauses").list.join("; "))
        made: pl.DataFrame = joined.with_columns(
            post=mapped(frame, ["post"], self.words.post),
            requirements=mapped(
                joined,
                ["requirements"],
                lambda text: "; ".join(self._requirement(item) for item in text.split("; ") if item),
            ),
        )
        return made

    def lines(self) -> list[str]:
        """What stands beside the figures."""
        review, say = self.found.review, self.words.say
        lines = [
            say("figures.counted", decided=review.counts.decided, refused=review.counts.refused),
            say("figures.interval"),
        ]
        if self.baseline is not None:
            lines.append(say("figures.since", day=self.words.day(date.fromisoformat(self.baseline.as_of))))
        if self.public:
            lines.append(say("figures.hidden"))
        else:
            lines += waiver_lines(review, self.words)
        return lines


def audit_data(figures: Figures) -> dict[str, Any]:
    """The figures as plain data with their account; hidden numbers are null."""
    rows: list[Mapping[str, Any]] = []
    for frame, counted in (
        (figures.groups, figures.found.outcomes),
        (figures.requirements, STATUSES),
    ):
        for row in frame.iter_rows(named=True):
            rows.append(
                {
                    "grouping": row["grouping"],
                    "group": row["group"],
                    "total": row["total"],
                    "counts": {name: row[name] for name in counted},
                    **{name: row[name] for name in RATES},
                    "change_low": row["change_low"],
                    "change_high": row["change_high"],
                }
            )
    account = review_data(figures.found.review)
    if figures.public:
        account["counts"] = {"people": None}
        account["waivers"] = None
        account["engines"] = {"concluder": account["engines"]["concluder"]}
    return {
        "schema": SCHEMA,
        "as_of": figures.found.review.as_of.isoformat(),
        "public": figures.public,
        "baseline": figures.baseline.as_of if figures.baseline is not None else None,
        "compliance": rows,
        "makeup": list(figures.makeup.iter_rows(named=True)),
        "sent": list(figures.sent.iter_rows(named=True)),
        "review": account,
    }
