"""Where durable-rules cannot be imported, the same is concluded, and it is said which engine ran."""

import json
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement

PROJECT = Path(__file__).parents[2] / "pyproject.toml"
BLOCKED = "import sys; sys.modules['durable_rules_engine'] = None\n"
HERE = find_spec("durable_rules_engine") is not None

REVIEW = """
import sys
from datetime import date
from pathlib import Path
from eligibility.pipeline import load_rules, review

book, problems, _ = load_rules(Path(sys.argv[1]))
made = {}
for purpose in ("planning", "training", "audit"):
    done = review(Path(sys.argv[2]), book, date(2026, 6, 30), purpose, engine=sys.argv[3])
    made[purpose] = {
        "engine": done.engines.concluder,
        "decisions": done.decisions.write_ndjson(),
        "findings": done.findings.write_ndjson(),
        "situations": done.engines.situations,
        "outcomes": dict(done.counts.outcomes),
    }
import json
print(json.dumps(made))
"""

TABLES = {
    "people": """
id,sex,birth_date,post,degree,llct,state_management,political_conclusion,staff_category
1,Nam,15/08/1975,Phó Bí thư Đảng ủy xã,Đại học,Trung cấp,CV,Đủ,Cán bộ
2,Nữ,1980,Công chức cấp xã,Thạc sĩ,,CVC,Đủ,Công chức
3,Nam,01/01/1964,Trưởng phòng cấp xã,Đại học,Cao cấp,CVC,Đủ,Công chức
4,Nữ,05/1985,Công chức cấp xã,Trung cấp,Sơ cấp,CV,Không đủ,Công chức
5,Nam,02/02/1982,Chủ tịch UBND xã,đại hc,Trung cấp,CV,Đủ,Cán bộ
""",
    "evaluations": """
id,year,grade
1,2025,HTTNV
2,2025,HTXSNV
3,2025,KHTNV
4,2025,HTNV
5,2024,HTTNV
""",
    "disciplines": """
id,regime,form,decision_date
4,Đảng,Khiển trách,01/03/2026
""",
    "plan": """
id,post,unit,term,since,status
1,Bí thư Đảng ủy xã,Xã A,2025-2030,2024-01-01,Đã quy hoạch
2,Trưởng phòng cấp xã,Xã A,2026-2031,2024-01-01,Đã quy hoạch
3,Chủ tịch UBND xã,Xã B,2026-2031,2021-01-01,Đã quy hoạch
4,Trưởng phòng cấp xã,Xã B,2026-2031,,Đề nghị
5,Bí thư Đảng ủy xã,Xã B,2025-2030,,Đề nghị
5,Bí thư Đảng ủy xã,Xã C,2019-2024,,Đề nghị
""",
}


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    folder = tmp_path_factory.mktemp("records")
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text.lstrip(), encoding="utf-8")
    return folder


def reviewed(snippet, before, *arguments):
    return json.loads(snippet(before + REVIEW, *arguments))


@pytest.fixture(scope="module")
def without(snippet, rules, records):
    return reviewed(snippet, BLOCKED, rules, records, "auto")


def test_tables_are_used_where_it_cannot_be_imported(without):
    assert {made["engine"] for made in without.values()} == {"tables"}
    assert without["planning"]["situations"] > 0
    assert len(without["planning"]["outcomes"]) > 1
    assert len(without["audit"]["outcomes"]) > 1


@pytest.mark.skipif(not HERE, reason="durable-rules cannot be had on this Python")
def test_decisions_and_findings_are_the_same(without, snippet, rules, records):
    made = reviewed(snippet, "", rules, records, "auto")
    assert {part["engine"] for part in made.values()} == {"durable-rules"}
    for purpose, part in made.items():
        for name in ("decisions", "findings", "outcomes"):
            assert part[name] == without[purpose][name], (purpose, name)


def test_tables_can_be_demanded(without, snippet, rules, records):
    assert reviewed(snippet, "", rules, records, "tables") == without


def test_it_cannot_be_demanded_where_it_is_not(snippet):
    said = snippet(
        BLOCKED
        + """
from eligibility.engine.concluder import make_concluder
from eligibility.engine.durable import EngineUnavailable
print(make_concluder().name, make_concluder("auto").name, make_concluder("tables").name)
try:
    make_concluder("durable")
except EngineUnavailable:
    print("unavailable")
"""
    )
    assert said.split() == ["tables", "tables", "tables", "unavailable"]


@pytest.mark.skipif(not HERE, reason="durable-rules cannot be had on this Python")
def test_it_can_be_demanded_where_it_is(snippet):
    said = snippet(
        "from eligibility.engine.concluder import make_concluder\n"
        "print(make_concluder().name, make_concluder('durable').name, make_concluder('tables').name)"
    )
    assert said.split() == ["durable-rules", "durable-rules", "tables"]


@pytest.mark.parametrize("failure", ["ImportError('undefined symbol: PyEval_CallObject')", "OSError('x')"])
def test_a_module_that_is_there_and_does_not_load(snippet, failure):
    """On Python 3.13 it builds, and then its import fails."""
    said = snippet(
        f"""
import sys
class Broken:
    def find_spec(self, name, path=None, target=None):
        if name == "durable_rules_engine":
            raise {failure}
sys.meta_path.insert(0, Broken())
from eligibility.engine.concluder import make_concluder
print(make_concluder().name)
"""
    )
    assert said.split() == ["tables"]


@pytest.mark.parametrize(
    ("python", "platform", "required"),
    [
        ("3.11", "linux", True),
        ("3.12", "linux", True),
        ("3.11", "darwin", True),
        ("3.12", "darwin", True),
        ("3.13", "linux", False),
        ("3.14", "linux", False),
        ("3.13", "darwin", False),
        ("3.11", "win32", False),
        ("3.12", "win32", False),
        ("3.13", "win32", False),
    ],
)
def test_it_is_installed_only_where_it_works(python, platform, required):
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    (wanted,) = (
        demand for text in project["dependencies"] if (demand := Requirement(text)).name == "durable-rules"
    )
    here = {"python_version": python, "python_full_version": f"{python}.1", "sys_platform": platform}
    assert wanted.marker.evaluate(here) is required
    assert str(wanted.specifier) == "==2.0.28"
