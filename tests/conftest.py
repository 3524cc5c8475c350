"""What every test shares: the profiles of hypothesis."""

import os

from hypothesis import HealthCheck, settings

# A red test must be red for everybody: the default draws the same examples on every run.
settings.register_profile(
    "ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
# Looking for new counterexamples: HYPOTHESIS_PROFILE=explore make test
settings.register_profile("explore", max_examples=1000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
