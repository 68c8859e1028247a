"""What changed from one review of the office to the next, and why: an example for each cause."""

import hashlib
from datetime import date

import attrs
import polars as pl
import pytest

from eligibility.model.dataset import SourceFile
from office.records import HEAD, entry, office, person

from .years import DAY, LATER, between, changed, rewritten, rows, year

COLUMNS = ("id", "post", "change", "cause", "ways", "old_outcome", "outcome", "requirements")
DUNG = person(4, "Phạm Thị Dung", sex="Nữ", degree="Đại học")
LLCT = {"must: llct >= intermediate\n        needed_at": "must: llct >= primary\n        needed_at"}


@pytest.fixture
def before(tmp_path):
    """The review of the office as it is."""
    return year(tmp_path)


def with_degree():
    """The office, with a degree where it was being looked for (Cán bộ!G6)."""
    tables = office()
    tables["Cán bộ"][1][3] = DUNG
    return tables


def test_nothing_changed_where_all_is_as_it_was(before, tmp_path):
    """The workbook was saved again: its bytes differ, its cells do not."""
    again = year(tmp_path)
    again = attrs.evolve(again, made=attrs.evolve(again.made, sources=(SourceFile("hồ sơ.xlsx", "0" * 64),)))
    found = between(before, again)
    assert found.candidacies.height == found.findings.height == found.fields.height == 0
    assert dict(found.factors) == {"data": False, "rule": False, "time": False}
    assert (found.unproved, found.evaluations, found.rule_files) == ("", 0, ())


def test_nothing_changed_where_only_rows_moved_and_files_have_other_names(before, tmp_path):
    tables = office()
    tables["Cán bộ"][1].reverse()
    found = between(before, year(tmp_path, tables, name="cán bộ 2027.xlsx"))
    assert found.candidacies.height == 0
    assert found.factors["data"]
    assert found.evaluations == 0  # results are alike: there is nothing to prove


# --- the data -----------------------------------------------------------------------------------------


def test_data_are_the_cause(before, tmp_path):
    found = between(before, year(tmp_path, with_degree()))
    assert changed(found, *COLUMNS) == [
        ("CB04", "deputy", "outcome", "data", "data", "verify", "keep", "degree: unknown > met")
    ]
    assert rows(found.fields, ["id", "sheet", "field", "old_text", "text", "old_cell", "cell"]) == [
        ("CB04", "people", "degree", "đang bổ sung", "Đại học", *["hồ sơ.xlsx!Cán bộ!G6"] * 2)
    ]
    assert found.evaluations == 1


def test_only_what_the_changed_requirement_reads_is_named(before, tmp_path):
    tables = with_degree()
    tables["Cán bộ"][1][3] = (*DUNG[:4], "Phòng khác", *DUNG[5:])
    found = between(before, year(tmp_path, tables))
    assert rows(found.fields, ["id", "field"]) == [("CB04", "degree")]


def test_rows_of_histories_are_named_as_gone_and_new(before, tmp_path):
    tables = office()
    tables["Kỷ luật"][1][0] = ("CB08", "Kỷ luật Đảng", "Khiển trách", date(2025, 1, 15), None)
    found = between(before, year(tmp_path, tables))
    assert changed(found, "id", "post", "change", "cause", "requirements") == [
        ("CB08", "head", "outcome", "data", "discipline: unmet > met"),
        ("CB08", "deputy", "findings", "data", "discipline: unmet > met"),
    ]
    assert rows(found.fields, ["post", "sheet", "field", "old_text", "text"])[:2] == [
        ("head", "disciplines", "", "Kỷ luật Đảng / Cảnh cáo / 2026-01-15 / ", None),
        ("head", "disciplines", "", None, "Kỷ luật Đảng / Khiển trách / 2025-01-15 / "),
    ]


def test_candidacies_that_come_and_go_are_changes_of_the_data(before, tmp_path):
    tables = office()
    del tables["Quy hoạch"][1][4]
    tables["Quy hoạch"][1].append(entry(7, "Đề nghị bổ sung", post=HEAD, since=None))
    found = between(before, year(tmp_path, tables))
    assert changed(found, *COLUMNS) == [
        ("CB07", "head", "new", "data", "data", "", "reject", ""),
        ("CB05", "deputy", "vanished", "data", "data", "closed", "", ""),
    ]


