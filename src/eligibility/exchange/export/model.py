"""An exported standard: its inputs and its tables."""

from datetime import date

import attrs

from eligibility.exchange.export.tests import Test
from eligibility.model.label import Label


@attrs.frozen
class Given:
    """An input: its *name* in tables, the *type* of its values, and what it is.

    *slot* is what the rules call it; of a counted history, its table. *about* is a word of the catalogue with
    *detail* as its subject; *values* are all that it may be, if they are listed, *absent* among them that for
    the known absence.
    """

    name: str
    type: str
    slot: str
    label: Label
    about: str
    detail: str = ""
    values: tuple[str, ...] = ()
    absent: str = "none"
    low: date | int | None = None
    high: date | int | None = None


@attrs.frozen
class Counted:
    """Rows of *table* are counted by the class that the table *classes* puts each into."""

    table: str
    classes: "Sheet"


@attrs.frozen
class ByName:
    """A column that holds an input, or the result of another table."""

    name: str


@attrs.frozen
class Alike:
    """A column that holds whether two inputs are the same."""

    left: str
    right: str


Column = ByName | Alike


@attrs.frozen
class Line:
    """A rule: one test for each column, and the result."""

    tests: tuple[Test, ...]
    result: str


@attrs.frozen
class Sheet:
    """A decision table: exactly one of its lines holds, whatever the inputs are.

    *kind* is ``class`` (of a row), ``part`` (of a requirement or outcome), ``status`` or ``outcome``;
    *subject* is what it is about, and *results* all that it may say.
    """

    name: str
    kind: str
    subject: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    results: tuple[str, ...]


@attrs.frozen
class Exported:
    """A standard for one purpose, day and term: *sheets* in the order in which they can be decided."""

    standard: str
    version: str
    title: Label
    purpose: str
    as_of: date
    term: str
    inputs: tuple[Given, ...]
    sheets: tuple[Sheet, ...]
    counted: tuple[Counted, ...]

    def sheet(self, name: str) -> Sheet | None:
        """The table called *name*."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)
