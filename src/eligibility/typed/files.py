"""Files of typed tables: YAML, a workbook, or text with columns."""

from pathlib import Path

from eligibility.diagnostics import Diagnostic
from eligibility.read.cells import UnreadableInput
from eligibility.read.rules import RawRules
from eligibility.typed.sheets import read_sheets
from eligibility.typed.tables import Table
from eligibility.typed.written import SUFFIXES, read_typed

SHEETS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt")


def read_figures(path: Path) -> tuple[tuple[Table, ...], tuple[Diagnostic, ...], RawRules]:
    """The tables typed in *path*, what cannot be understood in it, and its text for showing places.

    Raises:
        UnreadableInput: there is no such file, it cannot be opened, or it is of no such kind.

    """
    if not path.is_file():
        raise UnreadableInput("missing", file=path.name)
    suffix = path.suffix.lower()
    if suffix in SUFFIXES:
        return read_typed(path)
    if suffix in SHEETS:
        return read_sheets(path)
    raise UnreadableInput("no_figures", file=path.name)
