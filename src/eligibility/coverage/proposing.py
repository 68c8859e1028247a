"""People as cases: ready to be pasted beside the others, with what the rule book says of them now."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import attrs

from eligibility.assurance.reading import PERSON, PLAN, CaseReader
from eligibility.assurance.written import Case
from eligibility.compile.cuts import OTHER_TEXT
from eligibility.compile.truths import UNCOVERED
from eligibility.coverage.killing import came
from eligibility.coverage.proving import Witness
from eligibility.coverage.trying import Trial, Trials
from eligibility.engine.reference import Judgement
from eligibility.model.plan import Instance
from eligibility.model.record import NONE, Known, Scalar, scalar_text
from eligibility.model.slots import HOLDS, KNOWN, WAIVED
from eligibility.model.standard import RuleBook, Standard
from eligibility.model.vocabulary import Field, Table

TARGET_POST, TARGET_UNIT = "target.post", "target.unit"
UNIT = "Đơn vị A"
"""The name of the unit of a person who is made up."""

Data = dict[str, Any]


class Proposer:
    """Writes people as cases of one rule book, and sees to it that they are read as they are meant."""

    def __init__(self, rulebook: RuleBook) -> None:
        self._rulebook = rulebook
        self._tables = rulebook.vocabulary.tables
        self._fields = {
            field.path: (table, field)
            for table in self._tables.values()
            if not table.history
            for field in table.fields
        }

    def trial(self, witness: Witness) -> tuple[Data, Trial] | None:
        """*witness* as a case without an expectation, ready to be judged; None where no records say it."""
        data = self._written(witness)
        return None if data is None else self.tried(data)

    def tried(self, data: Data) -> tuple[Data, Trial] | None:
        """The case *data* ready to be judged; None where it is not decided, or not read as it is meant."""
        case = self.read(data)
        if case is None:
            return None
        trials = Trials(self._rulebook).of((case,))
        return (data, trials[0]) if len(trials) == 1 else None

    def refused(self, data: Data) -> str:
        """Why the case *data* is not decided; empty where it is, or where it cannot be read."""
        case = self.read(data)
        if case is None:
            return ""
        trials = Trials(self._rulebook)
        return "" if trials.of((case,)) else trials.refused.get(case.person, "")

    def read(self, data: Data) -> Case | None:
        """The case *data*; None where a cell would not be understood."""
        reader = CaseReader(self._rulebook, Path())
        outcome = self._rulebook.policies[0].outcomes[0].code
        whole = {
            "about": {"vi": "-", "en": "-"},
            "cases": [
                {"id": "it", "about": {"vi": "-", "en": "-"}, **data}
                | {"expect": {"outcome": outcome, "unmet": []}}
            ],
        }
        cases = reader.read("it.yaml", whole)
        return cases[0] if cases and not reader.problems else None

    # --- one person --------------------------------------------------------------------------------

    def _written(self, witness: Witness) -> Data | None:
        occasion, standard = witness.occasion, witness.standard
        data: Data = {"as_of": occasion.as_of.isoformat(), "purpose": occasion.policy.purpose}
        person, plan = dict[str, str](), dict[str, str]()
        units: dict[str, str] = {}
        histories: dict[str, Any] = {}
        for slot, value in witness.person.items():
            if slot in self._tables:
                histories[slot] = self._rows(self._tables[slot], value)
            elif slot.endswith("]"):
                name, _, year = slot[:-1].partition("[")
                grade = self._grade(self._tables[name], value)
                if grade is None:
                    return None
                histories.setdefault(name, {})[year] = grade
            elif slot in self._fields and slot not in (TARGET_POST, TARGET_UNIT):
                table, field = self._fields[slot]
                text = self._text(field, value)
                if text is None:
                    return None
                (plan if table.name == PLAN else person)[field.name] = text
            elif slot.startswith(KNOWN) and not value and slot.removeprefix(KNOWN) in witness.person:
                return None
            elif not slot.startswith((KNOWN, HOLDS, WAIVED)) and slot != TARGET_POST:
                source = next((j for j in self._rulebook.vocabulary.joined if j.field.path == slot), None)
                if source is not None and source.table == "units":
                    units[source.source_field] = scalar_text(value)
        post = self._post(witness)
        if not standard.courses and post is None:
            return None
        if standard.courses:
            data["course"] = standard.courses[0]
        elif occasion.policy.purpose == "audit":
            held = person.get("post", "")
            names = held.split("; ") if held else []
            person["post"] = "; ".join(dict.fromkeys((str(post), *names)))
            data["post"] = str(post)
            if units:
                person["unit"] = UNIT
        else:
            term = occasion.term.term if occasion.term is not None else ""
            plan = {"post": str(post), **({"term": term} if term else {}), "status": "planned", **plan}
            if units:
                plan["unit"] = UNIT
            data[PLAN] = plan
        data[PERSON] = person
        if units:
            data["units"] = [{"unit": UNIT, **units}]
        return {**data, **histories}

    def _post(self, witness: Witness) -> str | None:
        """A post that the standard is for, of a body that has the term of the review."""
        fixed = witness.known.get(TARGET_POST)
        told = witness.person.get(TARGET_POST)
        term = witness.occasion.term
        for post in self._posts(witness.standard):
            declared = self._rulebook.vocabulary.posts[post]
            if isinstance(told, str) and told != post:
                continue
            if isinstance(fixed, Known) and fixed.value != post:
                continue
            body = (declared.kind, declared.level)
            if term is None or not term.term or witness.occasion.policy.purpose == "audit":
                return post
            if body == (term.kind, term.level):
                return post
        return None

    def _posts(self, standard: Standard) -> Sequence[str]:
        """Those of *standard*, or of a standard that extends it."""
        return standard.posts

    def _text(self, field: Field, value: Scalar) -> str | None:
        """What stands in the cell of *field*; None where nothing says just that."""
        if value is NONE:
            return field.none_texts[0] if field.none_texts else ("" if field.empty == "none" else None)
        if isinstance(value, str) and value.startswith(OTHER_TEXT):
            return "Khác"
        if isinstance(value, tuple):
            return "; ".join(map(str, value))
        return scalar_text(value)

    def _grade(self, table: Table, value: Scalar) -> str | None:
        field = table.field(table.ratings.grade) if table.ratings is not None else None
        return self._text(field, value) if field is not None else None

    def _rows(self, table: Table, value: Scalar) -> list[dict[str, str]]:
        rows = []
        for row in value if isinstance(value, tuple) else ():
            assert isinstance(row, Mapping)  # noqa: S101  (history slots hold rows)
            cells = {}
            for name, cell in row.items():
                field = table.field(name) if name != UNCOVERED else None
                text = self._text(field, cell) if field is not None else None
                if text:
                    cells[name] = text
            rows.append(cells)
        return rows


@attrs.frozen(eq=False)
class Difference:
    """What two rule books say of one case that cases may state: *expect* is what the first says.

    *unmet* are all requirements that are unmet by it.
    """

    expect: Data
    unmet: list[str]


def difference(
    trial: Trial, new: tuple[Instance, Judgement] | None, names: Sequence[str] = ()
) -> Difference | None:
    """What *new* says otherwise of *trial*; None where no case could state it.

    The statuses of *names* are stated in any case. Without *new* it is what the rule book says.
    """
    old = came(trial.instance, trial.judgement)
    unmet = list(old.decision["unmet"])
    expect: Data = {"outcome": old.decision["outcome"]}
    if new is None:
        stated = {name: old.findings[name]["status"] for name in names if name in old.findings}
        said = {"statuses": stated} if stated else {"unmet": unmet}
        return Difference(expect | said, unmet)
    other = came(*new)
    told = old.decision["outcome"] != other.decision["outcome"]
    for key in ("outcomes", "training", "training_possible"):
        if not told and sorted(old.decision[key]) != sorted(other.decision[key]):
            told, expect[key] = True, list(old.decision[key])
    statuses = {name: old.findings[name]["status"] for name in names if name in old.findings}
    for name, finding in old.findings.items():
        theirs = other.findings.get(name, {"status": ""})
        if theirs["status"] != finding["status"]:
            told, statuses[name] = True, finding["status"]
            continue
        for key in ("due", "alternative_used"):
            if finding[key] and theirs[key] != finding[key]:
                value = finding[key]
                expect.setdefault(key, {})[name] = value.isoformat() if isinstance(value, date) else value
                told = True
    expect |= {"statuses": statuses} if statuses else {"unmet": unmet}
    return Difference(expect, unmet) if told else None


def data_of(case: Case) -> Data:
    """*case* as it could be written, without what it expects."""
    data: dict[str, Any] = {"as_of": case.as_of.isoformat(), "purpose": case.purpose}
    data |= {key: value for key, value in (("course", case.course), ("post", case.post)) if value}
    for name, lines in case.lines.items():
        rows = [
            {
                field: [t.text for t in texts] if len(texts) > 1 else texts[0].text
                for field, texts in line.items()
            }
            for line in lines
        ]
        if name in ("people", "plan"):
            data["person" if name == "people" else name] = rows[0]
        else:
            data[name] = rows
    return data


def stated(trial: Trial, name: str) -> Data:
    """What the rule book says of *trial*, told by the outcome and the requirement called *name*."""
    found = came(trial.instance, trial.judgement)
    expect: Data = {"outcome": found.decision["outcome"]}
    finding = found.findings.get(name)
    if finding is None:
        return expect | {"unmet": list(found.decision["unmet"])}
    expect["statuses"] = {name: finding["status"]}
    requirement = trial.instance.standard.requirement(name)
    if requirement is not None and requirement.later and finding["due"]:
        expect["due"] = {name: finding["due"].isoformat()}
    if finding["alternative_used"]:
        expect["alternative_used"] = {name: finding["alternative_used"]}
    return expect


# --- as text --------------------------------------------------------------------------------------

PLAIN = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./+ ")


def case_text(data: Data, indent: str = "  ") -> str:
    """A case as case files write it."""
    lines = [f"{key}: {flowed(value)}" for key, value in data.items()]
    return "\n".join(f"{indent}{'- ' if n == 0 else '  '}{line}" for n, line in enumerate(lines)) + "\n"


def flowed(value: Any) -> str:  # noqa: ANN401  (text data)
    """Text data on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flowed(key)}: {flowed(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flowed, value)) + "]"
    text = str(value)
    plain = text and set(text) <= PLAIN and text == text.strip() and text[0] not in "-./+"
    return text if plain else json.dumps(text, ensure_ascii=False)
