"""What stands between the tokens of YAML: comments and blank lines."""

from collections.abc import Iterator

import attrs
import yaml

BREAKS = "\r\n\x85\u2028\u2029"
"""What ends a line in YAML."""

BLOCK_STYLES = ("|", ">")


@attrs.frozen
class Remark:
    """A comment, or a blank line (its *text* is empty)."""

    text: str
    column: int
    alone: bool
    """Whether nothing stands before it on its line."""


def remarks_of(text: str) -> list[str]:
    """All comments of *text*."""
    found: list[str] = []
    for token, remarks in tokens_of(text):
        found += [remark.text for remark in remarks if remark.text]
        if isinstance(token, yaml.ScalarToken) and token.style in BLOCK_STYLES:
            header = text[token.start_mark.index : token.end_mark.index].split("\n", 1)[0]
            found += [f"#{remark}".rstrip() for remark in header.split("#", 1)[1:]]
    return found


def tokens_of(text: str) -> Iterator[tuple[yaml.Token, list[Remark]]]:
    """The tokens, each with the remarks before it."""
    end = 0
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        start = token.start_mark.index
        yield token, list(_remarks(text, end, start)) if start > end else []
        end = max(end, start + len(raw_of(text, token)))


def raw_of(text: str, token: yaml.Token) -> str:
    """What is written of a token; blank lines below a block scalar are its own only where it keeps them."""
    raw = text[token.start_mark.index : token.end_mark.index]
    if isinstance(token, yaml.ScalarToken) and token.style in BLOCK_STYLES:
        indicators = raw.split("\n", 1)[0].split("#")[0]
        return raw if "+" in indicators else raw.rstrip(" \t" + BREAKS)
    return raw


def _remarks(text: str, start: int, end: int) -> Iterator[Remark]:
    """The comments and blank lines between two tokens; of several blank lines together, one."""
    line = start
    while line > 0 and text[line - 1] not in BREAKS:
        line -= 1
    fresh = not text[line:start].strip()
    at, blank = start, False
    while at < end:
        if text[at] == "#":
            stop = at
            while stop < len(text) and text[stop] not in BREAKS:
                stop += 1
            yield Remark(text[at:stop].rstrip(), at - line, fresh)
            at, blank, fresh = stop, False, False
        elif text[at] in BREAKS:
            if fresh and not blank:
                blank = True
                yield Remark("", 0, True)
            at += 2 if text[at : at + 2] == "\r\n" else 1
            line, fresh = at, True
        else:
            at += 1
