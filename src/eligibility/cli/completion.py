"""``eligibility completion``: the script by which a shell completes what is being typed."""

import click

from eligibility.cli.shared import help_text, options
from eligibility.messages import text

SHELLS = ("bash", "zsh", "fish", "powershell")
PROGRAM = "eligibility"
ASKED = "_ELIGIBILITY_COMPLETE"
"""The variable by which a shell asks: Click looks for it."""
BETTER: dict[str, dict[str, str]] = {
    "fish": {'string split "," $completion': 'string split --max 1 "," $completion'},
    "powershell": {
        "        $response =": "        $prev_encoding = [Console]::OutputEncoding\n"
        "        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8\n"
        "        $response =",
        "    } finally {\n": "    } finally {\n        [Console]::OutputEncoding = $prev_encoding\n",
    },
}
"""What Click's scripts lack: fish cuts help at a comma, PowerShell reads Vietnamese in its own code page."""


def command(lang: str) -> click.Command:
    """The command in *lang*."""

    def run(shell: str, quiet: bool) -> None:
        del quiet  # there is nothing else to say
        click.echo(script(shell).encode(), nl=False)

    made = click.Command("completion", callback=run, help=help_text(lang, "completion", "shell"))
    made.params = [click.Argument(["shell"], type=click.Choice(SHELLS), metavar=text("cli.meta_shell", lang))]
    return options(lang, "quiet")(made)


def script(shell: str) -> str:
    """The script for *shell*."""
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    assert made is not None, shell  # noqa: S101  (the choice has no other)
    class_ = made(click.Group(), {}, PROGRAM, ASKED)
    source = class_.source_template % class_.source_vars()  # ``source`` would look for the shell itself
    for found, better in BETTER.get(shell, {}).items():
        source = source.replace(found, better, 1)
    return source
