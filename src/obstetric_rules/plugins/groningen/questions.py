"""The questions that several clauses answer. Every other question stands beside its one clause."""

from __future__ import annotations

from obstetric_rules.rules.question import question

poliklinische_partus = question(
    "poliklinische_partus",
    text="Is een poliklinische partus in dit ziekenhuis mogelijk?",
    label="de poliklinische partus",
    values={"mogelijk": "mogelijk", "niet_mogelijk": "niet mogelijk"},
)
zorglijn = question(
    "zorglijn",
    text="Welke lijn begeleidt de bevalling?",
    label="de zorglijn",
    values={"eerste_lijn": "eerste lijn", "tweede_lijn": "tweede lijn"},
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
    set_valued=True,
    empty_without_rules=True,
)

QUESTIONS = (poliklinische_partus, zorglijn, verwijzing, overleg)
