"""The code of the front page, as type checkers read it. A test keeps the two the same."""

from __future__ import annotations

from typing import assert_type

from obstetric_rules import Client, Dossier, Partner, decide, load_protocol
from obstetric_rules.engines.answer import Answer, AnswersPerFact, AnyAnswer

protocol = load_protocol("groningen.mzh")
dossier = Dossier(client=Client(koorts=False), partner=Partner(hoesten=True, koorts=False))
decision = decide(protocol, dossier)

answer = decision.answer("partner_aanwezigheid")
assert (answer.value, answer.clauses) == ("aanwezig_met_strikte_isolatie", ("G19",))

answer = decision.answer("badbevalling")
assert (answer.status, answer.can_become) == ("open", ("mogelijk", "niet_mogelijk"))
assert answer.missing == ("client.dyspnoe", "client.hoesten", "client.keelpijn")

# What the names above are.
assert_type(answer, Answer)
assert_type(decision["badbevalling"], AnyAnswer)
assert_type(decision.answers_per("toegang_zorgverlener"), AnswersPerFact)
assert_type(decision.answers_per("toegang_zorgverlener")["v1"], Answer)
assert_type(list(decision), list[str])
assert_type(Client.of({"koorts": None}), Client)
