"""What a query is made of: for each requirement its tables, and for each post which of them apply."""

from collections.abc import Iterable, Mapping, Sequence

import attrs

from eligibility.compile.instances import moments_of
from eligibility.concluding import Session
from eligibility.model.condition import Moment
from eligibility.model.plan import Instance, Node, NodeKind
from eligibility.model.standard import Requirement
from eligibility.model.vocabulary import Label
from eligibility.sql.contents import Content, Counting, Cuts, Key, Part, Rows
from eligibility.sql.database import Database, check_parts
from eligibility.sql.origins import Origins
from eligibility.sql.placing import Placed, placements, unit_standards
from eligibility.sql.tabulating import tabulate
from eligibility.sql.untranslatable import NotInSql, Refused, Untranslatable


@attrs.frozen
class Form:
    """What contents must have in common to share their tables: what these are looked up by."""

    parts: tuple[tuple[tuple[Key, ...], tuple[tuple[tuple[Key, ...], tuple[int, ...]], ...]], ...]


@attrs.define(eq=False)
class Group:
    """Contents of one requirement with one form; equal tables of them are one, known by its number.

    *tables* are, by what they are for (``s``: the statuses; ``b``, part; ``m``, part, key; ``h``, part,
    counting), the distinct tables; *cuts* the most cuts of each key that cuts.
    """

    requirement: str
    form: Form
    parts: tuple[Part, ...]
    tables: dict[tuple[str, int, int], dict[Rows, int]] = attrs.field(factory=dict)
    countings: dict[tuple[int, int], dict[Counting, int]] = attrs.field(factory=dict)
    most: dict[tuple[int, int], int] = attrs.field(factory=dict)

    def place(self, content: Content) -> "Applied":
        """The numbers of the tables of *content*."""
        numbers = {("s", 0, 0): self._number(("s", 0, 0), content.rows)}
        cuts: dict[tuple[int, int], Cuts] = {}
        for p, part in enumerate(content.parts):
            numbers["b", p, 0] = self._number(("b", p, 0), part.rows)
            for k, rows in enumerate(part.maps):
                numbers["m", p, k] = self._number(("m", p, k), rows)
            for k, days in enumerate(part.cuts):
                cuts[p, k] = days
                self.most[p, k] = max(self.most.get((p, k), 0), len(days))
            for k, counting in enumerate(part.countings):
                known = self.countings.setdefault((p, k), {})
                numbers["h", p, k] = known.setdefault(counting, len(known))
        return Applied(numbers, cuts)

    def _number(self, place: tuple[str, int, int], rows: Rows) -> int:
        known = self.tables.setdefault(place, {})
        return known.setdefault(rows, len(known))


@attrs.frozen(eq=False)
class Applied:
    """Which tables of a group apply, and the cuts."""

    numbers: Mapping[tuple[str, int, int], int]
    cuts: Mapping[tuple[int, int], Cuts]


@attrs.frozen(eq=False)
class Line:
    """A post and term: what applies of each group, by its place."""

    placed: Placed
    applied: Mapping[int, Applied]


@attrs.frozen(eq=False)
class Plan:
    """All of it. *refused* are requirements that have no tables; a query without them would lack them."""

    session: Session
    origins: Origins
    database: Database
    groups: tuple[Group, ...]
    lines: tuple[Line, ...]
    refused: tuple[Refused, ...]

    @property
    def requirements(self) -> tuple[str, ...]:
        """The ids of all requirements, in the order of the standards."""
        return tuple(dict.fromkeys(group.requirement for group in self.groups))

    def checked(self) -> "Plan":
        """The plan, if nothing had to be refused.

        Raises:
            NotInSql: something had to.

        """
        if self.refused:
            raise NotInSql(self.refused)
        return self


def plan_query(session: Session, database: Database, standard: str = "") -> Plan:
    """The plan of a query for everybody whom some standard (or the one called *standard*) applies to.

    Raises:
        eligibility.sql.database.UnknownPart: *database* names what the rule book does not know.

    """
    vocabulary = session.rulebook.vocabulary
    check_parts(database, vocabulary)
    origins = Origins(vocabulary, database, session.policy.purpose, session.as_of)
    placed = tuple(placements(session, standard))
    maker = _Maker(session, origins)
    lines = tuple(Line(one, maker.applied(one.instance)) for one in placed)
    units = [
        Refused(name, version, "", "units")
        for name, version in unit_standards(session)
        if session.policy.purpose != "training" and standard in ("", name)
    ]
    refused = (*units, *dict.fromkeys(maker.refused))
    return Plan(session, origins, database, tuple(maker.groups), lines, refused)


class _Maker:
    """Makes groups, each distinct content once."""

    def __init__(self, session: Session, origins: Origins) -> None:
        self.groups: list[Group] = []
        self.refused: list[Refused] = []
        self._session = session
        self._origins = origins
        self._by_form: dict[tuple[str, Form], int] = {}
        self._contents: dict[object, Content | Untranslatable] = {}
        self._instances: dict[int, Mapping[int, Applied]] = {}

    def applied(self, instance: Instance | None) -> Mapping[int, Applied]:
        """What applies of each group under *instance*."""
        if instance is None:
            return {}
        found = self._instances.get(id(instance))
        if found is None:
            found = self._instances[id(instance)] = dict(self._applied(instance))
        return found

    def _applied(self, instance: Instance) -> Iterable[tuple[int, Applied]]:
        for node in instance.nodes:
            if node.kind is not NodeKind.REQUIREMENT:
                continue
            content = self._content(instance, node)
            if isinstance(content, Untranslatable):
                standard = instance.standard
                self.refused.append(
                    Refused(standard.id, standard.version, node.name, content.reason, content.detail)
                )
                continue
            number = self._group(node.name, content)
            yield number, self.groups[number].place(content)

    def _content(self, instance: Instance, node: Node) -> Content | Untranslatable:
        context = node.context
        asked = decisive(node.requirement)
        key = (
            asked,
            context.windows_at,
            tuple(map(context.day, moments_of(asked))),
            tuple(sorted(instance.assumed.items())),
        )
        found = self._contents.get(key)
        if found is None:
            try:
                found = tabulate(instance, node, self._origins, self._session.concluder)
            except Untranslatable as error:
                found = error
            self._contents[key] = found
        return found

    def _group(self, name: str, content: Content) -> int:
        form = Form(
            tuple((part.keys, tuple((c.keys, c.most) for c in part.countings)) for part in content.parts)
        )
        number = self._by_form.setdefault((name, form), len(self.groups))
        if number == len(self.groups):
            self.groups.append(Group(name, form, content.parts))
        return number


NOW = Moment("review_date")
NOTHING_NOTED = Label("", "")


def decisive(requirement: Requirement) -> Requirement:
    """*requirement* without what no status depends on."""
    return attrs.evolve(
        requirement,
        clause="",
        if_unmet="",
        needed_at=NOW,
        later=(),
        label=None,
        note=NOTHING_NOTED,
        not_monotone="",
        where=None,
        relaxed=tuple(attrs.evolve(relaxed, clause="") for relaxed in requirement.relaxed),
    )


def slots_of_groups(groups: Sequence[Group]) -> tuple[str, ...]:
    """The slots of candidacies that some group is looked up by."""
    found: dict[str, None] = {}
    for group in groups:
        for part in group.parts:
            for key in part.keys:
                if key.kind in ("code", "mapped", "cut", "equal"):
                    found[key.slot] = None
    return tuple(found)
