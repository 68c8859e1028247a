"""Posts and courses of the chosen rule book by code, read fast: for completion while a command is typed."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eligibility.cli.shared import chosen_rules

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Post(click.ParamType[str]):
    """A post by its code or its name; for training, a course."""

    name = "post"

    def __init__(self, lang: str) -> None:
        self._lang = lang

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401
        """The text as it is: whether somebody is considered for it is known only with the records."""
        return str(value)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> "list[CompletionItem]":
        """The codes that begin so, each with its name; nothing where the rule book cannot be read."""
        from click.shell_completion import CompletionItem

        names = labels(chosen_rules(ctx.params.get("rules")), ctx.params.get("purpose") == "training")
        return [
            CompletionItem(code, help=label.get(self._lang, code))
            for code, label in names.items()
            if code.startswith(incomplete)
        ]


def labels(root: Path, courses: bool) -> dict[str, dict[str, str]]:
    """The labels of all posts, or courses, by code; the vocabulary alone is read, and not checked."""
    from eligibility.read.rules import parse

    found: dict[str, dict[str, str]] = {}
    for file in sorted((root / "vocabulary").glob("*.y*ml")):
        try:
            document, _ = parse(file.name, file.read_bytes())
        except OSError:
            continue
        data = document.data if document is not None and isinstance(document.data, dict) else {}
        rows = data.get("courses" if courses else "posts", ())
        for row in rows if isinstance(rows, list) else ():
            code = row.get("id" if courses else "code") if isinstance(row, dict) else None
            if isinstance(code, str):
                label = row.get("label") if courses else row
                found[code] = label if isinstance(label, dict) else {}
    return found
