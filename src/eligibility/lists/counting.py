"""Rules about lists, judged: intervals where people are not settled, and what mends a breach."""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

import attrs

from eligibility.lists.members import Entry, Members
from eligibility.model.dataset import Dataset
from eligibility.model.lists import Between, Kind, ListFinding, ListRule, Repair, Standing, Structure
from eligibility.model.review import Review


@attrs.frozen
class Person:
    """Somebody on a list: *sure* to be on it, and whether the condition is ``met``, ``unmet`` or ``unknown``.

    *new* where all entries of the person are proposed: the first to be exchanged.
    """

    id: str
    sure: bool
    status: str
    new: bool = False


def judge_lists(dataset: Dataset, review: Review) -> tuple[ListFinding, ...]:
    """What comes of all rules about lists in force on the day of *review*, by rule and list."""
    structures = tuple(one for one in review.rulebook.structures if review.as_of in one.in_force)
    if review.purpose != "planning" or not structures:
        return ()
    members = Members(dataset, review, structures)
    found: list[ListFinding] = []
    for structure in structures:
        entries = members.entries(structure)
        for rule in structure.rules:
            for group, listed in _lists(rule, entries, members):
                found += _judged(structure, rule, group, listed, members)
    return tuple(found)


def _lists(
    rule: ListRule, entries: Sequence[Entry], members: Members
) -> Iterator[tuple[tuple[str, ...], list[Entry]]]:
    """The lists that *rule* is about; an entry that may belong to one is perhaps on it."""
    found: dict[tuple[str, ...], list[Entry]] = {}
    for entry in entries:
        belongs = "met" if rule.entries is None else members.status(rule.entries, entry.row)
        if belongs == "unmet":
            continue
        placed = attrs.evolve(entry, sure=entry.sure and belongs == "met")
        found.setdefault(tuple(entry.group[name] for name in rule.group), []).append(placed)
    yield from sorted(found.items())


def _judged(
    structure: Structure, rule: ListRule, group: tuple[str, ...], entries: list[Entry], members: Members
) -> Iterator[ListFinding]:
    if rule.share is not None:
        people = _people(entries, [members.status(rule.share, entry.row) for entry in entries])
        yield _share(structure, rule, group, people)
    elif rule.bands:
        yield from _bands(structure, rule, group, entries, members)
    else:
        yield _count(structure, rule, group, entries)


def _standing(rule: ListRule, *, kept: bool, breached: bool) -> Standing:
    """A rule that nobody has checked is breached by nobody."""
    if rule.kind is Kind.FIGURE:
        return Standing.FIGURE
    if kept:
        return Standing.KEPT
    return Standing.BREACHED if breached and not rule.doubtful else Standing.OPEN


def _people(entries: Sequence[Entry], statuses: Sequence[str]) -> list[Person]:
    """Each person once: on the list for certain if one entry is, with the status all entries agree on."""
    found: dict[str, Person] = {}
    for entry, status in zip(entries, statuses, strict=True):
        before = found.get(entry.person)
        if before is not None:
            status = status if status == before.status else "unknown"
        sure = entry.sure or (before is not None and before.sure)
        new = entry.new and (before is None or before.new)
        found[entry.person] = Person(entry.person, sure, status, new)
    return list(found.values())


# --- entries ----------------------------------------------------------------------------------------


def _count(structure: Structure, rule: ListRule, group: tuple[str, ...], entries: list[Entry]) -> ListFinding:
    """At most so many entries. Who is proposed is the first to be left out."""
    sure = [entry for entry in entries if entry.sure]
    perhaps = [entry for entry in entries if not entry.sure]
    most = rule.most if rule.most is not None else len(entries)
    over = len(sure) - most
    standing = _standing(rule, kept=len(entries) <= most, breached=over > 0)
    marginal: list[Entry] = []
    repair = None
    if over > 0:
        new = [entry for entry in sure if entry.new]
        marginal = new if len(new) >= over else sure
        repair = Repair("take_out", over)
    elif standing is Standing.OPEN:
        marginal = perhaps
    names = "person" if "person" not in rule.group else "target.post"
    return ListFinding(
        structure,
        rule,
        group,
        standing,
        Between(len(sure), len(entries)),
        who=tuple(entry.group[names] for entry in sure),
        doubtful=tuple(entry.group[names] for entry in perhaps),
        marginal=tuple(entry.group[names] for entry in marginal),
        repair=repair,
    )


# --- shares -----------------------------------------------------------------------------------------


