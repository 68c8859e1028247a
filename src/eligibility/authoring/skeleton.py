"""A new standard: a draft that `check` takes, and a file for its cases; both say what is to be written."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import attrs

from eligibility.authoring.schema import ENDING
from eligibility.messages import LANGUAGES, text
from eligibility.model.standard import RuleBook, State
from eligibility.model.vocabulary import Field, Kind
from eligibility.report.words import Words

NAME = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")
"""A name of a standard: each word between its dots is a folder, the last one the file."""

PREFERRED = ("disqualify", "warn")
"""Effects that say something of any demand."""

PLANNING, PLAN, FIRST = "planning", "plan", "degree"
SCHEMAS = "schema"
"""The folder of a rule book that its schemas stand in, if it has them."""


class NoExample(Exception):
    """The rule book declares no field or no effect that a demand could be shown with."""


@attrs.frozen
class Wanted:
    """What the new standard is: for *posts*, upon *extends*, in force from *start*, told in *lang*."""

    name: str
    posts: tuple[str, ...]
    extends: str
    start: date
    lang: str

    @property
    def file(self) -> Path:
        """Where it stands below ``standards/``, of rules and of cases."""
        return Path("standards", *self.name.split(".")).with_suffix(".yaml")


def written_in(book: RuleBook, name: str) -> str:
    """The file in which the standard *name* stands already, or nothing."""
    return next((s.where.file for s in book.standards if s.id == name and s.where is not None), "")


def standard_text(wanted: Wanted, book: RuleBook, root: Path) -> str:
    """The file of the standard.

    Raises:
        NoExample: there is nothing to show a demand with.

    """
    return "".join(f"{line}\n" for line in _standard(wanted, book, root))


def _standard(wanted: Wanted, book: RuleBook, root: Path) -> Iterator[str]:
    def say(key: str, **params: str) -> str:
        return text(f"skeleton.{key}", wanted.lang, **params)

    field, sentence = _example(book)
    if (root / SCHEMAS / f"standards{ENDING}").is_file():
        up = "../" * len(wanted.file.parent.parts)
        yield f"# yaml-language-server: $schema={up}{SCHEMAS}/standards{ENDING}"
    yield f"# {say('draft')}"
    yield f"standard: {wanted.name}"
    yield f"title: {_labels('title', name=wanted.name)}"
    if wanted.posts:
        yield f"posts: [{', '.join(wanted.posts)}]"
    else:
        yield f"posts: []  # {say('posts')}"
    yield f"status: {State.DRAFT}  # {say('status')}"
    yield f"source: {{instrument: {_quoted(say('instrument'))}, confidence: recall}}  # {say('confidence')}"
    yield f"in_force: {{from: {wanted.start.isoformat()}}}"
    if wanted.extends:
        yield f"extends: {wanted.extends}"
    for name in _above(wanted, book) if not wanted.extends else ():
        yield f"# extends: {name}  # {say('extends')}"
    yield "requirements:"
    yield f"  # {say('requirement')}"
    yield f"  - id: {field.name}"
    yield f"    label: {{vi: {_quoted(field.label.vi)}, en: {_quoted(field.label.en)}}}"
    yield f"    must: {sentence}  # {say('must', said=_said(field, book, wanted.lang))}"
    yield f"    if_unmet: {_effect(book)}  # {say('effects', names=', '.join(_effects(book)))}"
    yield f"    clause: {_quoted(say('clause'))}"


def case_text(wanted: Wanted, book: RuleBook) -> str:
    """The file of its cases: none yet, and how one is written, as remarks.

    Raises:
        NoExample: there is nothing to show a demand with.

    """
    return "".join(f"{line}\n" for line in _cases(wanted, book))


def _cases(wanted: Wanted, book: RuleBook) -> Iterator[str]:
    def say(key: str, **params: str) -> str:
        return text(f"skeleton.{key}", wanted.lang, **params)

    field, _ = _example(book)
    levels = book.vocabulary.scales[field.scale].levels
    yield f"about: {_labels('about', name=wanted.name)}"
    yield f"# {say('given')}"
    yield "given:"
    yield f"  as_of: {wanted.start.isoformat()}"
    yield f"  plan: {{{', '.join(_plan(wanted, book))}}}"
    yield f"# {say('cases')}"
    outcomes = [
        outcome.code for policy in book.policies if policy.purpose == PLANNING for outcome in policy.outcomes
    ]
    yield f"# {say('outcomes', names=', '.join(dict.fromkeys(outcomes)))}"
    yield "cases: []"
    shown = {"met": levels[-1].label[wanted.lang], "unmet": levels[0].label[wanted.lang]}
    for status in ("met", "unmet", "unknown"):
        yield f"#  - id: {field.name}-{status}"
        about = {
            lang: _quoted(text(f"skeleton.case_{status}", lang, field=field.label[lang]))
            for lang in LANGUAGES
        }
        yield f"#    about: {{vi: {about['vi']}, en: {about['en']}}}"
        if status in shown:
            yield f"#    person: {{{field.name}: {_quoted(shown[status])}}}"
        else:
            yield f"#    without: [{field.name}]"
        yield f"#    expect: {{outcome: , statuses: {{{field.name}: {status}}}}}"


def _plan(wanted: Wanted, book: RuleBook) -> Iterator[str]:
    """The cells of the entry in the plan: the post, its term, and that it is planned for."""
    vocabulary = book.vocabulary
    post = vocabulary.posts.get(wanted.posts[0]) if wanted.posts else None
    name = post.label[wanted.lang] if post is not None else text("skeleton.post", wanted.lang)
    yield f"post: {_quoted(name)}"
    terms = [
        term.term
        for term in vocabulary.terms
        if post is not None
        and (term.kind, term.level) == (post.kind, post.level)
        and term.end >= wanted.start
    ]
    fields = {field.name: field for field in vocabulary.tables[PLAN].fields}
    if terms and "term" in fields:
        yield f"term: {_quoted(terms[0])}"
    status = fields.get("status")
    if status is not None and status.scale:
        yield f"status: {_quoted(vocabulary.scales[status.scale].levels[0].label[wanted.lang])}"


# --- what a demand is shown with -----------------------------------------------------------------------


def _example(book: RuleBook) -> tuple[Field, str]:
    """A field of people on a scale, and a sentence that asks for a level in its middle."""
    scales = book.vocabulary.scales
    fields = [
        field
        for field in book.vocabulary.tables["people"].fields
        if field.kind is Kind.LEVEL and scales[field.scale].ordered and len(scales[field.scale].levels) > 1
    ]
    if not fields or not _effects(book):
        raise NoExample
    field = next((field for field in fields if field.name == FIRST), fields[0])
    levels = sorted(scales[field.scale].levels, key=lambda level: level.rank)
    return field, f"{field.path} >= {levels[len(levels) // 2].code}"


def _said(field: Field, book: RuleBook, lang: str) -> str:
    """What the field is, and its levels."""
    words = Words(book.vocabulary, lang)
    return f"{words.field(field.path)}: {', '.join(book.vocabulary.scales[field.scale].codes)}"


def _effects(book: RuleBook) -> Sequence[str]:
    return list(dict.fromkeys(name for policy in book.policies for name in policy.effects))


def _effect(book: RuleBook) -> str:
    known = _effects(book)
    return next((name for name in PREFERRED if name in known), known[0])


def _above(wanted: Wanted, book: RuleBook) -> Sequence[str]:
    """The active standards for its posts on its first day, which it would have to extend."""
    found = (
        one.id
        for one in book.standards
        if one.state is State.ACTIVE and wanted.start in one.in_force and set(one.posts) & set(wanted.posts)
    )
    return list(dict.fromkeys(found))


def _labels(key: str, **params: str) -> str:
    """A label in both languages."""
    vi, en = (_quoted(text(f"skeleton.{key}", lang, **params)) for lang in LANGUAGES)
    return f"{{vi: {vi}, en: {en}}}"


def _quoted(words: str) -> str:
    """A text as it may stand anywhere."""
    return json.dumps(words, ensure_ascii=False)
