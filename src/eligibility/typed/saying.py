"""Remarks on typed tables in words, and as data."""

from collections.abc import Mapping, Sequence
from typing import Any

from eligibility.messages import text
from eligibility.read.rules import RawRules
from eligibility.report.diagnostics import excerpt, inert
from eligibility.typed.numbers import Rate
from eligibility.typed.tables import Remark, Said, Table, Value, Weight

SCHEMA = "eligibility/figures/1"
MARKS = {"vi": (".", ","), "en": (",", ".")}
"""What parts thousands, and what stands before decimals."""


def number(value: int, lang: str) -> str:
    """A whole number with its thousands apart."""
    return f"{value:,}".replace(",", MARKS[lang][0])


def rate(value: Rate, lang: str) -> str:
    """A rate with the decimals it was typed with."""
    shown = f"{float(value.value):,.{value.decimals}f}"
    thousands, decimal = MARKS[lang]
    return shown.translate({ord(","): thousands, ord("."): decimal})


def shown(value: Value, lang: str) -> str:
    """A value as a text says it."""
    if isinstance(value, tuple):
        return "; ".join(shown(item, lang) for item in value)
    return rate(value, lang) if isinstance(value, Rate) else number(value, lang)


def said(key: str, values: Mapping[str, Value], lang: str) -> str:
    """A message of typed tables; years are written without a mark."""
    years = ("first", "last") if key.startswith("period_") else ()
    params = {name: str(v) if name in years else shown(v, lang) for name, v in values.items()}
    return text(f"typed.{key}", lang, **params)


def render(remark: Remark, raw: RawRules, lang: str) -> str:
    """A remark in some lines of text: the place, what is wrong, the line with a caret, and why."""
    span = raw.span(remark.where)
    subject = inert(": ".join(part for part in (remark.table, remark.row) if part))
    path = inert((raw.root / span.file).as_posix())
    weight = text(f"typed.weight_{remark.weight}", lang)
    lines = [f"{path}{raw.address(span)}: {weight}: {subject}: {said(remark.kind, remark.values, lang)}"]
    margin = " " * (len(str(span.line)) + 3)
    part = excerpt(raw.line(span), span)
    lines.append(f"  {span.line} | {part.text}")
    lines.append(f"{margin}| {' ' * part.start}{'^' * part.width}")
    lines += [f"{margin}= {said(key, values, lang)}" for key, values in remark.why]
    return "\n".join(lines)


def as_data(remarks: Sequence[Remark], tables: Sequence[Table], raw: RawRules, lang: str) -> dict[str, Any]:
    """The remarks for programs: numbers exact, as they would be typed with a decimal point."""
    return {
        "schema": SCHEMA,
        "tables": len(tables),
        "counts": {str(weight): sum(r.weight is weight for r in remarks) for weight in Weight},
        "remarks": [_datum(remark, raw, lang) for remark in remarks],
    }


def _datum(remark: Remark, raw: RawRules, lang: str) -> dict[str, Any]:
    span = raw.span(remark.where)
    why: tuple[Said, ...] = remark.why
    return {
        "kind": remark.kind,
        "weight": str(remark.weight),
        "file": span.file,
        "line": span.line,
        "place": raw.address(span).strip(" :"),
        "table": remark.table,
        "row": remark.row,
        "message": said(remark.kind, remark.values, lang),
        "why": [said(key, values, lang) for key, values in why],
        "values": {name: _plain(value) for name, value in remark.values.items()},
    }


def _plain(value: Value) -> Any:  # noqa: ANN401
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return rate(value, "en").replace(",", "") if isinstance(value, Rate) else value
