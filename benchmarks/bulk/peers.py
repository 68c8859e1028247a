"""Rule engines on the same work, each from generated rules: one function each, people in, answers out.

All get people as whole numbers with the worst and the best completion of what is missing prepared by Polars
(`conditions.prepared`), which they could not do, and come to the unmet and unknown requirements of each person
by their own rules; outcome and training follow from these in the host language. What is not their own work is
said in `REMARKS`. An answer is ``(unmet, unknown, outcome, training)``, the first two as masks.
"""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from conditions import fields, literal, met, numbers, outcome_of, prepared, text, unknown, unmet
from handwritten_polars import lists
from parameters import OUTCOMES, TRAINING, table
from rulebook import FATAL, Standard

Answer = tuple[int, int, str, tuple[str, ...]]
PERIOD = "2026-06"
"""OpenFisca computes everything for a period; there is one here."""

Work = Callable[[], Sequence[Answer]]
"""The evaluation alone: rules are loaded, people are there."""

SHARED = (
    "Polars prepares missing data as worst and best completions; outcome and training are folded outside."
)
REMARKS = {
    "zen-engine": f"One decision a standard, an expression a requirement, by `evaluate_batch`. {SHARED}",
    "clips": f"One environment a standard, two rules a requirement, reset after each person. {SHARED}",
    "durable-rules": "Through `eligibility.engine.durable`, which compares no data: whether the worst and the "
    "best completion meet a demand is computed by Polars beforehand, and it concludes what is unmet and unknown. "
    f"{SHARED}",
    "json-rules-engine": f"One engine a standard, two rules a requirement, in Node; its own clock. {SHARED}",
    "openfisca": "Vectors: a variable for each status of a requirement, parameters indexed by post; outcome and "
    "training are variables too. It knows no missing data: Polars prepares worst and best completions, and reads "
    "and writes parquet for it.",
}


def people_of(source: Path, made: Sequence[Standard]) -> dict[str, tuple[list[int], list[dict[str, int]]]]:
    """By post: places of people in the input, and people as records."""
    frame = prepared(source).with_row_index("place")
    parts = frame.partition_by("post", as_dict=True)
    return {
        standard.post: (part["place"].to_list(), part.drop("place", "id", "post").rows(named=True))
        for standard in made
        if (part := parts.get((standard.post,))) is not None
    }


def rows_of(made: Sequence[Standard], as_of: date) -> dict[str, dict[str, Any]]:
    """The parameters of each post as numbers."""
    return {row["post"]: row for row in numbers(table(made, as_of)).rows(named=True)}


def folded(
    made: Sequence[Standard],
    people: dict[str, tuple[list[int], list[dict[str, int]]]],
    judge: Callable[[Standard, list[dict[str, int]]], Iterator[tuple[int, int]]],
) -> Sequence[Answer]:
    """The answers in the order of the input; *judge* gives masks of unmet and unknown for one standard."""
    answers: list[Answer] = [(0, 0, "", ())] * sum(len(places) for places, _ in people.values())
    for standard in made:
        places, records = people.get(standard.post, ([], []))
        conclude = outcome_of(standard)
        for place, (failed, open_) in zip(places, judge(standard, records), strict=True):
            answers[place] = (failed, open_, *conclude(failed, open_))
    return answers


# --- zen-engine ----------------------------------------------------------------------------------


def zen(source: Path, made: Sequence[Standard], as_of: date, folder: Path) -> Work:
    """GoRules zen-engine."""
    from zen import ZenEngine

    rows = rows_of(made, as_of)
    content = {standard.post: _graph(standard, rows[standard.post]) for standard in made}
    engine = ZenEngine({"loader": {"type": "static", "content": content}})
    people = people_of(source, made)

    def judge(standard: Standard, records: list[dict[str, int]]) -> Iterator[tuple[int, int]]:
        requests = [{"key": standard.post, "context": record} for record in records]
        for answer in engine.evaluate_batch(requests):
            yield _masks(answer["data"]["result"])

    return partial(folded, made, people, judge)


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


# --- CLIPS ---------------------------------------------------------------------------------------


def clips(source: Path, made: Sequence[Standard], as_of: date, folder: Path) -> Work:
    """CLIPS through clipspy."""
    from clips import Environment

    rows, people = rows_of(made, as_of), people_of(source, made)
    names = list(next(iter(people.values()))[1][0])
    environments = {}
    for standard in made:
        environment = Environment()
        environment.build(
            f"(deftemplate person {' '.join(f'(slot {name} (type INTEGER))' for name in names)})"
        )
        environment.build("(deftemplate found (slot number (type INTEGER)) (slot status (type INTEGER)))")
        for rule in _clips_rules(standard, rows[standard.post]):
            environment.build(rule)
        environments[standard.post] = (environment, environment.find_template("person"))

    def judge(standard: Standard, records: list[dict[str, int]]) -> Iterator[tuple[int, int]]:
        environment, template = environments[standard.post]
        for record in records:
            template.assert_fact(**record)
            environment.run()
            failed = open_ = 0
            for fact in environment.facts():
                if fact.template.name == "found":
                    if fact["status"] == 2:
                        failed |= 1 << fact["number"]
                    else:
                        open_ |= 1 << fact["number"]
            environment.reset()
            yield failed, open_

    return partial(folded, made, people, judge)


