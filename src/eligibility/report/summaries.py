"""The reasons for a decision in sentences: its gaps, and what follows from them."""

import polars as pl

from eligibility.model.review import Review
from eligibility.model.standard import Requirement
from eligibility.report.mapped import mapped
from eligibility.report.sentences import SEPARATOR, Sentences
from eligibility.report.words import Words, inside


class Summaries:
    """Sums up the decisions of one review in one language."""

    def __init__(self, review: Review, words: Words, sentences: Sentences) -> None:
        self._review = review
        self._words = words
        self._sentences = sentences
        self._standards = {(standard.id, standard.version): standard for standard in review.standards}

    def reasons(self) -> pl.Series:
        """For each decision its sentences, joined by `SEPARATOR`: facts, gaps, what follows."""
        told = self._sentences.by_row()
        frame: pl.DataFrame = self._review.decisions.join(told, on="row", how="left", maintain_order="left")
        asked = pl.col("asked").fill_null("").str.split(SEPARATOR)
        frame = frame.with_columns(papers=pl.col("papers").list.set_difference(asked))
        frame = frame.with_columns(pl.col(pl.List(pl.String)).list.join(SEPARATOR))
        follows = ["standard", "version", "waived", "training", "training_possible", "outcomes", "papers"]
        parts = pl.DataFrame(
            [
                mapped(frame, ["outcome", "outcomes", "decisive", "facts"], self._facts).alias("facts"),
                frame["said_unmet"],
                frame["said_unknown"],
                mapped(frame, follows, self._follows).alias("follows"),
            ]
        )
        said = pl.concat_str(
            [pl.when(pl.col(name) != "").then(pl.col(name)) for name in parts.columns],
            separator=SEPARATOR,
            ignore_nulls=True,
        )
        met = pl.lit(self._words.say("report.sum_met"))
        return parts.select(pl.when(said == "").then(met).otherwise(said).alias("reasons")).to_series()

    def _facts(self, outcome: str, outcomes: str, decisive: str, facts: str) -> str:
        """Facts of the policy, where they and no requirement decide."""
        policy = self._review.policy
        if SEPARATOR in outcomes or decisive or policy.outcome(outcome).trains:
            return ""
        labels = {fact.name: fact.label[self._words.lang] for fact in policy.facts}
        told = (labels[name] for name in facts.split(SEPARATOR) if name)
        return SEPARATOR.join(f"{label[:1].upper()}{label[1:]}." for label in told)

    def _follows(self, standard: str, version: str, *lists: str) -> str:
        """What is waived, what is to be learnt, what it may come to, and what else would settle it."""
        words, used = self._words, self._standards[standard, version]
        waived, training, possible, outcomes, papers = (
            [item for item in text.split(SEPARATOR) if item] for text in lists
        )
        thinkable = [words.outcome(self._review.policy, code) for code in outcomes]
        said = {
            "waived": [self._waived(used.requirement(item), item) for item in waived],
            "training": [inside(words.course(item)) for item in training],
            "possible": [inside(words.course(item)) for item in possible],
            "outcomes": thinkable if len(thinkable) > 1 else [],
            "papers": [inside(words.paper(item, used)) for item in papers],
        }
        return SEPARATOR.join(
            words.say(f"report.sum_{key}", items=(" / " if key == "outcomes" else ", ").join(items))
            for key, items in said.items()
            if items
        )

    def _waived(self, requirement: Requirement | None, name: str) -> str:
        label = inside(self._words.requirement(requirement, name))
        return f"{label} ({requirement.clause})" if requirement is not None else label
