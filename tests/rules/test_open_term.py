"""What a text leaves open is filled in by a ruleset above it, once, or shown as open."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from obstetric_rules.errors import RulesetError
from obstetric_rules.rules.open_term import OpenTerm
from obstetric_rules.rules.protocol import compose
from tests.rules.features import HOSPITAL, REGION, SUMMER
from tests.rules.parts import clause


def test_an_open_term_has_what_the_hospital_says_of_it() -> None:
    """Of each open term it is known whether somebody filled it in, who, and with what."""
    found = compose([REGION, HOSPITAL], SUMMER).open_terms

    assert list(found) == ["r/huisregels", "r/bel"]
    assert found["r/huisregels"].filled_by == "h"
    assert found["r/huisregels"].filling is HOSPITAL.fillings[0]
    assert (found["r/bel"].filling, found["r/bel"].filled_by) == (None, None)


def test_an_open_term_belongs_to_its_clauses() -> None:
    """Whoever reads a clause sees what it leaves open."""
    protocol = compose([REGION, HOSPITAL], SUMMER)

    assert {name: list(terms) for name, terms in protocol.terms_by_clause.items()} == {
        "r/K1": ["r/bel"],
        "r/K2": ["r/huisregels"],
        "h/Z1": [],
    }


def faults(*layers: Any) -> list[str]:
    with pytest.raises(RulesetError) as caught:
        compose(layers, SUMMER)
    return str(caught.value).splitlines()


FILLING = HOSPITAL.fillings[0]


@pytest.mark.parametrize(
    ("fillings", "expected"),
    [
        pytest.param(
            [attrs.evolve(FILLING, term="r/huisregel")],
            "h: fills in r/huisregel, which is no open term of a lower ruleset "
            "(did you mean r/huisregels?)",
            id="unknown",
        ),
        pytest.param(
            [attrs.evolve(FILLING, value=" ")],
            "h: fills in r/huisregels with an empty text",
            id="empty",
        ),
        pytest.param([FILLING, FILLING], "h: fills in r/huisregels twice", id="twice"),
        pytest.param(
            [attrs.evolve(FILLING, clauses=())],
            "h: the filling of r/huisregels names no clause",
            id="no clause",
        ),
        pytest.param(
            [attrs.evolve(FILLING, clauses=("Z2",))],
            "h: the filling of r/huisregels names the clause Z2, which neither its ruleset nor a "
            "lower one has",
            id="unknown clause",
        ),
    ],
)
def test_a_broken_filling_is_refused(fillings: list[Any], expected: str) -> None:
    """What fills in an open term names it rightly, says something, and stands on a clause."""
    assert faults(REGION, attrs.evolve(HOSPITAL, fillings=fillings)) == [expected]


def test_only_one_ruleset_fills_in_a_term() -> None:
    """Two layers that each say something else are shown, and none of them wins."""
    second = attrs.evolve(
        HOSPITAL,
        id="h2",
        extends=("h",),
        rules=(),
        clauses=(clause("Z1", "n"),),
        settings=(),
        deviations=(),
    )

    assert faults(REGION, HOSPITAL, second) == [
        "h: fills in r/huisregels, and so does h2: only one ruleset can",
        "h2: fills in r/huisregels, and so does h: only one ruleset can",
    ]


def test_a_broken_open_term_is_refused() -> None:
    """An open term says in Dutch what is left open, and has an id of its own."""
    terms = (OpenTerm(id="bel", clauses=("K1",), label=" "), *REGION.open_terms)

    with pytest.raises(RulesetError) as caught:
        attrs.evolve(REGION, open_terms=terms)

    assert str(caught.value).splitlines() == [
        "r: the open term bel is declared twice",
        "r: the open term bel has no label that says what it is",
    ]
