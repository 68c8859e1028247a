"""Records from a database are those of a workbook; nothing is written there, and no secret is told."""

import datetime
import json
import os
import secrets
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sql
from sqlalchemy.engine import make_url

from dirt.clean import AS_OF, PEOPLE, PLAN, RATINGS, clean, rules, usual
from eligibility import messages
from eligibility.pipeline import review
from eligibility.read.cells import UnreadableInput
from eligibility.read.records import read_records
from office.command import run

VARIABLE = "ELIGIBILITY_DATABASE"
NAMES = {PEOPLE: "can_bo", PLAN: "quy_hoach", RATINGS: "xep_loai", "Kỷ luật": "ky_luat"}
TABLES = {PEOPLE: "people", PLAN: "plan", RATINGS: "evaluations", "Kỷ luật": "disciplines"}


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path):
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        (tmp_path / "ho-so.db").touch()
        yield f"sqlite:///{tmp_path / 'ho-so.db'}"
        return
    server = os.environ.get("ELIGIBILITY_TEST_POSTGRES")
    if server is None:
        pytest.skip(os.environ.get("ELIGIBILITY_NO_POSTGRES", "run the tests with `bash .ci/test`"))
    own = f"test_{secrets.token_hex(6)}"  # others run at the same time
    with engine(server).connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {own}")
        yield make_url(server).set(database=own).render_as_string(hide_password=False)
        connection.exec_driver_sql(f"DROP DATABASE {own} WITH (FORCE)")


def engine(address):
    return sql.create_engine(address, poolclass=sql.pool.NullPool)


def kind(values):
    stated = [value for value in values if value is not None]
    if stated and all(isinstance(value, datetime.date) for value in stated):
        return sql.Date
    return sql.Integer if stated and all(isinstance(value, int) for value in stated) else sql.Text


@pytest.fixture
def filled(address, monkeypatch):
    """The database with the records of the clean workbook; its address in the environment."""
    data = sql.MetaData()
    with engine(address).begin() as connection:
        for title, name in NAMES.items():
            head, *rows = clean()[title]
            columns = list(zip(*rows, strict=True)) if rows else [()] * len(head)
            made = sql.Table(
                name, data, *(sql.Column(f"c{n}", kind(values)) for n, values in enumerate(columns))
            )
            made.create(connection)
            if rows:
                connection.execute(made.insert(), [{f"c{n}": v for n, v in enumerate(row)} for row in rows])
    monkeypatch.setenv(VARIABLE, address)
    return address


def queries(folder, tables=None, **more):
    """A file of queries; without *tables*, those for the records of the clean workbook."""
    if tables is None:
        tables = {
            TABLES[title]: "SELECT "  # noqa: S608  (names of the tests)
            + ", ".join(f'c{n} AS "{text}"' for n, text in enumerate(clean()[title][0]))
            + f" FROM {name}"
            for title, name in NAMES.items()
        }
    place = folder / "truy-van.yaml"
    place.write_text(json.dumps({"tables": tables, **more}, ensure_ascii=False), "utf-8")
    return place


def test_a_review_of_a_database_is_that_of_the_workbook(filled, tmp_path):
    made = review(queries(tmp_path), rules(), AS_OF, engine="tables")
    assert dict(made.decisions.select("id", "outcome").iter_rows()) == {
        who: outcome for who, (outcome, _, _) in usual().items()
    }
    assert made.issues == ()
    assert {source.name for source in made.sources} == {
        "truy-van.yaml",
        *(f"truy-van.yaml#{table}" for table in TABLES.values()),
    }


def test_a_place_is_the_file_the_table_the_field_and_the_row(filled, tmp_path):
    tables = {
        "people": "SELECT c0 AS id, 'lạ' AS degree FROM can_bo ORDER BY c0",
        "plan": "SELECT 1 AS id LIMIT 0",
    }
    made = review(queries(tmp_path, tables), rules(), AS_OF, "audit", engine="tables")
    assert (made.issues[0].file, made.issues[0].sheet, made.issues[0].cell) == (
        "truy-van.yaml",
        "people",
        "degree:1",
    )


@pytest.mark.parametrize(
    "query",
    [
        "SELECT c0 AS id FROM can_bo WHERE c0 LIKE 'CB%' AND c0 NOT LIKE '%9'",
        "SELECT c0 AS id, '12:30' AS full_name, ':id' AS unit FROM can_bo;",
        "-- ghi chú\n/* và nữa */ WITH ai AS (SELECT * FROM can_bo) SELECT c0 AS id FROM ai",
    ],
)
def test_queries_are_taken_as_they_are(filled, tmp_path, query):
    (sheet,) = read_records(queries(tmp_path, {"people": query})).sheets
    assert [sheet.cell(row, 0).text for row in range(1, sheet.height)] == [f"CB0{n}" for n in range(1, 7)]
    if "12:30" in query:
        assert [sheet.cell(1, column).text for column in (1, 2)] == ["12:30", ":id"]


