"""Every engine gives the answers of the reference, with and without the region's table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules import Dossier, Protocol, decide
from obstetric_rules.engines.deciding import engine_for
from obstetric_rules.errors import MissingExtraError
from obstetric_rules.expressions.meaning import Situation, evaluate
from obstetric_rules.plugins.zwolle import zwolle
from obstetric_rules.plugins.zwolle.region_data import EXAMPLE, read_region_data
from obstetric_rules.plugins.zwolle.region_ruleset import with_region_data
from obstetric_rules.rules.invariant import Invariant
from obstetric_rules.rules.protocol import compose
from obstetric_rules.testing import dossiers
from obstetric_rules.testing.strategies import ON
from tests.plugins.groningen.test_invariants import Decided, positions

BARE = compose([zwolle], ON)
WITH_TABLE = with_region_data(BARE, read_region_data(EXAMPLE))
PROTOCOLS = {protocol.id: protocol for protocol in (BARE, WITH_TABLE)}


@pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=PROTOCOLS)
@given(data=st.data())
def test_the_compiled_engine_equals_the_reference(protocol: Protocol, data: st.DataObject) -> None:
    """Known or partly unknown: the answers are those of the meaning itself."""
    dossier = data.draw(dossiers(protocol))

    found, expected = (decide(protocol, dossier, name) for name in ("compiled", "reference"))

    assert dict(found.answers) == dict(expected.answers)


@pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=PROTOCOLS)
@given(data=st.data())
def test_the_durable_engine_equals_the_reference_when_all_is_known(
    protocol: Protocol, data: st.DataObject
) -> None:
    """The independent engine reads the region's table as the others do."""
    try:
        engine_for(protocol, "durable")
    except MissingExtraError as error:
        pytest.skip(str(error))
    dossier = data.draw(dossiers(protocol, known=True))

    found, expected = (decide(protocol, dossier, name) for name in ("durable", "reference"))

    assert found.outcomes == expected.outcomes


@given(dossier=dossiers(BARE, known=True))
def test_what_must_hold_in_every_case_holds(dossier: Dossier) -> None:
    """After six weeks nothing is acute, and a ward with a stop is never available."""
    decided = Decided(BARE, dossier)

    for invariant in BARE.invariants:
        assert isinstance(invariant, Invariant)
        for position in positions(dossier, invariant.per):
            situation = Situation(dossier, decided, each=position)
            assert evaluate(invariant.always, situation) is True, invariant.id
