"""The fence around durable-rules: right within its limits, closed beyond them, whatever the engine does."""

import ast
import json
import os
import random
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eligibility
from eligibility.engine import durable
from eligibility.engine.durable import DurableRules, EngineFault, LimitExceeded, Ruleset
from eligibility.model.limits import MAX_FIRING, MAX_RULES, MAX_RULESETS, MAX_TESTS

FULL = os.environ.get("ELIGIBILITY_PROFILE") == "full"
SITUATIONS = 100_000 if FULL else 10_000
HERE = find_spec("durable_rules_engine") is not None
needs_engine = pytest.mark.skipif(not HERE, reason="durable-rules cannot be had on this Python")


def holding(ruleset, truths):
    """What must fire, in plain Python."""
    return tuple(
        number
        for number, tests in enumerate(ruleset.rules)
        if all(truths[index] is value for index, value in tests)
    )


def numbered(count, size=MAX_TESTS):
    """*count* rules that exclude each other; each tests all *size* booleans: its number in binary."""
    return Ruleset(tuple(tuple(enumerate(bits(number, size))) for number in range(count)), size)


def bits(number, size):
    return [bool(number >> position & 1) for position in range(size)]


@pytest.fixture
def engine():
    made = DurableRules()
    yield made
    made.close()


# --- within the limits, with the real engine -----------------------------------------------------


@needs_engine
@pytest.mark.isolated
def test_most_rules_over_most_facts_each_fires_alone(engine):
    ruleset = numbered(MAX_RULES)
    for number in range(MAX_RULES):
        assert engine.only(ruleset, bits(number, MAX_TESTS)) == number
    assert engine.fired(ruleset, bits(MAX_RULES, MAX_TESTS)) == ()


@needs_engine
@pytest.mark.isolated
def test_most_rules_that_share_a_condition(engine):
    shared = Ruleset(
        tuple(((0, True), *((n + 1, bit) for n, bit in enumerate(bits(r, 8)))) for r in range(MAX_RULES)), 9
    )
    for number in range(MAX_RULES):
        assert engine.only(shared, [True, *bits(number, 8)]) == number
        assert engine.fired(shared, [False, *bits(number, 8)]) == ()


@needs_engine
@pytest.mark.isolated
def test_every_fact_of_the_largest_set_is_seen_on_its_own(engine):
    each = Ruleset(tuple(((index, True),) for index in range(MAX_TESTS)), MAX_TESTS)
    for index in range(MAX_TESTS):
        truths = [position == index for position in range(MAX_TESTS)]
        assert engine.fired(each, truths) == (index,)
    assert engine.fired(each, [True] * MAX_TESTS) == tuple(range(MAX_TESTS))


@needs_engine
@pytest.mark.isolated
def test_as_many_rules_fire_as_may(engine):
    many = Ruleset((((0, True),),) * MAX_FIRING + (((1, True),),) * (MAX_RULES - MAX_FIRING), 2)
    assert engine.fired(many, [True, False]) == tuple(range(MAX_FIRING))
    with pytest.raises(LimitExceeded):
        engine.fired(many, [False, True])
    assert engine.fired(many, [True, False]) == tuple(range(MAX_FIRING))


@needs_engine
@pytest.mark.isolated
def test_more_rulesets_than_are_kept_open_stay_right(monkeypatch):
    made, closed = [], []
    real = durable.load()

    class Counting:
        def __getattr__(self, name):
            return getattr(real, name)

        def create_ruleset(self, *arguments):
            handle = real.create_ruleset(*arguments)
            made.append(handle)
            return handle

        def delete_ruleset(self, handle):
            closed.append(handle)
            return real.delete_ruleset(handle)

    monkeypatch.setattr(durable, "load", Counting)
    engine = DurableRules()
    rulesets = [
        Ruleset((tuple(enumerate(bits(n, 10))), tuple(enumerate(bits(n + 1, 10)))), 10)
        for n in range(0, 2 * (MAX_RULESETS + 50), 2)
    ]
    order = [*range(len(rulesets)), *range(len(rulesets)), *reversed(range(len(rulesets)))]
    order += random.Random(7).choices(range(len(rulesets)), k=2_000)
    for number in order:
        truths = bits(2 * number + number % 2, 10)
        assert engine.only(rulesets[number], truths) == number % 2
        assert len(made) - len(closed) <= MAX_RULESETS
    assert len(made) - len(closed) == MAX_RULESETS
    engine.close()
    assert sorted(closed) == sorted(made)


class Interrupted:
    """The real engine, of which one call fails: the one of this *name* after *spared* others."""

    def __init__(self, real, name, spared):
        self._real, self._name, self._spared = real, name, spared

    def __getattr__(self, name):
        call = getattr(self._real, name)
        if name != self._name:
            return call
        self._spared -= 1
        if self._spared >= 0:
            return call

        def fail(*_):
            self._name = ""
            raise MemoryError

        return fail


