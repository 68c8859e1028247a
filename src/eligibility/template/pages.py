"""What stands on each sheet of records: its columns, what they ask for, and what their lists offer."""

from datetime import date

import attrs

from eligibility.evaluate.candidacies import TARGET_UNIT
from eligibility.messages import text
from eligibility.model.dataset import TARGET_POST, TERM
from eligibility.model.standard import RuleBook
from eligibility.model.template import cell_text, labels
from eligibility.model.vocabulary import Field, Table, Vocabulary
from eligibility.template.uses import assumptions, uses

PEOPLE, PLAN, UNITS = "people", "plan", "units"
FIRST = (PEOPLE, PLAN)
"""The sheets that officers fill in first; the others follow, those that nothing reads at the end."""
SHOWN = ((PEOPLE, "full_name"), (PEOPLE, "unit"))
"""Columns that the results show, whether or not a standard reads them."""
WAIVED = ("waivers", "requirement")


@attrs.frozen
class Column:
    """A column: *options* are what its drop-down offers, *uses* the titles of what reads it.

    A row without a *needed* one is refused. *assumed* is what the absence of the whole column stands for.
    """

    field: Field
    label: str
    needed: bool
    uses: tuple[str, ...]
    options: tuple[str, ...]
    example: str
    assumed: str = ""


@attrs.frozen
class Page:
    """The sheet of a table: *row* says what one row is, *left* what a sheet left as it is stands for."""

    table: Table
    title: str
    row: str
    left: str
    columns: tuple[Column, ...]

    @property
    def used(self) -> bool:
        """Whether anything reads it."""
        return any(column.uses for column in self.columns)


@attrs.frozen
class Book:
    """The template of a rule book on the day *as_of*, in the language *lang*."""

    rulebook: RuleBook
    as_of: date
    lang: str
    pages: tuple[Page, ...]

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary of the rule book."""
        return self.rulebook.vocabulary

    @property
    def example(self) -> str:
        """The word that marks example rows; empty where there are none."""
        return self.vocabulary.template.example[self.lang]

    def say(self, key: str, **params: object) -> str:
        """A message of the catalogue."""
        return text(key, self.lang, **params)


def make_book(rulebook: RuleBook, as_of: date, lang: str) -> Book:
    """The template of *rulebook* for reviews on *as_of*."""
    maker = _Maker(rulebook, as_of, lang)
    pages = [maker.page(table) for table in rulebook.vocabulary.tables.values()]
    pages.sort(key=lambda page: (*(page.table.name != name for name in FIRST), not page.used))
    return Book(rulebook, as_of, lang, tuple(pages))


class _Maker:
    def __init__(self, rulebook: RuleBook, as_of: date, lang: str) -> None:
        self._vocabulary = rulebook.vocabulary
        self._lang = lang
        self._uses = uses(rulebook, as_of)
        self._assumed = {item.subject: item.value for item in assumptions(rulebook, as_of)}
        waivable = [r for s in rulebook.standards for r in s.requirements if r.waivable]
        names = [r.label[lang] if r.label is not None else r.id for r in waivable]
        self._waivable = tuple(dict.fromkeys(names))

    def page(self, table: Table) -> Page:
        columns = tuple(self._column(table, field) for field in table.fields)
        return Page(table, table.label[self._lang], self._row(table), self._left(table), columns)

    def _column(self, table: Table, field: Field) -> Column:
        titles = tuple(title[self._lang] for title in self._uses.get((table.name, field.name), ()))
        if (table.name, field.name) in SHOWN or field.path == TARGET_UNIT:
            titles += (text("template.results_show_it", self._lang),)
        value = self._vocabulary.template.rows.get(table.name, {}).get(field.name)
        assumed = self._assumed.get(field.path, "") if not table.history else ""
        names = labels(field, self._vocabulary)
        return Column(
            field,
            field.label[self._lang],
            _needed(table, field),
            titles,
            self._options(table, field),
            cell_text(value, field, self._vocabulary, self._lang) if value is not None else "",
            names[assumed][self._lang] if assumed in names else "",
        )

    def _options(self, table: Table, field: Field) -> tuple[str, ...]:
        offered = [label[self._lang] for label in labels(field, self._vocabulary).values()]
        if field.path == TERM and table.name == PLAN:
            offered = [term.term for term in self._vocabulary.terms]
        elif (table.name, field.name) == WAIVED:
            offered = list(self._waivable)
        elif offered and field.none_texts and field.empty != "none":
            offered.append(field.none_texts[0])
        return tuple(dict.fromkeys(offered))

    def _row(self, table: Table) -> str:
        if table.name == PEOPLE:
            return text("template.row_person", self._lang)
        if table.name == PLAN:
            return text("template.row_candidacy", self._lang)
        if table.name == UNITS:
            return text("template.row_unit", self._lang)
        if table.ratings is not None:
            return text("template.row_year", self._lang)
        return text("template.row_event", self._lang)

    def _left(self, table: Table) -> str:
        if table.name == PEOPLE:
            return text("template.left_people", self._lang)
        if table.name == PLAN:
            return text("template.left_plan", self._lang)
        if "none" in (table.absent, self._assumed.get(table.name)):
            return text("template.left_none", self._lang)
        if table.name == UNITS or table.ratings is not None:
            return text("template.left_unknown", self._lang)
        return text("template.left_open", self._lang)


def _needed(table: Table, field: Field) -> bool:
    """Whether a row is of no use without it."""
    if field.name in table.key or (table.name == PLAN and field.path in (TARGET_POST, TERM)):
        return True
    return table.ratings is not None and field.name in (table.ratings.year, table.ratings.grade)
