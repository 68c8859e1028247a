"""What audits count people by, besides compliance (cơ cấu), from the vocabulary."""

from collections.abc import Sequence

from eligibility.diagnostics import Diagnostic, Where
from eligibility.model.vocabulary import Kind, Label, Makeup, Vocabulary
from eligibility.normalise.language import listed, nearest
from eligibility.normalise.written import WrittenMakeup

PEOPLE = "people"


def build_makeup(
    written: Sequence[WrittenMakeup], vocabulary: Vocabulary, where: Where
) -> tuple[tuple[Makeup, ...], list[Diagnostic]]:
    """What is counted, and every field that people do not have, or that has no closed set of values."""
    table = vocabulary.tables.get(PEOPLE)
    fields = {field.name: field for field in table.fields} if table is not None else {}
    countable = [name for name, field in fields.items() if field.kind is Kind.LEVEL]
    problems: list[Diagnostic] = []
    ids: set[str] = set()
    made: list[Makeup] = []
    for number, item in enumerate(written):
        place = where.child(number)
        if item.id in ids:
            problems.append(Diagnostic("R302", place.child("id"), {"name": item.id}))
        ids.add(item.id)
        for at, name in enumerate(item.fields):
            spot = place.child("fields", at)
            if name not in fields:
                near = nearest(name, countable)
                params = {"name": name, "near": near, "choices": listed(countable)}
                problems.append(Diagnostic("R309", spot, params))
            elif name not in countable:
                problems.append(Diagnostic("R327", spot, {"name": name, "choices": listed(countable)}))
        if not item.fields:
            problems.append(Diagnostic("R205", place.child("fields")))
        made.append(Makeup(item.id, Label(item.vi, item.en), tuple(item.fields)))
    return tuple(made), problems
