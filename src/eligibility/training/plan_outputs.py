"""All files of a plan: csv and parquet, the workbook, the account."""

from datetime import date
from pathlib import Path
from typing import Any

import attrs
import polars as pl

from eligibility.report.machine import as_json, rulebook_hash
from eligibility.report.sheets import Bar, Sheets, workbook
from eligibility.report.tables import write_csv, write_parquet
from eligibility.training.following import followed
from eligibility.training.plan_counts import forecast
from eligibility.training.plan_heads import (
    ASIDE,
    CHANGED,
    CLASSES,
    FOLLOWED,
    FORECAST,
    GOALS,
    GOING,
    LATE,
    PAST,
    RESERVE,
    RESERVES,
    TARGETS,
    UNITS,
    WAYS,
    YEARS,
)
from eligibility.training.plan_tables import PlanTables

SCHEMA = "eligibility/training-plan/1"
GREEN, YELLOW, GREY = "C6E0B4", "FFF2CC", "D9D9D9"


@attrs.frozen(eq=False)
class Delivered:
    """A plan to be written: its tables, and *changed*, what differs from the plan as declared, if asked."""

    tables: PlanTables
    changed: Any = None


def plan_data(delivered: Delivered) -> dict[str, Any]:
    """The account as plain data: the same for the same input, rules and day where every goal is proven."""
    tables = delivered.tables
    plan = tables.plan
    needs = plan.needs
    sources = {one.name: one.sha256 for one in needs.reviews["training"].sources}
    return {
        "schema": SCHEMA,
        "as_of": needs.reviews["training"].as_of.isoformat(),
        "years": [plan.years[0], plan.years[-1]],
        "seating": plan.seating.id,
        "draw": plan.seating.draw,
        "rules": rulebook_hash(needs.rulebook.hashes),
        "inputs": sources,
        "classes": {one.name: one.sha256 for one in plan.listed.sources},
        "solver": plan.solver or None,
        "proven": bool(plan.solver) and plan.answer.proven,
        "stopped": plan.answer.stopped,
        "goals": tables.frames.goals().to_dicts(),
        "targets": [_plain(row) for row in tables.reached.to_dicts()],
        "forecast": [_plain(row) for row in forecast(plan, tables.seats).to_dicts()],
        "counts": {
            "claims": len(plan.problem.claims),
            "seats": tables.seats.height,
            "people": tables.seats["id"].n_unique(),
            "waiting": tables.waiting.height,
            "aside": len(plan.asking.aside),
            "choices": len(plan.problem.choices),
        },
        "seats": tables.seats.select("class", "id").to_dicts(),
        "changes": delivered.changed.to_dicts() if delivered.changed is not None else None,
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its days as text."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def title_of(tables: PlanTables) -> str:
    """The title of the lists."""
    plan, words = tables.plan, tables.words
    day = words.day(plan.needs.reviews["training"].as_of)
    return words.say("plan.title", first=plan.years[0], last=plan.years[-1], as_of=day)


def account(delivered: Delivered) -> list[str]:
    """How the plan came about, line by line."""
    tables = delivered.tables
    plan, say = tables.plan, tables.words.say
    lines = [
        say(
            "plan.counted",
            claims=sum(one.level >= 0 for one in plan.problem.claims),
            seats=tables.seats.height,
            people=tables.seats["id"].n_unique(),
            waiting=tables.waiting.height,
            aside=len(plan.asking.aside),
        )
    ]
    if overdue := tables.overdue.filter(pl.col("outcome") != pl.col("then")).height:
        lines.append(say("plan.overdue", n=overdue))
    if not plan.solver:
        lines.append(say("plan.no_solver"))
    elif plan.answer.proven:
        lines.append(say("plan.all_proven", solver=plan.solver))
    else:
        left = [tables.said.goal(one.goal) for one in plan.answer.reached if not one.proven]
        lines.append(say("plan.not_proven", solver=plan.solver, goals="; ".join(left)))
    if plan.answer.stopped:
        lines.append(say("plan.stopped"))
    if closed := tables.frames.closed():
        lines.append(say("plan.closed", names=", ".join(closed)))
    lines.append(say("plan.no_swap" if tables.swap is None else "plan.some_swap"))
    if plan.seating.draw is not None:
        lines.append(say("plan.draw", seed=plan.seating.draw))
    lines.append(
        say("plan.source", title=plan.seating.title[tables.words.lang], source=plan.seating.source.instrument)
    )
    return [*lines, say("needs.advice"), say("report.advice")]


def write_plan(delivered: Delivered, folder: Path) -> None:
    """Write the results into *folder*, which must exist."""
    tables = delivered.tables
    frames = {
        "seats": tables.seats,
        "waiting": tables.waiting,
        "reserves": tables.frames.reserves(),
        "classes": tables.frames.classes(),
        "paths": tables.frames.ways(),
        "aside": tables.frames.aside(),
        "followed": followed(tables.plan),
        "targets": tables.reached,
        "late": tables.overdue,
        "past": tables.past_codes(),
    }
    if delivered.changed is not None:
        frames["changes"] = delivered.changed
    for name, frame in frames.items():
        write_csv(frame, folder / f"{name}.csv")
        write_parquet(frame, folder / f"{name}.parquet")
    (folder / "plan.json").write_text(as_json(plan_data(delivered)), "utf-8")
    _workbook(delivered, folder / "plan.xlsx")


def _workbook(delivered: Delivered, place: Path) -> None:
    tables = delivered.tables
    say, title = tables.words.say, title_of(tables)
    as_of = tables.plan.needs.reviews["training"].as_of
    with workbook(place, title, as_of, say("report.advice")) as book:
        sheets = Sheets(book, tables.words)
        bars = [
            Bar(say("plan.bar_seated"), tables.seats.height, GREEN),
            Bar(say("plan.bar_waiting"), tables.waiting.height, YELLOW),
            Bar(say("plan.bar_aside"), len(tables.plan.asking.aside), GREY),
        ]
        sheets.overview(title, account(delivered), bars, say("plan.needs"))
        going = tables.going()
        for year in sorted(set(going["year"])):
            name = say("report.sheet_year", year=year)
            sheets.table(
                name, GOING, going.filter(pl.col("year") == year), title, file="seats.parquet", tab=GREEN
            )
        where_any = (
            ("report.sheet_targets", TARGETS, tables.targets(), "targets.parquet", ""),
            ("report.sheet_late", LATE, tables.late(), "late.parquet", ""),
        )
        listed = (
            ("report.sheet_reserve", RESERVE, tables.reserve(), "waiting.parquet", YELLOW),
            ("report.sheet_reserves", RESERVES, tables.reserves(), "reserves.parquet", YELLOW),
            ("report.sheet_classes", CLASSES, tables.classes(), "classes.parquet", ""),
            ("report.sheet_by_unit", UNITS, tables.units(), "seats.parquet", ""),
            ("report.sheet_by_year", YEARS, tables.years(), "seats.parquet", ""),
            *(one for one in where_any if one[2].height),
            ("report.sheet_ways", WAYS, tables.ways(), "paths.parquet", ""),
            ("report.sheet_aside", ASIDE, tables.aside(), "aside.parquet", GREY),
            ("report.sheet_followed", FOLLOWED, tables.followed(), "followed.parquet", ""),
            ("report.sheet_past", PAST, tables.past(), "past.parquet", ""),
            ("report.sheet_forecast", FORECAST, tables.forecast(), "plan.json", ""),
            ("report.sheet_goals", GOALS, tables.goals(), "plan.json", ""),
        )
        if delivered.changed is not None:
            changed = tables.changed(delivered.changed)
            sheets.table(say("report.sheet_what_if"), CHANGED, changed, title, file="changes.parquet")
        for key, heads, frame, file, tab in listed:
            sheets.table(say(key), heads, frame, title, file=file, tab=tab)
