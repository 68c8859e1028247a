"""What comes of rules about lists, as a table, in words and as lines of the summary."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import attrs
import polars as pl

from eligibility.model.condition import Compare, Condition, NoneOf, Op
from eligibility.model.lists import Between, Kind, ListFinding, Repair, Standing
from eligibility.report.sheets import Head, Sheets
from eligibility.report.summary import local
from eligibility.report.words import Words

LIST_COLUMNS = (
    "structure",
    "rule",
    "kind",
    "standing",
    "unit",
    "post",
    "level",
    "person",
    "term",
    "band",
    "counted_low",
    "counted_high",
    "total_low",
    "total_high",
    "share_low",
    "share_high",
    "least",
    "most",
    "who",
    "doubtful",
    "marginal",
    "repair",
    "clause",
    "confidence",
)
HEADS = (
    Head("rule_text", "col_list_rule", 24),
    Head("group_text", "col_list_group", 28),
    Head("standing_text", "col_standing", 14),
    Head("counted", "col_counted", 12),
    Head("total", "col_list_total", 10),
    Head("share", "col_share", 14),
    Head("bound", "col_bound", 12),
    Head("repair", "col_repair", 34),
    Head("marginal", "col_marginal", 24),
    Head("who", "col_who", 24),
    Head("doubtful", "col_doubtful", 20),
    Head("clause", "col_clause", 20),
)
PLACES = {
    "target.unit": "unit",
    "target.post": "post",
    "target.level": "level",
    "person": "person",
    "term": "term",
}


class ListTables:
    """The findings about lists of one review, in the language of *words*; *names* of people by id."""

    def __init__(
        self, findings: tuple[ListFinding, ...], words: Words, names: Mapping[str, str] | None = None
    ) -> None:
        self.findings = findings
        self.words = words
        self._names = names or {}

    def frame(self) -> pl.DataFrame:
        """One row a rule and list, in codes and numbers; shares are fractions."""
        return pl.DataFrame([self._row(one) for one in self.findings], schema=self._schema(), orient="row")

    def _schema(self) -> dict[str, Any]:
        numbers = ("band", "counted_low", "counted_high", "total_low", "total_high")
        shares = ("share_low", "share_high", "least", "most")
        lists = ("who", "doubtful", "marginal")
        kinds: dict[str, Any] = dict.fromkeys(numbers, pl.Int64)
        kinds |= dict.fromkeys(shares, pl.Float64)
        kinds |= {name: pl.List(pl.String) for name in lists}
        return {name: kinds.get(name, pl.String) for name in LIST_COLUMNS}

    def _row(self, one: ListFinding) -> dict[str, Any]:
        places = {
            PLACES[name]: code for name, code in zip(one.rule.group, one.group, strict=True) if name in PLACES
        }
        least, most = _bounds(one)
        return {
            **dict.fromkeys(("unit", "post", "level", "person", "term"), ""),
            **places,
            "structure": one.structure.id,
            "rule": one.rule.id,
            "kind": str(one.rule.kind),
            "standing": str(one.standing),
            "band": one.band,
            "counted_low": one.counted.low,
            "counted_high": one.counted.high,
            "total_low": one.total.low if one.total is not None else None,
            "total_high": one.total.high if one.total is not None else None,
            "share_low": _number(one.low),
            "share_high": _number(one.high),
            "least": least,
            "most": most,
            "who": list(one.who),
            "doubtful": list(one.doubtful),
            "marginal": list(one.marginal),
            "repair": self.repair(one.repair),
            "clause": one.rule.clause,
            "confidence": str(one.rule.confidence),
        }

    # --- in words ---------------------------------------------------------------------------------

    def in_words(self) -> pl.DataFrame:
        """The same as an officer reads it, breaches first."""
        order = [Standing.BREACHED, Standing.OPEN, Standing.KEPT, Standing.FIGURE]
        rows = sorted(self.findings, key=lambda one: order.index(one.standing))
        names = [head.column for head in HEADS]
        made = [{name: self._said(one)[name] for name in names} for one in rows]
        return pl.DataFrame(made, schema=dict.fromkeys(names, pl.String))

    def _said(self, one: ListFinding) -> dict[str, str]:
        return {
            "rule_text": self.rule(one),
            "group_text": self.group(one),
            "standing_text": self.words.say(f"report.standing_{one.standing}"),
            "counted": self._between(one.counted),
            "total": self._between(one.total) if one.total is not None else "",
            "share": self._shares(one.low, one.high),
            "bound": self._bound(one),
            "repair": self.repair(one.repair),
            "marginal": self._people(one, one.marginal),
            "who": self._people(one, one.who),
            "doubtful": self._people(one, one.doubtful),
            "clause": f"{one.rule.clause} ({self.words.say(f'report.confidence_{one.rule.confidence}')})",
        }

    def rule(self, one: ListFinding) -> str:
        """What a rule is called, with its band."""
        name = one.rule.label[self.words.lang]
        if one.band is None:
            return name
        bands = one.rule.bands
        limits = [_above(bands[one.band - 1])] if one.band else []
        limits += [bands[one.band]] if one.band < len(bands) else []
        limit = self.words.say("words.and_").join(map(self.words.condition, limits))
        return self.words.say("report.band", name=name, limit=limit)

    def group(self, one: ListFinding) -> str:
        """Which list it is."""
        parts = []
        for name, code in zip(one.rule.group, one.group, strict=True):
            if name == "target.post":
                parts.append(self.words.post(code))
            elif name in ("target.level", "target.kind"):
                scale = "admin_level" if name == "target.level" else "body_kind"
                parts.append(self.words.code(scale, code))
            elif name == "person":
                parts.append(self._person(code))
            else:
                parts.append(code or self.words.say("report.not_stated"))
        return ", ".join(parts)

    def _people(self, one: ListFinding, codes: tuple[str, ...]) -> str:
        posts = "person" in one.rule.group
        return "; ".join(self.words.post(code) if posts else self._person(code) for code in codes)

    def _person(self, code: str) -> str:
        name = self._names.get(code, "")
        return f"{name} ({code})" if name else code

    def _between(self, number: Between) -> str:
        if number.low == number.high:
            return str(number.low)
        return self.words.say("words.span", a=number.low, b=number.high)

    def _shares(self, low: Fraction | None, high: Fraction | None) -> str:
        if low is None or high is None:
            return ""
        if low == high:
            return self.percent(low)
        return self.words.say("words.span", a=self.percent(low), b=self.percent(high))

    def percent(self, share: Fraction) -> str:
        """A share in per cent, rounded to one decimal."""
        return local(f"{float(100 * share):.1f} %", self.words.lang)

    def _bound(self, one: ListFinding) -> str:
        rule = one.rule
        parts = [f"≤ {rule.most}"] if rule.most is not None else []
        parts += [f"≥ {self.percent(rule.least_share)}"] if rule.least_share is not None else []
        parts += [f"≤ {self.percent(rule.most_share)}"] if rule.most_share is not None else []
        parts += [f"≥ {rule.each_least}"] if rule.each_least else []
        return ", ".join(parts)

    def repair(self, repair: Repair | None) -> str:
        """The smallest change that mends a breach."""
        if repair is None:
            return ""
        said = self.words.say(f"report.repair_{repair.kind}", n=repair.number)
        if repair.or_number:
            said = f"{said} {self.words.say('report.repair_or_add', n=repair.or_number)}"
        return said

    def lines(self) -> list[str]:
        """What the summary says: how many lists breach each rule, caps apart from targets."""
        told = []
        for kind in (Kind.CAP, Kind.TARGET):
            found = [one for one in self.findings if one.rule.kind is kind]
            counts = Counter(one.standing for one in found)
            if found:
                told.append(
                    self.words.say(
                        f"report.lists_{kind}",
                        total=len(found),
                        breached=counts[Standing.BREACHED],
                        open=counts[Standing.OPEN],
                    )
                )
        return told


def list_sheet(lists: ListTables, sheets: Sheets, title: str) -> None:
    """Write the sheet of what comes of rules about lists."""
    sheets.table(lists.words.say("report.sheet_lists"), HEADS, lists.in_words(), title, file="lists.csv")


def _above(condition: Condition) -> Condition:
    """From where the band before ends."""
    return attrs.evolve(condition, op=Op.GE) if isinstance(condition, Compare) else NoneOf((condition,))


def _number(share: Fraction | None) -> float | None:
    return round(float(share), 6) if share is not None else None


def _bounds(one: ListFinding) -> tuple[float | None, float | None]:
    rule = one.rule
    least = _number(rule.least_share)
    most = _number(rule.most_share)
    if rule.most is not None:
        most = float(rule.most)
    if rule.each_least:
        least = float(rule.each_least)
    return least, most
