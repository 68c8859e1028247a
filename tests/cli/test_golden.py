"""What the commands print, word for word; ``UPDATE_GOLDEN=1`` rewrites the files, a human reads the diff."""

import os
from pathlib import Path

import pytest

from office.command import run
from office.mistakes import broken
from office.records import AS_OF

GOLDEN = Path(__file__).parents[1] / "golden"
LANGUAGES = ("vi", "en")


def compare(name: str, lang: str, text: str) -> None:
    """Compare *text*, without blanks at the ends of lines, with the golden file *name*."""
    shown = "".join(f"{line.rstrip()}\n" for line in text.splitlines())
    place = GOLDEN / f"{name}.{lang}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        place.write_text(shown, "utf-8")
    assert shown == place.read_text("utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_summary_of_a_review(desk, lang):
    result = run("review", "hồ sơ.xlsx", "--as-of", AS_OF, "--engine", "tables", lang=lang)
    assert result.exit_code == 0
    compare("review", lang, result.stdout)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("purpose", ["audit", "training"])
def test_summary_for_other_purposes(desk, lang, purpose):
    result = run(
        "review", "hồ sơ.xlsx", "--as-of", AS_OF, "--purpose", purpose, "--engine", "tables", lang=lang
    )
    assert result.exit_code == 0
    compare(f"review_{purpose}", lang, result.stdout)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_changes_since_the_review_before(desk, lang):
    before = ("--as-of", "2025-12-31", "--engine", "tables", "-o", "kq")
    assert run("review", "hồ sơ.xlsx", *before).exit_code == 0
    since = ("--previous", "kq", "--as-of", "2028-06-30", "--engine", "tables")
    result = run("review", "hồ sơ.xlsx", *since, lang=lang)
    assert result.exit_code == 0
    compare("review_previous", lang, result.stdout)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("name", "person"), [("removed", "CB08"), ("verify", "CB04"), ("trained", "CB02")])
def test_dossier_of_a_person(desk, lang, name, person):
    result = run("explain", person, "hồ sơ.xlsx", "--as-of", AS_OF, lang=lang)
    assert result.exit_code == 0
    compare(f"explain_{name}", lang, result.stdout)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_mistakes_in_a_rule_book(tmp_path, monkeypatch, lang):
    monkeypatch.chdir(tmp_path)
    broken(tmp_path / "quy tắc")
    result = run("check", "quy tắc", lang=lang, rules=None)
    assert result.exit_code == 1
    compare("check", lang, result.stdout + result.stderr)
