"""Which columns of results there are, and which data each is a function of."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import attrs

from eligibility.compile.lifting import LiftingSolver
from eligibility.evaluate.slots import dated
from eligibility.model.plan import Node
from eligibility.model.slots import HOLDS, KNOWN, WAIVED
from eligibility.model.standard import Requirement
from eligibility.model.vocabulary import Label, Vocabulary

NOTHING_NOTED = Label("", "")

Signature = tuple[str, ...]
"""The slots that a column reads, in a fixed order."""


@attrs.frozen
class ColumnKey:
    """A column of results: nodes of one kind and name that read the same slots."""

    kind: str
    name: str
    signature: Signature


@attrs.frozen(eq=False)
class Placed:
    """A node of an instance: its column, and what makes its table equal to that of another instance."""

    number: int
    node: Node
    column: int
    content: object


@attrs.frozen(eq=False)
class Layout:
    """The columns for a set of instances.

    *placed* gives, for each solver, its nodes; *cuts* the days that part each field (None: every day is
    its own), *rows* for each history the fields that are read of its rows and their cuts.
    """

    solvers: tuple[LiftingSolver, ...]
    columns: tuple[ColumnKey, ...]
    placed: tuple[tuple[Placed, ...], ...]
    cuts: Mapping[str, Sequence[date] | None]
    rows: Mapping[str, Mapping[str, list[date] | None]]

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """All signatures, each once."""
        return tuple(dict.fromkeys(column.signature for column in self.columns))


def lay_out(solvers: Sequence[LiftingSolver], vocabulary: Vocabulary) -> Layout:
    """The layout of the results under *solvers*."""
    columns: dict[ColumnKey, int] = {}
    placed: list[tuple[Placed, ...]] = []
    for solver in solvers:
        compiled = solver.compiled
        found: list[Placed] = []
        weighed = frozenset(solver.weighed())
        for number, node in enumerate(compiled.instance.nodes):
            blocks = [compiled.blocks[block] for block in compiled.blocks_of(number)]
            slots = tuple(sorted({slot for block in blocks for slot in block.slots}))
            key = ColumnKey(node.kind, node.name, slots)
            content = (
                _decisive(node.requirement),
                node.context.purpose,
                node.context.windows_at,
                tuple(sorted(node.context.moments.items())),
                tuple((block.terms, block.constraints) for block in blocks),
                tuple(sorted(compiled.instance.assumed.items())),
                node.name in compiled.instance.remedies,
                number in weighed,
            )
            found.append(Placed(number, node, columns.setdefault(key, len(columns)), content))
        placed.append(tuple(found))
    cuts, rows = _cuts(solvers, vocabulary)
    return Layout(tuple(solvers), tuple(columns), tuple(placed), cuts, rows)


def _decisive(requirement: Requirement) -> Requirement:
    """*requirement* without what no verdict depends on."""
    return attrs.evolve(
        requirement,
        clause="",
        label=None,
        note=NOTHING_NOTED,
        not_monotone="",
        relaxed=tuple(attrs.evolve(relaxed, clause="") for relaxed in requirement.relaxed),
        later=tuple(attrs.evolve(later, clause="") for later in requirement.later),
    )


def _cuts(
    solvers: Iterable[LiftingSolver], vocabulary: Vocabulary
) -> tuple[dict[str, Sequence[date] | None], dict[str, dict[str, list[date] | None]]]:
    cuts: dict[str, set[date] | None] = {}
    rows: dict[str, dict[str, set[date] | None]] = {}
    for solver in solvers:
        for number, block in enumerate(solver.compiled.blocks):
            for slot in block.slots:
                if slot in vocabulary.tables:
                    mine = rows.setdefault(slot, {})
                    for name in solver.row_fields(number, slot):
                        more = (
                            solver.cuts(number, f"row.{name}", slot) if dated(slot, name, vocabulary) else []
                        )
                        mine[name] = _joined(mine.get(name, set()), more)
                elif not slot.startswith((HOLDS, KNOWN, WAIVED)):
                    cuts[slot] = _joined(cuts.get(slot, set()), solver.cuts(number, slot))
    for slot in list(cuts):
        table, _, year = slot.partition("[")
        ratings = vocabulary.tables[table].ratings if year else None
        if ratings is not None and ratings.since:
            begins = date(int(year[:-1]) + 1, 1, 1)
            cuts[ratings.since] = _joined(cuts.get(ratings.since, set()), [begins])
    for _ in vocabulary.constraints:
        for constraint in vocabulary.constraints:
            ends = (constraint.earlier, constraint.later)
            both = _joined(cuts.get(ends[0], set()), cuts.get(ends[1], set()))
            cuts |= dict.fromkeys(ends, both)
    return (
        {slot: None if days is None else sorted(days) for slot, days in cuts.items()},
        {
            table: {name: None if days is None else sorted(days) for name, days in fields.items()}
            for table, fields in rows.items()
        },
    )


def _joined(known: set[date] | None, more: Iterable[date] | None) -> set[date] | None:
    return None if known is None or more is None else known | set(more)
