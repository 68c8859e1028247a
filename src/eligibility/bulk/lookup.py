"""Tables that give, for the codes of what a column reads, its status and what the policy sees of it.

A table is filled as combinations come up; until then its entry is open. All results of a row are
carried as bits of a few 64-bit words: or-ing the entries of its columns gives everything about it.
"""

from collections.abc import Mapping, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from eligibility.bulk.keys import Keys
from eligibility.bulk.layout import ColumnKey, Layout, Signature
from eligibility.bulk.slotcodes import SlotCodes
from eligibility.evaluate.columns import Codes
from eligibility.model.finding import Marks, Verdict, status_of
from eligibility.model.plan import NodeKind
from eligibility.model.truth import Status

Words = NDArray[np.uint64]

PER_WORD = 21
"""Columns whose statuses one word holds: a bit each for unmet, unknown and waived."""
STATUS_BITS = {Status.UNMET: 0, Status.UNKNOWN: PER_WORD, Status.WAIVED: 2 * PER_WORD}
OPEN = 1 << 63
"""The entry has not been concluded."""
SPLIT = 1 << 62
"""What the policy sees depends on data that lack."""
MARKS_PER_WORD = 62
MAX_VERDICTS = 65_535
"""Different sets of verdicts of one requirement."""


MAX_ENTRIES = 1 << 21
"""Entries of one column that are addressed by codes; beyond, by the combinations that come up."""


@attrs.define(eq=False)
class Wide:
    """The combinations of one signature that came up, numbered."""

    keys: Keys
    room: int = 1 << 10

    def fit(self) -> None:
        """Leave room for all of them."""
        while self.room < self.keys.count:
            self.room *= 2


@attrs.define(eq=False)
class Table:
    """The entries of one column: a block of *size* for each distinct content.

    *words* are the parts of the entries by word; *verdicts* numbers into *sets*.
    """

    key: ColumnKey
    dims: tuple[int, ...]
    contents: dict[object, int]
    words: dict[int, Words]
    verdicts: NDArray[np.uint16]
    numbers: dict[frozenset[Verdict], int] = attrs.field(factory=dict)
    sets: list[frozenset[Verdict]] = attrs.field(factory=list)

    @property
    def size(self) -> int:
        """Entries of one content."""
        return int(np.prod(self.dims, dtype=np.int64))


