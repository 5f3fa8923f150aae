"""Neighbours stand on either side of a cut point: one fact differs, and with it an answer."""

from __future__ import annotations

import pytest
from hypothesis import Phase, assume, find, given, settings
from hypothesis import strategies as st

from obstetric_rules.engines.case import prepare
from obstetric_rules.engines.decision import each_answer
from obstetric_rules.engines.reference import ReferenceEngine
from obstetric_rules.errors import UnreachableError
from obstetric_rules.explanation.fact_places import places_of
from obstetric_rules.facts import Dossier
from obstetric_rules.plugins.groningen import groningen, groningen_mzh
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.testing import (
    Neighbours,
    dossiers_near_cut_points,
    neighbours,
    protocols,
)
from obstetric_rules.testing.sound_rulesets import SOUND
from obstetric_rules.testing.strategies import ON
from tests.samples import samples

MZH = compose([groningen, groningen_mzh], ON)
SMALL = compose(SOUND, ON)
ONE = settings(max_examples=5, database=None, phases=[Phase.generate, Phase.shrink])


def outcomes(protocol: Protocol, dossier: Dossier, question: str) -> list[object]:
    answer = ReferenceEngine(protocol).answer(prepare(protocol, dossier), question)
    return [one.outcome for _, one in each_answer(answer)]


def changed(protocol: Protocol, pair: Neighbours) -> list[str]:
    places = places_of(prepare(protocol, pair.one)).values()
    return [
        place.path for place in places if place.value_in(pair.one) != place.value_in(pair.other)
    ]


@samples(40, 1_000)
@given(neighbours(SMALL))
def test_one_fact_differs_and_an_answer_with_it(pair: Neighbours) -> None:
    """Whoever tests a rule at its boundary gets the two cases that the boundary lies between."""
    assert changed(SMALL, pair) == [pair.path]
    one, other = (outcomes(SMALL, each, pair.question) for each in (pair.one, pair.other))
    assert one != other


@samples(8, 1_000)
@given(data=st.data())
def test_made_up_protocols_have_neighbours_or_nothing_to_change(data: st.DataObject) -> None:
    """Whatever the rules are like, neighbours are answered differently."""
    protocol = data.draw(protocols())
    try:
        pairs = neighbours(protocol, known=True)
    except UnreachableError:
        assume(False)
        return
    pair = data.draw(pairs)

    one, other = (outcomes(protocol, each, pair.question) for each in (pair.one, pair.other))
    assert one != other


@samples(20, 500)
@given(neighbours(SMALL, "bad", ["zwangere.weken"]))
def test_numbers_are_as_near_as_rules_can_tell_apart(pair: Neighbours) -> None:
    """Around a bath birth the weeks are the last that are too few, or the first too many."""
    assert sorted(pair.values) in ([36, 37], [41, 42])


def test_the_simplest_pair_tells_only_what_matters() -> None:
    """A failing test shows two cases that a reader takes in at a glance."""
    pair = find(neighbours(MZH, "filmen"), lambda pair: True, settings=ONE)

    assert set(pair.one.facts) == {"partner"}
    assert repr(pair).count("Partner") == 0


@samples(20, 500)
@given(dossiers_near_cut_points(SMALL, "ontslag", known=True))
def test_near_a_cut_point_one_complaint_more_or_less_matters(dossier: Dossier) -> None:
    """Where complaints decide, a case near the cut point has at most one of the two."""
    client = dossier["zwangere"]

    assert not (client.koorts and client.hoest)


def test_of_a_list_any_fact_can_be_the_one() -> None:
    """A field of a list is found whichever of its facts is the one that differs."""
    pairs = neighbours(SMALL, "bezoek", ["bezoekers.koorts"])
    found = find(pairs, lambda pair: not pair.path.startswith("bezoekers[b1]"), settings=ONE)

    assert found.path.endswith(".koorts")


def test_what_changes_nothing_has_no_neighbours() -> None:
    """An author who asks for the cut points of a rule without a condition learns there are none."""
    with pytest.raises(UnreachableError, match="no fact by itself changes the answer to ontslag"):
        neighbours(MZH, "ontslag")
    with pytest.raises(UnreachableError, match=r"no fact among bezoekers.id by itself"):
        neighbours(SMALL, "bezoek", ["bezoekers.id"])
    with pytest.raises(UnreachableError, match=r"no fact among zwangere.weken by itself"):
        neighbours(SMALL, "ontslag", ["zwangere.weken"])
