"""The account of a review for machines: what was read, by which rules, with which engines and counts."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from eligibility import __version__
from eligibility.model.basis import Basis
from eligibility.model.changes import Changes
from eligibility.model.lists import Kind, ListFinding, Standing
from eligibility.model.review import Review
from eligibility.model.waivers import Use

SCHEMA = "eligibility/review/1"
CHANGES_SCHEMA = "eligibility/changes/1"


def rulebook_hash(hashes: Mapping[str, str]) -> str:
    """One SHA-256 over the names and hashes of all rule files."""
    lines = "".join(f"{name} {digest}\n" for name, digest in sorted(hashes.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def review_data(
    review: Review,
    basis: Basis | None = None,
    changes: Changes | None = None,
    lists: Sequence[ListFinding] = (),
) -> dict[str, Any]:
    """The account as plain data; the same for the same input, rules and as-of date.

    *basis* is what is written with it, *changes* what it was compared with, *lists* what rules about
    lists came to.
    """
    data = {
        "schema": SCHEMA,
        "eligibility": __version__,
        "as_of": review.as_of.isoformat(),
        "purpose": review.purpose,
        "policy": {"id": review.policy.id, "in_force_from": _day(review.policy.in_force.start)},
        "standards": [
            {
                "standard": standard.id,
                "version": standard.version,
                "in_force_until": _day(standard.in_force.end),
                "instrument": standard.source.instrument,
                "confidence": str(standard.source.confidence),
                "file": standard.where.file if standard.where is not None else "",
            }
            for standard in review.standards
        ],
        "rules": {
            "sha256": rulebook_hash(review.rulebook.hashes),
            "files": dict(sorted(review.rulebook.hashes.items())),
        },
        "inputs": {source.name: source.sha256 for source in review.sources},
        "assumed": dict(review.assumed),
        "engines": {
            "concluder": review.engines.concluder,
            "reference": "reference",
            "situations": review.engines.situations,
            "compared": review.engines.compared,
            "undecidable": review.engines.undecidable,
        },
        "counts": {
            "rows_read": dict(review.rows_read),
            "candidacies_read": review.counts.read,
            "decided": review.counts.decided,
            "refused": review.counts.refused,
            "merged": review.counts.merged,
            "people": review.counts.people,
            "issues": len(review.issues),
            "refusals": len(review.refusals),
            "outcomes": dict(review.counts.outcomes),
        },
        "waivers": {str(use): sum(one.use is use for one in review.waivers) for use in Use},
        "lists": {
            str(kind): {
                str(standing): sum(one.rule.kind is kind and one.standing is standing for one in lists)
                for standing in Standing
                if (standing is Standing.FIGURE) == (kind is Kind.FIGURE)
            }
            for kind in Kind
        },
        "basis": dict(basis.hashes) if basis is not None else {},
    }
    return {**data, "changes": changes_data(changes)} if changes is not None else data


def changes_data(changes: Changes) -> dict[str, Any]:
    """What an earlier review was and how much changed since, as plain data."""
    earlier = changes.earlier
    return {
        "schema": CHANGES_SCHEMA,
        "previous": {
            "eligibility": earlier.program,
            "as_of": earlier.as_of.isoformat(),
            "rules": rulebook_hash(earlier.rule_files),
            "inputs": dict(sorted(earlier.inputs.items())),
        },
        "differ": dict(changes.factors),
        "rule_files": list(changes.rule_files),
        "proved": not changes.unproved,
        "unproved": changes.unproved,
        "unlike": changes.unlike,
        "evaluations": changes.evaluations,
        "total": int(changes.candidacies.height),
        "kinds": dict(changes.kinds),
        "causes": dict(changes.causes),
    }


def _day(day: date) -> str | None:
    """A date; none where a period is open."""
    return None if day in (date.min, date.max) else day.isoformat()


def as_json(data: object) -> str:
    """Plain data as JSON, with the letters of Vietnamese as they are; what cannot be printed is escaped."""
    made = json.dumps(data, ensure_ascii=False, indent=2, sort_keys=False, default=_written)
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in made) + "\n"


def _written(value: object) -> str:
    """A date as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
