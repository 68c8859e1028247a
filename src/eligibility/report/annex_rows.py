"""What stands in each row of the annexes of a planning review, and in which section."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import attrs

from eligibility.model.dataset import Cell, Dataset, Rows
from eligibility.model.record import Between, Known
from eligibility.model.review import Review
from eligibility.model.vocabulary import Post, Vocabulary

YEARS = 3
"""So many years of ratings are given."""


@attrs.frozen
class Entry:
    """One candidacy as an annex gives it; texts, empty where nothing is known."""

    name: str
    male: str
    female: str
    held: str
    planned: str
    degree: str
    theory: str
    decision: str
    ratings: str
    term: str
    head: bool
    status: str
    outcome: str
    summary: str
    birth: str = ""
    """The date of birth of somebody whose sex is not known."""


def entries(dataset: Dataset, review: Review, summaries: Sequence[str]) -> list[Entry]:
    """An entry for each decision, in their order."""
    vocabulary = review.rulebook.vocabulary
    plan, people = dataset.tables["plan"], dataset.tables["people"]
    own = {_text(people, people.table.key[0], row): row for row in range(people.height)}
    rated = _ratings(dataset.tables.get("evaluations"), vocabulary)
    last = vocabulary.closed_year(review.as_of)
    found: dict[tuple[str, str, str], int] = {}
    for row in range(plan.height):
        where = (_text(plan, "id", row), _code(plan, "post", row), _code(plan, "term", row))
        found.setdefault(where, row)
    made = []
    columns = ("id", "post", "term", "outcome")
    for (who, post, term, outcome), summary in zip(
        review.decisions.select(columns).iter_rows(), summaries, strict=True
    ):
        row = found[who, post, term or ""]
        person = own[who]
        sex, birth = _code(people, "sex", person), _day(people.cell("birth_date", person))
        made.append(
            Entry(
                _text(people, "full_name", person),
                birth if sex == "male" else "",
                birth if sex == "female" else "",
                _posts(people.cell("post", person), vocabulary.posts),
                vocabulary.posts[post].label.vi,
                _text(people, "degree", person),
                _text(people, "llct", person),
                _decision(plan, row),
                "; ".join(_of_years(rated.get(who, {}), last)),
                term or "",
                vocabulary.posts[post].head,
                _code(plan, "status", row),
                outcome,
                summary,
                "" if sex in ("male", "female") else birth,
            )
        )
    return made


def _text(rows: Rows, field: str, row: int) -> str:
    cell = rows.cell(field, row)
    return cell.text if cell is not None else ""


def _code(rows: Rows, field: str, row: int) -> str:
    cell = rows.cell(field, row)
    return str(cell.value.value) if cell is not None and isinstance(cell.value, Known) else ""


def _day(cell: Cell | None) -> str:
    """A date as precisely as it is known; as the file has it where it is not understood."""
    if cell is None:
        return ""
    match cell.value:
        case Known(date() as day):
            return f"{day:%d/%m/%Y}"
        case Between(first, last) if (first.year, first.month) == (last.year, last.month):
            return f"{first:%m/%Y}"
        case Between(first, last) if first.year == last.year:
            return str(first.year)
        case _:
            return cell.text


def _posts(cell: Cell | None, posts: Mapping[str, Post]) -> str:
    if cell is None:
        return ""
    if isinstance(cell.value, Known) and isinstance(cell.value.value, tuple):
        return "; ".join(posts[code].label.vi for code in cell.value.value)
    return cell.text


def _decision(plan: Rows, row: int) -> str:
    number, day = _text(plan, "decision_no", row), _day(plan.cell("decision_date", row))
    said = f"Quyết định số {number}" if number else ""
    return f"{said} ngày {day}".strip() if day else said


def _ratings(rows: Rows | None, vocabulary: Vocabulary) -> dict[str, dict[int, list[str]]]:
    """The grades of each person by year, in short."""
    found: dict[str, dict[int, list[str]]] = {}
    if rows is None:
        return found
    levels = {level.code: level for level in vocabulary.scales["evaluation"].levels}
    for row in range(rows.height):
        year, grade = _code(rows, "year", row), _code(rows, "grade", row)
        if year.isdigit():
            level = levels.get(grade)
            short = level.aliases[0] if level is not None and level.aliases else _text(rows, "grade", row)
            found.setdefault(_text(rows, "id", row), {}).setdefault(int(year), []).append(short)
    return found


def _of_years(grades: Mapping[int, Sequence[str]], last: int) -> Iterator[str]:
    """Each of the last years with its grade; with all of them where there are several."""
    for year in range(last - YEARS + 1, last + 1):
        if grades.get(year):
            yield f"{year}: {' / '.join(dict.fromkeys(grades[year]))}"
