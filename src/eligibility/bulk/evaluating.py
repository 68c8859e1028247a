"""A chunk evaluated: every candidacy's statuses and outcome, by looking up what equal ones came to."""

from collections.abc import Mapping, Sequence

import attrs
import numpy as np

from eligibility.bulk.assignments import Assigned, Assignments
from eligibility.bulk.keys import DIRECT, Keys
from eligibility.bulk.layout import Layout, Signature
from eligibility.bulk.lookup import OPEN, SPLIT, Lookup, Words
from eligibility.bulk.ordinary import Answer, Ordinary, Sheets
from eligibility.bulk.slots import BulkSlots
from eligibility.concluding import Session
from eligibility.engine.agreement import Disagreement
from eligibility.evaluate.candidacies import Candidacies, consider
from eligibility.evaluate.columns import Codes
from eligibility.evaluate.population import Population
from eligibility.model.finding import Decision, Marks

AT_ONCE = 4_000
"""Candidacies that are reviewed in the ordinary way at a time."""

SHARE = 100
"""Of what is known from earlier runs, one in so many is concluded again."""

FEW_MARKS = 18
"""So many marks, with the kind of the policy, make a key that is looked up by address."""

SEEN = np.uint64(SPLIT - 1)
"""The bits of a word of marks that stand for what the policy sees."""


@attrs.frozen(eq=False)
class Chunk:
    """Candidacies of a chunk that have an instance, and the combinations that they hold."""

    whole: Candidacies
    rows: Codes
    everyone: Candidacies
    instances: Codes
    codes: Mapping[str, Codes]
    combined: Mapping[Signature, Codes]
    sheets: Sheets
    answers: dict[int, Answer] = attrs.field(factory=dict)

    @property
    def height(self) -> int:
        """Number of candidacies."""
        return len(self.rows)


@attrs.frozen(eq=False)
class Evaluation:
    """What became of a chunk: *words* of statuses and marks, *decisions* as numbers into the evaluator's."""

    chunk: Chunk
    assigned: Assigned
    words: Sequence[Words]
    decisions: Codes


