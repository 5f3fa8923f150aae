"""Decide births by the agreements of Dutch birth care, with the clause behind every answer.

>>> from obstetric_rules import Client, Dossier, decide, load_protocol
>>> protocol = load_protocol("groningen.mzh")
>>> decision = decide(protocol, Dossier(client=Client(koorts=True)))
>>> decision["badbevalling"].value
'niet_mogelijk'

PYTEST_DONT_REWRITE: whoever imports this before pytest starts is not warned that it comes too late.
"""

from typing import TYPE_CHECKING, Any

from obstetric_rules.engines.answer import Answer, AnswersPerFact
from obstetric_rules.engines.deciding import decide
from obstetric_rules.engines.decision import Decision
from obstetric_rules.errors import DossierError, ObstetricRulesError
from obstetric_rules.expressions.outcome import Status
from obstetric_rules.facts import (
    UNKNOWN,
    Afwijking,
    Client,
    Dossier,
    Partner,
    Praktijk,
    Ziekenhuis,
    Zorgverlener,
)
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.verification.loading import load_protocol

if TYPE_CHECKING:
    from obstetric_rules.cases.live_case import LiveCase
    from obstetric_rules.explanation.ask_next import ask_next
    from obstetric_rules.explanation.why import why

__all__ = [
    "UNKNOWN",
    "Afwijking",
    "Answer",
    "AnswersPerFact",
    "Client",
    "Decision",
    "Dossier",
    "DossierError",
    "LiveCase",
    "ObstetricRulesError",
    "Partner",
    "Praktijk",
    "Protocol",
    "Status",
    "Ziekenhuis",
    "Zorgverlener",
    "ask_next",
    "decide",
    "load_protocol",
    "why",
]


# Whoever only decides does not pay for explanations and for cases that live.
_WHEN_ASKED_FOR = {
    "LiveCase": "cases.live_case",
    "ask_next": "explanation.ask_next",
    "why": "explanation.why",
}


def __getattr__(name: str) -> Any:
    if name in _WHEN_ASKED_FOR:
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_WHEN_ASKED_FOR[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
