"""Law: every change has exactly one cause, the one that reviewing with each of the three held tells.

The office is reviewed twice, with records, rules and dates drawn at random. What `compare` says is
checked against plain dictionaries made of reviews of all eight worlds.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import chain, combinations
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eligibility.normalise.people import build_dataset
from eligibility.pipeline import review_dataset
from office.records import CLERK, DEPUTY, HEAD, entry, office, person
from previous.years import ENGINE, Year, between, rewritten, year

from .strategies import examples

DAYS = (date(2026, 6, 30), date(2026, 9, 1), date(2027, 1, 15), date(2027, 4, 1), date(2028, 3, 15))


def _person(place: int, *row: Any, **changes: Any) -> Callable[[Any], None]:
    def change(tables: Any) -> None:
        tables["Cán bộ"][1][place] = person(*row, **changes)

    return change


def _plan(place: int, *row: Any, **changes: Any) -> Callable[[Any], None]:
    def change(tables: Any) -> None:
        tables["Quy hoạch"][1][place] = entry(*row, **changes)

    return change


def _row(sheet: str, place: int, *row: Any) -> Callable[[Any], None]:
    def change(tables: Any) -> None:
        tables[sheet][1][place] = row

    return change


DATA: Sequence[Callable[[Any], None]] = (
    _person(1, 2, "Trần Thị Bình", sex="Nữ", llct="Trung cấp"),
    _person(3, 4, "Phạm Thị Dung", sex="Nữ", degree="Đại học"),
    _person(3, 4, "Phạm Thị Dung", sex="Nữ", degree="Cao đẳng"),
    _person(0, 1, "Nguyễn Văn An", born=date(1969, 1, 2)),
    _person(0, 11, "Nguyễn Văn An"),
    _person(4, 5, "Hoàng Văn Em", post=CLERK),
    _plan(0, 1, "Quy hoạch nhiệm kỳ trước"),
    _plan(1, 2, "Đề nghị bổ sung", since=None),
    _plan(10, 7, post=HEAD),
    _plan(11, 2, post=DEPUTY, term="2021-2026"),
    _plan(8, 10),
    _row("Kỷ luật", 0, "CB08", "Kỷ luật Đảng", "Khiển trách", date(2026, 1, 15), None),
    _row("Kỷ luật", 0, "CB01", "Kỷ luật Đảng", "Cảnh cáo", date(2026, 2, 1), None),
    _row("Xếp loại", 1, "CB01", 2025, "Không hoàn thành"),
    _row("Xếp loại", 2, "CB99", 2025, "Hoàn thành tốt"),
)

ALWAYS, ENDED = "in_force: {from: 2024-01-01}", "in_force: {from: 2024-01-01, until: 2026-12-31}"
AGE = "\n    requirements:\n      - id: age"
RULES: Sequence[Mapping[str, str]] = (
    {"must: llct >= intermediate\n        needed_at": "must: llct >= primary\n        needed_at"},
    {">= 60 months": ">= 48 months"},
    {"must: degree >= bachelor": "must: degree >= college"},
    {"last 2 years, >= good": "last 1 years, >= good"},
    {"posts: [chair, deputy, head]": "posts: [chair, deputy]"},
    {"if_unmet: leave": "if_unmet: warn"},
    {"needed_at: appointment\n        if_unmet: train": "if_unmet: train"},
    {f"{ALWAYS}{AGE}": f"{ENDED}{AGE}"},
)


Choice = frozenset[int]
State = tuple[Choice, Choice, date]
"""Which of the changes of data and rules are made, and the date."""


@cache
def home() -> Path:
    """Where the rule books and workbooks of this module are made."""
    return Path(mkdtemp(prefix="eligibility-test-"))


@pytest.fixture(scope="module", autouse=True)
def tidy() -> Iterator[None]:
    yield
    shutil.rmtree(home(), ignore_errors=True)
    for made in (home, book, side, world):
        made.cache_clear()


@cache
def book(rules: Choice) -> Path:
    texts = {old: new for number in sorted(rules) for old, new in RULES[number].items()}
    return rewritten(texts, home() / "-".join(["rules", *map(str, sorted(rules))]))


@cache
def side(state: State) -> Year:
    """The review of one state."""
    data, rules, day = state
    tables = office()
    for number in sorted(data):
        DATA[number](tables)
    return year(home(), tables, book(rules), day)


Key = tuple[str, str, str, str]
Said = Mapping[str, object]


@cache
def world(data: State, rules: State, day: date) -> Mapping[Key, Said]:
    """What a review says of each candidacy, by what it says it of, as plain values."""
    rulebook = side(rules).rulebook
    dataset = build_dataset(side(data).raw, rulebook.vocabulary, day)
    made = review_dataset(dataset, rulebook, day, engine=ENGINE)
    found: dict[Key, dict[str, Any]] = {}

    def at(*key: str) -> dict[str, Any]:
        empty = {"decided": [], "refused": [], "concluded": [], "trained": [], "statuses": {}}
        return found.setdefault(key, empty)  # type: ignore[arg-type]

    for row in made.decisions.to_dicts():
        said = at("", row["id"], row["post"], row["term"])
        said["decided"].append(True)
        said["concluded"].append((row["outcome"], row["outcomes"]))
        said["trained"].append((row["training"], row["training_possible"]))
    for row in made.findings.to_dicts():
        said = at("", row["id"], row["post"], row["term"])
        said["statuses"].setdefault(row["requirement"], []).append(row["status"])
    for refusal in made.refusals:
        nobody = refusal.kind in ("no_id", "unknown_person") and refusal.table != "plan"
        said = at(refusal.table if nobody else "", refusal.person, refusal.post, refusal.term)
        said["refused"].append((refusal.kind, refusal.detail))
        said["concluded"].append((f"refused:{refusal.kind}", []))
    for said in found.values():
        for name in ("decided", "refused", "concluded", "trained"):
            said[name].sort()
        for statuses in said["statuses"].values():
            statuses.sort()
        said["decided"] = bool(said["decided"])
    return found


def between_worlds(old: State, new: State) -> dict[frozenset[str], Mapping[Key, Said]]:
    """All worlds of what differs, by what is new in them."""
    names = ("data", "rule", "time")
    differ = [name for name, a, b in zip(names, old, new, strict=True) if a != b]
    sets = chain.from_iterable(combinations(differ, size) for size in range(len(differ) + 1))
    return {
        frozenset(chosen): world(
            new if "data" in chosen else old,
            new if "rule" in chosen else old,
            (new if "time" in chosen else old)[2],
        )
        for chosen in sets
    }


def label(
    worlds: Mapping[frozenset[str], Mapping[Key, Said]], look: Callable[[Mapping[Key, Said]], object]
) -> str:
    """The factors of all sets that come to the new result and hold no smaller one that does."""
    whole = max(worlds, key=len)
    enough = [chosen for chosen, said in worlds.items() if look(said) == look(worlds[whole])]
    smallest = [chosen for chosen in enough if not any(other < chosen for other in enough)]
    every = frozenset[str]().union(*smallest)
    return "+".join(name for name in ("data", "rule", "time") if name in every)


def expected(old: State, new: State) -> dict[tuple[str, ...], tuple[str, str]]:
    """Each change with its kind and cause; for a requirement of one decided twice also with its name."""
    worlds = between_worlds(old, new)
    before, after = worlds[frozenset()], worlds[max(worlds, key=len)]
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    for key in {*before, *after}:
        first, last = before.get(key), after.get(key)
        if first == last:
            continue
        if first is None or last is None:
            kind, looked = ("new" if first is None else "vanished"), ""
        else:
            names = ("decided", "refused", "concluded", "trained", "statuses")
            looked = next(name for name in names if first[name] != last[name])
            usual = {
                "refused": "refusal",
                "concluded": "outcome",
                "trained": "training",
                "statuses": "findings",
            }
            kind = usual.get(looked, "decided" if last["decided"] else "refused")

        def look(said: Mapping[Key, Said], key: Key = key, looked: str = looked) -> object:
            return key in said if not looked else said[key][looked] if key in said else None

        found[key] = (kind, label(worlds, look))
        if kind not in ("outcome", "training", "findings"):
            continue
        for name in {*first["statuses"], *last["statuses"]}:  # type: ignore[index,misc]

            def status(said: Mapping[Key, Said], key: Key = key, name: str = name) -> object:
                return said[key]["statuses"].get(name) if key in said else None  # type: ignore[attr-defined]

            if status(before) != status(after):
                found[*key, name] = ("", label(worlds, status))
    return found


def told(old: State, new: State) -> dict[tuple[str, ...], tuple[str, str]]:
    """The same, as `compare` says it."""
    changes = between(side(old), side(new))
    assert changes.unlike == 0
    assert changes.unproved == ""
    key = ["table", "id", "post", "term"]
    found = {
        tuple(row[:4]): row[4:] for row in changes.candidacies.select(*key, "change", "cause").iter_rows()
    }
    assert len(found) == changes.candidacies.height
    for *name, cause in changes.findings.select(*key, "requirement", "cause").iter_rows():
        assert tuple(name) not in found
        found[tuple(name)] = ("", cause)
    return found


def some(number: int) -> st.SearchStrategy[Choice]:
    return st.frozensets(st.integers(0, number - 1), max_size=4)


STATES = st.tuples(
    some(len(DATA)), st.frozensets(st.integers(0, len(RULES) - 1), max_size=2), st.sampled_from(DAYS)
)
LABELS = {"data", "rule", "time", "data+rule", "data+time", "rule+time", "data+rule+time"}


REFUSED = (frozenset[int](), frozenset[int](), DAYS[3]), (frozenset({9}), frozenset({0, 7}), DAYS[0])
"""With the new rules alone nobody can be reviewed, which is not the same as having no training needs."""


@examples(25)
@given(STATES, STATES)
@example(*REFUSED)
def test_causes_are_those_that_reviewing_again_tells(old, new):
    found = told(old, new)
    assert found == expected(old, new)
    assert {cause for _, cause in found.values()} <= LABELS


@examples(8)
@given(STATES)
def test_nothing_changes_where_nothing_differs(state):
    assert told(state, state) == {}


@examples(8)
@given(STATES, STATES, st.sampled_from([0, 1, 2]))
def test_where_one_of_the_three_differs_it_is_the_only_cause(old, new, which):
    mixed = tuple(new[place] if place == which else part for place, part in enumerate(old))
    assert {cause for _, cause in told(old, mixed).values()} <= {("data", "rule", "time")[which]}


@examples(8)
@given(STATES, STATES)
def test_changes_there_and_back_are_of_the_same_candidacies(old, new):
    assert told(old, new).keys() == told(new, old).keys()
