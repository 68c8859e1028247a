"""Slots: the data that a condition reads, by name.

A slot is the path of a field (``degree``, ``held.post``), a year of a rated history
(``evaluations[2024]``), a whole history (``disciplines``), or a statement about the record or the
rule that is true or false: ``known:degree`` (the record states it), ``waived:llct`` (a waiver is in
force), ``holds:age`` (the rule, whose text nobody has checked, is as written).
"""

from typing import assert_never

import attrs

from eligibility.model.condition import (
    Always,
    Atom,
    Compare,
    Condition,
    IsKnown,
    IsNone,
    Latest,
    Rows,
    Window,
    Within,
    atoms_of,
    operand_paths,
    quantity_paths,
)
from eligibility.model.standard import Requirement

KNOWN = "known:"
WAIVED = "waived:"
HOLDS = "holds:"


@attrs.frozen
class Flag:
    """A pseudo-atom: the truth of a ``waived:`` or ``holds:`` slot."""

    slot: str


Term = Atom | Flag
"""What a verdict is a function of: the atoms of a requirement's conditions, and flags."""


def year_slot(table: str, year: int) -> str:
    """The slot of the rating of *year*."""
    return f"{table}[{year}]"


def window_years(atom: Window | Latest, closed_year: int) -> tuple[int, ...]:
    """The calendar years that *atom* looks at, latest first, when *closed_year* is the last closed one."""
    count = 1 if isinstance(atom, Latest) else atom.years
    return tuple(range(closed_year, closed_year - count, -1))


def slots_of(term: Term, closed_year: int) -> tuple[str, ...]:
    """The slots that *term* reads, without repetition."""
    match term:
        case Flag(slot):
            return (slot,)
        case Always():
            return ()
        case Compare(left, _, right):
            return tuple(dict.fromkeys(quantity_paths(left) + operand_paths(right)))
        case Within(path) | IsNone(path):
            return (path,)
        case IsKnown(path):
            return (KNOWN + path,)
        case Window() | Latest():
            return tuple(year_slot(term.table, year) for year in window_years(term, closed_year))
        case Rows(table, where):
            inner = (slot for atom in atoms_of(where) for slot in slots_of(atom, closed_year))
            return (table, *dict.fromkeys(s for s in inner if not s.removeprefix(KNOWN).startswith("row.")))
        case _:
            assert_never(term)


def conditions_of(requirement: Requirement) -> tuple[Condition, ...]:
    """All conditions of *requirement*, in the order in which it is evaluated."""
    parts: list[Condition] = [requirement.when] if requirement.when is not None else []
    parts.append(requirement.must)
    for relaxed in requirement.relaxed:
        parts += [relaxed.when, relaxed.must]
    parts += [later.when for later in requirement.later]
    return tuple(parts)


def terms_of(requirement: Requirement, *, flags: bool = True) -> tuple[Term, ...]:
    """What the verdict of *requirement* is a function of."""
    terms: dict[Term, None] = {}
    for condition in conditions_of(requirement):
        terms.update(dict.fromkeys(atoms_of(condition)))
    if flags and requirement.waivable:
        terms[Flag(WAIVED + requirement.id)] = None
    if flags and requirement.doubtful:
        terms[Flag(HOLDS + requirement.rule)] = None
    return tuple(terms)


def slots_read(requirement: Requirement, closed_year: int) -> tuple[str, ...]:
    """The data that *requirement* reads, without flags, in reading order: what a finding shows."""
    found: dict[str, None] = {}
    for term in terms_of(requirement, flags=False):
        for slot in slots_of(term, closed_year):
            found[slot.removeprefix(KNOWN)] = None
    return tuple(found)
