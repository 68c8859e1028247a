"""Every requirement of every active version is shown met, unmet and unknown by some shipped case."""

import attrs
import pytest

from eligibility.assurance.coverage import coverage
from eligibility.model.review import Shown
from eligibility.model.standard import State
from eligibility.model.truth import Status

from . import shipped as ours


@pytest.fixture(scope="module")
def shipped():
    (book, _), (results, _) = ours.rules(), ours.ran("tables")
    return book, results


def requirement(book, standard, version, name):
    found = next(s for s in book.standards if (s.id, s.version) == (standard, version))
    return found.requirement(name)


def without(results, where, status):
    """*results* as if no case showed *status* of the requirement at *where*."""
    return [
        attrs.evolve(
            result,
            shown=tuple(i for i in result.shown if not (i.where == where and i.status is status)),
        )
        for result in results
    ]


def test_everything_is_covered(shipped):
    book, results = shipped
    missing = [
        f"{i.standard} {i.version} {i.requirement}: {', '.join(i.missing)}" for i in coverage(results, book)
    ]
    assert missing == []


def test_all_requirements_are_asked_for(shipped):
    """With no cases at all, each requirement as written is listed once, with all it needs."""
    book, _ = shipped
    bare = coverage((), book)
    written = {r.where for s in book.standards if s.state is State.ACTIVE for r in s.requirements}
    assert {item.where for item in bare} == written
    assert len(bare) == len(written)
    assert {item.missing for item in bare} == {("met", "unmet", "unknown"), ("met", "unconfirmed")}


@pytest.mark.parametrize("status", [Status.MET, Status.UNMET, Status.UNKNOWN])
def test_a_status_that_no_case_shows_is_named(shipped, status):
    book, results = shipped
    age = requirement(book, "vn.division.leaders", "2025-10-08", "age")
    (item,) = coverage(without(results, age.where, status), book)
    assert (item.standard, item.version, item.requirement) == ("vn.planning", "2025-10-08", "age")
    assert (item.where, item.missing) == (age.where, (str(status),))


def test_what_nobody_has_checked_need_not_be_unmet(shipped):
    """A doubtful rule is never unmet; a case must show it unknown for that reason."""
    book, results = shipped
    doubtful = requirement(book, "vn.division.leaders", "2025-10-08", "state_management")
    assert doubtful.doubtful
    (item,) = coverage(without(results, doubtful.where, Status.UNKNOWN), book)
    assert item.missing == ("unconfirmed",)


def test_doubt_is_no_evidence_that_data_may_be_unknown(shipped):
    """That a checked rule is unknown only by a term or window nobody has checked does not count."""
    book, results = shipped
    age = requirement(book, "vn.division.leaders", "2025-10-08", "age")
    bare = without(results, age.where, Status.UNKNOWN)
    by_doubt = attrs.evolve(bare[0], shown=(Shown(age.where, Status.UNKNOWN, "unconfirmed"),))
    assert len(coverage([*bare, by_doubt], book)) == 1
    by_data = attrs.evolve(bare[0], shown=(Shown(age.where, Status.UNKNOWN, "absent;unconfirmed"),))
    assert coverage([*bare, by_data], book) == ()


def test_drafts_need_no_cases(shipped):
    book, results = shipped
    standard = next(s for s in book.standards if s.id == "vn.training.llct_advanced")
    name = standard.requirements[0].id
    where = standard.requirements[0].where
    bare = without(results, where, Status.MET)
    assert [item.requirement for item in coverage(bare, book)] == [name]
    drafts = tuple(attrs.evolve(s, state=State.DRAFT) if s.id == standard.id else s for s in book.standards)
    assert coverage(bare, attrs.evolve(book, standards=drafts)) == ()
