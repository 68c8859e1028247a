"""Strict YAML: every scalar stays text, and what could change a meaning unseen is refused."""

import os
import random
import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from eligibility import messages
from eligibility.diagnostics import Span, Where
from eligibility.pipeline import load_rules
from eligibility.read.rules import MAX_DEPTH, MAX_FILE, MAX_PROBLEMS, MAX_SCALAR, RawRules, parse, read_rules

FULL = os.environ.get("ELIGIBILITY_PROFILE") == "full"
MUTATIONS = 8_000 if FULL else 600
BOOKS = 400 if FULL else 40
NAME = "f.yaml"


def data(text):
    document, problems = parse(NAME, text if isinstance(text, bytes) else text.encode())
    assert problems == []
    return document.data


def problem(text):
    """Code, line and column of the one problem; it has words in both languages."""
    document, (found,) = parse(NAME, text if isinstance(text, bytes) else text.encode())
    assert document is None
    in_words(found)
    assert found.place.file == NAME
    return found.code, found.place.line, found.place.column


def in_words(found):
    for language in messages.LANGUAGES:
        assert messages.text(f"{found.code}.title", language, **found.params)


# --- text stays text --------------------------------------------------------------------------------


SCALARS = """
no on yes off y N true False null ~ NULL 010 0o10 0x1F 1_000 1,000 12:30:45 1e3 .inf .nan -0 +1 5.10
2025-07-01 2025-13-45 12/12 2001-12-14t21:59:43.10-05:00 012345678901 = <<x Điều 33/2023/NĐ-CP a#b a:b
"""


@pytest.mark.parametrize("scalar", SCALARS.split())
def test_a_plain_scalar_is_the_text_that_is_written(scalar):
    assert data(f"k: {scalar}") == {"k": scalar}
    assert data(f"k: [{scalar}, x]" if "," not in scalar else f"k: ['{scalar}', x]") == {"k": [scalar, "x"]}
    if scalar != "<<x":
        assert data(f"{scalar}: v") == {scalar: "v"}


def test_what_is_not_written_is_empty_text():
    assert data("k:\nl: ''\nm: # note\n") == {"k": "", "l": "", "m": ""}
    assert data("") == ""
    assert data("# only a note\n") == ""
    assert data("---\n...\n") == ""


def test_quotes_blocks_and_folds():
    assert data("a: 'it''s'\nb: \"x\\ty\\u0110\"\nc: |\n  one\n  two\nd: >-\n  one\n  two\n") == {
        "a": "it's",
        "b": "x\tyĐ",
        "c": "one\ntwo\n",
        "d": "one two",
    }


def test_one_document_may_be_marked():
    assert data("---\na: 1\n...\n") == {"a": "1"}
    assert data("%YAML 1.2\n---\na: 1\n") == {"a": "1"}
    assert data("\ufeffa: 1\n") == {"a": "1"}


def test_a_tab_that_is_no_indentation_is_space():
    assert data("a:\tb\nc: d\t# note\n") == {"a": "b", "c": "d"}


