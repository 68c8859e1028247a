"""A look inside a workbook before the reader: what would abort it, and what it reads as empty.

The reader asks for memory for every cell up to the last one, so one stray cell at the end of a sheet
can abort the process; and it reads error cells (``#N/A``) as empty ones. Both are found here.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree

import attrs

from eligibility.read.cells import UnreadableInput

MAX_INFLATED = 800_000_000
"""Bytes of all parts of a workbook, unpacked."""

MAX_AREA = 20_000_000
"""Cells up to the last row and column of one sheet."""

CHUNK = 1 << 22
RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ROW = re.compile(rb'<(?:\w+:)?row [^>]*?r="(\d+)"')
WIDE = re.compile(rb'<(?:\w+:)?c [^>]*?r="([A-Z]{2,})(\d+)"')
ERROR = re.compile(rb'<(?:\w+:)?c ([^>]*?)t="e"([^>]*)>.*?<(?:\w+:)?v>([^<]*)</', re.DOTALL)
REFERENCE = re.compile(rb'r="([A-Z]+\d+)"')


@attrs.frozen
class SheetFacts:
    """What was found in one sheet: error cells by address."""

    errors: Mapping[str, str]


def preflight(path: Path) -> Mapping[str, SheetFacts]:
    """Facts per sheet name.

    Raises:
        UnreadableInput: the file is no workbook, is encrypted, unpacks to too much, or has a cell so
            far out that reading it would abort.

    """
    with path.open("rb") as stream:
        head = stream.read(512)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableInput("encrypted_or_old", file=path.name)
    if head.lstrip()[:1] == b"<":
        raise UnreadableInput("html", file=path.name)
    try:
        with zipfile.ZipFile(path) as archive:
            return _sheets(archive, path.name)
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, EOFError, NotImplementedError) as error:
        raise UnreadableInput("not_a_workbook", file=path.name, detail=type(error).__name__) from error
    except RuntimeError as error:  # zipfile: encrypted members
        raise UnreadableInput("encrypted_or_old", file=path.name) from error
    except OSError as error:
        raise UnreadableInput("broken", file=path.name, detail=type(error).__name__) from error
    except Exception as error:
        if isinstance(error, UnreadableInput):
            raise
        raise UnreadableInput("broken", file=path.name, detail=type(error).__name__) from error


def _sheets(archive: zipfile.ZipFile, file: str) -> Mapping[str, SheetFacts]:
    if sum(info.file_size for info in archive.infolist()) > MAX_INFLATED:
        raise UnreadableInput("too_large", file=file, limit=str(MAX_INFLATED // 1_000_000))
    relations = {
        node.get("Id", ""): node.get("Target", "")
        for node in _xml(archive, "xl/_rels/workbook.xml.rels", file)
    }
    found: dict[str, SheetFacts] = {}
    budget = MAX_INFLATED
    for node in _xml(archive, "xl/workbook.xml", file).iter():
        if not node.tag.endswith("}sheet"):
            continue
        target = relations.get(node.get(RELATIONS, ""), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        name = node.get("name", "")
        if part not in archive.namelist():
            continue
        facts, used = _scan(archive, part, file, name, budget)
        budget -= used
        found[name] = facts
    return found


def _xml(archive: zipfile.ZipFile, part: str, file: str) -> ElementTree.Element:
    content = archive.read(part)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise UnreadableInput("not_a_workbook", file=file, detail="DOCTYPE")
    return ElementTree.fromstring(content)  # noqa: S314  (no document type, so no entities)


def _scan(archive: zipfile.ZipFile, part: str, file: str, sheet: str, budget: int) -> tuple[SheetFacts, int]:
    errors: dict[str, str] = {}
    last_row, last_column, used = 0, 26, 0
    for text in _pieces(archive, part):
        used += len(text)
        if used > budget:
            raise UnreadableInput("too_large", file=file, limit=str(MAX_INFLATED // 1_000_000))
        for match in ROW.finditer(text):
            last_row = max(last_row, int(match[1]))
        for match in WIDE.finditer(text):
            last_column = max(last_column, _column(match[1]))
        if b't="e"' in text:
            for match in ERROR.finditer(text):
                reference = REFERENCE.search(match[1] + b" " + match[2])
                if reference is not None:
                    errors[reference[1].decode()] = match[3].decode("utf-8", "replace")
        if last_row * last_column > MAX_AREA:
            raise UnreadableInput(
                "sparse", file=file, sheet=sheet, row=str(last_row), column=str(last_column)
            )
    return SheetFacts(errors), used


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The XML in pieces that end between cells."""
    rest = b""
    with archive.open(part) as stream:
        while block := stream.read(CHUNK):
            text = rest + block
            cut = text.rfind(b"</row>")
            cut = cut + 6 if cut >= 0 else (0 if len(text) < 16 * CHUNK else len(text))
            if cut:
                yield text[:cut]
            rest = text[cut:]
    if rest:
        yield rest


def _column(letters: bytes) -> int:
    number = 0
    for code in letters:
        number = number * 26 + code - 64
    return number
