"""Did you mean: the name that is most like what was written."""

from collections.abc import Iterable
from difflib import get_close_matches

from eligibility.messages import text


def did_you_mean(written: str, names: Iterable[str], lang: str) -> str:
    """A question that names what is most like *written*, whatever its case; empty where nothing is."""
    by_form = {name.casefold(): name for name in reversed(list(names))}
    near = get_close_matches(written.casefold(), by_form, n=1)
    return text("cli.did_you_mean", lang, name=by_form[near[0]]) if near else ""