def test_values_come_as_what_they_are(filled, tmp_path):
    postgres = filled.startswith("postgresql")
    more = (
        ", timestamp '2024-05-20 13:45' AS s, true AS b, ARRAY['x','y'] AS l, numeric '4.65' AS m"
        if postgres
        else ""
    )
    query = "SELECT 7 AS i, 2.5 AS f, '' AS e, NULL AS n, c4 AS d" + more
    query += " FROM can_bo ORDER BY c0 LIMIT 1"
    (sheet,) = read_records(queries(tmp_path, {"people": query})).sheets
    found = {sheet.cell(0, n).text: sheet.cell(1, n) for n in range(len(sheet.columns))}
    said = {name: (cell.text, cell.kind) for name, cell in found.items()}
    assert said["i"] == ("7", "number")
    assert said["f"] == ("2.5", "number")
    assert said["e"] == said["n"] == ("", "empty")
    assert said["d"][0] == "1985-08-15"
    if postgres:
        assert (said["s"], said["b"], said["l"]) == (
            ("2024-05-20", "date"),
            ("TRUE", "bool"),
            ("x; y", "text"),
        )
        assert Decimal(said["m"][0]) == Decimal("4.65")


def refused(place, wanted):
    with pytest.raises(UnreadableInput) as error:
        read_records(place)
    assert error.value.kind == wanted
    return [messages.text(f"unreadable.{wanted}", lang, **error.value.params) for lang in messages.LANGUAGES]


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM can_bo",
        "SELECT 1; DELETE FROM can_bo",
        "INSERT INTO can_bo (c0) VALUES ('X')",
        "PRAGMA query_only = OFF",
        "COMMIT",
        "",
    ],
)
def test_only_one_query_is_taken(filled, tmp_path, query):
    refused(queries(tmp_path, {"people": query}), "not_a_query")


def test_a_query_that_would_write_cannot(filled, tmp_path):
    if filled.startswith("sqlite"):
        write = "WITH a AS (SELECT 1) INSERT INTO can_bo (c0) SELECT 'X'"
    else:
        write = "WITH a AS (DELETE FROM can_bo RETURNING c0) SELECT c0 AS id FROM a"
    refused(queries(tmp_path, {"people": write}), "query_failed")
    with engine(filled).connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM can_bo").scalar() == 6


def test_a_query_that_is_wrong_says_which_and_no_data(filled, tmp_path):
    for text in refused(queries(tmp_path, {"people": "SELECT bi_mat FROM can_bo"}), "query_failed"):
        assert "people" in text
        assert "bi_mat" not in text


def test_one_name_for_two_columns_is_refused(filled, tmp_path):
    refused(queries(tmp_path, {"people": "SELECT c0 AS id, c1 AS id FROM can_bo"}), "field_twice")


def test_no_secret_is_said_or_written_anywhere(filled, tmp_path, monkeypatch):
    out = tmp_path / "kq"
    result = run("review", queries(tmp_path), "--as-of", AS_OF, "--out", out, rules=None)
    assert result.exit_code == 0, result.stderr
    secret = make_url(filled).password or str(make_url(filled).database)
    written = [place.read_bytes() for place in out.rglob("*") if place.is_file()]
    assert not [content for content in written if secret.encode() in content]
    assert secret not in result.stdout + result.stderr
    wrong = make_url("postgresql+pg8000://review:mat-khau-sai@127.0.0.1:1/khong")
    monkeypatch.setenv(VARIABLE, wrong.render_as_string(hide_password=False))
    result = run("review", queries(tmp_path), rules=None)
    assert result.exit_code == 2
    assert "mat-khau-sai" not in result.stdout + result.stderr


# --- without any database ---------------------------------------------------------------------------


def test_without_an_address_it_is_said_which_variable_lacks_it(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    assert all(VARIABLE in text for text in refused(queries(tmp_path), "no_address"))
    assert all("HO_SO" in text for text in refused(queries(tmp_path, database="HO_SO"), "no_address"))


@pytest.mark.parametrize("address", ["không phải địa chỉ", "lạ://a/b", "sqlite:////không/có.db", "sqlite://"])
def test_an_address_that_cannot_be_used(tmp_path, monkeypatch, address):
    monkeypatch.setenv(VARIABLE, address)
    refused(queries(tmp_path), "bad_address")
    assert not Path("/không").exists()


@pytest.mark.parametrize("variable", ["postgresql://a:b@c/d", "a b", "x"])
def test_an_address_in_the_file_is_refused_and_not_repeated(tmp_path, variable):
    assert all(
        variable not in text.split() for text in refused(queries(tmp_path, database=variable), "no_variable")
    )


@pytest.mark.parametrize(
    "content", ["tables: [", "tables: {}", "- a", "tables: {people: SELECT 1}\nx: 1", "a: b"]
)
def test_a_file_that_holds_no_queries(tmp_path, content):
    place = tmp_path / "a.yaml"
    place.write_text(content, "utf-8")
    refused(place, "bad_queries")


def test_without_the_library_it_is_said_how_to_install_it(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, "sqlite:///x")
    monkeypatch.setitem(__import__("sys").modules, "sqlalchemy", None)
    assert all("eligibility[database]" in text for text in refused(queries(tmp_path), "needs_database"))
