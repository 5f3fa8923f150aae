"""Every engine says what the reference engine says, for the same reasons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.facts import Dossier
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.testing.strategies import dossiers, protocols
from tests.agreement.agreeing import (
    Comparison,
    Contender,
    every_contender,
    every_groningen,
)
from tests.engines.examples import EXAMPLES
from tests.samples import samples


@every_contender
@every_groningen
@pytest.mark.parametrize("known", [True, False], ids=["known", "partly unknown"])
@pytest.mark.parametrize("afwijkingen", [False, True], ids=["plain", "with afwijkingen"])
def test_engines_agree_on_groningen(
    contender: Contender, protocol: Protocol, known: bool, afwijkingen: bool
) -> None:
    """A Groningen birth gets the same answers from every engine, whatever is not yet known."""
    comparison = Comparison.of(contender, protocol)

    @samples(40, 2_500)
    @given(dossiers(protocol, known, afwijkingen=afwijkingen))
    def agree(dossier: Dossier) -> None:
        comparison.assert_agree(dossier)

    agree()


@every_contender
@pytest.mark.parametrize("protocol", EXAMPLES.values(), ids=EXAMPLES)
def test_engines_agree_on_small_examples(contender: Contender, protocol: Protocol) -> None:
    """Each thing that the meaning of rules says is said by every engine."""
    comparison = Comparison.of(contender, protocol)
    comparison.assert_agree(Dossier())

    @samples(30, 500)
    @given(dossiers(protocol, afwijkingen=True))
    def agree(dossier: Dossier) -> None:
        comparison.assert_agree(dossier)

    agree()


@every_contender
@samples(120, 1_000)
@given(st.data())
def test_engines_agree_on_made_up_rules(contender: Contender, data: st.DataObject) -> None:
    """Rules nobody thought of get the same answers from every engine."""
    protocol = data.draw(protocols(), label="protocol")
    comparison = Comparison.of(contender, protocol)
    some = dossiers(protocol, afwijkingen=True)

    for _ in range(4):
        comparison.assert_agree(data.draw(some, label="dossier"))
