"""The message catalogue: every text that a user reads, in Vietnamese and in English.

The files are flat mappings from a key to a format string; both languages have the same keys.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

LANGUAGES = ("vi", "en")


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """All messages of *language* by key."""
    found: dict[str, str] = {}
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for file in sorted(files(__name__).joinpath(language).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml"):
            found |= yaml.load(file.read_text("utf-8"), Loader=loader)  # noqa: S506  (a safe loader)
    return found


def text(key: str, lang: str, /, **params: object) -> str:
    """The message *key* in *lang* with its parameters filled in.

    Raises:
        KeyError: the catalogue has no such message, or a parameter is lacking.

    """
    return catalogue(lang)[key].format_map(params)


def visible(text: str) -> str:
    """*text* fit for a terminal: what cannot be printed, or turns the direction of writing, becomes �."""
    return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)


def has(key: str) -> bool:
    """Whether there is such a message."""
    return key in catalogue("en")
