"""An automaton from what requirements leave to the policy to the outcome, with as few states as can be."""

from collections.abc import Hashable, Mapping, Sequence

from eligibility.compile.lifting import LiftingSolver
from eligibility.compile.policies import conclude_policy, inputs_of, read_marks
from eligibility.model.finding import EntryMark, FactMark, Mark, Marks
from eligibility.model.standard import Named
from eligibility.sql.untranslatable import Untranslatable

Left = frozenset[Marks]
"""What the completions of a record leave to the policy, each its marks."""

Step = Mapping[tuple[int, int], int]
"""From a state and a letter to the next state, all by number."""

MOST_STATES = 5_000
MOST_MEMBERS = 5_000
"""Ways in which one record may stand before the policy."""
MOST_TRIED = 14
"""Marks of which every set is tried, so that sets from which the same follows are one."""


class Concluding:
    """The outcome of what completions leave, each distinct thing once."""

    def __init__(self, solver: LiftingSolver) -> None:
        self._compiled = solver.compiled
        self._known: dict[Marks, str] = {}

    def seen(self, left: Left) -> Left:
        """*left* without what no outcome depends on."""
        return frozenset(frozenset(seen for mark in marks for seen in self._seen(mark)) for marks in left)

    def _seen(self, mark: Mark) -> tuple[Mark, ...]:
        bars = sorted(self._compiled.instance.bars_entry)
        match mark:
            case EntryMark(course, effect):
                return (EntryMark(course, bars[0]),) if effect in bars else ()
            case FactMark(name):
                return (mark,) if Named(name) in self._compiled.policy.inputs else ()
            case _:
                return (mark,)

    def one(self, marks: Marks) -> str:
        """The outcome of one completion."""
        if marks not in self._known:
            table = self._compiled.policy
            reading = read_marks(marks, self._compiled.instance)
            self._known[marks] = conclude_policy(table, inputs_of(table, reading))
        return self._known[marks]

    def all(self, outcomes: Sequence[str]) -> str:
        """What all completions agree on; else what the policy says of the undecided."""
        found = set(outcomes)
        return found.pop() if len(found) == 1 else self._compiled.instance.policy.undecided


class _Standings:
    """Sets of marks by number; sets from which the same follows, whatever is added, have one number.

    Where there are too many marks to try them all, every set is for itself.
    """

    def __init__(self, alphabets: Sequence[Sequence[Left]], concluding: Concluding) -> None:
        marks = {mark for alphabet in alphabets for left in alphabet for several in left for mark in several}
        self._marks: dict[Mark, int] = {mark: place for place, mark in enumerate(sorted(marks, key=repr))}
        self._concluding = concluding
        self._classes: list[int] = self._tried() if len(marks) <= MOST_TRIED else []
        self._first: dict[int, int] = {}
        for mask, number in enumerate(self._classes):
            self._first.setdefault(number, mask)

    def _tried(self) -> list[int]:
        """The class of every set; the fewest with equal outcomes and equal classes after each more mark."""
        bits = [1 << place for place in range(len(self._marks))]
        numbers: dict[Hashable, int] = {}
        outcomes = [self._concluding.one(self._named(mask)) for mask in range(1 << len(bits))]
        found = [numbers.setdefault(outcome, len(numbers)) for outcome in outcomes]
        count = 0
        while count != len(numbers):
            count, numbers = len(numbers), {}
            found = [
                numbers.setdefault((found[mask], *(found[mask | bit] for bit in bits)), len(numbers))
                for mask in range(len(found))
            ]
        return found

    def _named(self, mask: int) -> Marks:
        return frozenset(mark for mark, place in self._marks.items() if mask >> place & 1)

    def number(self, marks: Marks) -> int:
        """The number of a set: that of the first set of its class."""
        mask = sum(1 << self._marks[mark] for mark in marks)
        return self._first[self._classes[mask]] if self._classes else mask

    def joined(self, one: int, other: int) -> int:
        """The number of two sets together."""
        return self._first[self._classes[one | other]] if self._classes else one | other

    def outcome(self, number: int) -> str:
        """The outcome of a set."""
        return self._concluding.one(self._named(number))


def automaton(
    alphabets: Sequence[Sequence[Left]], concluding: Concluding
) -> tuple[list[Step], dict[int, str]]:
    """The steps, one for each alphabet, and the outcome of each state after the last one.

    Raises:
        Untranslatable: there are too many states.

    """
    standings = _Standings(alphabets, concluding)
    letters = [[frozenset(map(standings.number, left)) for left in alphabet] for alphabet in alphabets]
    level: dict[frozenset[int], int] = {frozenset((standings.number(frozenset()),)): 0}
    steps: list[dict[tuple[int, int], int]] = []
    for alphabet in letters:
        following: dict[frozenset[int], int] = {}
        step: dict[tuple[int, int], int] = {}
        for state, number in level.items():
            for letter, more in enumerate(alphabet):
                if len(state) * len(more) > MOST_MEMBERS:
                    raise Untranslatable("too_many", "outcome")
                joined = frozenset(standings.joined(one, other) for one in state for other in more)
                step[number, letter] = following.setdefault(joined, len(following))
                if len(following) > MOST_STATES:
                    raise Untranslatable("too_many", "outcome")
        level = following
        steps.append(step)
    outcomes = {
        number: concluding.all([standings.outcome(one) for one in state]) for state, number in level.items()
    }
    return _least(steps, outcomes)


def _least(steps: Sequence[Step], outcomes: Mapping[int, str]) -> tuple[list[Step], dict[int, str]]:
    """The same with states as one that differ in nothing that follows; from the last step to the first."""
    of_outcome = {outcome: number for number, outcome in enumerate(dict.fromkeys(outcomes.values()))}
    classes = {number: of_outcome[outcome] for number, outcome in outcomes.items()}
    found: list[Step] = []
    for step in reversed(steps):
        ways: dict[int, dict[int, int]] = {}
        for (state, letter), after in step.items():
            ways.setdefault(state, {})[letter] = classes[after]
        kinds: dict[Hashable, int] = {}
        classes = {
            state: kinds.setdefault(tuple(sorted(way.items())), len(kinds)) for state, way in ways.items()
        }
        found.append(
            {(classes[state], letter): after for state, way in ways.items() for letter, after in way.items()}
        )
    return found[::-1], {number: outcome for outcome, number in of_outcome.items()}
