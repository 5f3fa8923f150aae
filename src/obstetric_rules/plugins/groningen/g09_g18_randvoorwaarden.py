"""G9 to G18: the conditions for an outpatient birth, and how it goes."""

from __future__ import annotations

from obstetric_rules.expressions.operators import ALWAYS
from obstetric_rules.plugins.groningen.questions import poliklinische_partus, zorglijn
from obstetric_rules.plugins.groningen.slots import client, ziekenhuis
from obstetric_rules.plugins.groningen.source import DOCUMENT, RANDVOORWAARDEN
from obstetric_rules.plugins.groningen.terms import (
    eerstelijns_client,
    klachten_client,
    klachten_zorgverlener,
    overname_tweede_lijn,
    plek_bij_team,
    zorgverlener,
)
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.open_term import OpenTerm
from obstetric_rules.rules.question import question
from obstetric_rules.rules.rule import Rule

# ── G9 ──────────────────────────────────────────────────────────────────────────────────────────

G9 = Clause(
    id="G9",
    document=DOCUMENT,
    heading=RANDVOORWAARDEN,
    item="aanhef",
    paraphrase="Wanneer aan de voorwaarden niet kan worden voldaan, komt de zorg bij de tweede "
    "lijn.",
    not_modelled="Dit leidt G10 tot en met G18 in. De voorwaarden waarbij de tweede lijn "
    "overneemt, zeggen dat zelf: G11 en G16.",
    interpretation="De voorwaarden zijn regionaal gelezen: zij gelden voor de drie ziekenhuizen.",
)

# ── G10 ─────────────────────────────────────────────────────────────────────────────────────────

G10 = Clause(
    id="G10",
    document=DOCUMENT,
    heading=RANDVOORWAARDEN,
    item="1",
    paraphrase="Bij een laag risico luidt het advies zo vaak als het kan: thuis bevallen.",
    interpretation="Alleen advies, voor eerstelijns cliënten. Naast overname door de tweede lijn "
    "(G11, G16) wordt niet geadviseerd thuis te blijven.",
)
advies_plaats = question(
    "advies_plaats",
    text="Welke plaats van bevallen wordt aanbevolen?",
    label="het advies over de plaats",
    values={"thuispartus_aanbevolen": "thuispartus aanbevolen"},
    text_en="Which place of birth is recommended?",
    label_en="advice on the place",
    values_en={
        "thuispartus_aanbevolen": "home birth recommended",
    },
    asked_when=(client.risico == "laag") & eerstelijns_client & ~overname_tweede_lijn,
)
G10_RULES = (
    Rule(
        id="G10.advies_plaats",
        clauses=("G10",),
        when=ALWAYS,
        then=advies_plaats.becomes("thuispartus_aanbevolen"),
        because="Bij een laag risico is een bevalling thuis aan te bevelen.",
        because_en="With a low risk, giving birth at home is recommended.",
    ),
)

# ── G11 ─────────────────────────────────────────────────────────────────────────────────────────

