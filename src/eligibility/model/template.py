"""How values stand in the template's cells: labels for codes, dates as they are written."""

from datetime import date

from eligibility.model.record import NONE, Scalar
from eligibility.model.vocabulary import Field, Kind, Label, Vocabulary

SEPARATOR = "; "
"""Between posts that are held together."""


def labels(field: Field, vocabulary: Vocabulary) -> dict[str, Label]:
    """The labels of all values of *field* by code; nothing for dates, numbers and text."""
    match field.kind:
        case Kind.LEVEL:
            return {level.code: level.label for level in vocabulary.scales[field.scale].levels}
        case Kind.POST | Kind.POSTS:
            return {post.code: post.label for post in vocabulary.posts.values()}
        case _:
            return {}


def cell_text(value: Scalar, field: Field, vocabulary: Vocabulary, lang: str) -> str:
    """*value* of *field* as an officer writes it in *lang*."""
    names = labels(field, vocabulary)
    match value:
        case date():
            return f"{value:%d/%m/%Y}"
        case tuple():
            return SEPARATOR.join(names[code][lang] if code in names else code for code in value)
        case str():
            return names[value][lang] if value in names else value
        case int():
            return str(value)
        case _ if value is NONE and field.none_texts:
            return field.none_texts[0]
        case _:
            return ""
