"""The forms of a rule book: what headings and rows of sheets that offices hand in say."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from eligibility.diagnostics import Diagnostic, Where
from eligibility.model.forms import FormColumn, Forms, FormSection
from eligibility.model.record import Known
from eligibility.model.vocabulary import Vocabulary
from eligibility.normalise.language import listed, nearest
from eligibility.normalise.values import ValueReader
from eligibility.normalise.written import WrittenForms


def build_forms(
    written: WrittenForms, vocabulary: Vocabulary, where: Where
) -> tuple[Forms, list[Diagnostic]]:
    """The forms, every field that they name and no table has, and every value that cannot be read."""
    problems: list[Diagnostic] = []
    columns, sections = [], []
    for n, column in enumerate(written.columns):
        place = where.child("columns", n)
        yearly = [column.yearly] if column.yearly else []
        problems += _unknown([*column.fields, *column.says, *yearly], vocabulary, place)
        problems += _unread(column.says, vocabulary, place)
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
        problems += _unread(section.says, vocabulary, place)
        sections.append(FormSection(tuple(section.words), section.field, dict(section.says)))
    return Forms(tuple(columns), tuple(sections), tuple(written.closing)), problems


def _unread(says: Mapping[str, str], vocabulary: Vocabulary, where: Where) -> Iterator[Diagnostic]:
    """Values that a heading or a row says and that their field would not understand."""
    for name, text in says.items():
        table, _, column = name.partition(".")
        field = vocabulary.tables[table].field(column) if table in vocabulary.tables else None
        if field is not None:
            reading = ValueReader(field, vocabulary, date.max).read(text)
            if reading.problem or not isinstance(reading.value, Known):
                yield Diagnostic("R324", where.child("says", name), {"text": text, "name": name})


def _unknown(names: Iterable[str], vocabulary: Vocabulary, where: Where) -> Iterator[Diagnostic]:
    known = [f"{table.name}.{field.name}" for table in vocabulary.tables.values() for field in table.fields]
    for name in names:
        if name not in known:
            params = {"name": name, "near": nearest(name, known), "choices": listed(known)}
            yield Diagnostic("R309", where, params)
