"""Waivers in the results: a line of every summary, and what became of each."""

from collections import Counter

import polars as pl

from eligibility.model.review import Review
from eligibility.model.waivers import Use, WaiverUse
from eligibility.report.words import Words

WAIVER_COLUMNS = (
    "person",
    "post",
    "requirement",
    "decision_no",
    "decision_date",
    "until",
    "reason",
    "use",
    "applied",
    "use_text",
    "place",
)


def waiver_lines(review: Review, words: Words) -> list[str]:
    """How many waivers there are, how many were applied and to how many candidacies; nothing without any."""
    if not review.waivers:
        return []
    counts = Counter(one.use for one in review.waivers)
    waived = int((review.decisions["waived"].list.len() > 0).sum())
    said = words.say(
        "report.waivers", total=len(review.waivers), applied=counts[Use.APPLIED], candidacies=waived
    )
    others = [
        words.say("report.waivers_other", n=counts[use], use=words.say(f"report.waiver_{use}"))
        for use in Use
        if use is not Use.APPLIED and counts[use]
    ]
    return [" ".join([said, *(["; ".join(others) + "."] if others else [])])]


def waiver_frame(waivers: tuple[WaiverUse, ...], words: Words) -> pl.DataFrame:
    """Every waiver as it stands in the sheet, and what became of it, in codes and in words."""
    rows = [
        {
            "person": one.person,
            "post": one.post,
            "requirement": one.requirement,
            "decision_no": one.decision_no,
            "decision_date": one.decision_date,
            "until": one.until,
            "reason": one.reason,
            "use": str(one.use),
            "applied": one.applied,
            "use_text": words.say(f"report.waiver_{one.use}"),
            "place": one.place,
        }
        for one in waivers
    ]
    kinds = {name: pl.Int64 if name == "applied" else pl.String for name in WAIVER_COLUMNS}
    return pl.DataFrame(rows, schema=kinds)
