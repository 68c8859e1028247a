"""Records from a database, by a file of queries: each table of the records is what one query gives.

Where the database is, and as whom it is entered, stands in a variable of the environment and nowhere else:
not in the file of queries, not in a message, not in the results. All queries run in one transaction that
may only read, so they see one moment, and it is never committed.
"""

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from eligibility.model.raw import RawSheet, RawTables
from eligibility.read.cells import KINDS, MAX_CELLS, UnreadableInput, flattened, named_sheet, sha256
from eligibility.read.rules import parse

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

SUFFIXES = frozenset({".yaml", ".yml"})
KEYS = frozenset({"database", "tables"})
VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{2,63}")
QUERY = re.compile(
    r"\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*)*(?:select|with|values|table)\b", re.IGNORECASE | re.DOTALL
)
COLON = re.compile(r"(?<!:):(?!:)")
"""A colon that is part of the query: what follows it is no parameter."""

BLOCK = 10_000
"""Rows that are taken at a time."""

READ_ONLY: Mapping[str, tuple[str, ...]] = {
    "postgresql": ("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",),
    "sqlite": ("PRAGMA query_only = ON", "BEGIN"),
    "mysql": ("SET TRANSACTION READ ONLY",),
    "mariadb": ("SET TRANSACTION READ ONLY",),
    "oracle": ("SET TRANSACTION READ ONLY",),
}
"""How a transaction is told that it may only read, by the kind of database."""

DEFAULT = "ELIGIBILITY_DATABASE"
"""The variable that holds the address, unless the file names another."""


@attrs.frozen
class Queries:
    """The file of queries: the *variable* that holds the address, and the query of each table."""

    variable: str
    tables: Mapping[str, str]


def read_database(path: Path) -> RawTables:
    """The records that the queries in *path* give.

    Raises:
        UnreadableInput: the file, the address or a query cannot be used.

    """
    content = path.read_bytes()
    queries = _queries(path.name, content)
    sheets, hashes = [], {path.name: sha256(content)}
    with _connected(path.name, queries.variable) as connection:
        for table, query in queries.tables.items():
            sheet = _sheet(path.name, table, query, connection)
            sheets.append(sheet)
            hashes[f"{path.name}#{table}"] = _hash(sheet)
    return RawTables(path, tuple(sheets), hashes)


def _queries(file: str, content: bytes) -> Queries:
    document, problems = parse(file, content)
    if document is None or problems:
        line = getattr(problems[0].place, "line", 1) if problems else 1
        raise UnreadableInput("bad_queries", file=file, line=str(line))
    data = document.data
    tables = data.get("tables") if isinstance(data, dict) else None
    if not isinstance(tables, dict) or not tables or set(data) - KEYS:
        raise UnreadableInput("bad_queries", file=file, line="1")
    variable = data.get("database", DEFAULT)
    if not isinstance(variable, str) or not VARIABLE.fullmatch(variable):
        raise UnreadableInput("no_variable", file=file)
    for table, query in tables.items():
        statement = query.strip().removesuffix(";") if isinstance(query, str) else ""
        if not QUERY.match(statement) or ";" in statement:
            raise UnreadableInput("not_a_query", file=file, table=table)
    return Queries(variable, {table: query.strip().removesuffix(";") for table, query in tables.items()})


@contextmanager
def _connected(file: str, variable: str) -> Iterator["Connection"]:
    """A connection in a transaction that may only read; rolled back in every case."""
    address = os.environ.get(variable, "")
    if not address:
        raise UnreadableInput("no_address", file=file, variable=variable)
    try:
        import sqlalchemy
    except ImportError as error:
        raise UnreadableInput("needs_database", file=file) from error
    try:
        engine: Engine = sqlalchemy.create_engine(
            address, poolclass=sqlalchemy.pool.NullPool, hide_parameters=True
        )
    except (sqlalchemy.exc.ArgumentError, ImportError, ValueError) as error:
        kind = type(error).__name__
        raise UnreadableInput("bad_address", file=file, variable=variable, detail=kind) from None
    try:
        with _entered(file, variable, engine) as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def _entered(file: str, variable: str, engine: "Engine") -> Iterator["Connection"]:
    if engine.dialect.name == "sqlite" and not _there(engine.url.database):
        raise UnreadableInput("bad_address", file=file, variable=variable, detail="sqlite")
    try:
        connection = engine.connect()
    except Exception as error:  # whatever the driver says may hold the address
        detail = _kind(error)
        raise UnreadableInput("no_connection", file=file, variable=variable, detail=detail) from None
    try:
        for statement in READ_ONLY.get(engine.dialect.name, ()):
            connection.exec_driver_sql(statement)
        yield connection
    finally:
        connection.rollback()
        connection.close()


def _there(database: str | None) -> bool:
    """Whether a file of SQLite is there: one that is not would be made."""
    return bool(database) and (database == ":memory:" or Path(str(database)).is_file())


def _kind(error: BaseException) -> str:
    """The kind of an error without what it says, which may hold an address or data."""
    inner = getattr(error, "orig", None)
    return type(inner or error).__name__


def _sheet(file: str, table: str, query: str, connection: "Connection") -> RawSheet:
    """What a query gives, as a table whose columns have names."""
    from sqlalchemy import text
    from sqlalchemy.exc import SQLAlchemyError

    statement = text(COLON.sub(r"\:", query))
    try:
        found = connection.execution_options(stream_results=True).execute(statement)
        names = list(found.keys())
        columns: list[list[object]] = [[] for _ in names]
        while rows := found.fetchmany(BLOCK):
            for column, values in zip(columns, zip(*rows, strict=True), strict=True):
                column.extend(map(_value, values))
            if len(names) * len(columns[0]) > MAX_CELLS:
                raise UnreadableInput("too_large", file=file, limit=str(MAX_CELLS // 1_000_000))
    except SQLAlchemyError as error:
        raise UnreadableInput("query_failed", file=file, table=table, detail=_kind(error)) from None
    for name in names:
        if names.count(name) > 1:
            raise UnreadableInput("field_twice", file=file, field=name)
    height = len(columns[0]) if columns else 0
    return named_sheet(file, table, height, zip(names, columns, strict=True), several=True)


PLAIN = (str, bool, int, float, Decimal, datetime, date, time, timedelta, type(None))


def _value(value: Any) -> object:  # noqa: ANN401
    """A value as one of the types that make cells: a subclass as its class, anything else as its text."""
    if type(value) in KINDS:
        return value
    plain = next((kind for kind in PLAIN if isinstance(value, kind)), None)
    if plain is datetime:
        return datetime(value.year, value.month, value.day)
    if plain is not None and plain is not type(None):
        return plain(value) if plain in (str, int, float) else str(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace")
    if isinstance(value, list | tuple | dict):
        return flattened(list(value) if isinstance(value, tuple) else value)
    return str(value)


def _hash(sheet: RawSheet) -> str:
    """The hash of what a query gave: the texts of all rows, in order."""
    made = hashlib.sha256()
    for codes, cells in sheet.columns:
        made.update("\x1f".join(f"{cell.kind}:{cell.text}" for cell in cells).encode("utf-8", "replace"))
        made.update(codes.tobytes())
    return made.hexdigest()
