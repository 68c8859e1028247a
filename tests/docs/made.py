"""Tables of the pages that are made from the rule book and the code."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from string import Formatter

import attrs

from eligibility.digest.versions import cited
from eligibility.messages import LANGUAGES, catalogue
from eligibility.model.instruments import Instrument
from eligibility.model.standard import RuleBook, State
from eligibility.model.vocabulary import Beside, Field, Kind
from eligibility.normalise.rulebook import build_rulebook
from eligibility.read.rules import RawRules, read_rules

from .pages import ROOT
from .terms import LANG, said


@cache
def shipped_files() -> RawRules:
    raw, problems = read_rules(ROOT / "rules")
    assert not problems
    return raw


@cache
def shipped() -> RuleBook:
    """The shipped rule book, without the proofs about layers, which take a while."""
    raw = shipped_files()
    book, problems = build_rulebook({name: doc.data for name, doc in raw.documents.items()}, raw.hashes)
    assert book is not None, problems
    return book


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown; its *head* is given in English."""
    names = [said(name) for name in head]
    lines = [names, ["---"] * len(names), *(list(row) for row in rows)]
    return (
        "\n".join("| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |" for line in lines)
        + "\n"
    )


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def tables() -> str:
    absent = {"unknown": "nothing is known", "none": "there are none"}
    return table(
        ("Table", "Vietnamese", "Other names of the sheet", "One row is", "No sheet means"),
        (
            (
                _code(t.name),
                t.label.vi,
                ", ".join(t.aliases),
                said(
                    {"people": "a person", "plan": "a candidacy", "units": "a unit"}.get(
                        t.name, "an event of a person"
                    )
                ),
                said(
                    {"people": "the file is refused", "plan": "nobody is planned"}.get(
                        t.name, absent[t.absent]
                    )
                ),
            )
            for t in shipped().vocabulary.tables.values()
        ),
    )


def columns(name: str) -> str:
    found = shipped().vocabulary.tables[name]
    keys = set(found.key)
    return table(
        ("Column", "Vietnamese", "Other headings", "Kind", "Rules call it", "Remarks"),
        (
            (
                _code(field.name),
                field.label.vi,
                "; ".join((field.label.en, *field.aliases)),
                _kind(field),
                "–" if field.name in keys else _code(field.name if found.history else field.path),
                _remarks(field, key=field.name in keys),
            )
            for field in found.fields
        ),
    )


def class_columns(name: str) -> str:
    """The columns of a table of class lists."""
    sheets = shipped().class_sheets
    assert sheets is not None
    found = sheets.vocabulary.tables[name]
    return table(
        ("Column", "Vietnamese", "Other headings", "Kind"),
        (
            (
                _code(field.name),
                field.label.vi,
                "; ".join((field.label.en, *field.aliases)),
                said(str(field.kind)) if field.scale == "" else said("choice") + ": " + _choices(field.scale),
            )
            for field in found.fields
        ),
    )


def _choices(scale: str) -> str:
    sheets = shipped().class_sheets
    assert sheets is not None
    if scale not in sheets.vocabulary.scales:
        return _code("courses")
    other = "en" if LANG.get() == "en" else "vi"
    return ", ".join(f"{level.label[other]}" for level in sheets.vocabulary.scales[scale].levels)


def priorities() -> str:
    """The priorities and shares of the shipped rule book, in their order."""
    (seating,) = shipped().seatings
    return table(
        ("Code", "Vietnamese", "English"),
        ((_code(one.id), one.label.vi, one.label.en) for one in seating.priorities),
    )


def beside() -> str:
    """Headings of columns beside the people."""
    return table(
        ("Table", "Column", "Headings", "Remarks"),
        (
            (
                _code(found.name),
                _code(name),
                "; ".join(heading.replace("{year}", "2024") for heading in headings),
                _beside_remarks(found.beside, name),
            )
            for found in shipped().vocabulary.tables.values()
            if found.beside is not None
            for name, headings in found.beside.headings.items()
        ),
    )


def _beside_remarks(found: Beside, name: str) -> str:
    if name != found.needs:
        return ""
    none = f"; {said('also with')}: {', '.join(found.none_texts)}" if found.none_texts else ""
    return f"{said('an empty cell makes no row')}{none}"


def _kind(field: Field) -> str:
    match field.kind:
        case Kind.LEVEL:
            ordered = shipped().vocabulary.scales[field.scale].ordered
            return f"{said('level' if ordered else 'choice')} `{field.scale}`"
        case Kind.POSTS:
            return said("posts, separated by `;`")
        case _:
            return said(str(field.kind))


