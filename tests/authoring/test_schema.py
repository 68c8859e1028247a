"""The schemas take what is right, refuse what is of a wrong shape, and say what every key is."""

import json
import re
from functools import cache

import attrs
import jsonschema
import pytest
from hypothesis import given
from ruamel.yaml import YAML

from assurance.bad_rulebooks import BASE, folders, lay
from eligibility.assurance.written import Expectation, WrittenCase, WrittenGiven, WrittenSet
from eligibility.authoring.offers import Offers, offers
from eligibility.authoring.schema import MADE, ROOMS, Schemas, key_of, named
from eligibility.authoring.shapes import KEYS, SHAPES, Offered
from eligibility.diagnostics import Where
from eligibility.messages import LANGUAGES, catalogue
from eligibility.normalise import lists, seats_written, written
from eligibility.normalise.conditions import parse_condition
from eligibility.normalise.rulebook import build_rulebook
from eligibility.normalise.vocabulary import build_language
from eligibility.pipeline import load_rules
from eligibility.read.rules import parse, read_rules
from office.command import ROOT, RULES, run
from property.strategies import books, examples, seeded

LISTED = {"standards": "standards", "policy": "policies", "structure": "structures", "training": "seatings"}


@cache
def book(root):
    made, problems, _ = load_rules(root)
    assert made is not None, problems
    return made


@cache
def validator(room, root=None):
    """The schema of *room*, with the names of the rule book in *root* or with none."""
    return jsonschema.Draft7Validator(Schemas(offers(book(root)) if root else Offers()).of(room))


def as_an_editor(text):
    """Data as editors read it: by YAML 1.2, in which numbers and flags are no texts."""
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(text), default=str))


def room_of(name):
    return name.partition("/")[0].removesuffix(".yaml")


def files():
    for root in (ROOT / "rules", RULES):
        for file in sorted(root.rglob("*.yaml")):
            yield pytest.param(root, room_of(file.relative_to(root).as_posix()), file, id=file.stem)
    for file in sorted(
        [*(ROOT / "cases" / "standards").rglob("*.yaml"), *(ROOT / "cases" / "policy").rglob("*.yaml")]
    ):
        yield pytest.param(ROOT / "rules", "cases", file, id=f"cases-{file.stem}")


@pytest.mark.parametrize("room", ROOMS)
def test_schemas_are_schemas(room):
    for one in (validator(room), validator(room, ROOT / "rules")):
        jsonschema.Draft7Validator.check_schema(one.schema)
        assert one.schema["$comment"] == MADE


@pytest.mark.parametrize(("root", "room", "file"), list(files()))
def test_every_shipped_file_is_valid(root, room, file):
    text, typed = parse("", file.read_bytes())[0].data, as_an_editor(file.read_text("utf-8"))
    for one, data in ((validator(room), text), (validator(room, root), text), (validator(room, root), typed)):
        assert [error.json_path for error in one.iter_errors(data)] == []


@examples(quick=6)
@given(seeded(books))
def test_every_random_rule_book_is_valid(book):
    for name, data in book.documents.items():
        assert [error.json_path for error in validator(room_of(name)).iter_errors(data)] == []


# --- what is refused --------------------------------------------------------------------------------

NOT_OF_SHAPE = {
    "R1": "not YAML as rule files are written: the reader says so, there is no data to hold against a schema",
    "R301": "two files say the same key",
    "R302": "a name is there twice",
    "R303": "the scale is declared elsewhere, or nowhere",
    "R305": "the column is declared elsewhere, or nowhere",
    "R306": "two days in the wrong order",
    "R307": "a scale without levels, or a choice without values: which it is, is not said",
    "R309": "the field is declared elsewhere, or nowhere",
    "R311": "the bounds of a range depend on the type of the field",
    "R312": "one key, whichever it is",
    "R313": "the level is declared elsewhere, or nowhere",
    "R314": "what the field is, is declared elsewhere",
    "R316": "a moment is a small language of its own",
    "R319": "two periods overlap",
    "R32": "one part contradicts another",
    "R340": "depends on the type of the field",
    "R406": "the history is declared elsewhere, or nowhere",
    "R41": "sentences are a language of their own",
    "R42": "sentences are a language of their own",
    "R43": "sentences are a language of their own",
    "R501": "two days in the wrong order",
    "R502": "the post is declared elsewhere, or nowhere",
    "R507": "a name is there twice",
    "R508": "the standard is declared elsewhere, or nowhere",
    "R509": "periods of two standards",
    "R51": "two standards, or a name declared elsewhere",
    "R52": "what several standards come to",
    "R60": "what lines of a policy or two policies come to, or names declared elsewhere",
    "R61": "what the tables hold, or names declared elsewhere",
    "R617": "the field is declared elsewhere, or nowhere",
    "R620": "a formula is a small language of its own",
    "R7": "what rules about lists come to, or names declared elsewhere",
    "R8": "found by proof in a rule book of the right shape",
}
"""Why a schema has nothing to say, by the beginning of the code."""

