"""What a review rests on, as files: enough to make it again."""

import hashlib
from collections.abc import Mapping

import attrs

FOLDER = "basis"
RECORDS = "records"
RULES = "rules"
INDEX = "records.json"
CELLS = "cells.parquet"
SCHEMA = "eligibility/basis/1"


def sheet_file(number: int) -> str:
    """The file with the rows of sheet *number* (from 1)."""
    return f"sheet-{number}.parquet"


@attrs.frozen(eq=False)
class Basis:
    """The records as raw cells and the rule files, by name.

    *records* holds what `eligibility.report.basis` made of the sheets, *rules* the files as they were read.
    """

    records: Mapping[str, bytes]
    rules: Mapping[str, bytes]

    @property
    def hashes(self) -> Mapping[str, str]:
        """The SHA-256 of each file of the records."""
        return {name: hashlib.sha256(content).hexdigest() for name, content in sorted(self.records.items())}