def _clips_rules(standard: Standard, row: dict[str, Any]) -> Iterator[str]:
    def condition(tree: Any) -> str:
        match tree:
            case ("all", items):
                return f"(and {' '.join(map(condition, items))})"
            case ("any", items):
                return f"(or {' '.join(map(condition, items))})"
            case (field, op, value):
                return f"({ {'==': '=', '!=': '<>'}.get(op, op) } ?{field} {value})"

    for n, demand in enumerate(standard.demands):
        for status, tree in ((2, unmet(n, demand)), (1, unknown(n, demand))):
            bound = " ".join(f"({field} ?{field})" for field in fields(tree))
            yield (
                f"(defrule r{n}-{status} (person {bound}) (test {condition(literal(tree, row))}) "
                f"=> (assert (found (number {n}) (status {status}))))"
            )


# --- durable-rules -------------------------------------------------------------------------------


def durable(source: Path, made: Sequence[Standard], as_of: date, folder: Path) -> Work:
    """durable-rules inside the fence of the project, one situation a person."""
    from eligibility.engine.durable import DurableRules, Ruleset

    size = len(made[0].demands)
    rules = [((2 * n, False),) for n in range(size)]
    rules += [((2 * n, True), (2 * n + 1, False)) for n in range(size)]
    ruleset, engine = Ruleset(tuple(rules), 2 * size), DurableRules()
    found = _vectors(source, made, as_of)
    truths = [met for n in range(size) for met in (found[f"b{n}"], found[f"r{n}"])]
    facts = np.stack(truths, axis=1)
    posts = found["post"]

    def work() -> Sequence[Answer]:
        conclude = [outcome_of(standard) for standard in made]
        answers = []
        for post, row in zip(posts.tolist(), facts.tolist(), strict=True):
            failed = open_ = 0
            for rule in engine.fired(ruleset, row):
                if rule < size:
                    failed |= 1 << rule
                else:
                    open_ |= 1 << rule - size
            answers.append((failed, open_, *conclude[post](failed, open_)))
        return answers

    return work


def _vectors(source: Path, made: Sequence[Standard], as_of: date) -> dict[str, np.ndarray]:
    """For each requirement whether the best and the worst completion meet it; the number of the post."""
    frame = prepared(source).join(numbers(table(made, as_of)), on="post", how="left", maintain_order="left")

    def expression(tree: Any) -> pl.Expr:
        match tree:
            case ("all", items):
                return pl.all_horizontal([expression(item) for item in items])
            case ("any", items):
                return pl.any_horizontal([expression(item) for item in items])
            case (field, op, parameter):
                right = pl.col(parameter) if isinstance(parameter, str) else pl.lit(parameter)
                left = pl.col(field)
                return {">=": left >= right, ">": left > right, "<=": left <= right, "==": left == right}[op]
        raise ValueError(tree)

    made_of = {
        f"{end}{n}": expression(met(n, demand, end))
        for n, demand in enumerate(made[0].demands)
        for end in "br"
    }
    number = {standard.post: n for n, standard in enumerate(made)}
    found = frame.select(pl.col("post").replace_strict(number, return_dtype=pl.Int64), **made_of)
    return {name: found[name].to_numpy() for name in found.columns}


# --- OpenFisca -----------------------------------------------------------------------------------


