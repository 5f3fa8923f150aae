"""How many samples the generated tests take.

OBSTETRIC_RULES_SAMPLES chooses the profile: `default` is the same small sample on every run, so
that a failure is never a matter of luck; `few` is a smaller one, for an interpreter that is not the
first; `full` takes new samples in the numbers that a release is checked with. A test that sets
`max_examples` itself is bound by neither.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

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


Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Return how to install a distribution that registers rulesets, for the time of a test.

    It takes the distribution's name, its rulesets with their entry points, and the source of each
    module by its name. ``api`` are the plugin API versions that it declares.
    """
    monkeypatch.syspath_prepend(tmp_path)

    def distribution(
        name: str,
        rulesets: Mapping[str, str],
        version: str = "1.2",
        api: tuple[str, ...] = ("1.0",),
        **modules: str,
    ) -> None:
        info = tmp_path / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        entries = {
            "obstetric_rules.rulesets": dict(rulesets),
            "obstetric_rules.plugin_api": dict.fromkeys(api, "its_package"),
        }
        lines = [
            line
            for group, found in entries.items()
            for line in (f"[{group}]", *(f"{entry} = {value}" for entry, value in found.items()))
        ]
        (info / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        (info / "METADATA").write_text(metadata, encoding="utf-8")
        for module, source in modules.items():
            monkeypatch.delitem(sys.modules, module, raising=False)
            (tmp_path / f"{module}.py").write_text(source, encoding="utf-8")

    return distribution


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over all that was there before the first test.

    That is much, and going through it again and again would take a tenth of the time.
    """
    gc.collect()
    gc.freeze()


SHARING = (
    "tests/cli/test_terminal.py",
    "tests/kwartaalrapport/test_report.py",
    "tests/testing/test_checks.py",
    "tests/testing/test_strategies.py",
)
"""Of each of these files all tests share what takes long to make."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Let one process run the tests that share something, and spread all others.

    With pytest 9.2 the groups of pytest-xdist 3.8 are none, and nothing says so.
    """
    from xdist.scheduler import LoadScopeScheduling

    class Spread(LoadScopeScheduling):  # type: ignore[misc]  # it has no types
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return file if file in SHARING else nodeid

    return Spread(config, log)
