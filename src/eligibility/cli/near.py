"""Did you mean: the name that is most like what was written."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from eligibility.messages import text


def did_you_mean(written: str, names: Iterable[str], lang: str) -> str:
    """A question that names what is most like *written*; empty where nothing is like it.

    Case does not matter, nor how many zeros stand before a number: ``cb5`` is ``CB00005``.
    """
    by_form = {_form(name): name for name in reversed(list(names))}
    near = get_close_matches(_form(written), by_form, n=1)
    return text("cli.did_you_mean", lang, name=by_form[near[0]]) if near else ""


def leave_unknown(message: str, written: str, names: Iterable[str], lang: str, between: str = "\n") -> None:
    """End the command with *message*, and the name that is most like *written*, if one is."""
    from eligibility.cli.shared import UNUSABLE, leave

    leave(UNUSABLE, f"{message}{between}{did_you_mean(written, names, lang)}".strip())


def _form(name: str) -> str:
    return re.sub(r"(?<!\d)0+(?=\d)", "", name.casefold())
