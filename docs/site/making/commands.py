"""The options of every command, as Click knows them: a new command or option is there by itself."""

import re
from collections.abc import Iterator

import click

PROGRAM = "eligibility"
HELP = re.compile(r"eligibility (?P<words>(?:[a-z][\w-]* )*)--help --lang (?:vi|en)")
"""A command that shows the help of another one."""

KEPT = "\b\n"

WORDS = {
    "vi": {"option": "Tùy chọn", "meaning": "Ý nghĩa", "command": "Lệnh", "does": "Việc làm"},
    "en": {"option": "Option", "meaning": "Meaning", "command": "Command", "does": "Does"},
}


def commands(group: click.Group) -> dict[str, click.Context]:
    """The *group* under an empty name, and all that is below it: ``review``, ``training needs``."""
    root = click.Context(group, info_name=PROGRAM, **group.context_settings)
    return {"": root, **{_name(one): one for one in _below(root)}}


def _below(parent: click.Context) -> Iterator[click.Context]:
    for one in _children(parent):
        yield one
        yield from _below(one)


def _children(parent: click.Context) -> list[click.Context]:
    """The commands of a group, each in its context; none where it is no group."""
    group = parent.command
    if not isinstance(group, click.Group):
        return []
    found = [(name, group.get_command(parent, name)) for name in group.list_commands(parent)]
    return [
        click.Context(command, parent=parent, info_name=name, **command.context_settings)
        for name, command in found
        if command is not None and not command.hidden
    ]


def _name(context: click.Context) -> str:
    return context.command_path.removeprefix(PROGRAM).strip()


def reference(context: click.Context, lang: str) -> str:
    """How a command is called, what it does and its options, in Markdown."""
    words, command = WORDS[lang], context.command
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    parts = [f"```text\n{usage}\n```", *_paragraphs(command.help)]
    below = [
        (f"[`{one.info_name}`](#{_name(one).replace(' ', '-')})", one.command.get_short_help_str(limit=200))
        for one in _children(context)
    ]
    if below:
        parts.append(_table((words["command"], words["does"]), below))
    records = (param.get_help_record(context) for param in command.get_params(context))
    options = [(_names(record[0]), record[1]) for record in records if record is not None and record[1]]
    parts += [_table((words["option"], words["meaning"]), options), *_paragraphs(command.epilog)]
    return "\n\n".join(parts) + "\n"


def section(context: click.Context, lang: str) -> str:
    """A section for a command that the page itself does not speak of."""
    name = _name(context)
    return f"{'#' * (1 + len(name.split()))} {name}\n\n{reference(context, lang)}"


def _paragraphs(text: str | None) -> list[str]:
    """The paragraphs of a help; what Click is told to keep as it is keeps its lines."""
    return [
        f"```text\n{part.removeprefix(KEPT).strip()}\n```"
        if part.startswith(KEPT)
        else " ".join(part.split())
        for part in (text or "").split("\n\n")
        if part.strip()
    ]


def _names(shown: str) -> str:
    """``-o, --out DIR`` with every name as code."""
    return ", ".join(f"`{name}`" for name in shown.split(", "))


def _table(head: tuple[str, str], rows: list[tuple[str, str]]) -> str:
    lines = [head, ("---", "---"), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |" for line in lines)
