"""The texts of the installed Click, and what is said for them in Vietnamese."""

import ast
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

PLACE = Path(str(files("eligibility.messages"))) / "locale" / "vi" / "LC_MESSAGES"

BY_VALUE = {"required"}
"""Click looks these up by the value of a variable, so its source does not show them."""


@cache
def source_messages() -> dict[str, tuple[str, ...]]:
    """Every text of the installed Click by its singular: the singular alone, or with its plural."""
    found: dict[str, tuple[str, ...]] = {name: (name,) for name in BY_VALUE}
    for file in Path(click.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id not in ("_", "ngettext"):
                    continue
                forms = tuple(part.value for part in node.args if isinstance(part, ast.Constant))
                if forms:
                    found[forms[0]] = forms
    return found


@cache
def source() -> Catalog:
    """The Vietnamese texts as they are written."""
    return read_po(BytesIO((PLACE / "click.po").read_bytes()))


def texts(catalogue: Catalog) -> dict[str, str]:
    """Singulars to translations; Vietnamese has one form for any number."""
    return {first(message.id): first(message.string) for message in catalogue if message.id}


def first(text: str | list[str] | tuple[str, ...]) -> str:
    """The one form that Vietnamese has, of a text with or without a plural."""
    return text if isinstance(text, str) else text[0]


@cache
def translations() -> dict[str, str]:
    """The Vietnamese texts by the English ones."""
    return texts(source())
