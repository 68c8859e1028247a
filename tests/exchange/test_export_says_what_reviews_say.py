"""Law: what an exported standard says of a person, in each engine, is what a review says.

Of a person some of whose data are known in part only (a year, contradictory entries) a table is given
less; of those nothing is claimed.
"""

from collections import Counter
from random import Random

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.compile.instances import compile_instance
from eligibility.compile.lifting import LiftingSolver
from eligibility.concluding import Session, assigned, wanted_rows
from eligibility.engine.concluder import make_concluder
from eligibility.engine.reference import Judgement, Reference
from eligibility.evaluate.candidacies import consider
from eligibility.evaluate.people import Records
from eligibility.evaluate.population import Population
from eligibility.exchange.export.asking import Plain, said
from eligibility.exchange.export.choosing import Wanted, export
from eligibility.exchange.export.dmn import dmn_text
from eligibility.exchange.export.exporting import NotInTables, export_instance
from eligibility.exchange.export.model import Exported
from eligibility.exchange.export.people import person_of
from eligibility.model.finding import status_of
from eligibility.model.limits import MAX_RULES
from eligibility.model.plan import Instance, NodeKind
from eligibility.normalise.people import build_dataset
from property.strategies import FULL, TINY, Roll, books, examples, instance_of, record_of
from sql.databases import raw_tables
from sql.test_queries_say_what_reviews_say import province
from synthetic.province import AS_OF, rules

from .engines import Own, Results, Zen, by_pydmnrules, silent
from .standard import faults

STATUSES = ("met", "unmet", "unknown", "not_applicable")
REASONS = ("free_text", "two_dates")
SHIPPED = ["vn.commune.leaders", *(["vn.division.leaders", "vn.department.leaders"] if FULL else [])]
SLOW = 2 if FULL else 0
"""Made-up people that pyDMNrules, which takes its time, decides on by a whole shipped standard."""
SMALL = 40
"""Lines of a random standard that it decides on in the quick profile."""


def expected(instance: Instance, judgement: Judgement) -> dict[str, str]:
    """What a review says: a status for each requirement, and the outcome."""
    found = {
        f"status_{node.requirement.id}": str(status_of(judgement.verdicts[node.name]))
        for node in instance.nodes
        if node.kind is NodeKind.REQUIREMENT
    }
    outcomes = judgement.outcomes
    assert outcomes is not None
    return found | {"outcome": next(iter(outcomes)) if len(outcomes) == 1 else instance.policy.undecided}


def picked(results: Results, wanted: dict[str, str]) -> dict[str, str]:
    return {name: results[name] for name in wanted}


def by_lines(exported: Exported, values: dict[str, Plain]) -> Results:
    """What the tables say before they are written for any tool; exactly one line of each holds."""
    known = dict(values)
    for sheet in exported.sheets:
        known[sheet.name] = said(sheet, known)
        alone = [attrs.evolve(sheet, lines=(line,)) for line in sheet.lines]
        assert sum(_holds(one, known) for one in alone) == 1, sheet.name
    return known


def _holds(sheet, values) -> bool:
    try:
        said(sheet, values)
    except LookupError:
        return False
    return True


@attrs.frozen(eq=False)
class Sample:
    """An exported standard with people, and what a review says of each."""

    exported: Exported
    people: list[tuple[dict[str, Plain], dict[str, str]]]


def sample(roll: Roll, people: int) -> Sample | set[str]:
    """A random standard and people; why it is refused, where it is."""
    while True:
        book = books(roll, TINY)
        instance = instance_of(roll, book)
        if instance is not None:
            break
    solver = LiftingSolver(compile_instance(instance, MAX_RULES), make_concluder("tables"))
    session = Session(book.rulebook, instance.policy, instance.context.as_of, make_concluder("tables"))
    try:
        exported = export_instance(session, solver)
    except NotInTables as error:
        return {one.reason for one in error.refused}
    reference = Reference(instance)
    found = []
    for _ in range(people):
        record = record_of(roll, instance)
        judgement, person = reference.judge(record), person_of(exported, record)
        if judgement.outcomes is not None and not person.loose:
            found.append((person.values, expected(instance, judgement)))
    return Sample(exported, found)


def test_random_standards_in_zen_and_in_dmn():
    seen: Counter[str] = Counter()

    @examples(20)
    @given(st.integers(0, 2**40))
    def law(seed: int) -> None:
        found = sample(Random(seed).randint, 8)
        if isinstance(found, set):
            seen.update(found)
            return
        assert faults(dmn_text(found.exported, silent)) == []
        in_zen, in_dmn = Zen(found.exported), Own(found.exported)
        for values, wanted in found.people:
            assert picked(by_lines(found.exported, values), wanted) == wanted
            assert picked(in_zen(values), wanted) == wanted
            assert picked(in_dmn(values), wanted) == wanted
            seen.update(wanted.values())

    law()
    assert all(seen[status] for status in STATUSES)
    assert all(seen[reason] for reason in REASONS)


def test_random_standards_in_pydmnrules(tmp_path):
    compared = 0
    for seed in range(200 if FULL else 20):
        found = sample(Random(seed).randint, 4)
        if isinstance(found, set) or not found.people:
            continue
        if not all(sheet.columns for sheet in found.exported.sheets):
            continue  # something that is the same for everybody is an expression, and that engine has tables
        if not FULL and sum(len(sheet.lines) for sheet in found.exported.sheets) > SMALL:
            continue
        several = [values for values, _ in found.people]
        for results, (_, wanted) in zip(
            by_pydmnrules(found.exported, several, tmp_path), found.people, strict=True
        ):
            assert picked(results, wanted) == wanted
            compared += 1
        if compared > 3 and not FULL:
            break
    assert compared > (3 if FULL else 0)


@pytest.mark.parametrize("standard", SHIPPED)
def test_shipped_standards_on_made_up_people(standard, tmp_path):
    exported = export(rules(), AS_OF, "audit", Wanted(standard))
    assert faults(dmn_text(exported, silent)) == []
    policy = rules().policy("audit", AS_OF)
    assert policy is not None
    session = Session(rules(), policy, AS_OF, make_concluder("tables"))
    found: list[tuple[dict[str, Plain], dict[str, str]]] = []
    for seed in (1, 2, 3, 4) if FULL else (1,):
        people = build_dataset(raw_tables(province(seed)), rules().vocabulary, AS_OF)
        population = Population(people, rules().vocabulary, "people", "plan")
        everyone = consider(population, rules(), "audit", AS_OF)
        records = Records(everyone)
        for solver, rows in assigned(everyone, wanted_rows(everyone, None), session):
            if not isinstance(solver, LiftingSolver):
                continue
            instance = solver.compiled.instance
            if instance.standard.id != standard:
                continue
            reference = Reference(instance)
            for row in rows.tolist():
                record = records.record(row, instance)
                judgement, person = reference.judge(record), person_of(exported, record)
                if judgement.outcomes is not None and not person.loose:
                    found.append((person.values, expected(instance, judgement)))
    assert len(found) > 3
    in_zen, in_dmn = Zen(exported), Own(exported)
    for values, wanted in found:
        assert picked(by_lines(exported, values), wanted) == wanted
        assert picked(in_zen(values), wanted) == wanted
        assert picked(in_dmn(values), wanted) == wanted
    others = [] if not SLOW else by_pydmnrules(exported, [values for values, _ in found[:SLOW]], tmp_path)
    for other, (_, wanted) in zip(others, found, strict=False):
        assert picked(other, wanted) == wanted
