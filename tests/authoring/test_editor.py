"""What an author sees in an editor: the real YAML language server with our schemas."""

from pathlib import Path

import pytest

from assurance.bad_rulebooks import BAD, BASE, lay
from eligibility.messages import text
from office.command import ROOT

from .editor import editor

HEAD = """\
standard: a
title: {vi: A, en: A}
posts: [commune.party_secretary]
source: {instrument: 1, confidence: text}
in_force: {from: 2025-01-01}
"""
DEMAND = "requirements:\n  - id: degree\n    must: degree >= bachelor\n    if_unmet: train\n    clause: 1\n"
HERE = Path("/rules/standards/vn/a.yaml")


@pytest.fixture(scope="module")
def server():
    schemas = ROOT / "rules" / "schema"
    mapping = {
        (schemas / f"{room}.schema.json").as_uri(): patterns
        for room, patterns in {
            "rulebook": ["rules/rulebook.yaml"],
            "cases": ["cases/**/*.yaml"],
            **{
                room: [f"rules/{room}/**/*.yaml"]
                for room in ("vocabulary", "standards", "policy", "structure", "training")
            },
        }.items()
    }
    with editor(mapping) as running:
        yield running


def both(key):
    return [text(key, lang) for lang in ("vi", "en")]


def test_nothing_is_underlined_in_shipped_files(server):
    for file in [
        *sorted((ROOT / "rules").rglob("*.yaml")),
        ROOT / "cases" / "standards" / "vn" / "commune.yaml",
    ]:
        assert server.diagnostics(file, file.read_text("utf-8")) == [], file


@pytest.mark.parametrize(
    ("typed", "offered", "said"),
    [
        (HEAD + "|\n" + DEMAND, "extends", "schema.standard_extends"),
        (HEAD + "requirements:\n  - id: degree\n    |", "if_unmet", "schema.requirement_if_unmet"),
        (HEAD + "requirements:\n  - id: degree\n    must:\n      |\n", "any_of", "schema.any_of"),
        (
            HEAD + "extends: x\nrequirements:\n  - id: degree\n    |",
            "needed_at",
            "schema.requirement_needed_at",
        ),
    ],
)
def test_keys_are_offered_with_what_they_mean_in_both_languages(server, typed, offered, said):
    found = server.completions(HERE, typed)
    documentation = found[offered]["documentation"]
    for part in both(said):
        assert part in (documentation if isinstance(documentation, str) else documentation["value"])


@pytest.mark.parametrize(
    ("typed", "offered", "said"),
    [
        (HEAD.replace("[commune.party_secretary]", "[|]"), "commune.front_chair", "Chủ tịch MTTQ xã"),
        (HEAD + "status: |\n", "draft", "dự thảo"),
        (HEAD + "extends: |\n", "vn.planning", "General conditions"),
        (HEAD + "requirements:\n  - id: degree\n    if_unmet: |\n", "leave", "đương nhiên ra khỏi quy hoạch"),
        (HEAD + "requirements:\n  - id: degree\n    needed_at: |\n", "appointment", "khi bổ nhiệm"),
        (HEAD + "requirements:\n  - id: degree\n    must: |\n", "llct >= advanced", "từ Cao cấp trở lên"),
        (HEAD.replace("confidence: text", "confidence: |"), "summary", ""),
    ],
)
def test_values_are_offered_with_what_they_mean(server, typed, offered, said):
    found = server.completions(HERE, typed)
    assert said in str(found[offered].get("documentation"))
    assert "true" not in found
    assert "null" not in found


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (HEAD + "requi|rements: []\n", "schema.standard_requirements"),
        (HEAD + DEMAND.replace("if_unmet", "if_un|met"), "schema.requirement_if_unmet"),
        (HEAD.replace("confidence", "confi|dence"), "schema.source_confidence"),
    ],
)
def test_hover_says_what_a_key_is_in_both_languages(server, typed, said):
    found = server.hover(HERE, typed)
    for part in both(said):
        assert part.replace("`", "") in found.replace("`", "").replace("\\", "")


@pytest.mark.parametrize(
    ("was", "typed", "underlined"),
    [
        ("if_unmet: train", "if_umnet: train", "if_umnet"),
        ("    clause: 1\n", "", "clause"),
        ("must: degree >= bachelor", "must: [degree >= bachelor]", "Incorrect type"),
        ("must: degree >= bachelor", "must: {all: [degree >= bachelor]}", "Incorrect type"),
    ],
)
def test_what_is_wrong_is_underlined_while_typing(server, was, typed, underlined):
    assert DEMAND.count(was) == 1
    said = server.diagnostics(HERE, HEAD + DEMAND.replace(was, typed))
    assert any(underlined in one for one in said), said
    assert server.diagnostics(HERE, HEAD + DEMAND) == []


def test_a_layer_need_not_say_what_it_does_not_change(server):
    layer = HEAD + "extends: vn.planning\nrequirements:\n  - {id: degree, must: degree >= master}\n"
    assert server.diagnostics(HERE, layer) == []
    assert server.diagnostics(HERE, layer.replace("extends: vn.planning\n", "")) != []


@pytest.mark.parametrize(
    "name",
    ["R202_on_is_a_text", "R203_underscored_number", "R204_date_in_another_order", "R207_misspelt_key"],
)
def test_bad_files_are_underlined(server, name, tmp_path):
    lay(BAD / name, tmp_path / "rules")
    lay(BASE, tmp_path / "sound")
    said = {}
    for file in (tmp_path / "rules").rglob("*.yaml"):
        text, sound = file.read_text("utf-8"), tmp_path / "sound" / file.relative_to(tmp_path / "rules")
        if not sound.exists() or text != sound.read_text("utf-8"):
            said[file.name] = server.diagnostics(file, text)
    assert said
    assert all(said.values())


def test_the_first_line_of_a_file_may_name_its_schema(server):
    schema = (ROOT / "rules" / "schema" / "standards.schema.json").as_uri()
    elsewhere = Path("/nơi khác/a.yaml")
    assert server.diagnostics(elsewhere, "standart: a\n") == []
    assert server.diagnostics(elsewhere, f"# yaml-language-server: $schema={schema}\nstandart: a\n") != []
