"""A field, a level, a post, a scale, an outcome and a column heading are YAML: no Python changes."""

import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from eligibility.pipeline import load_rules, review

SHIPPED = Path(__file__).parents[2] / "rules"
DAY = date(2026, 6, 30)

FIELD = {
    "name": "digital_skill",
    "type": "level",
    "scale": "digital_skill",
    "label": {"vi": "Kỹ năng số", "en": "Digital skill"},
    "aliases": ["chuyển đổi số", "năng lực số"],
}
SCALE = {
    "label": {"vi": "Kỹ năng số", "en": "Digital skill"},
    "levels": [
        {"code": "basic", "vi": "Cơ bản", "en": "Basic"},
        {"code": "skilled", "vi": "Thành thạo", "en": "Skilled", "aliases": ["tốt"]},
    ],
}
LEVEL = {"code": "professor", "rank": "8", "vi": "Giáo sư", "en": "Professor", "aliases": ["GS"]}
POST = {
    "code": "commune.digital_lead",
    "vi": "Tổ trưởng chuyển đổi số xã",
    "en": "Lead of the commune's digital team",
    "kind": "government",
    "level": "commune",
    "standing": "37",
    "group": "staff",
    "aliases": ["tổ trưởng CĐS"],
}
STANDARD = {
    "standard": "x.digital_lead",
    "title": {"vi": "Tổ trưởng chuyển đổi số", "en": "Digital lead"},
    "posts": ["commune.digital_lead"],
    "source": {"instrument": "7/2026/QĐ-UBND", "confidence": "text"},
    "in_force": {"from": "2026-01-01"},
    "requirements": [
        {
            "id": "digital_skill",
            "must": "digital_skill >= skilled",
            "if_unmet": "mentor",
            "clause": "art. 2",
        },
        {"id": "degree", "must": "degree >= professor", "if_unmet": "warn", "clause": "art. 3"},
    ],
}


def edit(path, change):
    data = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506  (scalars stay text)
    change(data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    """The shipped rule book with what is new in it, written as an office would: in YAML."""
    root = tmp_path_factory.mktemp("book") / "rules"
    shutil.copytree(SHIPPED, root)

    def fields(data):
        data["tables"]["people"]["fields"].append(FIELD)

    def scales(data):
        data["scales"]["degree"]["levels"].append(LEVEL)
        data["scales"]["digital_skill"] = SCALE

    def posts(data):
        data["posts"].append(POST)

    def planning(data):
        data["outcomes"].append({"code": "mentored", "rank": "4", "vi": "Kèm cặp", "en": "Mentored"})
        data["effects"]["mentor"] = {"vi": "cần người kèm", "en": "needs a mentor"}
        first_keep = next(n for n, line in enumerate(data["decide"]) if line["outcome"] == "keep")
        data["decide"].insert(first_keep, {"outcome": "mentored", "when": ["planned", "unmet mentor"]})

    edit(root / "vocabulary" / "fields.yaml", fields)
    edit(root / "vocabulary" / "scales.yaml", scales)
    edit(root / "vocabulary" / "posts.yaml", posts)
    edit(root / "policy" / "planning.yaml", planning)
    (root / "standards" / "digital.yaml").write_text(yaml.safe_dump(STANDARD, allow_unicode=True), "utf-8")
    book, problems, _ = load_rules(root)
    assert problems == ()
    return book


PEOPLE = """\
Mã cán bộ,Họ và tên,Giới tính,Ngày sinh,Chức vụ,Trình độ chuyên môn,Năng lực số
a,Nguyễn Văn A,Nam,01/02/1985,Công chức cấp xã,Giáo sư,Thành thạo
b,Trần Thị B,Nữ,03/04/1986,Công chức cấp xã,GS,Cơ bản
c,Lê Văn C,Nam,05/06/1987,Công chức cấp xã,Thạc sĩ,tốt
d,Phạm Thị D,Nữ,07/08/1988,Công chức cấp xã,Giáo sư,
"""
PLAN = """\
Mã cán bộ,Chức danh quy hoạch,Đơn vị quy hoạch,Nhiệm kỳ,Tình trạng quy hoạch
a,Tổ trưởng chuyển đổi số xã,Xã Y,2026-2031,planned
b,tổ trưởng CĐS,Xã Y,2026-2031,planned
c,commune.digital_lead,Xã Y,2026-2031,planned
d,Tổ trưởng chuyển đổi số xã,Xã Y,2026-2031,planned
"""


@pytest.fixture(scope="module")
def reviewed(rules, tmp_path_factory):
    folder = tmp_path_factory.mktemp("records")
    (folder / "people.csv").write_text(PEOPLE, "utf-8")
    (folder / "plan.csv").write_text(PLAN, "utf-8")
    return review(folder, rules, DAY)


def test_the_new_outcome_is_reached(reviewed):
    assert not reviewed.refusals
    decisions = {row["id"]: row for row in reviewed.decisions.iter_rows(named=True)}
    assert {row["standard"] for row in decisions.values()} == {"x.digital_lead"}
    assert {person: row["outcome"] for person, row in decisions.items()} == {
        "a": "keep",
        "b": "mentored",
        "c": "keep",
        "d": "verify",
    }


def test_the_new_levels_are_ordered_and_read_by_their_aliases(reviewed):
    found = {
        (row["id"], row["requirement"]): row["status"] for row in reviewed.findings.iter_rows(named=True)
    }
    assert found == {
        ("a", "digital_skill"): "met",
        ("a", "degree"): "met",
        ("b", "digital_skill"): "unmet",
        ("b", "degree"): "met",
        ("c", "digital_skill"): "met",
        ("c", "degree"): "unmet",
        ("d", "digital_skill"): "unknown",
        ("d", "degree"): "met",
    }


def test_every_engine_and_the_reference_agree_on_it(reviewed):
    assert reviewed.engines.compared == reviewed.engines.candidacies == 4
