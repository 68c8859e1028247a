"""Sheets as offices hand them in: what a heading, a row between people and a cell of several facts say."""

from collections.abc import Mapping

import attrs


@attrs.frozen
class FormColumn:
    """Columns under one of *headings* whose cells say more than one field, or say it in another way.

    *fields* are what a cell gives, in order; several stand apart by one of *apart*, after one of *lead*.
    *says* gives fields their values wherever the cell says something. *otherwise*: it counts only where
    no earlier column gives the same. *yearly*: a cell lists values of *fields*, each with its year.
    Fields are named ``table.field``.
    """

    headings: tuple[str, ...]
    fields: tuple[str, ...]
    says: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    apart: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    otherwise: bool = False
    yearly: str = ""


@attrs.frozen
class FormSection:
    """A row between people that begins with one of *words*, up to the next of its kind or above.

    What follows these words is the value of *field*; *says* gives others theirs.
    """

    words: tuple[str, ...]
    field: str = ""
    says: Mapping[str, str] = attrs.field(factory=dict, hash=False)


@attrs.frozen
class Forms:
    """*closing*: words of the lines below the last person (totals, signatures)."""

    columns: tuple[FormColumn, ...] = ()
    sections: tuple[FormSection, ...] = ()
    closing: tuple[str, ...] = ()
