"""The words that sentences may use: the vocabulary, and the named conditions and quantities on top of it."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

import attrs

from eligibility.diagnostics import Diagnostic, Where
from eligibility.model.condition import Condition, Quantity
from eligibility.model.vocabulary import Field, Label, Scale, Vocabulary

Data = Any

MAX_LISTED = 16
"""Names that are listed where nothing comes near to what was written."""


@attrs.frozen
class Claim:
    """A level that counts as claimed only if *counts_if* holds, else as the level below."""

    path: str
    counts_if: Condition


@attrs.frozen(eq=False)
class Language:
    """A vocabulary with its macros: named *conditions*, *quantities* and *claims*.

    *quantities* are measured at the moment that a sentence names. *places* says where each part of
    the vocabulary is written.
    """

    vocabulary: Vocabulary
    conditions: Mapping[str, Condition] = attrs.field(factory=dict)
    quantities: Mapping[str, Quantity] = attrs.field(factory=dict)
    claims: Mapping[str, Claim] = attrs.field(factory=dict)
    places: Mapping[str, Where] = attrs.field(factory=dict)

    def field(self, name: str, table: str) -> tuple[str, Field] | None:
        """The path and field that a sentence calls *name*; inside rows of *table* theirs go first."""
        if table:
            field = self.vocabulary.tables[table].field(name)
            if field is not None:
                return f"row.{name}", field
            expiry = self.vocabulary.tables[table].expiry
            if expiry is not None and name == expiry.field:
                start = self.vocabulary.tables[table].field(expiry.start)
                return (f"row.{name}", start) if start is not None else None
        field = self.vocabulary.field_at(name)
        return (name, field) if field is not None else None

    def names(self, table: str = "") -> tuple[str, ...]:
        """All names that may open a sentence, for suggestions."""
        paths = [
            field.path
            for declared in self.vocabulary.tables.values()
            if not declared.history
            for field in declared.fields
        ]
        paths += [joined.field.path for joined in self.vocabulary.joined]
        rows = [field.name for field in self.vocabulary.tables[table].fields] if table else []
        return (*rows, *paths, *self.conditions, *self.quantities, *self.claims)

    def scale(self, field: Field) -> Scale | None:
        """The scale of a level or choice."""
        return self.vocabulary.scales.get(field.scale)


def nearest(word: str, words: Iterable[str]) -> str:
    """What was probably meant, or nothing."""
    found = get_close_matches(word, list(dict.fromkeys(words)), n=1, cutoff=0.6)
    return found[0] if found else ""


def listed(words: Iterable[str]) -> str:
    """*words* as they are offered to choose from; nothing where there are too many to read."""
    found = list(dict.fromkeys(words))
    return ", ".join(f"`{word}`" for word in found) if len(found) <= MAX_LISTED else ""


def suggestion(near: str, labels: Mapping[str, Label]) -> dict[str, str]:
    """What was probably meant, with its label in the languages in which it says more than the name."""
    label = labels.get(near)
    told = {lang: _told(label[lang]) for lang in ("vi", "en")} if label is not None else {}
    return {"near": near} | {f"label.{lang}": word for lang, word in told.items() if word.lower() != near}


def _told(label: str) -> str:
    """A label inside a sentence: without the capital of its first word, unless it is an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


class Problem(Exception):
    """A part of the rule book that means nothing; carries the diagnostic."""

    def __init__(self, code: str, where: Where, **params: str) -> None:
        super().__init__(code)
        self.diagnostic = Diagnostic(code, where, params)
