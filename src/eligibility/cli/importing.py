"""``eligibility import``: decision tables of DMN, evaluated as they are or drafted as rules."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eligibility.cli.near import did_you_mean
from eligibility.cli.shared import UNUSABLE, Day, leave, options, plain_failures, rulebook, say, tell, wrote
from eligibility.messages import text

if TYPE_CHECKING:
    from eligibility.diagnostics import Span
    from eligibility.exchange.dmn.model import Decision, Model
    from eligibility.exchange.draft.writing import Frame


def command(lang: str) -> click.Command:
    """The command in *lang*."""

    def run(
        model: Path,
        evaluate: Path | None,
        decisions: Sequence[str],
        out: Path | None,
        posts: Sequence[str],
        standard: str,
        start: date | None,
        if_unmet: str,
        met: str,
        rules: Path | None,
        as_json: bool,
        force: bool,
        quiet: bool,
    ) -> None:
        with plain_failures(lang):
            if evaluate is not None and out is not None:
                raise click.UsageError(text("exchange.either", lang))
            found = _read(model, lang)
            wanted = _wanted(found, model, decisions, lang)
            if evaluate is not None:
                _evaluate(found, wanted, evaluate, lang, as_json=as_json)
            elif out is not None:
                frame = _frame(model, posts, standard, start, if_unmet, lang)
                _draft(found, wanted, frame, met, out, rules, lang, force=force, quiet=quiet)
            else:
                _show(found, wanted, lang, as_json=as_json)

    made = click.Command("import", callback=run, help=text("cli.help_import", lang))
    made.params = _options(lang)
    made = options(lang, "rules", "json", "quiet")(made)
    made.params.insert(-2, click.Option(["--force"], is_flag=True, help=text("cli.opt_force_file", lang)))
    return made


def _options(lang: str) -> list[click.Parameter]:
    def named(names: Sequence[str], meta: str, about: str, **more: object) -> click.Option:
        shown, said = text(f"cli.meta_{meta}", lang), text(f"cli.opt_{about}", lang)
        return click.Option(names, metavar=shown, help=said, **more)  # type: ignore[arg-type]

    path = click.Path(path_type=Path)
    return [
        click.Argument(["model"], type=path, metavar=text("cli.meta_dmn", lang)),
        named(["--evaluate"], "csv", "evaluate", type=path),
        named(["--decision", "decisions"], "part", "decision", multiple=True),
        named(["--out", "-o"], "draft_file", "import_out", type=path),
        named(["--post", "posts"], "post", "import_post", multiple=True),
        named(["--standard"], "standard", "import_standard", default=""),
        named(["--from", "start"], "day", "import_from", type=Day(lang)),
        named(["--if-unmet"], "part", "if_unmet", default="warn", show_default=True),
        named(["--met"], "value", "met", default=""),
    ]


# --- reading ---------------------------------------------------------------------------------------


def _read(place: Path, lang: str) -> "Model":
    """The model in the file; leaves where it is none."""
    from eligibility.exchange.dmn.elements import Unacceptable
    from eligibility.exchange.dmn.reading import read_model

    try:
        return read_model(place)
    except Unacceptable as error:
        for problem in error.problems:
            tell(_placed(place, problem.span, f"exchange.problem_{problem.kind}", problem.text, lang))
        leave(UNUSABLE)
    except OSError:
        leave(UNUSABLE, text("exchange.no_file", lang, place=place))
    raise AssertionError


def _placed(file: Path, span: "Span", key: str, said: str, lang: str) -> str:
    """A message about a place of the file."""
    return f"{file}:{span.line}:{span.column}: {text(key, lang, text=said)}"


def _wanted(model: "Model", file: Path, names: Sequence[str], lang: str) -> list["Decision"]:
    """The decisions that are asked for; leaves where one is unknown or not understood."""
    found: list[Decision] = []
    for name in names:
        decision = model.decision(name)
        if decision is None:
            missing = [identity for identity, known in model.names.items() if name in (identity, known)]
            _tell_problems(model, file, missing, lang)
            if any(identity in model.problems for identity in missing):
                leave(UNUSABLE, text("exchange.not_understood", lang, name=name))
            known = [one.name for one in model.decisions.values()]
            said = text("exchange.no_decision", lang, name=name, known=", ".join(known))
            leave(UNUSABLE, f"{said} {did_you_mean(name, known, lang)}".strip())
        else:
            found.append(decision)
    if names:
        return found
    if model.problems:
        _tell_problems(model, file, list(model.problems), lang)
        known = [one.name for one in model.decisions.values()]
        kind = "some_understood" if known else "none_understood"
        leave(UNUSABLE, text(f"exchange.{kind}", lang, known=", ".join(known)))
    if not model.decisions:
        leave(UNUSABLE, text("exchange.nothing", lang))
    return list(model.decisions.values())


def _tell_problems(model: "Model", file: Path, identities: Sequence[str], lang: str) -> None:
    for problem in model.every_problem:
        if any(problem in model.problems.get(identity, ()) for identity in identities):
            tell(_placed(file, problem.span, f"exchange.problem_{problem.kind}", problem.text, lang))


# --- what there is ---------------------------------------------------------------------------------


def _show(model: "Model", wanted: Sequence["Decision"], lang: str, *, as_json: bool) -> None:
    from eligibility.exchange.dmn.summary import summary_data, summary_lines

    if as_json:
        from eligibility.report.machine import as_json as written

        click.echo(written(summary_data(model, wanted)), nl=False)
        return
    for line in summary_lines(model, wanted, lang):
        say(line)


def _evaluate(model: "Model", wanted: Sequence["Decision"], place: Path, lang: str, *, as_json: bool) -> None:
    from eligibility.exchange.dmn.inputs import UnusableInputs, read_inputs
    from eligibility.exchange.dmn.results import EVALUATED, as_csv, as_data, decided_rows

    try:
        rows = list(decided_rows(model, read_inputs(place, model), wanted))
    except OSError:
        leave(UNUSABLE, text("exchange.no_file", lang, place=place))
        raise AssertionError from None
    except UnusableInputs as error:
        where = f"{place}:{error.line}" if error.line else str(place)
        params = {"column": error.column, "text": error.text}
        leave(UNUSABLE, f"{where}: {text(f'exchange.inputs_{error.kind}', lang, **params)}")
        raise AssertionError from None
    if as_json:
        from eligibility.report.machine import as_json as written

        click.echo(written({"schema": EVALUATED, "rows": as_data(rows)}), nl=False)
        return
    click.echo(as_csv(rows, wanted, lang), nl=False)


# --- drafts ----------------------------------------------------------------------------------------


def _frame(
    file: Path, posts: Sequence[str], standard: str, start: date | None, if_unmet: str, lang: str
) -> "Frame":
    from eligibility.exchange.draft.writing import Frame, requirement_id

    if not posts:
        raise click.UsageError(text("exchange.posts_needed", lang))
    named = standard or f"imported.{requirement_id(file.stem, 1)}"
    return Frame(named, tuple(posts), start or date.today(), if_unmet, file.name)


def _draft(
    model: "Model",
    wanted: Sequence["Decision"],
    frame: "Frame",
    met: str,
    out: Path,
    rules: Path | None,
    lang: str,
    *,
    force: bool,
    quiet: bool,
) -> None:
    from eligibility.exchange.draft.refusing import NoRequirement
    from eligibility.exchange.draft.writing import draft
    from eligibility.report.folder import NotEmpty, check_free, write_file

    try:
        check_free(out, force=force)
    except NotEmpty:
        leave(UNUSABLE, text("cli.file_there", lang, out=out))
    book, _ = rulebook(rules, lang, quiet=quiet)
    strange = next((post for post in frame.posts if post not in book.vocabulary.posts), "")
    if strange:
        hint = did_you_mean(strange, list(book.vocabulary.posts), lang)
        leave(UNUSABLE, f"{text('exchange.no_post', lang, post=strange)} {hint}".strip())
    try:
        made = draft(model, wanted, book.vocabulary, frame, met)
    except NoRequirement as error:
        file = Path(frame.source)
        tell(_placed(file, error.span, f"exchange.draft_{error.kind}", error.text, lang))
        leave(UNUSABLE, text("exchange.only_evaluated", lang))
        raise AssertionError from None
    write_file(out, made.encode("utf-8"), force=force)
    wrote()
    if not quiet:
        tell(text("exchange.drafted", lang, out=out, standard=frame.standard))
