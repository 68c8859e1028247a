"""Click's own texts: all of them in Vietnamese, in officers' words, and compiled."""

import gettext
from io import BytesIO
from string import Formatter

import pytest
from babel.messages.mofile import read_mo, write_mo

from messages.click_texts import PLACE, source, source_messages, texts, translations
from office.command import run, spoken

FOR_PROGRAMMERS = {
    "Arguments take exactly one parameter declaration, got {length}: {decls}.",
    "Boolean option {decl!r} cannot use the same flag for true/false.",
    "Choice({choices})",
    "Could not determine name for option with declarations {decls!r}",
    "Invalid start character for option ({option})",
    "Name '{name}' defined twice",
    "No options defined but a name was passed ({name}). Did you mean to declare an argument instead?"
    " Did you mean to pass '--{name}'?",
    "Unknown color {colour!r}",
    "Unknown standard stream '{name}'",
}
"""Said while a command line is being written, never while one is used."""

DROPPED = {
    "{value!r} is not a valid {number_type}.": {"number_type"},  # its values are English words
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}": {"param_type"},
    "Missing {param_type}": {"param_type"},
}
"""Placeholders that the Vietnamese deliberately leaves out."""


def placeholders(text: str) -> set[str]:
    if "%(" in text:
        return {part.split(")")[0] for part in text.split("%(")[1:]}
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_text_of_click_is_translated():
    assert set(source_messages()) - set(translations()) <= FOR_PROGRAMMERS
    assert all(translations().values())


def test_placeholders_are_those_of_click():
    for original in translations().keys() & source_messages().keys():
        forms = source_messages()[original]
        wanted = placeholders(forms[-1]) - DROPPED.get(original, set())
        assert placeholders(translations()[original]) == wanted, original


def test_compiled_texts_are_those_of_the_source():
    compiled = BytesIO()
    write_mo(compiled, source())
    compiled.seek(0)
    ours, theirs = read_mo(BytesIO((PLACE / "click.mo").read_bytes())), read_mo(compiled)
    again = "run: pybabel compile -D click -d src/eligibility/messages/locale"
    assert texts(ours) == texts(theirs), again
    assert ours.num_plurals == theirs.num_plurals == 1


def test_no_translation_is_marked_doubtful():
    assert not [message.id for message in source() if message.fuzzy]


def test_english_stays_as_click_has_it():
    with spoken("en"):
        assert gettext.gettext("Usage:") == "Usage:"
    with spoken("vi"):
        assert gettext.gettext("Usage:") == "Cách dùng:"
        assert gettext.ngettext("Got unexpected extra argument ({args})", "", 1) == "Thừa tham số ({args})"


@pytest.mark.parametrize(
    ("lang", "arguments", "said"),
    [
        ("vi", ["review", "--jsn"], "Lỗi: Không có tùy chọn '--jsn'. Có phải ý là: '--json'?"),
        ("en", ["review", "--jsn"], "Error: No such option '--jsn'. Did you mean '--json'?"),
        ("vi", ["review", "--forcee", "x"], "Có phải ý là: '--force'?"),
        ("en", ["review", "--forcee", "x"], "Did you mean '--force'?"),
        ("vi", ["reviw"], "Lỗi: Không có lệnh 'reviw'. Có phải ý là: review?"),
        ("en", ["reviw"], "Error: No such command 'reviw'. Did you mean: review?"),
        ("vi", ["xyz"], "Lỗi: Không có lệnh 'xyz'."),
        ("vi", ["review"], "Lỗi: Thiếu tham số 'HỒ_SƠ'."),
        ("en", ["review"], "Error: Missing argument 'RECORDS'."),
        ("vi", ["review", "a", "b"], "Lỗi: Thừa tham số (b)"),
        ("vi", ["review", "a", "--purpose", "khác"], "'khác' không thuộc các giá trị 'planning', 'audit'"),
        ("vi", ["demo", "a", "--people", "0"], "0 nằm ngoài khoảng 1<=x<=1000000."),
        ("vi", ["demo", "a", "--people", "x"], "'x' không phải số hợp lệ."),
        ("vi", ["review", "a", "--as-of"], "Lỗi: Tùy chọn '--as-of' cần 1 giá trị."),
        ("vi", ["review", "a", "--json=1"], "Lỗi: Tùy chọn '--json' không nhận giá trị."),
        ("vi", ["review", "--jsn"], "Gõ 'eligibility review --help' để xem trợ giúp."),
    ],
)
def test_mistakes_on_the_command_line(lang, arguments, said):
    result = run(*arguments, lang=lang, rules=None)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not result.stdout


def test_version_and_help_in_both_languages():
    assert run("--version").stdout == run("--version", lang="en").stdout == "eligibility 0.1.0\n"
    vi, en = run("--help").stdout, run("--help", lang="en").stdout
    assert vi.startswith("Cách dùng: eligibility [TÙY_CHỌN] LỆNH [THAM_SỐ]...\n")
    assert "Hiện trang trợ giúp này rồi thoát." in vi
    assert "Hiện số phiên bản rồi thoát." in vi
    assert en.startswith("Usage: eligibility [OPTIONS] COMMAND [ARGS]...\n")
    assert "Show this message and exit." in en
    assert "Show the version and exit." in en
