"""A region and a hospital that use all that a ruleset can declare beside its rules."""

from __future__ import annotations

import datetime

from obstetric_rules.rules.deprecation import Deprecation
from obstetric_rules.rules.invariant import Invariant, InvariantDeviation, Monotonicity
from obstetric_rules.rules.open_term import Filling, OpenTerm
from obstetric_rules.rules.parameter import Setting, parameter
from obstetric_rules.rules.question import question
from obstetric_rules.rules.ruleset import Ruleset
from tests.engines.examples import bedden, client, meting, praktijk
from tests.rules.parts import clause, hospital, rule, ruleset

NEW_YEAR = datetime.date(2026, 1, 1)
SUMMER = datetime.date(2026, 7, 1)

dagen = parameter(
    "dagen",
    label="de termijn",
    label_en="the term",
    unit="dagen",
    clauses=("K1",),
    values={NEW_YEAR: 14, SUMMER: 21},
)
aantal = parameter("aantal", label="het aantal", clauses=("K1",), values={None: 1})

bezoek = question(
    "bezoek",
    text="Mag er bezoek komen?",
    label="het bezoek",
    values={"ja": "ja", "nee": "nee", "misschien": "misschien"},
    text_en="Are visitors allowed?",
    label_en="visitors",
    values_en={"ja": "yes", "nee": "no", "misschien": "perhaps"},
)
uitslapen = question(
    "uitslapen",
    text="Mag er worden uitgeslapen?",
    label="het uitslapen",
    values={"ja": "ja"},
    asked_when=meting.dagen <= dagen,
)
drukte = question("drukte", text="Is het druk?", label="de drukte", values={"ja": "ja"})

RULES = (
    rule("K1.ja", meting.dagen <= dagen, bezoek.becomes("ja"), because_en="It is early."),
    rule("K1.nee", ~(meting.dagen <= dagen), bezoek.becomes("nee")),
    rule("K1.uitslapen", then=uitslapen.becomes("ja")),
    rule("K2.drukte", bedden.count(lambda bed: bed.vrij) < aantal, drukte.becomes("ja")),
    rule("K2.vsvs", praktijk.vsvs.size() > aantal, drukte.becomes("ja")),
)

REGION: Ruleset = ruleset(
    rules=RULES,
    clauses=(clause("K1"), clause("K2")),
    questions=(bezoek, uitslapen, drukte),
    parameters=(dagen, aantal),
    open_terms=(
        OpenTerm(id="huisregels", clauses=("K2",), label="de huisregels", label_en="house rules"),
        OpenTerm(id="bel", clauses=("K1",), label="hoe vaak gebeld wordt"),
    ),
    invariants=(
        Invariant(
            id="laat_geen_bezoek",
            clauses=("K1",),
            always=(meting.dagen <= dagen) | ~(bezoek == "ja"),
            because="Na de termijn komt er geen bezoek.",
        ),
        Monotonicity(
            id="koorts_geeft_geen_bezoek",
            clauses=("K1",),
            question="bezoek",
            fields=("client.koorts",),
            restrictive=("nee",),
            permissive=("ja",),
            because="Koorts geeft geen recht op bezoek.",
        ),
    ),
    deprecations=(
        Deprecation(
            question="uitslapen", since=SUMMER, instead="bezoek", because="Niemand vraagt het."
        ),
        Deprecation(
            question="bezoek",
            value="misschien",
            since=NEW_YEAR,
            because="Misschien is geen antwoord.",
        ),
    ),
)

HOSPITAL: Ruleset = hospital(
    rules=(
        rule(
            "Z1.bezoek",
            client.koorts,
            bezoek.becomes("misschien"),
            overrides=("r/K1.ja", "r/K1.nee"),
        ),
    ),
    clauses=(clause("Z1"),),
    fillings=(Filling(term="r/huisregels", value="Stil na tien uur.", clauses=("Z1",)),),
    settings=(
        Setting(
            parameter="r/dagen",
            values={SUMMER: 28},
            clauses=("Z1",),
            because="Het ziekenhuis is groter.",
        ),
    ),
    deviations=(
        InvariantDeviation(
            invariant="r/laat_geen_bezoek", clauses=("Z1",), because="De tuin is altijd open."
        ),
    ),
)
