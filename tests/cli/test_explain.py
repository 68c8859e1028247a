"""``eligibility explain``: one person, with the posts and the rows that were not decided."""

import json

import pytest

from office.command import run
from office.records import AS_OF


def explain(person, *arguments, **options):
    return run("explain", person, "hồ sơ.xlsx", "--as-of", AS_OF, *arguments, **options)


def test_json_alone_on_standard_output(desk):
    result = explain("CB02", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    data = json.loads(result.stdout)
    assert data["schema"] == "eligibility/explain/1"
    assert data["as_of"] == AS_OF
    (candidacy,) = data["candidacies"]
    assert (candidacy["id"], candidacy["outcome"]) == ("CB02", "carry_over")
    requirements = {item["requirement"]: item for item in candidacy["requirements"]}
    assert requirements["llct"]["status"] == "unmet"
    assert requirements["llct"]["due"] == "2028-12-30"
    assert requirements["llct"]["value_text"] == "Sơ cấp"
    assert requirements["llct"]["source_cells"] == ["hồ sơ.xlsx!Cán bộ!H4"]
    assert [row["kind"] for row in data["refused"]] == ["unknown_post"]


def test_every_requirement_is_listed(desk):
    data = json.loads(explain("CB08", "--json").stdout)
    names = ["age", "higher_post", "degree", "llct", "discipline", "rating"]
    assert [[item["requirement"] for item in c["requirements"]] for c in data["candidacies"]] == [names] * 2


@pytest.mark.parametrize(
    ("lang", "place", "why"),
    [
        ("vi", "hồ sơ.xlsx!Quy hoạch!A14", "Chức danh không rõ"),
        ("en", "hồ sơ.xlsx!Quy hoạch!A14", "The post is not known"),
    ],
)
def test_rows_that_were_not_decided_are_shown_too(desk, lang, place, why):
    assert f"{place}: {why}\n" in explain("CB02", lang=lang).stdout


@pytest.mark.parametrize("post", ["head", "Trưởng phòng cấp xã"])
def test_one_post_only(desk, post):
    data = json.loads(explain("CB08", "--post", post, "--json").stdout)
    assert [candidacy["post"] for candidacy in data["candidacies"]] == ["head"]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "vi",
            "CB08 không được xét cho chức danh chair; các chức danh được xét: Trưởng phòng cấp xã",
        ),
        ("en", "CB08 is not considered for the post chair; the posts considered: Commune division head"),
    ],
)
def test_another_post(desk, lang, said):
    result = explain("CB08", "--post", "chair", lang=lang)
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("vi", "Không có ai mang mã CB88 trong các dòng được xét.\nCó phải ý là: CB08?\n"),
        ("en", "Nobody with the id CB88 is considered here.\nDid you mean: CB08?\n"),
    ],
)
def test_nobody_with_this_id(desk, lang, said):
    result = explain("CB88", lang=lang)
    assert result.exit_code == 2
    assert result.stderr.endswith(said)
    assert result.stdout == ""


def test_nobody_with_an_id_like_this(desk):
    result = explain("??")
    assert result.exit_code == 2
    assert "Có phải ý là" not in result.stderr


def test_somebody_whose_rows_are_all_refused(desk):
    result = explain("CB09")
    assert result.exit_code == 0
    assert "Mã không có trong danh sách cán bộ" in result.stdout


def test_other_purposes(desk):
    data = json.loads(explain("CB02", "--purpose", "training", "--json").stdout)
    assert [candidacy["post"] for candidacy in data["candidacies"]] == ["llct_intermediate"]


def test_quiet_leaves_out_the_rule_book(desk):
    assert explain("CB02", "--quiet").stderr == ""
    assert explain("CB02", "--quiet").stdout == explain("CB02").stdout


def test_engines(desk):
    assert explain("CB02", "--engine", "tables").stdout == explain("CB02").stdout


def test_records_that_are_not_there(desk):
    assert run("explain", "CB02", "không.xlsx").exit_code == 2
