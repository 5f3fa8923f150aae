"""The facts of acute obstetric care: the request, the newborn, the wards that could take her."""

from __future__ import annotations

from typing import Annotated

from obstetric_rules.facts import (
    UNKNOWN,
    Choice,
    Form,
    Text,
    Unknown,
    Vocabulary,
    WholeNumber,
    YesNo,
    fact,
)


@fact
class Zorgvraag:
    """The request for obstetric care.

    ``dagen_postpartum`` counts days since the birth; it matters only after one. ``indicatie`` is a
    code of the region's own table, ``gevraagde_afdeling`` the id of the ward that was asked.

    >>> Zorgvraag(fase="postpartum", dagen_postpartum=42).termijn
    UNKNOWN
    """

    fase: Annotated[
        str | Unknown,
        Choice(
            label="de fase",
            label_en="stage",
            question="In welke fase is {wie}?",
            values={
                "zwangerschap": "zwangerschap",
                "baring": "baring",
                "postpartum": "postpartum",
                "buiten_zwangerschap": "buiten een zwangerschap",
            },
        ),
    ] = UNKNOWN
    dagen_postpartum: Annotated[
        int | Unknown,
        WholeNumber(
            label="het aantal dagen na de bevalling",
            label_en="days after the birth",
            question="Hoeveel dagen is de bevalling geleden?",
            unit="dagen",
            minimum=0,
        ),
    ] = UNKNOWN
    termijn: Annotated[
        str | Unknown,
        Choice(
            label="de termijn",
            label_en="time within which care is needed",
            question="Binnen welke termijn is zorg nodig?",
            values={"minuten": "minuten", "uren": "uren", "dagen": "dagen"},
            ordinary="dagen",
        ),
    ] = UNKNOWN
    kan_wachten_tot_werkdag: Annotated[
        bool | Unknown,
        YesNo(
            label="kan wachten tot een werkdag",
            label_en="can wait for a working day",
            question="Kan {wie} wachten tot de zorgverlener op een werkdag te bereiken is?",
            statement="{wie} kan wachten tot een werkdag",
            denial="{wie} kan niet wachten tot een werkdag",
            ordinary=True,
        ),
    ] = UNKNOWN
    indicatie: Annotated[
        str | Unknown,
        Text(
            label="de indicatie",
            label_en="indication",
            question="Wat is de indicatie voor verwijzing, als code van de regio?",
            vocabulary=Vocabulary(form=Form.CODE),
        ),
    ] = UNKNOWN
    gevraagde_afdeling: Annotated[
        str | Unknown,
        Text(
            label="de gevraagde afdeling",
            label_en="ward that was asked",
            question="Welke afdeling is om opvang gevraagd?",
        ),
    ] = UNKNOWN


@fact
class Neonaat:
    """The newborn. No newborn is told as ``neonaat: null``."""

    thuis: Annotated[
        bool | Unknown,
        YesNo(
            label="thuis",
            label_en="at home",
            question="Is {wie} thuis?",
            statement="{wie} is thuis",
            denial="{wie} is niet thuis",
        ),
    ] = UNKNOWN
    vitaal_bedreigd: Annotated[
        bool | Unknown,
        YesNo(
            label="vitaal bedreigd",
            label_en="vitally threatened",
            question="Is {wie} vitaal bedreigd?",
            statement="{wie} is vitaal bedreigd",
            denial="{wie} is niet vitaal bedreigd",
        ),
    ] = UNKNOWN


@fact
class Afdeling:
    """An obstetric ward, as a dashboard shows it."""

    id: Annotated[
        str | Unknown, Text(label="het kenmerk", label_en="identifier", ordinary="a1")
    ] = UNKNOWN
    ziekenhuis: Annotated[
        str | Unknown,
        Text(
            label="het ziekenhuis",
            label_en="hospital",
            question="Bij welk ziekenhuis hoort {wie}?",
            ordinary="z1",
        ),
    ] = UNKNOWN
    vrije_bedden: Annotated[
        int | Unknown,
        WholeNumber(
            label="het aantal vrije bedden",
            label_en="free beds",
            question="Hoeveel vrije bedden heeft {wie}?",
            unit="bedden",
            minimum=0,
            ordinary=1,
        ),
    ] = UNKNOWN
    stop: Annotated[
        bool | Unknown,
        YesNo(
            label="stop",
            label_en="stop on admissions",
            question="Heeft {wie} een stop?",
            statement="{wie} heeft een stop",
            denial="{wie} heeft geen stop",
        ),
    ] = UNKNOWN
