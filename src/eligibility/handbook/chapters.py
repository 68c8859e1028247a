"""The chapters of the handbook: what stands on the pages, and in the one document."""

from collections.abc import Iterator, Sequence
from datetime import date

from eligibility.digest.pages import Pages
from eligibility.digest.timeline import MARKS, Timeline
from eligibility.digest.versions import Version, before
from eligibility.handbook.markup import Markup, joined, link, listed, table, tag
from eligibility.handbook.relations import Relations
from eligibility.model.instruments import Instrument
from eligibility.model.standard import Named, Policy, Requirement, State, Token

STANDARD = "standard-{name}"


class Chapters:
    """The chapters in one language, as of a *day*; *whole*: all of them stand in one document."""

    def __init__(self, pages: Pages, day: date, *, whole: bool = False) -> None:
        self.pages = pages
        self.book = pages.book
        self.words = pages.words
        self.day = day
        self._whole = whole
        self._relations = Relations(pages.book)

    def say(self, key: str, **params: object) -> str:
        """A message of the handbook."""
        return self.words.say(f"handbook.{key}", **params)

    # --- links --------------------------------------------------------------------------------------

    def to_standard(self, name: str, text: str = "") -> Markup:
        """A link to the page of a standard."""
        place = STANDARD.format(name=name)
        return link(f"#{place}" if self._whole else f"{place}.html", text or name)

    def to_instrument(self, number: str) -> Markup | str:
        """A link to an instrument, where the rule book knows it."""
        known = [one.number for one in self.book.vocabulary.instruments]
        if number not in known:
            return number
        place = f"instrument-{known.index(number)}"
        return link(f"#{place}" if self._whole else f"instruments.html#{place}", number)

    def _instruments(self, text: str) -> Markup:
        """A source as it is written, with links to the instruments in it."""
        parts = [part.strip() for part in text.split(";")]
        made = [joined("; " if number else "", self.to_instrument(part)) for number, part in enumerate(parts)]
        return joined(made)

    def _titled(self, text: str) -> Iterator[Markup]:
        """Each instrument of a source, with its title where the rule book knows it."""
        titles = {one.number: one.title[self.words.lang] for one in self.book.vocabulary.instruments}
        for part in (part.strip() for part in text.split(";")):
            yield joined(self.to_instrument(part), f" – {titles[part]}" if part in titles else None)

    # --- what is in force -----------------------------------------------------------------------------

    def names(self) -> Sequence[str]:
        """The standards by name."""
        return sorted({one.standard.id for one in self._relations.versions})

    def in_force(self) -> Markup:
        """All versions: those in force on the day, drafts, and what was or will be."""
        groups: dict[str, list[Version]] = {"now": [], "drafts": [], "others": []}
        for one in sorted(self._relations.versions, key=lambda one: (one.standard.id, one.start)):
            draft = one.standard.state is not State.ACTIVE
            now = one.start <= self.day <= one.end
            groups["drafts" if draft else "now" if now else "others"].append(one)
        heads = [self.say(f"head_{key}") for key in ("standard", "holders", "source", "period")]
        made = []
        for key, found in groups.items():
            if found:
                rows = [self._row(one) for one in found]
                made.append(joined(tag("h2", self.say(f"list_{key}", day=self._day())), table(heads, rows)))
        return joined(made)

    def _day(self) -> str:
        return self.words.day(self.day)

    def _row(self, one: Version) -> list[object]:
        standard = one.standard
        named = joined(
            self.to_standard(standard.id, standard.title[self.words.lang]), tag("br"), self._code(standard.id)
        )
        confidence = self.words.say(f"report.confidence_{standard.source.confidence}")
        source = joined(self._instruments(standard.source.instrument), f" ({confidence})")
        return [named, self.pages.telling.holders(standard), source, self.pages.period(one.start, one.end)]

    def _code(self, code: str) -> Markup:
        return tag("span", code, class_="code")

    # --- a standard -----------------------------------------------------------------------------------

    def standard(self, name: str) -> Markup:
        """All versions of a standard, those in force on the day first, then the newest."""
        found = [one for one in self._relations.versions if one.standard.id == name]
        found.sort(key=lambda one: (one.start <= self.day <= one.end, one.start), reverse=True)
        if self._whole:
            found = [one for one in found if one.start <= self.day <= one.end] or found[:1]
        made = [self._version(one, top=number == 0) for number, one in enumerate(found)]
        return tag("section", made, self._around(name), id=STANDARD.format(name=name), class_="sheet")

    def _version(self, one: Version, *, top: bool) -> Markup:
        standard, lang = one.standard, self.words.lang
        badge = None
        if standard.state is not State.ACTIVE:
            badge = tag("span", self.words.say(f"digest.state_{standard.state}"), class_="badge")
        facts: list[tuple[str, object]] = [
            ("period", self.pages.period(one.start, one.end)),
            ("holders", self.pages.telling.holders(standard)),
            ("source", [tag("div", part) for part in self._titled(standard.source.instrument)]),
            ("confidence", self.words.say(f"report.confidence_{standard.source.confidence}")),
        ]
        if standard.extends:
            facts.append(("extends", self.to_standard(standard.extends)))
        if note := standard.source.note[lang]:
            facts.append(("note", note))
        own = {id(requirement) for requirement in one.own}
        demands = [
            self._demand(number, requirement, "" if id(requirement) in own else standard.extends)
            for number, requirement in enumerate(standard.requirements, 1)
        ]
        earlier = before(one, self._relations.versions)
        changes = list(self.pages.telling.changes(one.own, earlier.own)) if earlier is not None else []
        told = listed((f"{MARKS[kind]} {text}" for kind, text in changes), marked=True)
        title = joined(standard.title[lang], " ", self._code(standard.id), " ", badge)
        return joined(
            tag("h1" if top and not self._whole else "h2", title),
            _facts((self.say(f"head_{key}"), said) for key, said in facts),
            demands,
            joined(tag("h3", self.say("changes", day=self.words.day(one.start))), told) if told else None,
        )

    def _demand(self, number: int, one: Requirement, above: str) -> Markup:
        taken = (
            joined(" ", tag("span", self.say("taken"), " ", self.to_standard(above), class_="code"))
            if above
            else None
        )
        sentences = self.pages.telling.sentences(one)
        head = tag("h3", f"{number}. {self.pages.telling.name(one)} ", self._code(one.id), taken)
        return tag(
            "div",
            head,
            _facts((self.words.say(f"digest.says_{k}"), s) for k, s in sentences),
            class_="demand",
        )

    def _around(self, name: str) -> Markup | None:
        """What depends on a standard."""
        below = [self.to_standard(one) for one in self._relations.below(name)]
        courses = [self.words.course(code) for code in self._relations.entries(name)]
        if not below and not courses:
            return None
        return joined(
            tag("h3", self.say("depends")),
            listed(
                [
                    *(joined(self.say("layer"), " ", one) for one in below),
                    *(self.say("entry", course=c) for c in courses),
                ]
            ),
        )

    # --- by post --------------------------------------------------------------------------------------

    def posts(self) -> Markup:
        """For every post what is demanded on the day."""
        made = []
        for code, post in self.book.vocabulary.posts.items():
            found = [one for one in self.pages.named(code, self.day) if one.state is State.ACTIVE]
            made.append(tag("h2", post.label[self.words.lang], " ", self._code(code)))
            if post.end < self.day:
                made.append(tag("p", self.say("post_ended", day=self.words.day(post.end))))
            elif not found:
                made.append(tag("p", post.no_standard or self.say("no_standard")))
            for standard in found:
                units = f" ({', '.join(standard.units)})" if standard.units else ""
                made.append(tag("p", self.to_standard(standard.id, standard.title[self.words.lang]), units))
                made.append(self._demands(standard.requirements))
        return joined(made)

    def _demands(self, demands: Sequence[Requirement]) -> Markup:
        heads = [self.say(f"head_{key}") for key in ("demand", "must", "unmet", "clause")]
        return table(heads, map(self._demand_row, demands))

    def _demand_row(self, one: Requirement) -> list[object]:
        said: dict[str, list[str]] = {}
        for key, text in self.pages.telling.sentences(one):
            said.setdefault(key, []).append(text)
        must: list[object] = [tag("p", text) for text in said["must"]]
        for key in ("when", "relaxed", "later", "needed", "waivable"):
            must += [
                tag("p", f"{self.words.say(f'digest.says_{key}')}: {text}") for text in said.get(key, [])
            ]
        return [self.pages.telling.name(one), must, said["unmet"], said["clause"]]

    # --- through time ---------------------------------------------------------------------------------

    def timeline(self) -> Markup:
        """What changed when, by subject."""
        history, made, shown = Timeline(self.pages), [], None
        for event in history.events():
            if event.subject != shown:
                shown = event.subject
                made.append(tag("h2", history.subject(event.subject)))
            confidence = self.words.say(f"report.confidence_{event.confidence}")
            head = joined(self.pages.period(event.start, event.end), " · ", self.to_instrument(event.number))
            changes = [f"{MARKS[change.kind]} {change.text}" for change in event.changes]
            body = [
                tag("h3", head),
                tag("p", f"{event.title} ({confidence})"),
                listed([*changes, *event.remarks], marked=True),
            ]
            made.append(tag("div", body, class_="demand"))
        return joined(made)

    # --- who depends on what --------------------------------------------------------------------------

    def instruments(self) -> Markup:
        """Every instrument, and every demand that cites it."""
        rows = [self._instrument(n, one) for n, one in enumerate(self.book.vocabulary.instruments)]
        return table([self.say(f"head_{key}") for key in ("source", "period", "confidence", "cited")], rows)

    def _instrument(self, number: int, one: Instrument) -> list[object]:
        cited = [
            joined(
                self.to_standard(version.standard.id),
                ": ",
                ", ".join(map(self.pages.telling.name, demands)) or "–",
            )
            for version, demands in self._relations.citing(one).items()
        ]
        idle = one.idle[self.words.lang] if one.idle is not None else ""
        named = tag("span", one.number, id=f"instrument-{number}")
        confidence = self.words.say(f"report.confidence_{one.confidence}")
        period = self.pages.period(one.start, one.end)
        return [
            joined(named, tag("br"), one.title[self.words.lang]),
            period,
            confidence,
            listed(cited) or idle,
        ]

    def fields(self) -> Markup:
        """Every field that some demand reads, and the demands."""
        rows = []
        for slot, found in self._relations.readers().items():
            by_standard: dict[str, list[str]] = {}
            for version, one in found:
                by_standard.setdefault(version.standard.id, []).append(self.pages.telling.name(one))
            told = [
                joined(self.to_standard(name), ": ", ", ".join(dict.fromkeys(names)))
                for name, names in sorted(by_standard.items())
            ]
            rows.append([joined(self.words.slot(slot), tag("br"), self._code(slot)), listed(told)])
        return table([self.say("head_field"), self.say("head_read")], rows)

    # --- policies -------------------------------------------------------------------------------------

    def policies(self) -> Markup:
        """How findings become one outcome: the lines in order."""
        return joined([self._policy(one) for one in self.book.policies if self.day in one.in_force])

    def _policy(self, policy: Policy) -> Markup:
        outcomes = {one.code: one.label[self.words.lang] for one in policy.outcomes}
        names = {fact.name: fact.label[self.words.lang] for fact in policy.facts}
        facts = [(fact.label[self.words.lang], self.words.condition(fact.condition)) for fact in policy.facts]

        def when(items: Sequence[Token | Named]) -> Markup | str:
            return listed(self._item(item, policy, names) for item in items) or self.say("else")

        conclude = [[line.then, when(line.when)] for line in policy.conclude]
        decide = [[outcomes.get(line.then, line.then), when(line.when)] for line in policy.decide]
        heads = [self.say("head_outcome"), self.say("head_when")]
        return joined(
            tag("h2", policy.title[self.words.lang], " ", self._code(policy.id)),
            _facts(facts),
            table([self.say("head_conclusion"), self.say("head_when")], conclude) if conclude else None,
            tag("p", self.say("first_line")),
            table(heads, decide),
        )

    def _item(self, item: Token | Named, policy: Policy, names: dict[str, str]) -> str:
        if isinstance(item, Named):
            said = names.get(item.name, item.name)
            return self.say("not", said=said) if item.negated else said
        effect = policy.effects.get(item.effect)
        return self.say(f"token_{item.state}", effect=effect[self.words.lang] if effect else self.say("any"))


def _facts(pairs: Iterator[tuple[str, object]] | Sequence[tuple[str, object]]) -> Markup:
    """Names with what is said of each."""
    return tag("dl", [joined(tag("dt", name), tag("dd", said)) for name, said in pairs])
