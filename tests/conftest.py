"""Hypothesis profiles: `quick` (the default; the same examples in every run) and `full`."""

import os

from hypothesis import HealthCheck, settings

LOOSE = {"deadline": None, "suppress_health_check": list(HealthCheck), "print_blob": True}
settings.register_profile("quick", max_examples=60, derandomize=True, **LOOSE)
settings.register_profile("full", max_examples=1500, **LOOSE)
settings.load_profile(os.environ.get("ELIGIBILITY_PROFILE", "quick"))
