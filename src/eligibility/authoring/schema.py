"""JSON Schema of all rule files, from the declarations that read them: editors check, complete and explain.

Scalars of rule files are text, whatever an editor takes them for: where text is wanted any scalar will do.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, get_args, get_origin

import attrs

from eligibility.assurance.written import Expectation, WrittenCase, WrittenGiven, WrittenSet
from eligibility.authoring.offers import Offers, both
from eligibility.authoring.shapes import KEYS, SHAPES, Name, Offered, Pattern, Sentence, Shape, Words
from eligibility.messages import LANGUAGES, has, text
from eligibility.normalise.lists import WrittenStructure
from eligibility.normalise.seats_written import WrittenSeating, WrittenTarget
from eligibility.normalise.sentence import MAX_COUNT
from eligibility.normalise.structure import ISO, WHOLE
from eligibility.normalise.written import (
    Free,
    WrittenLabel,
    WrittenMap,
    WrittenMarker,
    WrittenNote,
    WrittenPolicy,
    WrittenRequirement,
    WrittenStandard,
    WrittenVocabulary,
)

DRAFT = "http://json-schema.org/draft-07/schema#"
ENDING = ".schema.json"
MADE = "eligibility schema"
"""The remark in every schema, by which one is known that may be written anew."""

ROOMS = ("rulebook", "vocabulary", "standards", "policy", "structure", "training", "cases", "map")
"""What there are schemas of, by the folder that the files stand in."""

Schema = dict[str, Any]

GROUP = re.compile(r"\(\?P<\w+>")
"""A group with a name; other languages of patterns write it otherwise."""

TEXT: Schema = {"not": {"type": ["object", "array"]}}
"""Any scalar. (With ``type`` an editor would offer ``true`` and ``null`` for every text.)"""

NUMBER: Schema = {"type": ["integer", "string"], "pattern": f"^{WHOLE.pattern}$", "maximum": 999_999_999}
FLAG: Schema = {"type": ["boolean", "string"], "pattern": "^(true|false)$"}
DAY: Schema = {"type": "string", "pattern": f"^{ISO.pattern}$"}
CONDITION: Schema = {"$ref": "#/definitions/condition"}
SCALARS: Mapping[type, Schema] = {str: TEXT, int: NUMBER, bool: FLAG, date: DAY}


def named(kind: type) -> str:
    """What the catalogue and the definitions call a declaration: ``WrittenListRule`` is ``list_rule``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", _plain(kind)).lower()


def _plain(kind: type) -> str:
    return kind.__name__.removeprefix("Written")


def key_of(field: Any) -> str:  # noqa: ANN401  (attrs has no name for it)
    """A key as it stands in the files."""
    return str(field.name).rstrip("_")


def said(key: str, between: str = "\n\n") -> str:
    """A text of the catalogue in both languages."""
    vi, en = (text(key, lang) for lang in LANGUAGES)
    return both(vi, en, between)


def _object(properties: Schema, required: Iterable[str] = ()) -> Schema:
    made: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
    needed = list(required)
    return {**made, "required": needed} if needed else made


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _any_of(*schemas: Schema) -> Schema:
    return {"anyOf": [way for schema in schemas for way in schema["anyOf"]]}


