"""HTML as values: what is not markup already is text, and is escaped."""

from collections.abc import Iterable
from html import escape

VOID = {"meta", "br", "link"}


class Markup(str):
    """Text that is HTML."""

    __slots__ = ()


def joined(*parts: object) -> Markup:
    """*parts* one after the other; lists of them too, and nothing for None."""
    made = []
    for part in parts:
        if isinstance(part, Markup):
            made.append(str(part))
        elif isinstance(part, str):
            made.append(escape(part))
        elif isinstance(part, Iterable):
            made.append(joined(*part))
    return Markup("".join(made))


def tag(name: str, /, *parts: object, **attributes: str) -> Markup:
    """An element. Attributes are written as Python can (``class_``, ``http_equiv``)."""
    named = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items() if value}
    told = "".join(f' {key}="{escape(value)}"' for key, value in named.items())
    if name in VOID:
        return Markup(f"<{name}{told}>")
    return Markup(f"<{name}{told}>{joined(*parts)}</{name}>")


def link(address: str, *parts: object) -> Markup:
    """A link to a page or a place on it."""
    return tag("a", *parts, href=address)


def table(heads: Iterable[str], rows: Iterable[Iterable[object]], *, class_: str = "") -> Markup:
    """A table whose head is repeated on every printed page."""
    head = tag("thead", tag("tr", [tag("th", one, scope="col") for one in heads]))
    body = tag("tbody", [tag("tr", [tag("td", cell) for cell in row]) for row in rows])
    return tag("table", head, body, class_=class_)


def listed(items: Iterable[object], *, marked: bool = False) -> Markup | None:
    """A list with a point for each item, unless they are *marked* themselves; nothing where there is none."""
    made = [tag("li", item) for item in items]
    return tag("ul", made, class_="marked" if marked else "") if made else None
