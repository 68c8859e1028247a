"""durable-rules inside a fence: the only module that imports it.

What is measured to be safe, and no more: the low-level module; one constant session, deleted after
every situation; a rule that fires once after creation, before anything else; facts that are small
whole numbers under names made here; one pattern per rule; no joins, no negation, no text of users.
Any return code or number of fired rules that is not expected is an `EngineFault`.
"""

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
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


@attrs.frozen(cache_hash=True)
class Ruleset:
    """Rules over *size* booleans; rule n has the name ``r{n}``.

    Raises:
        LimitExceeded: it has too many rules or booleans.
        EngineFault: a rule tests a boolean that there is not.

    """

    rules: tuple[Tests, ...]
    size: int

    def __attrs_post_init__(self) -> None:
        if len(self.rules) > MAX_RULES:
            raise LimitExceeded("rules in a ruleset", MAX_RULES, len(self.rules))
        if self.size > MAX_TESTS:
            raise LimitExceeded("facts in a ruleset", MAX_TESTS, self.size)
        if any(not 0 <= index < self.size for tests in self.rules for index, _ in tests):
            raise EngineFault(f"a rule tests a fact beyond the {self.size} there are")

    @cached_property
    def names(self) -> Mapping[str, int]:
        """The name of each rule, to its number."""
        return {f"r{number}": number for number in range(len(self.rules))}

    def firing(self, truths: Sequence[bool]) -> int:
        """How many rules hold where the booleans are *truths*."""
        return sum(all(truths[index] == value for index, value in tests) for tests in self.rules)

    def definition(self) -> str:
        """The ruleset in the engine's own form."""
        rules: dict[str, object] = {PRIMER: {"all": [{"m": {"p": 1}}]}}
        for name, tests in zip(self.names, self.rules, strict=True):
            wanted = [{f"a{index}": int(value)} for index, value in tests] or [{"q": 1}]
            rules[name] = {"all": [{"m": wanted[0] if len(wanted) == 1 else {"$and": wanted}}]}
        return json.dumps(rules, ensure_ascii=False)


def load() -> ModuleType:
    """The low-level module.

    Raises:
        EngineUnavailable: it is not installed, or does not load on this Python.

    """
    try:
        import durable_rules_engine
    except Exception as error:  # not there, or there and broken
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
            EngineFault: the engine failed, or fired a rule twice, or one that there is not.
            LimitExceeded: more rules hold than may fire at once; the engine is not asked.

        """
        if len(truths) != ruleset.size:
            raise EngineFault(f"{len(truths)} facts for a ruleset over {ruleset.size}")
        if len(ruleset.rules) > MAX_FIRING and (firing := ruleset.firing(truths)) > MAX_FIRING:
            raise LimitExceeded("rules that fire at once", MAX_FIRING, firing)
        facts = {f"a{index}": int(truth) for index, truth in enumerate(truths)}
        try:
            names = self._run(self._handle(ruleset), {**facts, "q": 1})
        except BaseException:
            self._drop(ruleset)
            raise
        self.concluded += 1
        known = ruleset.names
        if not known.keys() >= set(names):
            raise EngineFault(f"unexpected rules fired: {names}")
        if len(set(names)) != len(names):
            raise EngineFault(f"a rule fired twice: {names}")
        return tuple(sorted(known[name] for name in names))

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
            self._guarded(self._engine.delete_ruleset, handle)

    def _drop(self, ruleset: Ruleset) -> None:
        """Forget *ruleset* after a fault, with its session: what that holds is not known.

        Deleting the session alone would end the process where none of its rules has fired yet.
        """
        handle = self._open.pop(ruleset, None)
        if handle is not None:
            self._guarded(self._engine.delete_ruleset, handle)

    def _handle(self, ruleset: Ruleset) -> int:
        handle = self._open.get(ruleset)
        if handle is not None:
            self._open.move_to_end(ruleset)
            return handle
        if len(self._open) >= MAX_RULESETS:
            _, oldest = self._open.popitem(last=False)
            self._guarded(self._engine.delete_ruleset, oldest)
        self._made += 1
        handle = self._guarded(self._engine.create_ruleset, f"set{self._made}", ruleset.definition())
        if not isinstance(handle, int):
            raise EngineFault(f"creating a ruleset returned {handle!r}")
        self._open[ruleset] = handle
        if self._run(handle, {"p": 1}) != [PRIMER]:
            raise EngineFault("the first rule did not fire")
        return handle

    def _run(self, handle: int, facts: Mapping[str, int]) -> list[str]:
        """Assert one fact: the names of the rules that fire. Its state is deleted; after a fault, the set."""
        fact = json.dumps({"id": 1, "sid": SESSION, **facts}, ensure_ascii=False)
        match self._guarded(self._engine.assert_fact, handle, fact):
            case (1, _):  # matched nothing, and nothing is kept
                return []
            case (0, state):
                names = self._names(handle, state)
                self._guarded(self._engine.delete_state, handle, SESSION)
                return names
            case answer:
                raise EngineFault(f"asserting a fact returned {answer!r}")

    def _names(self, handle: int, state: int) -> list[str]:
        match self._guarded(self._engine.start_action_for_state, handle, state):
            case (_, message):
                names: list[str] = []
            case answer:
                raise EngineFault(f"starting an action returned {answer!r}")
        while message:
            fired = self._guarded(json.loads, message)
            if not isinstance(fired, dict) or not fired:
                raise EngineFault(f"an action is {message!r}")
            names += fired
            if len(names) > MAX_FIRING:
                raise EngineFault(f"more than {MAX_FIRING} rules fired")
            message = self._guarded(self._engine.complete_and_start_action, handle, state)
        return names

    def _guarded(self, call: Callable[..., object], *arguments: object) -> Any:  # noqa: ANN401
        try:
            return call(*arguments)
        except Exception as error:
            raise EngineFault(str(error) or type(error).__name__) from error
