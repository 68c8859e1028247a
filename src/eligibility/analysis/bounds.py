"""The bounds of an analysis: where one is met, nothing is proved, and that is said."""

from eligibility.analysis.folding import TooManyStates
from eligibility.analysis.reviews import TooManyReviews
from eligibility.compile.cells import TooManyCompletions
from eligibility.compile.tables import TableTooLarge

BEYOND = (TooManyCompletions, TooManyReviews, TooManyStates, TableTooLarge)
"""A bound was met: nothing is proved."""
