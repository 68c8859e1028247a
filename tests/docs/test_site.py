"""What makes the site: options of commands, pictures, links, search."""

import unicodedata
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.cli.app import build
from eligibility.messages import LANGUAGES, text
from making import pages, pictures
from making.commands import HELP, commands, reference
from making.pages import Maker, linked, outside_fences, site
from making.search import Vietnamese

from .made import shipped
from .pages import ROOT, page

# --- options of commands ----------------------------------------------------------------------------


def grown(lang: str) -> click.Group:
    """The command line with a group that no page speaks of."""
    group = build(lang)
    seats = click.Command("seats", help="Count seats.", params=[click.Option(["--rows"], help="Seats|rows.")])
    one = click.Group("rooms", help="About rooms.", commands={"seats": seats})
    kept = group.get_command, group.list_commands
    group.get_command = lambda ctx, name: one if name == "rooms" else kept[0](ctx, name)  # type: ignore[method-assign]
    group.list_commands = lambda ctx: [*kept[1](ctx), "rooms"]  # type: ignore[method-assign]
    return group


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_option_of_every_command_is_told(lang: str) -> None:
    for name, context in commands(build(lang)).items():
        made = reference(context, lang)
        for param in context.command.get_params(context):
            if isinstance(param, click.Option):
                assert all(f"`{word}" in made for word in param.opts), (name, param.opts)
                assert param.help is not None
                assert param.help in made


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_command_that_the_page_does_not_speak_of_is_there(lang: str, tmp_path: Path) -> None:
    made = Maker(lang, grown(lang), tmp_path, tmp_path).page("commands", site(lang)["commands"])
    assert "\n## rooms\n" in made
    assert "[`seats`](#rooms-seats)" in made
    assert "\n### rooms seats\n" in made
    assert r"| `--rows TEXT` | Seats\|rows. |" in made


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_commands_shows_options_in_place_of_help(lang: str, tmp_path: Path) -> None:
    source = site(lang)["commands"]
    made = Maker(lang, build(lang), tmp_path, tmp_path).page("commands", source)
    assert len(HELP.findall(page(source).text)) > 5
    assert text("cli.opt_findings_csv", lang) in made
    assert "<!--" not in made
    assert made.count("## review") == 1


def test_lines_that_click_keeps_are_kept() -> None:
    kept = click.Command("x", help="One\nparagraph.\n\n\b\nfirst line\n  second line")
    made = reference(click.Context(kept, info_name="x"), "en")
    assert "One paragraph.\n\n```text\nfirst line\n  second line\n```\n" in made


# --- pages ------------------------------------------------------------------------------------------


def test_every_page_of_the_folder_is_on_a_site() -> None:
    shown = {source for lang in LANGUAGES for source in site(lang).values()}
    there = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert there <= shown


@pytest.mark.parametrize(
    ("lang", "name", "link", "becomes"),
    [
        ("en", "outputs", "[x](inputs.md#rows)", "[x](inputs.md#rows)"),
        ("en", "language", "[x](../rules/README.md)", "[x](write-a-standard.md)"),
        ("en", "language", "[x](decisions/0002-completions.md)", "[x](decisions/0002-completions.md)"),
        ("en", "decisions/0002-completions", "[x](../language.md#dates)", "[x](../language.md#dates)"),
        ("en", "language", "[x](../pyproject.toml)", "x"),
        ("en", "index", "[x](vi/index.md)", "[x](page:../vi/index.html)"),
        ("vi", "language", "[x](../../rules/README.md)", "[x](write-a-standard.md)"),
        ("vi", "index", "[x](../dependencies.md)", "[x](page:../en/dependencies.html)"),
        ("vi", "write-a-standard", "[x](../docs/language.md#cases)", "[x](place:../en/language.html#cases)"),
        ("vi", "write-a-standard", "[x](#english)", "[x](#english)"),
        ("en", "changes", "[x](https://semver.org/)", "[x](https://semver.org/)"),
    ],
)
def test_links_lead_where_the_page_is_on_the_site(lang: str, name: str, link: str, becomes: str) -> None:
    others = site("en" if lang == "vi" else "vi")
    assert linked(link, site(lang)[name], name, site(lang), others) == becomes


def test_fenced_blocks_stay_as_they_are() -> None:
    shown = "a [x](y)\n```text\n[x](y)\n```\nb"
    assert outside_fences(shown, str.upper) == "A [X](Y)\n```text\n[x](y)\n```\nB"


# --- pictures ---------------------------------------------------------------------------------------


def test_a_terminal_is_drawn_with_its_colours_and_without_a_network() -> None:
    coloured = "\x1b[?25l\x1b[30;48;2;198;224;180mTiếp tục\x1b[0m 61"
    drawn = pictures.terminal("eligibility review x.xlsx", coloured, "one")
    assert "eligibility&#160;review&#160;x.xlsx" in drawn
    assert "Tiếp&#160;tục" in drawn
    assert "#c6e0b4" in drawn
    assert "url(http" not in drawn
    assert "\x1b" not in drawn


def test_without_libreoffice_the_caption_of_a_sheet_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "can_draw_sheets", lambda: False)
    maker = Maker("en", build("en"), tmp_path, tmp_path)
    found = pages.SHEET.search("<!-- sheet: out/decisions.xlsx | Decisions | The list,\nin print. -->")
    assert found is not None
    assert maker._sheet(found, tmp_path, pictures.Workbooks(tmp_path), "one.png") == "*The list, in print.*"
    assert maker.left_out == ["The list, in print."]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sheets_that_pages_show_are_sheets_of_the_workbook(lang: str) -> None:
    sheets = {text(f"report.sheet_{name}", lang) for name in ("findings", "issues", "refusals", "rules")}
    sheets |= {outcome.label[lang] for policy in shipped().policies for outcome in policy.outcomes}
    found = [
        match["sheet"] for source in site(lang).values() for match in pages.SHEET.finditer(page(source).text)
    ]
    assert len(found) > 2
    assert set(found) <= sheets


# --- search -----------------------------------------------------------------------------------------


def test_words_are_found_without_their_accents() -> None:
    stem = Vietnamese({}).stem
    assert [stem(word) for word in ("Quy", "hoạch", "Đưa", "ĐẢNG", "nghị")] == [
        "quy",
        "hoach",
        "dua",
        "dang",
        "nghi",
    ]


@given(st.text(alphabet=st.characters(categories=["L", "Mn"], max_codepoint=0x1EFF)))
def test_both_ways_of_writing_an_accent_are_one_word(word: str) -> None:
    stem = Vietnamese({}).stem
    assert stem(unicodedata.normalize("NFC", word)) == stem(unicodedata.normalize("NFD", word))
    assert stem(stem(word)) == stem(word)
