"""A column map: what the headings of an office's own file stand for, said once and kept for the next year."""

from collections.abc import Mapping

import attrs

LEFT_OUT = "-"
"""What a heading stands for that is to be left out."""


@attrs.frozen
class SheetMap:
    """The sheet called *sheet* (any, if empty) is *table*; *columns* gives headings their fields.

    A field is ``table.field``, ``table.field@2024`` for a column of one year, or `LEFT_OUT`.
    """

    sheet: str
    table: str
    columns: Mapping[str, str] = attrs.field(factory=dict, hash=False)


@attrs.frozen
class ColumnMap:
    """What is said of each sheet."""

    sheets: tuple[SheetMap, ...] = ()