class Schemas:
    """The schemas, with the names of *offers* to choose from."""

    def __init__(self, offers: Offers) -> None:
        self._offers = offers
        self._made: Schema = {}

    def of(self, room: str) -> Schema:
        """The schema of the files of *room*."""
        self._made = {}
        build: Mapping[str, Callable[[], Schema]] = {
            "rulebook": lambda: self._kind(WrittenMarker),
            "vocabulary": lambda: self._kind(WrittenVocabulary),
            "standards": lambda: self._one_or("standards", WrittenStandard),
            "policy": lambda: self._one_or("policies", WrittenPolicy),
            "structure": lambda: self._one_or("structures", WrittenStructure),
            "training": lambda: _any_of(
                self._one_or("seatings", WrittenSeating, WrittenVocabulary),
                self._one_or("targets", WrittenTarget),
            ),
            "cases": lambda: self._one_or("sets", WrittenSet),
            "map": lambda: self._kind(WrittenMap),
        }
        root = build[room]()
        return {
            "$schema": DRAFT,
            "$comment": MADE,
            "description": said(f"schema.file_{room}"),
            **root,
            "definitions": dict(sorted(self._made.items())),
        }

    def _one_or(self, several: str, kind: type, *others: type) -> Schema:
        """One thing in a file, or a list of them; or something else."""
        whole = {"description": said("schema.several"), **_list(self._kind(kind))}
        found = [self._kind(kind), _object({several: whole}, [several])]
        return {"anyOf": [*found, *map(self._kind, others)]}

    # --- declarations -----------------------------------------------------------------------------

    def _kind(self, kind: type) -> Schema:
        """A reference to the definition of a declaration, which is made if it is not there."""
        name = named(kind)
        if name not in self._made:
            self._made[name] = {}
            self._made[name] = self._definition(kind)
        return {"$ref": f"#/definitions/{name}"}

    def _definition(self, kind: type) -> Schema:
        if kind is WrittenNote:
            return {"anyOf": [TEXT, self._kind(WrittenLabel)]}
        fields = attrs.fields(kind)
        required = [key_of(field) for field in fields if field.default is attrs.NOTHING]
        properties = {key_of(field): self._property(kind, field) for field in fields}
        made = _object(properties, required)
        if kind is WrittenStandard:
            return {**made, **self._layers()}
        if kind in (WrittenCase, WrittenGiven):
            properties |= self._sheets()
            return made if self._offers.rows else {**made, "additionalProperties": True}
        return made

    def _property(self, kind: type, field: Any) -> Schema:  # noqa: ANN401
        key = key_of(field)
        special = self._special(kind, key)
        made = special if special is not None else self._value(field.type, kind, key)
        return {"description": said(f"schema.{named(kind)}_{key}"), **made}

    def _special(self, kind: type, key: str) -> Schema | None:
        """What is left free in a declaration, and read later by what stands around it."""
        match kind, key:
            case _ if (kind, key) == (WrittenStandard, "requirements"):
                self._kind(WrittenRequirement)
                partial = {**self._made["requirement"], "required": ["id"]}
                self._made["requirement_of_a_layer"] = partial
                return {"type": "array", "items": {"type": "object"}}
            case _ if (kind, key) == (WrittenSet, "cases"):
                return _list(self._kind(WrittenCase))
            case _ if (kind, key) == (WrittenSet, "given"):
                return self._kind(WrittenGiven)
            case _ if key == "without":
                return _list(TEXT)
            case _ if (kind, key) == (Expectation, "reasons"):
                return {"type": "object", "additionalProperties": {"anyOf": [TEXT, _list(TEXT)]}}
        return None

    def _value(self, wanted: Any, kind: type, key: str) -> Schema:  # noqa: ANN401  (a type)
        inner = [one for one in get_args(wanted) if one is not type(None)]
        if get_origin(wanted) is list:
            return _list(self._value(inner[0], kind, key))
        if get_origin(wanted) is dict:
            values: Schema = {"type": "object", "additionalProperties": self._value(inner[1], kind, key)}
            words = KEYS.get((_plain(kind), key))
            return {**values, "propertyNames": {"enum": list(words.words)}} if words is not None else values
        if inner:  # or nothing: then the key is left out
            return self._value(inner[0], kind, key)
        shape = SHAPES.get((_plain(kind), key))
        if shape is not None and wanted in (str, Free):
            return self._shape(shape)
        if wanted in SCALARS:
            return dict(SCALARS[wanted])
        return self._kind(wanted)

    def _shape(self, shape: Shape) -> Schema:
        match shape:
            case Words(words, prefix):
                made: Schema = {"enum": list(words)}
                told = [said(f"{prefix}{word}", " – ") if has(f"{prefix}{word}") else "" for word in words]
                return {**made, "enumDescriptions": told} if any(told) else made
            case Pattern(pattern):
                numeric = re.fullmatch(pattern, "24") is not None
                kind: Schema = TEXT if numeric else {"type": "string"}
                return {**kind, "pattern": f"^({GROUP.sub('(', pattern)})$"}
            case Name(names):
                return self._offered(names)
            case Sentence():
                self._condition()
                return CONDITION

    def _offered(self, kind: Offered) -> Schema:
        """Any text; the names of *kind* are offered."""
        names = self._offers.names.get(kind, {})
        if not names:
            return dict(TEXT)
        name = f"offered_{kind}"
        if name not in self._made:
            offer = {"enum": list(names), "enumDescriptions": list(names.values())}
            self._made[name] = {"anyOf": [offer, TEXT]}
        return {"$ref": f"#/definitions/{name}"}

    # --- what layers need not write -----------------------------------------------------------------

    def _layers(self) -> Schema:
        """A standard that extends another writes of a demand only what it changes."""

        def demands(name: str) -> Schema:
            return {"properties": {"requirements": _list({"$ref": f"#/definitions/{name}"})}}

        return {
            "if": {"required": ["extends"]},
            "then": demands("requirement_of_a_layer"),
            "else": demands("requirement"),
        }

    # --- conditions ---------------------------------------------------------------------------------

    def _condition(self) -> None:
        if "condition" not in self._made:
            self._made["condition"] = {}
            within = {"$ref": "#/definitions/condition_of_rows"}
            self._made["condition_of_rows"] = self._any([self._sentence(rows=True), *self._nested(within)])
            found = [self._sentence(rows=False), *self._nested(CONDITION), *self._rows(within)]
            self._made["condition"] = self._any(found)

    def _any(self, ways: list[Schema]) -> Schema:
        return {"description": said("schema.condition"), "anyOf": ways}

    def _sentence(self, *, rows: bool) -> Schema:
        """Any text; sentences are offered as snippets, since as values all of them would be told at once."""
        plain: Schema = {"type": "string", "minLength": 1}
        names = {} if rows else self._offers.names.get(Offered.SENTENCE, {})
        snippets = [{"label": name, "description": told, "body": name} for name, told in names.items()]
        return {**plain, "defaultSnippets": snippets} if snippets else plain

    def _nested(self, inner: Schema) -> list[Schema]:
        def parts(word: str) -> Schema:
            return {"description": said(f"schema.{word}"), "type": "array", "minItems": 1, "items": inner}

        return [_object({word: parts(word)}, [word]) for word in ("all_of", "any_of", "none_of")]

    def _rows(self, inner: Schema) -> list[Schema]:
        tables = list(self._offers.histories)
        table: Schema = {"anyOf": [{"enum": tables}, TEXT]} if tables else TEXT
        where = {"where": {"description": said("schema.where"), **inner}}
        found = [
            _object({word: {"description": said(f"schema.{word}"), **table}, **where}, [word, "where"])
            for word in ("none", "some")
        ]
        number: Schema = {
            "type": ["integer", "string"],
            "pattern": "^[0-9]+$",
            "maximum": MAX_COUNT,
            "minimum": 0,
        }
        count = {"count": {"description": said("schema.count"), **table}}
        for bound in ("at_least", "at_most", "exactly"):
            bounded = {bound: {"description": said(f"schema.{bound}"), **number}}
            found.append(_object({**count, **where, **bounded}, ["count", "where", bound]))
        return found

    # --- cases --------------------------------------------------------------------------------------

    def _sheets(self) -> Schema:
        """The sheets of a case: a row of people and of the plan, rows of all others, grades by year."""
        cell: Schema = {"anyOf": [TEXT, _list(TEXT)]}
        made: Schema = {}
        for table, fields in self._offers.rows.items():
            row = _object(
                {
                    field.name: {"description": both(field.label.vi, field.label.en), **cell}
                    for field in fields
                }
            )
            name = "person" if table == "people" else table
            self._made[f"row_of_{table}"] = {"description": said("schema.sheet_line"), **row}
            line: Schema = {"$ref": f"#/definitions/row_of_{table}"}
            if name not in ("person", "plan"):
                line = _list(line)
                if table in self._offers.rated:
                    line = {"anyOf": [line, {"type": "object", "additionalProperties": cell}]}
            made[name] = {"description": self._offers.labels[table], **line}
        return made
