"""What cannot be said exactly in SQL, and why."""

import attrs


class Untranslatable(Exception):
    """A condition has no exact translation: *reason* is a word of the catalogue, *detail* its subject."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


@attrs.frozen
class Refused:
    """A requirement (or, without one, a whole standard) that a query cannot compute."""

    standard: str
    version: str
    requirement: str
    reason: str
    detail: str = ""


class NotInSql(Exception):
    """A query that would leave something out or guess is not made."""

    def __init__(self, refused: tuple[Refused, ...]) -> None:
        super().__init__(refused)
        self.refused = refused
