"""The names that a rule book declares, with what each says in both languages: what editors may offer."""

from collections.abc import Iterable, Iterator, Mapping

import attrs

from eligibility.authoring.shapes import Offered
from eligibility.diagnostics import Where
from eligibility.messages import LANGUAGES
from eligibility.model.label import Label
from eligibility.model.standard import RuleBook, TokenState
from eligibility.model.vocabulary import Field, Kind
from eligibility.normalise.conditions import parse_condition
from eligibility.normalise.language import Language
from eligibility.report.words import Words

ANY = "any"


def both(vi: str, en: str, between: str = " – ") -> str:
    """A text in both languages; once where they do not differ."""
    return vi if vi == en or not en else f"{vi}{between}{en}"


@attrs.frozen
class Offers:
    """For each kind its names with what they say. *rows* has the fields of each table of the input."""

    names: Mapping[Offered, Mapping[str, str]] = attrs.field(factory=dict)
    rows: Mapping[str, tuple[Field, ...]] = attrs.field(factory=dict)
    labels: Mapping[str, str] = attrs.field(factory=dict)
    """What the tables are called."""
    histories: tuple[str, ...] = ()
    rated: tuple[str, ...] = ()
    """The tables of one grade a year."""


def offers(book: RuleBook) -> Offers:
    """All names of *book*."""
    vocabulary = book.vocabulary
    tables = vocabulary.tables.values()
    effects = [(name, label) for policy in book.policies for name, label in policy.effects.items()]
    fields = list(_fields(book))
    names: dict[Offered, Mapping[str, str]] = {
        Offered.POST: _labelled((code, post.label) for code, post in vocabulary.posts.items()),
        Offered.COURSE: _labelled((code, course.label) for code, course in vocabulary.courses.items()),
        Offered.SCALE: _labelled((name, scale.label) for name, scale in vocabulary.scales.items()),
        Offered.FIELD: _labelled((field.path, field.label) for field in fields),
        Offered.TABLE: _labelled((table.name, table.label) for table in tables),
        Offered.EFFECT: _labelled(effects),
        Offered.MOMENT: _labelled((name, one.label) for name, one in vocabulary.moments.items()),
        Offered.STANDARD: _labelled((one.id, one.title) for one in book.standards),
        Offered.INSTRUMENT: _labelled((one.number, one.title) for one in vocabulary.instruments),
        Offered.SUBJECT: _labelled(vocabulary.subjects.items()),
        Offered.OUTCOME: _labelled((one.code, one.label) for p in book.policies for one in p.outcomes),
        Offered.PURPOSE: _labelled((policy.purpose, policy.title) for policy in book.policies),
        Offered.TOKEN: dict(_tokens(book)),
        Offered.SENTENCE: dict(_sentences(book, fields)),
    }
    return Offers(
        names,
        {table.name: table.fields for table in tables},
        {table.name: both(table.label.vi, table.label.en) for table in tables},
        tuple(table.name for table in tables if table.history),
        tuple(table.name for table in tables if table.ratings is not None),
    )


def _labelled(pairs: Iterable[tuple[str, Label]]) -> dict[str, str]:
    made: dict[str, str] = {}
    for name, label in pairs:
        made.setdefault(name, both(label.vi, label.en))
    return made


def _fields(book: RuleBook) -> Iterator[Field]:
    """The fields that a sentence may open with."""
    for table in book.vocabulary.tables.values():
        if not table.history:
            yield from (field for field in table.fields if field.path)
    yield from (joined.field for joined in book.vocabulary.joined)


def _tokens(book: RuleBook) -> Iterator[tuple[str, str]]:
    """What lines of policies may ask for: tokens, and names of the policy itself."""
    for policy in book.policies:
        for state in TokenState:
            for effect, label in policy.effects.items():
                yield f"{state} {effect}", both(label.vi, label.en)
            yield f"{state} {ANY}", ""
        for fact in policy.facts:
            yield fact.name, both(fact.label.vi, fact.label.en)
        for line in policy.conclude:
            yield line.then, ""


def _sentences(book: RuleBook, fields: Iterable[Field]) -> Iterator[tuple[str, str]]:
    """A sentence for every level and choice, with what it means; of dates, that there is one."""
    language = Language(book.vocabulary)
    vi, en = (Words(book.vocabulary, lang) for lang in LANGUAGES)
    for field in fields:
        for text in _about(field, book):
            condition, problems = parse_condition(text, language, Where(""))
            if condition is not None and not problems:
                yield text, both(vi.condition(condition), en.condition(condition))


def _about(field: Field, book: RuleBook) -> Iterator[str]:
    scale = book.vocabulary.scales.get(field.scale)
    if field.kind is Kind.LEVEL and scale is not None:
        operator = ">=" if scale.ordered else "=="
        yield from (f"{field.path} {operator} {level.code}" for level in scale.levels)
    elif field.kind is Kind.DATE:
        yield f"{field.path} is not none"
