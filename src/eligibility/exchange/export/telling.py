"""Labels and descriptions of an exported standard, in the language of its reader."""

from typing import assert_never

from eligibility.exchange.export.model import Exported, Given, Sheet
from eligibility.messages import text
from eligibility.model.sentences import condition_text, moment_text
from eligibility.model.standard import Requirement, RuleBook


class Telling:
    """Says what each part of *exported* is."""

    def __init__(self, exported: Exported, rulebook: RuleBook, lang: str) -> None:
        self._exported = exported
        self._lang = lang
        self._vocabulary = rulebook.vocabulary
        self._policy = rulebook.policy(exported.purpose, exported.as_of)
        self._standard = next(
            one
            for one in rulebook.standards
            if (one.id, one.version) == (exported.standard, exported.version)
        )

    def __call__(self, part: Exported | Sheet | Given) -> tuple[str, str]:
        """The label of *part*, and what there is to say of it."""
        match part:
            case Exported():
                return self._whole(part)
            case Sheet():
                return self._sheet(part)
            case Given():
                return self._given(part)
            case _:
                assert_never(part)

    def _say(self, key: str, **params: object) -> str:
        return text(f"exchange.{key}", self._lang, **params)

    def _whole(self, exported: Exported) -> tuple[str, str]:
        term = self._say("told_term", term=exported.term) if exported.term else ""
        purpose = self._policy.title[self._lang] if self._policy is not None else exported.purpose
        about = self._say(
            "told_whole",
            standard=exported.standard,
            version=exported.version,
            day=exported.as_of.isoformat(),
            purpose=purpose,
            term=term,
        )
        counts = " " + self._say("told_counting") if exported.counted else ""
        return exported.title[self._lang], about + counts

    def _sheet(self, sheet: Sheet) -> tuple[str, str]:
        match sheet.kind:
            case "status":
                found = self._standard.requirement(sheet.subject)
                return (sheet.subject, "") if found is None else self._requirement(found)
            case "class":
                label = self._vocabulary.tables[sheet.subject].label[self._lang]
                return self._say("label_class", table=label), self._say("told_class", table=sheet.subject)
            case "outcome":
                return self._say("label_outcome"), self._outcomes(sheet)
            case _:
                return self._say("label_part", subject=sheet.subject), self._say("told_part")

    def _requirement(self, requirement: Requirement) -> tuple[str, str]:
        label = requirement.label[self._lang] if requirement.label is not None else requirement.id
        parts = [self._say("told_must", must=condition_text(requirement.must, self._vocabulary))]
        if requirement.when is not None:
            parts.append(self._say("told_when", when=condition_text(requirement.when, self._vocabulary)))
        for relaxed in requirement.relaxed:
            when, must = (condition_text(one, self._vocabulary) for one in (relaxed.when, relaxed.must))
            parts.append(self._say("told_relaxed", when=when, must=must, clause=relaxed.clause))
        for later in requirement.later:
            when = condition_text(later.when, self._vocabulary)
            parts.append(self._say("told_later", when=when, by=moment_text(later.by), clause=later.clause))
        parts.append(self._say("told_clause", clause=requirement.clause))
        return label, " ".join(parts)

    def _outcomes(self, sheet: Sheet) -> str:
        if self._policy is None:
            return ""
        known = {outcome.code: outcome.label[self._lang] for outcome in self._policy.outcomes}
        return "; ".join(f"{code}: {known[code]}" for code in sheet.results)

    def _given(self, given: Given) -> tuple[str, str]:
        label = given.label[self._lang]
        match given.about:
            case "none":
                return self._say("label_none", label=label), self._say("told_none", name=given.detail)
            case "row_none":
                return self._say("label_none", label=label), self._say("told_row_none", name=given.detail)
            case "waived":
                return self._say("label_waived", label=label), self._say("told_waived", name=given.detail)
            case "rating":
                said = self._say("told_rating", year=given.detail, none=given.absent)
                return self._say("label_rating", label=label, year=given.detail), self._also(given, said)
            case "count":
                name, _, result = given.detail.partition(": ")
                said = self._say("told_count", table=given.slot, name=name, result=result)
                return self._say("label_count", label=label, result=result), said
            case "row":
                return label, self._also(given, self._say("told_row", table=given.detail, field=given.slot))
            case "posts":
                return label, self._also(given, self._say("told_posts", path=given.slot))
            case _:
                return label, self._also(given, self._say("told_field", path=given.slot))

    def _also(self, given: Given, said: str) -> str:
        """*said*, with what the input may hold."""
        parts = [said]
        if given.low is not None or given.high is not None:
            low, high = ("…" if end is None else str(end) for end in (given.low, given.high))
            parts.append(self._say("told_bounds", low=low, high=high))
        if given.values:
            parts.append(self._say("told_values", values=", ".join(given.values)))
        return " ".join(parts)
