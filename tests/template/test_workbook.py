"""The template as a workbook: what it asks for, and that the review understands what it asked for."""

import re
import zipfile
from collections import Counter
from datetime import date

import pytest

from eligibility.model.record import NONE, Known
from eligibility.model.vocabulary import Kind, Label
from eligibility.normalise.headings import lay_out
from eligibility.normalise.values import ValueReader
from eligibility.read.records import read_records
from eligibility.template.checks import LONGEST, date_formula
from eligibility.template.pages import make_book
from eligibility.template.workbook import write_workbook

from .conftest import AS_OF, rulebook
from .filling import HEADINGS, Form

EVERY = [(name, lang) for name in ("shipped", "office") for lang in ("vi", "en")]


@pytest.fixture(params=EVERY, ids=" ".join)
def made(request, template):
    """A template, its rule book's vocabulary and its language."""
    name, lang = request.param
    return Form(template(name, lang)), template(name, lang), rulebook(name).vocabulary, lang


def test_every_table_and_heading_is_understood_and_nothing_else_is_told(made):
    _, place, vocabulary, _ = made
    raw = read_records(place)
    layouts, issues = lay_out(raw.sheets, vocabulary)
    assert (raw.issues, issues) == ((), [])
    assert {layout.table.name for layout in layouts} == set(vocabulary.tables)
    for layout in layouts:
        assert layout.heading == HEADINGS - 1
        assert list(layout.columns) == [field.name for field in layout.table.fields]


def test_drop_downs_hold_every_level_and_post(made):
    form, _, vocabulary, lang = made
    for table in vocabulary.tables.values():
        offered = form.options(table.label[lang])
        for field in table.fields:
            names = [post.label[lang] for post in vocabulary.posts.values()]
            if field.kind is Kind.LEVEL:
                names = [level.label[lang] for level in vocabulary.scales[field.scale].levels]
            if field.kind in (Kind.LEVEL, Kind.POST, Kind.POSTS):
                assert offered[field.label[lang]][: len(names)] == names


def test_everything_that_is_offered_is_read_as_what_it_says(made):
    form, _, vocabulary, lang = made
    for table in vocabulary.tables.values():
        offered = form.options(table.label[lang])
        for field in table.fields:
            reader = ValueReader(field, vocabulary, AS_OF)
            levels = vocabulary.scales[field.scale].levels if field.kind is Kind.LEVEL else ()
            known = {level.label[lang]: level.code for level in levels}
            for text in offered.get(field.label[lang], ()):
                reading = reader.read(text)
                assert not reading.problem, (field.name, text)
                if text in known:
                    assert reading.value == Known(known[text]), (field.name, text)
                elif field.kind is Kind.LEVEL:
                    assert reading.value == Known(NONE)


def test_every_heading_says_what_belongs_there(made):
    form, _, vocabulary, lang = made
    for table in vocabulary.tables.values():
        sheet = form.book[table.label[lang]]
        for cell, field in zip(sheet[HEADINGS], table.fields, strict=True):
            said = cell.comment.text
            assert len(said.splitlines()) >= 2, field.name
            example = sheet.cell(HEADINGS + 1, cell.column).value
            if table.name in vocabulary.template.rows and example and field.name not in table.key:
                assert str(example) in said
            assert ("*" in cell.value) == (cell.fill.fgColor.rgb == "FFF8CBAD")
            if field.name in table.key:
                assert "*" in cell.value


def test_what_is_typed_stays_as_it_was_typed(made):
    """Cells are for text: no zero is lost, and no month becomes a day."""
    form, _, vocabulary, lang = made
    for table in vocabulary.tables.values():
        sheet = form.book[table.label[lang]]
        for number, field in enumerate(table.fields, 1):
            (found,) = [d for d in sheet.column_dimensions.values() if d.min <= number <= d.max]
            wanted = "General" if field.kind is Kind.NUMBER else "@"
            assert found.number_format == wanted, field.name


