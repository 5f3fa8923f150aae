"""G19 and G20, of the MZH alone: whether the partner may be present, and under which measures."""

from __future__ import annotations

from obstetric_rules.expressions.operators import ALWAYS
from obstetric_rules.plugins.groningen.slots import partner
from obstetric_rules.plugins.groningen.source import (
    DOCUMENT,
    PARTNER_MET_KOORTS,
    PARTNER_ZONDER_KOORTS,
)
from obstetric_rules.plugins.groningen.terms import klachten_partner, luchtwegklachten_partner
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.open_term import OpenTerm
from obstetric_rules.rules.question import question
from obstetric_rules.rules.rule import Rule

partner_aanwezigheid = question(
    "partner_aanwezigheid",
    text="Mag de partner bij de bevalling aanwezig zijn?",
    label="de aanwezigheid van de partner",
    values={
        "zonder_beperking": "aanwezig zonder beperking",
        "aanwezig_met_strikte_isolatie": "aanwezig met strikte isolatie",
        "niet_aanwezig": "niet aanwezig",
    },
    text_en="May the partner be present at the birth?",
    label_en="presence of the partner",
    values_en={
        "zonder_beperking": "present without restriction",
        "aanwezig_met_strikte_isolatie": "present in strict isolation",
        "niet_aanwezig": "not present",
    },
    about="partner",
)
maatregelen_partner = question(
    "maatregelen_partner",
    text="Welke maatregelen zijn er voor de partner?",
    label="de maatregelen voor de partner",
    values={
        "beschouwen_als_geinfecteerd": "beschouwen als geïnfecteerd",
        "strikte_isolatie_volgens_protocol_mzh": "strikte isolatie volgens het protocol van het "
        "MZH",
    },
    text_en="Which measures are there for the partner?",
    label_en="measures for the partner",
    values_en={
        "beschouwen_als_geinfecteerd": "regard as infected",
        "strikte_isolatie_volgens_protocol_mzh": "strict isolation by the protocol of the MZH",
    },
    set_valued=True,
    about="partner",
)

# ── G19 ─────────────────────────────────────────────────────────────────────────────────────────

G19 = Clause(
    id="G19",
    document=DOCUMENT,
    heading=PARTNER_ZONDER_KOORTS,
    item="1",
    paraphrase="Een partner die luchtwegklachten heeft maar geen koorts, geldt als besmet en wordt "
    "tijdens de bevalling strikt geïsoleerd, zoals het MZH dat voorschrijft.",
    interpretation="De partner mag dan aanwezig zijn. Aan een partner zonder luchtwegklachten en "
    "zonder koorts stelt de tekst geen beperking. Koorts zonder luchtwegklachten regelt zij niet.",
)
STRIKTE_ISOLATIE = OpenTerm(
    id="strikte_isolatie",
    clauses=("G19",),
    label="wat het protocol van het MZH onder strikte isolatie verstaat",
    label_en="what the protocol of the MZH means by strict isolation",
)
G19_RULES = (
    Rule(
        id="G19.aanwezig_met_isolatie",
        clauses=("G19",),
        when=luchtwegklachten_partner & ~partner.koorts,
        then=partner_aanwezigheid.becomes("aanwezig_met_strikte_isolatie"),
        because="Een partner met luchtwegklachten zonder koorts is er alleen bij in strikte "
        "isolatie.",
        because_en="A partner with respiratory complaints and no fever is there in strict "
        "isolation only.",
    ),
    Rule(
        id="G19.isolatiemaatregelen",
        clauses=("G19",),
        when=luchtwegklachten_partner & ~partner.koorts,
        then=maatregelen_partner.includes(
            "beschouwen_als_geinfecteerd", "strikte_isolatie_volgens_protocol_mzh"
        ),
        because="Een partner met luchtwegklachten zonder koorts geldt als besmet en wordt strikt "
        "geïsoleerd.",
        because_en="A partner with respiratory complaints and no fever is regarded as infected "
        "and strictly isolated.",
    ),
    Rule(
        id="G19.zonder_beperking",
        clauses=("G19",),
        when=~klachten_partner,
        then=partner_aanwezigheid.becomes("zonder_beperking"),
        because="Voor een partner zonder luchtwegklachten en zonder koorts is er geen beperking.",
        because_en="For a partner without respiratory complaints and without fever there is no "
        "restriction.",
    ),
    Rule(
        id="G19.geen_maatregelen",
        clauses=("G19",),
        when=~klachten_partner,
        then=maatregelen_partner.is_empty(),
        because="Voor een partner zonder luchtwegklachten en zonder koorts zijn er geen "
        "maatregelen.",
        because_en="For a partner without respiratory complaints and without fever there are no "
        "measures.",
    ),
)

