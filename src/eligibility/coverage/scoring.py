"""The figures of coverage: for each standard, and for the rule book as a whole."""

from collections.abc import Iterable, Mapping, Sequence

import attrs

from eligibility.assurance.coverage import Uncovered
from eligibility.coverage.conditions import MATTERING, Key, Shows, Single, Unshown, singles
from eligibility.coverage.fates import Fate, Tried
from eligibility.coverage.policies import Unfired
from eligibility.coverage.proposing import Data
from eligibility.model.standard import RuleBook, State


@attrs.frozen
class Share:
    """*done* of *total*."""

    done: int
    total: int

    @property
    def percent(self) -> float:
        """In hundredths; of nothing, everything."""
        return 100.0 * self.done / self.total if self.total else 100.0


@attrs.frozen(eq=False)
class Lacking:
    """Something that no case shows of a condition, with a *proposal* of a case that does."""

    unshown: Unshown
    proposal: Data | None


@attrs.frozen(eq=False)
class Figures:
    """Those of one standard (by id), or of all together where *standard* is empty."""

    standard: str
    requirements: Share
    conditions: Share
    changes: Share
    fates: Mapping[Fate, int]


@attrs.frozen(eq=False)
class Report:
    """All that is said of how well the cases pin the rules down.

    *tried* is None where no changes were tried. *proposals* is how many cases wait to be confirmed, *failing*
    how many do not come out as they state: neither of them shows anything.
    """

    rulebook: RuleBook
    shown: Mapping[Key, set[Shows]]
    uncovered: tuple[Uncovered, ...]
    lacking: tuple[Lacking, ...]
    unfired: tuple[Unfired, ...]
    tried: tuple[Tried, ...] | None
    proposals: int
    failing: int = 0
    reused: int = 0

    @property
    def standards(self) -> tuple[str, ...]:
        """The standards that decide, by id, in the order of the files."""
        active = (standard for standard in self.rulebook.standards if standard.state is State.ACTIVE)
        return tuple(dict.fromkeys(standard.id for standard in active))

    def figures(self, only: Sequence[str] = ()) -> tuple[Figures, ...]:
        """Those of the standards that write something, or of *only* some; the sum is last."""
        owners = {key: some[0] for key, some in singles(self.rulebook).items()}
        found = [self._of(name, owners) for name in self.standards if not only or name in only]
        whole = self._of("", owners) if not only else _sum(found)
        return (*(one for one in found if one.requirements.total), whole)

    def _of(self, standard: str, owners: Mapping[Key, Single]) -> Figures:
        mine = {key: one for key, one in owners.items() if not standard or one.standard.id == standard}
        impossible = {
            (lack.unshown.single.key, lack.unshown.shows) for lack in self.lacking if lack.unshown.impossible
        }
        wanted = [(key, shows) for key in mine for shows in MATTERING if (key, shows) not in impossible]
        done = sum(shows in self.shown.get(key, set()) for key, shows in wanted)
        written = {
            requirement.where
            for one in self.rulebook.standards
            if one.state is State.ACTIVE
            for requirement in one.requirements
            if not standard or _writes(requirement.where, standard, self.rulebook)
        }
        lacking = [item for item in self.uncovered if item.where in written]
        tried = [one for one in self.tried or () if not standard or one.standard == standard]
        fates = {fate: sum(one.fate is fate for one in tried) for fate in Fate}
        judged = sum(fates[fate] for fate in (Fate.KILLED, Fate.SURVIVED, Fate.UNPROVEN))
        return Figures(
            standard,
            Share(len(written) - len(lacking), len(written)),
            Share(done, len(wanted)),
            Share(fates[Fate.KILLED], judged),
            fates,
        )

    def least(self, only: Sequence[str] = ()) -> float:
        """The smallest of the percentages: of conditions, and of changes if any were tried."""
        whole = self.figures(only)[-1]
        shares = [whole.conditions.percent] + ([whole.changes.percent] if self.tried is not None else [])
        return min(shares)


def _writes(where: object, standard: str, rulebook: RuleBook) -> bool:
    """Whether what is written at *where* is written by the standard called *standard*."""
    return any(
        other.id == standard
        and other.where is not None
        and getattr(where, "file", "") == other.where.file
        and getattr(where, "route", ())[: len(other.where.route)] == other.where.route
        for other in rulebook.standards
    )


def _sum(figures: Iterable[Figures]) -> Figures:
    items = list(figures)

    def added(name: str) -> Share:
        shares = [getattr(item, name) for item in items]
        return Share(sum(share.done for share in shares), sum(share.total for share in shares))

    fates = {fate: sum(item.fates.get(fate, 0) for item in items) for fate in Fate}
    return Figures("", added("requirements"), added("conditions"), added("changes"), fates)
