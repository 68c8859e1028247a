"""``eligibility test``: run the cases of a rule book and say which requirements no case shows."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eligibility.cli.shared import (
    FOUND,
    UNUSABLE,
    cases_argument,
    cases_folder,
    leave,
    options,
    plain_failures,
    rulebook,
    say,
    tell,
)
from eligibility.messages import has, text

if TYPE_CHECKING:
    from eligibility.assurance.coverage import Uncovered
    from eligibility.model.review import CaseResult
    from eligibility.read.rules import RawRules

SCHEMA = "eligibility/test/1"


def command(lang: str) -> click.Command:
    """The command in *lang*."""

    def run(
        cases: Path | None, rules: Path | None, verbose: bool, engine: str, as_json: bool, quiet: bool
    ) -> None:
        with plain_failures(lang):
            folder = cases_folder(cases, rules, lang)
            book, raw = rulebook(rules, lang, quiet=quiet or as_json)
            from eligibility.assurance.cases import proposed, run_cases
            from eligibility.assurance.coverage import coverage
            from eligibility.report.diagnostics import render
            from eligibility.report.machine import as_json as json_text

            results, problems = run_cases(folder, book, raw, engine)
            if problems:
                from eligibility.assurance.reading import read_case_files

                written, _ = read_case_files(folder)
                for problem in problems:
                    tell(render(problem, written, lang))
                leave(UNUSABLE)
            if not results:
                leave(UNUSABLE, text("cli.no_cases", lang, place=str(folder)))
            missing = coverage(results, book)
            waiting = [f"{span.file}:{span.line}: {case.id}" for case, span in proposed(folder, book)]
            failed = [result for result in results if not result.passed]
            if as_json:
                click.echo(json_text(_data(results, missing, lang) | {"proposals": waiting}), nl=False)
            elif not quiet:
                for result in results if verbose else failed:
                    say(_line(result, lang))
                for item in missing:
                    say(_uncovered(item, raw, lang))
            if waiting and not quiet and not as_json:
                for name in waiting if verbose else ():
                    tell(text("coverage.proposed", lang, place=name))
                tell(text("coverage.proposals", lang, count=len(waiting)))
            if failed:
                leave(FOUND, text("cli.cases_failed", lang, failed=len(failed), total=len(results)))
            if not quiet:
                tell(text("cli.cases_fine", lang, passed=len(results)))
            if missing:
                leave(FOUND)

    made = click.Command("test", callback=run, help=text("cli.help_test", lang))
    made.params = [
        cases_argument(lang),
        click.Option(["--verbose", "-v"], is_flag=True, help=text("cli.opt_verbose", lang)),
    ]
    return options(lang, "rules", "engine", "json", "quiet")(made)


def _line(result: "CaseResult", lang: str) -> str:
    mark = "✓" if result.passed else "✗"
    span = result.span
    lines = [f"{mark} {span.file}:{span.line}: {result.id}: {result.about[lang]}"]
    lines += [f"    {text(problem.key, lang, **problem.params)}" for problem in result.problems]
    return "\n".join(lines)


def _uncovered(item: "Uncovered", raw: "RawRules", lang: str) -> str:
    span = raw.span(item.where)
    statuses = ", ".join(
        text(f"report.status_{word}" if has(f"report.status_{word}") else f"report.reason_{word}", lang)
        for word in item.missing
    )
    return text(
        "case.uncovered",
        lang,
        place=f"{span.file}:{span.line}",
        standard=f"{item.standard} {item.version}",
        requirement=item.requirement,
        statuses=statuses,
    )


def _data(results: "tuple[CaseResult, ...]", missing: "tuple[Uncovered, ...]", lang: str) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "cases": [
            {
                "id": result.id,
                "file": result.file,
                "line": result.span.line,
                "passed": result.passed,
                "problems": [text(problem.key, lang, **problem.params) for problem in result.problems],
            }
            for result in results
        ],
        "uncovered": [
            {
                "standard": item.standard,
                "version": item.version,
                "requirement": item.requirement,
                "missing": list(item.missing),
            }
            for item in missing
        ],
    }
