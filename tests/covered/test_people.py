"""People who are named: that two rules differ for them, and that they do not where nobody is named."""

import shutil

import attrs
import pytest

from eligibility.assurance.cases import run_cases
from eligibility.coverage.changing import Pieces
from eligibility.coverage.fates import Fate
from eligibility.coverage.killing import Killer
from eligibility.coverage.proposing import Proposer, case_text, difference, flowed
from eligibility.coverage.trying import Trials
from eligibility.pipeline import load_rules
from eligibility.read.rules import RawRules, parse

from .small import measured, small

VARIED = (
    "{id: degree, must: degree >= bachelor, if_unmet: disqualify, clause: Điều 5, relaxed: "
    "[{when: target.post == head, must: degree >= college, clause: Điều 6}], later: "
    "[{when: held.post_since < 2020-01-01, by: 2028-08-01, clause: Điều 7}]}",
    "{id: age, must: months_to_retirement at term_start >= 60 months, if_unmet: leave, clause: Điều 3}",
    "{id: discipline, must: {none: disciplines, where: expires > review_date}, if_unmet: wait, "
    "clause: Điều 7}",
    "{id: rating, must: {any_of: ['all(evaluations, last 2 years, >= good)', llct >= primary]}, "
    "if_unmet: warn, clause: Điều 8}",
)


@pytest.fixture(scope="module")
def varied(tmp_path_factory):
    """A standard with some of everything, and what becomes of its changes without any case."""
    folder = small(tmp_path_factory.mktemp("varied"), *VARIED)
    measurer = measured(folder)
    pieces = [piece for piece in measurer.pieces.all() if piece.kind in ("requirement", "version")]
    return folder, measurer, [(piece, measurer.tried(piece)) for piece in pieces]


def survivors(varied):
    _, measurer, tried = varied
    for piece, some in tried:
        for change, one in zip(measurer.pieces.changes(piece), some, strict=True):
            if one.fate is Fate.SURVIVED:
                yield change, one


def test_much_is_tried_and_nothing_is_left_open(varied):
    fates = [one.fate for _, some in varied[2] for one in some]
    assert fates.count(Fate.SURVIVED) > 40
    assert Fate.KILLED not in fates
    assert Fate.UNPROVEN not in fates


def test_everybody_who_is_named_tells_the_rules_apart(varied, tmp_path):
    """The proposed case, in a file and run by the whole program, passes now and fails after the change."""
    folder, measurer, _ = varied
    _, _, raw = load_rules(folder / "rules")
    changes = list(survivors(varied))
    for number, (_, one) in enumerate(changes):
        case = {"id": f"c{number}", "about": {"vi": "-", "en": "-"}, **one.proposal}
        content = f"about: {{vi: Ca, en: Case}}\ncases:\n{case_text(case)}"
        (tmp_path / f"{number}").mkdir()
        (tmp_path / f"{number}" / "case.yaml").write_text(content, "utf-8")
    results, problems = run_cases(tmp_path, measurer.rulebook, raw, "tables")
    assert not problems
    assert [result for result in results if not result.passed] == []
    for number, (change, one) in enumerate(changes):
        other = change.made()
        assert other is not None
        (after,), _ = run_cases(tmp_path / f"{number}", other, raw, "tables")
        assert not after.passed, (change.said, flowed(one.proposal))


def test_where_nobody_is_named_nobody_is_found(varied):
    """Many random people of every kind come to the same by what is proved to change nothing."""
    folder, measurer, tried = varied
    people = list(crowd())
    trials = crowd_trials(measurer, people)
    assert len(trials) == len(people)
    equal = 0
    for piece, some in tried:
        for change, one in zip(measurer.pieces.changes(piece), some, strict=True):
            if one.fate is not Fate.EQUIVALENT or change.days:
                continue
            equal += 1
            book = change.made()
            killer = Killer(book, RawRules(folder, {}, {}))
            found = [trial for trial in trials if difference(trial, killer.judged(trial)) is not None]
            assert not found, change.said
    assert equal > 2