class Evaluator:
    """Evaluates chunks; what one of them concluded holds for all later ones."""

    def __init__(self, session: Session, layout: Layout, ordinary: Ordinary) -> None:
        self.layout = layout
        self.lookup = Lookup(layout)
        self.decisions: list[Decision] = []
        self._session = session
        self._ordinary = ordinary
        self._slots = BulkSlots(layout, session.rulebook.vocabulary.constraints)
        self._kinds = policy_kinds(layout)
        self._patterns = Keys(len(layout.columns) + len(self.lookup.codes))
        self._joint: dict[frozenset[Marks] | None, int] = {}
        self._joint_of = np.zeros(1024, dtype=np.int64)
        self._outcomes: dict[int, tuple[Keys, list[int]]] = {}
        self._again = np.zeros(0, dtype=bool)
        self._runs = 0

    @property
    def situations(self) -> int:
        """Distinct situations so far: combinations of requirements, open ones together, and decisions."""
        entries = sum(int((table.verdicts > 0).sum()) for table in self.lookup.tables)
        return entries + self._patterns.count + len(self.decisions)

    def doubt(self) -> None:
        """Let one in `SHARE` of what earlier runs concluded be concluded again, others in each run."""
        self.lookup.reopen(self._runs % SHARE, SHARE)
        self._again = np.arange(len(self.decisions)) % SHARE == self._runs % SHARE
        self._runs += 1

    def evaluate(self, population: Population, sheets: Sheets, assignments: Assignments) -> Evaluation:
        """Evaluate the candidacies of a chunk.

        Raises:
            Disagreement: the engines conclude differently.

        """
        session, lookup = self._session, self.lookup
        whole = consider(population, session.rulebook, session.policy.purpose, session.as_of)
        assigned = assignments.assign(whole)
        rows = np.flatnonzero(assigned.codes >= 0).astype(np.int64)
        everyone = whole if len(rows) == whole.height else whole.selected(rows)
        instances = assigned.codes[rows]
        codes = self._slots.codes(lookup, everyone, instances)
        lookup.fit()
        combined = {s: lookup.combined(s, codes, len(rows)) for s in self.layout.signatures}
        lookup.fit()
        chunk = Chunk(whole, rows, everyone, instances, codes, combined, sheets)
        words = self._words(chunk)
        return Evaluation(chunk, assigned, words, self._decided(chunk, words))

    # --- requirements -------------------------------------------------------------------------

    def _words(self, chunk: Chunk) -> list[Words]:
        """The words of each row; entries that are open are concluded first."""
        lookup = self.lookup
        words = lookup.look_up(chunk.instances, chunk.combined)
        while True:
            pending = np.flatnonzero(words[lookup.control] & np.uint64(OPEN)).astype(np.int64)
            if not len(pending):
                return words
            wanted = self._showing(chunk, pending)
            for first in range(0, len(wanted), AT_ONCE):
                self._conclude(chunk, wanted[first : first + AT_ONCE])
            instances = chunk.instances[pending]
            again = lookup.look_up(instances, {s: c[pending] for s, c in chunk.combined.items()})
            while len(words) < len(again):
                words.append(np.zeros(chunk.height, dtype=np.uint64))
            for word, found in zip(words, again, strict=True):
                word[pending] = found

    def _showing(self, chunk: Chunk, pending: Codes) -> Codes:
        """Candidacies that together show every entry that is open."""
        found: set[int] = set()
        for column, table in enumerate(self.lookup.tables):
            places = self._places(chunk, column, pending)
            is_open = np.flatnonzero(table.words[self.lookup.control][places] & np.uint64(OPEN))
            _, first = np.unique(places[is_open], return_index=True)
            found.update(pending[is_open[first]].tolist())
        return np.array(sorted(found), dtype=np.int64)

    def _places(self, chunk: Chunk, column: int, rows: Codes) -> Codes:
        signature = self.lookup.tables[column].key.signature
        return self.lookup.places(column, chunk.instances[rows], chunk.combined[signature][rows])

    def _answers(self, chunk: Chunk, rows: Codes) -> dict[int, Answer]:
        """The ordinary answers for *rows*."""
        lacking = np.array([row for row in rows.tolist() if row not in chunk.answers], dtype=np.int64)
        if len(lacking):
            reviewed, people, mine = self._ordinary.review(chunk.sheets, chunk.whole, chunk.rows[lacking])
            self._read_alike(chunk, people, mine)
            places = np.searchsorted(chunk.rows, list(reviewed)).tolist()
            chunk.answers.update(zip(places, reviewed.values(), strict=True))
        return chunk.answers

    def _read_alike(self, chunk: Chunk, people: Candidacies, mine: Codes) -> None:
        """Make sure that the ordinary intake read of *people*, who are *mine* of all, what the chunk holds.

        Raises:
            Disagreement: a value was read in two ways.

        """
        places = np.searchsorted(chunk.rows, mine)
        there = places < chunk.height
        there[there] = chunk.rows[places[there]] == mine[there]
        rows = np.flatnonzero(there).astype(np.int64)
        places = places[rows]
        codes = self._slots.codes(self.lookup, people.selected(rows), chunk.instances[places])
        for slot, found in codes.items():
            if slot not in self.layout.rows and not (found == chunk.codes[slot][places]).all():
                raise Disagreement(f"{slot}: read in two ways")

    def _conclude(self, chunk: Chunk, rows: Codes) -> None:
        """Fill the entries of *rows* with what the ordinary review says of them.

        Raises:
            Disagreement: candidacies with equal codes came to different verdicts.

        """
        answers = self._answers(chunk, rows)
        places = [self._places(chunk, column, rows) for column in range(len(self.lookup.tables))]
        for number, row in enumerate(rows.tolist()):
            answer = answers[row]
            solver = self.layout.solvers[chunk.instances[row]]
            for item in self.layout.placed[chunk.instances[row]]:
                place = int(places[item.column][number])
                verdicts = answer.part.verdicts[item.number].value(answer.place)
                known = self.lookup.known(item.column, place)
                if known is None:
                    self.lookup.fill(item.column, place, verdicts, solver.options(item.number, verdicts))
                elif known != verdicts:
                    standard = solver.compiled.instance.standard
                    raise Disagreement(f"{standard.id} {standard.version}, {item.node.name}: equal codes")
                else:
                    self.lookup.close(item.column, place)

    # --- outcomes -----------------------------------------------------------------------------

    def _decided(self, chunk: Chunk, words: Sequence[Words]) -> Codes:
        """The decision of each row."""
        joint = self._joined(chunk, words)
        marks = [word & SEEN for word in words[self.lookup.control :]]
        most = int(self._kinds.max(initial=0)) + 1
        direct = len(self.lookup.marks) <= FEW_MARKS and most << FEW_MARKS <= DIRECT
        kinds = self._kinds[chunk.instances]
        decisions = np.zeros(chunk.height, dtype=np.int64)
        plain = np.flatnonzero(joint == 0)
        for rows in (plain, np.flatnonzero(joint)):
            if not len(rows):
                continue
            if rows is plain and direct:
                columns = [(kinds[rows] << FEW_MARKS) | marks[0][rows].astype(np.int64)]
                keys, known = self._outcomes.setdefault(0, (Keys(1, direct=True), []))
            else:
                columns = [kinds[rows], joint[rows], *(word[rows].astype(np.int64) for word in marks)]
                keys, known = self._outcomes.setdefault(len(columns), (Keys(len(columns)), []))
            codes, fresh = keys.codes(columns)
            self._decide(chunk, rows[fresh], known)
            decisions[rows] = np.array(known, dtype=np.int64)[codes]
        self._compared(chunk, decisions)
        return decisions

    def _compared(self, chunk: Chunk, decisions: Codes) -> None:
        """Conclude again decisions that are to be, where somebody shows them.

        Raises:
            Disagreement: one came out differently.

        """
        if not self._again.any():
            return
        shown = np.flatnonzero(self._again[np.minimum(decisions, len(self._again) - 1)])
        shown = shown[decisions[shown] < len(self._again)]
        _, first = np.unique(decisions[shown], return_index=True)
        rows = shown[first].astype(np.int64)
        answers = self._answers(chunk, rows)
        for row in rows.tolist():
            answer, number = answers[row], int(decisions[row])
            if _told(answer.part.decisions.value(answer.place)) != _told(self.decisions[number]):
                raise Disagreement(f"decision {number}: equal codes")
            self._again[number] = False

    def _decide(self, chunk: Chunk, rows: Codes, known: list[int]) -> None:
        for first in range(0, len(rows), AT_ONCE):
            piece = rows[first : first + AT_ONCE]
            answers = self._answers(chunk, piece)
            for row in piece.tolist():
                answer = answers[row]
                known.append(len(self.decisions))
                self.decisions.append(answer.part.decisions.value(answer.place))

    def _joined(self, chunk: Chunk, words: Sequence[Words]) -> Codes:
        """What the policy may see of the entries that are split, as a number; 0 where none is."""
        found = np.zeros(chunk.height, dtype=np.int64)
        split = np.flatnonzero(words[self.lookup.control] & np.uint64(SPLIT)).astype(np.int64)
        if not len(split):
            return found
        columns = []
        read = {slot: np.zeros(len(split), dtype=bool) for slot in self.lookup.codes}
        for column, table in enumerate(self.lookup.tables):
            places = self._places(chunk, column, split)
            marked = (table.words[self.lookup.control][places] & np.uint64(SPLIT)) != 0
            content = self.lookup.of_instance[column][chunk.instances[split]]
            columns.append(np.where(marked, content + 1, 0))
            for slot in table.key.signature:
                read[slot] |= marked
        # not their places, which move when tables grow
        data = [np.where(where, chunk.codes[slot][split] + 1, 0) for slot, where in read.items()]
        patterns, fresh = self._patterns.codes([*columns, *data])
        rows = split[fresh]
        for first in range(0, len(rows), AT_ONCE):
            piece = slice(first, first + AT_ONCE)
            answers = self._answers(chunk, rows[piece])
            for row, at in zip(rows[piece].tolist(), fresh[piece].tolist(), strict=True):
                self._join(int(patterns[at]), chunk, row, answers[row], [c[at] > 0 for c in columns])
        found[split] = self._joint_of[patterns]
        return found

    def _join(self, pattern: int, chunk: Chunk, row: int, answer: Answer, is_split: Sequence[bool]) -> None:
        """Note what the policy may see of the split entries of *row* together."""
        solver = self.layout.solvers[chunk.instances[row]]
        nodes = [item.number for item in self.layout.placed[chunk.instances[row]] if is_split[item.column]]
        marks = solver.joint(nodes, [cells.value(answer.place) for cells in answer.part.cells])
        if pattern >= len(self._joint_of):
            room = np.zeros(2 * pattern, dtype=np.int64)
            room[: len(self._joint_of)] = self._joint_of
            self._joint_of = room
        self._joint_of[pattern] = 1 + self._joint.setdefault(marks, len(self._joint))


def _told(decision: Decision) -> tuple[object, ...]:
    """What results say of a decision."""
    return decision.outcome, decision.training, decision.possible


def policy_kinds(layout: Layout) -> Codes:
    """For each instance a number that instances share whose policy makes the same of the same marks."""
    kinds: dict[object, int] = {}
    found = []
    for solver in layout.solvers:
        instance = solver.compiled.instance
        kind = (
            id(instance.policy),
            tuple(sorted(instance.remedies.items(), key=lambda item: item[0])),
            instance.bars_entry,
        )
        found.append(kinds.setdefault(kind, len(kinds)))
    return np.array(found, dtype=np.int64)
