"""The slots that a layout reads, as codes that keep their meaning."""

import numpy as np

from eligibility.bulk.layout import Layout
from eligibility.bulk.lookup import Lookup
from eligibility.evaluate.candidacies import Candidacies
from eligibility.evaluate.columns import Coded, Codes
from eligibility.evaluate.slots import SlotColumns
from eligibility.model.slots import KNOWN


class BulkSlots:
    """Reads slots of chunks; where instances assume different things of what lacks, each by its own."""

    def __init__(self, layout: Layout) -> None:
        self._rows = layout.rows
        assumed = [solver.compiled.instance.assumed for solver in layout.solvers]
        groups: dict[tuple[tuple[str, str], ...], int] = {}
        self._group = np.array(
            [groups.setdefault(tuple(sorted(found.items())), len(groups)) for found in assumed],
            dtype=np.int64,
        )
        first = {int(group): number for number, group in reversed(list(enumerate(self._group.tolist())))}
        self._instances = [layout.solvers[first[group]].compiled.instance for group in range(len(groups))]
        subjects = {subject for found in assumed for subject in found}
        self._differing = {
            subject for subject in subjects if len({found.get(subject) for found in assumed}) > 1
        }

    def codes(self, lookup: Lookup, everyone: Candidacies, instances: Codes) -> dict[str, Codes]:
        """The code of every slot in each row."""
        data = [SlotColumns(everyone, instance) for instance in self._instances]
        found: dict[str, Codes] = {}
        for slot, known in lookup.codes.items():
            subject = slot.removeprefix(KNOWN)
            variants = [
                known.codes(self._column(one, slot))
                for one in (data if subject in self._differing else data[:1])
            ]
            group = self._group[instances] if len(variants) > 1 else None
            found[slot] = variants[0] if group is None else np.choose(group, variants)
        return found

    def _column(self, data: SlotColumns, slot: str) -> Coded:
        rows = self._rows.get(slot)
        return data.slot(slot) if rows is None else data.history(slot, tuple(rows), rows)
