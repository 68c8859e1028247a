"""GoRules zen-engine: a decision for each standard, an expression for each requirement."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from answers import Work, folded, rows_of
from conditions import literal, text, unknown, unmet
from rulebook import Standard


def zen(source: Path, made: Sequence[Standard], as_of: date, folder: Path) -> Work:
    """GoRules zen-engine."""
    from zen import ZenEngine

    rows = rows_of(made, as_of)
    content = {standard.post: _graph(standard, rows[standard.post]) for standard in made}
    engine = ZenEngine({"loader": {"type": "static", "content": content}})

    def judge(standard: Standard, records: list[dict[str, int]]) -> Iterator[tuple[int, int]]:
        requests = [{"key": standard.post, "context": record} for record in records]
        for answer in engine.evaluate_batch(requests):
            yield _masks(answer["data"]["result"])

    return partial(folded, source, made, judge, folder)


def _masks(result: dict[str, int]) -> tuple[int, int]:
    failed = open_ = 0
    for name, status in result.items():
        if status == 2:
            failed |= 1 << int(name[1:])
        elif status == 1:
            open_ |= 1 << int(name[1:])
    return failed, open_


def _graph(standard: Standard, row: dict[str, Any]) -> dict[str, Any]:
    def written(tree: Any) -> str:
        return text(literal(tree, row), "and", "or", lambda field, op, value: f"{field} {op} {value}")

    expressions = [
        {
            "id": f"e{n}",
            "key": f"q{n}",
            "value": f"{written(unmet(n, d))} ? 2 : ({written(unknown(n, d))} ? 1 : 0)",
        }
        for n, d in enumerate(standard.demands)
    ]
    return {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
            {
                "id": "rules",
                "type": "expressionNode",
                "name": "rules",
                "position": {"x": 1, "y": 0},
                "content": {"expressions": expressions},
            },
            {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 2, "y": 0}},
        ],
        "edges": [
            {"id": "a", "sourceId": "in", "targetId": "rules", "type": "edge"},
            {"id": "b", "sourceId": "rules", "targetId": "out", "type": "edge"},
        ],
    }
