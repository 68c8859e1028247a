"""Who is considered for what: one row per person, post and purpose, and the standard that applies."""

from collections.abc import Iterator, Sequence
from datetime import date

import attrs
import numpy as np

from eligibility.evaluate.columns import Coded, Codes, constant, mapped, recoded
from eligibility.evaluate.population import Population
from eligibility.model.dataset import TARGET_POST, Refusal
from eligibility.model.record import MISSING, NONE, Known, Value
from eligibility.model.standard import RuleBook, Standard, State
from eligibility.model.vocabulary import Field, Post, Term

HELD_POST = "held.post"
HELD_UNIT = "held.unit"
TARGET_UNIT = "target.unit"


@attrs.frozen(eq=False)
class Candidacies:
    """Rows of people considered for posts. *plan* is the row of the plan, -1 where there is none.

    *given* holds the slots that the way of consideration sets itself (an audit looks at the post
    held as at a target). *course* is set where entry to courses is reviewed.
    """

    population: Population
    purpose: str
    person: Codes
    plan: Codes
    given: dict[str, Coded]
    course: Coded

    @property
    def height(self) -> int:
        """Number of candidacies."""
        return len(self.person)

    def selected(self, rows: Codes) -> "Candidacies":
        """A selection of them."""
        return attrs.evolve(
            self,
            person=self.person[rows],
            plan=self.plan[rows],
            given={path: column.taken(rows) for path, column in self.given.items()},
            course=self.course.taken(rows),
        )

    def field(self, path: str) -> tuple[str, Field] | None:
        """The table (``people`` or ``plan``) and field that *path* names."""
        for rows in (self.population.plan, self.population.people):
            if rows is None:
                continue
            for field in rows.table.fields:
                if field.path == path:
                    return rows.table.name, field
        return None

    def column(self, path: str, assumed: str = "") -> Coded:
        """The values in a field; where its column was not supplied, what is *assumed* of it."""
        if path in self.given:
            return self.given[path]
        for joined in self.population.vocabulary.joined:
            if joined.field.path == path:
                return self._joined(joined.by, joined.table, joined.source_field)
        found = self.field(path)
        if found is not None:
            table, field = found
            people = table == self.population.people.table.name
            rows = self.population.people if people else self.population.plan
            at = self.person if people else self.plan
            column = self.population.column(rows, field.name) if rows is not None else None
            if column is not None:
                if people or (at >= 0).all():
                    return column.taken(at)
                there = at >= 0
                codes = np.full(self.height, len(column.values), dtype=np.int64)
                codes[there] = column.codes[at[there]]
                return recoded(codes, [*column.values, MISSING])
        if assumed:
            return constant(Known(NONE if assumed == "none" else assumed), self.height)
        return constant(MISSING, self.height)

    def _joined(self, by: str, table: str, source_field: str) -> Coded:
        column = self.column(by)
        posts = self.population.vocabulary.posts
        if not table:

            def of_post(value: Value) -> Value:
                post = posts.get(str(value.value)) if isinstance(value, Known) else None
                return Known(getattr(post, source_field)) if post is not None else MISSING

            return mapped(column, of_post)
        rows = self.population.dataset.tables.get(table)
        keys = self.population.column(rows, rows.table.key[0]) if rows is not None else None
        wanted = self.population.column(rows, source_field) if rows is not None else None
        if keys is None or wanted is None:
            return constant(MISSING, self.height)
        found = {keys.values[k]: wanted.values[w] for k, w in zip(keys.codes, wanted.codes, strict=True)}
        return mapped(column, lambda value: found.get(value, MISSING))


def consider(population: Population, rulebook: RuleBook, purpose: str, as_of: date) -> Candidacies:
    """The candidacies of *purpose*: planning takes the rows of the plan, an audit each post held,
    training each course that has an entry standard.
    """
    everyone = np.arange(population.height, dtype=np.int64)
    none = np.full(population.height, -1, dtype=np.int64)
    if purpose == "audit":
        return _audit(population, everyone)
    if purpose == "training":
        courses = sorted(
            {
                course
                for standard in rulebook.standards
                if standard.state is State.ACTIVE and as_of in standard.in_force
                for course in standard.courses
            }
        )
        person = np.repeat(everyone, len(courses))
        codes = np.tile(np.arange(len(courses), dtype=np.int64), population.height)
        return Candidacies(
            population, purpose, person, np.repeat(none, len(courses)), {}, Coded(codes, tuple(courses))
        )
    if population.plan is None:
        nobody = everyone[:0]
        return Candidacies(population, purpose, nobody, nobody, {}, constant("", 0))
    person = population.persons(population.plan.table.name)
    known = np.flatnonzero(person >= 0).astype(np.int64)
    return Candidacies(population, purpose, person[known], known, {}, constant("", len(known)))


def _audit(population: Population, everyone: Codes) -> Candidacies:
    """One candidacy per post held; someone whose post is not known has one, without a post."""
    held = Candidacies(
        population, "audit", everyone, everyone * 0 - 1, {}, constant("", len(everyone))
    ).column(HELD_POST)
    posts = [
        value.value if isinstance(value, Known) and isinstance(value.value, tuple) else (None,)
        for value in held.values
    ]
    counts = np.array([len(codes) for codes in posts], dtype=np.int64)[held.codes]
    person = np.repeat(everyone, counts)
    starts = np.repeat(np.cumsum(counts) - counts, counts)
    position = np.arange(len(person)) - starts
    flat: dict[Value, int] = {}
    most = max((len(codes) for codes in posts), default=1)
    table = np.zeros((len(posts), most), dtype=np.int64)
    for number, codes in enumerate(posts):
        for place, code in enumerate(codes):
            value: Value = MISSING if code is None else Known(code)
            table[number, place] = flat.setdefault(value, len(flat))
    target = Coded(table[held.codes[person], position], tuple(flat))
    none = np.full(len(person), -1, dtype=np.int64)
    made = Candidacies(population, "audit", person, none, {TARGET_POST: target}, constant("", len(person)))
    made.given[TARGET_UNIT] = made.column(HELD_UNIT)
    return made