G11 = Clause(
    id="G11",
    document=DOCUMENT,
    heading=RANDVOORWAARDEN,
    item="2",
    paraphrase="Wie hoest, kortademig is, keelpijn of koorts heeft, bevalt niet poliklinisch: de "
    "tweede lijn neemt over, met virusisolatie en CTG-bewaking. Dit geldt voorlopig en kan worden "
    "versoepeld zodra een team is ingewerkt.",
    interpretation="Geldt voor cliënten van beide lijnen. Wat virusisolatie inhoudt, staat niet in "
    "de tekst. Een cliënt zonder klachten krijgt geen maatregelen.",
)
VIRUSISOLATIE = OpenTerm(
    id="virusisolatie",
    clauses=("G11",),
    label="wat virusisolatie inhoudt",
    label_en="what virus isolation involves",
)
maatregelen_client = question(
    "maatregelen_client",
    text="Welke maatregelen zijn er voor de cliënt?",
    label="de maatregelen voor de cliënt",
    values={"virusisolatie": "virusisolatie", "ctg_bewaking": "CTG-bewaking"},
    text_en="Which measures are there for the client?",
    label_en="measures for the client",
    values_en={
        "virusisolatie": "virus isolation",
        "ctg_bewaking": "CTG monitoring",
    },
    set_valued=True,
    empty_without_rules=True,
)
G11_RULES = (
    Rule(
        id="G11.poliklinische_partus",
        clauses=("G11",),
        when=klachten_client,
        then=poliklinische_partus.becomes("niet_mogelijk"),
        because="Met luchtwegklachten of koorts bevalt de cliënt niet poliklinisch.",
        because_en="With respiratory complaints or fever the client does not give birth as an "
        "outpatient.",
    ),
    Rule(
        id="G11.zorglijn",
        clauses=("G11",),
        when=klachten_client,
        then=zorglijn.becomes("tweede_lijn"),
        because="Bij luchtwegklachten of koorts neemt de tweede lijn de zorg over.",
        because_en="With respiratory complaints or fever the second line takes over.",
    ),
    Rule(
        id="G11.maatregelen_client",
        clauses=("G11",),
        when=klachten_client,
        then=maatregelen_client.includes("virusisolatie", "ctg_bewaking"),
        because="Bij luchtwegklachten of koorts zijn virusisolatie en CTG-bewaking nodig.",
        because_en="With respiratory complaints or fever, virus isolation and CTG monitoring are "
        "needed.",
    ),
    Rule(
        id="G11.geen_maatregelen",
        clauses=("G11",),
        when=~klachten_client,
        then=maatregelen_client.is_empty(),
        because="Zonder luchtwegklachten en zonder koorts zijn er geen maatregelen nodig.",
        because_en="Without respiratory complaints and without fever no measures are needed.",
    ),
)

# ── G12 ─────────────────────────────────────────────────────────────────────────────────────────

G12 = Clause(
    id="G12",
    document=DOCUMENT,
    heading=RANDVOORWAARDEN,
    item="3",
    paraphrase="Een zorgverlener van de eerste lijn komt alleen in het ziekenhuis als zij of hij "
    "geen luchtwegklachten en geen koorts heeft.",
    interpretation="Gaat alleen over gezondheid; de werkplek staat in G2. Over zorgverleners van "
    "de tweede lijn zegt de tekst niets.",
)
toegang_zorgverlener = question(
    "toegang_zorgverlener",
    text="Mag deze zorgverlener in het ziekenhuis komen?",
    label="de toegang van de zorgverlener",
    values={"toegestaan": "toegestaan", "geweerd": "geweerd"},
    text_en="May this caregiver come into the hospital?",
    label_en="access of the caregiver",
    values_en={
        "toegestaan": "allowed",
        "geweerd": "kept out",
    },
    per="zorgverleners",
    asked_when=zorgverlener.lijn == "eerste",
)
G12_RULES = (
    Rule(
        id="G12.geweerd",
        clauses=("G12",),
        when=klachten_zorgverlener,
        then=toegang_zorgverlener.becomes("geweerd"),
        because="Een eerstelijns zorgverlener met luchtwegklachten of koorts komt niet in het "
        "ziekenhuis.",
        because_en="A first-line caregiver with respiratory complaints or fever does not come "
        "into the hospital.",
    ),
    Rule(
        id="G12.toegestaan",
        clauses=("G12",),
        when=~klachten_zorgverlener,
        then=toegang_zorgverlener.becomes("toegestaan"),
        because="Een eerstelijns zorgverlener zonder klachten mag in het ziekenhuis komen.",
        because_en="A first-line caregiver without complaints may come into the hospital.",
    ),
)

# ── G13 ─────────────────────────────────────────────────────────────────────────────────────────

G13 = Clause(
    id="G13",
    document=DOCUMENT,
    heading=RANDVOORWAARDEN,
    item="4",
    paraphrase="Er is per ziekenhuis een ingang afgesproken; men gebruikt die.",
)
ingang = question(
    "ingang",
    text="Via welke ingang gaat men naar binnen?",
    label="de ingang",
    values={"via_afgesproken_ingang": "via de afgesproken ingang"},
    text_en="By which entrance does one come in?",
    label_en="entrance",
    values_en={
        "via_afgesproken_ingang": "by the agreed entrance",
    },
)
G13_RULES = (
    Rule(
        id="G13.ingang",
        clauses=("G13",),
        when=ALWAYS,
        then=ingang.becomes("via_afgesproken_ingang"),
        because="Iedereen gebruikt de ingang die voor het ziekenhuis is afgesproken.",
        because_en="Everybody uses the entrance that was agreed for the hospital.",
    ),
)

