"""The message catalogue: both languages alike, nothing missing, nothing left over."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from eligibility.cli.app import COMMANDS
from eligibility.coverage.conditions import Shows
from eligibility.coverage.fates import Fate
from eligibility.exchange.dmn.inputs import READERS
from eligibility.figures import outputs as audit_outputs
from eligibility.figures.compliance import GROUPINGS, REQUIREMENT
from eligibility.handbook import site
from eligibility.impact import outputs as impact_outputs
from eligibility.impact.moving import KINDS
from eligibility.messages import catalogue
from eligibility.model.changes import CHANGES
from eligibility.model.lists import Standing
from eligibility.model.standard import Confidence, TokenState
from eligibility.model.truth import Gap, Status
from eligibility.model.vocabulary import MomentRule
from eligibility.model.waivers import Use
from eligibility.previous.causes import FACTORS
from eligibility.report import change_sheet, workbook
from eligibility.report import lists as list_tables
from eligibility.report.words import OPS
from eligibility.training import outputs as needs_outputs
from eligibility.training import plan_outputs
from eligibility.training.asking import Aside
from eligibility.training.needs import ATTENDS, DEMANDING, RETIRES
from eligibility.typed.tables import Weight
from office.command import ROOT

SOURCE = ROOT / "src" / "eligibility"
KEY = re.compile(r"[a-z]+\.[a-z0-9_]*[a-z0-9]|words\.(and|or)_")
WORD = re.compile(r"[a-z][a-z0-9_]+")
CODE = re.compile(r"(R\d{3})\.(title|help)(_\w+)?")


@cache
def tree(file: str) -> ast.Module:
    return ast.parse((SOURCE / file).read_text("utf-8"))


def files() -> list[str]:
    return [str(file.relative_to(SOURCE)) for file in sorted(SOURCE.rglob("*.py"))]


def strings(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def called(names: Iterable[str], *inside: str) -> set[str]:
    """Words that stand in calls of functions called *names*, in the files *inside* (all, if none)."""
    wanted = set(names)
    return {
        text
        for file in inside or files()
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and _name(node.func) in wanted
        for part in (*node.args, *(keyword.value for keyword in node.keywords))
        for text in strings(part)
        if WORD.fullmatch(text)
    }


def first(names: Iterable[str], *inside: str) -> set[str]:
    """Words that are the first argument of such calls."""
    wanted = set(names)
    return {
        text
        for file in inside or files()
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and _name(node.func) in wanted and node.args
        for text in strings(node.args[0])
        if WORD.fullmatch(text)
    }


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def written(file: str) -> set[str]:
    """All words that stand in a file as strings."""
    return {text for text in strings(tree(file)) if WORD.fullmatch(text)}


READING = tuple(file for file in files() if file.startswith(("normalise/", "read/")))
ISSUES = {"RawIssue", "Issue", "_issue", "issue", "Reading", "_unread"}
PLANS = (
    plan_outputs.GOING,
    plan_outputs.RESERVE,
    plan_outputs.RESERVES,
    plan_outputs.CLASSES,
    plan_outputs.WAYS,
    plan_outputs.ASIDE,
    plan_outputs.GOALS,
    plan_outputs.UNITS,
    plan_outputs.YEARS,
    plan_outputs.FORECAST,
    plan_outputs.CHANGED,
    plan_outputs.FOLLOWED,
    plan_outputs.PAST,
    plan_outputs.TARGETS,
    plan_outputs.LATE,
)
COLUMNS = [head for part in (workbook.DECISIONS, workbook.FINDINGS, workbook.ISSUES) for head in part]
COLUMNS += [
    *workbook.REFUSALS,
    *workbook.RULES,
    *workbook.WAIVERS,
    *needs_outputs.PEOPLE,
    *change_sheet.HEADS,
]
COLUMNS += [head for part in PLANS for head in part]
COLUMNS += [*list_tables.HEADS]
COLUMNS += [*impact_outputs.PEOPLE]
COLUMNS += [*audit_outputs.CHANGES, *audit_outputs.RATES, *audit_outputs.GRACE]
COLUMNS += [*audit_outputs.MADE_UP, *audit_outputs.SENT]
EXCHANGE = [file for file in files() if file.startswith("exchange/")]
CELLS = set(READERS) - {"string", "Any"}
TYPED = [file for file in files() if file.startswith("typed/")]
BARS = {"units", "retires", "unsure", "attends", "full_time", "wait", "entry", "mentor", "early"}
"""What bars somebody from a class."""

SHEETS = {word for file in files() for word in written(file) if word.startswith("sheet_")}
ABOUT = {"records", "out", "shell", "typed"}
DAYS = {str(rule) for rule in MomentRule} - {"yearly"}

HANDBOOK = {word for file in files() if file.startswith("handbook/") for word in written(file)}


def _in_handbook(key: str) -> bool:
    """Whether the last part of *key*, or what follows ``head_``, is a word of the handbook."""
    prefix, _, word = key.partition(".")
    return prefix == "handbook" and bool({word, word.removeprefix("head_")} & HANDBOOK)


FAMILIES: dict[str, set[str]] = {
    "cli.help_": {*COMMANDS, "needs", "plan", "why", "list", "show", "timeline", "standard"},
    "cli.about_": ABOUT,
    "cli.meta_": {*ABOUT, "named", "part", "csv", "draft_file", "post", "standard", "day", "value"},
    "cli.opt_": {"table", "absent", "beside", "evaluate", "decision", "if_unmet", "met"}
    | {f"import_{word}" for word in ("out", "post", "standard", "from")},
    "cli.stage_": first({"tell"}, "concluding.py") | {"again", "changes", "entry", "prove"},
    "report.standing_": set(map(str, Standing)),
    "report.waiver_": set(map(str, Use)),
    "report.repair_": first({"Repair"}, "lists/counting.py") | {"or_add"},
    "report.lists_": {"cap", "target"},
    "digest.says_": {"when", "must", "relaxed", "later", "needed", "unmet", "waivable", "clause", "note"},
    "digest.state_": {"draft", "superseded"},
    "digest.purpose_": {"planning", "training", "audit", "appointment"},
    "unreadable.": first({"UnreadableInput"}),
    "typed.": {word for file in TYPED for word in written(file) if f"typed.{word}" in catalogue("en")},
    "typed.weight_": set(map(str, Weight)),
    "unusable.": first({"UnusableInput"}),
    "refusal.": called({"refusal"}, "normalise/people.py")
    | first({"Refused"}, "evaluate/candidacies.py", "concluding.py"),
    "report.status_": set(map(str, Status)),
    "report.reason_": set(map(str, Gap)),
    "report.confidence_": {*map(str, Confidence), "confirmed"},
    "report.cure_": {"course", "course_late", "paper", "rule", "document", "wait", "wait_until"},
    "report.sum_": {"waived", "training", "possible", "outcomes", "papers"},
    "gap.": {"unmet", "unknown", "lacking", "unread", "lacking_or_unread"},
    "gap.unsure_": {"rule", "term", "window", "waiver"},
    "report.line_": first({"line"}, "report/dossier.py"),
    "report.sheet_": {"summary", *(word.removeprefix("sheet_") for word in SHEETS)},
    "report.col_by_": {*GROUPINGS, REQUIREMENT},
    "report.sheet_by_": {*GROUPINGS, REQUIREMENT, "course", "unit", "clause"},
    "needs.why_": set(DEMANDING),
    "needs.": {ATTENDS, RETIRES},
    "plan.aside_": set(map(str, Aside)) - {"outcome"},
    "plan.bar_": BARS,
    "plan.commitment_": {"running", "over"},
    "plan.goal_": {"claims", "early"},
    "plan.kind_": {"leads", "fosters", "other"},
    "plan.next_": {"under_way", "update", "none", "seated", "waiting", "aside"},
    "plan.proven_": {"true", "false"},
    "plan.reached_": {"yes", "perhaps", "no"},
    "plan.time_": {"yes", "perhaps", "no", "unsure"},
    "figures.baseline_": first({"UnusableBaseline"}),
    "report.col_": {"course", "unit"},
    "report.": {head.key for head in COLUMNS} | {"count", "share"},
    "report.change_": set(CHANGES),
    "report.factor_": set(FACTORS),
    "report.since_": {"no_basis", "rules", "records"},
    "previous.": first({"UnusableReview"}),
    "words.day_": DAYS,
    "words.moment_": DAYS,
    **{f"words.{kind}_": set(OPS.values()) for kind in ("level", "date", "number", "grade")},
    "sql.why_": first({"Untranslatable"}) | {"units"},
    "impact.": set(KINDS),
    "schema.": {key.removeprefix("schema.") for key in catalogue("en") if key.startswith("schema.")},
    "cli.fmt_": {"refused", "not_kept", "unreadable", "would", "done"},
    "cli.new_no_": {"post", "extends"},
    "skeleton.": written("authoring/skeleton.py") & {k.removeprefix("skeleton.") for k in catalogue("en")},
    "skeleton.case_": {"met", "unmet", "unknown"},
    "handbook.": {k.removeprefix("handbook.") for k in catalogue("en") if _in_handbook(k)},
    "handbook.page_": set(site.PAGES),
    "handbook.sign_": set(site.SIGNING),
    "handbook.list_": {"now", "drafts", "others"},
    "handbook.token_": set(map(str, TokenState)),
    "exchange.": first({"_say"}, "exchange/export/telling.py")
    | {"which_term", "which_post", "some_understood", "none_understood"},
    "exchange.why_": first({"Untranslatable"}) - {"preferred"},
    "exchange.problem_": first({"Problem"}, *EXCHANGE) - {"feel_"}
    | {check for check in written("exchange/dmn/logic.py") if f"exchange.problem_{check}" in catalogue("en")}
    | {f"feel_{word}" for word in first({"NotFeel", "_wrong"}, *EXCHANGE)},
    "exchange.remark_": first({"tell", "_remark"}, "exchange/dmn/deciding.py"),
    "exchange.inputs_": first({"UnusableInputs"}, *EXCHANGE) - {"no_"}
    | {f"no_{kind.replace(' ', '_')}" for kind in CELLS},
    "exchange.draft_": first({"NoRequirement"}, *EXCHANGE),
    "coverage.head_": {"standard", "requirements", "conditions", "changes"},
    "coverage.shows_": set(map(str, Shows)),
    "coverage.": set(map(str, Fate)) - {Fate.KILLED}
    | {f"{word}_count" for word in ("impossible", "never_seen", Fate.EQUIVALENT, Fate.REFUSED)},
    "case.": first({"_problem"}, "assurance/comparing.py"),
}
"""Keys put together at run time: how they begin, and the words that may follow."""

ELSEWHERE = ("kind.", "problem.")
"""Words of diagnostics, tested with them."""


def families() -> set[str]:
    return {prefix + word for prefix, words in FAMILIES.items() for word in words}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys():
    assert set(catalogue("vi")) == set(catalogue("en"))


def test_both_languages_have_the_same_placeholders():
    vi, en = catalogue("vi"), catalogue("en")
    assert {key for key in vi if placeholders(vi[key]) != placeholders(en[key])} == set()


def test_no_text_is_empty_or_says_nothing_in_vietnamese():
    vi, en = catalogue("vi"), catalogue("en")
    assert not [key for key in vi if not vi[key].strip()]
    worded = [key for key in vi if re.search(r"[a-z]{4}", re.sub(r"\{[^}]*\}|`[^`]*`", "", en[key]))]
    assert [key for key in worded if vi[key] == en[key]] == []


def test_no_key_is_written_twice():
    for lang in ("vi", "en"):
        keys = [
            line.split(":")[0]
            for file in sorted((SOURCE / "messages" / lang).glob("*.yaml"))
            for line in file.read_text("utf-8").splitlines()
            if line and not line.startswith((" ", "#"))
        ]
        assert len(keys) == len(set(keys)), {key for key in keys if keys.count(key) > 1}


@pytest.mark.parametrize("prefix", sorted(FAMILIES))
def test_every_key_put_together_exists(prefix):
    assert FAMILIES[prefix]
    assert {prefix + word for word in FAMILIES[prefix]} - set(catalogue("en")) == set()


def test_words_of_data_problems_exist():
    """Each word in a call that reports a problem of the data is a kind of problem or what was done."""
    known = {key.split(".", 1)[1] for key in catalogue("en") if key.startswith(("issue.", "done."))}
    assert called(ISSUES, *READING) - known - {"none"} == set()


def test_every_key_named_in_full_exists():
    named = {
        text
        for file in files()
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and _name(node.func) in ("text", "say") and node.args
        for text in strings(node.args[0])
        if KEY.fullmatch(text)
    }
    assert len(named) > 100
    assert named - set(catalogue("en")) == set()


def test_every_way_to_put_a_key_together_is_listed_here():
    found = set()
    for file in files():
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                start = str(node.values[0].value)
                if re.fullmatch(
                    r"(cli|report|words|issue|done|refusal|unreadable|unusable|case|gap|needs|figures|plan|classes|typed|digest|impact|sql|exchange)\.\w*",
                    start,
                ):
                    found.add(start)
    assert found - {*FAMILIES, "issue.", "done.", "words."} == set()


SPEAKERS = {"tell", "leave", "echo", "printable", "Text", "add_column", "UsageError", "fail", "print"}
"""Functions of the command line and the reports whose texts a user reads as they stand."""


def spoken_as_written(node: ast.AST) -> Iterator[str]:
    """Words in what is said that come from no catalogue: constants, and those between parts of a text."""
    match node:
        case ast.JoinedStr(values=[ast.Constant(value=str() as start), *_]) if start.startswith(
            "eligibility "
        ):
            pass  # a command to be typed
        case ast.Constant(value=str() as text):
            yield from re.findall(r"[^\W\d_]{2,}", text)
        case ast.JoinedStr(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                yield from spoken_as_written(part)
        case ast.BinOp(left=left, right=right):
            yield from spoken_as_written(left)
            yield from spoken_as_written(right)
        case ast.IfExp(body=body, orelse=other):
            yield from spoken_as_written(body)
            yield from spoken_as_written(other)


def test_nothing_is_said_that_is_in_no_catalogue():
    said = {
        (file, word)
        for file in files()
        if file.startswith(("cli/", "report/"))
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call)
        for given in (
            node.args if _name(node.func) in SPEAKERS else [],
            [word.value for word in node.keywords if word.arg in ("help", "metavar", "epilog")],
        )
        for argument in given
        for word in spoken_as_written(argument)
    }
    assert said == set()


def test_no_key_is_left_over():
    everything = {text for file in files() for text in strings(tree(file))}
    said = {word for file in READING for word in written(file)}
    used = families() | {key for key in everything if KEY.fullmatch(key)}
    used |= {f"{part}.{word}" for part in ("issue", "done") for word in said}
    used |= {key for key in catalogue("en") if key.startswith(ELSEWHERE) or CODE.fullmatch(key)}
    used |= {"error", "warning", "help"}
    assert sorted(set(catalogue("en")) - used) == []


def test_codes_of_diagnostics_and_their_texts_are_the_same():
    codes = {
        code for file in files() for text in strings(tree(file)) for code in re.findall(r"\bR\d{3}\b", text)
    }
    said = {match[1] for key in catalogue("en") if (match := CODE.fullmatch(key))}
    assert codes == said
    assert not [code for code in codes if f"{code}.title" not in catalogue("en")]


def test_texts_are_in_composed_letters_and_plain_quotes():
    import unicodedata

    for lang in ("vi", "en"):
        for key, text in catalogue(lang).items():
            assert text == unicodedata.normalize("NFC", text), key
            assert "\t" not in text, key
            assert text == text.strip() or key in ("words.and_", "words.or_"), key


def test_catalogue_files_are_in_the_package():
    assert {file.name for file in (SOURCE / "messages" / "vi").glob("*.yaml")} == {
        file.name for file in (SOURCE / "messages" / "en").glob("*.yaml")
    }
    assert isinstance(Path(SOURCE / "messages" / "locale"), Path)
