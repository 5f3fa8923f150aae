"""Z5: the class of an indication, by a table that the region supplies."""

from __future__ import annotations

from obstetric_rules.plugins.zwolle.source import ACTIVITEITEN, DOCUMENT, KEEPER
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.open_term import OpenTerm
from obstetric_rules.rules.question import question

# ── Z5 ──────────────────────────────────────────────────────────────────────────────────────────

Z5 = Clause(
    id="Z5",
    document=DOCUMENT,
    heading=ACTIVITEITEN,
    item="3",
    keeper=KEEPER,
    paraphrase="Voor elke indicatie om van de eerste naar de tweede lijn te verwijzen ligt vast of "
    "zij ‘rood’ is of ‘overig’, en hoe de keten er dan mee omgaat.",
    interpretation="‘Rood’ is hier een klasse van indicaties, en niet de kleur van bedden op een "
    "dashboard. Een indicatie die niet in de tabel staat, is niet geclassificeerd; zij wordt nooit "
    "vanzelf ‘overig’.",
    not_modelled="De tabel is niet openbaar en staat hier niet in. De regio levert hem als "
    "indicaties.toml; de regels worden daaruit gemaakt.",
)
indicatieklasse = question(
    "indicatieklasse",
    text="Tot welke klasse hoort de indicatie?",
    label="de indicatieklasse",
    values={
        "rood": "rood",
        "overig": "overig",
        "niet_geclassificeerd": "niet geclassificeerd",
    },
    text_en="Which class does the indication belong to?",
    label_en="class of the indication",
    values_en={
        "rood": "red",
        "overig": "other",
        "niet_geclassificeerd": "not classified",
    },
    silent_because="Er is geen tabel met indicaties geladen. De tekst verwijst naar een tabel die "
    "niet openbaar is; de regio levert hem als indicaties.toml.",
)

INDICATIETABEL = OpenTerm(
    id="indicatietabel",
    clauses=("Z5",),
    label="de tabel met indicaties",
    label_en="table of indications",
)

CLAUSES = (Z5,)
QUESTIONS = (indicatieklasse,)
OPEN_TERMS = (INDICATIETABEL,)