# ── G14 ─────────────────────────────────────────────────────────────────────────────────────────

G14 = Clause(
    id="G14",
    document=DOCUMENT,
    heading=RANDVOORWAARDEN,
    item="5",
    paraphrase="Een badbevalling kan als de barende geen luchtwegklachten en geen koorts heeft.",
    interpretation="De tekst noemt het een óf het ander. Letterlijk zou bad dan ook mogen met "
    "alleen luchtwegklachten of alleen koorts; dat strijdt met G11. Daarom is gelezen: geen van "
    "beide.",
)
badbevalling = question(
    "badbevalling",
    text="Is een badbevalling mogelijk?",
    label="de badbevalling",
    values={"mogelijk": "mogelijk", "niet_mogelijk": "niet mogelijk"},
    text_en="Is a bath birth possible?",
    label_en="bath birth",
    values_en={
        "mogelijk": "possible",
        "niet_mogelijk": "not possible",
    },
)
G14_RULES = (
    Rule(
        id="G14.bad_mogelijk",
        clauses=("G14",),
        when=~klachten_client,
        then=badbevalling.becomes("mogelijk"),
        because="Zonder luchtwegklachten en zonder koorts kan de cliënt in bad bevallen.",
        because_en="Without respiratory complaints and without fever the client can give birth in "
        "a bath.",
    ),
    Rule(
        id="G14.bad_niet_mogelijk",
        clauses=("G14",),
        when=klachten_client,
        then=badbevalling.becomes("niet_mogelijk"),
        because="Met luchtwegklachten of koorts kan de cliënt niet in bad bevallen.",
        because_en="With respiratory complaints or fever the client cannot give birth in a bath.",
    ),
)

# ── G15 ─────────────────────────────────────────────────────────────────────────────────────────

G15 = Clause(
    id="G15",
    document=DOCUMENT,
    heading=RANDVOORWAARDEN,
    item="6",
    paraphrase="Het dedicated team kan ook een MR-bevalling begeleiden.",
    interpretation="De tekst schrijft MR niet voluit en deze regels dus ook niet. Zij gelden voor "
    "eerstelijns cliënten. Bij overname (G11, G16) begeleidt de tweede lijn. Over een MR-bevalling "
    "zonder plek bij het team zegt de tekst niets.",
)
mr_begeleiding = question(
    "mr_begeleiding",
    text="Wie begeleidt de MR-bevalling?",
    label="de begeleiding van de MR-bevalling",
    values={"dedicated_team": "het dedicated team", "tweede_lijn": "de tweede lijn"},
    text_en="Who attends the MR birth?",
    label_en="attendance of the MR birth",
    values_en={
        "dedicated_team": "the dedicated team",
        "tweede_lijn": "the second line",
    },
    asked_when=(client.risico == "mr") & eerstelijns_client,
)
G15_RULES = (
    Rule(
        id="G15.dedicated_team",
        clauses=("G15",),
        when=plek_bij_team,
        then=mr_begeleiding.becomes("dedicated_team"),
        because="Het dedicated team heeft plek en kan een MR-bevalling begeleiden.",
        because_en="The dedicated team has a place and can attend an MR birth.",
    ),
    Rule(
        id="G15.tweede_lijn",
        clauses=("G15",),
        when=overname_tweede_lijn,
        then=mr_begeleiding.becomes("tweede_lijn"),
        overrides=("G15.dedicated_team",),
        because="Wanneer de tweede lijn overneemt, begeleidt zij ook de MR-bevalling.",
        because_en="When the second line takes over, it attends the MR birth too.",
    ),
)

# ── G16 ─────────────────────────────────────────────────────────────────────────────────────────

