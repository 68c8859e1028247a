"""What holds of every command: what goes to which stream, what --quiet and --json leave, suggestions."""

import json
import shutil

import click
import pytest

from eligibility.cli.app import COMMANDS, build
from eligibility.cli.near import did_you_mean
from office.cases import GIVEN
from office.command import RULES, run
from office.records import AS_OF

CALLS: dict[str, list[object]] = {
    "template": [],
    "map": ["hồ sơ.xlsx"],
    "review": ["hồ sơ.xlsx", "--as-of", AS_OF],
    "training needs": ["hồ sơ.xlsx", "--as-of", AS_OF, "--rules", RULES],
    "training plan": ["hồ sơ.xlsx", "--as-of", AS_OF, "--classes", "lớp.csv"],
    "training why": ["CB02", "hồ sơ.xlsx", "--as-of", AS_OF, "--classes", "lớp.csv"],
    "audit": ["hồ sơ.xlsx", "--as-of", AS_OF],
    "explain": ["CB02", "hồ sơ.xlsx", "--as-of", AS_OF],
    "figures": ["số liệu.yaml"],
    "rules list": ["--as-of", AS_OF, "--rules", RULES],
    "rules show": ["deputy", "--as-of", AS_OF, "--rules", RULES],
    "rules timeline": ["--rules", RULES],
    "check": [],
    "diff": [RULES, RULES],
    "test": ["ca"],
    "new standard": ["tinh_a.moi", "--rules", "của ta"],
    "fmt": ["của ta"],
    "schema": ["--rules", RULES],
    "docs": ["--out", "tài liệu", "--as-of", AS_OF, "--rules", RULES],
    "coverage": ["ca", "--quick"],
    "demo": ["mẫu", "--people", "20"],
    "sql": ["--dialect", "duckdb", "--as-of", AS_OF],
    "export": [
        *("office.class", "--to", "dmn", "--out", "ra.dmn", "--purpose", "training"),
        *("--as-of", AS_OF, "--rules", RULES),
    ],
    "import": ["bảng.dmn"],
    "completion": ["bash"],
}
"""A call of each command that goes well, without its options."""

CLASSES = """\
Mã lớp,Chương trình,Hình thức học,Khai giảng,Bế giảng,Chỉ tiêu
TC26,Trung cấp LLCT,Tập trung,01/09/2026,31/03/2027,2
"""

CASE = (
    GIVEN
    + """\
  - {id: met, about: {vi: Đủ, en: Met}, expect: {outcome: keep, unmet: [], unknown: []}}
"""
)

TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
<decision id="d" name="d"><literalExpression><text>1</text></literalExpression></decision></definitions>"""

SOUND = "figures: eligibility/1\ntables: [{title: Lớp học, rows: [{label: Nam, count: 12}]}]\n"


def commands() -> dict[str, click.Command]:
    """All commands by what is typed, those inside others included."""
    found: dict[str, click.Command] = {}

    def visit(command: click.Command, path: tuple[str, ...], outer: click.Context | None) -> None:
        context = click.Context(command, info_name=path[-1] if path else "eligibility", parent=outer)
        if not isinstance(command, click.Group):
            found[" ".join(path)] = command
            return
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            visit(inner, (*path, name), context)

    visit(build("vi"), (), None)
    return found


@pytest.fixture
def ready(desk):
    """The desk, with cases and a class list."""
    (desk / "ca").mkdir()
    (desk / "ca" / "lãnh đạo.yaml").write_text(CASE, "utf-8")
    (desk / "lớp.csv").write_text(CLASSES, "utf-8")
    (desk / "số liệu.yaml").write_text(SOUND, "utf-8")
    shutil.copytree(RULES, desk / "của ta")
    (desk / "bảng.dmn").write_text(TABLE, "utf-8")
    return desk


WITH_JSON = [
    name for name, command in commands().items() if any("--json" in param.opts for param in command.params)
]


@pytest.mark.parametrize("name", commands())
def test_every_command_has_the_options_that_all_share(name):
    options = {option for param in commands()[name].params for option in param.opts}
    assert {"--lang", "--quiet", "-q"} <= options


@pytest.mark.parametrize("name", commands())
def test_every_option_and_argument_says_what_it_is(name):
    for param in commands()[name].params:
        if isinstance(param, click.Option):
            assert param.help, param.name
        else:
            assert param.make_metavar(click.Context(commands()[name])).strip("[]").isupper()


def test_a_call_of_every_command_is_tried_here():
    assert set(CALLS) == set(commands())
    assert {name.split()[0] for name in CALLS} == set(COMMANDS)


@pytest.mark.parametrize("name", CALLS)
def test_quiet_says_nothing_on_the_error_stream(ready, name):
    result = run(*name.split(), *CALLS[name], "--quiet")
    assert result.exit_code == (1 if name == "test" else 0)
    assert result.stderr == ""


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", WITH_JSON)
def test_json_is_all_that_stands_on_standard_output(ready, name, lang):
    result = run(*name.split(), *CALLS[name], "--json", lang=lang)
    data = json.loads(result.stdout)
    family, command, number = data["schema"].split("/")
    assert (family, command) == ("eligibility", name.replace(" ", "-"))
    assert number.isdecimal()


@pytest.mark.parametrize(
    "call",
    [
        ["review", "không.xlsx", "--json"],
        ["review", "hồ sơ.xlsx", "--json", "--as-of", "x"],
        ["explain", "CB99", "hồ sơ.xlsx", "--json"],
        ["explain", "CB02", "hồ sơ.xlsx", "--post", "khác", "--json"],
        ["check", "không", "--json"],
        ["figures", "không.yaml", "--json"],
        ["test", "không", "--json"],
        ["demo", "hồ sơ.xlsx"],
        ["completion", "khác"],
        ["sql", "--dialect", "khác"],
        ["sql", "--dialect", "spark", "--absent", "khác"],
        ["lạ"],
    ],
    ids=" ".join,
)
def test_what_goes_wrong_is_told_on_the_error_stream_alone(desk, call):
    result = run(*call)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr


# --- did you mean ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "vi", "en"),
    [
        (["exlpain"], "Có phải ý là: explain?", "Did you mean: explain?"),
        (["REVIEW"], "Có phải ý là: review?", "Did you mean: review?"),
        (["review", "x", "--asof", "x"], "Có phải ý là: '--as-of', ", "--as-of"),
        (
            ["explain", "CB02", "hồ sơ.xlsx", "--as-of", AS_OF, "--post", "Phó Chủ tich UBND"],
            "Có phải ý là: Phó Chủ tịch UBND xã?",
            "",
        ),
        (
            ["explain", "CB02", "hồ sơ.xlsx", "--as-of", AS_OF, "--post", "deputi"],
            "Có phải ý là: deputy?",
            "Did you mean: deputy?",
        ),
        (["explain", "CB2", "hồ sơ.xlsx"], "Có phải ý là: CB02?", "Did you mean: CB02?"),
        (["explain", "cb02", "hồ sơ.xlsx"], "Có phải ý là: CB02?", "Did you mean: CB02?"),
    ],
    ids=str,
)
def test_suggestions(desk, call, vi, en):
    for lang, said in (("vi", vi), ("en", en)):
        result = run(*call, lang=lang)
        assert result.exit_code == 2
        assert said in result.stderr


def test_zeros_before_a_number_do_not_matter():
    ids = [f"CB{number:05}" for number in range(1, 300)]
    assert did_you_mean("cb12", ids, "vi") == "Có phải ý là: CB00012?"
    assert did_you_mean("CB0200", ids, "en") == "Did you mean: CB00200?"


def test_nothing_is_suggested_where_nothing_is_like_it():
    assert did_you_mean("xyz", ["review", "explain"], "vi") == ""
    assert did_you_mean("", [], "en") == ""


def test_a_post_may_be_named_in_any_case_and_without_accents(desk):
    named = [
        run("explain", "CB02", "hồ sơ.xlsx", "--as-of", AS_OF, "--json", "--post", post).stdout
        for post in ("deputy", "Phó Chủ tịch UBND xã", "phó chủ tịch ubnd xã", "pho chu tich UBND xa")
    ]
    assert len(set(named)) == 1
    assert json.loads(named[0])["candidacies"]
