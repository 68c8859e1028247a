"""A rule book from its files: everything that is wrong with it at once, or the whole of it."""

from collections.abc import Collection, Mapping
from typing import Any

from eligibility.diagnostics import Diagnostic, Where, has_errors
from eligibility.model.standard import RuleBook
from eligibility.normalise.language import Language
from eligibility.normalise.lists import ListsBuilder
from eligibility.normalise.policies import PoliciesBuilder
from eligibility.normalise.seats import SeatsBuilder
from eligibility.normalise.standards import StandardsBuilder
from eligibility.normalise.structure import items_of, structure
from eligibility.normalise.targets import TargetsBuilder, holds_targets
from eligibility.normalise.vocabulary import build_language
from eligibility.normalise.written import WrittenMarker, WrittenPolicy, WrittenStandard

MARKER = "rulebook.yaml"
FORMAT = "eligibility/1"


FOLLOWS = {"standards": ("R508", "R509", "R514"), "policy": ("R511",)}
"""Problems that a file of a room which cannot be read would cause elsewhere: not worth reading."""


def build_rulebook(
    documents: Mapping[str, Any], hashes: Mapping[str, str], unread: Collection[str] = ()
) -> tuple[RuleBook | None, tuple[Diagnostic, ...]]:
    """The rule book made of *documents* (text data by file); None where a problem is an error.

    *unread* are files that are there and could not be read; nothing is said of what they would declare.
    """
    problems: list[Diagnostic] = []
    marker, found = structure(documents.get(MARKER, {}), WrittenMarker, Where(MARKER))
    problems += found
    if marker is not None and marker.rulebook != FORMAT:
        problems.append(
            Diagnostic("R210", Where(MARKER, ("rulebook",)), {"text": marker.rulebook, "wanted": FORMAT})
        )
    rooms = {file.partition("/")[0] for file in unread}
    language: Language | None = None
    if "vocabulary" not in rooms:
        language, found = build_language(_room(documents, "vocabulary"))
        problems += found
    if language is None:
        problems += _misshapen(_room(documents, "policy"), "policies", WrittenPolicy)
        problems += _misshapen(_room(documents, "standards"), "standards", WrittenStandard)
        return None, tuple(problems)
    seats = SeatsBuilder(language)
    training = _room(documents, "training")
    targets = TargetsBuilder(language)
    made_targets = targets.build(training)
    sheets, seatings = seats.build({file: data for file, data in training.items() if not holds_targets(data)})
    policies = PoliciesBuilder(language)
    made_policies = policies.build(_room(documents, "policy"))
    standards = StandardsBuilder(language, policies.effects)
    made_standards = standards.build(_room(documents, "standards"))
    follows = {code for room in rooms for code in FOLLOWS.get(room, ())}
    lists = ListsBuilder(language, [o.code for p in made_policies for o in p.outcomes])
    made_lists = lists.build(_room(documents, "structure"))
    problems += policies.problems
    problems += seats.problems
    problems += targets.problems
    problems += [problem for problem in standards.problems if problem.code not in follows]
    problems += lists.problems
    if has_errors(problems):
        return None, tuple(problems)
    book = RuleBook(
        language.vocabulary,
        made_standards,
        made_policies,
        made_lists,
        hashes,
        class_sheets=sheets,
        seatings=seatings,
        targets=made_targets,
    )
    return book, tuple(problems)


def _room(documents: Mapping[str, Any], room: str) -> dict[str, Any]:
    return {file: data for file, data in documents.items() if file.startswith(f"{room}/")}


def _misshapen(documents: Mapping[str, Any], several: str, kind: type) -> list[Diagnostic]:
    """What can be said without a vocabulary: keys that are not there, or are not known."""
    return [
        problem
        for file, data in documents.items()
        for item, where in items_of(file, data, several)
        for problem in structure(item, kind, where)[1]
    ]
