"""Everything of a rule book that is changed by way of trial, piece by piece, and what comes of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import attrs

from eligibility.coverage.killing import swapped, with_evidence
from eligibility.coverage.mutants import Mutant, Slip, claims_of, mutants_of
from eligibility.coverage.policies import lines_changed
from eligibility.coverage.windows import moved_windows
from eligibility.diagnostics import Where
from eligibility.model.condition import Condition
from eligibility.model.standard import Line, Policy, Requirement, RuleBook, Standard, State
from eligibility.normalise.rulebook import build_rulebook
from eligibility.read.rules import RawRules

DAY = timedelta(days=1)


@attrs.frozen(eq=False)
class Change:
    """One change of the rule book: its kind, where it is written, the words before and after, its result.

    *standard*, *version* and *requirement* name what it is in, where it is in one. *days* are the only days
    of review that it touches, if it touches few; *renamed* says what versions are called by it.
    """

    slip: Slip
    where: Where | None
    standard: str
    version: str
    requirement: str
    part: str
    before: str
    after: str
    made: Callable[[], RuleBook | None]
    mutant: Mutant | None = None
    days: tuple[date, ...] = ()
    renamed: Mapping[str, str] = attrs.field(factory=dict)

    @property
    def said(self) -> tuple[str, ...]:
        """What tells it apart from other changes of the same piece."""
        return (str(self.slip), self.requirement, self.part, self.before, self.after)


@attrs.frozen
class Piece:
    """What is changed together: a requirement, claim, version, window or policy, by *kind* and *name*."""

    kind: str
    name: str
    number: int = 0


@attrs.frozen(eq=False)
class Written:
    """A requirement where it is written, with the standard that writes it (or inherits it) first."""

    standard: Standard
    requirement: Requirement


class Pieces:
    """The pieces of a rule book, and the changes of each."""

    def __init__(self, rulebook: RuleBook, raw: RawRules) -> None:
        self._rulebook = rulebook
        self._raw = raw
        self.written: dict[str, Written] = {}
        self.claims: dict[str, Condition] = {}
        for standard in _own_first(rulebook):
            for requirement in standard.requirements:
                name = _name(requirement.where, requirement.id)
                self.written.setdefault(name, Written(standard, requirement))
                for _, claim in claims_of(requirement):
                    self.claims.setdefault(claim.path, claim.evidence)
        self.versions: dict[str, Standard] = {}
        for standard in _active(rulebook):
            self.versions.setdefault(_name(standard.where, standard.id), standard)

    def all(self, only: Sequence[str] = ()) -> Iterator[Piece]:
        """All pieces; those that the standards called *only* write, if some are named."""
        for name, written in self.written.items():
            if not only or written.standard.id in only:
                yield Piece("requirement", name)
        for name, standard in self.versions.items():
            if not only or standard.id in only:
                yield Piece("version", name)
        if not only:
            yield from (Piece("claim", field) for field in self.claims)
            yield from (Piece("window", str(n), n) for n in range(len(self._rulebook.vocabulary.windows)))
            yield from (Piece("policy", p.purpose, n) for n, p in enumerate(self._rulebook.policies))

    def changes(self, piece: Piece) -> tuple[Change, ...]:
        """The changes of *piece*."""
        makers: dict[str, Callable[[Piece], Iterator[Change]]] = {
            "requirement": self._of_requirement,
            "claim": self._of_claim,
            "version": self._of_version,
            "window": self._of_window,
            "policy": self._of_policy,
        }
        return tuple(makers[piece.kind](piece))

    # --- requirements and claims --------------------------------------------------------------------

    def _of_requirement(self, piece: Piece) -> Iterator[Change]:
        found = self.written[piece.name]
        old = found.requirement
        effects = effects_of(self._rulebook, found.standard, old)
        for mutant in mutants_of(old, self._rulebook.vocabulary, effects):
            yield Change(
                mutant.slip,
                old.where,
                found.standard.id,
                found.standard.version,
                old.id,
                mutant.part,
                mutant.before,
                mutant.after,
                _swap(self._rulebook, old, mutant.requirement),
                mutant,
            )

    def _of_claim(self, piece: Piece) -> Iterator[Change]:
        evidence = self.claims[piece.name]
        asked = Requirement(piece.name, evidence, "", "")
        for mutant in mutants_of(asked, self._rulebook.vocabulary, ()):
            part = mutant.part.removeprefix("must").removeprefix(".") or "counts_if"
            new = mutant.requirement.must
            made = _prove(self._rulebook, evidence, new)
            where = self._place("derived", piece.name)
            yield Change(
                mutant.slip, where, "", "", piece.name, part, mutant.before, mutant.after, made, mutant
            )

    # --- versions ---------------------------------------------------------------------------------------

    def _of_version(self, piece: Piece) -> Iterator[Change]:
        standard = self.versions[piece.name]
        if standard.where is None:
            return
        written = self._period(standard.where)
        start, end = written.get("from", ""), written.get("until", "")
        if start:
            day = date.fromisoformat(start)
            for days in (-1, 1):
                touched = day + timedelta(min(days, 0))
                yield self._moved(standard, "from", day, days, touched)
        if end:
            day = date.fromisoformat(end)
            if not self._begins(standard.id, day + DAY):
                for days in (-1, 1):
                    touched = day + timedelta(max(days, 0))
                    yield self._moved(standard, "until", day, days, touched)

    def _moved(self, standard: Standard, key: str, day: date, days: int, touched: date) -> Change:
        moved = day + timedelta(days)
        assert standard.where is not None  # noqa: S101  (looked at by the caller)
        where = standard.where.child("in_force", key)
        return Change(
            Slip.PERIOD,
            where,
            standard.id,
            standard.version,
            "",
            f"in_force.{key}",
            day.isoformat(),
            moved.isoformat(),
            lambda: self._rebuilt(standard, key, day, moved),
            days=(touched,),
            renamed={day.isoformat(): moved.isoformat()} if key == "from" else {},
        )

    def _rebuilt(self, standard: Standard, key: str, day: date, moved: date) -> RuleBook | None:
        """The rule book with a version that begins or ends on another day; what touched it moves too."""
        documents: dict[str, Any] = {name: found.data for name, found in self._raw.documents.items()}
        assert standard.where is not None  # noqa: S101  (looked at by the caller)
        for other in self.versions.values():
            if other.id != standard.id or other.where is None:
                continue
            changes: dict[str, date] = {}
            period = self._period(other.where)
            if other.where == standard.where:
                changes[key] = moved
            elif key == "from" and period.get("until", "") == (day - DAY).isoformat():
                changes["until"] = moved - DAY
            if changes:
                file = other.where.file
                documents[file] = deepcopy(documents[file])
                target = _at(documents[file], other.where.route)["in_force"]
                target |= {name: value.isoformat() for name, value in changes.items()}
        made, _ = build_rulebook(documents, self._raw.hashes)
        return made

    def _period(self, where: Where) -> Mapping[str, str]:
        found = _at(self._raw.documents[where.file].data, where.route).get("in_force", {})
        return found if isinstance(found, dict) else {}

    def _begins(self, name: str, day: date) -> bool:
        return any(
            standard.id == name
            and standard.where is not None
            and self._period(standard.where).get("from") == day.isoformat()
            for standard in self.versions.values()
        )

    # --- windows -----------------------------------------------------------------------------------------

    def _of_window(self, piece: Piece) -> Iterator[Change]:
        vocabulary = self._rulebook.vocabulary
        window = vocabulary.windows[piece.number]
        name = f"{window.instrument}: {window.regime}, {window.purpose}"
        for moved in moved_windows(vocabulary.windows, piece.number):
            slip = Slip.THRESHOLD if moved.part.startswith("months") else Slip.WINDOW
            where = self._place("windows", piece.number)
            book = attrs.evolve(self._rulebook, vocabulary=attrs.evolve(vocabulary, windows=moved.windows))
            texts = moved.part, moved.before, moved.after
            yield Change(slip, where, "", "", name, *texts, _same(book))

    def _place(self, part: str, number: int | str) -> Where | None:
        for file, document in self._raw.documents.items():
            if file.startswith("vocabulary/") and isinstance(document.data, dict) and part in document.data:
                return Where(file, (part, number))
        return None

    # --- policies ----------------------------------------------------------------------------------------

    def _of_policy(self, piece: Piece) -> Iterator[Change]:
        policy = self._rulebook.policies[piece.number]
        for part in ("conclude", "decide"):
            lines: tuple[Line, ...] = getattr(policy, part)
            for number, line in enumerate(lines):
                for before, after, changed in lines_changed(lines, number, part):
                    made: dict[str, Any] = {part: changed}
                    other = attrs.evolve(policy, **made)
                    yield Change(
                        Slip.LINE,
                        line.where,
                        "",
                        "",
                        policy.purpose,
                        f"{part}[{number}]",
                        before,
                        after,
                        _with_policy(self._rulebook, piece.number, other),
                    )


def _same(rulebook: RuleBook) -> Callable[[], RuleBook]:
    return lambda: rulebook


def _with_policy(rulebook: RuleBook, number: int, policy: Policy) -> Callable[[], RuleBook]:
    policies = rulebook.policies
    return lambda: attrs.evolve(rulebook, policies=(*policies[:number], policy, *policies[number + 1 :]))


def _swap(rulebook: RuleBook, old: Requirement, new: Requirement) -> Callable[[], RuleBook]:
    return lambda: swapped(rulebook, old, new)


def _prove(rulebook: RuleBook, old: Condition, new: Condition) -> Callable[[], RuleBook]:
    return lambda: with_evidence(rulebook, old, new)


def effects_of(rulebook: RuleBook, standard: Standard, requirement: Requirement) -> tuple[str, ...]:
    """What `if_unmet` of *requirement* may say instead: words of the policies that judge by *standard*."""
    policies = [p for p in rulebook.policies if (p.purpose == "training") is bool(standard.courses)]
    words = dict.fromkeys(effect for policy in policies for effect in policy.effects)
    return tuple(word for word in words if word != requirement.if_unmet)


def _active(rulebook: RuleBook) -> Iterator[Standard]:
    return (standard for standard in rulebook.standards if standard.state is State.ACTIVE)


def _own_first(rulebook: RuleBook) -> list[Standard]:
    """The standards that decide, those that extend others after them."""
    return sorted(_active(rulebook), key=lambda standard: bool(standard.extends))


def _name(where: Where | None, otherwise: str) -> str:
    return otherwise if where is None else f"{where.file}:{'/'.join(map(str, where.route))}"


def _at(data: Any, route: Sequence[str | int]) -> Any:  # noqa: ANN401  (text data)
    for step in route:
        data = data[step]
    return data