@attrs.frozen
class Assignment:
    """Which standard, and for which term, applies to a group of candidacies."""

    standard: Standard
    term: Term | None


@attrs.frozen
class Refused:
    """Why no standard can be applied: a word of the message catalogue, and what it concerns."""

    kind: str
    detail: str = ""


class Assigner:
    """Chooses for each post, unit and term the one most specific standard in force."""

    def __init__(self, rulebook: RuleBook, population: Population, as_of: date) -> None:
        self._vocabulary = rulebook.vocabulary
        self._as_of = as_of
        self._active = [s for s in rulebook.standards if s.state is State.ACTIVE and as_of in s.in_force]
        self._by_post: dict[str, list[Standard]] = {}
        for standard in self._active:
            for post in standard.posts:
                self._by_post.setdefault(post, []).append(standard)
        self._parents = {s.id: s.extends for s in rulebook.standards if s.extends}
        self._above = _units_above(population)

    def assign(self, post: Value, unit: Value, term: Value, course: str) -> Assignment | Refused:
        """The standard for one combination; a reason where there is none, or more than one."""
        if course:
            return self._only([s for s in self._active if course in s.courses], None, course)
        if not isinstance(post, Known) or not isinstance(post.value, str):
            return Refused("unknown_post")
        declared = self._vocabulary.posts[post.value]
        if declared.end < self._as_of:
            return Refused("post_ended", post.value)
        units = self._chain(str(unit.value)) if isinstance(unit, Known) else ()
        doubt = self._doubt(units) if any(s.units for s in self._for(post.value)) else None
        if doubt is not None:
            return doubt
        fitting = [s for s in self._for(post.value) if not s.units or set(s.units) & set(units)]
        depth = {s.id: _depth(s, units) for s in fitting}
        nearest = min(depth.values(), default=0)
        fitting = [s for s in fitting if depth[s.id] == nearest]
        return self._only(fitting, self._term(declared, term), post.value)

    def _for(self, post: str) -> list[Standard]:
        return self._by_post.get(post, [])

    def _doubt(self, units: Sequence[str]) -> Refused | None:
        """Why it cannot be said which standards of units apply to the first of *units*, the rest above it."""
        if not units:
            return Refused("unknown_unit")
        if units[0] not in self._above and all(units[0] not in s.units for s in self._active):
            return Refused("unlisted_unit", units[0])
        unclear = next((unit for unit in units if self._above.get(unit, "") is None), "")
        return Refused("doubtful_unit", unclear) if unclear else None

    def _only(self, fitting: Sequence[Standard], term: Term | None, detail: str) -> Assignment | Refused:
        beaten = {parent for s in fitting for parent in self._ancestors(s.id)}
        left = [s for s in fitting if s.id not in beaten]
        if len(left) == 1:
            return Assignment(left[0], term)
        if not left:
            return Refused("no_standard", detail)
        return Refused("several_standards", ", ".join(s.id for s in left))

    def _ancestors(self, standard: str) -> Iterator[str]:
        seen = {standard}
        while (standard := self._parents.get(standard, "")) and standard not in seen:
            seen.add(standard)
            yield standard

    def _chain(self, unit: str) -> tuple[str, ...]:
        chain = [unit]
        while (above := self._above.get(unit)) and above not in chain:
            chain.append(above)
            unit = above
        return tuple(chain)

    def _term(self, post: Post, term: Value) -> Term | None:
        if not isinstance(term, Known):
            return None
        return next(
            (
                t
                for t in self._vocabulary.terms
                if (t.term, t.kind, t.level) == (str(term.value), post.kind, post.level)
            ),
            None,
        )


def _depth(standard: Standard, units: Sequence[str]) -> int:
    """How far above the target unit the standard's own unit is; standards for all units are farthest."""
    return min((units.index(unit) for unit in standard.units if unit in units), default=len(units))


def _units_above(population: Population) -> dict[str, str | None]:
    """The parent of each unit in the sheet of units: an empty text at the top, None where it is in doubt."""
    rows = population.dataset.tables.get("units")
    if rows is None:
        return {}
    units, parents = population.column(rows, "unit"), population.column(rows, "parent")
    if units is None or parents is None:
        return {}
    above: dict[str, str | None] = {}
    for u, p in zip(units.codes, parents.codes, strict=True):
        unit, parent = units.values[u], parents.values[p]
        if not isinstance(unit, Known):
            continue
        if isinstance(parent, Known):
            above[str(unit.value)] = "" if parent.value is NONE else str(parent.value)
        else:
            above[str(unit.value)] = "" if parent == MISSING else None
    return above


def refusal(candidacies: Candidacies, row: int, refused: Refused) -> Refusal:
    """The refusal of one candidacy, placed at its row of the input."""
    population = candidacies.population
    plan = int(candidacies.plan[row])
    rows, index = (population.plan, plan) if plan >= 0 else (population.people, int(candidacies.person[row]))
    if rows is None:
        raise ValueError("a candidacy without a row")
    if plan >= 0:
        return rows.refusal(index, refused.kind, refused.detail)
    post = candidacies.course.value(row) or candidacies.column(TARGET_POST).value(row)
    code = str(post.value) if isinstance(post, Known) else post if isinstance(post, str) else ""
    return rows.refusal(index, refused.kind, refused.detail, code, "")
