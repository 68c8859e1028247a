"""Typing a table and checking it."""

from pathlib import Path

from eligibility.typed.checking import check
from eligibility.typed.written import read_typed


def remarks(folder: Path, table: str):
    """What is found in a file with one table, whose keys are *table*: ``(kind, row, values)``."""
    path = folder / "bảng.yaml"
    lines = "".join(f"    {line}\n" for line in table.strip().splitlines())
    path.write_text(f"figures: eligibility/1\ntables:\n  -\n{lines}", "utf-8")
    tables, problems, raw = read_typed(path)
    assert not problems
    return check(tables, raw)


def kinds(folder: Path, table: str):
    """The kinds of remarks and their rows."""
    return [(remark.kind, remark.row) for remark in remarks(folder, table)]
