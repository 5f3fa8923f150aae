"""The questions that several clauses answer. Every other question stands beside its one clause."""

from __future__ import annotations

from obstetric_rules.rules.question import question

poliklinische_partus = question(
    "poliklinische_partus",
    text="Is een poliklinische partus in dit ziekenhuis mogelijk?",
    label="de poliklinische partus",
    values={"mogelijk": "mogelijk", "niet_mogelijk": "niet mogelijk"},
    text_en="Is an outpatient birth possible in this hospital?",
    label_en="outpatient birth",
    values_en={
        "mogelijk": "possible",
        "niet_mogelijk": "not possible",
    },
)
zorglijn = question(
    "zorglijn",
    text="Welke lijn begeleidt de bevalling?",
    label="de zorglijn",
    values={"eerste_lijn": "eerste lijn", "tweede_lijn": "tweede lijn"},
    text_en="Which line of care attends the birth?",
    label_en="line of care",
    values_en={
        "eerste_lijn": "first line",
        "tweede_lijn": "second line",
    },
)
verwijzing = question(
    "verwijzing",
    text="Waarheen wordt de cliënt verwezen?",
    label="de verwijzing",
    values={
        "primair_ziekenhuis": "naar het primaire ziekenhuis van de praktijk",
        "ander_ziekenhuis_in_provincie": "naar het team van een ander ziekenhuis in de provincie",
        "tweede_lijn_in_eigen_ziekenhuis": "naar de tweede lijn van dit ziekenhuis",
    },
    text_en="Where is the client referred to?",
    label_en="referral",
    values_en={
        "primair_ziekenhuis": "to the primary hospital of the practice",
        "ander_ziekenhuis_in_provincie": "to the team of another hospital in the province",
        "tweede_lijn_in_eigen_ziekenhuis": "to the second line of this hospital",
    },
    set_valued=True,
    empty_without_rules=True,
)
overleg = question(
    "overleg",
    text="Wie overlegt met wie?",
    label="het overleg",
    values={
        "tweede_lijn_belt_tweede_lijn": "de tweede lijn belt met de tweede lijn van het andere "
        "ziekenhuis",
    },
    text_en="Who consults whom?",
    label_en="consultation",
    values_en={
        "tweede_lijn_belt_tweede_lijn": "the second line calls the second line of the other "
        "hospital",
    },
    set_valued=True,
    empty_without_rules=True,
)

QUESTIONS = (poliklinische_partus, zorglijn, verwijzing, overleg)
