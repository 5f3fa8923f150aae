"""Domain constraints and known silences are checked with the ruleset that declares them."""

from __future__ import annotations

from typing import Any

import pytest

from obstetric_rules.errors import RulesetError
from obstetric_rules.rules.case_bounds import DomainConstraint, KnownSilence
from obstetric_rules.rules.parameter import parameter
from obstetric_rules.rules.protocol import compose
from tests.engines.examples import ask, client, meting, partner, zorgverleners
from tests.rules.parts import ON, clause, ruleset

q = ask("q")


def constraint(always: Any, per: str | None = None) -> DomainConstraint:
    return DomainConstraint(id="c", always=always, because="Zo is het.", per=per)


def silence(question: str = "q", when: Any = client.koorts, reason: str = "Zo.") -> KnownSilence:
    return KnownSilence(id="s", question=question, when=when, reason=reason)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (
            {"constraints": (constraint(q == "x"),)},
            "the constraint c: speaks of an answer; what can occur does not depend on what is "
            "agreed",
        ),
        (
            {"constraints": (constraint(client.koorts, per="client"),)},
            "the constraint c: holds per client, which is no slot with many facts",
        ),
        (
            {"constraints": (constraint(client.koorts, per="nergens"),)},
            "the constraint c: holds per nergens, which is no slot with many facts",
        ),
        (
            {
                "constraints": (
                    constraint(zorgverleners.any(lambda z: z.koorts), per="zorgverleners"),
                )
            },
            "quantifies over zorgverleners inside a quantifier over zorgverleners",
        ),
        (
            {"silences": (silence("k"),)},
            "the known silence s: is about k, which is not known",
        ),
        ({"silences": (silence(reason=" "),)}, "the known silence s: gives no reason"),
        (
            {"silences": (silence(when=zorgverleners.each.koorts),)},
            "the known silence s: zorgverleners.koorts uses .each",
        ),
        (
            {"constraints": (constraint(client.koorts), constraint(partner.koorts))},
            "two constraints or known silences have the id c",
        ),
    ],
)
def test_a_mistake_is_named(parts: dict[str, Any], expected: str) -> None:
    """Whoever declares a bound wrongly is told which one, and what is wrong with it."""
    with pytest.raises(RulesetError) as raised:
        ruleset(questions=(q,), **parts)

    assert expected in str(raised.value)


def test_parameters_have_their_value_of_the_date() -> None:
    """A bound that compares with a parameter is proved with the value of the protocol's date."""
    days = parameter("dagen", label="de dagen", values={None: 3}, clauses=("K1",))
    bounds = ruleset(
        questions=(q,),
        clauses=(clause("K1", "Alleen een getal."),),
        parameters=(days,),
        constraints=(constraint(meting.dagen >= days),),
        silences=(silence(when=meting.dagen == days),),
    )

    protocol = compose([bounds], ON)

    assert protocol.constraints[0].always == (meting.dagen >= 3).node
    assert protocol.silences["r/s"].when == (meting.dagen == 3).node
