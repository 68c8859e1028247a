"""What all commands share: options, the rule book, messages on the error stream, exit codes."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eligibility.messages import text, visible

if TYPE_CHECKING:
    from rich.console import Console

    from eligibility.model.standard import RuleBook
    from eligibility.read.rules import RawRules

DONE, FOUND, UNUSABLE, INTERNAL, STOPPED = 0, 1, 2, 3, 130
MARKER = "rulebook.yaml"
WRITTEN = "eligibility.written"
YEARS = range(1945, 2101)
"""Years that a review date may be in."""


class Day(click.ParamType[date]):
    """A date such as 2026-06-30 or 30/06/2026."""

    name = "date"

    def __init__(self, lang: str) -> None:
        self._lang = lang

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401
        """The date in *value*."""
        try:
            if "/" in value:
                day, month, year = value.split("/")
                found = date(int(year), int(month), int(day))
            else:
                found = date.fromisoformat(value)
        except ValueError:
            self.fail(text("cli.bad_date", self._lang, text=value), param, ctx)
        if found.year not in YEARS:
            years = {"first": YEARS[0], "last": YEARS[-1]}
            self.fail(text("cli.bad_year", self._lang, text=value, **years), param, ctx)
        return found


class Records(click.Path):
    """Where records are; the current folder by its own name, which messages and results need."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:  # noqa: ANN401
        """The path in *value*."""
        place = Path(value)
        return place if place.name not in ("", "..") else place.resolve()


def options(lang: str, *names: str) -> Callable[[click.Command], click.Command]:
    """Add the shared options called *names* to a command."""
    known: dict[str, click.Option] = {
        "rules": click.Option(
            ["--rules"],
            type=click.Path(path_type=Path),
            help=text("cli.opt_rules", lang),
            metavar=text("cli.meta_dir", lang),
        ),
        "as_of": click.Option(
            ["--as-of"],
            type=Day(lang),
            help=text("cli.opt_as_of", lang),
            metavar=text("cli.meta_day", lang),
        ),
        "purpose": click.Option(
            ["--purpose"],
            type=click.Choice(["planning", "audit", "training"]),
            default="planning",
            show_default=True,
            help=text("cli.opt_purpose", lang),
        ),
        "engine": click.Option(
            ["--engine"],
            type=click.Choice(["auto", "durable", "tables"]),
            default="auto",
            show_default=True,
            help=text("cli.opt_engine", lang),
        ),
        "json": click.Option(["--json", "as_json"], is_flag=True, help=text("cli.opt_json", lang)),
        "quiet": click.Option(["--quiet", "-q"], is_flag=True, help=text("cli.opt_quiet", lang)),
        "force": click.Option(["--force"], is_flag=True, help=text("cli.opt_force", lang)),
        "lang": click.Option(
            ["--lang"], type=click.Choice(["vi", "en"]), expose_value=False, help=text("cli.opt_lang", lang)
        ),
    }

    def add(command: click.Command) -> click.Command:
        command.params.extend(known[name] for name in (*names, "lang"))
        command.options_metavar = text("cli.meta_options", lang)
        return command

    return add


def help_text(lang: str, command: str, subject: str) -> str:
    """The help of a *command*: what it does, and what its argument called *subject* is."""
    about = text(f"cli.about_{subject}", lang, meta=text(f"cli.meta_{subject}", lang))
    return f"{text(f'cli.help_{command}', lang)}\n\n{about}"


