"""One of each thing that the library hands out."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from obstetric_rules import (
    UNKNOWN,
    Afwijking,
    Client,
    Dossier,
    LiveCase,
    Partner,
    Praktijk,
    Protocols,
    Status,
    Ziekenhuis,
    Zorgverlener,
    ask_next,
    decide,
    load_protocol,
    why,
)
from obstetric_rules.engines.decision_data import decision_from_data, decision_to_data
from obstetric_rules.engines.receipt import receipt_of, replay
from obstetric_rules.explanation.why_not import why_not
from obstetric_rules.rules.parameter import Parameter, Setting

ON = datetime.date(2026, 6, 1)
MZH = load_protocol("groningen.mzh", ON)
SECRET = "geheim"
"""Stands wherever a free text of a case can; no message and no ``repr`` may hold it."""

DOSSIER = Dossier(
    ref=SECRET,
    client=Client(koorts=True, lijn="eerste"),
    partner=Partner(hoesten=True),
    praktijk=Praktijk(id=SECRET, vsvs={SECRET}),
    ziekenhuis=Ziekenhuis(id="mzh"),
    zorgverleners=[Zorgverlener(id=SECRET, koorts=True), Zorgverlener(id="v2")],
    afwijkingen=[Afwijking(regel="G7", reden=SECRET, rol=SECRET)],
)


def public_objects() -> Iterator[tuple[str, Any]]:
    """Yield what the library hands out, by a name."""
    decision = decide(MZH, DOSSIER)
    data = decision_to_data(decision, with_dossier=True)
    case = LiveCase(MZH, DOSSIER, clock=lambda: datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC))
    case.tell("client.hoesten", True)
    [ruleset, _] = MZH.layers
    yield "fact", DOSSIER["client"]
    yield "slot", MZH.slots["client"]
    yield "dossier", DOSSIER
    yield "dossier of a protocol", MZH.dossier(client=Client(koorts=False))
    yield "afwijking", DOSSIER.afwijkingen[0]
    yield "unknown", UNKNOWN
    yield "status", Status.OPEN
    yield "protocol", MZH
    yield "protocols", Protocols("groningen.mzh")
    yield "ruleset", ruleset
    yield "question", MZH.questions["badbevalling"]
    yield "rule", ruleset.rules[0]
    yield "clause", ruleset.clauses[0]
    yield "invariant", ruleset.invariants[0]
    yield "setting", Setting(parameter="r/p", values={None: 1}, clauses=("K1",), because="Zo.")
    yield "parameter", Parameter(id="p", values={None: 1}, clauses=("K1",), label="de p")
    yield "decision", decision
    yield "decision that was read back", decision_from_data(data, MZH)
    yield "answer", decision.answer("badbevalling")
    yield "answers per fact", decision.answers_per("toegang_zorgverlener")
    yield "explanation", why(decision, "badbevalling")
    yield "why not", why_not(decision, "badbevalling", "mogelijk")
    yield "open fact", ask_next(MZH, Dossier(), "badbevalling")[0]
    yield "changes", case.history[1].changes
    yield "entry", case.history[1]
    yield "receipt", receipt_of(decision)
    yield "replay", replay(receipt_of(decision), MZH)