def test_a_year_typed_as_text_gets_no_green_corner(template):
    with zipfile.ZipFile(template()) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "worksheets/sheet" in name]
    ignored = re.findall(r'<ignoredError sqref="A(\d+):[A-Z]+\d+" ([^/]*)/>', "".join(sheets))
    kinds = Counter(kind for _, kind in ignored)
    tables = len(sheets) - 2  # without the guide and the lists
    assert kinds == {'numberStoredAsText="1"': tables, 'twoDigitTextYear="1"': tables}
    assert {int(row) for row, _ in ignored} == {HEADINGS + 1}


def test_excel_warns_and_never_stops(made):
    form, _, vocabulary, lang = made
    for table in vocabulary.tables.values():
        checks = dict(form.checks(table.label[lang]))
        for _, check in checks.items():
            assert (check.errorStyle, bool(check.error)) == ("warning", True)
        dates = [field.label[lang] for field in table.fields if field.kind is Kind.DATE]
        assert {"custom"} >= {checks[name].type for name in dates}


def test_checks_of_dates_are_short_enough_for_excel():
    for name in ("shipped", "office"):
        for page in make_book(rulebook(name), AS_OF, "vi").pages:
            for column in page.columns:
                formula = date_formula("AB10000", column, AS_OF)
                assert len(formula) <= LONGEST
                assert all(f'"{text}"' in formula for text in column.field.none_texts[:1])


def test_sheets_can_be_worked_with_and_printed(made):
    form, _, vocabulary, lang = made
    names = [vocabulary.template.guide[lang], vocabulary.template.lists[lang]]
    assert (form.book.sheetnames[0], form.book.sheetnames[-1]) == tuple(names)
    assert form.book.sheetnames[1:3] == [vocabulary.tables[t].label[lang] for t in ("people", "plan")]
    for table in vocabulary.tables.values():
        sheet = form.book[table.label[lang]]
        assert sheet.freeze_panes == f"C{HEADINGS + 1}"
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.print_title_rows == f"${HEADINGS}:${HEADINGS}"
        assert sheet.print_title_cols == "$A:$B"
        assert sheet.sheet_state == "visible"


def test_the_guide_names_rule_book_day_file_and_commands(template):
    from eligibility.report.machine import rulebook_hash

    form = Form(template())
    said = "\n".join(str(v) for row in form.book["Hướng dẫn"].iter_rows(values_only=True) for v in row if v)
    assert f"Bộ quy tắc: bộ quy tắc mã {rulebook_hash(rulebook('shipped').hashes)[:12]}" in said
    assert "Lập ngày 30/06/2026" in said
    assert "eligibility review mẫu.xlsx --as-of 2026-06-30 --out ket-qua" in said
    assert "eligibility explain MÃ_CÁN_BỘ mẫu.xlsx --as-of 2026-06-30" in said
    for sheet in form.book.sheetnames[1:-1]:
        assert sheet in said


def test_headings_show_what_standards_read():
    pages = {page.table.name: page for page in make_book(rulebook("shipped"), AS_OF, "vi").pages}
    used = {name: {c.field.name for c in page.columns if c.uses} for name, page in pages.items()}
    assert {"birth_date", "sex", "degree", "llct", "post", "full_name", "unit"} <= used["people"]
    assert {"ended", "decision_date", "regime", "form"} <= used["disciplines"]
    assert {"post", "term", "status"} <= used["plan"]
    assert {"year", "grade"} <= used["evaluations"]
    assert used["documents"] == used["careers"] == set()


def test_headings_follow_the_day_of_the_review():
    """The day of a rank is read by the standards of procurators, which began in June 2015."""
    for day, read in ((date(2015, 5, 31), False), (AS_OF, True)):
        pages = {page.table.name: page for page in make_book(rulebook("shipped"), day, "vi").pages}
        used = {column.field.name for column in pages["people"].columns if column.uses}
        assert ("rank_since" in used) is read
        assert "degree_field" in used or not read


def test_same_rule_book_and_day_same_bytes(template, tmp_path):
    place = tmp_path / "mẫu.xlsx"
    made = make_book(rulebook("shipped"), AS_OF, "vi")
    write_workbook(made, Label("Bộ quy tắc", "Rule book"), place, place.name)
    assert place.read_bytes() == template().read_bytes()
