"""Hypothesis strategies: dossiers that fit a protocol, and rulesets to try engines on."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import strategies as st

from obstetric_rules.facts import UNKNOWN, Dossier, kinds_of, replace
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing._dossiers import Dossiers
from obstetric_rules.testing._rulesets import ON, Writer

MOST_WAYS: Final = 20_000
"""In how many ways the reference engine fills in the unknowns of one dossier, at most."""


def dossiers(
    protocol: Protocol,
    known: bool | None = None,
    *,
    afwijkingen: bool = False,
    most_ways: int = MOST_WAYS,
) -> st.SearchStrategy[Dossier]:
    """Return a strategy of dossiers that fit a protocol.

    With ``known`` every field of every slot is filled in, without it some are hidden (then also
    ids, and whole slots), and if it is left out both occur. Values lie near what the rules compare
    with, and fields that are compared with each other are often equal. ``afwijkingen`` sets rules
    aside that hold in principle only. So much stays known that the reference engine goes through
    ``most_ways`` ways of filling in at most.

    >>> from hypothesis import find
    >>> from obstetric_rules.plugins.groningen import groningen
    >>> protocol = compose([groningen])
    >>> ill = find(dossiers(protocol, known=True), lambda dossier: dossier["client"].koorts)
    >>> ill["client"].koorts, ill["client"].hoesten
    (True, False)
    """
    made = Dossiers(protocol, most_ways)

    @st.composite
    def drawn(draw: st.DrawFn) -> Dossier:
        return made.draw_dossier(draw, known, afwijkingen)

    return drawn()


def facts(protocol: Protocol, slot: str, known: bool | None = None) -> st.SearchStrategy[Any]:
    """Return a strategy of single facts that fit a slot of a protocol.

    ``known`` is as for :func:`dossiers`. Raises ``KeyError`` for a slot that the protocol has not.

    >>> from hypothesis import find
    >>> from obstetric_rules.plugins.groningen import groningen
    >>> find(facts(compose([groningen]), "partner", known=False), lambda one: one.koorts is True)
    Partner(koorts=…)
    """
    made, place = Dossiers(protocol, MOST_WAYS), protocol.slots[slot]

    @st.composite
    def drawn(draw: st.DrawFn) -> Any:
        fact = made.fact(draw, place)
        whole = draw(st.booleans()) if known is None else known
        hidden = [name for name in kinds_of(type(fact)) if not (draw(st.booleans()) or whole)]
        return replace(fact, **dict.fromkeys(hidden, UNKNOWN))

    return drawn()


@st.composite
def rulesets(draw: st.DrawFn) -> tuple[Ruleset, ...]:
    """Return a strategy of made-up rulesets: one, or two of which one builds on the other.

    They have fact types, questions and rules of every kind and pass all checks.

    >>> from hypothesis import find
    >>> [layer.id for layer in find(rulesets(), lambda layers: len(layers) == 2)]
    ['regio', 'regio.ziekenhuis']
    """
    return Writer(draw).write()


@st.composite
def single_rulesets(draw: st.DrawFn) -> Ruleset:
    """Return a strategy of made-up rulesets that extend nothing, as :func:`rulesets` makes them.

    >>> from hypothesis import find
    >>> find(single_rulesets(), lambda ruleset: ruleset.rules).extends
    ()
    """
    (ruleset,) = Writer(draw, most_layers=1).write()
    return ruleset


def protocols() -> st.SearchStrategy[Protocol]:
    """Return a strategy of protocols composed of made-up :func:`rulesets`.

    >>> from hypothesis import find
    >>> find(protocols(), lambda protocol: protocol.rules).id
    'regio'
    """
    return rulesets().map(lambda layers: compose(layers, ON))