def test_an_id_that_changed_is_one_gone_and_one_new(before, tmp_path):
    tables = office()
    tables["Cán bộ"][1][0] = ("CB01A", *tables["Cán bộ"][1][0][1:])
    for row in (0, 9):
        tables["Quy hoạch"][1][row] = ("CB01A", *tables["Quy hoạch"][1][row][1:])
    tables["Xếp loại"][1][:2] = [("CB01A", 2024, "Hoàn thành tốt"), ("CB01A", 2025, "Hoàn thành tốt")]
    found = between(before, year(tmp_path, tables))
    assert changed(found, "id", "change", "cause", "full_name") == [
        ("CB01A", "new", "data", "Nguyễn Văn An"),
        ("CB01", "vanished", "data", "Nguyễn Văn An"),
    ]


def test_rows_refused_now_or_no_longer_are_changes(before, tmp_path):
    tables = office()
    tables["Quy hoạch"][1][10] = entry(10)  # nobody, as CB09 was
    tables["Kỷ luật"][1].append(("CB77", "Kỷ luật Đảng", "Cảnh cáo", date(2026, 1, 15), None))
    del tables["Quy hoạch"][1][11]  # the post that nobody understood
    found = between(before, year(tmp_path, tables))
    assert changed(found, "table", "id", "post", "change", "cause", "old_outcome", "outcome") == [
        ("", "CB10", "deputy", "new", "data", "", "refused:unknown_person"),
        ("disciplines", "CB77", "", "new", "data", "", "refused:unknown_person"),
        ("", "CB09", "deputy", "vanished", "data", "refused:unknown_person", ""),
        ("", "CB02", "Trưởng ban gì đó", "vanished", "data", "refused:unknown_post", ""),
    ]


def test_several_rows_of_one_candidacy_are_compared_together(tmp_path):
    def planned(*others):
        tables = office()
        tables["Quy hoạch"][1][:] = [entry(1), entry(6, "Đề nghị bổ sung", since=None), *others]
        return tables

    twice = entry(1, "Đề nghị bổ sung", since=None)
    before = year(tmp_path, planned(twice))
    found = between(before, year(tmp_path, planned(entry(1, "Quy hoạch nhiệm kỳ trước", since=None))))
    assert changed(found, "id", "change", "cause", "old_outcome", "outcome") == [
        ("CB01", "outcome", "data", "add;keep", "carry_over;keep")
    ]
    moved = planned(twice)
    moved["Quy hoạch"][1].reverse()
    assert between(before, year(tmp_path, moved)).candidacies.height == 0


# --- the rules ----------------------------------------------------------------------------------------


def test_a_rule_is_the_cause(before, tmp_path):
    rules = rewritten(LLCT, tmp_path / "rules")
    found = between(before, year(tmp_path, rules=rules))
    assert changed(found, *COLUMNS) == [
        ("CB02", "deputy", "training", "rule", "rule", "carry_over", "carry_over", "llct: unmet > met"),
        ("CB08", "head", "findings", "rule", "rule", "remove", "remove", "llct: unmet > met"),
        ("CB08", "deputy", "findings", "rule", "rule", "remove", "remove", "llct: unmet > met"),
    ]
    named = ["requirement", "clause", "old_version", "version", "old_required", "required", "turned"]
    assert rows(found.findings, named)[0] == (
        *("llct", "12-QĐ/TU, Điều 6", "2024-01-01", "2024-01-01"),
        *("llct >= intermediate", "llct >= primary", None),
    )
    assert found.rule_files == ("standards/office.yaml",)
    assert found.fields.height == 0


def test_a_requirement_that_is_no_more_is_a_rule(before, tmp_path):
    source = (rewritten({}, tmp_path / "a") / "standards" / "office.yaml").read_text("utf-8")
    start, end = source.index("      - id: higher_post"), source.index("      - id: degree")
    rules = rewritten({source[start:end]: ""}, tmp_path / "rules")
    found = between(before, year(tmp_path, rules=rules))
    statuses = rows(found.findings, ["requirement", "old_status", "status", "cause"])
    assert {(name, new, cause) for name, _, new, cause in statuses} == {("higher_post", "", "rule")}
    assert {old for _, old, _, _ in statuses} == {"met", "unmet"}


