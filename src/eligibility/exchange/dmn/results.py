"""What a model decides for every row of a table, as a table."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from eligibility.exchange.dmn.deciding import Decided, Remark, decide
from eligibility.exchange.dmn.model import Decision, DecisionTable, Model
from eligibility.exchange.feel.literals import text_of
from eligibility.exchange.feel.values import Value
from eligibility.messages import text

EVALUATED = "eligibility/import/1"
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""What begins a cell that a spreadsheet takes for a formula."""

Row = tuple[dict[str, str], Decided]


def decided_rows(
    model: Model, rows: Iterable[tuple[dict[str, str], dict[str, Value]]], wanted: Sequence[Decision]
) -> Iterator[Row]:
    """Each row as it stands, and what *model* decides for it."""
    for cells, given in rows:
        yield cells, decide(model, given, wanted)


def as_csv(rows: Iterable[Row], wanted: Sequence[Decision], lang: str) -> str:
    """The rows with a column for each result, and one for what has to be said of them."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    headed = False
    for cells, decided in rows:
        columns = [part for decision in wanted for part in _columns(decision)]
        if not headed:
            writer.writerow([*map(_safe, cells), *(heading for heading, _, _ in columns), "remarks"])
            headed = True
        results = [_cell(decided.values[name], part) for _, name, part in columns]
        writer.writerow(
            [*map(_safe, cells.values()), *results, "; ".join(said(one, lang) for one in decided.remarks)]
        )
    return stream.getvalue()


def as_data(rows: Iterable[Row]) -> list[dict[str, object]]:
    """The same for machines."""
    return [
        {
            "inputs": cells,
            "results": {name: plain(value) for name, value in decided.values.items()},
            "remarks": [
                {"decision": one.decision, "kind": one.kind, "text": one.text} for one in decided.remarks
            ],
        }
        for cells, decided in rows
    ]


def said(remark: Remark, lang: str) -> str:
    """*remark* in words."""
    return text(f"exchange.remark_{remark.kind}", lang, decision=remark.decision, text=remark.text)


def plain(value: Value) -> object:
    """*value* for JSON; numbers, dates and durations as text, so that none loses a digit."""
    match value:
        case None | bool() | str():
            return value
        case list():
            return [plain(item) for item in value]
        case dict():
            return {name: plain(part) for name, part in value.items()}
        case _:
            return text_of(value)


def _columns(decision: Decision) -> list[tuple[str, str, str]]:
    """Headings of *decision*, each with its name and the part that the column holds."""
    logic = decision.logic
    if isinstance(logic, DecisionTable) and len(logic.outputs) > 1 and not logic.hit.many:
        return [(f"{decision.name}.{one.name}", decision.name, one.name) for one in logic.outputs]
    return [(decision.name, decision.name, "")]


def _cell(value: Value, part: str) -> str:
    held = value.get(part) if part and isinstance(value, dict) else None if part else value
    return "" if held is None else _safe(text_of(held))


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(RISKY) and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    return cell.lstrip("+-").replace(".", "", 1).isdigit()
