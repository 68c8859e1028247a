"""The command line: one file a command, each thin. Nothing heavy is imported before it is needed."""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    try:
        _run(arguments)
    except KeyboardInterrupt:  # before a command could say so
        sys.exit(130)


def _run(arguments: Sequence[str] | None) -> None:
    from eligibility.cli.language import choose_language, translate_click

    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    lang = choose_language(given)
    translate_click(lang)
    from eligibility.cli.app import build

    build(lang).main(args=given, prog_name="eligibility")
