"""Databases that tests run queries on."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import psycopg

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

    def __init__(self, where: str) -> None:
        self._connection = psycopg.connect(where, autocommit=True)

    def close(self) -> None:
        self._connection.close()

    def fill(self, tables: Made) -> None:
        for name, (columns, rows) in tables.items():
            listed = ", ".join(f'"{column}" {kind}' for column, kind in columns)
            self._connection.execute(f'DROP TABLE IF EXISTS "{name}"')
            self._connection.execute(f'CREATE TABLE "{name}" ({listed})')
            marks = ", ".join("%s" for _ in columns)
            with self._connection.cursor() as cursor:
                cursor.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)

    def rows(self, text: str) -> list[dict[str, Any]]:
        found = self._connection.execute(text)
        assert found.description is not None
        names = [column.name for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


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
