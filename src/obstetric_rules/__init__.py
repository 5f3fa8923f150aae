"""Decide births by the agreements of Dutch birth care, with the clause behind every answer.

>>> from obstetric_rules import Client, Dossier, decide, load_protocol
>>> protocol = load_protocol("groningen.mzh")
>>> decision = decide(protocol, Dossier(client=Client(koorts=True)))
>>> decision["badbevalling"].value
'niet_mogelijk'

A protocol is loaded once (``load_protocol``, or ``Protocols`` in a program that goes on to run), a
``Dossier`` holds the facts of a case, and ``decide`` gives a ``Decision``: a mapping of questions
to answers. ``why`` explains an answer, ``ask_next`` says what to ask, and a ``LiveCase`` follows a
case whose facts arrive over time. Rulesets are written with ``obstetric_rules.plugins`` and tested
with ``obstetric_rules.testing``. Every error is an ``ObstetricRulesError``.

(PYTEST_DONT_REWRITE: whoever imports this before pytest starts is not warned that it is too late.)
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
    from obstetric_rules.verification.protocols import Protocols

    __version__: str

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
    "Protocols",
    "Status",
    "Ziekenhuis",
    "Zorgverlener",
    "ask_next",
    "decide",
    "load_protocol",
    "why",
]


# Whoever only decides does not pay for explanations, and for cases and programs that live.
_WHEN_ASKED_FOR = {
    "LiveCase": "cases.live_case",
    "Protocols": "verification.protocols",
    "ask_next": "explanation.ask_next",
    "why": "explanation.why",
}


def __getattr__(name: str) -> Any:
    if name in _WHEN_ASKED_FOR:
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_WHEN_ASKED_FOR[name]}"), name)
    if name == "__version__":
        from importlib.metadata import version

        return version("obstetric-rules")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__doc__", "__file__", "__name__", "__path__", "__version__"])
