"""Pages in Vietnamese and in English show the same: sections, examples, tables, blocks that are made."""

import re
from pathlib import PurePath

import pytest

from .blocks import BLOCK, blocks
from .pages import HEADING, ROOT, Page, Table, codes, page

ENGLISH_ONLY = {"dependencies"}
"""Pages for those who work on the program."""
TOGETHER = {"install-office"}
"""Pages that hold both languages one below the other."""

NAMES = sorted(path.stem for path in (ROOT / "docs/vi").glob("*.md"))
TUTORIALS = {"ten-minutes", "first-standard"}
"""Their files and commands carry names in the language of the page."""


def test_every_page_for_users_is_in_both_languages() -> None:
    english = {path.stem for path in (ROOT / "docs").glob("*.md")}
    assert english - ENGLISH_ONLY - TOGETHER == set(NAMES)


def both(name: str) -> tuple[Page, Page]:
    return page(f"docs/vi/{name}.md"), page(f"docs/{name}.md")


@pytest.mark.parametrize("name", NAMES)
def test_both_have_the_same_sections(name: str) -> None:
    levels = [[len(one[0].split()[0]) for one in HEADING.finditer(found.prose)] for found in both(name)]
    assert levels[0] == levels[1]


@pytest.mark.parametrize("name", NAMES)
def test_both_have_the_same_blocks(name: str) -> None:
    vietnamese, english = (list(blocks(found)) for found in both(name))
    if name in TUTORIALS:
        assert [(one.kind, one.code) for one in vietnamese] == [(one.kind, one.code) for one in english]
        kinds = [
            [PurePath(one.what).suffix for one in side if one.kind == "file"]
            for side in (vietnamese, english)
        ]
        assert kinds[0] == kinds[1]
    else:
        plain = [
            [(one.kind, re.sub(" --lang (vi|en)", "", one.what)) for one in side]
            for side in (vietnamese, english)
        ]
        assert plain[0] == plain[1]


@pytest.mark.parametrize("name", sorted(set(NAMES) - TUTORIALS))
def test_both_have_the_same_examples(name: str) -> None:
    fences = [
        [(one.words, one.text) for one in Page(found.name, BLOCK.sub("", found.text)).fences()]
        for found in both(name)
    ]
    assert fences[0] == fences[1]


@pytest.mark.parametrize("name", sorted(set(NAMES) - TUTORIALS - {"index"}))
def test_tables_of_both_are_about_the_same(name: str) -> None:
    vietnamese, english = (list(Page(found.name, BLOCK.sub("", found.text)).tables()) for found in both(name))
    assert [table.about for table in vietnamese] == [table.about for table in english]
    assert [keys(table) for table in vietnamese] == [keys(table) for table in english]


def keys(table: Table) -> list[list[str]]:
    """What stands in backquotes in the cells that are not remarks, row by row."""
    width = 3 if table.about == ("cells",) or table.head[0] == "Sentence" else 1
    return [[word for cell in row[:width] for word in codes(cell)] for row in table.rows]
