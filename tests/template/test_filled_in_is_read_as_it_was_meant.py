"""Law: a template filled in with what it offers is read as just that, and nothing is told."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.model.calendar import days_in_month
from eligibility.model.record import MISSING, NONE, Between, Known, Missing
from eligibility.model.truth import Gap
from eligibility.model.vocabulary import Kind
from eligibility.normalise.people import build_dataset
from eligibility.normalise.waivers import name_waivers
from eligibility.read.records import read_records

from .conftest import AS_OF, rulebook
from .filling import HEADINGS, Form

FIRST = HEADINGS + 2
WORDS = st.sampled_from(["UBND xã Mẫu", "007", "12/2024", "2026-2031", "5-2025", "=1+1", "Trần Thị Bình"])


@cache
def offered(place: Path) -> dict[str, dict[str, list[str]]]:
    form = Form(place)
    return {sheet: form.options(sheet) for sheet in form.book.sheetnames[1:-1]}


def cells(field, texts):
    """What may be typed for *field* (*texts* are those of its drop-down), each with what it means."""
    vocabulary = rulebook("shipped").vocabulary
    empty = st.just((None, Known(NONE) if field.empty == "none" else MISSING))
    match field.kind:
        case Kind.LEVEL | Kind.POST | Kind.POSTS:
            items = vocabulary.posts.values() if field.kind is not Kind.LEVEL else ()
            items = items or vocabulary.scales[field.scale].levels
            codes = {item.label.vi: item.code for item in items}
            wrap = (lambda code: (code,)) if field.kind is Kind.POSTS else (lambda code: code)
            known = [(t, Known(wrap(codes[t]) if t in codes else NONE)) for t in texts]
            return st.one_of(empty, st.sampled_from(known))
        case Kind.DATE:
            last = AS_OF if field.maximum == "review_date" else field.maximum
            return st.one_of(empty, days(field.minimum, last))
        case Kind.NUMBER:
            return st.one_of(
                empty, st.integers(field.minimum, field.maximum).map(lambda number: (number, Known(number)))
            )
        case Kind.TEXT if field.digits:
            number = st.integers(0, 10**field.digits - 1).map(lambda n: f"{n:0{field.digits}}")
            return st.one_of(empty, number.map(lambda text: (text, Known(text))))
        case _:
            said = st.sampled_from(texts) if texts else WORDS
            return st.one_of(empty, said.map(lambda text: (text, Known(text))))


@st.composite
def days(draw, first, last):
    """A day as a date of Excel or as text, a month or a year, with the days that it may be."""
    day = first + timedelta(draw(st.integers(0, (last - first).days)))
    match draw(st.sampled_from(["date", "text", "month", "year"])):
        case "date":
            return day, Known(day)
        case "text":
            return draw(st.sampled_from([f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day.year}"])), Known(day)
        case "month":
            text = f"{day:%m/%Y}"
            span = date(day.year, day.month, 1), date(day.year, day.month, days_in_month(day.year, day.month))
        case _:
            text, span = f"{day.year}", (date(day.year, 1, 1), date(day.year, 12, 31))
    low, high = max(first, span[0]), min(last, span[1])
    return text, Known(low) if low == high else Between(low, high)


@st.composite
def filled(draw, options):
    """Rows by table: what is typed and what it means, by field; each row its own person or event."""
    vocabulary = rulebook("shipped").vocabulary
    ids = [f"{number:03}" for number in range(1, draw(st.integers(2, 5)))]
    made = {}
    for table in vocabulary.tables.values():
        keys = ids if table.name == "people" else draw(st.lists(st.sampled_from(ids), max_size=4))
        if table.name == "units":
            keys = [f"Đơn vị {number}" for number in range(len(keys))]
        rows = []
        for own in keys:
            row = {table.key[0]: (own, Known(own))}
            for field in table.fields[1:]:
                row[field.name] = draw(cells(field, options[table.label.vi].get(field.label.vi, [])))
            for field in table.fields:
                if field.prefer and row[field.name][0] is not None:
                    row[field.prefer] = (None, MISSING)  # two dates of birth that differ are told
            rows.append(row)
        made[table.name] = rows
    return made


def come(year):
    """*year*, which is not known where a rating is of one that is still to come."""
    ahead = isinstance(year, Known) and isinstance(year.value, int) and year.value > AS_OF.year
    return Missing(Gap.UNREADABLE) if ahead else year


def told_apart(rows):
    """Rows without those that repeat an earlier one word for word, as these are merged and told."""
    kept = []
    for row in rows:
        typed = [value for value, _ in row.values()]
        if typed not in [[value for value, _ in other.values()] for other in kept]:
            kept.append(row)
    return kept


# each example is a file that is written and read: half as many as elsewhere
@settings(max_examples=settings().max_examples // 2)
@given(data=st.data())
def test_filled_in_is_read_as_it_was_meant(template, data):
    book = rulebook("shipped")
    tables = {name: told_apart(rows) for name, rows in data.draw(filled(offered(template()))).items()}
    form = Form(template())
    for name, rows in tables.items():
        table = book.vocabulary.tables[name]
        for number, row in enumerate(rows, FIRST):
            typed = {table.field(field).label.vi: value for field, (value, _) in row.items()}
            form.write(table.label.vi, number, typed)
    with TemporaryDirectory() as folder:
        read = read_records(form.save(Path(folder) / "đã nhập.xlsx"))
    got = name_waivers(build_dataset(read, book.vocabulary, AS_OF), book)
    doubts = [issue for issue in got.issues if issue.kind not in ("implausible", "one_person")]
    assert (doubts, got.refusals) == ([], ())
    assert got.rows_read == {name: len(rows) for name, rows in tables.items() if rows}
    for name, rows in got.tables.items():
        for field in book.vocabulary.tables[name].fields:
            if field.prefer or field.fill or (name, field.name) == ("waivers", "requirement"):
                continue  # declared rules make more of these than was typed
            meant = [row[field.name][1] for row in tables[name]]
            if (name, field.name) == ("evaluations", "year"):
                meant = list(map(come, meant))
            assert [rows.cell(field.name, n).value for n in range(rows.height)] == meant, field.name
