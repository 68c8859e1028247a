"""Which wheels a computer needs, by the markers that hold there.

pip evaluates markers by the Python that runs it, also where it downloads for another computer. So it is asked
for one level at a time, without dependencies and without markers; which requirements count is settled here.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from offline.index import Found
from offline.targets import Target

ROUNDS = 25


class Unsettled(Exception):
    """The choices of wheels go round in circles, or one is asked for by address."""


def resolve(
    roots: Iterable[Requirement],
    target: Target,
    choose: Callable[[Collection[Requirement]], Mapping[str, Found]],
) -> dict[str, Found]:
    """The wheels that *roots* come to on *target*, by name; *choose* finds the best wheel of each name.

    Raises:
        Unsettled: that has no end.

    """
    first = [root for root in roots if target.asks(root)]
    wanted = joined(first)
    for _ in range(ROUNDS):
        found = choose(tuple(wanted.values()))
        again = joined([*first, *_asked(found, wanted, target)])
        if again == wanted:
            return dict(sorted(found.items()))
        wanted = again
    raise Unsettled(", ".join(map(str, wanted.values())))


def joined(requirements: Iterable[Requirement]) -> dict[str, Requirement]:
    """One requirement a name, without markers; what several ask of it is asked together."""
    together: dict[str, Requirement] = {}
    for one in requirements:
        if one.url:
            raise Unsettled(str(one))
        name = canonicalize_name(one.name)
        before = together.get(name, Requirement(name))
        both = Requirement(name)
        both.extras = before.extras | one.extras
        both.specifier = before.specifier & one.specifier
        together[name] = both
    return dict(sorted(together.items()))


def _asked(
    found: Mapping[str, Found], wanted: Mapping[str, Requirement], target: Target
) -> Iterator[Requirement]:
    for name, wheel in found.items():
        extras = tuple(sorted(wanted[name].extras))
        yield from (one for one in wheel.requires if target.asks(one, extras))
