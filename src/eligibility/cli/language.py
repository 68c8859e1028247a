"""The language of a run, chosen before anything is printed."""

import gettext
import locale
import os
import sys
from collections.abc import Mapping, Sequence
from importlib.resources import files

from eligibility.messages import LANGUAGES

VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def choose_language(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
    """``--lang`` where it is given; else by the locale: Vietnamese unless that names another language."""
    for place, word in enumerate(arguments):
        if word == "--":
            break
        if word == "--lang" and place + 1 < len(arguments) and arguments[place + 1] in LANGUAGES:
            return arguments[place + 1]
        if word.startswith("--lang=") and word.removeprefix("--lang=") in LANGUAGES:
            return word.removeprefix("--lang=")
    variables = os.environ if environment is None else environment
    name = next((variables[key] for key in VARIABLES if variables.get(key)), "")
    if not name and environment is None and sys.platform == "win32":
        name = locale.getlocale()[0] or ""
    plain = name.split(".")[0].split("@")[0].casefold()
    return "vi" if plain in ("", "c", "posix") or plain.startswith("vi") else "en"


def translate_click(lang: str) -> None:
    """Make Click speak *lang*; called before Click is imported, since it looks some texts up at once."""
    os.environ["LANGUAGE"] = lang
    gettext.bindtextdomain("click", str(files("eligibility.messages").joinpath("locale")))
    gettext.textdomain("click")
