"""The outcome of the policy as tables: requirements that share data are looked at together, one group after
the other, and what is carried from each to the next is all that the outcome can still depend on.

What the completions of a record may leave to the policy is a set; groups add to it. Of all sets that can
arise, those are one state from which every continuation has the same outcome.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import product
from math import prod

import attrs

from eligibility.compile.lifting import LiftingSolver
from eligibility.exchange.export.describing import Inputs
from eligibility.exchange.export.keys import Asking, codes
from eligibility.exchange.export.model import ByName, Sheet
from eligibility.exchange.export.origins import InputOrigins
from eligibility.exchange.export.parts import block_part, part_sheet
from eligibility.exchange.export.sheets import made_sheet
from eligibility.exchange.export.states import Concluding, Left, Step, automaton
from eligibility.model.plan import CellSet
from eligibility.sql.contents import Part
from eligibility.sql.untranslatable import Untranslatable

OUTCOME = "outcome"
MOST_KINDS = 20_000
"""Combinations of what the blocks of one group may come to."""


@attrs.frozen(eq=False)
class Group:
    """Requirements that share data: the tables of their *parts*, and the letter of each combination."""

    parts: tuple[Part, ...]
    letters: Mapping[tuple[int, ...], int]
    alphabet: tuple[Left, ...]


def outcome_sheets(solver: LiftingSolver, inputs: Inputs, origins: InputOrigins) -> list[Sheet]:
    """The tables that end in the outcome.

    Raises:
        Untranslatable: they would be too many or too large.

    """
    concluding = Concluding(solver)
    groups = [_group(nodes, solver, origins, concluding) for nodes in _connected(solver)]
    groups.sort(key=lambda group: len(group.alphabet))
    steps, outcomes = automaton([group.alphabet for group in groups], concluding)
    return list(_sheets(groups, steps, outcomes, inputs))


# --- groups ----------------------------------------------------------------------------------------


def _connected(solver: LiftingSolver) -> list[list[int]]:
    """The nodes that the outcome depends on, those that share data together."""
    found: list[tuple[set[int], list[int]]] = []
    for node in solver.weighed():
        blocks, nodes = set(solver.compiled.blocks_of(node)), [node]
        for group in [group for group in found if group[0] & blocks]:
            found.remove(group)
            blocks, nodes = blocks | group[0], group[1] + nodes
        found.append((blocks, nodes))
    return [sorted(nodes) for _, nodes in found]


def _group(
    nodes: Sequence[int], solver: LiftingSolver, origins: InputOrigins, concluding: Concluding
) -> Group:
    compiled = solver.compiled
    blocks = sorted({block for node in nodes for block in compiled.blocks_of(node)})
    made = [block_part(solver, block, origins, compiled.instance.assumed) for block in blocks]
    if prod(len(cells) for _, cells in made) > MOST_KINDS:
        raise Untranslatable("too_many", ", ".join(slot for b in blocks for slot in compiled.blocks[b].slots))
    letters: dict[tuple[int, ...], int] = {}
    alphabet: dict[Left, int] = {}
    sets = [CellSet(frozenset())] * len(compiled.blocks)
    for kinds in product(*(range(len(cells)) for _, cells in made)):
        for block, kind, (_, cells) in zip(blocks, kinds, made, strict=True):
            sets[block] = CellSet(cells[kind])
        state = solver.joint(nodes, sets)
        if state is None:
            raise Untranslatable("too_many", OUTCOME)
        letters[kinds] = alphabet.setdefault(concluding.seen(state), len(alphabet))
    return Group(tuple(part for part, _ in made), letters, tuple(alphabet))


# --- tables ----------------------------------------------------------------------------------------


def _sheets(
    groups: Sequence[Group], steps: Sequence[Step], outcomes: Mapping[int, str], inputs: Inputs
) -> Iterator[Sheet]:
    """Group after group: what its data come to, and to what state that leads from the one before."""
    final = [outcomes[number] for number in sorted(outcomes)]
    kinds = [_kinds(step) for step in steps]
    last = max((place for place, letters in enumerate(kinds) if len(set(letters.values())) > 1), default=-1)
    before, states = "", {"": 0}
    for place, (group, step, letters) in enumerate(zip(groups, steps, kinds, strict=True)):
        if len(set(letters.values())) == 1:
            states = {name: step[state, 0] for name, state in states.items()}
            continue
        name = inputs.naming.name(OUTCOME if place == last else f"state_{place + 1}", ("state", place))
        after = {(state, letters[letter]): next_ for (state, letter), next_ in step.items()}
        if place == last:
            after = {key: _followed(state, steps[place + 1 :]) for key, state in after.items()}
            results = final
        else:
            results = [f"{name}_{number}" for number in range(1 + max(after.values()))]
        if len(states) == 1:
            (state,) = states.values()
            told = {many: after[state, letters[letter]] for many, letter in group.letters.items()}
            yield from _group_sheets(group, told, results, name, inputs)
        else:
            found = inputs.naming.name(f"group_{place + 1}", ("group", place))
            names = [f"{found}_{number}" for number in range(1 + max(letters.values()))]
            told = {many: letters[letter] for many, letter in group.letters.items()}
            yield from _group_sheets(group, told, names, found, inputs, "part")
            both: dict[tuple[int, ...], int] = {
                (number, letter): after[state, letter]
                for number, state in enumerate(states.values())
                for letter in range(len(names))
            }
            asked = [codes(ByName(before), list(states)), codes(ByName(found), names)]
            yield made_sheet(name, _kind(place == last), OUTCOME, asked, both, results)
        before, states = name, {result: number for number, result in enumerate(results)}
    if last < 0:
        (state,) = states.values()
        yield made_sheet(inputs.naming.name(OUTCOME, ("state", 0)), OUTCOME, OUTCOME, [], {(): state}, final)


def _kind(last: bool) -> str:
    return OUTCOME if last else "part"


def _followed(state: int, steps: Sequence[Step]) -> int:
    """The state that *state* ends in after steps that depend on nothing else."""
    for step in steps:
        state = step[state, 0]
    return state


def _kinds(step: Step) -> dict[int, int]:
    """The letters of a step, those as one that lead from every state to the same."""
    ways: dict[int, list[tuple[int, int]]] = {}
    for (state, letter), after in sorted(step.items()):
        ways.setdefault(letter, []).append((state, after))
    kinds: dict[Hashable, int] = {}
    return {letter: kinds.setdefault(tuple(way), len(kinds)) for letter, way in ways.items()}


def _group_sheets(
    group: Group,
    told: Mapping[tuple[int, ...], int],
    results: Sequence[str],
    name: str,
    inputs: Inputs,
    kind: str = "",
) -> Iterator[Sheet]:
    """The table of a group, called *name*, after those of its parts, if it has several."""
    kind = kind or _kind(name == OUTCOME)
    if len(group.parts) == 1:
        (part,) = group.parts
        rows = tuple((*row[:-1], told[row[-1:]]) for row in part.rows)
        yield part_sheet(name, kind, OUTCOME, attrs.evolve(part, rows=rows), inputs, results)
        return
    asked: list[Asking] = []
    alike = [_alike(told, place) for place in range(len(group.parts))]
    for number, (part, same) in enumerate(zip(group.parts, alike, strict=True)):
        wanted = inputs.naming.name(f"{name}_part_{number + 1}", ("part", name, number))
        several = [f"{wanted}_{one}" for one in range(1 + max(same.values()))]
        rows = tuple((*row[:-1], same[row[-1]]) for row in part.rows)
        yield part_sheet(wanted, "part", OUTCOME, attrs.evolve(part, rows=rows), inputs, several)
        asked.append(codes(ByName(wanted), several))
    least = {
        tuple(same[one] for same, one in zip(alike, many, strict=True)): result
        for many, result in told.items()
    }
    yield made_sheet(name, kind, OUTCOME, asked, least, results)


def _alike(told: Mapping[tuple[int, ...], int], place: int) -> dict[int, int]:
    """What a part may come to, as one where all else says the same of it."""
    ways: dict[int, list[tuple[tuple[int, ...], int]]] = {}
    for many, result in sorted(told.items()):
        ways.setdefault(many[place], []).append(((*many[:place], *many[place + 1 :]), result))
    kinds: dict[Hashable, int] = {}
    return {one: kinds.setdefault(tuple(way), len(kinds)) for one, way in ways.items()}
