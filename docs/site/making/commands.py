"""The options of every command, as Click knows them: a new command or option is there by itself."""

import re
from collections.abc import Iterator

import click

PROGRAM = "eligibility"
HELP = re.compile(r"eligibility (?P<words>(?:[a-z][\w-]* )*)--help --lang (?:vi|en)")
"""A command that shows the help of another one."""

WORDS = {
    "vi": {"option": "Tùy chọn", "meaning": "Ý nghĩa", "command": "Lệnh", "does": "Việc làm"},
    "en": {"option": "Option", "meaning": "Meaning", "command": "Command", "does": "Does"},
}


def commands(group: click.Group) -> dict[str, click.Command]:
    """The *group* under an empty name, and all that is below it: ``review``, ``training needs``."""
    return {"": group, **dict(_below(group, ""))}


def _below(group: click.Group, before: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        full = f"{before} {name}".strip()
        yield full, command
        if isinstance(command, click.Group):
            yield from _below(command, full)


def reference(name: str, command: click.Command, lang: str) -> str:
    """How *command* is called, what it does and its options, in Markdown."""
    words = WORDS[lang]
    context = click.Context(command, info_name=f"{PROGRAM} {name}".strip())
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    parts = [f"```text\n{usage}\n```", *_paragraphs(command.help)]
    if isinstance(command, click.Group):
        rows = [
            (f"[`{sub}`](#{f'{name} {sub}'.strip().replace(' ', '-')})", one.get_short_help_str(limit=200))
            for sub in command.list_commands(context)
            if (one := command.get_command(context, sub)) is not None and not one.hidden
        ]
        parts.append(_table((words["command"], words["does"]), rows))
    records = [record for param in command.get_params(context) if (record := param.get_help_record(context))]
    parts.append(_table((words["option"], words["meaning"]), [(_names(one), said) for one, said in records]))
    parts += _paragraphs(command.epilog)
    return "\n\n".join(parts) + "\n"


def section(name: str, command: click.Command, lang: str) -> str:
    """A section for a command that the page itself does not speak of."""
    return f"{'#' * (1 + len(name.split()))} {name}\n\n{reference(name, command, lang)}"


def _paragraphs(text: str | None) -> list[str]:
    return [" ".join(part.split()) for part in (text or "").replace("\b", "").split("\n\n") if part.strip()]


def _names(shown: str) -> str:
    """``-o, --out DIR`` with every name as code."""
    return ", ".join(f"`{name}`" for name in shown.split(", "))


def _table(head: tuple[str, str], rows: list[tuple[str, str]]) -> str:
    lines = [head, ("---", "---"), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |" for line in lines)