# --- what is refused, and where ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: &x 2\n", ("R109", 2, 4)),
        ("a: 1\nb: *x\n", ("R109", 2, 4)),
        ("a: &x\n  b: 1\n", ("R109", 1, 4)),
        ("&x a: 1\n", ("R113", 1, 1)),
        ("a: 1\n<<: {b: 2}\n", ("R109", 2, 1)),
        ("a:\n  <<: *x\n", ("R109", 2, 3)),
        ("a: !!int 1\n", ("R110", 1, 4)),
        ("a: !!python/object/apply:os.system [ls]\n", ("R110", 1, 4)),
        ("a: !own x\n", ("R110", 1, 4)),
        ("a: ! x\n", ("R110", 1, 4)),
        ("a: !!map {b: 1}\n", ("R110", 1, 4)),
        ("!!str a: 1\n", ("R113", 1, 1)),
        ("a: 1\n---\nb: 2\n", ("R108", 2, 1)),
        ("a: 1\n...\n---\nb: 2\n", ("R108", 3, 1)),
        ("a:\n\tb: 1\n", ("R106", 2, 1)),
        ("a:\n  \tb: 1\n", ("R106", 2, 3)),
        ("a: |\n  x\n\ty\n", ("R106", 3, 1)),
        ("a: b: c\n", ("R107", 1, 5)),
        ("a: Điều 3: khoản 2\n", ("R107", 1, 10)),
        ("a: [1, 2\n", ("R107", 2, 1)),
        ("a: 'x\n", ("R107", 2, 1)),
        ("a: }\n", ("R107", 1, 4)),
        ("a: 1\n b: 2\n", ("R107", 2, 3)),
        ("a: @x\n", ("R107", 1, 4)),
        ("a: `x`\n", ("R107", 1, 4)),
        ("a: %x\n", ("R107", 1, 4)),
        ("Điều: x\x07y\n", ("R107", 1, 8)),
        ("a: 1\nb: \x00\n", ("R107", 2, 4)),
        ("a: 1\nb: x\x85y\x9b\n", ("R107", 3, 2)),
        ('a: "x\\x00"\n', ("R107", 1, 4)),
        ('a: 1\n"\\e[31m": 2\n', ("R107", 2, 1)),
        ("? [a]\n: b\n", ("R113", 1, 3)),
        ("a: {[b]: c}\n", ("R113", 1, 5)),
        ("a: {? {b: c} : d}\n", ("R113", 1, 7)),
        (b"a: 1\n\xc4\x91b: \xff\n", ("R105", 2, 5)),
        (b"\xff\xfea\x00:\x00", ("R105", 1, 1)),
        ("a: Đ\n".encode("cp1258"), ("R105", 1, 4)),
    ],
)
def test_a_refusal_has_its_code_and_its_place(text, expected):
    assert problem(text) == expected


def test_a_key_written_twice_names_both_lines():
    document, found = parse(NAME, b"a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\na: {c: 4, c: 5}\n")
    assert [(p.code, p.place.line, p.place.column, dict(p.params)) for p in found] == [
        ("R114", 5, 3, {"key": "c", "line": "3"}),
        ("R114", 6, 1, {"key": "a", "line": "1"}),
        ("R114", 6, 11, {"key": "c", "line": "6"}),
    ]
    assert document.data == {"a": "1", "b": {"c": "1", "d": "2"}}
    list(map(in_words, found))


def test_a_key_written_three_times_is_told_twice_and_nothing_else():
    _, found = parse(NAME, b"a: {x: 1}\na: {x: 1}\na: {x: 1}\n")
    assert [(p.code, p.place.line) for p in found] == [("R114", 2), ("R114", 3)]


def test_keys_are_the_same_only_if_they_are_written_the_same():
    assert data("a: 1\nA: 2\n'a ': 3\n010: 4\n8: 5\n") == {
        "a": "1",
        "A": "2",
        "a ": "3",
        "010": "4",
        "8": "5",
    }
    assert [p.code for p in parse(NAME, b"a: 1\n'a': 2\n\"\\u0061\": 3\n")[1]] == ["R114", "R114"]


