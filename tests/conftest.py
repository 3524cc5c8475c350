"""What every test shares: the profiles of hypothesis, and the language to start in."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from kcbx_lib.messages import use_language

# A red test must be red for everybody: the default draws the same examples on every run.
settings.register_profile(
    "ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
# Looking for new counterexamples: HYPOTHESIS_PROFILE=explore make test
settings.register_profile("explore", max_examples=1000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(autouse=True)
def _chinese_first() -> Iterator[None]:
    """Every test starts in Chinese, whatever language the one before it asked for."""
    use_language("zh")
    yield
    use_language("zh")
