"""Values that no condition of a block tells apart are one class: no table lists every pair of posts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from eligibility.compile.cells import field_of_slot
from eligibility.compile.cuts import candidates
from eligibility.compile.truths import level_compare, truth
from eligibility.model.condition import Compare, FieldValue, Latest, StandingAbove, Window
from eligibility.model.context import Context
from eligibility.model.plan import Block
from eligibility.model.record import NONE, Known, Scalar, Value
from eligibility.model.slots import Term, slots_of
from eligibility.model.vocabulary import Kind

POSTS = (Kind.POST, Kind.POSTS)


def equal_pairs(block: Block, coded: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The slots with posts that *block* asks to be the same, of those in *coded*."""
    vocabulary = block.contexts[0].vocabulary
    held = set(coded)
    found: dict[tuple[str, str], None] = {}
    for term in block.terms:
        match term:
            case Compare(FieldValue(left), _, FieldValue(right)) if {left, right} <= held and left != right:
                fields = (vocabulary.field_at(left), vocabulary.field_at(right))
                if all(field is not None and field.kind in POSTS for field in fields):
                    found[min(left, right), max(left, right)] = None
            case _:
                pass
    return tuple(found)


def classed_values(
    block: Block, values: Mapping[str, Sequence[Value]], pairs: Sequence[tuple[str, str]]
) -> dict[str, tuple[int, ...]]:
    """For each slot the class of each of its *values*."""
    alike = {slot for pair in pairs for slot in pair}
    found: dict[str, tuple[int, ...]] = {}
    for slot, options in values.items():
        together = sorted(alike) if slot in alike else [slot]
        numbers: dict[object, int] = {}
        known = [slot in alike and isinstance(value, Known) for value in options]
        keys = [frozenset(_keys(block, slot, value, together, pairs)) for value in options]
        found[slot] = tuple(numbers.setdefault(key, len(numbers)) for key in zip(known, keys, strict=True))
    return found


def _keys(
    block: Block, slot: str, value: Value, together: Sequence[str], pairs: Sequence[tuple[str, str]]
) -> Iterator[tuple[object, ...]]:
    """What the conditions see of each completion of *value*, as if it stood in each slot of *together*."""
    context = block.contexts[0]
    field = field_of_slot(slot, context) if ":" not in slot else None
    for scalar in candidates(slot, value, field, block.terms, context, {}):
        yield tuple(
            _seen(term, other, _shaped(scalar, other, slot, context), own, pairs)
            for other in together
            for term, own in zip(block.terms, block.contexts, strict=True)
            if other in slots_of(term, own.closed_year)
        )


def _shaped(scalar: Scalar, slot: str, own: str, context: Context) -> Scalar:
    """*scalar* of the slot *own* as *slot* would hold it: one post, or posts."""
    field = context.vocabulary.field_at(slot) if slot != own else None
    if field is None or scalar is NONE:
        return scalar
    code = scalar[0] if isinstance(scalar, tuple) else scalar
    return (str(code),) if field.kind is Kind.POSTS else str(code)


def _seen(
    term: Term, slot: str, scalar: Scalar, context: Context, pairs: Sequence[tuple[str, str]]
) -> object:
    """What *term* sees of *scalar* in *slot*."""
    match term:
        case Window() | Latest():
            declared = context.vocabulary.tables[term.table]
            grade = declared.field(declared.ratings.grade) if declared.ratings is not None else None
            scale = grade.scale if grade is not None else ""
            return scalar is not NONE and level_compare(context, scale, term.op, str(scalar), term.level)
        case Compare(StandingAbove(target, _), _, _):
            if scalar is NONE:
                return NONE
            posts = scalar if isinstance(scalar, tuple) else (str(scalar),)
            return slot == target, max(context.vocabulary.posts[post].standing for post in posts)
        case Compare(FieldValue(left), _, FieldValue(right)) if (min(left, right), max(left, right)) in pairs:
            return scalar is NONE
        case _ if slots_of(term, context.closed_year) == (slot,):
            return truth(term, {slot: scalar}, context)
        case _:
            return scalar
