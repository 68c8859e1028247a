"""Texts and names come through every dialect as they are, and every query is SQL to another reader."""

import duckdb
import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st

from eligibility.sql.dialects import DIALECTS, Dialect, Unwritable, parts_of
from eligibility.sql.query import query
from property.strategies import World, examples, seeded, worlds

from .databases import plan_for
from .engines import Duck, Postgres

ODD = (
    "'",
    '"',
    "`",
    "\\",
    "\\'",
    "''",
    '"";',
    "${x}",
    "$",
    "--",
    "/*",
    "%s",
    "?",
    "{}",
    "\n",
    "\r\n",
    "é",
    "é",
)
PIECES = st.one_of(
    st.sampled_from(ODD),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=4),
)
TEXTS = st.lists(PIECES, max_size=6).map("".join)
EVERY = pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)


def test_a_text_comes_back_from_duckdb(duck: Duck) -> None:
    @examples(200)
    @given(TEXTS)
    def law(text: str) -> None:
        literal = DIALECTS["duckdb"].literal(text)
        assert duck.rows(f"SELECT {literal} AS found") == [{"found": text}]

    law()


def test_a_text_comes_back_from_postgresql(postgres: Postgres) -> None:
    @examples(100)
    @given(TEXTS)
    def law(text: str) -> None:
        literal = DIALECTS["postgres"].literal(text)
        assert postgres.rows(f"SELECT {literal} AS found") == [{"found": text}]

    law()


def test_backslashes_come_back_from_old_settings_of_postgresql(postgres: Postgres) -> None:
    postgres.rows("SELECT set_config('standard_conforming_strings', 'off', false)")
    try:
        literal = DIALECTS["postgres"].literal("a\\'b\\\\c")
        assert postgres.rows(f"SELECT {literal} AS found") == [{"found": "a\\'b\\\\c"}]
    finally:
        postgres.rows("SELECT set_config('standard_conforming_strings', 'on', false)")


def writable(name: str) -> bool:
    try:
        DIALECTS["postgres"].identifier(name)
    except Unwritable:
        return False
    return True


NAMES = TEXTS.filter(writable)


def test_a_name_comes_back_from_duckdb_and_postgresql(duck: Duck, postgres: Postgres) -> None:
    @examples(60)
    @given(NAMES)
    def law(name: str) -> None:
        for engine in (duck, postgres):
            quoted = DIALECTS[engine.dialect].identifier(name)
            assert engine.rows(f"SELECT 1 AS {quoted}") == [{name: 1}]

    law()


@EVERY
@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_what_no_literal_holds_is_refused(dialect: Dialect, text: str) -> None:
    with pytest.raises(Unwritable):
        dialect.literal(text)


@EVERY
@pytest.mark.parametrize("name", ["", "a\0b", "n" * 64, "ơ" * 32])
def test_names_that_a_database_would_cut_or_not_take_are_refused(dialect: Dialect, name: str) -> None:
    with pytest.raises(Unwritable):
        dialect.identifier(name)


def test_spark_would_fill_in_a_variable_in_a_name() -> None:
    with pytest.raises(Unwritable):
        DIALECTS["spark"].identifier("${system:user.name}")
    assert DIALECTS["spark"].literal("${x}") == "'\\u0024{x}'"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("people", ["people"]),
        ("hr.people", ["hr", "people"]),
        ('hr."Cán bộ.2026"', ["hr", "Cán bộ.2026"]),
        ('"a""b".c', ['a"b', "c"]),
    ],
)
def test_a_table_may_stand_in_a_schema(name: str, parts: list[str]) -> None:
    assert parts_of(name) == parts


def test_an_open_quote_in_the_name_of_a_table_is_refused() -> None:
    with pytest.raises(Unwritable):
        parts_of('hr."people')


@EVERY
def test_another_reader_understands_every_query(dialect: Dialect) -> None:
    @examples(6)
    @given(seeded(worlds))
    def law(world: World) -> None:
        from eligibility.sql.database import Database

        plan = plan_for(world.book.rulebook, world.book.as_of, world.purpose, Database())
        (tree,) = sqlglot.parse(query(plan, dialect), dialect=dialect.name)
        assert tree is not None
        assert isinstance(tree, sqlglot.exp.Select)

    law()


def test_duckdb_reads_the_names_that_we_write() -> None:
    connection = duckdb.connect()
    name = DIALECTS["duckdb"].table('main."Cán ""bộ"" x"')
    connection.execute(f"CREATE TABLE {name} (a INTEGER)")
    assert connection.execute("SHOW TABLES").fetchall() == [('Cán "bộ" x',)]