OF_SHAPE = re.compile(
    r"R20[1-8]|R210|R304|R308|R310|R315|R317|R318|R40[1-5]|R407|R413|R50[3-6]|R515|R614|R616"
)
"""Codes of what is wrong in shape: words, forms, keys."""

WORDS = {"R340", "R612"}
"""Of some of these words a schema knows, of others only the rule book."""


@pytest.mark.parametrize(
    "folder", [f for f in folders() if f.name[:2] != "R1"], ids=lambda folder: folder.name
)
def test_what_is_of_a_wrong_shape_is_refused_and_nothing_else(folder, tmp_path):
    lay(folder, tmp_path / "rules")
    raw, _ = read_rules(tmp_path / "rules")
    _, problems = build_rulebook({name: one.data for name, one in raw.documents.items()}, raw.hashes)
    shape = {raw.span(problem.place).file for problem in problems if OF_SHAPE.fullmatch(problem.code)}
    for name, document in raw.documents.items():
        if (BASE / name).is_file() and (BASE / name).read_text("utf-8") == document.text:
            continue
        found = [
            error.json_path
            for data in (document.data, as_an_editor(document.text))
            for error in validator(room_of(name)).iter_errors(data)
        ]
        if name in shape:
            assert found, name
        elif found:
            assert WORDS & {problem.code for problem in problems}, found
    code = folder.name.partition("_")[0]
    assert OF_SHAPE.fullmatch(code) or any(code.startswith(begin) for begin in NOT_OF_SHAPE)


@pytest.mark.parametrize(
    ("room", "text"),
    [
        ("standards", "standards: [{standard: a}]"),
        ("standards", "standard: a"),
        ("policy", "policies: {a: b}"),
        ("structure", "structure: a\nrules: []"),
        ("training", "seating: a"),
        ("cases", "sets: [{about: {vi: a, en: a}, cases: [{id: a}]}]"),
        ("cases", "about: {vi: a, en: a}\ncases: []\ngiven: {as_of: 30/06/2026}"),
        ("map", "sheets: [{sheet: a}]"),
        ("vocabulary", "posts: [{code: a, vi: a, en: a, kind: b, level: c, standing: hai}]"),
        ("rulebook", "rulebook: eligibility/1"),
    ],
)
def test_a_wrong_file_of_every_room_is_refused(room, text):
    assert [*validator(room, ROOT / "rules").iter_errors(as_an_editor(text))]


def test_names_that_the_rule_book_declares_are_offered_and_others_are_taken():
    posts = validator("standards", ROOT / "rules").schema["definitions"]["offered_post"]
    assert "commune.party_secretary" in posts["anyOf"][0]["enum"]
    assert "Bí thư Đảng ủy xã – Commune Party secretary" in posts["anyOf"][0]["enumDescriptions"]
    text = (RULES / "standards" / "office.yaml").read_text("utf-8")
    assert [*validator("standards", ROOT / "rules").iter_errors(as_an_editor(text))] == []


def test_cells_of_cases_are_the_columns_of_the_rule_book():
    case = {"id": "a", "about": {"vi": "a", "en": "a"}, "expect": {"outcome": "keep"}}
    good = {"about": {"vi": "a", "en": "a"}, "cases": [{**case, "person": {"llct": ["Sơ cấp", "Trung cấp"]}}]}
    bad = {"about": {"vi": "a", "en": "a"}, "cases": [{**case, "person": {"lct": "Sơ cấp"}}]}
    assert validator("cases", ROOT / "rules").is_valid(good)
    assert not validator("cases", ROOT / "rules").is_valid(bad)
    assert validator("cases").is_valid(bad)