def console(*, stderr: bool = False, width: int | None = None) -> "Console":
    """A console that colours only a terminal; piped text is 100 characters wide and plain."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    plain = not stream.isatty()
    return Console(
        file=stream, width=width or (100 if plain else None), soft_wrap=False, emoji=False, markup=False
    )


def tell(message: str) -> None:
    """A line for people, on the error stream."""
    click.echo(visible(message), err=True)


def say(message: str) -> None:
    """A line of the results, on standard output."""
    click.echo(visible(message))


def wrote() -> None:
    """The results stand whole where they belong: no message may now say that nothing was written."""
    click.get_current_context().meta[WRITTEN] = True


def _written() -> bool:
    return bool(click.get_current_context().meta.get(WRITTEN))


def group(name: str, lang: str, *commands: click.Command) -> click.Group:
    """A command of *commands*, which says what there is where none is named."""
    made = click.Group(
        name,
        help=text(f"cli.help_{name}", lang),
        options_metavar=text("cli.meta_options", lang),
        subcommand_metavar=text("cli.meta_command", lang),
        no_args_is_help=True,
    )
    for command in commands:
        made.add_command(command)
    options(lang)(made)
    return made


def cases_argument(lang: str) -> click.Argument:
    """The folder of cases; that beside the rule book where none is named."""
    return click.Argument(
        ["cases"],
        type=click.Path(path_type=Path),
        required=False,
        metavar=f"[{text('cli.meta_cases', lang)}]",
    )


def cases_folder(cases: Path | None, rules: Path | None, lang: str) -> Path:
    """The folder of cases that is meant; ends the command where there is none."""
    folder = cases or chosen_rules(rules).parent / "cases"
    if not folder.is_dir():
        leave(UNUSABLE, text("cli.no_cases", lang, place=str(folder)))
    return folder


def leave(code: int, message: str = "") -> None:
    """End the command with *code*."""
    if message:
        tell(message)
    raise click.exceptions.Exit(code)


def shipped_rules() -> Path:
    """The rule book that the package carries; in a checkout, the one beside the source."""
    inside = Path(str(files("eligibility").joinpath("rules")))
    return inside if inside.is_dir() else Path(__file__).resolve().parents[3] / "rules"


def chosen_rules(given: Path | None) -> Path:
    """*given*; else ``rules/`` of this folder if it is a rule book; else the one shipped."""
    if given is not None:
        return given
    here = Path("rules")
    return here if (here / MARKER).is_file() else shipped_rules()


def rulebook(given: Path | None, lang: str, *, quiet: bool = False) -> tuple["RuleBook", "RawRules"]:
    """The chosen rule book, named on the error stream with its hash; leaves where it is broken."""
    from eligibility.pipeline import load_rules
    from eligibility.report.machine import rulebook_hash

    root = chosen_rules(given)
    book, problems, raw = load_rules(root)
    if book is None:
        from eligibility.report.diagnostics import render

        tell(text("cli.bad_rules", lang))
        for problem in problems:
            tell(render(problem, raw, lang))
        leave(UNUSABLE)
        raise AssertionError
    click.get_current_context().obj = book
    if not quiet:
        place = root if given is not None or root == Path("rules") else Path(text("cli.shipped", lang))
        short = rulebook_hash(book.hashes)[:12]
        tell(text("report.rulebook", lang, place=str(place), hash=short))
    return book, raw


@contextmanager
def plain_failures(lang: str) -> Iterator[None]:
    """Turn whatever stops a command into one plain message and an exit code; no data in it."""
    try:
        with _expected_failures(lang):
            yield
    except KeyboardInterrupt:
        leave(STOPPED, text("cli.interrupted_after" if _written() else "cli.interrupted", lang))
    except (click.ClickException, click.exceptions.Exit, click.exceptions.Abort, BrokenPipeError):
        raise
    except Exception as error:
        key = "cli.unexpected_after" if _written() else "cli.unexpected"
        leave(INTERNAL, text(key, lang, where=_where(error), kind=type(error).__name__))


@contextmanager
def _expected_failures(lang: str) -> Iterator[None]:
    from eligibility.engine.agreement import Disagreement
    from eligibility.engine.durable import EngineUnavailable
    from eligibility.figures.baseline import UnusableBaseline
    from eligibility.model.earlier import UnusableReview
    from eligibility.model.seats import NoSeating
    from eligibility.normalise.headings import UnusableInput
    from eligibility.pipeline import NoPolicy
    from eligibility.read.cells import UnreadableInput
    from eligibility.report.folder import CannotWrite, NotEmpty, Occupied

    try:
        yield
    except UnreadableInput as error:
        leave(UNUSABLE, text(f"unreadable.{error.kind}", lang, **error.params))
    except UnusableInput as error:
        leave(UNUSABLE, text(f"unusable.{error.kind}", lang, **_labelled(error.params, lang)))
    except UnusableReview as error:
        leave(UNUSABLE, text(f"previous.{error.kind}", lang, **error.params))
    except UnusableBaseline as error:
        leave(UNUSABLE, text(f"figures.baseline_{error.kind}", lang, place=error.place))
    except NoPolicy as error:
        leave(UNUSABLE, text("cli.no_policy", lang, purpose=error.purpose, day=error.day.isoformat()))
    except NotEmpty as error:
        leave(UNUSABLE, text("cli.not_empty", lang, out=error.place))
    except Occupied as error:
        used = text("cli.here", lang) if error.used == Path() else error.used
        leave(UNUSABLE, text("cli.occupied", lang, out=error.place, used=used))
    except CannotWrite as error:
        leave(UNUSABLE, text("cli.cannot_write", lang, place=error.place))
    except NoSeating as error:
        leave(UNUSABLE, text("plan.no_seating", lang, day=error.day.isoformat()))
    except EngineUnavailable:
        leave(UNUSABLE, text("cli.no_engine", lang))
    except Disagreement as error:
        leave(INTERNAL, text("cli.internal", lang, situation=error.situation))


def _labelled(params: Mapping[str, str], lang: str) -> dict[str, str]:
    """The parameters of a message about a sheet, with the labels of its columns for their names."""
    from eligibility.normalise.text import key as spelling

    book = click.get_current_context().obj
    sheet, labels = spelling(params.get("sheet", "")), dict[str, str]()
    for table in book.vocabulary.tables.values() if book is not None else ():
        if sheet in map(spelling, (table.name, table.label.vi, table.label.en, *table.aliases)):
            labels = {field.name: field.label[lang] for field in table.fields}
    return {
        key: ", ".join(labels.get(name, name) for name in value.split(", ")) if key in _COLUMNS else value
        for key, value in params.items()
    }


_COLUMNS = ("expected", "field")


def _where(error: BaseException) -> str:
    """The place in our code, without any value."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if "eligibility" in file.parts:
            place = f"{file.name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
