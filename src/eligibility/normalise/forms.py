"""The forms of a rule book: what headings and rows of sheets that offices hand in say."""

from collections.abc import Iterable, Iterator

from eligibility.diagnostics import Diagnostic, Where
from eligibility.model.forms import FormColumn, Forms, FormSection
from eligibility.model.vocabulary import Vocabulary
from eligibility.normalise.language import listed, nearest
from eligibility.normalise.written import WrittenForms


def build_forms(
    written: WrittenForms, vocabulary: Vocabulary, where: Where
) -> tuple[Forms, list[Diagnostic]]:
    """The forms, and every field that they name and no table has."""
    problems: list[Diagnostic] = []
    columns, sections = [], []
    for n, column in enumerate(written.columns):
        place = where.child("columns", n)
        yearly = [column.yearly] if column.yearly else []
        problems += _unknown([*column.fields, *column.says, *yearly], vocabulary, place)
        columns.append(
            FormColumn(
                tuple(column.headings),
                tuple(column.fields),
                dict(column.says),
                tuple(column.apart),
                tuple(column.lead),
                column.otherwise,
                column.yearly,
            )
        )
    for n, section in enumerate(written.sections):
        place = where.child("sections", n)
        named = [section.field] if section.field else []
        problems += _unknown([*named, *section.says], vocabulary, place)
        sections.append(FormSection(tuple(section.words), section.field, dict(section.says)))
    return Forms(tuple(columns), tuple(sections), tuple(written.closing)), problems


def _unknown(names: Iterable[str], vocabulary: Vocabulary, where: Where) -> Iterator[Diagnostic]:
    known = [f"{table.name}.{field.name}" for table in vocabulary.tables.values() for field in table.fields]
    for name in names:
        if name not in known:
            params = {"name": name, "near": nearest(name, known), "choices": listed(known)}
            yield Diagnostic("R309", where, params)
