"""Records from a file or a folder of files, as raw sheets. Nothing is interpreted here."""

from collections.abc import Callable, Mapping
from pathlib import Path

from eligibility.model.raw import RawIssue, RawSheet, RawTables
from eligibility.read.cells import UnreadableInput, sha256
from eligibility.read.database import SUFFIXES as QUERIES
from eligibility.read.database import read_database
from eligibility.read.parquet import read_parquet
from eligibility.read.passwords import Password
from eligibility.read.rows import read_json, read_json_lines
from eligibility.read.texts import read_csv
from eligibility.read.workbooks import SUFFIXES, read_workbook

MAX_FILE = 500_000_000

LOCK = ("~$", ".~lock.")
"""How the files begin by which Excel and LibreOffice say that a workbook is open."""

Sheets = tuple[tuple[RawSheet, ...], tuple[RawIssue, ...]]


def _one_text(file: str, content: bytes, name: str) -> Sheets:
    sheet, issues = read_csv(file, content, name)
    return (sheet,), issues


def _one_parquet(file: str, content: bytes, name: str) -> Sheets:
    return (read_parquet(file, content, name),), ()


TABLES: Mapping[str, Callable[[str, bytes, str], Sheets]] = {
    ".csv": _one_text,
    ".tsv": _one_text,
    ".parquet": _one_parquet,
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
}
"""How a file of tables is read, alone or in a folder, by the end of its name."""

ALONE = {**TABLES, ".txt": _one_text}
"""The same for a file by itself: Excel calls its Unicode text so, but in a folder it may be anything."""


def read_records(path: Path, password: Password | None = None) -> RawTables:
    """All sheets of *path*: a workbook, a file of tables, a folder of such files and
    workbooks, or what the queries of a file give.

    *password* is asked for the password of a workbook that has one.

    Raises:
        UnreadableInput: it cannot be read at all.

    """
    if not path.exists():
        raise UnreadableInput("missing", file=path.name)
    try:
        if path.is_dir():
            return _folder(path, password)
        return _file(path, password)
    except PermissionError as error:
        raise UnreadableInput("held", file=path.name) from error
    except OSError as error:
        raise UnreadableInput("broken", file=path.name, detail=type(error).__name__) from error


def _file(path: Path, password: Password | None) -> RawTables:
    suffix = path.suffix.lower()
    if suffix in QUERIES:
        return read_database(path)
    if suffix not in SUFFIXES and suffix not in ALONE:
        raise UnreadableInput("format", file=path.name)
    content, asked = _content(path), list[int]()
    if suffix in SUFFIXES:
        sheets, issues = read_workbook(path.name, content, _noted(asked, password))
    else:
        sheets, issues = ALONE[suffix](path.name, content, path.stem)
    return RawTables(path, sheets, {path.name: sha256(content)}, issues, locked=bool(asked))


def _noted(asked: list[int], password: Password | None) -> Password:
    """*password*, which notes in *asked* that it was asked for."""

    def give(file: str, tries: int) -> str | None:
        asked.append(tries)
        return password(file, tries) if password is not None else None

    return give


def _content(path: Path) -> bytes:
    """The bytes of a file, once: what is hashed is what is read."""
    if path.stat().st_size > MAX_FILE:
        raise UnreadableInput("too_large", file=path.name, limit=str(MAX_FILE // 1_000_000))
    return path.read_bytes()


def _folder(path: Path, password: Password | None) -> RawTables:
    home, asked = path.resolve(), list[int]()
    sheets: list[RawSheet] = []
    issues: list[RawIssue] = []
    hashes: dict[str, str] = {}
    for file in sorted(path.iterdir()):
        suffix = file.suffix.lower()
        read = TABLES.get(suffix)
        if (read is None and suffix not in SUFFIXES) or file.name.startswith(LOCK):
            if file.is_file() and not file.name.startswith("."):
                issues.append(RawIssue("other_file", file.name, done="ignored"))
            continue
        if not _inside(file, home) or not file.is_file():
            raise UnreadableInput("link", file=file.name)
        content = _content(file)
        if read is None:
            found, told = read_workbook(file.name, content, _noted(asked, password))
        else:
            found, told = read(file.name, content, file.stem)
        sheets += found
        issues += told
        hashes[file.name] = sha256(content)
    if not sheets:
        raise UnreadableInput("empty_folder", file=path.name)
    return RawTables(path, tuple(sheets), hashes, tuple(issues), locked=bool(asked))


def _inside(path: Path, home: Path) -> bool:
    try:
        return path.resolve().is_relative_to(home)
    except RuntimeError:  # a link to itself
        return False
