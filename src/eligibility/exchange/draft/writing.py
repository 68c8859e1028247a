"""A requirement from a table as a draft of a standard: what the table does not say, somebody has to."""

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

import attrs
import yaml

from eligibility.exchange.dmn.model import Decision, Model
from eligibility.exchange.draft.requirements import condition_of
from eligibility.model.sentences import condition_data
from eligibility.model.vocabulary import Vocabulary


@attrs.frozen
class Frame:
    """What a draft stands in: its id, for whom, from when, and what follows where it is not met."""

    standard: str
    posts: tuple[str, ...]
    start: date
    if_unmet: str
    source: str


def draft(
    model: Model, decisions: Sequence[Decision], vocabulary: Vocabulary, frame: Frame, met: str = ""
) -> str:
    """A file of a rule book with one standard, a draft, whose requirements are *decisions*.

    Raises:
        eligibility.exchange.draft.refusing.NoRequirement: one of them is none.

    """
    requirements = []
    for number, decision in enumerate(decisions, 1):
        condition, _ = condition_of(decision, vocabulary, met)
        requirements.append(
            {
                "id": requirement_id(decision.name, number),
                "label": {"vi": decision.name, "en": decision.name},
                "must": condition_data(condition, vocabulary),
                "if_unmet": frame.if_unmet,
                "clause": f"{frame.source}: {decision.name}",
                "confidence": "recall",
            }
        )
    name = model.name or frame.standard
    data: dict[str, Any] = {
        "standard": frame.standard,
        "title": {"vi": name, "en": name},
        "posts": list(frame.posts),
        "status": "draft",
        "source": {"instrument": frame.source, "confidence": "recall"},
        "in_force": {"from": frame.start.isoformat()},
        "requirements": requirements,
    }
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)


def requirement_id(name: str, number: int) -> str:
    """An id like *name*: small letters without accents, digits and ``_``."""
    bare = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    letters = (c for c in bare if not unicodedata.combining(c))
    plain = "".join(c if c.isascii() and c.isalnum() else "_" for c in letters).strip("_")
    while "__" in plain:
        plain = plain.replace("__", "_")
    plain = plain.removeprefix("status_")
    return plain if plain and plain[0].isalpha() else f"r{number}"