def test_too_many_problems_end_the_file():
    lines = "".join("a: 1\n" for _ in range(MAX_PROBLEMS + 1))
    document, found = parse(NAME, lines.encode())
    assert document is not None
    assert len(found) == MAX_PROBLEMS
    document, found = parse(NAME, (lines + "a: 1\na: 1\n").encode())
    assert document is None
    assert found[-1].code == "R115"
    in_words(found[-1])


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "{a: ["])
def test_depth_at_the_limit_and_beyond(opening):
    levels = 2 if len(opening) > 2 and opening[-1] == "[" else 1
    at_limit = opening * (MAX_DEPTH // levels)
    document, found = parse(NAME, at_limit.encode() + b"x" + closing(at_limit))
    assert found == []
    assert depth(document.data) == MAX_DEPTH
    beyond = opening * (MAX_DEPTH // levels) + opening
    assert problem(beyond.encode() + b"x" + closing(beyond))[:2] == ("R112", 1)


def closing(opened):
    return "".join({"[": "]", "{": "}"}[c] for c in reversed(opened) if c in "[{").encode()


def depth(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return max(map(depth, inner), default=0) + (not isinstance(value, str))


@pytest.mark.isolated
@pytest.mark.parametrize(
    "opening", ["[", "{", "- ", "? ", "[{", "{a: [", "!", "&a ", "*a ", "'", "|", "- - ? "]
)
def test_depth_without_end_is_refused_and_does_not_crash(opening):
    assert problem(opening * 100_000)[1] == 1
    if opening in ("[", "- ", "{a: ["):
        assert problem(opening * 100_000)[:2] == ("R112", 1)


@pytest.mark.isolated
def test_a_bomb_of_aliases_is_refused_at_its_first_anchor():
    lines = ["a: &a [x, x]"] + [
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]" for n in range(20)
    ]
    assert problem("\n".join(lines)) == ("R109", 1, 4)


def test_size_at_the_limit_and_beyond():
    assert data("a: " + "x" * MAX_SCALAR) == {"a": "x" * MAX_SCALAR}
    assert problem("a: 1\nb: " + "x" * (MAX_SCALAR + 1)) == ("R111", 2, 4)
    assert problem("? " + "x" * (MAX_SCALAR + 1) + "\n: 1\n") == ("R111", 1, 3)
    note = "a: 1\n#"
    assert data(note + "x" * (MAX_FILE - len(note))) == {"a": "1"}
    assert problem(note + "x" * (MAX_FILE - len(note) + 1)) == ("R104", 1, 1)
    assert problem("a: " + "x" * 10_000_000) == ("R104", 1, 1)


# --- places -----------------------------------------------------------------------------------------


def test_every_node_and_key_has_its_place():
    text = "Điều: [một, 'hai']\nb:\n  - {c: x y}\n"
    document, _ = parse(NAME, text.encode())
    raw = RawRules(Path(), {NAME: document}, {})

    def place(*route, **part):
        return raw.span(Where(NAME, route, **part))

    assert place("Điều", 0) == Span(NAME, 1, 8, 11)
    assert place("Điều", 1) == Span(NAME, 1, 13, 18)
    assert place("b", 0, "c") == Span(NAME, 3, 9, 12)
    assert place("b", 0, "c", offset=2, length=1) == Span(NAME, 3, 11, 12)
    assert place("Điều", 1, offset=1, length=2) == Span(NAME, 1, 15, 17)  # after the quote
    assert place("b", 0, "?key") == Span(NAME, 1, 1)  # an item has no key
    assert place("b", "?key") == Span(NAME, 2, 1, 2)
    assert place("b", 0, "nothing", "deeper") == place("b", 0)
    assert raw.span(Where("other.yaml")) == Span("other.yaml", 1, 1)
    assert raw.line(place("b", 0, "c")) == "  - {c: x y}"
    assert raw.line(Span(NAME, 9, 1)) == ""


# --- a folder of files ------------------------------------------------------------------------------


@pytest.fixture
def book(tmp_path):
    home = tmp_path / "book"
    (home / "vocabulary").mkdir(parents=True)
    (home / "rulebook.yaml").write_text("rulebook: eligibility/1\n", encoding="utf-8")
    (home / "vocabulary" / "a.yaml").write_text("a: 1\n", encoding="utf-8")
    return home


def codes(home):
    raw, problems = read_rules(home)
    list(map(in_words, problems))
    return sorted(raw.documents), [(p.code, p.place.file, p.severity.value) for p in problems]


def test_a_folder_is_read(book):
    assert codes(book) == (["rulebook.yaml", "vocabulary/a.yaml"], [])
    raw, _ = read_rules(book)
    assert set(raw.hashes) == {"rulebook.yaml", "vocabulary/a.yaml"}
    assert all(len(digest) == 64 for digest in raw.hashes.values())


def test_a_folder_that_is_no_rule_book(tmp_path):
    assert codes(tmp_path) == ([], [("R101", "rulebook.yaml", "error")])


def test_links_that_leave_the_rule_book_are_refused(book, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x.yaml").write_text("a: 1\n", encoding="utf-8")
    (book / "vocabulary" / "file.yaml").symlink_to(outside / "x.yaml")
    (book / "vocabulary" / "nothing.yaml").symlink_to(outside / "nothing.yaml")
    (book / "vocabulary" / "self.yaml").symlink_to("self.yaml")
    (book / "standards").symlink_to(outside)
    (book / "policy").symlink_to(book / "vocabulary")
    read, problems = codes(book)
    assert read == ["rulebook.yaml", "vocabulary/a.yaml"]
    assert problems == [
        ("R102", "policy", "error"),
        ("R102", "standards", "error"),
        ("R102", "vocabulary/file.yaml", "error"),
        ("R102", "vocabulary/nothing.yaml", "error"),
        ("R102", "vocabulary/self.yaml", "error"),
    ]


def test_a_link_within_the_rule_book_is_read(book):
    (book / "vocabulary" / "b.yaml").symlink_to("a.yaml")
    assert codes(book) == (["rulebook.yaml", "vocabulary/a.yaml", "vocabulary/b.yaml"], [])


def test_files_in_no_room_are_told(book):
    (book / "notes").mkdir()
    (book / "notes" / "x.yml").write_text("a: 1\n", encoding="utf-8")
    (book / "x.yaml").write_text("a: 1\n", encoding="utf-8")
    (book / "notes" / "x.txt").write_text("a: 1\n", encoding="utf-8")
    (book / "structure").mkdir()
    (book / "structure" / "x.yaml").write_text("a: 1\n", encoding="utf-8")
    assert codes(book)[1] == [("R103", "notes/x.yml", "warning"), ("R103", "x.yaml", "warning")]


def test_a_file_that_cannot_be_opened_is_told(book, monkeypatch):
    real = type(book).read_bytes

    def held(path):
        if path.name == "a.yaml":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(type(book), "read_bytes", held)
    assert codes(book) == (["rulebook.yaml"], [("R116", "vocabulary/a.yaml", "error")])


def test_problems_of_all_files_are_told_at_once(book):
    (book / "vocabulary" / "a.yaml").write_text("a: 1\na: 2\n", encoding="utf-8")
    (book / "vocabulary" / "b.yaml").write_text("a: [\n", encoding="utf-8")
    assert [code for code, _, _ in codes(book)[1]] == ["R114", "R107"]


# --- against another reader -------------------------------------------------------------------------


class Unlike(Exception):
    """The other reader meets something that ours refuses."""


def plainly(text):
    """The same by PyYAML's own composer, in pure Python, with every scalar as text."""
    nodes = list(yaml.compose_all(text, yaml.SafeLoader))
    if len(nodes) > 1:
        raise Unlike("documents")
    return plain(nodes[0]) if nodes else ""


def plain(node):
    if node is None:
        return ""
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return list(map(plain, node.value))
    made = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.value in made:
            raise Unlike("key")
        made[key.value] = plain(value)
    return made


def agrees(content):
    """Whether bytes were read; then another reader gives the same data."""
    document, problems = parse(NAME, content)
    list(map(in_words, problems))
    assert (document is None) <= bool(problems)
    if document is None or problems:
        return False
    try:
        other = plainly(content.decode("utf-8-sig"))
    except yaml.YAMLError:
        return True  # the one in C reads a little more than the one in Python
    assert document.data == other
    for route, span in document.nodes.items():
        assert span.file == NAME
        assert span.line >= 1, route
    return True


YAML = st.recursive(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), max_size=4), inner, max_size=3
        )
    ),
    max_leaves=8,
)


class Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data):
        return True


@given(YAML, st.booleans(), st.booleans())
def test_what_is_written_is_what_is_read(value, flow, unicode):
    text = yaml.dump(value, Dumper=Dumper, default_flow_style=flow, allow_unicode=unicode, sort_keys=False)
    document, problems = parse(NAME, text.encode())
    if problems:  # only what a file may not hold
        ((code, params),) = [(p.code, p.params) for p in problems]
        assert (code, params.get("name")) == ("R109", "<<") or "control" in params["problem"]
        return
    assert document.data == value


@given(st.binary(max_size=200))
def test_random_bytes_are_read_or_refused(content):
    agrees(content)


MARKS = st.sampled_from(
    [
        *"[]{}:,-?&*!|>'\"%@`#\n ~",
        "\t",
        ": ",
        "- ",
        "\n  ",
        "--- ",
        "...",
        "<<",
        "&a ",
        "*a",
        "!!str ",
        "no",
        "010",
        "a",
        "Đ",
    ]
)


@given(st.lists(MARKS, max_size=25).map("".join))
def test_random_marks_are_read_or_refused(text):
    agrees(text.encode())


@pytest.fixture(scope="session")
def fragments(rules):
    """Pieces of the shipped files, of some lines each."""
    made = []
    for path in sorted(rules.rglob("*.yaml")):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        made += ["".join(lines[start : start + 8]).encode() for start in range(0, len(lines), 8)]
    return made


