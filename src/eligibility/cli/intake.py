"""How commands read records: the password of a workbook, the column map, the old font."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eligibility.cli.passwords import with_password
from eligibility.cli.shared import UNUSABLE, leave, tell
from eligibility.messages import text

if TYPE_CHECKING:
    from eligibility.model.mapping import ColumnMap
    from eligibility.model.raw import RawTables
    from eligibility.model.standard import RuleBook

MAP, FONT = "eligibility.map", "eligibility.font"
FONTS = ("tcvn3", "vni")


def with_intake(command: click.Command, lang: str) -> click.Command:
    """Add ``--map``, ``--font`` and ``--password-fd``."""

    def keep(name: str) -> Callable[[click.Context, click.Parameter, object], None]:
        def remember(ctx: click.Context, _: click.Parameter, value: object) -> None:
            ctx.meta[name] = value

        return remember

    command.params += [
        click.Option(
            ["--map", "columns"],
            type=click.Path(path_type=Path),
            expose_value=False,
            callback=keep(MAP),
            metavar=text("cli.meta_file", lang),
            help=text("cli.opt_map", lang),
        ),
        click.Option(
            ["--font"],
            type=click.Choice(FONTS),
            expose_value=False,
            callback=keep(FONT),
            help=text("cli.opt_font", lang),
        ),
    ]
    return with_password(command, lang)


def prepare(book: "RuleBook", lang: str) -> "Callable[[RawTables], RawTables]":
    """What is done to sheets before they are understood; leaves where the map is wrong."""
    meta = click.get_current_context().meta
    font: str | None = meta.get(FONT)
    place: Path | None = meta.get(MAP)
    columns = read_map(place, book, lang) if place is not None else None

    def made(raw: "RawTables") -> "RawTables":
        from eligibility.normalise.fonts import converted
        from eligibility.normalise.mapping import mapped

        if font is not None:
            raw = converted(raw, font)
        return mapped(raw, columns, book.vocabulary) if columns is not None else raw

    return made


def read_map(place: Path, book: "RuleBook", lang: str) -> "ColumnMap":
    """The column map in *place*; leaves where it cannot be used, with every problem of it."""
    from eligibility.normalise.mapping import build_map
    from eligibility.read.rules import RawRules, parse
    from eligibility.report.diagnostics import render

    try:
        content = place.read_bytes()
    except OSError:
        leave(UNUSABLE, text("cli.no_map", lang, file=place))
        raise AssertionError from None
    name = place.as_posix()
    document, problems = parse(name, content)
    found = None
    if document is not None and not problems:
        found, problems = build_map(document.data, book.vocabulary, name)
    if found is None:
        documents = {name: document} if document is not None else {}
        raw = RawRules(Path(), documents, {}, {name: content.decode("utf-8-sig", "replace")})
        tell(text("cli.bad_map", lang, file=place))
        for problem in problems:
            tell(render(problem, raw, lang))
        leave(UNUSABLE)
        raise AssertionError
    return found
