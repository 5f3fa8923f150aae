"""Deciding: one dossier, one protocol, one engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from importlib import import_module

from obstetric_rules.arguments import expect
from obstetric_rules.engines.answer import AnyAnswer
from obstetric_rules.engines.case import Case, prepare
from obstetric_rules.engines.contract import Engine
from obstetric_rules.engines.decision import Decision, Deviation, identity_of
from obstetric_rules.engines.watching import show
from obstetric_rules.errors import EngineNotFoundError, nearest_name
from obstetric_rules.facts import Dossier
from obstetric_rules.forking import NO_FORK
from obstetric_rules.rules.protocol import Protocol, expect_protocol

DEFAULT_ENGINE = "compiled"

# The module and class of each engine; a module is imported when its engine is first asked for.
_ENGINES = {
    "compiled": ("obstetric_rules.engines.compiled", "CompiledEngine"),
    "reference": ("obstetric_rules.engines.reference", "ReferenceEngine"),
    "durable": ("obstetric_rules.engines.durable", "DurableEngine"),
}
ENGINES = tuple(_ENGINES)


def engine_for(protocol: Protocol, name: str = DEFAULT_ENGINE) -> Engine:
    """Return the engine of this name for a protocol; it is built when first asked for.

    Raises :class:`~obstetric_rules.errors.EngineNotFoundError` when there is none of this name.
    """
    expect_protocol(protocol)
    expect("engine", name, str, expected="the name of an engine")
    engines: dict[str, Engine] = protocol.engines
    if name not in engines:
        # Of two threads that build one at the same time, both use the first.
        engines.setdefault(name, _engine_class(name)(protocol))
    return engines[name]


def decide(protocol: Protocol, dossier: Dossier, engine: str = DEFAULT_ENGINE) -> Decision:
    """Decide a dossier by a protocol.

    Raises :class:`~obstetric_rules.errors.DossierError`, with all problems, when the dossier does
    not fit the protocol, and :class:`~obstetric_rules.errors.ArgumentError` when it is no dossier.
    Missing facts are no error: answers that depend on them are ``open``.

    >>> from obstetric_rules import Client, Dossier, decide, load_protocol
    >>> decision = decide(load_protocol("groningen.mzh"), Dossier(client=Client(koorts=True)))
    >>> decision["badbevalling"].value, decision["badbevalling"].clauses
    ('niet_mogelijk', ('G14',))
    """
    chosen = engine_for(protocol, engine)
    expect_dossier(dossier)
    case = prepare(protocol, dossier)
    decision = Decision(
        protocol=identity_of(protocol),
        on=protocol.on,
        engine=engine,
        deviations=tuple(_deviations(case)),
        dossier=dossier,
        ref=dossier.ref,
        outcomes=chosen.outcomes(case),
        work_out=partial(_answers, engine, case),
        case=case,
    )
    return show(decision)


def _answers(engine: str, case: Case) -> Mapping[str, AnyAnswer]:
    # Asked for by name: in a forked child an engine is made anew that was at work in its parent.
    return engine_for(case.protocol, engine).answers(case)


def expect_dossier(dossier: object) -> None:
    """Refuse what is no dossier, such as the JSON of one.

    >>> expect_dossier({})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    obstetric_rules.errors.ArgumentError: dossier: expected a Dossier, got a dict (Dossier(...)...
    """
    advice = "Dossier(...) makes one, and structure_dossier(data, protocol) of JSON values"
    expect("dossier", dossier, Dossier, expected="a Dossier", advice=advice)


def _engine_class(name: str) -> Callable[[Protocol], Engine]:
    if name not in _ENGINES:
        near = nearest_name(name, ENGINES)
        hint = f"; did you mean {near}?" if near else ""
        raise EngineNotFoundError(f"there is no engine {name}; there is {_listed(ENGINES)}{hint}")
    module, class_name = _ENGINES[name]
    with NO_FORK:
        found: Callable[[Protocol], Engine] = getattr(import_module(module), class_name)
    return found


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _deviations(case: Case) -> list[Deviation]:
    return [
        Deviation(afwijking=afwijking, rules=case.rules_set_aside_by(afwijking))
        for afwijking in case.given.afwijkingen
    ]