PIECES = [
    *(bytes([code]) for code in b"[]{}:'\"\t\n#>?%@`,\xff\0"),
    *(b": ", b"- ", b"&a ", b"*a ", b"!x ", b"|\n", b"\n---\n", b"<<: ", b"  ", b"no", b"a: 1\n"),
]


def mutated(content, chooser):
    data = bytearray(content)
    for _ in range(chooser.randint(1, 4)):
        place = chooser.randrange(len(data) + 1)
        match chooser.randrange(5):
            case 0:
                data[place:place] = chooser.choice(PIECES)
            case 1:
                del data[place : place + chooser.randint(1, 12)]
            case 2:
                data[place:place] = data[place : place + chooser.randint(1, 30)]
            case 3:
                data[place : place + 1] = bytes([chooser.randrange(256)])
            case 4:
                lines = bytes(data).split(b"\n")
                chooser.shuffle(lines) if chooser.random() < 0.2 else lines.insert(
                    chooser.randrange(len(lines)), chooser.choice(lines)
                )
                data = bytearray(b"\n".join(lines))
    return bytes(data)


@pytest.mark.isolated
def test_mutated_rule_files_are_read_right_or_refused(fragments):
    outcomes = []
    for seed in range(MUTATIONS):
        chooser = random.Random(seed)
        content = mutated(chooser.choice(fragments), chooser)
        try:
            outcomes.append(agrees(content))
        except BaseException as error:
            raise AssertionError(f"seed {seed}: {error!r}") from error
    assert any(outcomes)
    assert not all(outcomes)


@pytest.mark.isolated
def test_a_mutated_rule_book_is_loaded_or_refused_with_problems(rules, tmp_path):
    home = tmp_path / "book"
    shutil.copytree(rules, home)
    files = sorted(home.rglob("*.yaml"))
    whole = {path: path.read_bytes() for path in files}
    refused = 0
    for seed in range(BOOKS):
        chooser = random.Random(seed)
        path = chooser.choice(files)
        path.write_bytes(mutated(whole[path], chooser))
        try:
            made, problems, raw = load_rules(home)
        except BaseException as error:
            raise AssertionError(f"seed {seed}: {path.name}: {error!r}") from error
        for found in problems:
            in_words(found)
            span = raw.span(found.place)
            assert span.line >= 1
            assert span.column >= 1
        errors = [found for found in problems if found.severity == "error"]
        assert (made is None) == bool(errors)
        if path.relative_to(home).as_posix() not in raw.documents:
            assert made is None
        refused += made is None
        path.write_bytes(whole[path])
    assert 0 < refused < BOOKS
    assert load_rules(home)[0] is not None
