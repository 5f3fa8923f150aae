"""The dossiers that are decided, and random ones."""

from __future__ import annotations

from random import Random
from typing import Any

from obstetric_rules import (
    Client,
    Dossier,
    Partner,
    Praktijk,
    Ziekenhuis,
    Zorgverlener,
)
from obstetric_rules.facts import Choice, YesNo, kinds_of, replace
from tests.plugins.groningen.dossiers import (
    CLIENT,
    MZH,
    ORDINARY,
    PARTNER,
    PRAKTIJK,
    VERLOSKUNDIGE,
)

FULLY_KNOWN = {
    "ordinary": ORDINARY,
    "client with fever": ORDINARY.replace(client=replace(CLIENT, koorts=True)),
    "partner who coughs": ORDINARY.replace(partner=replace(PARTNER, hoesten=True)),
    "caregiver with fever": ORDINARY.replace(zorgverleners=(replace(VERLOSKUNDIGE, koorts=True),)),
    "other primary hospital, no place": ORDINARY.replace(
        praktijk=replace(PRAKTIJK, primair_ziekenhuis="umcg"),
        ziekenhuis=replace(MZH, dedicated_team_plek=False),
    ),
    "five caregivers, three hospitals": ORDINARY.replace(
        zorgverleners=tuple(replace(VERLOSKUNDIGE, id=f"v{n}") for n in range(5)),
        andere_ziekenhuizen=tuple(replace(MZH, id=name) for name in ("umcg", "ozg", "wza")),
    ),
}
"""Fully known dossiers of the Martini Ziekenhuis, by what is the matter in them."""

NOTHING_KNOWN = {
    "facts with every field unknown": Dossier(
        client=Client(),
        partner=Partner(),
        praktijk=Praktijk(),
        ziekenhuis=Ziekenhuis(),
        andere_ziekenhuizen=(Ziekenhuis(),),
        zorgverleners=(Zorgverlener(),),
    ),
    "an empty dossier": Dossier(),
}

_TEXTS: dict[str, tuple[Any, ...]] = {
    "id": ("a",),
    "primair_ziekenhuis": ("mzh", "umcg", "ozg"),
    "vsvs": (
        frozenset(),
        frozenset({"martini_geboorte_groep"}),
        frozenset({"martini_geboorte_groep", "vsv_umcg"}),
    ),
    "provincie": ("Groningen", "Drenthe"),
    "afgesproken_ingang": ("hoofdingang",),
}


def random_dossier(random: Random, number: int, unknown: float) -> Dossier:
    """Return a dossier in which each field is unknown with this probability.

    ``number`` stands in the ids of its facts, so that no two dossiers have the same ones.
    """

    def made(fact_type: type, **fixed: Any) -> Any:
        fields = {
            name: _value(random, name, kind)
            for name, kind in kinds_of(fact_type).items()
            if random.random() >= unknown
        }
        return fact_type(**{**fields, **fixed})

    partner = None if random.random() < 0.1 else made(Partner)
    return Dossier(
        ref=number,
        client=made(Client),
        partner=partner,
        praktijk=made(Praktijk),
        ziekenhuis=made(Ziekenhuis, id="mzh", provincie="Groningen"),
        andere_ziekenhuizen=[
            made(Ziekenhuis, id=f"z{number}-{n}") for n in range(random.randrange(3))
        ],
        zorgverleners=[made(Zorgverlener, id=f"v{number}-{n}") for n in range(random.randrange(4))],
    )


def _value(random: Random, name: str, kind: Any) -> Any:
    if isinstance(kind, YesNo):
        return random.random() < 0.3
    if isinstance(kind, Choice):
        return random.choice(list(kind.values))
    return random.choice(_TEXTS[name])
