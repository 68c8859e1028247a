"""Whether a requirement is waived for a candidacy: 2 if so, 1 if not, 0 if that is not known."""

from collections.abc import Callable, Sequence

from eligibility.model.standard import RuleBook
from eligibility.model.vocabulary import Table
from eligibility.normalise.text import key
from eligibility.normalise.waivers import waivable
from eligibility.sql.cells import Cells
from eligibility.sql.origins import WAIVERS, Origins
from eligibility.sql.writing import Tables, case, day

NO, PERHAPS, YES = 0, 1, 2
"""States of a waiver: the greatest of several counts."""


class Waivers:
    """Reads waivers: those for all posts, and those for one."""

    def __init__(
        self, tables: Tables, origins: Origins, cells: Cells, person: str, post: Callable[[], str]
    ) -> None:
        self._tables = tables
        self._origins = origins
        self._cells = cells
        self._person = person
        self._post = post
        self._asked: list[str] = []

    def state(self, requirement: str) -> str:
        """The number for *requirement*."""
        if not self._asked:
            self._cells.joins.append(f"LEFT JOIN el_waived wa ON wa.id = {self._person}")
            self._cells.joins.append(
                f"LEFT JOIN el_waived_post wp ON wp.id = {self._person} AND wp.post = {self._post()}"
            )
            self._cells.unread.append(case((("wa.unread IS NULL", "0"),), "wa.unread"))
        self._asked.append(requirement)
        name = f"w{len(self._asked)}"
        either = f"wa.{name} = {{0}} OR wp.{name} = {{0}}"
        return case(((either.format(YES), "2"), (either.format(PERHAPS), "0")), "1")

    def finish(self, rulebook: RuleBook) -> None:
        """Write the tables."""
        if not self._asked:
            return
        table = self._origins.vocabulary.tables[WAIVERS]
        place = self._tables.dialect.table(self._origins.database.name(WAIVERS))
        cells = Cells(self._tables, self._origins, "j")
        named = self._named(table, cells, rulebook)
        post, whose = self._posts(table, cells)
        columns = [
            f"r.{self._tables.dialect.identifier(table.key[0])} AS id",
            f"{named} AS requirement",
            f"{post} AS post",
            f"{whose} AS whose",
            f"{self._in_force(table, cells)} AS state",
            f"{' + '.join(cells.unread) or '0'} AS u",
        ]
        lines = ",\n    ".join(columns)
        self._tables.select(
            "el_waivers", f"  SELECT\n    {lines}\n  FROM {place} r\n  " + "\n  ".join(cells.joins)
        )
        for_all = case((("x.whose = 1", "x.state"), ("x.whose = 0 AND x.state > 0", "1")), "0")
        self._grouped("el_waived", "", for_all, "CAST(SUM(x.u) AS BIGINT) AS unread")
        self._grouped("el_waived_post", "x.post", case((("x.whose = 2", "x.state"),), "0"), "")

    def _grouped(self, name: str, by: str, state: str, more: str) -> None:
        columns = ["x.id AS id", *([f"{by} AS post"] if by else [])]
        for number in range(1, len(self._asked) + 1):
            unclear = f"x.requirement = 0 AND {state} > 0"
            counted = case(((f"x.requirement = {number}", state), (unclear, "1")), "0")
            columns.append(f"MAX({counted}) AS w{number}")
        columns += [more] if more else []
        groups = ", ".join(["x.id", *([by] if by else [])])
        lines = ",\n    ".join(columns)
        self._tables.select(name, f"  SELECT\n    {lines}\n  FROM el_waivers x\n  GROUP BY {groups}")

    def _named(self, table: Table, cells: Cells, rulebook: RuleBook) -> str:
        """The place of the requirement among those asked for; 0 where it is not clear, -1 another or none."""
        field = table.field("requirement")
        if field is None or not self._origins.database.has(table, field):
            return "-1"
        names = waivable(rulebook)
        codes = [
            (text, self._asked.index(names[key(text)]) + 1 if names[key(text)] in self._asked else -1)
            for text in _spelt(rulebook)
        ]
        found = cells.looked_up(cells.text(field, "r"), (*codes, ("", -1), (" ", -1)), -1)
        cells.unread.append(f"CASE WHEN {found.unread} THEN 1 ELSE 0 END")
        return found.number

    def _posts(self, table: Table, cells: Cells) -> tuple[str, str]:
        """The number of the post, and whether a waiver is for all (1), for it (2) or unclear (0)."""
        field = table.field("post")
        if field is None or not self._origins.database.has(table, field):
            return "0", "1"
        found = cells.coded(table, field, "r")
        return found.number, case(((found.unread, "0"), (f"{found.number} = 0", "1")), "2")

    def _in_force(self, table: Table, cells: Cells) -> str:
        """The state of a waiver on the day of the review."""
        today = day(self._origins.as_of)
        until, decided = table.field("until"), table.field("decision_date")
        past, begun, lasts = "FALSE", "FALSE", "TRUE"
        if until is not None and self._origins.database.has(table, until):
            last = cells.valued(table, until, "r").value
            past = f"{last} < {today}"
            lasts = f"({cells.raw(until, 'r')} IS NULL OR {last} >= {today})"
        ahead = "FALSE"
        if decided is not None and self._origins.database.has(table, decided):
            first = cells.valued(table, decided, "r").value
            ahead, begun = f"{first} > {today}", f"{first} <= {today}"
        return case(((f"{past} OR {ahead}", str(NO)), (f"{lasts} AND {begun}", str(YES))), str(PERHAPS))


def _spelt(rulebook: RuleBook) -> Sequence[str]:
    """How requirements that may be waived are written in files."""
    found: dict[str, None] = {}
    for standard in rulebook.standards:
        for requirement in standard.requirements:
            if requirement.waivable:
                label = requirement.label
                for text in (requirement.id, *((label.vi, label.en) if label is not None else ())):
                    found |= dict.fromkeys((text, text.lower(), text.upper()))
    return tuple(text for text in found if text)