def test_a_standard_that_no_longer_covers_a_post_refuses(before, tmp_path):
    rules = rewritten({"posts: [chair, deputy, head]": "posts: [chair, deputy]"}, tmp_path / "rules")
    found = between(before, year(tmp_path, rules=rules))
    assert changed(found, *COLUMNS, "refusal") == [
        ("CB08", "head", "refused", "rule", "rule", "remove", "refused:no_standard", "", "no_standard:head")
    ]
    back = between(year(tmp_path, rules=rules), before)
    assert changed(back, "id", "change", "cause") == [("CB08", "decided", "rule")]


# --- time -------------------------------------------------------------------------------------------


def test_time_is_the_cause_and_the_day_is_named(before, tmp_path):
    """The warning of CB08 blocks for 24 months from 15/01/2026."""
    found = between(before, year(tmp_path, day=date(2028, 3, 15)))
    turned = rows(found.findings, ["id", "requirement", "old_status", "status", "cause", "turned"])
    assert ("CB08", "discipline", "unmet", "met", "time", date(2028, 1, 15)) in turned
    earlier = between(year(tmp_path, day=date(2028, 1, 14)), year(tmp_path, day=date(2028, 1, 15)))
    assert {row[:2] for row in rows(earlier.findings, ["id", "requirement"])} == {("CB08", "discipline")}


def with_version(place):
    """The rule book of the office, with a version from 01/01/2027 that asks for less."""
    rules = rewritten({}, place)
    file = rules / "standards" / "office.yaml"
    text = file.read_text("utf-8")
    start, end = text.index("  - standard: office.leaders"), text.index("  - standard: office.class")
    newer = text[start:end].replace("from: 2024-01-01", "from: 2027-01-01")
    newer = newer.replace(*next(iter(LLCT.items()))).replace("12-QĐ/TU, Điều 6", "13-QĐ/TU, Điều 1")
    older = text[start:end].replace("from: 2024-01-01", "from: 2024-01-01, until: 2026-12-31")
    file.write_text(text[:start] + older + newer + text[end:], "utf-8")
    return rules


NEWER = (
    *("llct", "2024-01-01", "2027-01-01", "12-QĐ/TU, Điều 6", "13-QĐ/TU, Điều 1"),
    date(2027, 1, 1),
)


def versions(found):
    named = ["requirement", "old_version", "version", "old_clause", "clause", "turned"]
    return rows(found.findings, named)[0]


def test_a_version_that_came_into_force_is_time(tmp_path):
    """The rule book is the same, and had it already."""
    rules = with_version(tmp_path / "rules")
    found = between(year(tmp_path, rules=rules), year(tmp_path, rules=rules, day=date(2027, 2, 1)))
    assert changed(found, "id", "change", "cause") == [
        *[("CB02", "training", "time")],
        *[("CB08", "findings", "time")] * 2,
    ]
    assert versions(found) == NEWER


def test_a_version_that_was_added_and_came_into_force_is_rule_and_time(before, tmp_path):
    rules = with_version(tmp_path / "rules")
    found = between(before, year(tmp_path, rules=rules, day=date(2027, 2, 1)))
    assert {row[1:] for row in changed(found, "id", "cause", "ways")} == {("rule+time", "rule+time")}
    assert versions(found) == NEWER


def test_going_back_in_time_is_time_as_well(before, tmp_path):
    found = between(year(tmp_path, day=date(2028, 3, 15)), before)
    assert {cause for (cause,) in changed(found, "cause")} == {"time"}
    assert {turned for (turned,) in rows(found.findings, ["turned"])} == {None}


# --- several ------------------------------------------------------------------------------------------


def milder():
    """The office, with a reprimand, which blocks for 12 months, where there was a warning."""
    tables = office()
    tables["Kỷ luật"][1][0] = ("CB08", "Kỷ luật Đảng", "Khiển trách", date(2026, 1, 15), None)
    return tables


def test_data_and_time_together(before, tmp_path):
    found = between(before, year(tmp_path, milder(), day=LATER))
    assert changed(found, "id", "post", "change", "cause", "ways", "proof")[0] == (
        *("CB08", "head", "outcome", "data+time", "data+time"),
        "data=old;time=old",
    )
    assert rows(found.findings, ["cause", "turned"])[0] == ("data+time", date(2027, 1, 15))


def test_either_of_two_is_enough(before, tmp_path):
    """CB02 has gone to the class, and the level it gives is no longer asked for."""
    tables = office()
    tables["Cán bộ"][1][1] = person(2, "Trần Thị Bình", sex="Nữ", llct="Trung cấp")
    found = between(before, year(tmp_path, tables, rewritten(LLCT, tmp_path / "rules")))
    assert changed(found, "id", "change", "cause", "ways", "proof")[0] == (
        *("CB02", "training", "data+rule", "data;rule"),
        "data=new;rule=new",
    )


