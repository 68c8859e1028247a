"""Expressions and tests as frozen trees; *at* is where in the text each begins."""

import attrs

from eligibility.exchange.feel.values import Value

ANYTHING = "-"


def _at() -> int:
    found: int = attrs.field(default=0, eq=False, repr=False)
    return found


@attrs.frozen
class Literal:
    """A value that is written out."""

    value: Value
    at: int = _at()


@attrs.frozen
class Name:
    """A variable; ``?`` is what the column tests."""

    name: str
    at: int = _at()


@attrs.frozen
class Path:
    """A part of a context, or of a date or duration."""

    of: "Node"
    name: str
    at: int = _at()


@attrs.frozen
class Call:
    """A function with its arguments."""

    function: str
    arguments: tuple["Node", ...]
    at: int = _at()


@attrs.frozen
class Negative:
    """``-x``."""

    of: "Node"
    at: int = _at()


@attrs.frozen
class Binary:
    """Two expressions with a sign between them: arithmetic, comparison, ``and``, ``or``."""

    left: "Node"
    sign: str
    right: "Node"
    at: int = _at()


@attrs.frozen
class If:
    """``if condition then yes else no``."""

    condition: "Node"
    yes: "Node"
    no: "Node"
    at: int = _at()


@attrs.frozen
class Between:
    """``x between low and high``, both included."""

    of: "Node"
    low: "Node"
    high: "Node"
    at: int = _at()


@attrs.frozen
class In:
    """``x in (tests)``."""

    of: "Node"
    tests: "Tests"
    at: int = _at()


@attrs.frozen
class Limits:
    """A range that is written out."""

    low: "Node"
    high: "Node"
    with_low: bool
    with_high: bool
    at: int = _at()


@attrs.frozen
class Items:
    """A list that is written out."""

    items: tuple["Node", ...]
    at: int = _at()


@attrs.frozen
class Entries:
    """A context that is written out: its entries see those above them."""

    entries: tuple[tuple[str, "Node"], ...]
    at: int = _at()


Node = Literal | Name | Path | Call | Negative | Binary | If | Between | In | Limits | Items | Entries


@attrs.frozen
class Comparison:
    """A test ``sign operand`` of what the column holds."""

    sign: str
    operand: Node
    at: int = _at()


Test = Comparison | Node


@attrs.frozen
class Tests:
    """Tests of which one must hold, or (*negated*) none. Without *items* anything passes: ``-``."""

    items: tuple[Test, ...] = ()
    negated: bool = False
    at: int = _at()

    @property
    def anything(self) -> bool:
        """Whether everything passes, null included."""
        return not self.items


def children(node: Test | Tests) -> tuple["Test | Tests", ...]:
    """The parts of *node*."""
    match node:
        case Literal() | Name():
            return ()
        case Path(of) | Negative(of):
            return (of,)
        case Call(_, arguments):
            return arguments
        case Binary(left, _, right):
            return (left, right)
        case If(condition, yes, no):
            return (condition, yes, no)
        case Between(of, low, high):
            return (of, low, high)
        case In(of, tests):
            return (of, tests)
        case Limits(low, high):
            return (low, high)
        case Items(items):
            return items
        case Entries(entries):
            return tuple(value for _, value in entries)
        case Comparison(_, operand):
            return (operand,)
        case Tests(items):
            return items


def names_in(node: Test | Tests) -> frozenset[str]:
    """The variables that *node* reads."""
    found = {node.name} if isinstance(node, Name) else set()
    return frozenset(found.union(*map(names_in, children(node))))
