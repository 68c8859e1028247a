"""An earlier review, as its folder of results holds it."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import attrs


class UnusableReview(Exception):
    """A folder that a review cannot be compared with: *kind* is a word of the message catalogue."""

    def __init__(self, kind: str, **params: str) -> None:
        super().__init__(kind)
        self.kind = kind
        self.params = params


@attrs.frozen(eq=False)
class Earlier:
    """What an earlier review said: *decisions*, *findings* and *refusals* are Polars frames.

    *rule_files* and *inputs* give the SHA-256 of each file. *records* (see `eligibility.model.basis`)
    and *rules*, the folder of the rule book, are None where the folder was written without a basis.
    """

    place: Path
    as_of: date
    purpose: str
    program: str
    rule_files: Mapping[str, str]
    inputs: Mapping[str, str]
    decisions: Any
    findings: Any
    refusals: Any
    records: Mapping[str, bytes] | None = None
    rules: Path | None = None
