"""Strategies of dossiers that lead somewhere: to a rule, to an exception, to an answer.

They are built up fact by fact, so that none is drawn in vain, and shrink to the fewest facts that
still lead there.
"""

from __future__ import annotations

from collections.abc import Set

from hypothesis import strategies as st

from obstetric_rules.errors import UnreachableError, nearest_name
from obstetric_rules.expressions.outcome import Outcome, Status
from obstetric_rules.facts import Dossier
from obstetric_rules.rules.protocol import Protocol, ProtocolRule
from obstetric_rules.rules.question import Question
from obstetric_rules.testing._goals import Goal, becomes, rule_speaks, stays_open
from obstetric_rules.testing._guiding import Guide
from obstetric_rules.testing._probing import exception_applies


def dossiers_reaching(
    protocol: Protocol, rule: str, known: bool | None = None
) -> st.SearchStrategy[Dossier]:
    """Return a strategy of dossiers in which a rule speaks, by the rule's full id.

    If its question is asked per fact, the rule speaks for one of them. ``known`` is as for
    :func:`~obstetric_rules.testing.strategies.dossiers`; what is told is enough for the rule to
    speak, whatever the rest turns out to be.

    Raises :class:`~obstetric_rules.errors.UnreachableError` when there is no such rule, and when
    there is no such dossier.

    >>> from hypothesis import find
    >>> from obstetric_rules import Client, Dossier, load_protocol
    >>> mzh = load_protocol("groningen.mzh")
    >>> simplest = find(dossiers_reaching(mzh, "groningen/G16.zorglijn"), lambda dossier: True)
    >>> simplest == Dossier(client=Client(transmuraal_zorgpad=True))
    True
    """
    question = _rule(protocol, rule).question
    reason = f"the rule {rule} can never speak: no dossier makes it"
    return _leading(protocol, rule_speaks(question, rule), known, reason)


def dossiers_with_exception(
    protocol: Protocol, rule: str, exception: str, known: bool | None = None
) -> st.SearchStrategy[Dossier]:
    """Return a strategy of dossiers in which an exception takes the place of a rule.

    The condition of the rule holds, and the exception speaks. The rest is as for
    :func:`dossiers_reaching`.

    Raises :class:`~obstetric_rules.errors.UnreachableError` when there is no such rule or
    exception, and when there is no such dossier.
    """
    if _rule(protocol, exception).id not in _rule(protocol, rule).exceptions:
        raise UnreachableError(f"{exception} is no exception to {rule}")
    probe = exception_applies(protocol, rule, exception)
    reason = f"{exception} never takes the place of {rule}: no dossier makes it"
    return _leading(probe.protocol, probe.goal, known, reason)


def dossiers_answering(
    protocol: Protocol, question: str, answer: str | Set[str] | Status, known: bool | None = None
) -> st.SearchStrategy[Dossier]:
    """Return a strategy of dossiers that have this answer to a question.

    ``answer`` is a value (of a set question: one that the set has), a whole set of values, or a
    status. If the question is asked per fact, one of them has this answer. A dossier that leaves a
    question open is never fully known.

    Raises :class:`~obstetric_rules.errors.QuestionNotFoundError`, and
    :class:`~obstetric_rules.errors.UnreachableError` when no dossier has this answer.

    >>> from hypothesis import find
    >>> from obstetric_rules import Status, load_protocol
    >>> silent = dossiers_answering(
    ...     load_protocol("groningen.mzh"), "partner_aanwezigheid", Status.SILENT)
    >>> find(silent, lambda dossier: True)["partner"].koorts
    True
    """
    asked = protocol.question(question)
    if isinstance(answer, str) and answer not in asked.values and answer in list(Status):
        answer = Status(answer)
    reason = f"no dossier has the answer {_shown(answer)} to {question}{_hint(asked, answer)}"
    if answer is Status.OPEN:
        if known:
            raise UnreachableError(f"{question} is never open when every fact is known")
        return _leading(protocol, stays_open(question), known=True, reason=reason)

    def wanted(outcome: Outcome) -> bool:
        if isinstance(answer, Status):
            return outcome.status is answer
        if outcome.status is not Status.CONCLUDED:
            return False
        if isinstance(answer, str) and isinstance(outcome.value, frozenset):
            return answer in outcome.value
        return outcome.value == answer

    return _leading(protocol, becomes(question, wanted), known, reason)


def _leading(
    protocol: Protocol,
    goal: Goal,
    known: bool | None = None,
    reason: str = "no dossier does",
) -> st.SearchStrategy[Dossier]:
    guide = Guide(protocol, goal.question)
    if not guide.can_reach(goal):
        raise UnreachableError(reason)

    @st.composite
    def drawn(draw: st.DrawFn) -> Dossier:
        whole = draw(st.booleans()) if known is None else known
        return guide.draw(draw, goal, whole)

    return drawn()


def _rule(protocol: Protocol, name: str) -> ProtocolRule:
    if name in protocol.rules:
        return protocol.rules[name]
    near = nearest_name(name, protocol.rules)
    hint = f"; did you mean {near}?" if near else ""
    raise UnreachableError(f"the protocol {protocol.id} has no rule {name}{hint}")


def _shown(answer: str | Set[str]) -> str:
    return str(answer) if isinstance(answer, str) else f"{{{', '.join(sorted(answer))}}}"


def _hint(question: Question, answer: str | Set[str]) -> str:
    unknown = sorted({answer} if isinstance(answer, str) else set(answer))
    known = [*question.values, *Status]
    wrong = [name for name in unknown if name not in known]
    near = nearest_name(wrong[0], known) if wrong else None
    return f"; did you mean {near}?" if near else ""
