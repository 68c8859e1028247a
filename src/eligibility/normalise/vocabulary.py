"""The vocabulary of a rule book from its files."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from eligibility.diagnostics import Diagnostic, Where, has_errors
from eligibility.model.calendar import Differing, RetirementTable
from eligibility.model.condition import Quantity
from eligibility.model.vocabulary import (
    Beside,
    Constraint,
    Course,
    Expiry,
    Field,
    Fill,
    Joined,
    Kind,
    Label,
    Level,
    MomentDefinition,
    MomentRule,
    Phrases,
    Post,
    Ratings,
    Scale,
    Table,
    Term,
    Vocabulary,
    Window,
)
from eligibility.normalise.conditions import parse_condition, parse_quantity
from eligibility.normalise.forms import build_forms
from eligibility.normalise.instruments import build_instruments
from eligibility.normalise.language import Claim, Language, listed, nearest, suggestion
from eligibility.normalise.makeup import build_makeup
from eligibility.normalise.plausible import build_plausible
from eligibility.normalise.structure import structure
from eligibility.normalise.template import build_template
from eligibility.normalise.written import (
    WrittenBeside,
    WrittenDiffering,
    WrittenField,
    WrittenLabel,
    WrittenLevel,
    WrittenPhrases,
    WrittenTable,
    WrittenVocabulary,
)

TYPES = {
    "level": Kind.LEVEL,
    "choice": Kind.LEVEL,
    "date": Kind.DATE,
    "number": Kind.NUMBER,
    "text": Kind.TEXT,
    "post": Kind.POST,
    "posts": Kind.POSTS,
}
BETTER = {Kind.DATE: ("earlier", "later"), Kind.NUMBER: ("higher", "lower")}
"""Which way the values of a field may count for a person; levels count by their rank."""

MOMENT = re.compile(
    r"(?P<base>review_date|term_start|term_end|next (?P<md>\d\d-\d\d))"
    r"(?: (?P<sign>[+-]) (?P<n>\d+) (?P<unit>months?|years?))?"
)
LATER = re.compile(r"later of (?P<one>[^,]+), review_date \+ (?P<n>\d+) months?")
AGE = re.compile(r"(?P<years>\d+) years?(?: (?P<months>\d+) months?)?")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
YEAR = re.compile(r"[0-9]{4}")
MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")

Documents = Mapping[str, Any]


class Builder:
    """Collects the problems of all parts while the vocabulary is built."""

    def __init__(self, documents: Documents, known: Mapping[str, Scale] | None = None) -> None:
        self.problems: list[Diagnostic] = []
        self._known = dict(known or {})
        self._documents = documents
        self._parts: dict[str, tuple[Any, Where]] = {}
        names = tuple(str(field.alias) for field in attrs.fields(WrittenVocabulary))
        for file, data in documents.items():
            if not isinstance(data, dict):
                self._report("R206", Where(file))
                continue
            for key, value in data.items():
                if key not in names:
                    near, choices = nearest(key, names), listed(names)
                    self._report("R207", Where(file, (key, "?key")), key=key, near=near, choices=choices)
                elif key in self._parts:
                    self._report("R301", Where(file, (key, "?key")), key=key, file=self._parts[key][1].file)
                else:
                    self._parts[key] = (value, Where(file, (key,)))

    def _report(self, code: str, where: Where, **params: str) -> None:
        self.problems.append(Diagnostic(code, where, params))

    def where(self, part: str, *steps: str | int) -> Where:
        """The place of something in a part."""
        return self._parts[part][1].child(*steps) if part in self._parts else Where("vocabulary/fields.yaml")

    def build(self) -> Language | None:
        """The language, or None where there are problems."""
        written = WrittenVocabulary()
        for name, (data, where) in self._parts.items():
            field = next(f for f in attrs.fields(WrittenVocabulary) if f.alias == name)
            kind = field.type
            found, problems = structure(data, kind, where)  # type: ignore[arg-type]
            self.problems += problems
            if found is not None:
                written = attrs.evolve(written, **{name: found})
        if self.problems:
            return None
        vocabulary = self._vocabulary(written)
        if vocabulary is None or has_errors(self.problems):
            return None
        return self._macros(vocabulary, written)

    # --- scales and tables ----------------------------------------------------------------------

    def _vocabulary(self, written: WrittenVocabulary) -> Vocabulary | None:
        scales = dict(self._known)
        scales |= {
            name: attrs.evolve(self._scale(name, "scales", s.label, s.levels), phrases=_phrases(s.phrases))
            for name, s in written.scales.items()
        }
        for name, choice in written.choices.items():
            if name in scales:
                self._report("R302", self.where("choices", name, "?key"), name=name)
            scales[name] = attrs.evolve(
                self._scale(name, "choices", choice.label, choice.values),
                ordered=False,
                phrases=_phrases(choice.phrases),
            )
        tables = {name: self._table(name, table, scales) for name, table in written.tables.items()}
        self._unique("posts", [post.code for post in written.posts])
        posts = {
            p.code: Post(
                p.code,
                Label(p.vi, p.en),
                p.kind,
                p.level,
                p.standing,
                p.head,
                p.group,
                tuple(p.aliases),
                p.until,
                tuple(p.successors),
                p.no_standard,
            )
            for p in written.posts
        }
        for n, post in enumerate(written.posts):
            for place, name in enumerate(post.successors):
                if name not in posts:
                    where = self.where("posts", n, "successors", place)
                    self._report("R432", where, text=name, near=nearest(name, posts))
        joined = tuple(
            Joined(
                Field(j.path, j.path, self._kind(j.type, self.where("joined", n)), _label(j.label), j.scale),
                j.from_.by or "target.post",
                j.from_.post or j.from_.field,
                j.from_.table,
            )
            for n, j in enumerate(written.joined)
        )
        for n, item in enumerate(joined):
            if item.field.scale and item.field.scale not in scales:
                self._report(
                    "R303",
                    self.where("joined", n, "scale"),
                    name=item.field.scale,
                    near=nearest(item.field.scale, scales),
                )
            if not item.table and item.source_field not in ("level", "kind", "group"):
                self._report("R304", self.where("joined", n, "from", "post"), name=item.source_field)
            if item.table and (
                item.table not in tables or tables[item.table].field(item.source_field) is None
            ):
                self._report(
                    "R305", self.where("joined", n, "from", "field"), name=f"{item.table}.{item.source_field}"
                )
        vocabulary = Vocabulary(
            scales=scales,
            tables=tables,
            posts=posts,
            courses={},
            moments=self._moments(written),
            terms=tuple(Term(t.term, t.kind, t.level, t.start, t.end, t.confidence) for t in written.terms),
            retirement=tuple(self._retirement(written)),
            windows=tuple(self._windows(written)),
            joined=joined,
            evaluations_close=self._closes(written),
        )
        for n, term in enumerate(written.terms):
            if term.end < term.start:
                self._report("R306", self.where("terms", n, "end"))
        courses = self._courses(written, vocabulary)
        constraints = self._constraints(written, vocabulary)
        if has_errors(self.problems):  # what the example rows hold could not be read
            return None
        template, found = build_template(written.template, vocabulary, self.where("template"))
        instruments, others = build_instruments(written, self.where("instruments"))
        self.problems += [*found, *others]
        forms, more = build_forms(written.forms, vocabulary, self.where("forms"))
        plausible, others = build_plausible(written.plausible, vocabulary, self.where("plausible"))
        makeup, wrong = build_makeup(written.makeup, vocabulary, self.where("makeup"))
        self.problems += [*more, *others, *wrong]
        return attrs.evolve(
            vocabulary,
            courses=courses,
            constraints=constraints,
            template=template,
            subjects={name: _label(label) for name, label in written.subjects.items()},
            instruments=instruments,
            forms=forms,
            plausible=plausible,
            makeup=makeup,
        )

    def _scale(self, name: str, part: str, label: WrittenLabel, levels: Sequence[WrittenLevel]) -> Scale:
        inner = "levels" if part == "scales" else "values"
        if not levels:
            self._report("R307", self.where(part, name, inner), key=inner)
        seen: set[str] = set()
        made = []
        for n, level in enumerate(levels):
            if level.code in seen:
                self._report("R302", self.where(part, name, inner, n, "code"), name=level.code)
            seen.add(level.code)
            rank = level.rank if level.rank is not None else n
            made.append(
                Level(level.code, Label(level.vi, level.en), rank, level.ladder, tuple(level.aliases))
            )
        return Scale(name, _label(label), tuple(made))

    def _kind(self, text: str, where: Where) -> Kind:
        if text not in TYPES:
            self._report(
                "R308", where.child("type"), text=text, near=nearest(text, TYPES), choices=listed(TYPES)
            )
        return TYPES.get(text, Kind.TEXT)

    def _table(self, name: str, table: WrittenTable, scales: Mapping[str, Scale]) -> Table:
        where = self.where("tables", name)
        fields = tuple(
            self._field(name, field, scales, where.child("fields", n)) for n, field in enumerate(table.fields)
        )
        names = [field.name for field in fields]
        for n, own in enumerate(names):
            if own in names[:n]:
                self._report("R302", where.child("fields", n, "name"), name=own)
        mentioned: list[tuple[tuple[str | int, ...], str]] = [
            (("key", number), name) for number, name in enumerate(table.key)
        ]
        mentioned += [
            (("identity", n, k), name)
            for n, names_ in enumerate(table.identity)
            for k, name in enumerate(names_)
        ]
        if table.ratings is not None:
            mentioned += [(("ratings", part), getattr(table.ratings, part)) for part in ("year", "grade")]
        if table.expiry is not None:
            parts = ("ended", "start", "regime", "form")
            mentioned += [(("expiry", part), getattr(table.expiry, part)) for part in parts]
        if table.beside is not None:
            mentioned += self._beside(table.beside, fields, where.child("beside"))
        for n, field in enumerate(fields):
            mentioned += [(("fields", n, "prefer"), field.prefer)] if field.prefer else []
            mentioned += [(("fields", n, "fill", k, "when"), fill.when) for k, fill in enumerate(field.fill)]
        for steps, wanted in mentioned:
            if wanted not in names:
                near = nearest(wanted, names)
                self._report("R309", where.child(*steps), name=wanted, near=near, choices=listed(names))
        means = [(where.child("absent"), table.absent)]
        means += [(where.child("fields", n, "empty"), field.empty) for n, field in enumerate(fields)]
        for place, value in means:
            if value not in ("unknown", "none"):
                self._report("R310", place, text=value)
        expiry = table.expiry
        return Table(
            name,
            _label(table.label),
            fields,
            tuple(table.key),
            table.history,
            table.absent,
            tuple(table.aliases),
            Expiry(expiry.field, expiry.ended, expiry.start, expiry.table, expiry.regime, expiry.form)
            if expiry
            else None,
            Ratings(table.ratings.year, table.ratings.grade, table.ratings.since) if table.ratings else None,
            Beside(
                table.beside.needs,
                {field: tuple(headings) for field, headings in table.beside.headings.items()},
                tuple(table.beside.none),
            )
            if table.beside
            else None,
            tuple(map(tuple, table.identity)),
        )

    def _beside(
        self, beside: WrittenBeside, fields: Sequence[Field], where: Where
    ) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """The fields that columns beside the people name; what stands for a number must be one."""
        numbers = [field.name for field in fields if field.kind is Kind.NUMBER]
        if beside.needs not in beside.headings:
            choices = listed(beside.headings)
            near = nearest(beside.needs, beside.headings)
            self._report("R325", where.child("needs"), name=beside.needs, near=near, choices=choices)
        for field, headings in beside.headings.items():
            yield ("beside", "headings", field, "?key"), field
            for n, heading in enumerate(headings):
                parts = PLACEHOLDER.findall(heading)
                if len(parts) > 1 or any(part not in numbers for part in parts):
                    params = {"text": heading, "choices": listed(numbers)}
                    self._report("R326", where.child("headings", field, n), **params)

    def _field(self, table: str, field: WrittenField, scales: Mapping[str, Scale], where: Where) -> Field:
        kind = self._kind(field.type, where)
        if kind is Kind.LEVEL and field.scale not in scales:
            self._report("R303", where.child("scale"), name=field.scale, near=nearest(field.scale, scales))
        bounds = field.range if field.type in TYPES else ()
        low, high = self._range(kind, bounds, where.child("range"))
        if field.better and field.better not in BETTER.get(kind, ()):
            choices = listed(BETTER.get(kind, ()))
            self._report("R340", where.child("better"), text=field.better, choices=choices)
        return Field(
            name=field.name,
            path=field.path or (field.name if table == "people" else f"{table}.{field.name}"),
            kind=kind,
            label=_label(field.label),
            scale=field.scale,
            unit=field.unit,
            aliases=tuple(field.aliases),
            minimum=low,
            maximum=high,
            none_texts=tuple(field.none),
            empty=field.empty,
            prefer=field.prefer,
            fill=tuple(Fill(f.when, f.month_day, f.clause) for f in field.fill),
            note=_label(field.note) if field.note is not None else None,
            digits=field.digits,
            better=field.better,
        )

    def _range(
        self, kind: Kind, bounds: Sequence[str], where: Where
    ) -> tuple[date | int | None, date | int | str | None]:
        if not bounds:
            return None, None
        if len(bounds) != 2 or kind not in (Kind.DATE, Kind.NUMBER):
            self._report("R311", where)
            return None, None
        try:
            if kind is Kind.NUMBER:
                return int(bounds[0]), int(bounds[1])
            high = bounds[1] if bounds[1] == "review_date" else date.fromisoformat(bounds[1])
            return date.fromisoformat(bounds[0]), high
        except ValueError:
            self._report("R311", where)
            return None, None

    def _unique(self, part: str, names: Sequence[str]) -> None:
        for n, name in enumerate(names):
            if name in names[:n]:
                self._report("R302", self.where(part, n), name=name)

    # --- courses, calendars ---------------------------------------------------------------------

    def _courses(self, written: WrittenVocabulary, vocabulary: Vocabulary) -> dict[str, Course]:
        self._unique("courses", [course.id for course in written.courses])
        made: dict[str, Course] = {}
        for n, course in enumerate(written.courses):
            where = self.where("courses", n)
            if len(course.raises) > 1 or len(course.months) != 2 or course.months[0] > course.months[1]:
                self._report("R312", where)
                continue
            path, level = next(iter(course.raises.items()), ("", ""))
            field = vocabulary.field_at(path)
            scale = vocabulary.scales.get(field.scale) if field is not None else None
            if path and (scale is None or scale.level(level) is None):
                labels = {known.code: known.label for known in scale.levels} if scale is not None else {}
                near = suggestion(nearest(level, labels), labels)
                self._report("R313", where.child("raises", path), path=path, level=level, **near)
                continue
            provider = _label(course.provider) if course.provider is not None else None
            made[course.id] = Course(
                course.id,
                _label(course.label),
                path,
                level,
                (course.months[0], course.months[1]),
                course.entry,
                provider,
                course.mode,
                tuple(course.aliases),
                course.fosters if course.fosters is not None else not path,
            )
        return made

    def _constraints(self, written: WrittenVocabulary, vocabulary: Vocabulary) -> tuple[Constraint, ...]:
        made = []
        for n, constraint in enumerate(written.constraints):
            earlier, _, later = (part.strip() for part in constraint.hard.partition("<="))
            fields = (vocabulary.field_at(earlier), vocabulary.field_at(later))
            if any(field is None or field.kind is not Kind.DATE for field in fields):
                self._report("R314", self.where("constraints", n, "hard"))
            else:
                made.append(Constraint(earlier, later))
        return tuple(made)

    def _closes(self, written: WrittenVocabulary) -> str:
        if written.evaluations is None:
            return "03-31"
        if not MONTH_DAY.fullmatch(written.evaluations.closes):
            self._report("R315", self.where("evaluations", "closes"))
        return written.evaluations.closes

    def _moments(self, written: WrittenVocabulary) -> dict[str, MomentDefinition]:
        made: dict[str, MomentDefinition] = {}
        for name, moment in written.moments.items():
            later = LATER.fullmatch(moment.is_)
            match = MOMENT.fullmatch(later["one"] if later is not None else moment.is_)
            if match is None or (match["md"] and not MONTH_DAY.fullmatch(match["md"])):
                self._report("R316", self.where("moments", name, "is"), text=moment.is_)
                continue
            months = int(match["n"] or 0) * (12 if (match["unit"] or "").startswith("year") else 1)
            not_before = int(later["n"]) if later is not None else None
            rule = MomentRule.YEARLY if match["md"] else MomentRule(match["base"])
            signed = -months if match["sign"] == "-" else months
            made[name] = MomentDefinition(
                name, rule, _label(moment.label), signed, match["md"] or "", not_before
            )
        return made

    def _retirement(self, written: WrittenVocabulary) -> Iterable[RetirementTable]:
        for n, table in enumerate(written.retirement):
            ages: dict[str, tuple[tuple[int, int], ...]] = {}
            for sex, steps in (("male", table.male), ("female", table.female)):
                parsed = [(year, AGE.fullmatch(age)) for year, age in steps.items()]
                wrong = [year for year, match in parsed if not YEAR.fullmatch(year) or match is None]
                for year in wrong:
                    self._report("R317", self.where("retirement", n, sex, year))
                if not steps:
                    self._report("R317", self.where("retirement", n, sex))
                if wrong or not steps:
                    continue
                ages[sex] = tuple(
                    sorted(
                        (int(year), int(match["years"]) * 12 + int(match["months"] or 0))
                        for year, match in parsed
                        if match is not None
                    )
                )
            if len(ages) == 2:
                made = RetirementTable(
                    table.id,
                    table.instrument,
                    table.clause,
                    ages,
                    table.in_force.from_,
                    table.in_force.until,
                    table.confidence,
                    tuple(self._differing(table.differs, self.where("retirement", n, "differs"))),
                )
                for place in made.out_of_order():
                    self._report("R317", self.where("retirement", n, "differs", place))
                yield made

    def _differing(self, written: Sequence[WrittenDiffering], where: Where) -> Iterator[Differing]:
        """Ages of an official table; the month of birth is written year-month."""
        for place, one in enumerate(written):
            born, age = MONTH.fullmatch(one.born), AGE.fullmatch(one.age)
            if born is None or age is None or one.sex not in ("male", "female"):
                self._report("R317", where.child(place))
                continue
            month = int(born[1]) * 12 + int(born[2]) - 1
            years, months = int(age["years"]), int(age["months"] or 0)
            yield Differing(one.sex, month, years * 12 + months, one.clause, one.used)

    def _windows(self, written: WrittenVocabulary) -> Iterable[Window]:
        for n, window in enumerate(written.windows):
            months: dict[str, int | None] = {}
            for form, text in window.months.items():
                if text != "never" and not text.isdigit():
                    self._report("R318", self.where("windows", n, "months", form), text=text)
                months[form] = None if text == "never" else int(text) if text.isdigit() else 0
            made = Window(
                window.table,
                window.instrument,
                window.clause,
                window.regime,
                window.purpose,
                months,
                window.in_force.from_,
                window.in_force.until,
                window.confidence,
            )
            for other in written.windows[:n]:
                same = (other.table, other.regime, other.purpose) == (
                    window.table,
                    window.regime,
                    window.purpose,
                )
                overlap = (
                    other.in_force.from_ <= window.in_force.until
                    and window.in_force.from_ <= other.in_force.until
                )
                if same and overlap and set(other.months) & set(window.months):
                    self._report("R319", self.where("windows", n), other=other.instrument)
            yield made

    # --- macros ---------------------------------------------------------------------------------

    def _macros(self, vocabulary: Vocabulary, written: WrittenVocabulary) -> Language | None:
        places = {part: where for part, (_, where) in self._parts.items()}
        language = Language(vocabulary, places=places)
        conditions: dict[str, Any] = {}
        claims: dict[str, Claim] = {}
        quantities: dict[str, Quantity] = {}
        for name, derived in written.derived.items():
            where = self.where("derived", name)
            given = [bool(derived.condition), bool(derived.quantity), bool(derived.counts_if)]
            if sum(given) != 1 or vocabulary.field_at(name) is not None:
                self._report("R320", where.child("?key"))
            elif derived.quantity:
                quantity, problems = parse_quantity(derived.quantity, language, where.child("quantity"))
                self.problems += problems
                if quantity is not None:
                    quantities[name] = quantity
            elif derived.condition is not None:
                condition, problems = parse_condition(
                    derived.condition.data, language, where.child("condition")
                )
                self.problems += problems
                conditions[name] = condition
            elif derived.counts_if is not None:
                condition, problems = parse_condition(
                    derived.counts_if.data, language, where.child("counts_if")
                )
                self.problems += problems
                if derived.else_ != "below claimed level" or vocabulary.field_at(derived.from_) is None:
                    self._report("R321", where.child("?key"))
                if condition is not None:
                    claims[name] = Claim(derived.from_, condition)
            language = attrs.evolve(
                language, conditions=dict(conditions), quantities=dict(quantities), claims=dict(claims)
            )
        return None if has_errors(self.problems) else language


def _phrases(written: WrittenPhrases | None) -> Phrases | None:
    if written is None:
        return None
    return Phrases(tuple(written.lead), tuple(written.rest), tuple(written.other), tuple(written.doubt))


def _label(label: WrittenLabel) -> Label:
    return Label(label.vi, label.en)


def build_language(documents: Documents) -> tuple[Language | None, list[Diagnostic]]:
    """The vocabulary and its macros from the documents of ``vocabulary/``."""
    builder = Builder(documents)
    language = builder.build()
    return language, builder.problems
