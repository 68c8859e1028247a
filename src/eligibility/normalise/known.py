"""What headings stand for: fields of a table, columns beside the people, and columns of forms."""

import re
from collections.abc import Collection

from eligibility.model.forms import FormColumn
from eligibility.model.vocabulary import Beside, Field, Table, Vocabulary
from eligibility.normalise.text import clean, key

PEOPLE = "people"
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
YEARS = re.compile(r"((?:19|20)\d\d)\s*[-\u2010-\u2015]\s*((?:19|20)\d\d)")
BRACKETS = re.compile(r"\([^()]*\)")


def field_names(table: Table) -> dict[str, Field]:
    """Spellings of headings, as `key` gives them, to fields; names before labels before aliases."""
    found: dict[str, Field] = {}
    for texts in (
        lambda field: (field.name,),
        lambda field: (field.label.vi, field.label.en),
        lambda field: field.aliases,
    ):
        for field in table.fields:
            for text in texts(field):
                found.setdefault(key(text), field)
    return found


def years_of(text: str) -> tuple[int, ...]:
    """The years that a heading names, in their order; 2023-2025 are three."""
    span = YEARS.search(text)
    if span is not None:
        return tuple(range(int(span[1]), int(span[2]) + 1))
    return tuple(map(int, YEAR.findall(text)))


class Known:
    """What the headings of a sheet of one *table* may stand for."""

    def __init__(self, table: Table, vocabulary: Vocabulary) -> None:
        self.table = table
        self._fields = field_names(table)
        self._people = vocabulary.tables.get(PEOPLE)
        self._besides = [
            (other, other.beside)
            for other in vocabulary.tables.values()
            if table.name == PEOPLE and other.name != PEOPLE and other.beside is not None
        ]
        self._forms = {
            key(heading): form
            for form in vocabulary.forms.columns
            if any(self._given(name) for name in form.fields)
            for heading in form.headings
        }
        self._identity = dict[str, str]()
        if self._people is not None and table.name != PEOPLE and table.key == self._people.key:
            wanted = {name for names in self._people.identity for name in names}
            own = {field.name for field in table.fields}
            for spelled, field in field_names(self._people).items():
                if field.name in wanted - own:
                    self._identity[spelled] = f"{PEOPLE}.{field.name}"

    def _given(self, name: str) -> bool:
        """Whether sheets of this table may give the field *name*: their own, or one beside the people."""
        table = name.partition(".")[0]
        return table == self.table.name or any(other.name == table for other, _ in self._besides)

    def know(self, heading: str) -> str:
        """What a *heading* stands for, as ``table.field``, ``table.field@2024`` or the heading of a form."""
        spelled = key(heading)
        field = self._fields.get(spelled)
        if field is not None:
            return f"{self.table.name}.{field.name}"
        for table, beside in self._besides:
            match = match_beside(table, beside, spelled)
            if match is not None:
                name, (_, number) = match
                return f"{table.name}.{name}" + (f"@{number}" if number else "")
        if self.form(heading) is not None:
            return f"({clean(heading)})"
        return self._identity.get(spelled, "")

    def form(self, heading: str) -> FormColumn | None:
        """The column of a form that a *heading* is, years and brackets apart."""
        spelled = key(heading)
        if spelled in self._fields:
            return None
        plain = YEAR.sub(" ", YEARS.sub(" ", BRACKETS.sub(" ", heading)))
        return self._forms.get(spelled) or self._forms.get(key(plain))

    def enough(self, found: Collection[str]) -> bool:
        """Whether what headings stand for names the rows: by the key of the table, or by who is meant."""
        if all(f"{self.table.name}.{name}" in found for name in self.table.key):
            return True
        return bool(self.identity(found))

    def identity(self, found: Collection[str]) -> tuple[str, ...]:
        """The fields that say who is meant where there is no key; none if they are not all there."""
        if self._people is None or self.table.key != self._people.key:
            return ()
        given = {name for text in found if text.startswith("(") for name in self._gives(text[1:-1])}
        for names in self._people.identity:
            if all(f"{PEOPLE}.{name}" in found or f"{PEOPLE}.{name}" in given for name in names):
                return names
        return ()

    def _gives(self, heading: str) -> tuple[str, ...]:
        form = self.form(heading)
        return form.fields if form is not None else ()

    def spellings(self) -> dict[str, str]:
        """Every heading that is known, by its `key`, as it is written in the rule book."""
        made: dict[str, str] = {}
        for field in self.table.fields:
            for text in (field.label.vi, field.label.en, *field.aliases, field.name):
                made.setdefault(key(text), text)
        for _, beside in self._besides:
            for headings in beside.headings.values():
                made.update({key(text): text for text in headings if "{" not in text})
        for found in self._forms.values():
            made.update({key(text): text for text in found.headings})
        return made


def match_beside(table: Table, beside: Beside, heading: str) -> tuple[str, tuple[str, str]] | None:
    """The field that a *heading* beside the people stands for; with the field and number that it gives."""
    for field, headings in beside.headings.items():
        for text in headings:
            before, brace, rest = text.partition("{")
            name, _, after = rest.partition("}")
            if not brace:
                if heading == key(text):
                    return field, ("", "")
                continue
            number = heading.removeprefix(key(before)).removesuffix(key(after))
            if key(before) + number + key(after) == heading and _within(table.field(name), number):
                return field, (name, number)
    return None


def _within(field: Field | None, number: str) -> bool:
    """Whether a number is one that *field* may hold."""
    if field is None or not re.fullmatch(r"[0-9]{1,9}", number):
        return False
    low = field.minimum if isinstance(field.minimum, int) else 0
    high = field.maximum if isinstance(field.maximum, int) else int(number)
    return low <= int(number) <= high
