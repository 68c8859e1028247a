"""durable-rules inside a fence: the only module that imports it.

What is measured to be safe, and no more: the low-level module; one constant session, deleted after
every situation; a rule that fires once after creation, before anything else; facts that are small
whole numbers under names made here; one pattern per rule; no joins, no negation, no text of users.
Any return code or number of fired rules that is not expected is an `EngineFault`.
"""

import json
from collections import OrderedDict
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import attrs

from eligibility.model.limits import MAX_FIRING, MAX_RULES, MAX_RULESETS, MAX_TESTS

SESSION = "s"
PRIMER = "prime"

Tests = tuple[tuple[int, bool], ...]
"""Which booleans (by index) must have which value."""


class EngineUnavailable(Exception):
    """durable-rules cannot be imported here."""


class EngineFault(Exception):
    """durable-rules did something that must not happen; nothing it said can be used."""


class LimitExceeded(Exception):
    """More than durable-rules can be trusted with: *what*, the *limit*, and the number *got*."""

    def __init__(self, what: str, limit: int, got: int) -> None:
        super().__init__(f"{what}: at most {limit}, got {got}")
        self.what = what
        self.limit = limit
        self.got = got


@attrs.frozen
class Ruleset:
    """Rules over *size* booleans; rule n has the name ``r{n}``.

    Raises:
        LimitExceeded: it has too many rules or booleans.

    """

    rules: tuple[Tests, ...]
    size: int

    def __attrs_post_init__(self) -> None:
        if len(self.rules) > MAX_RULES:
            raise LimitExceeded("rules in a ruleset", MAX_RULES, len(self.rules))
        if self.size > MAX_TESTS:
            raise LimitExceeded("facts in a ruleset", MAX_TESTS, self.size)

    def definition(self) -> str:
        """The ruleset in the engine's own form."""
        rules: dict[str, object] = {PRIMER: {"all": [{"m": {"p": 1}}]}}
        for number, tests in enumerate(self.rules):
            wanted = [{f"a{index}": int(value)} for index, value in tests] or [{"q": 1}]
            rules[f"r{number}"] = {"all": [{"m": wanted[0] if len(wanted) == 1 else {"$and": wanted}}]}
        return json.dumps(rules, ensure_ascii=False)


def load() -> ModuleType:
    """The low-level module.

    Raises:
        EngineUnavailable: it is not installed, or does not load on this Python.

    """
    try:
        import durable_rules_engine
    except ImportError as error:
        raise EngineUnavailable(str(error)) from error
    module: ModuleType = durable_rules_engine
    return module


class DurableRules:
    """Rulesets that are kept open, the most recently used `MAX_RULESETS` of them."""

    def __init__(self) -> None:
        self._engine = load()
        self._open: OrderedDict[Ruleset, int] = OrderedDict()
        self._made = 0
        self.concluded = 0
        """Situations concluded so far."""

    def fired(self, ruleset: Ruleset, truths: Sequence[bool]) -> tuple[int, ...]:
        """The rules that fire where the booleans are *truths*, in ascending order.

        Raises:
            EngineFault: the engine failed, or fired a rule twice.

        """
        if len(truths) != ruleset.size:
            raise EngineFault(f"{len(truths)} facts for a ruleset over {ruleset.size}")
        handle = self._handle(ruleset)
        facts = {f"a{index}": int(truth) for index, truth in enumerate(truths)}
        names = self._run(handle, {**facts, "q": 1})
        self.concluded += 1
        try:
            numbers = sorted(int(name.removeprefix("r")) for name in names)
        except ValueError:
            raise EngineFault(f"unexpected rules fired: {names}") from None
        if len(set(numbers)) != len(numbers):
            raise EngineFault(f"a rule fired twice: {names}")
        return tuple(numbers)

    def only(self, ruleset: Ruleset, truths: Sequence[bool]) -> int:
        """The one rule that fires.

        Raises:
            EngineFault: none or several do.

        """
        numbers = self.fired(ruleset, truths)
        if len(numbers) != 1:
            raise EngineFault(f"{len(numbers)} rules fired where exactly one must")
        return numbers[0]

    def close(self) -> None:
        """Give all memory back."""
        while self._open:
            _, handle = self._open.popitem()
            self._engine.delete_ruleset(handle)

    def _handle(self, ruleset: Ruleset) -> int:
        handle = self._open.get(ruleset)
        if handle is not None:
            self._open.move_to_end(ruleset)
            return handle
        if len(self._open) >= MAX_RULESETS:
            _, oldest = self._open.popitem(last=False)
            self._engine.delete_ruleset(oldest)
        self._made += 1
        handle = int(self._guarded(self._engine.create_ruleset, f"set{self._made}", ruleset.definition()))
        if self._run(handle, {"p": 1}) != [PRIMER]:
            self._engine.delete_ruleset(handle)
            raise EngineFault("the first rule did not fire")
        self._open[ruleset] = handle
        return handle

    def _run(self, handle: int, facts: dict[str, int]) -> list[str]:
        fact = json.dumps({"id": 1, "sid": SESSION, **facts}, ensure_ascii=False)
        names: list[str] = []
        code, state = self._guarded(self._engine.assert_fact, handle, fact)
        try:
            if code != 0:
                if code == 1:  # matched nothing; there is no state to delete
                    return names
                raise EngineFault(f"asserting a fact returned {code}")
            started = self._guarded(self._engine.start_action_for_state, handle, state)
            message = started[1] if started else None
            while message:
                names += json.loads(message)
                if len(names) > MAX_FIRING:
                    raise EngineFault(f"more than {MAX_FIRING} rules fired")
                message = self._guarded(self._engine.complete_and_start_action, handle, state)
        finally:
            if code != 1:
                self._engine.delete_state(handle, SESSION)
        return names

    def _guarded(self, call: Callable[..., object], *arguments: object) -> Any:  # noqa: ANN401
        try:
            return call(*arguments)
        except Exception as error:
            raise EngineFault(str(error)) from error
