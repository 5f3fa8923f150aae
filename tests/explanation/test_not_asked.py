"""A rule whose condition holds while its question is not asked is not said to fail."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given

from obstetric_rules import UNKNOWN, Dossier, Protocol, Status, decide
from obstetric_rules.explanation.explanation_data import explanation_to_data
from obstetric_rules.explanation.reasons import Standing
from obstetric_rules.explanation.rendering import explanation_lines, why_not_lines
from obstetric_rules.explanation.why import why
from obstetric_rules.explanation.why_not import why_not
from obstetric_rules.expressions.operators import ALWAYS
from obstetric_rules.rules.protocol import compose
from obstetric_rules.rules.question import question
from obstetric_rules.rules.rule import Rule
from obstetric_rules.testing.sound_rulesets import ON, Zwangere, region, zwangere
from obstetric_rules.testing.strategies import dossiers, protocols
from tests.samples import samples

eten = question("eten", text="Eten?", label="het eten", values={"ja": "ja", "nee": "nee"})
toetje = question(
    "toetje",
    text="Toetje?",
    label="het toetje",
    values={"ja": "ja", "nee": "nee"},
    asked_when=eten == "ja",
)


def _rule(name: str, when: object, then: object) -> Rule:
    return Rule(id=f"R1.{name}", clauses=("R1",), when=when, then=then, because="Zomaar.")  # type: ignore[arg-type]


PROTOCOL: Protocol = compose(
    [
        attrs.evolve(
            region,
            questions=(*region.questions, eten, toetje),
            rules=(
                *region.rules,
                _rule("eten", zwangere.koorts, eten.becomes("ja")),
                _rule("geen_eten", ALWAYS, eten.becomes("nee")),
                _rule("toetje", ALWAYS, toetje.becomes("ja")),
                _rule("vroeg", zwangere.weken < 37, toetje.becomes("nee")),
            ),
        )
    ],
    ON,
)


@pytest.mark.parametrize(
    ("koorts", "status", "why_not_yes"),
    [
        (False, Status.NOT_APPLICABLE, "Deze vraag speelt hier niet:"),
        (True, Status.CONFLICT, "Regel voorbeeld/R1.toetje komt hier niet aan bod."),
        (UNKNOWN, Status.OPEN, "Regel voorbeeld/R1.toetje komt hier niet aan bod."),
    ],
)
@pytest.mark.parametrize("weken", [30, UNKNOWN])
def test_a_condition_that_holds_is_told_apart_from_a_question_that_is_not_asked(
    koorts: object, status: Status, why_not_yes: str, weken: object
) -> None:
    """Whoever asks why not reads that the rule is not heard, never that a true condition fails."""
    decision = decide(PROTOCOL, Dossier(zwangere=Zwangere(koorts=koorts, weken=weken)))  # type: ignore[arg-type]
    explanation = why(decision, "toetje")

    assert explanation.answer.status is status
    assert [rule.rule for rule in explanation.rules_that(Standing.NOT_ASKED)] == [
        "voorbeeld/R1.toetje",
        "voorbeeld/R1.vroeg",
    ]
    assert [rule["standing"] for rule in explanation_to_data(explanation)["rules"]] == [
        "not_asked",
        "not_asked",
    ]
    told = why_not_lines(why_not(decision, "toetje", "ja"))
    assert why_not_yes in [line.strip() for line in told]
    assert "R1.toetje geldt niet" not in " ".join([*told, *explanation_lines(explanation)])


def test_a_rule_whose_exception_is_in_conflict_is_not_said_to_fail() -> None:
    """What hinges on an exception that nobody can tell of is told with that exception."""
    rules = (
        *PROTOCOL.layers[0].rules[:-2],
        _rule("toetje", ALWAYS, toetje.becomes("ja")),
        attrs.evolve(
            _rule("zonder", (eten == "ja") & zwangere.hoest, toetje.becomes("nee")),
            overrides=("R1.toetje",),
        ),
    )
    asked = tuple(attrs.evolve(one, asked_when=None) for one in PROTOCOL.layers[0].questions)
    protocol = compose([attrs.evolve(PROTOCOL.layers[0], questions=asked, rules=rules)], ON)
    decision = decide(protocol, Dossier(zwangere=Zwangere(koorts=True, hoest=True)))

    assert [rule.rule for rule in why(decision, "toetje").rules_that(Standing.IN_CONFLICT)] == [
        "voorbeeld/R1.toetje",
        "voorbeeld/R1.zonder",
    ]
    told = " ".join(" ".join(explanation_lines(why(decision, "toetje"))).split())
    assert "Of regel voorbeeld/R1.toetje geldt, hangt aan de uitzondering voorbeeld/R1.zonder." in (
        told
    )
    obstacles = [
        " ".join(line.strip() for line in why_not_lines(why_not(decision, "toetje", value)))
        for value in ("ja", "nee")
    ]
    assert all("hangt aan een antwoord dat zichzelf tegenspreekt" in one for one in obstacles)
    assert "geldt niet" not in " ".join(obstacles)


def test_an_exception_to_an_exception_that_is_in_conflict_is_reckoned_with() -> None:
    """Whether a rule is heard can hinge on an exception two steps away that nobody can tell of."""
    rules = (
        *PROTOCOL.layers[0].rules[:-2],
        _rule("toetje", ALWAYS, toetje.becomes("ja")),
        attrs.evolve(
            _rule("zonder", zwangere.hoest, toetje.becomes("nee")), overrides=("R1.toetje",)
        ),
        attrs.evolve(_rule("toch", eten == "ja", toetje.becomes("ja")), overrides=("R1.zonder",)),
    )
    asked = tuple(attrs.evolve(one, asked_when=None) for one in PROTOCOL.layers[0].questions)
    protocol = compose([attrs.evolve(PROTOCOL.layers[0], questions=asked, rules=rules)], ON)
    decision = decide(protocol, Dossier(zwangere=Zwangere(koorts=True, hoest=True)))

    assert decision["toetje"].status is Status.CONFLICT  # type: ignore[union-attr]
    assert [rule.rule for rule in why(decision, "toetje").rules_that(Standing.IN_CONFLICT)] == [
        "voorbeeld/R1.toetje",
        "voorbeeld/R1.zonder",
        "voorbeeld/R1.toch",
    ]


def test_a_condition_that_fails_still_fails_when_nobody_asks() -> None:
    """What is false is said to be so, whether or not the question is asked."""
    decision = decide(PROTOCOL, Dossier(zwangere=Zwangere(koorts=False, weken=39)))

    (failed,) = why(decision, "toetje").rules_that(Standing.NOT_MET)
    assert failed.rule == "voorbeeld/R1.vroeg"


@samples(10, 1_000)
@given(protocols().flatmap(lambda one: dossiers(one, most_ways=2_000).map(lambda d: (one, d))))
def test_a_rule_that_is_not_met_never_has_a_condition_that_holds(
    case: tuple[Protocol, Dossier],
) -> None:
    """In any protocol, what holds is told as heard, silenced, set aside or not asked."""
    decision = decide(*case)
    for name, answer in decision.answers.items():
        for key in getattr(answer, "answers", {None: answer}):
            for rule in why(decision, name, key).rules_that(Standing.NOT_MET):
                assert rule.condition.verdict is not True
