"""Rule engines on the same work, each from generated rules: people in, answers out.

All get people as whole numbers with the worst and the best completion of what is missing prepared by Polars
(`conditions.prepared`), which they could not do, and come to the unmet and unknown requirements of people by
their own rules; outcome and training follow from these in the host language. What is not their own work is
said in `REMARKS`.
"""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import handwritten_polars
import peer_clips
import peer_durable
import peer_node
import peer_openfisca
import peer_zen
from answers import Answer, Work
from parameters import OUTCOMES, TRAINING
from rulebook import Standard

SHARED = "Polars prepares missing data as worst and best completion; outcome and training are folded outside."
REMARKS = {
    "zen-engine": f"One decision a standard, an expression a requirement, by `evaluate_batch`. {SHARED}",
    "clips": f"One environment a standard, two rules a requirement, reset after each person. {SHARED}",
    "durable-rules": "Through `eligibility.engine.durable`, which compares no data: whether the worst and "
    "the best completion meet a demand is computed by Polars beforehand; it concludes unmet and unknown. "
    f"{SHARED}",
    "json-rules-engine": "One engine a standard, two rules a requirement, in Node; by its own clock, without "
    f"reading and writing. {SHARED}",
    "openfisca": "Vectors: a variable for each status of a requirement, parameters indexed by post; outcome "
    "and training are variables too. It knows no missing data: Polars prepares worst and best completions, "
    "and reads and writes parquet for it.",
}

PEERS: dict[str, Callable[[Path, Sequence[Standard], date, Path], Work]] = {
    "zen-engine": peer_zen.zen,
    "clips": peer_clips.clips,
    "durable-rules": peer_durable.durable,
    "json-rules-engine": peer_node.node,
    "openfisca": peer_openfisca.openfisca,
}


def wrong(
    source: Path, made: Sequence[Standard], as_of: date, answers: Sequence[Answer], most: int = 2_000
) -> int:
    """How many of the first *most* answers differ from those of the query in Polars."""
    if len(made[0].demands) > 32:
        raise ValueError("answers are compared within one word")
    frame = handwritten_polars.masks(source, made, as_of).head(most).collect()
    expected = [
        (failed, open_, OUTCOMES[outcome], tuple(c for n, c in enumerate(TRAINING) if courses >> n & 1))
        for outcome, failed, open_, courses in frame.drop("id", "post").iter_rows()
    ]
    return sum(tuple(answers[place]) != answer for place, answer in enumerate(expected))
