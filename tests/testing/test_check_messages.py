"""What a check says of engines and records with something wrong that no planted defect has."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from itertools import count
from typing import Any

import attrs
import pytest

from obstetric_rules.engines.answer import Answer, AnswersPerFact
from obstetric_rules.engines.case import Case
from obstetric_rules.engines.compiled import CompiledEngine
from obstetric_rules.engines.contract import Outcomes
from obstetric_rules.explanation.parts import Part, PartKind
from obstetric_rules.explanation.reasons import Explanation, RuleReason, Standing
from obstetric_rules.explanation.why import why
from obstetric_rules.facts import Dossier
from obstetric_rules.plugins.groningen import groningen
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing import CHECKS, CheckOutcome, run_check, sound_subject
from obstetric_rules.testing._telling import case_text
from obstetric_rules.testing.checks import records
from obstetric_rules.testing.planted_engines import PlantedEngine, distorting
from obstetric_rules.testing.strategies import ON

BY_NAME = {check.name: check for check in CHECKS}


def message(name: str, **changes: Any) -> str:
    """Return what a check says of the sound rulesets with something of the subject changed."""
    result = run_check(BY_NAME[name], attrs.evolve(sound_subject(), samples=20, **changes))
    assert result.outcome is CheckOutcome.FAILED
    return result.message


class ForgetsAQuestion(PlantedEngine):
    def answers(self, case: Case) -> Mapping[str, Any]:
        return dict(list(self.inner.answers(case).items())[1:])


class ForgetsAFact(PlantedEngine):
    def answer(self, case: Case, question: str) -> Any:
        answer = self.inner.answer(case, question)
        if isinstance(answer, AnswersPerFact):
            return attrs.evolve(answer, answers=dict(list(answer.answers.items())[1:]))
        return answer


class HasOtherOutcomes(PlantedEngine):
    def outcomes(self, case: Case) -> Outcomes:
        return {**self.inner.outcomes(case), "bad": self.inner.outcomes(case)["ontslag"]}


@pytest.mark.parametrize(
    ("engine", "told"),
    [
        (ForgetsAQuestion, "other questions are answered: bad, bezoek, "),
        (ForgetsAFact, "bezoek is answered for other facts:"),
        (HasOtherOutcomes, "the engine compiled gives other outcomes than answers:"),
    ],
)
def test_an_engine_that_leaves_out_or_mixes_up_is_caught(
    engine: type[PlantedEngine], told: str
) -> None:
    """Whoever writes an engine learns what it forgets: a question, a fact, or its own answer."""
    made = {"compiled": lambda protocol: engine(CompiledEngine(protocol))}

    assert told in message("engines_agree", engines=made)


def test_rulesets_that_change_while_they_are_composed_are_caught() -> None:
    """A ruleset that is another one each time has no content hash to account for."""
    versions = count()

    def changing(rulesets: Iterable[Ruleset], on: datetime.date) -> Protocol:
        return compose([attrs.evolve(one, version=f"{next(versions)}") for one in rulesets], on)

    assert message("deterministic", composer=changing) == (
        "composed twice from the same rulesets, its content hash differs"
    )


def test_a_receipt_that_does_not_replay_is_caught() -> None:
    """A receipt that gives another answer when it is decided again proves nothing."""
    calls = count()

    def once_more(answer: Answer) -> Answer:
        return attrs.evolve(answer, missing=(*answer.missing, f"{next(calls)}"))

    # The explanations of such answers would fail first.
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(records, "_slips", lambda *_: [])
        patched.setattr(records, "why", lambda *_: None)
        told = message("explanations_replay", engines={"compiled": distorting(once_more)})

    assert told.startswith("its receipt, decided again, answers ")


def with_rules(change: Callable[[RuleReason], RuleReason]) -> Callable[[Explanation], Explanation]:
    return lambda explanation: attrs.evolve(
        explanation, rules=tuple(change(rule) for rule in explanation.rules)
    )


def standing_as(before: Standing, after: Standing) -> Callable[[Explanation], Explanation]:
    return with_rules(
        lambda rule: attrs.evolve(rule, standing=after) if rule.standing is before else rule
    )


def turned(part: Part) -> Part:
    known = isinstance(part.verdict, bool) and part.kind in (PartKind.TERM, PartKind.NOT)
    return attrs.evolve(part, verdict=not part.verdict) if known else part


def with_asked_when_turned(explanation: Explanation) -> Explanation:
    asked_when = explanation.asked_when
    return attrs.evolve(explanation, asked_when=None if asked_when is None else turned(asked_when))


@pytest.mark.parametrize(
    ("distort", "told"),
    [
        (standing_as(Standing.SPEAKS, Standing.SET_ASIDE), "names () as rules that speak"),
        (standing_as(Standing.BY_CASES, Standing.SET_ASIDE), "names () by cases"),
        (standing_as(Standing.NOT_MET, Standing.SILENCED), "which its condition belies"),
        (standing_as(Standing.NOT_MET, Standing.NOT_ASKED), "which its condition belies"),
        (standing_as(Standing.NOT_MET, Standing.IN_CONFLICT), "which its condition belies"),
        (standing_as(Standing.NOT_MET, Standing.SET_ASIDE), "which its condition belies"),
        (with_asked_when_turned, "has a condition on asking that does not add up"),
        (
            lambda explanation: attrs.evolve(explanation, no_subject="weg"),
            "leads to not_applicable",
        ),
    ],
)
def test_an_explanation_that_does_not_lead_to_the_answer_is_caught(
    distort: Callable[[Explanation], Explanation], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An explanation that says something else than the answer is told as such."""
    monkeypatch.setattr(records, "why", lambda *arguments: distort(why(*arguments)))

    assert told in message("explanations_replay")


def test_a_condition_that_does_not_add_up_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A condition of which the parts say something else than the whole is told with its rule."""

    def without_verdicts(explanation: Explanation) -> Explanation:
        return with_rules(lambda rule: attrs.evolve(rule, condition=mixed(rule.condition)))(
            explanation
        )

    def mixed(part: Part) -> Part:
        if part.kind is not PartKind.TERM:
            return part
        (inner,) = part.parts
        return (
            attrs.evolve(part, parts=(attrs.evolve(inner, verdict=not part.verdict),))
            if (isinstance(part.verdict, bool))
            else part
        )

    monkeypatch.setattr(records, "why", lambda *arguments: without_verdicts(why(*arguments)))

    assert "that does not add up" in message("explanations_replay")


def test_a_dossier_that_does_not_come_back_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dossier that loses a fact on its way through JSON is told as such."""
    monkeypatch.setattr(records, "structure_dossier", lambda data, slots: Dossier(ref="anders"))

    assert message("json_round_trip").startswith("read back from JSON, the dossier is another one")


def test_a_receipt_that_does_not_come_back_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A receipt that is another one after it was stored is told as such."""

    class Forgetful:
        @staticmethod
        def from_data(data: object) -> None:
            return None

    monkeypatch.setattr(records, "Receipt", Forgetful)

    assert message("json_round_trip").startswith("read back from JSON, the receipt is another one")


def test_a_case_is_told_fact_by_fact() -> None:
    """A reader sees what is told, that there is no partner, and that a list is empty."""
    protocol = compose([groningen], ON)

    assert case_text(protocol, Dossier(partner=None, zorgverleners=())) == (
        "  - de partner is er niet\n  - er zijn geen zorgverleners"
    )
