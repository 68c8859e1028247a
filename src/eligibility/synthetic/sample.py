"""The sample workbooks: generated people and people written by hand, in one province, and a class list.

``python -m eligibility.synthetic.sample cases/samples`` writes them anew from ``people.yaml`` and
``classes.yaml``; the same files give the same cells.
"""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import attrs

from eligibility.model.vocabulary import Field, Kind, Vocabulary
from eligibility.synthetic.province import make_province
from eligibility.synthetic.tables import Sheet, Tables, Text

PEOPLE = "people.yaml"
WORKBOOK = "can-bo-mau.xlsx"
CLASSES, CLASS_LIST = "classes.yaml", "lop-mau.xlsx"
WHOLE_DATE = re.compile(r"(\d{2})/(\d{2})/(\d{4})")

Cells = Mapping[str, str]
Rows = Mapping[str, list[Cells]]
Data = Any
"""What a file of YAML holds, all scalars as text."""


def sample(data: Data, vocabulary: Vocabulary) -> Tables:
    """The tables of the sample that *data* (the content of `PEOPLE`) describes."""
    province = data["province"]
    tables = make_province(
        int(province["people"]),
        int(province["seed"]),
        date.fromisoformat(province["as_of"]),
        vocabulary,
        faults=True,
    )
    rows = by_hand(data)
    sheets = {
        name: _with(
            sheet, rows.get(name, []), {field.name: field for field in vocabulary.tables[name].fields}
        )
        for name, sheet in tables.sheets.items()
    }
    return attrs.evolve(tables, sheets=sheets)


def class_list(data: Data, vocabulary: Vocabulary, as_of: date) -> Tables:
    """The class list that *data* (the content of `CLASSES`) describes, in the tables of *vocabulary*."""
    sheets = {}
    for name, rows in data.items():
        table = vocabulary.tables[name]
        used = [field for field in table.fields if any(field.name in row for row in rows)]
        sheets[name] = Sheet(
            name,
            table.label.vi,
            tuple(field.name for field in used),
            tuple(field.label.vi for field in used),
            [[_cell(field, row.get(field.name, "")) for field in used] for row in rows],
        )
    return Tables(as_of, sheets)


def by_hand(data: Data) -> Rows:
    """The rows of the people written by hand, by table."""
    rows: dict[str, list[Cells]] = {"units": list(data["units"])}
    for person in data["people"]:
        for table, row in _of_person(person, data):
            rows.setdefault(table, []).append(row)
    for entry in data["loose_plan"]:
        rows["plan"].append(_entry(entry, data["plan"]))
    return rows


def _of_person(person: Data, data: Data) -> Iterator[tuple[str, Cells]]:
    owner = {"id": person["id"]}
    cells = {**data["models"][person["like"]], **person["cells"], **owner}
    yield "people", cells
    for other in person.get("again", ()):
        yield "people", {**cells, **other}
    for year, grade in {**data["evaluations"], **person.get("evaluations", {})}.items():
        if grade:
            yield "evaluations", {**owner, "year": year, "grade": grade}
    for table in ("disciplines", "trainings", "careers", "waivers"):
        for row in person.get(table, ()):
            yield table, {**owner, **row}
    for entry in person["plan"]:
        yield "plan", {**_entry(entry, data["plan"]), **owner}


def _entry(entry: Cells, models: Mapping[str, Cells]) -> Cells:
    return {**models[entry["as"]], **{name: text for name, text in entry.items() if name != "as"}}


def _with(sheet: Sheet, rows: Sequence[Cells], fields: Mapping[str, Field]) -> Sheet:
    """*sheet* and below it *rows*; units that it has already are not written twice."""
    known = {row[0] for row in sheet.rows} if sheet.table == "units" else set()
    unknown = {name for row in rows for name in row} - set(sheet.fields)
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    added = [
        [_cell(fields[name], row.get(name, "")) for name in sheet.fields]
        for row in rows
        if row.get("unit") not in known
    ]
    return attrs.evolve(sheet, rows=[*sheet.rows, *added])


def _cell(field: Field, text: str) -> Text:
    """What a spreadsheet makes of *text*: a whole date and a number become so, the rest stays text."""
    if not text:
        return None
    match = WHOLE_DATE.fullmatch(text)
    if field.kind is Kind.DATE and match is not None:
        return date(int(match[3]), int(match[2]), int(match[1]))
    return int(text) if field.kind is Kind.NUMBER and text.isdigit() else text


def read_people(folder: Path, name: str = PEOPLE) -> Data:
    """The content of the file *name* in *folder*.

    Raises:
        ValueError: it is no strict YAML.

    """
    from eligibility.read.rules import parse

    document, problems = parse(name, (folder / name).read_bytes())
    if document is None or problems:
        raise ValueError("; ".join(f"{problem.code} {problem.place}" for problem in problems))
    return document.data


def main(arguments: Sequence[str]) -> int:
    """Write the workbook into the folder that is named, with the rules of the current folder."""
    from eligibility.pipeline import load_rules
    from eligibility.synthetic.files import write_workbook

    folder = Path(arguments[0])
    rulebook, _, _ = load_rules(Path("rules"))
    if rulebook is None or rulebook.class_sheets is None:
        return 2
    made = sample(read_people(folder), rulebook.vocabulary)
    write_workbook(made, folder / WORKBOOK)
    listed = class_list(read_people(folder, CLASSES), rulebook.class_sheets.vocabulary, made.as_of)
    write_workbook(listed, folder / CLASS_LIST)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
