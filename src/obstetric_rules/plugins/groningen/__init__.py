"""The agreement on outpatient hospital births in Groningen (poliklinische partus).

Two rulesets of one text: ``groningen`` is what the three hospitals UMCG, MZH and OZG agree,
``groningen_mzh`` what the text says of the Martini Ziekenhuis alone. The modules ``g01_…`` to
``g19_…`` follow the text: each rule stands beside the clause it models, each module says in its
name which clauses it holds, and those that hold for the MZH alone have ``mzh`` in it.

>>> groningen_mzh.extends
('groningen',)
>>> [clause.id for clause in groningen_mzh.clauses]
['G6', 'G7', 'G19', 'G20']
"""

from __future__ import annotations

from obstetric_rules.plugins.groningen import (
    g01_g05_teams,
    g06_g07_mzh_primair_ziekenhuis,
    g08_geen_plek,
    g09_g18_randvoorwaarden,
    g19_g20_mzh_partner,
    invariants,
    questions,
)
from obstetric_rules.plugins.groningen.namen import NAMEN
from obstetric_rules.plugins.groningen.slots import SLOTS
from obstetric_rules.plugins.groningen.source import PUBLISHER, STATUS
from obstetric_rules.rules.ruleset import Layer, Ruleset

__all__ = ["groningen", "groningen_mzh"]

# The text has no version and no period of validity: this version is of our rules, not of the text.
_VERSION = "1.0.0"

groningen = Ruleset(
    id="groningen",
    version=_VERSION,
    title="Poliklinische partus in Groningen",
    layer=Layer.REGION,
    publisher=PUBLISHER,
    status=STATUS,
    slots=SLOTS,
    known_values=NAMEN,
    questions=(
        *questions.QUESTIONS,
        *g01_g05_teams.QUESTIONS,
        *g08_geen_plek.QUESTIONS,
        *g09_g18_randvoorwaarden.QUESTIONS,
    ),
    clauses=(
        *g01_g05_teams.CLAUSES,
        *g08_geen_plek.CLAUSES,
        *g09_g18_randvoorwaarden.CLAUSES,
    ),
    rules=(
        *g01_g05_teams.RULES,
        *g08_geen_plek.RULES,
        *g09_g18_randvoorwaarden.RULES,
    ),
    invariants=invariants.REGION,
    open_terms=g09_g18_randvoorwaarden.OPEN_TERMS,
)

groningen_mzh = Ruleset(
    id="groningen.mzh",
    version=_VERSION,
    title="Poliklinische partus in het Martini Ziekenhuis",
    layer=Layer.HOSPITAL,
    publisher=PUBLISHER,
    status=STATUS,
    extends=("groningen",),
    questions=g19_g20_mzh_partner.QUESTIONS,
    clauses=(*g06_g07_mzh_primair_ziekenhuis.CLAUSES, *g19_g20_mzh_partner.CLAUSES),
    rules=(*g06_g07_mzh_primair_ziekenhuis.RULES, *g19_g20_mzh_partner.RULES),
    invariants=invariants.MZH,
    open_terms=g19_g20_mzh_partner.OPEN_TERMS,
    fixed={"ziekenhuis.id": "mzh", "ziekenhuis.provincie": "Groningen"},
)
