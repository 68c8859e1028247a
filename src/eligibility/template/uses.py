"""Which standards and policies read which column."""

from collections.abc import Iterator, Mapping
from datetime import date

from eligibility.model.condition import Condition, Latest, Rows, Window, atoms_of, paths_of, row_paths_of
from eligibility.model.dataset import TARGET_POST, TERM
from eligibility.model.slots import conditions_of
from eligibility.model.standard import Assumption, Policy, RuleBook, Standard, State
from eligibility.model.vocabulary import Label, Table, Vocabulary

Place = tuple[str, str]
"""A table and one of its fields, by name."""

ROW = "row."


def uses(rulebook: RuleBook, as_of: date) -> Mapping[Place, tuple[Label, ...]]:
    """The titles of what is in force on *as_of*, by the columns that it reads."""
    vocabulary = rulebook.vocabulary
    found: dict[Place, dict[Label, None]] = {}
    for title, condition in _conditions(rulebook, as_of):
        for place in _places(condition, vocabulary):
            found.setdefault(place, {})[title] = None
    for standard in _standards(rulebook, as_of):
        waivable = any(requirement.waivable for requirement in standard.requirements)
        waivers = vocabulary.tables.get("waivers")
        for field in waivers.fields if waivable and waivers is not None else ():
            found.setdefault(("waivers", field.name), {})[standard.title] = None
    for policy in _policies(rulebook, as_of):
        for path in (TARGET_POST, TERM) if policy.purpose == "planning" else ():
            for place in _columns(path, vocabulary):
                found.setdefault(place, {})[policy.title] = None
    return {place: tuple(titles) for place, titles in found.items()}


def assumptions(rulebook: RuleBook, as_of: date) -> tuple[Assumption, ...]:
    """What columns and sheets that are not supplied stand for."""
    of_policies = (item for policy in _policies(rulebook, as_of) for item in policy.assume)
    of_standards = (item for standard in _standards(rulebook, as_of) for item in standard.assume)
    return (*of_policies, *of_standards)


def _standards(rulebook: RuleBook, as_of: date) -> Iterator[Standard]:
    for standard in rulebook.standards:
        if standard.state is State.ACTIVE and as_of in standard.in_force:
            yield standard


def _policies(rulebook: RuleBook, as_of: date) -> Iterator[Policy]:
    for policy in rulebook.policies:
        if as_of in policy.in_force:
            yield policy


def _conditions(rulebook: RuleBook, as_of: date) -> Iterator[tuple[Label, Condition]]:
    for standard in _standards(rulebook, as_of):
        for requirement in standard.requirements:
            for condition in conditions_of(requirement):
                yield standard.title, condition
    for policy in _policies(rulebook, as_of):
        for fact in policy.facts:
            yield policy.title, fact.condition
    for structure in rulebook.structures:
        if as_of in structure.in_force:
            for rule in structure.rules:
                for condition in rule.conditions:
                    yield structure.title, condition


def _places(condition: Condition, vocabulary: Vocabulary) -> Iterator[Place]:
    for path in paths_of(condition):
        yield from _columns(path, vocabulary)
    for atom in atoms_of(condition):
        match atom:
            case Window(table) | Latest(table):
                yield from _rated(vocabulary.tables[table], vocabulary)
            case Rows(table, where):
                yield table, vocabulary.tables[table].key[0]
                for path in row_paths_of(where):
                    yield from _of_row(path.removeprefix(ROW), vocabulary.tables[table])
            case _:
                pass


def _columns(path: str, vocabulary: Vocabulary) -> Iterator[Place]:
    """Where the value of *path* stands: its own column, or those it is looked up in."""
    for joined in vocabulary.joined:
        if joined.field.path == path:
            yield from _columns(joined.by, vocabulary)
            if joined.table:
                table = vocabulary.tables[joined.table]
                yield from ((table.name, name) for name in (*table.key, joined.source_field))
            return
    for table in vocabulary.tables.values():
        for field in table.fields:
            if not table.history and field.path == path:
                yield table.name, field.name
                if field.prefer:
                    yield table.name, field.prefer
                yield from ((table.name, fill.when) for fill in field.fill)
                return


def _rated(table: Table, vocabulary: Vocabulary) -> Iterator[Place]:
    if table.ratings is not None:
        yield from ((table.name, name) for name in (*table.key, table.ratings.year, table.ratings.grade))
        yield from _columns(table.ratings.since, vocabulary)


def _of_row(name: str, table: Table) -> Iterator[Place]:
    expiry = table.expiry
    names: tuple[str, ...] = (name,)
    if expiry is not None and name == expiry.field:
        names = (expiry.regime, expiry.form, expiry.start, expiry.ended)
    yield from ((table.name, each) for each in names)
