"""Standards written in YAML become a rule engine that reviews every cadre record, with reasons and clauses.

The names below are the public interface; heavy libraries are imported only when one of them is used.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_PUBLIC = {
    "load_rules": "eligibility.pipeline",
    "review": "eligibility.bulk.library",
    "review_frames": "eligibility.bulk.library",
    "review_tables": "eligibility.bulk.running",
    "Reviewed": "eligibility.bulk.library",
    "BrokenRules": "eligibility.bulk.library",
    "review_dataset": "eligibility.pipeline",
    "NoPolicy": "eligibility.pipeline",
    "Review": "eligibility.model.review",
    "RuleBook": "eligibility.model.standard",
    "Disagreement": "eligibility.engine.agreement",
    "UnreadableInput": "eligibility.read.cells",
    "UnusableInput": "eligibility.normalise.headings",
}
__all__ = ["__version__", *_PUBLIC]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
