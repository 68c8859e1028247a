"""A new standard is a draft that `check` takes, with a file for its cases; nothing is overwritten."""

import re
import shutil
from datetime import date

import pytest
from hypothesis import given

from assurance.bad_rulebooks import BASE
from eligibility.authoring.layout import laid_out
from eligibility.authoring.skeleton import NoExample, Wanted, case_text, standard_text
from eligibility.model.vocabulary import Kind
from eligibility.normalise.rulebook import build_rulebook
from eligibility.pipeline import load_rules
from eligibility.read.rules import parse
from office.command import ROOT, RULES, run
from property.strategies import books, examples, seeded

MADE = ("rules/standards/tinh_a/pho_xa.yaml", "cases/standards/tinh_a/pho_xa.yaml")
CALL = ("new", "standard", "tinh_a.pho_xa", "--from", "2026-01-01")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with a rule book of its own."""
    shutil.copytree(BASE, tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def texts(place):
    return {name: (place / name).read_text("utf-8") for name in MADE}


@pytest.mark.parametrize("root", [RULES, BASE], ids=["office", "base"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_new_standard_passes_check(root, lang, tmp_path, monkeypatch):
    shutil.copytree(root, tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    before = run("check", "--json", rules=None)
    result = run(*CALL, lang=lang)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [str(name) for name in MADE]
    after = run("check", "--json", rules=None)
    assert (after.exit_code, after.stdout) == (before.exit_code, before.stdout)
    book, _, _ = load_rules(tmp_path / "rules")
    assert [(s.id, str(s.state)) for s in book.standards if s.id == "tinh_a.pho_xa"] == [
        ("tinh_a.pho_xa", "draft")
    ]
    assert run("fmt", "--check", *MADE, rules=None).exit_code == 0
    assert all(text == laid_out(text) for text in texts(tmp_path).values())


def test_the_shipped_rule_book_takes_a_new_standard_without_a_warning(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    assert run(*CALL, "--post", "commune.party_secretary").exit_code == 0
    book, problems, _ = load_rules(tmp_path / "rules")
    assert problems == ()
    assert any(one.id == "tinh_a.pho_xa" for one in book.standards)


@examples(quick=10)
@given(seeded(books))
def test_a_new_standard_of_any_rule_book_is_read(book):
    wanted = Wanted("a.b_c", tuple(book.vocabulary.posts)[:2], "", date(2026, 1, 1), "vi")
    fields = book.rulebook.vocabulary.tables["people"].fields
    scales = [book.rulebook.vocabulary.scales[field.scale] for field in fields if field.kind is Kind.LEVEL]
    if not any(scale.ordered and len(scale.levels) > 1 for scale in scales):
        with pytest.raises(NoExample):
            standard_text(wanted, book.rulebook, ROOT)
        return
    text = standard_text(wanted, book.rulebook, ROOT)
    document, problems = parse("standards/a/b_c.yaml", text.encode())
    assert problems == []
    made, found = build_rulebook({**book.documents, "standards/a/b_c.yaml": document.data}, {})
    assert found == ()
    assert made.standards[-1].id == "a.b_c" or any(one.id == "a.b_c" for one in made.standards)
    assert parse("", case_text(wanted, book.rulebook).encode())[1] == []


def test_its_cases_are_cases_once_it_decides(place):
    assert run(*CALL, "--post", "commune.deputy", rules=None).exit_code == 0
    standard, cases = (place / name for name in MADE)
    active = re.sub(r"status: draft.*\n", "", standard.read_text("utf-8"))
    standard.write_text(active.replace("confidence: recall", "confidence: text"), "utf-8")
    text = re.sub(r"(?m)^#  ", "  ", cases.read_text("utf-8").replace("cases: []", "cases:"))
    for status, outcome in (("met", "keep"), ("unmet", "remove"), ("unknown", "verify")):
        text, count = re.subn(rf"outcome: (, statuses: {{degree: {status}}})", rf"outcome: {outcome}\1", text)
        assert count == 1
    cases.write_text(text, "utf-8")
    result = run("test", "cases", "--verbose", rules=None)
    assert result.stdout.count("✓") == 3
    assert "✗" not in result.stdout
    assert "tinh_a.pho_xa" not in result.stdout.replace("tinh_a/pho_xa", "")  # no requirement without a case


@pytest.mark.parametrize("there", MADE)
def test_nothing_is_overwritten(place, there):
    (place / there).parent.mkdir(parents=True)
    (place / there).write_text("# của tôi\n", "utf-8")
    result = run(*CALL, rules=None)
    assert result.exit_code == 2
    assert there in result.stderr
    assert (place / there).read_text("utf-8") == "# của tôi\n"
    assert [name for name in MADE if (place / name).exists()] == [there]


def test_a_schema_beside_the_rules_is_named_in_the_first_line(place):
    assert run("schema", "--out", "rules/schema", rules=None).exit_code == 0
    assert run(*CALL, rules=None).exit_code == 0
    first = texts(place)[MADE[0]].splitlines()[0]
    address = first.removeprefix("# yaml-language-server: $schema=")
    assert ((place / MADE[0]).parent / address).resolve() == (
        place / "rules/schema/standards.schema.json"
    ).resolve()


def test_standards_that_hold_for_the_post_are_named(place):
    assert run(*CALL, "--post", "commune.chair", rules=None).exit_code == 0
    assert "\n# extends: base.chair" in texts(place)[MADE[0]]
    assert run("new", "standard", "x.y", "--extends", "base.chair", rules=None).exit_code == 0
    assert "\nextends: base.chair\n" in (place / "rules/standards/x/y.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (["Tỉnh A"], "Tỉnh A"),
        (["a/b"], "a/b"),
        (["../b"], "../b"),
        (["base.chair"], "standards/base.yaml"),
        (["a", "--post", "commune.chiar"], "commune.chair"),
        (["a", "--extends", "base.chiar"], "base.chair"),
        (["a", "--rules", "không"], "không"),
    ],
)
def test_what_cannot_be_is_refused_with_a_hint(place, call, said):
    result = run("new", "standard", *call, rules=None)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (place / "cases").exists()


def test_the_rule_book_of_the_program_is_not_written_to(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(*CALL, rules=None)
    assert result.exit_code == 2
    assert "--rules" in result.stderr