# ── G20 ─────────────────────────────────────────────────────────────────────────────────────────

G20 = Clause(
    id="G20",
    document=DOCUMENT,
    heading=PARTNER_MET_KOORTS,
    item="1",
    paraphrase="Een partner die luchtwegklachten heeft en ook koorts, blijft weg bij de bevalling. "
    "Een gezonde ander kan diens plaats innemen, en filmen is goed zolang geen zorgverlener in "
    "beeld komt.",
    interpretation="Dit deel vervolgt het vorige, dat het protocol van het MZH noemt; daarom staat "
    "het bij het MZH. Voor een partner die er niet bij is, zijn er geen maatregelen.",
)
vervangende_begeleider = question(
    "vervangende_begeleider",
    text="Mag een ander in de plaats van de partner mee?",
    label="de vervangende begeleider",
    values={"gezonde_begeleider_toegestaan": "een gezonde begeleider mag mee"},
    text_en="May somebody else come in the partner's place?",
    label_en="replacement companion",
    values_en={
        "gezonde_begeleider_toegestaan": "a healthy companion may come",
    },
    about="partner",
    asked_when=partner_aanwezigheid == "niet_aanwezig",
)
filmen = question(
    "filmen",
    text="Mag de bevalling worden gefilmd?",
    label="het filmen",
    values={
        "toegestaan_zonder_zorgverleners_in_beeld": "toegestaan, zonder zorgverleners in beeld",
    },
    text_en="May the birth be filmed?",
    label_en="filming",
    values_en={
        "toegestaan_zonder_zorgverleners_in_beeld": "allowed, without caregivers in view",
    },
    about="partner",
    asked_when=partner_aanwezigheid == "niet_aanwezig",
)
G20_RULES = (
    Rule(
        id="G20.niet_aanwezig",
        clauses=("G20",),
        when=luchtwegklachten_partner & partner.koorts,
        then=partner_aanwezigheid.becomes("niet_aanwezig"),
        because="Een partner met luchtwegklachten en koorts is niet bij de bevalling.",
        because_en="A partner with respiratory complaints and fever is not at the birth.",
    ),
    Rule(
        id="G20.geen_maatregelen",
        clauses=("G20",),
        when=partner_aanwezigheid == "niet_aanwezig",
        then=maatregelen_partner.is_empty(),
        because="Voor een partner die er niet bij is, zijn er geen maatregelen.",
        because_en="For a partner who is not there, there are no measures.",
    ),
    Rule(
        id="G20.vervangende_begeleider",
        clauses=("G20",),
        when=ALWAYS,
        then=vervangende_begeleider.becomes("gezonde_begeleider_toegestaan"),
        because="In de plaats van de partner mag een gezonde begeleider mee.",
        because_en="A healthy companion may come in the partner's place.",
    ),
    Rule(
        id="G20.filmen",
        clauses=("G20",),
        when=ALWAYS,
        then=filmen.becomes("toegestaan_zonder_zorgverleners_in_beeld"),
        because="Filmen is goed zolang geen zorgverlener in beeld komt.",
        because_en="Filming is fine as long as no caregiver is in view.",
    ),
)

CLAUSES = (G19, G20)
OPEN_TERMS = (STRIKTE_ISOLATIE,)
QUESTIONS = (partner_aanwezigheid, maatregelen_partner, vervangende_begeleider, filmen)
RULES = (*G19_RULES, *G20_RULES)
