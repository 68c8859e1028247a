"""Running the command line inside this process."""

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner, Result

from eligibility.cli.app import build
from eligibility.cli.language import translate_click

RULES = Path(__file__).parent / "rules"
"""The rule book of the office."""

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def spoken(lang: str) -> Iterator[None]:
    """Click speaks *lang* for a while."""
    language, domain = os.environ.get("LANGUAGE"), gettext.textdomain()
    translate_click(lang)
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if language is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = language


WITH_RULES = {"template", "map", "review", "audit", "explain", "check", "test", "coverage", "demo"}


def run(*arguments: object, lang: str = "vi", rules: Path | None = RULES) -> Result:
    """Run a command with the rule book of the office (with none given where *rules* is None)."""
    given = [str(argument) for argument in arguments]
    if rules is not None and given and given[0] in WITH_RULES:
        given += ["--rules", str(rules)]
    with spoken(lang):
        return CliRunner().invoke(build(lang), given, prog_name="eligibility")