def _remarks(field: Field, *, key: bool) -> str:
    noted = [said("needed")] if key else []
    if field.minimum is not None:
        last = said("the review date") if field.maximum == "review_date" else str(field.maximum)
        noted.append(f"{field.minimum} {said('to')} {last}")
    if field.none_texts:
        noted.append(f"{said('none')}: {', '.join(field.none_texts)}")
    if field.empty == "none":
        noted.append(said("an empty cell means none"))
    if field.prefer:
        noted.append(f"`{field.prefer}` {said('goes first')}")
    for f in field.fill:
        when = f"{said('only a year or month and')} `{f.when}`"
        noted.append(f"{when}: {said('completed to')} {f.month_day} ({f.clause})")
    return "; ".join(noted)


def scales() -> str:
    parts = []
    for scale in shipped().vocabulary.scales.values():
        kind = said("ordered" if scale.ordered else "choice")
        rows = (
            (
                _code(level.code),
                level.label.vi,
                "; ".join((level.label.en, *level.aliases)),
                *((str(level.rank), level.ladder or "–") if scale.ordered else ()),
            )
            for level in scale.levels
        )
        head = ("Code", "Vietnamese", "Other spellings", *(("Rank", "Ladder") if scale.ordered else ()))
        parts.append(f"**`{scale.id}`** {scale.label.vi} ({scale.label.en}), {kind}:\n\n{table(head, rows)}")
    return "\n".join(parts)


def posts() -> str:
    return table(
        ("Code", "Vietnamese", "Other spellings", "Kind", "Level", "Standing"),
        (
            (
                _code(post.code),
                post.label.vi,
                "; ".join((post.label.en, *post.aliases)),
                post.kind,
                post.level,
                str(post.standing),
            )
            for post in shipped().vocabulary.posts.values()
        ),
    )


def words(*prefixes: str) -> str:
    """Words of the catalogue: each code with what it says in both languages."""
    rows = []
    for prefix in prefixes:
        keys = [key for key in catalogue("en") if key.startswith(f"{prefix}.")]
        rows += [
            (_code(key.partition(".")[2]), *(_shown(catalogue(lang)[key]) for lang in LANGUAGES))
            for key in keys
        ]
    return table(("Code", "Vietnamese", "English"), rows)


def _shown(message: str) -> str:
    """A message with ``…`` for what is filled in."""
    return "".join(
        text + ("…" if name is not None else "") for text, name, _, _ in Formatter().parse(message)
    )


def diagnostics(*heads: str) -> str:
    """The problems of rule files whose codes begin with one of *heads*."""
    english = catalogue("en")
    names = sorted(
        key.removesuffix(".title")
        for key in english
        if key.startswith("R") and key.endswith(".title") and key.startswith(heads)
    )
    return table(
        ("Code", "What is wrong", "What to do"),
        ((_code(code), _first(f"{code}.title"), _first(f"{code}.help")) for code in names),
    )


def _first(key: str) -> str:
    """The first of the variants of a message."""
    found = catalogue(LANG.get())
    return next((_shown(found[name]) for name in found if name == key or name.startswith(f"{key}_")), "")


def standards() -> str:
    rows = []
    for standard in shipped().standards:
        until = standard.in_force.end.isoformat() if standard.in_force.end.year < 9999 else said("today")
        rows.append(
            (
                _code(standard.id),
                f"{standard.in_force.start} – {until}",
                standard.source.instrument,
                str(standard.source.confidence),
                str(len(standard.requirements)),
            )
        )
    return table(("Standard", "In force", "Instrument", "Confidence", "Requirements"), sorted(rows))


def confidence() -> str:
    """How many requirements of active standards rest on what."""
    seen: dict[object, str] = {}
    for standard in shipped().standards:
        if standard.state is State.ACTIVE:
            for requirement in standard.requirements:
                kind = "confirmed" if requirement.confirmed is not None else str(requirement.confidence)
                seen[requirement.where] = kind
    counted = Counter(seen.values())
    names = {
        "confirmed": "confirmed by the office",
        "text": "the text was read",
        "summary": "a summary was read",
        "derived": "derived from other texts or published figures",
        "recall": "from memory: may lead to `verify`, alone never to `remove` or `reject`",
    }
    return table(
        ("Confidence", "Meaning", "Requirements as written"),
        ((_code(kind), said(meaning), str(counted[kind])) for kind, meaning in names.items()),
    )


def levels(*names: str) -> str:
    """Codes of some scales, lowest first."""
    found = shipped().vocabulary.scales
    return table(
        ("Scale", "Levels, lowest first"),
        ((_code(name), " < ".join(map(_code, found[name].codes))) for name in names),
    )


