"""How texts and names are written in the dialects of SQL; all else is the same in each of them."""

from collections.abc import Mapping

import attrs

LONGEST = 63
"""Bytes of a name that PostgreSQL keeps; it cuts longer ones without a word."""


class Unwritable(ValueError):
    """A text or name that cannot be written in a dialect."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@attrs.frozen
class Dialect:
    """A dialect: *quote* is put around names, *text* is its type of texts without a bound.

    *backslash*: within literals a backslash begins an escape. *lenient*: texts that are set against days
    become days without an error.
    """

    name: str
    quote: str
    text: str
    backslash: bool = False
    lenient: bool = False

    def identifier(self, name: str) -> str:
        """A name as it stands in a query.

        Raises:
            Unwritable: it is empty, or holds what no quoting protects.

        """
        if not name or "\0" in name or (self.backslash and "${" in name) or len(name.encode()) > LONGEST:
            raise Unwritable(name)
        return f"{self.quote}{name.replace(self.quote, self.quote * 2)}{self.quote}"

    def table(self, name: str) -> str:
        """The name of a table, perhaps with those of its schema and catalogue before it, between dots.

        A part with a dot in it stands in double quotes.
        """
        return ".".join(map(self.identifier, parts_of(name)))

    def literal(self, text: str) -> str:
        """A text as it stands in a query.

        Raises:
            Unwritable: it holds a null character or half of a surrogate pair.

        """
        if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise Unwritable(text)
        if self.backslash:  # there $ begins a variable
            escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("$", "\\u0024")
            return f"'{escaped}'"
        quoted = text.replace("'", "''")
        if self.name == "postgres" and "\\" in text:
            return "E'" + quoted.replace("\\", "\\\\") + "'"
        return f"'{quoted}'"


DIALECTS: Mapping[str, Dialect] = {
    dialect.name: dialect
    for dialect in (
        Dialect("duckdb", '"', "VARCHAR"),
        Dialect("postgres", '"', "TEXT"),
        Dialect("spark", "`", "STRING", backslash=True, lenient=True),
    )
}


def parts_of(name: str) -> list[str]:
    """The parts of a dotted name; within double quotes a dot is a letter, and two quotes are one."""
    parts, part, inside = [], "", False
    for letter in name:
        if letter == '"':
            inside = not inside
            part += letter
        elif letter == "." and not inside:
            parts.append(part)
            part = ""
        else:
            part += letter
    parts.append(part)
    if inside:
        raise Unwritable(name)
    return [
        piece[1:-1].replace('""', '"') if len(piece) > 1 and piece[0] == piece[-1] == '"' else piece
        for piece in parts
    ]