@needs_engine
@pytest.mark.isolated
@pytest.mark.parametrize("spared", range(4))
@pytest.mark.parametrize(
    "name", ["assert_fact", "start_action_for_state", "complete_and_start_action", "delete_state"]
)
def test_the_real_engine_goes_on_after_a_call_that_failed(monkeypatch, name, spared):
    real = durable.load()
    monkeypatch.setattr(durable, "load", lambda: Interrupted(real, name, spared))
    ruleset = Ruleset((((0, True),), ((0, True), (1, True)), ((1, False),)), 2)
    engine = DurableRules()
    failed = 0
    for number in range(8):
        truths = bits(number, 2)
        try:
            assert engine.fired(ruleset, truths) == holding(ruleset, truths)
        except EngineFault:
            failed += 1
    assert failed == 1
    engine.close()


@needs_engine
@pytest.mark.isolated
def test_memory_is_flat(engine):
    chooser = random.Random(3)
    rulesets = [
        Ruleset(
            tuple(
                tuple((index, chooser.random() < 0.5) for index in chooser.sample(range(30), 3))
                for _ in range(count)
            ),
            30,
        )
        for count in (2, 20, 60)
    ]
    early = 0
    for number in range(SITUATIONS):
        ruleset = rulesets[number % len(rulesets)]
        truths = bits(chooser.getrandbits(30), 30)
        assert engine.fired(ruleset, truths) == holding(ruleset, truths)
        if number == SITUATIONS // 5:
            early = resident()
    assert engine.concluded == SITUATIONS
    assert resident() - early < 10_000_000


