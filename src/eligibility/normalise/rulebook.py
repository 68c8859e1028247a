"""A rule book from its files: everything that is wrong with it at once, or the whole of it."""

from collections.abc import Mapping
from typing import Any

from eligibility.diagnostics import Diagnostic, Where, has_errors
from eligibility.model.standard import RuleBook
from eligibility.normalise.policies import PoliciesBuilder
from eligibility.normalise.standards import StandardsBuilder
from eligibility.normalise.structure import structure
from eligibility.normalise.vocabulary import build_language
from eligibility.normalise.written import WrittenMarker

MARKER = "rulebook.yaml"
FORMAT = "eligibility/1"


def build_rulebook(
    documents: Mapping[str, Any], hashes: Mapping[str, str]
) -> tuple[RuleBook | None, tuple[Diagnostic, ...]]:
    """The rule book made of *documents* (text data by file); None where a problem is an error."""
    problems: list[Diagnostic] = []
    marker, found = structure(documents.get(MARKER, {}), WrittenMarker, Where(MARKER))
    problems += found
    if marker is not None and marker.rulebook != FORMAT:
        problems.append(
            Diagnostic("R210", Where(MARKER, ("rulebook",)), {"text": marker.rulebook, "wanted": FORMAT})
        )
    language, found = build_language(_room(documents, "vocabulary"))
    problems += found
    if language is None:
        return None, tuple(problems)
    policies = PoliciesBuilder(language)
    made_policies = policies.build(_room(documents, "policy"))
    problems += policies.problems
    effects = tuple(dict.fromkeys(effect for policy in made_policies for effect in policy.effects))
    standards = StandardsBuilder(language, effects)
    made_standards = standards.build(_room(documents, "standards"))
    problems += standards.problems
    if has_errors(problems):
        return None, tuple(problems)
    return RuleBook(language.vocabulary, made_standards, made_policies, hashes), tuple(problems)


def _room(documents: Mapping[str, Any], room: str) -> dict[str, Any]:
    return {file: data for file, data in documents.items() if file.startswith(f"{room}/")}
