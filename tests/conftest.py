"""How many samples the generated tests take.

OBSTETRIC_RULES_SAMPLES chooses the profile: `default` is the same small sample on every run, so
that a failure is never a matter of luck; `few` is a smaller one, for an interpreter that is not the
first; `full` takes new samples in the numbers that a release is checked with. A test that sets
`max_examples` itself is bound by neither.
"""

from __future__ import annotations

import os

import hypothesis
import pytest

PROFILES = ("default", "few", "full")

# No deadlines: speed is measured in benchmarks/, and a busy machine must not fail a test.
hypothesis.settings.register_profile(
    "default", max_examples=50, derandomize=True, database=None, deadline=None
)
hypothesis.settings.register_profile(
    "few", max_examples=10, derandomize=True, database=None, deadline=None
)
hypothesis.settings.register_profile(
    "full",
    max_examples=20_000,
    deadline=None,
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)


def pytest_configure(config: pytest.Config) -> None:
    chosen = os.environ.get("OBSTETRIC_RULES_SAMPLES", "default")
    if chosen not in PROFILES:
        raise pytest.UsageError(
            f"OBSTETRIC_RULES_SAMPLES is {chosen!r}; it must be one of {', '.join(PROFILES)}"
        )
    hypothesis.settings.load_profile(chosen)