@pytest.mark.parametrize("root", [ROOT / "rules", RULES], ids=["shipped", "office"])
def test_every_sentence_that_is_offered_is_one(root):
    raw, _ = read_rules(root)
    found = {n: d.data for n, d in raw.documents.items() if n.startswith("vocabulary/")}
    language, _ = build_language(found)
    sentences = offers(book(root)).names[Offered.SENTENCE]
    assert len(sentences) > 10
    for sentence, said in sentences.items():
        assert parse_condition(sentence, language, Where(""))[1] == ()
        assert said


# --- what is said -----------------------------------------------------------------------------------

DECLARATIONS = [
    kind
    for module in (written, lists, seats_written)
    for kind in vars(module).values()
    if attrs.has(kind)
    and kind.__module__ == module.__name__
    and kind not in (written.Free, written.WrittenNote)
]
DECLARATIONS += [WrittenSet, WrittenGiven, WrittenCase, Expectation]
OTHERS = {f"schema.file_{room}" for room in ROOMS} | {
    f"schema.{word}"
    for word in ("several", "condition", "all_of", "any_of", "none_of", "none", "some", "count", "where")
}
OTHERS |= {f"schema.{word}" for word in ("at_least", "at_most", "exactly", "sheet_line")}


def test_every_key_is_described_and_nothing_else():
    keys = {f"schema.{named(kind)}_{key_of(field)}" for kind in DECLARATIONS for field in attrs.fields(kind)}
    for lang in LANGUAGES:
        assert {key for key in catalogue(lang) if key.startswith("schema.")} == keys | OTHERS


def test_every_shape_is_that_of_a_key():
    keys = {(named(kind), key_of(field)) for kind in DECLARATIONS for field in attrs.fields(kind)}
    shaped = {(re.sub(r"(?<!^)(?=[A-Z])", "_", kind).lower(), key) for kind, key in (*SHAPES, *KEYS)}
    assert shaped - keys == set()


@pytest.mark.parametrize("room", ROOMS)
def test_every_property_is_described_in_both_languages(room):
    schema = validator(room, ROOT / "rules").schema
    bare = []

    def look(node, path):
        if isinstance(node, list):
            for number, item in enumerate(node):
                look(item, f"{path}/{number}")
        elif isinstance(node, dict):
            for key, one in (
                node.get("properties", {}).items() if "then" not in path and "else" not in path else ()
            ):
                if "description" not in one:
                    bare.append(f"{path}/{key}")
            for key, one in node.items():
                look(one, f"{path}/{key}")

    look(schema, "")
    assert bare == []
    assert "\n\n" in schema["description"]


# --- the command ------------------------------------------------------------------------------------


def test_the_command_prints_a_schema(desk):
    result = run("schema", "standards", "--rules", RULES)
    assert result.exit_code == 0
    assert json.loads(result.stdout) == json.loads(json.dumps(validator("standards", RULES).schema))
    assert json.loads(run("schema", "--rules", RULES).stdout) == json.loads(result.stdout)


def test_the_command_writes_all_and_writes_them_anew(desk):
    for _ in range(2):
        result = run("schema", "--out", "lược đồ", "--rules", RULES)
        assert result.exit_code == 0
        assert "8" in result.stderr
    written_ = sorted(file.name for file in (desk / "lược đồ").iterdir())
    assert written_ == sorted(f"{room}.schema.json" for room in ROOMS)


def test_what_is_no_schema_is_not_overwritten(desk):
    (desk / "ra").mkdir()
    (desk / "ra" / "policy.schema.json").write_text('{"của": "tôi"}', "utf-8")
    assert run("schema", "--out", "ra").exit_code == 2
    assert [file.name for file in (desk / "ra").iterdir()] == ["policy.schema.json"]
    assert run("schema", "--out", "ra", "--force").exit_code == 0
    assert (desk / "ra" / "policy.schema.json.old-1").read_text("utf-8") == '{"của": "tôi"}'


def test_a_rule_book_with_mistakes_has_schemas_without_its_names(desk):
    (desk / "hỏng").mkdir()
    result = run("schema", "--rules", "hỏng")
    assert result.exit_code == 0
    assert "eligibility check" in result.stderr
    assert json.loads(result.stdout) == json.loads(json.dumps(validator("standards").schema))
