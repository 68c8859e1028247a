"""json-rules-engine in Node: an engine for each standard, two rules for each requirement."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from answers import Answer, Work, folded, people_of, rows_of
from conditions import literal, unknown, unmet
from rulebook import Standard

NODE = Path(__file__).parent / "node"
INSTALLED = Path(__file__).parents[2] / "out" / "bulk-node"
"""Where npm installs the engine: outside of what git sees."""


def install_node() -> Path:
    """The folder with json-rules-engine in it; installed by npm the first time."""
    INSTALLED.mkdir(parents=True, exist_ok=True)
    for file in NODE.iterdir():
        shutil.copy(file, INSTALLED / file.name)
    if not (INSTALLED / "node_modules" / "json-rules-engine").exists():
        subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund"], cwd=INSTALLED, check=True, capture_output=True
        )
    return INSTALLED


def node(source: Path, made: Sequence[Standard], as_of: date, folder: Path) -> Work:
    """json-rules-engine in Node; it times its own evaluation and reports it in ``times.json``."""
    rows, people = rows_of(made, as_of), people_of(source, made)
    rules = {s.post: list(_json_rules(s, rows[s.post])) for s in made}
    task = {"rules": rules, "people": {post: records for post, (_, records) in people.items()}}
    (folder / "task.json").write_text(json.dumps(task), "utf-8")
    place = install_node()

    def work() -> Sequence[Answer]:
        command = ["node", str(place / "judge.mjs"), str(folder)]
        subprocess.run(command, check=True, capture_output=True, text=True)
        found = json.loads((folder / "answers.json").read_text("utf-8"))
        return folded(source, made, lambda standard, _: iter(map(tuple, found[standard.post])), folder)

    return work


def _json_rules(standard: Standard, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    words = {">=": "greaterThanInclusive", ">": "greaterThan", "<=": "lessThanInclusive", "<": "lessThan"}
    words |= {"==": "equal", "!=": "notEqual"}

    def condition(tree: Any) -> dict[str, Any]:
        match tree:
            case (("all" | "any") as how, items):
                return {how: [condition(item) for item in items]}
            case (field, op, value):
                return {"fact": field, "operator": words[op], "value": value}
        raise ValueError(tree)

    for n, demand in enumerate(standard.demands):
        for status, tree in ((2, unmet(n, demand)), (1, unknown(n, demand))):
            whole = tree if tree[0] in ("all", "any") else ("all", (tree,))
            yield {
                "conditions": condition(literal(whole, row)),
                "event": {"type": "found", "params": {"number": n, "status": status}},
            }
