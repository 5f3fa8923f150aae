"""What the tests of this folder share: protocols, a clock, and what it is for answers to differ."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from obstetric_rules import Answer, Decision, Protocol, Status
from obstetric_rules.engines.deciding import engine_for
from obstetric_rules.engines.decision import each_answer
from obstetric_rules.errors import DossierError, EngineNotFoundError, MissingExtraError
from obstetric_rules.plugins.groningen import groningen, groningen_mzh
from obstetric_rules.rules.protocol import compose
from obstetric_rules.testing.strategies import ON
from tests.engines.examples import ask, client, partner, protocol_of, rule, zorgverleners

MZH = compose([groningen, groningen_mzh], ON)

ENGINES = ("compiled", "reference", "durable")
EXACT = ("compiled", "reference")

_one = ask("een", "x", "y")
_partner = ask("bij_partner", "mee", "niet_mee", about="partner")
_chained = ask("filmen", "mag", asked_when=_partner == "mee")
_set = ask("maatregelen", "a", "b", set_valued=True, empty_without_rules=True)
_each = ask("toegang", "ja", "nee", per="zorgverleners")
_any = ask("iemand", "ziek", "gezond")

SMALL = protocol_of(
    [_one, _partner, _chained, _set, _each, _any],
    [
        rule("K1.x", client.koorts & ~client.hoesten, _one.becomes("x"), in_principe=True),
        rule("K1.y", client.koorts & client.hoesten, _one.becomes("y")),
        rule("K2.mee", ~partner.koorts, _partner.becomes("mee")),
        rule("K2.niet_mee", partner.koorts, _partner.becomes("niet_mee")),
        rule("K3.mag", client.hoesten, _chained.becomes("mag")),
        rule("K4.a", client.koorts, _set.includes("a")),
        rule("K4.b", partner.koorts, _set.includes("b")),
        rule("K5.nee", zorgverleners.each.koorts, _each.becomes("nee"), in_principe=True),
        rule("K5.ja", ~zorgverleners.each.koorts, _each.becomes("ja")),
        rule("K6.ziek", zorgverleners.any(lambda z: z.koorts), _any.becomes("ziek")),
        rule("K6.gezond", ~zorgverleners.any(lambda z: z.koorts), _any.becomes("gezond")),
    ],
)
"""A question of each kind: about one slot, chained, a set, per fact of a list, over a list."""


def skip_unless_loaded(protocol: Protocol, engine: str) -> None:
    """Skip a test of an engine that cannot be loaded here, and say why."""
    try:
        engine_for(protocol, engine)
    except (EngineNotFoundError, MissingExtraError) as error:
        pytest.skip(str(error))


class Clock:
    """A clock that is a minute further each time it is looked at."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def problems(error: pytest.ExceptionInfo[DossierError]) -> list[str]:
    return [str(problem) for problem in error.value.problems]


def answers_of(decision: Decision | None) -> dict[tuple[str, str | None], Answer]:
    if decision is None:
        return {}
    return {
        (question, key): one
        for question, answer in decision.answers.items()
        for key, one in each_answer(answer)
    }


def differing(before: Decision | None, after: Decision) -> dict[tuple[str, str | None], Any]:
    """Return each answer that two decisions do not share, as it was and as it is."""
    then, now = answers_of(before), answers_of(after)
    return {
        name: (then.get(name), now.get(name))
        for name in {**then, **now}
        if _visible(then.get(name)) != _visible(now.get(name))
    }


def _visible(answer: Answer | None) -> Any:
    if answer is None:
        return None
    if answer.status is Status.OPEN:
        return answer.value, answer.can_become, answer.open_values, answer.missing
    return answer.status, answer.value, frozenset(answer.conflict)
