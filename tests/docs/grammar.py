"""The grammar of sentences in docs/language.md, read and used in both directions.

Names in small letters are rules, words in quotes stand for themselves, names in capitals are
what the vocabulary offers; ``[ ]`` may be left out, ``{ }`` may come again, ``|`` separates choices.
"""

import re
from collections.abc import Mapping, Sequence
from random import Random

import attrs

from eligibility.model.vocabulary import Kind
from eligibility.normalise.language import Language
from eligibility.normalise.sentence import BUILT_IN_MOMENTS, TOKEN

SYMBOL = re.compile(r'\s*(?:"([^"]+)"|([A-Za-z_]+)|([\[\]{}()|;=]))')


@attrs.frozen
class Node:
    """A part of a rule: ``word``, ``name``, ``choice``, ``chain``, ``maybe`` or ``again``."""

    kind: str
    text: str = ""
    items: tuple["Node", ...] = ()


def read(source: str) -> dict[str, Node]:
    """The rules of a grammar by name; the first is where sentences start."""
    parts = [found.groups() for found in SYMBOL.finditer(source)]
    assert "".join(re.sub(r"\s", "", source)) == "".join(
        f'"{word}"'.replace(" ", "") if word else name or mark for word, name, mark in parts
    ), "the grammar has signs that mean nothing"
    rules: dict[str, Node] = {}
    at = 0

    def choice() -> Node:
        nonlocal at
        items = [chain()]
        while at < len(parts) and parts[at][2] == "|":
            at += 1
            items.append(chain())
        return items[0] if len(items) == 1 else Node("choice", items=tuple(items))

    def chain() -> Node:
        nonlocal at
        items: list[Node] = []
        while at < len(parts) and parts[at][2] not in ("|", ";", "]", "}", ")"):
            word, name, mark = parts[at]
            at += 1
            if word:
                items.append(Node("word", word))
            elif name:
                items.append(Node("name", name))
            else:
                inner = choice()
                at += 1
                kind = {"[": "maybe", "{": "again", "(": "chain"}[mark]
                items.append(Node(kind, items=(inner,)))
        return items[0] if len(items) == 1 else Node("chain", items=tuple(items))

    while at < len(parts):
        name = parts[at][1]
        assert parts[at + 1][2] == "="
        at += 2
        rules[name] = choice()
        assert parts[at][2] == ";"
        at += 1
    return rules


def classes(language: Language) -> Mapping[str, tuple[str, ...]]:
    """What stands for each name in capitals."""
    vocabulary = language.vocabulary
    fields = dict.fromkeys(
        (*language.names(), *(name for table in vocabulary.tables for name in language.names(table)))
    )
    macros = (*language.conditions, *language.quantities, *language.claims)
    return {
        "FIELD": (*(name for name in fields if name not in macros), "expires"),
        "NAMED": tuple(language.conditions),
        "CLAIM": tuple(language.claims),
        "QUANTITY": tuple(language.quantities),
        "TABLE": tuple(t.name for t in vocabulary.tables.values() if t.ratings is not None),
        "CODE": tuple(dict.fromkeys(code for scale in vocabulary.scales.values() for code in scale.codes)),
        "POST": tuple(vocabulary.posts),
        "MOMENT": (*BUILT_IN_MOMENTS, *vocabulary.moments),
        "SCOPE": tuple(
            sorted(
                field.path.removesuffix(".post")
                for table in vocabulary.tables.values()
                for field in table.fields
                if field.kind in (Kind.POST, Kind.POSTS)
                and field.path.endswith(".post")
                and not table.history
            )
        ),
        "UNIT": tuple(
            dict.fromkeys(f.unit for table in vocabulary.tables.values() for f in table.fields if f.unit)
        ),
        "NUMBER": ("1", "2", "3", "12"),
        "DATE": ("2023-08-01", "2024-02-29"),
        "WORD": ("Thái", "x1"),
    }


def accepts(rules: Mapping[str, Node], names: Mapping[str, Sequence[str]], sentence: str) -> bool:
    """Whether the grammar makes *sentence*."""
    words = [(found.lastgroup, found[found.lastgroup or ""]) for found in TOKEN.finditer(sentence)]

    def ends(node: Node, at: int) -> set[int]:
        match node.kind:
            case "word":
                return {at + 1} if at < len(words) and words[at][1] == node.text else set()
            case "name":
                if node.text in rules:
                    return ends(rules[node.text], at)
                return {at + 1} if at < len(words) and _stands(node.text, words[at], names) else set()
            case "choice":
                return set().union(*(ends(item, at) for item in node.items))
            case "maybe":
                return {at} | ends(node.items[0], at)
            case "again":
                found, new = {at}, {at}
                while new:
                    new = set().union(*(ends(node.items[0], place) for place in new)) - found
                    found |= new
                return found
            case _:
                places = {at}
                for item in node.items:
                    places = set().union(*(ends(item, place) for place in places))
                return places

    return len(words) in ends(Node("name", next(iter(rules))), 0)


def _stands(name: str, word: tuple[str | None, str], names: Mapping[str, Sequence[str]]) -> bool:
    kind, text = word
    match name:
        case "NUMBER":
            return kind == "number"
        case "DATE":
            return kind == "date"
        case "WORD":
            return kind == "word"
        case _:
            return text in names[name]


def sentence(rules: Mapping[str, Node], names: Mapping[str, Sequence[str]], random: Random) -> str:
    """A sentence that the grammar makes."""

    def words(node: Node) -> list[str]:
        match node.kind:
            case "word":
                return [node.text]
            case "name":
                if node.text in rules:
                    return words(rules[node.text])
                return [random.choice(list(names[node.text]))]
            case "choice":
                return words(random.choice(node.items))
            case "maybe":
                (inner,) = node.items
                there = inner.kind != "name" or inner.text in rules or names[inner.text]
                return words(inner) if there and random.random() < 0.5 else []
            case "again":
                return [word for _ in range(random.randrange(3)) for word in words(node.items[0])]
            case _:
                return [word for item in node.items for word in words(item)]

    return " ".join(words(Node("name", next(iter(rules)))))