def openfisca(source: Path, made: Sequence[Standard], as_of: date, folder: Path) -> Work:
    """OpenFisca's vectors."""
    from openfisca_core.entities import build_entity
    from openfisca_core.periods import MONTH
    from openfisca_core.simulations import SimulationBuilder
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    person = build_entity("person", "people", "A person", is_person=True)
    system = TaxBenefitSystem([person])
    number = {standard.post: n for n, standard in enumerate(made)}
    demands = list(enumerate(made[0].demands))
    trees = [tree(n, demand) for n, demand in demands for tree in (unmet, unknown)]
    names = list(dict.fromkeys(field for tree in trees for field in fields(tree)))
    of_post = {c.name: c.to_numpy() for c in numbers(table(made, as_of)).drop("post")}

    def variable(name: str, formula: Any = None) -> None:
        body = {"value_type": int, "entity": person, "definition_period": MONTH, "label": name}
        if formula is not None:
            body["formula"] = formula
        system.add_variable(type(name, (Variable,), body))

    for name in ("post", *names):
        variable(name)
    for n, demand in demands:
        variable(f"unmet_{n}", _formula(unmet(n, demand), of_post))
        variable(f"unknown_{n}", _formula(unknown(n, demand), of_post))

    def some(simulated: Any, period: Any, state: str, effects: tuple[str, ...]) -> Any:
        masks = np.array([[d.effect in effects for d in standard.demands] for standard in made], dtype=bool)[
            simulated("post", period)
        ]
        return sum(simulated(f"{state}_{n}", period) * masks[:, n] for n, _ in demands) > 0

    def outcome(simulated: Any, period: Any) -> Any:
        fatal, perhaps = (some(simulated, period, state, FATAL) for state in ("unmet", "unknown"))
        paper = some(simulated, period, "unmet", ("document",)) | some(
            simulated, period, "unknown", ("document",)
        )
        train, open_ = (some(simulated, period, state, ("train",)) for state in ("unmet", "unknown"))
        return np.select([fatal, perhaps | paper, train, open_], [3, 2, 1, 2], 0)

    def training(simulated: Any, period: Any) -> Any:
        courses = 0
        for n, demand in demands:
            if demand.kind in ("degree", "llct", "state_management"):
                courses |= simulated(f"unmet_{n}", period) * of_post[f"{n}_t"][simulated("post", period)]
        out = some(simulated, period, "unmet", FATAL) | some(simulated, period, "unknown", FATAL)
        return np.where(out, 0, courses)

    variable("outcome", outcome)
    variable("training", training)

    def work() -> Sequence[Answer]:
        frame = prepared(source)
        simulation = SimulationBuilder().build_default_simulation(system, count=frame.height)
        simulation.set_input(
            "post", PERIOD, frame["post"].replace_strict(number, return_dtype=pl.Int32).to_numpy()
        )
        for name in names:
            simulation.set_input(name, PERIOD, frame[name].cast(pl.Int32).to_numpy())
        found = {
            state: sum(simulation.calculate(f"{state}_{n}", PERIOD).astype(np.int64) << n for n, _ in demands)
            for state in ("unmet", "unknown")
        }
        found |= {name: simulation.calculate(name, PERIOD) for name in ("outcome", "training")}
        masks = frame.select("id", "post").with_columns(
            pl.Series("outcome", found["outcome"], pl.UInt8),
            pl.Series("unmet_0", found["unmet"], pl.UInt32),
            pl.Series("unknown_0", found["unknown"], pl.UInt32),
            pl.Series("training", found["training"], pl.UInt32),
        )
        lists(masks.lazy(), made).sink_parquet(folder / "result.parquet", compression="snappy")
        return _Vectors(*(found[name] for name in ("unmet", "unknown", "outcome", "training")))

    return work


class _Vectors(Sequence):
    """Answers that are made from vectors when they are looked at."""

    def __init__(self, *vectors: np.ndarray) -> None:
        self._vectors = vectors

    def __len__(self) -> int:
        return len(self._vectors[0])

    def __getitem__(self, place: Any) -> Answer:
        failed, open_, outcome, courses = (int(vector[place]) for vector in self._vectors)
        return failed, open_, OUTCOMES[outcome], tuple(c for n, c in enumerate(TRAINING) if courses >> n & 1)


def _formula(tree: Any, of_post: dict[str, np.ndarray]) -> Any:
    compare = {">=": np.greater_equal, ">": np.greater, "<=": np.less_equal, "<": np.less}
    compare |= {"==": np.equal, "!=": np.not_equal}

    def value(tree: Any, simulated: Any, period: Any) -> Any:
        match tree:
            case (("all" | "any") as how, items):
                parts = [value(item, simulated, period) for item in items]
                return (np.logical_and if how == "all" else np.logical_or).reduce(parts)
            case (field, op, parameter):
                right = (
                    of_post[parameter][simulated("post", period)] if isinstance(parameter, str) else parameter
                )
                return compare[op](simulated(field, period), right)

    return lambda simulated, period: value(tree, simulated, period)


# --- json-rules-engine ---------------------------------------------------------------------------

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
        return folded(made, people, lambda standard, _: iter(map(tuple, found[standard.post])))

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


PEERS: dict[str, Callable[[Path, Sequence[Standard], date, Path], Work]] = {
    "zen-engine": zen,
    "clips": clips,
    "durable-rules": durable,
    "json-rules-engine": node,
    "openfisca": openfisca,
}


def wrong(
    source: Path, made: Sequence[Standard], as_of: date, answers: Sequence[Answer], most: int = 2_000
) -> int:
    """How many of the first *most* answers differ from those of the query in Polars."""
    import handwritten_polars

    if len(made[0].demands) > 32:
        raise ValueError("answers are compared within one word")
    frame = handwritten_polars.masks(source, made, as_of).head(most).collect()
    expected = [
        (failed, open_, OUTCOMES[outcome], tuple(c for n, c in enumerate(TRAINING) if courses >> n & 1))
        for outcome, failed, open_, courses in frame.drop("id", "post").iter_rows()
    ]
    return sum(tuple(answers[place]) != answer for place, answer in enumerate(expected))
