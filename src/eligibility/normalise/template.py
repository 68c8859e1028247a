"""The template that a vocabulary declares: names of sheets, and example rows whose values fit."""

from collections.abc import Iterator
from datetime import date

from eligibility.diagnostics import Diagnostic, Where
from eligibility.model.record import Known, Scalar
from eligibility.model.vocabulary import Label, Template, Vocabulary
from eligibility.normalise.language import listed, nearest
from eligibility.normalise.text import key
from eligibility.normalise.values import ValueReader
from eligibility.normalise.written import WrittenLabel, WrittenTemplate


def build_template(
    written: WrittenTemplate, vocabulary: Vocabulary, where: Where
) -> tuple[Template, list[Diagnostic]]:
    """The template as *written* at *where*, and what is wrong with it."""
    usual = Template()
    rows: dict[str, dict[str, Scalar]] = {}
    made = Template(
        _label(written.guide, usual.guide),
        _label(written.lists, usual.lists),
        _label(written.example, usual.example),
        rows,
    )
    problems = list(_names(made, vocabulary, where))
    for name, row in written.rows.items():
        table = vocabulary.tables.get(name)
        place = where.child("rows", name)
        if table is None:
            params = {"name": name, "near": nearest(name, vocabulary.tables)}
            problems.append(Diagnostic("R323", place.child("?key"), params))
            continue
        names = [field.name for field in table.fields if field.name not in table.key]
        for column, text in row.items():
            field = table.field(column) if column in names else None
            if field is None:
                said = {"name": column, "near": nearest(column, names), "choices": listed(names)}
                problems.append(Diagnostic("R309", place.child(column, "?key"), said))
                continue
            reading = ValueReader(field, vocabulary, date.max).read(text)
            if isinstance(reading.value, Known) and not reading.problem:
                rows.setdefault(name, {})[column] = reading.value.value
            else:
                problems.append(Diagnostic("R324", place.child(column), {"text": text, "name": column}))
    return made, problems


def _names(template: Template, vocabulary: Vocabulary, where: Where) -> Iterator[Diagnostic]:
    """Names of sheets that a table has already."""
    taken = {
        key(text)
        for table in vocabulary.tables.values()
        for text in (table.name, table.label.vi, table.label.en, *table.aliases)
    }
    for part, label in (("guide", template.guide), ("lists", template.lists)):
        for lang in ("vi", "en"):
            if key(label[lang]) in taken:
                yield Diagnostic("R322", where.child(part, lang), {"name": label[lang]})
        taken |= {key(label.vi), key(label.en)}


def _label(written: WrittenLabel | None, usual: Label) -> Label:
    return usual if written is None else Label(written.vi, written.en)