def bounds(people: Sequence[Person]) -> tuple[Fraction, Fraction] | None:
    """The least and the most share that may come out; None of an empty list that stays empty."""
    sure = [one for one in people if one.sure]
    perhaps = [one for one in people if not one.sure]
    if not people:
        return None
    yes = sum(one.status == "met" for one in sure)
    maybe = sum(one.status == "unknown" for one in sure)
    against = sum(one.status != "met" for one in perhaps)
    for_it = sum(one.status != "unmet" for one in perhaps)
    if not sure:
        low = Fraction(0) if against else Fraction(1)
        high = Fraction(1) if for_it else Fraction(0)
        return low, high
    return (
        Fraction(yes, len(sure) + against),
        Fraction(yes + maybe + for_it, len(sure) + for_it),
    )


def _share(structure: Structure, rule: ListRule, group: tuple[str, ...], people: list[Person]) -> ListFinding:
    """A share of people, between bounds."""
    low, high = bounds(people) or (Fraction(0), Fraction(0))
    least = rule.least_share if rule.least_share is not None else Fraction(0)
    most = rule.most_share if rule.most_share is not None else Fraction(1)
    standing = _standing(rule, kept=low >= least and high <= most, breached=high < least or low > most)
    sure = [one for one in people if one.sure]
    met = [one for one in sure if one.status == "met"]
    turning = [one for one in people if not one.sure or one.status == "unknown"]
    repair = repair_of(len(met), len(sure), least, most) if standing is Standing.BREACHED else None
    return ListFinding(
        structure,
        rule,
        group,
        standing,
        Between(len(met), sum(one.status != "unmet" for one in people)),
        Between(len(sure), len(people)),
        low,
        high,
        who=tuple(one.id for one in met),
        doubtful=tuple(one.id for one in turning),
        marginal=_marginal(people, standing, repair, "met" if low > most else "unmet"),
        repair=repair,
    )


def _marginal(
    people: Sequence[Person], standing: Standing, repair: Repair | None, against: str
) -> tuple[str, ...]:
    """Of a breach those who may be exchanged, proposed ones first; of what is open, who is not settled."""
    if standing is Standing.BREACHED and repair is not None:
        others = [one for one in people if one.sure and one.status == against]
        new = [one for one in others if one.new]
        return tuple(one.id for one in (new if len(new) >= repair.number else others))
    if standing is Standing.OPEN:
        return tuple(one.id for one in people if not one.sure or one.status == "unknown")
    return ()


def repair_of(met: int, total: int, least: Fraction, most: Fraction) -> Repair | None:
    """The fewest people to exchange, or to add, so that *met* of *total* is within the bounds."""
    if total and Fraction(met, total) < least:
        exchanged = math.ceil(least * total) - met
        added = math.ceil((least * total - met) / (1 - least)) if least < 1 else 0
        return Repair("share_more", exchanged, added)
    if total and Fraction(met, total) > most:
        exchanged = met - math.floor(most * total)
        added = math.ceil(met / most) - total if most else 0
        return Repair("share_less", exchanged, added)
    return None


# --- bands of age -----------------------------------------------------------------------------------


def _bands(
    structure: Structure, rule: ListRule, group: tuple[str, ...], entries: list[Entry], members: Members
) -> Iterator[ListFinding]:
    """How many people are in each band; each is to have some."""
    places = {entry.row: band_of([members.status(c, entry.row) for c in rule.bands]) for entry in entries}
    for band in range(len(rule.bands) + 1):
        statuses = [_in_band(places[entry.row], band) for entry in entries]
        people = _people(entries, statuses)
        sure = [one for one in people if one.sure and one.status == "met"]
        may = [one for one in people if one.status != "unmet" and one not in sure]
        lacking = rule.each_least - len(sure)
        standing = _standing(rule, kept=lacking <= 0, breached=lacking > len(may))
        on_list = sum(one.sure for one in people)
        yield ListFinding(
            structure,
            rule,
            group,
            standing,
            Between(len(sure), len(sure) + len(may)),
            Between(on_list, len(people)),
            band=band,
            who=tuple(one.id for one in sure),
            doubtful=tuple(one.id for one in may),
            marginal=tuple(one.id for one in may) if standing is Standing.OPEN else (),
            repair=Repair("band_add", lacking) if standing is Standing.BREACHED else None,
        )


def band_of(statuses: Sequence[str]) -> tuple[int, int]:
    """The first and the last band that somebody may be in; conditions widen, so what is met stays met."""
    met = next((place for place, status in enumerate(statuses) if status == "met"), len(statuses))
    unmet = max((place for place, status in enumerate(statuses) if status == "unmet"), default=-1)
    return unmet + 1, met


def _in_band(places: tuple[int, int], band: int) -> str:
    first, last = places
    if not first <= band <= last:
        return "unmet"
    return "met" if first == last else "unknown"