def test_the_crowd_finds_what_is_not_equal(varied):
    """The same people do tell apart most of what is not the same."""
    folder, measurer, _ = varied
    trials = crowd_trials(measurer, list(crowd()))
    missed = []
    for change, _ in survivors(varied):
        if not change.days:
            killer = Killer(change.made(), RawRules(folder, {}, {}))
            if all(difference(trial, killer.judged(trial)) is None for trial in trials):
                missed.append(change.said)
    assert len(missed) < 12, missed


def crowd():
    """People with and without everything that is read, on days on which it may matter."""
    from random import Random

    roll = Random(7)
    for _ in range(150):
        purpose = roll.choice(["planning", "audit"])
        post = roll.choice(["chair", "deputy", "head"])
        person = {
            "sex": roll.choice(["male", "female"]),
            "birth_date": f"{roll.randint(1962, 1975)}-{roll.randint(1, 12):02}-15",
            "post": post if purpose == "audit" else roll.choice(["head", "clerk", "deputy"]),
            "post_since": roll.choice(["2019-12-31", "2020-01-01", "2015-05-05", "2024-01-01"]),
            "degree": roll.choice(["none", "college", "bachelor"]),
            "llct": roll.choice(["none", "primary", "intermediate"]),
        }
        for name in roll.sample(
            ["sex", "birth_date", "post_since", "degree", "llct"], roll.choice([0, 0, 1])
        ):
            del person[name]
        data = {"as_of": roll.choice(["2024-01-01", "2025-06-30", "2026-06-30"]), "purpose": purpose}
        data["person"] = person
        if purpose == "planning":
            data["plan"] = {"post": post, "term": "2026-2031", "status": roll.choice(["planned", "proposed"])}
        else:
            data["post"] = post
        grades = ["failed", "completed", "good"]
        data["evaluations"] = {str(year): roll.choice(grades) for year in (2022, 2023, 2024, 2025)}
        decided = f"202{roll.randint(2, 3)}-0{roll.randint(1, 9)}-{roll.choice(['01', '30'])}".replace(
            "-02-30", "-02-01"
        )
        row = {"regime": "party", "form": roll.choice(["reprimand", "warning"]), "decision_date": decided}
        data["disciplines"] = [row] if roll.random() < 0.4 else []
        yield data


def crowd_trials(measurer, people):
    """*people* ready to be judged."""
    proposer = Proposer(measurer.rulebook)
    cases = []
    for number, data in enumerate(people):
        case = proposer.read(data)
        assert case is not None, data
        cases.append(attrs.evolve(case, id=f"n{number}"))
    return Trials(measurer.rulebook).of(cases)


def test_what_is_written_as_a_case_is_read_the_same(varied):
    """The text of every proposal is strict YAML that says just that."""
    for _, one in survivors(varied):
        case = {"id": "it", **one.proposal}
        document, problems = parse("it.yaml", f"cases:\n{case_text(case)}".encode())
        assert not problems
        assert document.data["cases"][0] == _texts(case)


def _texts(data):
    """Data as strict YAML reads it: every scalar is text."""
    if isinstance(data, dict):
        return {str(key): _texts(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_texts(item) for item in data]
    return str(data)


def test_pieces_of_a_broken_book_are_refused(varied, tmp_path):
    """A layer that would begin before what it extends is no rule book; that is no change that cases miss."""
    folder = tmp_path / "layered"
    shutil.copytree(varied[0] / "rules", folder / "rules")
    place = folder / "rules" / "standards" / "layer.yaml"
    place.write_text(
        "standards:\n  - standard: small.chairs\n    title: {vi: Chủ tịch, en: Chairs}\n    posts: [chair]\n"
        "    extends: small.leaders\n    source: {instrument: 13-QĐ/TU, confidence: text}\n"
        "    in_force: {from: 2024-01-01}\n    requirements: []\n",
        "utf-8",
    )
    book, problems, raw = load_rules(folder / "rules")
    assert book is not None, problems
    pieces = Pieces(book, raw)
    changes = {
        (change.standard, change.after): change.made()
        for piece in pieces.all()
        if piece.kind == "version"
        for change in pieces.changes(piece)
    }
    assert changes["small.chairs", "2023-12-31"] is None
    assert changes["small.chairs", "2024-01-02"] is not None
