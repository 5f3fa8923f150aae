"""The places of a birth: the practice and the hospitals."""

from __future__ import annotations

from typing import Annotated, Final

from obstetric_rules.facts.fact import FromRow, fact
from obstetric_rules.facts.kinds import Text, TextSet, YesNo
from obstetric_rules.facts.vocabulary import Form, Vocabulary
from obstetric_rules.truth import UNKNOWN, Unknown

_IDS: Final = Vocabulary(form=Form.LOWER_CASE)
"""The ids of hospitals and cooperations; which there are, a ruleset knows."""


@fact
class Praktijk(FromRow):
    """The midwifery practice of the client.

    >>> sorted(Praktijk(vsvs={"martini_geboorte_groep"}).vsvs)
    ['martini_geboorte_groep']
    """

    id: Annotated[
        str | Unknown, Text(label="het kenmerk", label_en="identifier", ordinary="p1")
    ] = UNKNOWN
    primair_ziekenhuis: Annotated[
        str | Unknown,
        Text(
            label="het primaire ziekenhuis",
            label_en="primary hospital",
            question="Wat is het primaire ziekenhuis van {wie}?",
            vocabulary=_IDS,
            ordinary="mzh",
        ),
    ] = UNKNOWN
    vsvs: Annotated[
        frozenset[str] | Unknown,
        TextSet(
            label="de VSV's",
            label_en="midwifery cooperations (VSV)",
            question="Bij welke VSV's is {wie} aangesloten?",
            vocabulary=_IDS,
            ordinary=frozenset({"martini_geboorte_groep"}),
        ),
    ] = UNKNOWN
    primair_ziekenhuis_gekozen: Annotated[
        bool | Unknown,
        YesNo(
            label="één ziekenhuis gekozen",
            label_en="has chosen one hospital",
            question="Heeft {wie} één ziekenhuis gekozen?",
            statement="{wie} heeft één ziekenhuis gekozen",
            denial="{wie} heeft niet één ziekenhuis gekozen",
            ordinary=True,
        ),
    ] = UNKNOWN


@fact
class Ziekenhuis(FromRow):
    """A hospital: the one where she asks to give birth, or another one.

    >>> Ziekenhuis(id="mzh", dedicated_team_plek=True).dedicated_team
    UNKNOWN
    """

    id: Annotated[
        str | Unknown,
        Text(label="het kenmerk", label_en="identifier", vocabulary=_IDS, ordinary="mzh"),
    ] = UNKNOWN
    provincie: Annotated[
        str | Unknown,
        Text(
            label="de provincie",
            label_en="province",
            question="In welke provincie ligt {wie}?",
            vocabulary=Vocabulary(form=Form.TRIMMED),
            ordinary="Groningen",
        ),
    ] = UNKNOWN
    afgesproken_ingang: Annotated[
        str | Unknown,
        Text(
            label="de afgesproken ingang",
            label_en="agreed entrance",
            question="Wat is de afgesproken ingang van {wie}?",
            ordinary="hoofdingang",
        ),
    ] = UNKNOWN
    dedicated_team: Annotated[
        bool | Unknown,
        YesNo(
            label="dedicated team",
            label_en="dedicated first-line team",
            question="Heeft {wie} een dedicated eerstelijns team?",
            statement="{wie} heeft een dedicated eerstelijns team",
            denial="{wie} heeft geen dedicated eerstelijns team",
            ordinary=True,
        ),
    ] = UNKNOWN
    dedicated_team_plek: Annotated[
        bool | Unknown,
        YesNo(
            label="plek bij het dedicated team",
            label_en="place with the dedicated team",
            question="Is er plek bij het dedicated team van {wie}?",
            statement="er is plek bij het dedicated team van {wie}",
            denial="er is geen plek bij het dedicated team van {wie}",
            ordinary=True,
        ),
    ] = UNKNOWN
    kraamverzorgenden_voldoende: Annotated[
        bool | Unknown,
        YesNo(
            label="voldoende kraamverzorgenden",
            label_en="enough maternity assistants",
            question="Heeft {wie} voldoende dedicated kraamverzorgenden?",
            statement="{wie} heeft voldoende dedicated kraamverzorgenden",
            denial="{wie} heeft onvoldoende dedicated kraamverzorgenden",
            ordinary=True,
        ),
    ] = UNKNOWN
    anesthesiologen_assisteren_intensivisten: Annotated[
        bool | Unknown,
        YesNo(
            label="anesthesiologen assisteren intensivisten",
            label_en="anaesthesiologists assist intensivists",
            question="Assisteren de anesthesiologen van {wie} ook de intensivisten?",
            statement="de anesthesiologen van {wie} assisteren ook de intensivisten",
            denial="de anesthesiologen van {wie} assisteren de intensivisten niet",
        ),
    ] = UNKNOWN
