"""`eligibility sql`: the query alone on standard output, everything else beside it."""

import duckdb
import pytest
import sqlglot

from office.command import run

AS_OF = "2026-06-30"


def sql(*arguments: str, lang: str = "en"):
    return run("sql", "--as-of", AS_OF, *arguments, rules=None, lang=lang)


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark"])
def test_standard_output_is_one_query(dialect):
    result = sql("--dialect", dialect, "--purpose", "audit")
    assert result.exit_code == 0
    (tree,) = sqlglot.parse(result.stdout, dialect=dialect)
    names = tree.named_selects
    assert names[:7] == ["id", "post", "unit", "standard", "version", "refused", "unread"]
    assert "status_degree" in names
    assert result.stderr.startswith("Rule book:")


def test_the_same_bytes_every_time():
    call = ("--dialect", "postgres", "--purpose", "training", "--quiet")
    assert sql(*call).stdout == sql(*call).stdout


def test_tables_by_their_own_names_and_grades_beside_the_people():
    result = sql(
        *("--dialect", "duckdb", "--purpose", "audit", "--people", 'hr."cán bộ"'),
        *("--table", "disciplines=hr.kỷ_luật", "--beside", "evaluations"),
        *("--absent", "waivers", "--absent", "people.llct_evidence", "--standard", "vn.commune.leaders"),
    )
    assert result.exit_code == 0
    assert '"hr"."cán bộ" p' in result.stdout
    assert '"hr"."kỷ_luật"' in result.stdout
    assert 'p."evaluation_2025"' in result.stdout
    assert "waivers" not in result.stdout
    assert 'llct_evidence"' not in result.stdout


def test_one_person_end_to_end():
    text = sql(
        "--dialect", "duckdb", "--purpose", "audit", *ABSENT, "--standard", "vn.commune.leaders"
    ).stdout
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE people (id TEXT, unit TEXT, post TEXT, degree TEXT, llct TEXT, state_management TEXT,"
        " political_conclusion TEXT, birth_date DATE, sex TEXT, service_since DATE, evaluation_2025 TEXT)"
    )
    connection.execute(
        "INSERT INTO people VALUES"
        " ('A', 'u', 'Bí thư Đảng ủy xã', 'ĐẠI HỌC', 'trung cấp', NULL, NULL, '1980-01-01', 'nam',"
        " '2005-01-01', NULL),"
        " ('B', 'u', 'commune.party_secretary', 'Cao đẳng', NULL, NULL, NULL, NULL, NULL, NULL, NULL),"
        " ('C', 'u', 'giám đốc công ty', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),"
        " ('D', 'u', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)"
    )
    found = connection.execute(
        f"SELECT id, standard, refused, unread, status_degree, status_llct FROM ({text}) ORDER BY id"
    ).fetchall()
    assert found == [
        ("A", "vn.commune.leaders", None, 0, "met", "met"),
        ("B", "vn.commune.leaders", None, 0, "unmet", "unknown"),
        ("C", None, "unread_post", 1, None, None),
        ("D", None, "unknown_post", 0, None, None),
    ]


LACKING = (
    "llct_evidence",
    "llct_evidence_date",
    "llct_evidence_issuer",
    "birth_date_party_file",
    "birth_date_final",
    "party_joined",
)
ABSENT = (
    *(part for name in LACKING for part in ("--absent", f"people.{name}")),
    *("--absent", "people.party_official", "--absent", "people.origin", "--absent", "people.post_since"),
    *("--absent", "disciplines", "--absent", "waivers", "--absent", "units", "--beside", "evaluations"),
)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "requirement `disciplined_since`: it sets the rows of `disciplines` against other data"),
        ("vi", "yêu cầu `disciplined_since`: so các dòng của `disciplines` với dữ liệu khác của hồ sơ"),
    ],
)
def test_what_cannot_be_said_exactly_is_refused_by_name(lang, said):
    result = run("sql", "--dialect", "duckdb", "--as-of", "2024-06-30", rules=None, lang=lang)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "vn.commune.leaders (2023-08-01)" in result.stderr
    assert said in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--standard", "vn.commune.leader"], "Did you mean: vn.commune.leaders?"),
        (["--absent", "discipline"], "Did you mean: disciplines?"),
        (["--beside", "plan"], "`plan` is no table or column that the rule book has here: `evaluations`."),
        (["--table", "plan"], "`plan`: written as name=table"),
        (["--people", 'hr."people'], "cannot be written in a query for duckdb"),
    ],
)
def test_mistakes_are_answered_with_what_is_right(arguments, said):
    result = sql("--dialect", "duckdb", *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr
