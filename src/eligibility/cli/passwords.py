"""The password of a workbook: asked for on a terminal, without showing it, or read from a descriptor."""

import os
import signal
import sys
import warnings
from collections.abc import Callable

import click

from eligibility.cli.shared import tell
from eligibility.messages import text, visible

DESCRIPTOR = "eligibility.password_fd"
MAX_TRIES = 3
MAX_BYTES = 4096


def with_password(command: click.Command, lang: str) -> click.Command:
    """Add ``--password-fd``; never the password itself, which others could read in the list of processes."""

    def keep(ctx: click.Context, _: click.Parameter, value: int | None) -> None:
        ctx.meta[DESCRIPTOR] = value

    option = click.Option(
        ["--password-fd"],
        type=click.IntRange(min=0),
        expose_value=False,
        callback=keep,
        metavar=text("cli.meta_number", lang),
        help=text("cli.opt_password_fd", lang),
    )
    command.params.append(option)
    return command


def password(lang: str) -> Callable[[str, int], str | None]:
    """What gives the password of a file, for the first, second, ... time; None: there is none to try."""
    descriptor = click.get_current_context().meta.get(DESCRIPTOR)

    def give(file: str, tries: int) -> str | None:
        if descriptor is not None:
            return _from(descriptor, lang) if tries == 0 else None
        if tries == MAX_TRIES or not sys.stdin.isatty():
            return None
        if tries:
            tell(text("unreadable.wrong_password", lang, file=file))
        return _typed(text("cli.ask_password", lang, file=file))

    return give


def _from(descriptor: int, lang: str) -> str:
    """The first line that *descriptor* gives."""
    content = b""
    try:
        while b"\n" not in content and len(content) < MAX_BYTES and (block := os.read(descriptor, MAX_BYTES)):
            content += block
        return content.split(b"\n")[0].rstrip(b"\r").decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = text("cli.bad_fd", lang, fd=descriptor)
        raise click.BadParameter(message, param_hint="--password-fd") from error


def _typed(prompt: str) -> str | None:
    """What is typed; None where the terminal would show it, or is closed."""
    from getpass import GetPassWarning, getpass

    if hasattr(signal, "siginterrupt"):  # polars lets a read that Ctrl-C interrupts begin again
        signal.siginterrupt(signal.SIGINT, True)
    with warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)
        try:
            return getpass(f"{visible(prompt)} ")
        except (EOFError, GetPassWarning):
            return None
