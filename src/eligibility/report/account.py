"""What was reviewed and how, in lines that the terminal and the workbook both show."""

from eligibility.report.tables import Tables
from eligibility.report.waivers import waiver_lines


def review_title(tables: Tables) -> str:
    """The title of a review: what it is and as of which day."""
    review, words = tables.review, tables.words
    return words.say("report.title", purpose=review.policy.title[words.lang], as_of=words.day(review.as_of))


def summary_lines(tables: Tables) -> list[str]:
    """What was reviewed and how, line by line."""
    review, words = tables.review, tables.words
    counts, engines = review.counts, review.engines
    durable = engines.concluder == "durable-rules"
    lines = [
        words.say(
            "report.rows" if review.purpose == "planning" else "report.rows_made",
            read=counts.read,
            decided=counts.decided,
            refused=counts.refused,
            merged=counts.merged,
        ),
        words.say(
            "report.people",
            people=counts.people,
            issues=len(review.issues),
            refusals=len(review.refusals),
        ),
    ]
    lines += waiver_lines(review, words)
    if not counts.read and review.purpose == "planning":
        lines.append(words.say("report.no_candidacies"))
    for subject, value in review.assumed:
        table = subject in review.rulebook.vocabulary.tables
        field = review.rulebook.vocabulary.field_at(subject)
        lines.append(
            words.say("report.assumed_sheet", subject=words.slot(subject))
            if table
            else words.say("report.assumed", subject=words.slot(subject), value=words.value(value, field))
        )
    lines.append(
        words.say(
            "report.engines",
            concluder=engines.concluder if durable else words.say("report.engine_tables"),
            situations=engines.situations,
            compared=engines.compared,
            candidacies=engines.candidacies,
        )
    )
    if not durable:
        lines.append(words.say("report.fallback"))
    if engines.undecidable:
        lines.append(words.say("report.undecidable", n=engines.undecidable))
    lines.append(words.say("report.advice"))
    return lines