def resident():
    """Bytes of memory in use."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@st.composite
def rulesets_and_truths(draw):
    size = draw(st.integers(1, MAX_TESTS))
    test = st.tuples(st.integers(0, size - 1), st.booleans())
    rules = draw(st.lists(st.lists(test, max_size=6).map(tuple), max_size=MAX_FIRING).map(tuple))
    truths = draw(st.lists(st.lists(st.booleans(), min_size=size, max_size=size), min_size=1, max_size=5))
    return Ruleset(rules, size), truths


@needs_engine
@pytest.mark.isolated
@given(st.lists(rulesets_and_truths(), min_size=1, max_size=4))
def test_random_rules_fire_as_plain_python_says(several):
    engine = DurableRules()
    for ruleset, situations in [*several, *several]:
        for truths in situations:
            assert engine.fired(ruleset, truths) == holding(ruleset, truths)
    engine.close()


# --- beyond the limits: refused before the engine is asked ----------------------------------------


class Untouchable:
    """An engine that must not be asked."""

    def __getattr__(self, name):
        raise AssertionError(f"{name} was called")


def test_one_rule_too_many_is_refused():
    assert len(numbered(MAX_RULES).rules) == MAX_RULES
    with pytest.raises(LimitExceeded) as refused:
        numbered(MAX_RULES + 1)
    assert (refused.value.limit, refused.value.got) == (MAX_RULES, MAX_RULES + 1)
    assert str(refused.value) == f"rules in a ruleset: at most {MAX_RULES}, got {MAX_RULES + 1}"


def test_one_fact_too_many_is_refused():
    with pytest.raises(LimitExceeded) as refused:
        Ruleset((((MAX_TESTS, True),),), MAX_TESTS + 1)
    assert (refused.value.limit, refused.value.got) == (MAX_TESTS, MAX_TESTS + 1)
    assert refused.value.what == "facts in a ruleset"


def test_one_firing_rule_too_many_is_refused(monkeypatch):
    monkeypatch.setattr(durable, "load", Untouchable)
    many = Ruleset((((0, True),),) * (MAX_FIRING + 1), 1)
    with pytest.raises(LimitExceeded) as refused:
        DurableRules().fired(many, [True])
    assert (refused.value.limit, refused.value.got) == (MAX_FIRING, MAX_FIRING + 1)
    assert refused.value.what == "rules that fire at once"


def test_a_rule_about_a_fact_that_there_is_not_is_refused():
    for index in (-1, 2):
        with pytest.raises(EngineFault):
            Ruleset((((index, True),),), 2)


def test_facts_that_are_too_few_or_too_many_are_refused(monkeypatch):
    monkeypatch.setattr(durable, "load", Untouchable)
    for truths in ([True], [True, True, True]):
        with pytest.raises(EngineFault):
            DurableRules().fired(Ruleset((((0, True),),), 2), truths)


# --- an engine that fails -------------------------------------------------------------------------


class Aborted(BaseException):
    """What would have ended the process."""


class Engine:
    """Behaves as the engine was measured to, and fails where it is told to: *faults* by function name."""

    def __init__(self):
        self.faults = {}
        self.rules = {}
        self.live = {}
        self.fired_once = set()
        self.made = 0
        self.calls = []

    def _fault(self, name, otherwise):
        self.calls.append(name)
        fault = self.faults.pop(name, None)
        if isinstance(fault, BaseException):
            raise fault
        return otherwise() if fault is None else fault.answer

    def create_ruleset(self, name, definition):
        def make():
            self.made += 1
            self.rules[self.made] = json.loads(definition)
            return self.made

        return self._fault("create_ruleset", make)

    def delete_ruleset(self, handle):
        self._fault("delete_ruleset", lambda: None)
        del self.rules[handle]
        self.live.pop(handle, None)

    def assert_fact(self, handle, fact):
        def answer():
            facts = json.loads(fact)
            names = [name for name, rule in self.rules[handle].items() if matches(rule, facts)]
            if not names:
                return (1, 1)
            self.live[handle] = names
            return (0, 1)

        return self._fault("assert_fact", answer)

    def start_action_for_state(self, handle, state):
        def answer():
            self.fired_once.add(handle)
            return ("{}", self._next(handle))

        return self._fault("start_action_for_state", answer)

    def complete_and_start_action(self, handle, state):
        return self._fault("complete_and_start_action", lambda: self._next(handle))

    def _next(self, handle):
        names = self.live.get(handle)
        return json.dumps({names.pop(0): {"m": {}}}) if names else None

    def delete_state(self, handle, session):
        self._fault("delete_state", lambda: None)
        if handle not in self.fired_once:
            raise Aborted
        if handle not in self.live:
            raise ValueError("Could not delete state, error code: 309")
        del self.live[handle]


class Answer:
    """A wrong answer."""

    def __init__(self, answer):
        self.answer = answer

    def __repr__(self):
        return repr(self.answer)


def matches(rule, facts):
    (pattern,) = rule["all"]
    wanted = pattern["m"].get("$and", [pattern["m"]])
    return all(facts.get(name) == value for item in wanted for name, value in item.items())


@pytest.fixture
def fake(monkeypatch):
    made = Engine()
    monkeypatch.setattr(durable, "load", lambda: made)
    return made


RULES = Ruleset((((0, True),), ((1, True),), ((0, True), (1, True))), 2)
RAISED = [MemoryError(), ValueError("code 202"), SystemError("null"), OSError()]
FAULTS = [
    *((name, error) for name in ("create_ruleset", "assert_fact", "delete_state") for error in RAISED),
    *((name, error) for name in ("start_action_for_state", "complete_and_start_action") for error in RAISED),
    *(("create_ruleset", Answer(answer)) for answer in (None, "1", (1, 2))),
    *(("assert_fact", Answer(answer)) for answer in ((2, 1), (212, 1), (-1, 0), (None, 1), None, 7, (0,))),
    *(
        ("start_action_for_state", Answer(answer))
        for answer in (None, 7, "x", ("{}",), ("{}", "not json"), ("{}", "[]"), ("{}", "{}"), ("{}", "1"))
    ),
    *(("complete_and_start_action", Answer(answer)) for answer in ("{", "[1]", "3", "{}", 9)),
]


@pytest.mark.parametrize(("name", "fault"), FAULTS, ids=repr)
def test_a_fault_stops_everything_and_leaves_no_state(fake, name, fault):
    engine = DurableRules()
    for when in ("first", "later"):
        fake.faults = {name: fault}
        if name == "create_ruleset" and when == "later":
            continue
        with pytest.raises(EngineFault):
            engine.fired(RULES, [True, True])
        assert name in fake.calls
        assert not fake.live
        fake.faults = {}
        assert engine.fired(RULES, [True, True]) == (0, 1, 2)
        assert engine.fired(RULES, [False, False]) == ()
        assert not fake.live
    engine.close()
    assert not fake.rules


@pytest.mark.parametrize(
    ("error", "said"), [(ValueError("code 202"), "code 202"), (MemoryError(), "MemoryError")]
)
def test_a_fault_says_what_the_engine_said(fake, error, said):
    fake.faults = {"create_ruleset": error}
    with pytest.raises(EngineFault, match=f"^{said}$"):
        DurableRules().fired(RULES, [True, True])


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ('{"r0": {}}', "fired twice"),
        ('{"r3": {}}', "unexpected"),
        ('{"r-1": {}}', "unexpected"),
        ('{"r00": {}}', "unexpected"),
        ('{"prime": {}}', "unexpected"),
        ('{"x": {}}', "unexpected"),
        ('{"0": {}}', "unexpected"),
    ],
)
def test_a_rule_that_fires_twice_or_does_not_exist_is_a_fault(fake, message, said):
    engine = DurableRules()
    assert engine.fired(RULES, [True, False]) == (0,)
    fake.faults = {"complete_and_start_action": Answer(message)}
    with pytest.raises(EngineFault, match=said):
        engine.fired(RULES, [True, False])
    assert not fake.live


@pytest.mark.parametrize("name", ["assert_fact", "start_action_for_state", "complete_and_start_action"])
def test_an_interrupted_conclusion_leaves_no_state(fake, name):
    engine = DurableRules()
    assert engine.fired(RULES, [True, False]) == (0,)
    fake.faults = {name: KeyboardInterrupt()}
    with pytest.raises(KeyboardInterrupt):
        engine.fired(RULES, [True, False])
    assert not fake.live
    assert engine.fired(RULES, [False, True]) == (1,)


def test_an_engine_that_never_stops_firing_is_stopped(fake):
    engine = DurableRules()
    assert engine.fired(RULES, [True, False]) == (0,)
    fake.complete_and_start_action = lambda handle, state: '{"r1": {}}'
    with pytest.raises(EngineFault, match=f"more than {MAX_FIRING}"):
        engine.fired(RULES, [True, False])
    assert not fake.live


def test_one_verdict_and_no_other_number_of_them(fake):
    engine = DurableRules()
    assert engine.only(RULES, [False, True]) == 1
    for truths, fired in (([False, False], 0), ([True, True], 3)):
        with pytest.raises(EngineFault, match=f"^{fired} rules"):
            engine.only(RULES, truths)


def test_a_ruleset_whose_first_rule_does_not_fire_is_not_used(fake):
    fake.faults = {"assert_fact": Answer((1, 1))}
    engine = DurableRules()
    with pytest.raises(EngineFault, match="first rule"):
        engine.fired(RULES, [True, True])
    assert not fake.rules
    assert engine.fired(RULES, [True, True]) == (0, 1, 2)


def test_state_is_never_deleted_where_that_would_abort(fake):
    """Where nothing ever fired in a ruleset, deleting a state ends the process: the primer prevents it."""
    engine = DurableRules()
    never = Ruleset((((0, True),),), 1)
    for _ in range(3):
        assert engine.fired(never, [False]) == ()
    engine.close()


def test_the_ruleset_used_longest_ago_is_closed(fake):
    engine = DurableRules()
    rulesets = [Ruleset((tuple(enumerate(bits(n, 9))),), 9) for n in range(MAX_RULESETS + 2)]
    for number, ruleset in enumerate(rulesets[:MAX_RULESETS]):
        engine.only(ruleset, bits(number, 9))
    assert len(fake.rules) == MAX_RULESETS
    assert "delete_ruleset" not in fake.calls
    engine.only(rulesets[0], bits(0, 9))
    engine.only(rulesets[MAX_RULESETS], bits(MAX_RULESETS, 9))
    assert sorted(set(range(1, MAX_RULESETS + 2)) - set(fake.rules)) == [2]
    engine.only(rulesets[MAX_RULESETS + 1], bits(MAX_RULESETS + 1, 9))
    assert sorted(set(range(1, MAX_RULESETS + 3)) - set(fake.rules)) == [2, 3]


def test_equal_rulesets_share_one(fake):
    engine = DurableRules()
    engine.only(Ruleset((((0, True),),), 1), [True])
    engine.only(Ruleset((((0, True),),), 1), [True])
    assert fake.made == 1


def test_only_numbers_under_made_up_names_reach_the_engine(fake):
    engine = DurableRules()
    sent = []
    create, tell = fake.create_ruleset, fake.assert_fact
    fake.create_ruleset = lambda name, text: (sent.append(text), create(name, text))[1]
    fake.assert_fact = lambda handle, text: (sent.append(text), tell(handle, text))[1]
    engine.fired(Ruleset((((0, True), (1, False)), ()), 2), [True, False])
    definition, primer, facts = map(json.loads, sent)
    assert definition["r0"] == {"all": [{"m": {"$and": [{"a0": 1}, {"a1": 0}]}}]}
    assert definition["r1"] == {"all": [{"m": {"q": 1}}]}
    assert primer == {"id": 1, "sid": "s", "p": 1}
    assert facts == {"id": 1, "sid": "s", "a0": 1, "a1": 0, "q": 1}


# --- one home --------------------------------------------------------------------------------------


def test_nothing_else_imports_durable_rules():
    source = Path(eligibility.__file__).parent
    homes = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        for name in imported(ast.parse(path.read_text(encoding="utf-8")))
        if name.split(".")[0] in ("durable", "durable_rules_engine")
    }
    assert homes == {"engine/durable.py"}


def imported(tree):
    """The modules that a file imports, by a statement or by a call."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(str(module), _, 0):
                yield module
            case ast.Call(
                ast.Name("__import__" | "import_module") | ast.Attribute(_, "import_module"),
                [ast.Constant(str(module)), *_],
            ):
                yield module
