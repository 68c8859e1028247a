"""Situations concluded: by durable-rules where it can be had, else by reading the same tables in Python."""

from collections.abc import Sequence

from eligibility.engine.durable import DurableRules, EngineFault, EngineUnavailable, Ruleset
from eligibility.model.finding import Verdict
from eligibility.model.plan import Compiled, PolicyTable, RuleTable


class DurableConcluder:
    """Requirements and policies as rulesets of durable-rules; equal tables share one."""

    name = "durable-rules"

    def __init__(self) -> None:
        self._engine = DurableRules()
        self._rulesets: dict[int, tuple[object, Ruleset]] = {}
        self._outcomes: dict[tuple[int, tuple[bool, ...]], str] = {}

    @property
    def concluded(self) -> int:
        """Situations that durable-rules concluded."""
        return self._engine.concluded

    def close(self) -> None:
        """Give all memory back."""
        self._engine.close()

    def verdict(self, compiled: Compiled, node: int, truths: tuple[bool, ...]) -> Verdict:
        """The verdict of *node* where its terms have these *truths*."""
        table = compiled.tables[node]
        ruleset = self._of_table(table)
        return table.verdicts[table.paths[self._engine.only(ruleset, truths)].verdict]

    def outcome(self, compiled: Compiled, inputs: tuple[bool, ...]) -> str:
        """The outcome of the policy where its inputs have these truths, stage by stage."""
        table = compiled.policy
        key = (id(table), inputs)
        found = self._outcomes.get(key)
        if found is None:
            found = self._outcomes[key] = self._decide(table, inputs)
        return found

    def _decide(self, table: PolicyTable, inputs: Sequence[bool]) -> str:
        truths = [*inputs, *(False for _ in table.conclusions)]
        size = len(truths)
        for number, stage in enumerate(table.stages[:-1]):
            ruleset = self._kept(table, number, tuple(rule.tests for rule in stage), size)
            for fired in self._engine.fired(ruleset, truths):
                truths[len(table.inputs) + table.conclusions.index(stage[fired].then)] = True
        last = table.stages[-1]
        ruleset = self._kept(table, -1, tuple(rule.tests for rule in last), size)
        return last[self._engine.only(ruleset, truths)].then

    def _of_table(self, table: RuleTable) -> Ruleset:
        return self._kept(table, 0, tuple(path.tests for path in table.paths), len(table.terms))

    def _kept(
        self, owner: object, part: int, rules: tuple[tuple[tuple[int, bool], ...], ...], size: int
    ) -> Ruleset:
        key = id(owner) * 64 + part
        found = self._rulesets.get(key)
        if found is None:
            found = self._rulesets[key] = (owner, Ruleset(rules, size))
        return found[1]


class PlainConcluder:
    """The same tables read in Python, for where durable-rules cannot be imported."""

    name = "tables"

    def __init__(self) -> None:
        self.concluded = 0
        """Situations concluded."""

    def close(self) -> None:
        """Nothing to give back."""

    def verdict(self, compiled: Compiled, node: int, truths: tuple[bool, ...]) -> Verdict:
        """The verdict of *node* where its terms have these *truths*."""
        self.concluded += 1
        table = compiled.tables[node]
        for path in table.paths:
            if all(truths[index] is value for index, value in path.tests):
                return table.verdicts[path.verdict]
        raise EngineFault(f"no rule of {table.name} matches")

    def outcome(self, compiled: Compiled, inputs: tuple[bool, ...]) -> str:
        """The outcome of the policy where its inputs have these truths."""
        self.concluded += 1
        table = compiled.policy
        truths = [*inputs, *(False for _ in table.conclusions)]
        for stage in table.stages[:-1]:
            for name in [rule.then for rule in stage if _holds(rule.tests, truths)]:
                truths[len(table.inputs) + table.conclusions.index(name)] = True
        outcomes = [rule.then for rule in table.stages[-1] if _holds(rule.tests, truths)]
        if len(outcomes) != 1:
            raise EngineFault(f"{len(outcomes)} lines of {table.name} decide")
        return outcomes[0]


def make_concluder(engine: str = "auto") -> DurableConcluder | PlainConcluder:
    """``durable``, ``tables``, or durable where it can be had.

    Raises:
        EngineUnavailable: durable-rules is demanded and cannot be imported.

    """
    if engine == "tables":
        return PlainConcluder()
    try:
        return DurableConcluder()
    except EngineUnavailable:
        if engine == "durable":
            raise
        return PlainConcluder()


def _holds(tests: Sequence[tuple[int, bool]], truths: Sequence[bool]) -> bool:
    return all(truths[index] is value for index, value in tests)
