"""Waivers name a requirement by its id or its title; one that names none that may be waived is reported."""

from collections.abc import Iterator

import attrs
import numpy as np

from eligibility.model.dataset import Cell, Dataset
from eligibility.model.record import Known, Missing
from eligibility.model.standard import RuleBook
from eligibility.model.truth import Gap
from eligibility.normalise.text import key

WAIVERS, REQUIREMENT = "waivers", "requirement"


def name_waivers(dataset: Dataset, rulebook: RuleBook) -> Dataset:
    """*dataset* with the waivers' requirements by id, and an issue for each that no standard lets waive."""
    rows = dataset.tables.get(WAIVERS)
    column = rows.columns.get(REQUIREMENT) if rows is not None else None
    if rows is None or column is None:
        return dataset
    names = waivable(rulebook)
    cells: list[Cell] = []
    lost: list[int] = []
    for code, cell in enumerate(column.cells):
        found = names.get(key(cell.text))
        if found is None and cell.text:
            lost.append(code)
            cells.append(Cell(cell.text, Missing(Gap.UNREADABLE)))
        else:
            cells.append(Cell(cell.text, Known(found) if found is not None else cell.value))
    if tuple(cells) == column.cells:
        return dataset
    expected = ", ".join(sorted(set(names.values())))
    issues = [
        rows.issue(
            REQUIREMENT,
            row,
            "unknown_requirement",
            column.cells[column.codes[row]].text,
            expected,
            "ignored",
        )
        for row in np.flatnonzero(np.isin(column.codes, lost)).tolist()
    ]
    made = attrs.evolve(column, cells=tuple(cells))
    named = attrs.evolve(rows, columns={**rows.columns, REQUIREMENT: made})
    tables = {**dataset.tables, WAIVERS: named}
    return attrs.evolve(dataset, tables=tables, issues=(*dataset.issues, *issues))


def waivable(rulebook: RuleBook) -> dict[str, str]:
    """By spelling (as `key` gives it) the ids of the requirements that some standard lets waive."""
    return dict(_names(rulebook))


def _names(rulebook: RuleBook) -> Iterator[tuple[str, str]]:
    """Spellings of requirements that some standard lets waive: titles first, ids last and so foremost."""
    found = [r for standard in rulebook.standards for r in standard.requirements if r.waivable]
    for requirement in found:
        if requirement.label is not None:
            yield key(requirement.label.vi), requirement.id
            yield key(requirement.label.en), requirement.id
    for requirement in found:
        yield key(requirement.id), requirement.id
