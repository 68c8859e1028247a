"""The report on coverage as people and programs read it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eligibility.coverage.conditions import MATTERING
from eligibility.coverage.fates import Fate, Tried
from eligibility.coverage.policies import line_text
from eligibility.coverage.scoring import Figures, Lacking, Report, Share
from eligibility.coverage.writing import Proposal, case_lines
from eligibility.diagnostics import Where
from eligibility.messages import text
from eligibility.read.rules import RawRules

SCHEMA = "eligibility/coverage/1"


def proposals_of(report: Report) -> tuple[Proposal, ...]:
    """The cases that would show what no case shows, each once."""
    found: dict[str, Proposal] = {}
    for lack in report.lacking:
        proposal = _of_condition(lack)
        if proposal is not None:
            found.setdefault(proposal.id, proposal)
    for tried in report.tried or ():
        change = _of_change(tried)
        if change is not None:
            found.setdefault(change.id, change)
    return tuple(found.values())


def _of_condition(lack: Lacking) -> Proposal | None:
    if lack.proposal is None:
        return None
    single = lack.unshown.single
    where = single.requirement.where
    params = {"requirement": single.requirement.id, "condition": single.text}
    return Proposal(where.file if where is not None else "", lack.proposal, "coverage.for_condition", params)


def _of_change(tried: Tried) -> Proposal | None:
    if tried.proposal is None:
        return None
    params = {"requirement": tried.requirement, "part": tried.part}
    params |= {"before": tried.before or "–", "after": tried.after or "–"}
    return Proposal(tried.file, tried.proposal, "coverage.for_change", params)


# --- for people --------------------------------------------------------------------------------------


def rows(report: Report, only: Sequence[str], lang: str) -> Iterator[tuple[str, ...]]:
    """The table of figures: a heading, a row for each standard, and the sum."""
    heads = ["standard", "requirements", "conditions"] + (["changes"] if report.tried is not None else [])
    yield tuple(text(f"coverage.head_{head}", lang) for head in heads)
    for figures in report.figures(only):
        name = figures.standard or text("coverage.whole", lang)
        shares = [figures.requirements, figures.conditions]
        shares += [figures.changes] if report.tried is not None else []
        yield (name, *(share_text(share, lang) for share in shares))


def share_text(share: Share, lang: str) -> str:
    """A share such as 18/20 (90.0 %); rounded down, so that nothing is whole that is not."""
    percent = int(share.percent * 10) / 10
    number = f"{percent:.1f}".replace(".", "," if lang == "vi" else ".")
    return f"{share.done}/{share.total} ({number} %)"


def lines(report: Report, raw: RawRules, lang: str, *, verbose: bool) -> Iterator[str]:
    """What is left: conditions, lines of policies, changes; each with the case that would show it."""
    told: set[str] = set()
    yield from _conditions(report, raw, lang, told, verbose=verbose)
    yield from _policy_lines(report, raw, lang)
    yield from _changes(report, raw, lang, told, verbose=verbose)


def _conditions(report: Report, raw: RawRules, lang: str, told: set[str], *, verbose: bool) -> Iterator[str]:
    mattering = [lack for lack in report.lacking if lack.unshown.shows in MATTERING]
    open_ = [lack for lack in mattering if not lack.unshown.impossible]
    if open_:
        yield text("coverage.conditions", lang)
    for lack in open_:
        yield _condition(lack, raw, lang)
        yield from _case(_of_condition(lack), lang, told)
    others = {
        "coverage.impossible": [lack for lack in mattering if lack.unshown.impossible],
        "coverage.never_seen": [lack for lack in report.lacking if lack.unshown.shows not in MATTERING],
    }
    for key, some in others.items():
        if some and verbose:
            yield text(key, lang)
            yield from (_condition(lack, raw, lang) for lack in some)
        elif some:
            yield text(f"{key}_count", lang, count=len(some))


def _condition(lack: Lacking, raw: RawRules, lang: str) -> str:
    single = lack.unshown.single
    claim = single.leaf.claim
    return "  " + text(
        "coverage.condition",
        lang,
        place=_place(single.requirement.where, raw),
        standard=f"{single.standard.id} {single.standard.version}",
        requirement=single.requirement.id,
        part=f"{claim}.{single.part}" if claim else single.part,
        condition=single.text,
        how=text(f"coverage.shows_{lack.unshown.shows}", lang),
    )


def _policy_lines(report: Report, raw: RawRules, lang: str) -> Iterator[str]:
    if report.unfired:
        yield text("coverage.lines", lang)
    for item in report.unfired:
        yield f"  {_place(item.line.where, raw)}: {item.policy.purpose}: {item.part}: {line_text(item.line)}"


def _changes(report: Report, raw: RawRules, lang: str, told: set[str], *, verbose: bool) -> Iterator[str]:
    for fate in (Fate.SURVIVED, Fate.UNPROVEN, Fate.EQUIVALENT, Fate.REFUSED):
        some = [tried for tried in report.tried or () if tried.fate is fate]
        if not some:
            continue
        if fate in (Fate.EQUIVALENT, Fate.REFUSED) and not verbose:
            yield text(f"coverage.{fate}_count", lang, count=len(some))
            continue
        yield text(f"coverage.{fate}", lang)
        for tried in some:
            yield f"  {_change(tried, raw, lang)}"
            yield from _case(_of_change(tried), lang, told)


def _change(tried: Tried, raw: RawRules, lang: str) -> str:
    where = Where(tried.file, (*tried.route,)) if tried.file else None
    names = " / ".join(
        name for name in (f"{tried.standard} {tried.version}".strip(), tried.requirement) if name
    )
    return text(
        "coverage.change",
        lang,
        place=_place(where, raw),
        names=names,
        part=tried.part,
        before=tried.before or text("coverage.nothing", lang),
        after=tried.after or text("coverage.nothing", lang),
    )


def _case(proposal: Proposal | None, lang: str, told: set[str]) -> Iterator[str]:
    """The case, the first time that it is told."""
    if proposal is None:
        return
    if proposal.id in told:
        yield "      " + text("coverage.same_case", lang, id=proposal.id)
        return
    told.add(proposal.id)
    yield from (f"      {line}" for line in case_lines(proposal))


def _place(where: Where | None, raw: RawRules) -> str:
    if where is None:
        return "-"
    span = raw.span(where)
    return f"{span.file}:{span.line}"


# --- for programs ---------------------------------------------------------------------------------


def as_data(report: Report, only: Sequence[str], raw: RawRules) -> dict[str, Any]:
    """The whole report in codes."""
    figures = report.figures(only)
    return {
        "schema": SCHEMA,
        "standards": [_figures(one, report) for one in figures[:-1]],
        "whole": _figures(figures[-1], report),
        "uncovered": [
            {
                "standard": item.standard,
                "version": item.version,
                "requirement": item.requirement,
                "missing": list(item.missing),
            }
            for item in report.uncovered
        ],
        "conditions": [_lack(lack, raw) for lack in report.lacking],
        "lines": [
            {
                "policy": item.policy.purpose,
                "part": item.part,
                "number": item.number,
                "line": line_text(item.line),
            }
            for item in report.unfired
        ],
        "changes": None if report.tried is None else [_tried(one, raw) for one in report.tried],
        "proposals": report.proposals,
        "failing": report.failing,
    }


def _figures(figures: Figures, report: Report) -> dict[str, Any]:
    data: dict[str, Any] = {
        "standard": figures.standard,
        "requirements": _share(figures.requirements),
        "conditions": _share(figures.conditions),
    }
    if report.tried is not None:
        data["changes"] = _share(figures.changes)
        data["fates"] = {str(fate): count for fate, count in figures.fates.items()}
    return data


def _share(share: Share) -> dict[str, int]:
    return {"done": share.done, "total": share.total}


def _lack(lack: Lacking, raw: RawRules) -> dict[str, Any]:
    single, shows = lack.unshown.single, lack.unshown.shows
    return {
        "standard": single.standard.id,
        "version": single.standard.version,
        "requirement": single.requirement.id,
        "claim": single.leaf.claim,
        "place": _place(single.requirement.where, raw),
        "part": single.part,
        "condition": single.text,
        "lacks": str(shows),
        "impossible": lack.unshown.impossible,
        "case": _written(_of_condition(lack)),
    }


def _tried(tried: Tried, raw: RawRules) -> dict[str, Any]:
    return {
        "kind": tried.slip,
        "standard": tried.standard,
        "version": tried.version,
        "requirement": tried.requirement,
        "place": _place(Where(tried.file, tried.route) if tried.file else None, raw),
        "part": tried.part,
        "before": tried.before,
        "after": tried.after,
        "fate": str(tried.fate),
        "by": tried.by,
        "case": _written(_of_change(tried)),
    }


def _written(proposal: Proposal | None) -> Mapping[str, Any] | None:
    return proposal.written if proposal is not None else None
