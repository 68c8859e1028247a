"""Rows of JSON: a list of objects, an object of such lists by table, or one object a line."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from eligibility.model.raw import RawIssue, RawSheet
from eligibility.read.cells import MAX_CELLS, MAX_TEXT, UnreadableInput, flattened, named_sheet
from eligibility.read.texts import decoded

MAX_BYTES = 200_000_000
"""Bytes of one file: as values it takes many times as much."""

Row = Mapping[str, Any]
Sheets = tuple[tuple[RawSheet, ...], tuple[RawIssue, ...]]


def read_json(file: str, content: bytes, name: str) -> Sheets:
    """The tables of a JSON file; a list alone is the table called *name*.

    Raises:
        UnreadableInput: it is no JSON, or holds something else than rows.

    """
    text, issues = _text(file, content)
    data = _parsed(file, text)
    if isinstance(data, dict):
        if not data:
            raise UnreadableInput("no_rows", file=file)
        tables = [_table(file, table, rows, several=True) for table, rows in data.items()]
        return tuple(tables), issues
    return (_table(file, name, data, several=False),), issues


def read_json_lines(file: str, content: bytes, name: str) -> Sheets:
    """The one table of a file with a JSON object on each line.

    Raises:
        UnreadableInput: a line is no JSON, or something else than a row.

    """
    text, issues = _text(file, content)
    lines = enumerate(text.split("\n"), 1)
    rows = [_parsed(file, line, number) for number, line in lines if line.strip()]
    return (_table(file, name, rows, several=False),), issues


def _text(file: str, content: bytes) -> tuple[str, tuple[RawIssue, ...]]:
    if len(content) > MAX_BYTES:
        raise UnreadableInput("too_large", file=file, limit=str(MAX_BYTES // 1_000_000))
    return decoded(file, content)


def _parsed(file: str, text: str, line: int = 1) -> Any:  # noqa: ANN401
    def once(pairs: Iterable[tuple[str, Any]]) -> Row:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise UnreadableInput("field_twice", file=file, field=key)
            found[key] = value
        return found

    def no_number(word: str) -> NoReturn:
        raise UnreadableInput("broken", file=file, detail=word)

    try:
        return json.loads(text, object_pairs_hook=once, parse_constant=no_number)
    except json.JSONDecodeError as error:
        place = {"line": str(line + error.lineno - 1), "column": str(error.colno)}
        raise UnreadableInput("no_json", file=file, **place) from error
    except (ValueError, RecursionError) as error:  # numbers of thousands of digits, lists in lists in lists
        raise UnreadableInput("broken", file=file, detail=type(error).__name__) from error


def _table(file: str, name: str, rows: object, *, several: bool) -> RawSheet:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnreadableInput("no_rows", file=file)
    names = list(dict.fromkeys(field for row in rows for field in row))
    if len(names) * len(rows) > MAX_CELLS:
        raise UnreadableInput("too_large", file=file, limit=str(MAX_CELLS // 1_000_000))
    columns = [(field, [_value(file, row.get(field)) for row in rows]) for field in names]
    _value(file, name)
    return named_sheet(file, name, len(rows), [(_value(file, f), v) for f, v in columns], several=several)


def _value(file: str, value: Any) -> Any:  # noqa: ANN401
    """A value of a row, whose text can be written down again."""
    found = flattened(value)
    if isinstance(found, str):
        if len(found) > MAX_TEXT:
            raise UnreadableInput("too_large", file=file, limit=str(MAX_TEXT // 1_000_000))
        try:
            found.encode("utf-8")
        except UnicodeEncodeError as error:  # half of a pair, such as \ud800
            raise UnreadableInput("broken", file=file, detail="Unicode") from error
    return found
