"""Databases that tests run queries on."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import duckdb
import pg8000.dbapi as pg8000

Made = Mapping[str, tuple[Sequence[tuple[str, str]], Sequence[Sequence[Any]]]]
"""Tables: columns with their types, and rows."""


class Duck:
    """DuckDB, in memory."""

    dialect = "duckdb"

    def __init__(self) -> None:
        self._connection = duckdb.connect()

    def fill(self, tables: Made) -> None:
        for name, (columns, rows) in tables.items():
            listed = ", ".join(f'"{column}" {kind}' for column, kind in columns)
            self._connection.execute(f'CREATE OR REPLACE TABLE "{name}" ({listed})')
            if rows:
                marks = ", ".join("?" for _ in columns)
                self._connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)

    def rows(self, text: str) -> list[dict[str, Any]]:
        found = self._connection.execute(text)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


class Postgres:
    """A PostgreSQL server."""

    dialect = "postgres"

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        socket = parse_qs(parts.query)["unix_sock"][0] if parts.query else None
        self._connection = pg8000.connect(
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            database=parts.path.removeprefix("/"),
            **({"unix_sock": socket} if socket else {"host": parts.hostname, "port": parts.port or 5432}),
        )
        self._connection.autocommit = True

    def close(self) -> None:
        self._connection.close()

    def fill(self, tables: Made) -> None:
        cursor = self._connection.cursor()
        for name, (columns, rows) in tables.items():
            listed = ", ".join(f'"{column}" {kind}' for column, kind in columns)
            cursor.execute(f'DROP TABLE IF EXISTS "{name}"')
            cursor.execute(f'CREATE TABLE "{name}" ({listed})')
            marks = ", ".join("%s" for _ in columns)
            for row in rows:
                cursor.execute(f'INSERT INTO "{name}" VALUES ({marks})', tuple(row))
        cursor.close()

    def rows(self, text: str) -> list[dict[str, Any]]:
        cursor = self._connection.cursor()
        cursor.execute(text)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


SPARK_TYPES = {"text": "string", "date": "date", "bigint": "bigint"}


class Spark:
    """Spark, in local mode or on a cluster."""

    dialect = "spark"

    def __init__(self, session: Any) -> None:
        self._session = session

    def fill(self, tables: Made) -> None:
        for name, (columns, rows) in tables.items():
            schema = ", ".join(f"`{column}` {SPARK_TYPES[kind]}" for column, kind in columns)
            self._session.createDataFrame(list(map(tuple, rows)), schema).createOrReplaceTempView(name)

    def rows(self, text: str) -> list[dict[str, Any]]:
        return [row.asDict() for row in self._session.sql(text).collect()]
