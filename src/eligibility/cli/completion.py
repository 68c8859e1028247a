"""``eligibility completion``: the script by which a shell completes what is being typed."""

import click

from eligibility.cli.shared import help_text, options
from eligibility.messages import text

SHELLS = ("bash", "zsh", "fish", "powershell")
PROGRAM = "eligibility"
ASKED = "_ELIGIBILITY_COMPLETE"
"""The variable by which a shell asks: Click looks for it."""
CALLED = "        $response ="
UTF8 = """\
        $prev_encoding = [Console]::OutputEncoding
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
"""
RESTORED = "    } finally {\n"
"""Where the script for PowerShell calls the program, and what it needs to understand Vietnamese then."""


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
    if shell == "powershell":
        restored = f"{RESTORED}        [Console]::OutputEncoding = $prev_encoding\n"
        source = source.replace(CALLED, UTF8 + CALLED, 1).replace(RESTORED, restored, 1)
    return source