class Lookup:
    """The tables of a layout. *of_instance* says, per column and instance, which content is its (0: none)."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.status_words = -(-len(layout.columns) // PER_WORD) or 1
        self.marks: dict[Marks, int] = {}
        self.codes: dict[str, SlotCodes] = {
            slot: SlotCodes(layout.cuts.get(slot)) for signature in layout.signatures for slot in signature
        }
        self._wide: dict[Signature, Wide] = {}
        contents: list[dict[object, int]] = [{None: 0} for _ in layout.columns]
        self.of_instance = np.zeros((len(layout.columns), len(layout.solvers)), dtype=np.int64)
        for instance, placed in enumerate(layout.placed):
            for item in placed:
                known = contents[item.column]
                self.of_instance[item.column, instance] = known.setdefault(item.content, len(known))
        self.tables = [self._empty(key, found) for key, found in zip(layout.columns, contents, strict=True)]

    @property
    def width(self) -> int:
        """Words of a row: those of statuses, then those of marks."""
        return self.status_words + max(1, -(-len(self.marks) // MARKS_PER_WORD))

    def _dims(self, signature: Signature) -> tuple[int, ...]:
        wide = self._wide.get(signature)
        return tuple(self.codes[slot].room for slot in signature) if wide is None else (wide.room,)

    def _empty(self, key: ColumnKey, contents: dict[object, int]) -> Table:
        dims = self._dims(key.signature)
        size = int(np.prod(dims, dtype=np.int64))
        control = np.full(len(contents) * size, OPEN, dtype=np.uint64)
        control[:size] = 0
        words = {self.status_words: control}
        return Table(key, dims, contents, words, np.zeros(len(contents) * size, dtype=np.uint16))

    def fit(self) -> None:
        """Give every table room for the codes that have come up since."""
        for table in self.tables:
            signature = table.key.signature
            dims = self._dims(signature)
            if dims == table.dims:
                continue
            if len(table.contents) * int(np.prod(dims, dtype=np.int64)) > MAX_ENTRIES and (
                signature not in self._wide and len(signature) > 1
            ):
                self._wide[signature] = Wide(Keys(len(signature)))
        for number, table in enumerate(self.tables):
            dims = self._dims(table.key.signature)
            if len(dims) != len(table.dims):
                self.tables[number] = self._empty(table.key, table.contents)
            elif dims != table.dims:
                _grow(table, dims, self.status_words)

    def combined(self, signature: Signature, codes: Mapping[str, Codes], height: int) -> Codes:
        """The combination of the slots of *signature* in each row."""
        wide = self._wide.get(signature)
        if wide is not None:
            found, _ = wide.keys.codes([codes[slot] for slot in signature])
            wide.fit()
            return found
        if not signature:
            return np.zeros(height, dtype=np.int64)
        combined = codes[signature[0]]
        for slot in signature[1:]:
            combined = combined * self.codes[slot].room + codes[slot]
        return combined

    def places(self, column: int, instances: Codes, combined: Codes) -> Codes:
        """Where the entry of *column* stands for each row."""
        base: Codes = self.of_instance[column] * self.tables[column].size
        found: Codes = base[instances] + combined
        return found

    def mark(self, marks: Marks) -> tuple[int, int]:
        """The word and bit that stand for what the policy sees of one node."""
        number = self.marks.setdefault(marks, len(self.marks))
        return self.status_words + number // MARKS_PER_WORD, 1 << number % MARKS_PER_WORD

    @property
    def control(self) -> int:
        """The word that says whether entries are open or split; it has the first marks too."""
        return self.status_words

    def known(self, column: int, place: int) -> frozenset[Verdict] | None:
        """What an entry was concluded to be; None where it is open."""
        table = self.tables[column]
        number = int(table.verdicts[place])
        return table.sets[number - 1] if number else None

    def close(self, column: int, place: int) -> None:
        """Let an entry stand that was opened again."""
        self.tables[column].words[self.control][place] &= np.uint64(OPEN - 1)

    def reopen(self, first: int, share: int) -> None:
        """Open one in *share* of the entries that were concluded, from number *first* on."""
        for table in self.tables:
            known = np.flatnonzero(table.verdicts)[first::share]
            table.words[self.control][known] |= np.uint64(OPEN)

    def fill(self, column: int, place: int, verdicts: frozenset[Verdict], options: frozenset[Marks]) -> None:
        """Conclude an entry: the set of *verdicts*, of which the policy may see *options*."""
        table = self.tables[column]
        number = table.numbers.setdefault(verdicts, len(table.numbers) + 1)
        if number > len(table.sets):
            table.sets.append(verdicts)
        if number > MAX_VERDICTS:
            raise OverflowError(f"{table.key.name}: too many different verdicts")
        table.verdicts[place] = number
        self.close(column, place)
        if table.key.kind == NodeKind.REQUIREMENT:
            status = status_of(verdicts)
            if status in STATUS_BITS:
                bit = 1 << (column % PER_WORD + STATUS_BITS[status])
                self._set(table, column // PER_WORD, place, bit)
        if len(options) > 1:
            self._set(table, self.control, place, SPLIT)
        elif marks := next(iter(options)):
            word, bit = self.mark(marks)
            self._set(table, word, place, bit)

    def _set(self, table: Table, word: int, place: int, bit: int) -> None:
        if word not in table.words:
            table.words[word] = np.zeros(len(table.verdicts), dtype=np.uint64)
        table.words[word][place] |= np.uint64(bit)

    def look_up(self, instances: Codes, combined: Mapping[Signature, Codes]) -> list[Words]:
        """All words of each row."""
        height = len(instances)
        found = [np.zeros(height, dtype=np.uint64) for _ in range(self.width)]
        for column, table in enumerate(self.tables):
            places = self.places(column, instances, combined[table.key.signature])
            for word, entries in table.words.items():
                found[word] |= entries[places]
        return found


def _grow(table: Table, dims: Sequence[int], control: int) -> None:
    old, new = (len(table.contents), *table.dims), (len(table.contents), *dims)
    pads = [(0, wanted - had) for had, wanted in zip(old, new, strict=True)]
    for word, entries in table.words.items():
        made = np.pad(entries.reshape(old), pads, constant_values=OPEN if word == control else 0)
        made[0] = 0
        table.words[word] = made.reshape(-1)
    table.verdicts = np.pad(table.verdicts.reshape(old), pads).reshape(-1)
    table.dims = tuple(dims)
