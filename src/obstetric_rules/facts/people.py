"""The people of a birth: client, partner and caregivers."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from obstetric_rules.facts.fact import FromRow, fact
from obstetric_rules.facts.kinds import Choice, Text, YesNo
from obstetric_rules.truth import UNKNOWN, Unknown

_HOESTEN = YesNo(
    label="hoesten",
    label_en="coughing",
    question="Hoest {wie}?",
    statement="{wie} hoest",
    denial="{wie} hoest niet",
)
_DYSPNOE = YesNo(
    label="dyspnoe",
    label_en="shortness of breath",
    question="Is {wie} kortademig (dyspnoe)?",
    statement="{wie} is kortademig (dyspnoe)",
    denial="{wie} is niet kortademig (dyspnoe)",
)
_KEELPIJN = YesNo(
    label="keelpijn",
    label_en="sore throat",
    question="Heeft {wie} keelpijn?",
    statement="{wie} heeft keelpijn",
    denial="{wie} heeft geen keelpijn",
)
_KOORTS = YesNo(
    label="koorts",
    label_en="fever",
    question="Heeft {wie} koorts?",
    statement="{wie} heeft koorts",
    denial="{wie} heeft geen koorts",
)

Hoesten: TypeAlias = Annotated[bool | Unknown, _HOESTEN]
Dyspnoe: TypeAlias = Annotated[bool | Unknown, _DYSPNOE]
Keelpijn: TypeAlias = Annotated[bool | Unknown, _KEELPIJN]
# Fever is asserted, never derived from a temperature: national data sets disagree on 38.0 itself.
Koorts: TypeAlias = Annotated[bool | Unknown, _KOORTS]


@fact
class Client(FromRow):
    """The woman who gives birth.

    >>> Client(koorts=False).hoesten
    UNKNOWN
    """

    hoesten: Hoesten = UNKNOWN
    dyspnoe: Dyspnoe = UNKNOWN
    keelpijn: Keelpijn = UNKNOWN
    koorts: Koorts = UNKNOWN
    lijn: Annotated[
        str | Unknown,
        Choice(
            label="de zorglijn",
            label_en="line of care",
            question="Is {wie} in zorg bij de eerste of de tweede lijn?",
            values={"eerste": "eerste lijn", "tweede": "tweede lijn"},
        ),
    ] = UNKNOWN
    risico: Annotated[
        str | Unknown,
        Choice(
            label="het risico",
            label_en="risk",
            question="Wat is het risico van {wie}: laag, MR of overig?",
            values={"laag": "laag risico", "mr": "MR", "overig": "overig"},
        ),
    ] = UNKNOWN
    transmuraal_zorgpad: Annotated[
        bool | Unknown,
        YesNo(
            label="transmuraal zorgpad",
            label_en="transmural care path",
            question="Volgt {wie} een transmuraal zorgpad?",
            statement="{wie} volgt een transmuraal zorgpad",
            denial="{wie} volgt geen transmuraal zorgpad",
        ),
    ] = UNKNOWN


@fact
class Partner(FromRow):
    """The partner of the client, if there is one.

    >>> Partner(hoesten=True, koorts=False).koorts
    False
    """

    hoesten: Hoesten = UNKNOWN
    dyspnoe: Dyspnoe = UNKNOWN
    keelpijn: Keelpijn = UNKNOWN
    koorts: Koorts = UNKNOWN


@fact
class Zorgverlener(FromRow):
    """A caregiver. ``id`` tells caregivers of one dossier apart; it is not a name.

    >>> Zorgverlener(id="v1", beroep="verloskundige", lijn="eerste").beroep
    'verloskundige'
    """

    id: Annotated[
        str | Unknown, Text(label="het kenmerk", label_en="identifier", ordinary="v1")
    ] = UNKNOWN
    beroep: Annotated[
        str | Unknown,
        Choice(
            label="het beroep",
            label_en="profession",
            question="Wat is het beroep van {wie}?",
            values={
                "verloskundige": "verloskundige",
                "kraamverzorgende": "kraamverzorgende",
                "o_en_g_verpleegkundige": "O&G-verpleegkundige",
                "klinisch_verloskundige": "klinisch verloskundige",
                "gynaecoloog": "gynaecoloog",
                "anesthesioloog": "anesthesioloog",
                "kinderarts": "kinderarts",
                "overig": "overig",
            },
        ),
    ] = UNKNOWN
    lijn: Annotated[
        str | Unknown,
        Choice(
            label="de zorglijn",
            label_en="line of care",
            question="Werkt {wie} in de eerste of de tweede lijn?",
            values={"eerste": "eerste lijn", "tweede": "tweede lijn"},
        ),
    ] = UNKNOWN
    hoesten: Hoesten = UNKNOWN
    dyspnoe: Dyspnoe = UNKNOWN
    keelpijn: Keelpijn = UNKNOWN
    koorts: Koorts = UNKNOWN
    dedicated_team: Annotated[
        bool | Unknown,
        YesNo(
            label="lid van het dedicated team",
            label_en="member of the dedicated team",
            question="Hoort {wie} bij het dedicated team?",
            statement="{wie} hoort bij het dedicated team",
            denial="{wie} hoort niet bij het dedicated team",
        ),
    ] = UNKNOWN
    werkt_in_ziekenhuis: Annotated[
        bool | Unknown,
        YesNo(
            label="werkt in het ziekenhuis",
            label_en="works in the hospital",
            question="Werkt {wie} in het ziekenhuis?",
            statement="{wie} werkt in het ziekenhuis",
            denial="{wie} werkt niet in het ziekenhuis",
        ),
    ] = UNKNOWN
    werkt_in_thuispraktijk: Annotated[
        bool | Unknown,
        YesNo(
            label="werkt in de thuispraktijk",
            label_en="works in home practice",
            question="Werkt {wie} in de thuispraktijk?",
            statement="{wie} werkt in de thuispraktijk",
            denial="{wie} werkt niet in de thuispraktijk",
        ),
    ] = UNKNOWN