def moments() -> str:
    raw = shipped_files().documents["vocabulary/calendars.yaml"].data["moments"]
    built_in = [
        ("`review_date`", "the day of the review (`--as-of`)"),
        ("`term_start`", "the first day of the term that the plan entry names"),
        ("`term_end`", "the last day of that term"),
    ]
    one, other = ("en", "vi") if LANG.get() == "en" else ("vi", "en")
    declared = [
        (_code(name), f"{m['label'][one]} ({m['label'][other]}): `{m['is']}`") for name, m in raw.items()
    ]
    return table(("Moment", "Date"), (*((code, said(date)) for code, date in built_in), *declared))


def outcomes() -> str:
    rows = []
    for policy in shipped().policies:
        for outcome in policy.outcomes:
            rows.append(
                (
                    policy.purpose,
                    _code(outcome.code),
                    outcome.label.vi,
                    outcome.label.en,
                    str(outcome.rank),
                    said("yes" if outcome.trains else "no"),
                )
            )
    return table(("Purpose", "Code", "Vietnamese", "English", "Rank", "Training listed"), rows)


def effects() -> str:
    rows = []
    for policy in shipped().policies:
        rows += [(policy.purpose, _code(code), label.vi, label.en) for code, label in policy.effects.items()]
    return table(("Purpose", "Effect", "Vietnamese", "English"), rows)


def sheets() -> str:
    """The sheets of the workbook with the headings of their columns."""
    from eligibility.report import change_sheet
    from eligibility.report import lists as list_tables
    from eligibility.report import workbook as book

    tables = {
        "": book.DECISIONS,
        "sheet_lists": list_tables.HEADS,
        "sheet_changes": change_sheet.HEADS,
        "sheet_waivers": book.WAIVERS,
        "sheet_findings": book.FINDINGS,
        "sheet_issues": book.ISSUES,
        "sheet_refusals": book.REFUSALS,
        "sheet_rules": book.RULES,
    }
    english, vietnamese = catalogue("en"), catalogue("vi")
    rows = []
    for key, heads in tables.items():
        shown = "; ".join(f"{vietnamese[f'report.{h.key}']} ({english[f'report.{h.key}']})" for h in heads)
        name = (
            f"{vietnamese[f'report.{key}']} ({english[f'report.{key}']})"
            if key
            else said("one for each outcome")
        )
        rows.append((name, shown))
    return table(("Sheet", "Columns"), rows)


def written(name: str) -> list[tuple[str, bool]]:
    """The keys of a mapping of the rule files, and whether each must be there."""
    from eligibility.assurance import written as cases
    from eligibility.normalise import lists
    from eligibility.normalise import written as rules

    kind = getattr(rules, name, None) or getattr(lists, name, None) or getattr(cases, name)
    return [(f.name.removesuffix("_"), f.default is attrs.NOTHING) for f in attrs.fields(kind)]


def instruments() -> str:
    """A section for each subject: every instrument, what was seen of it, and what stands on it."""
    lang, book = LANG.get(), shipped()
    parts = []
    for subject, label in book.vocabulary.subjects.items():
        rows = [
            (
                _code(one.number),
                one.title[lang],
                f"{_day(one.start)} – {_day(one.end)}",
                said(str(one.confidence)),
                one.seen[lang] if one.seen is not None else "",
                _standing(one, book),
            )
            for one in sorted(book.vocabulary.instruments, key=lambda one: one.start)
            if one.subject == subject
        ]
        head = ("Instrument", "Title", "In force", "Confidence", "Seen", "Rules")
        parts.append(f"## {label[lang]}\n\n{table(head, rows)}")
    return "\n" + "\n".join(parts) + "\n"


def _day(day: date) -> str:
    return "…" if day == date.max else day.isoformat()


def _standing(one: Instrument, book: RuleBook) -> str:
    """The rules and drafts that stand on an instrument, or why none does."""
    found, parts = cited(book, one), list[str]()
    for version, demands in found.demands.items():
        standard = version.standard
        draft = f"{said('draft')}: " if standard.state is not State.ACTIVE else ""
        ids = ", ".join(_code(demand.id) for demand in demands)
        parts.append(
            f"{draft}{_code(standard.id)} {version.start.isoformat()}" + (f" ({ids})" if ids else "")
        )
    parts += [f"{said('windows')}: {window.regime}, {window.purpose}" for window in found.windows] + [
        f"{said('retirement')}: {_code(retired.id)}" for retired in found.retirement
    ]
    if one.idle is not None:
        parts.append(one.idle[LANG.get()])
    return "; ".join(parts)


MAKERS: dict[str, Callable[..., str]] = {
    maker.__name__: maker
    for maker in (
        tables,
        columns,
        class_columns,
        priorities,
        beside,
        scales,
        posts,
        words,
        diagnostics,
        standards,
        confidence,
        levels,
        moments,
        outcomes,
        effects,
        sheets,
        instruments,
    )
}