G16 = Clause(
    id="G16",
    document=DOCUMENT,
    heading=RANDVOORWAARDEN,
    item="7",
    paraphrase="Een transmuraal zorgpad voor de partus telt voorlopig als indicatie voor de tweede "
    "lijn.",
)
G16_RULES = (
    Rule(
        id="G16.poliklinische_partus",
        clauses=("G16",),
        when=client.transmuraal_zorgpad,
        then=poliklinische_partus.becomes("niet_mogelijk"),
        because="Wie een transmuraal zorgpad volgt, bevalt voorlopig niet poliklinisch.",
        because_en="Whoever follows a transmural care path does not give birth as an outpatient "
        "for the time being.",
    ),
    Rule(
        id="G16.zorglijn",
        clauses=("G16",),
        when=client.transmuraal_zorgpad,
        then=zorglijn.becomes("tweede_lijn"),
        because="Een transmuraal zorgpad is voorlopig een indicatie voor de tweede lijn.",
        because_en="For the time being a transmural care path is an indication for the second "
        "line.",
    ),
)

# ── G17 ─────────────────────────────────────────────────────────────────────────────────────────

G17 = Clause(
    id="G17",
    document=DOCUMENT,
    heading=RANDVOORWAARDEN,
    item="8",
    paraphrase="Een epiduraal is afgesproken binnen een uur. Nu anesthesiologen ook intensivisten "
    "bijstaan, lukt dat misschien niet altijd.",
    interpretation="Alleen informatie over wat te verwachten is; geen andere afspraak.",
)
epiduraal_verwachting = question(
    "epiduraal_verwachting",
    text="Wanneer is een epiduraal te verwachten?",
    label="de verwachting over een epiduraal",
    values={
        "binnen_een_uur": "binnen een uur",
        "mogelijk_niet_binnen_een_uur": "mogelijk niet binnen een uur",
    },
    text_en="When is an epidural to be expected?",
    label_en="expectation of an epidural",
    values_en={
        "binnen_een_uur": "within an hour",
        "mogelijk_niet_binnen_een_uur": "possibly not within an hour",
    },
)
G17_RULES = (
    Rule(
        id="G17.binnen_een_uur",
        clauses=("G17",),
        when=ALWAYS,
        then=epiduraal_verwachting.becomes("binnen_een_uur"),
        because="Afgesproken is dat een epiduraal binnen een uur lukt.",
        because_en="It was agreed that an epidural is given within an hour.",
    ),
    Rule(
        id="G17.mogelijk_later",
        clauses=("G17",),
        when=ziekenhuis.anesthesiologen_assisteren_intensivisten,
        then=epiduraal_verwachting.becomes("mogelijk_niet_binnen_een_uur"),
        overrides=("G17.binnen_een_uur",),
        because="De anesthesiologen staan ook intensivisten bij, dus het kan langer dan een uur "
        "duren.",
        because_en="The anaesthesiologists also assist intensivists, so it can take longer than "
        "an hour.",
    ),
)

# ── G18 ─────────────────────────────────────────────────────────────────────────────────────────

G18 = Clause(
    id="G18",
    document=DOCUMENT,
    heading=RANDVOORWAARDEN,
    item="9",
    paraphrase="Na de bevalling gaat de cliënt naar huis zodra dat kan.",
)
ontslag = question(
    "ontslag",
    text="Wanneer volgt ontslag uit het ziekenhuis?",
    label="het ontslag",
    values={"zo_spoedig_mogelijk": "zo spoedig mogelijk"},
    text_en="When does discharge from the hospital follow?",
    label_en="discharge",
    values_en={
        "zo_spoedig_mogelijk": "as soon as possible",
    },
)
G18_RULES = (
    Rule(
        id="G18.ontslag",
        clauses=("G18",),
        when=ALWAYS,
        then=ontslag.becomes("zo_spoedig_mogelijk"),
        because="De cliënt gaat naar huis zodra dat kan.",
        because_en="The client goes home as soon as that can be.",
    ),
)

CLAUSES = (G9, G10, G11, G12, G13, G14, G15, G16, G17, G18)
OPEN_TERMS = (VIRUSISOLATIE,)
QUESTIONS = (
    advies_plaats,
    maatregelen_client,
    toegang_zorgverlener,
    ingang,
    badbevalling,
    mr_begeleiding,
    epiduraal_verwachting,
    ontslag,
)
RULES = (
    *G10_RULES,
    *G11_RULES,
    *G12_RULES,
    *G13_RULES,
    *G14_RULES,
    *G15_RULES,
    *G16_RULES,
    *G17_RULES,
    *G18_RULES,
)