def test_outcome_and_training_have_causes_of_their_own(before, tmp_path):
    """CB02 gets a proposal (data) and the level is no longer asked for (rule)."""
    tables = office()
    tables["Quy hoạch"][1][1] = entry(2, "Đề nghị bổ sung", since=None)
    found = between(before, year(tmp_path, tables, rewritten(LLCT, tmp_path / "rules")))
    assert changed(found, "id", "change", "cause", "training_cause", "old_outcome", "outcome")[0] == (
        *("CB02", "outcome", "data", "rule", "carry_over", "add"),
    )


def test_a_world_that_cannot_be_reviewed_proves_nothing_by_itself(before, tmp_path):
    """A term that the old calendars do not know: only new data with new rules can be decided."""
    tables = office()
    tables["Quy hoạch"][1][0] = entry(1, term="2031-2036")
    tables["Quy hoạch"][1][9] = entry(1, term="2031-2036")
    term = "  - {term: 2026-2031, kind: government"
    more = "  - {term: 2031-2036, kind: government, level: commune, start: 2031-03-01, end: 2036-02-28"
    more += ", confidence: text}\n"
    rules = rewritten({term: more + term}, tmp_path / "rules", "vocabulary/calendars.yaml")
    decided = year(tmp_path, tables, rules)
    refused = between(before, year(tmp_path, tables))
    assert ("CB01", "2031-2036", "new", "data", "refused:no_moment") in changed(
        refused, "id", "term", "change", "cause", "outcome"
    )
    found = between(year(tmp_path, tables), decided)
    assert changed(found, "id", "change", "cause", "old_outcome", "outcome") == [
        ("CB01", "decided", "rule", "refused:no_moment", "keep")
    ]


# --- what cannot be proved --------------------------------------------------------------------------


def test_without_basis_changes_are_told_and_causes_are_not(before, tmp_path):
    found = between(before, year(tmp_path, with_degree()), basis=False)
    assert changed(found, *COLUMNS) == [
        ("CB04", "deputy", "outcome", "unknown", "", "verify", "keep", "degree: unknown > met")
    ]
    assert (found.unproved, found.evaluations) == ("no_basis", 0)
    assert found.fields.height == 0


def test_results_that_were_altered_are_not_explained(before, tmp_path):
    """The recorded outcome of CB01 is not what its records come to."""
    other = pl.when(pl.col("id") == "CB01").then(pl.lit("remove")).otherwise("outcome").alias("outcome")
    forged = attrs.evolve(before.made, decisions=before.made.decisions.with_columns(other))
    found = between(attrs.evolve(before, made=forged), year(tmp_path, with_degree()))
    assert changed(found, "id", "cause", "old_outcome", "outcome") == [
        ("CB01", "unknown", "remove", "keep"),
        ("CB04", "data", "verify", "keep"),
    ]
    assert (found.unproved, found.unlike) == ("", 1)


def test_rules_that_are_no_longer_understood_leave_causes_open(before, tmp_path):
    rules = {**before.rules, "standards/office.yaml": before.rules["standards/office.yaml"] + b"  - x: y\n"}
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in rules.items()}
    book = attrs.evolve(before.rulebook, hashes=hashes)
    old = attrs.evolve(before, made=attrs.evolve(before.made, rulebook=book), rules=rules)
    found = between(old, year(tmp_path, with_degree()))
    assert changed(found, "id", "cause") == [("CB04", "unknown")]
    assert found.unproved == "rules"


# --- other purposes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", ["audit", "training"])
def test_audits_and_classes_are_compared_too(tmp_path, purpose):
    tables = office()
    tables["Cán bộ"][1][3] = DUNG
    before = year(tmp_path, purpose=purpose)
    assert between(before, year(tmp_path, purpose=purpose)).candidacies.height == 0
    found = between(before, year(tmp_path, tables, purpose=purpose))
    assert {row[:2] for row in changed(found, "id", "cause")} == {("CB04", "data")}


def test_days_are_those_of_the_reviews(before, tmp_path):
    found = between(before, year(tmp_path, day=LATER))
    assert (found.earlier.as_of, found.as_of) == (DAY, LATER)
