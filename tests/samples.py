"""How many samples a test takes whose samples are too costly for the numbers in conftest.py."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

CHOSEN = os.environ.get("OBSTETRIC_RULES_SAMPLES", "default")
FULL = CHOSEN == "full"


def samples(default: int, full: int) -> settings:
    """Take this many fixed samples, a fifth of them, or many new ones: see conftest.py."""
    numbers = {"default": default, "few": max(default // 5, 3), "full": full}
    return settings(
        max_examples=numbers.get(CHOSEN, default),
        # A busy machine must not fail a test, and a made-up ruleset takes many draws.
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
