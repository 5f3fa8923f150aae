"""Dossiers to start from: an ordinary one, and generated ones in which everything is known."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from obstetric_rules import (
    Afwijking,
    Client,
    Dossier,
    Partner,
    Praktijk,
    Ziekenhuis,
    Zorgverlener,
)
from obstetric_rules.facts import Choice, YesNo, kinds_of, replace

CLIENT = Client(
    hoesten=False,
    dyspnoe=False,
    keelpijn=False,
    koorts=False,
    lijn="eerste",
    risico="laag",
    transmuraal_zorgpad=False,
)
PARTNER = Partner(hoesten=False, dyspnoe=False, keelpijn=False, koorts=False)
PRAKTIJK = Praktijk(
    id="p1",
    primair_ziekenhuis="mzh",
    vsvs=frozenset({"martini_geboorte_groep"}),
    primair_ziekenhuis_gekozen=True,
)
MZH = Ziekenhuis(
    id="mzh",
    provincie="Groningen",
    afgesproken_ingang="hoofdingang",
    dedicated_team=True,
    dedicated_team_plek=True,
    kraamverzorgenden_voldoende=True,
    anesthesiologen_assisteren_intensivisten=False,
)
UMCG = replace(MZH, id="umcg")
VERLOSKUNDIGE = Zorgverlener(
    id="v1",
    beroep="verloskundige",
    lijn="eerste",
    hoesten=False,
    dyspnoe=False,
    keelpijn=False,
    koorts=False,
    dedicated_team=True,
    werkt_in_ziekenhuis=True,
    werkt_in_thuispraktijk=False,
)
ORDINARY = Dossier(
    client=CLIENT,
    partner=PARTNER,
    praktijk=PRAKTIJK,
    ziekenhuis=MZH,
    andere_ziekenhuizen=(UMCG,),
    zorgverleners=(VERLOSKUNDIGE,),
)
"""A healthy low-risk client and partner, an MZH practice, and a place with the team."""


def _known(fact_type: type, **others: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Generate a fact of which every field is known; texts are drawn from ``others``."""
    fields: dict[str, st.SearchStrategy[Any]] = {}
    for name, kind in kinds_of(fact_type).items():
        if isinstance(kind, YesNo):
            fields[name] = st.booleans()
        elif isinstance(kind, Choice):
            fields[name] = st.sampled_from(list(kind.values))
    return st.builds(fact_type, **fields, **others)


_hospitals = st.sampled_from(["mzh", "umcg", "ozg", "wza"])
_vsvs = st.frozensets(st.sampled_from(["martini_geboorte_groep", "vsv_umcg", "vsv_ozg"]))
_provinces = st.sampled_from(["Groningen", "Drenthe"])
_entrances = st.sampled_from(["hoofdingang", "spoedpost"])
_set_aside = st.builds(
    Afwijking,
    regel=st.sampled_from(
        [
            "G7",
            "groningen.mzh/G7",
            "groningen.mzh/G7.poliklinische_partus",
            "groningen.mzh/G7.verwijzing",
            "groningen.mzh/G7.overleg",
        ]
    ),
    reden=st.just("Het primaire ziekenhuis is vol."),
    rol=st.just("gynaecoloog"),
)


def _many(fact_type: type, **others: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Generate up to three facts that all have an id of their own, or all have none."""
    ids = st.sampled_from(["a", "b", "c", "10"])
    with_id = st.lists(
        _known(fact_type, id=ids, **others), max_size=3, unique_by=lambda fact: fact.id
    )
    return with_id | st.lists(_known(fact_type, **others), max_size=3)


known_dossiers = st.builds(
    Dossier,
    client=_known(Client),
    partner=st.none() | _known(Partner),
    praktijk=_known(Praktijk, id=st.just("p1"), primair_ziekenhuis=_hospitals, vsvs=_vsvs),
    ziekenhuis=_known(
        Ziekenhuis,
        id=st.just("mzh"),
        provincie=st.just("Groningen"),
        afgesproken_ingang=_entrances,
    ),
    andere_ziekenhuizen=_many(Ziekenhuis, provincie=_provinces, afgesproken_ingang=_entrances),
    zorgverleners=_many(Zorgverlener),
    afwijkingen=st.just(()) | st.lists(_set_aside, min_size=1, max_size=2),
)
"""Dossiers of the MZH in which every field is known, some with the rule of G7 set aside."""
