"""LiveCase: a case whose facts arrive and change over time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, overload

import attrs

from obstetric_rules.arguments import expect, expect_function, items
from obstetric_rules.cases.changes import Changes
from obstetric_rules.cases.history import (
    Clock,
    Course,
    Entry,
    check_moment,
    expect_clock,
    next_moment,
    position_at,
    utc_now,
)
from obstetric_rules.cases.listening import Callback, Listeners, Listening
from obstetric_rules.cases.places import refused
from obstetric_rules.cases.restoring import restored
from obstetric_rules.cases.steps import (
    Added,
    Reinstated,
    Replaced,
    Retracted,
    SetAside,
    Step,
    Told,
    given,
)
from obstetric_rules.cases.writing import case_to_data
from obstetric_rules.engines.answer import AnyAnswer
from obstetric_rules.engines.deciding import (
    DEFAULT_ENGINE,
    expect_dossier,
)
from obstetric_rules.engines.decision import Decision
from obstetric_rules.explanation.open_fact import OpenFact, PossibleAnswer
from obstetric_rules.facts import UNKNOWN, Afwijking, Dossier
from obstetric_rules.forking import Turn
from obstetric_rules.rules.protocol import Protocol, expect_protocol

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class LiveCase:
    """A case by one protocol, whose facts arrive and change over time.

    Facts are told, replaced, added and retracted by their path: ``"partner"``,
    ``"partner.koorts"``, ``"zorgverleners[v1].koorts"``. A fact of a list goes by its id, or by its
    position in a list without ids. Each call is one change: all of it is done, or, when any of it
    is unusable, nothing. Then everything is decided anew, so that no answer outlives the facts it
    rests on, and what changed is returned.

    Any thread may use a case. What it gives out never changes: :attr:`dossier`, :attr:`decision`,
    :attr:`history`. To see two of them as they were together, read both from one entry.

    >>> from obstetric_rules import Partner, load_protocol
    >>> case = LiveCase(load_protocol("groningen.mzh"))
    >>> changes = case.tell(partner=Partner(hoesten=True, koorts=False))
    >>> case.decision["partner_aanwezigheid"].value
    'aanwezig_met_strikte_isolatie'
    >>> changes = case.tell("partner.koorts", True)
    >>> changes.of("partner_aanwezigheid").after.value
    'niet_aanwezig'
    >>> changes = case.retract("partner.koorts")
    >>> [change.question for change in changes.withdrawn][:2]
    ['partner_aanwezigheid', 'maatregelen_partner']
    """

    def __init__(
        self,
        protocol: Protocol,
        dossier: Dossier | None = None,
        *,
        engine: str = DEFAULT_ENGINE,
        clock: Clock = utc_now,
    ) -> None:
        """Open a case, with the facts of a dossier if one is given.

        ``clock`` tells what moment it is, with a time zone, whenever something is told.
        """
        expect_protocol(protocol)
        facts = Dossier() if dossier is None else dossier
        expect_dossier(facts)
        expect_clock(clock)
        course = Course(protocol, engine)
        opened = course.open(facts, check_moment(clock()))
        self._start(course, clock, (opened,))

    def _start(self, course: Course, clock: Clock, history: tuple[Entry, ...]) -> None:
        self._course = course
        self._clock = clock
        # Changed in one assignment, always to an immutable value: reading it needs no lock.
        self._history = history
        self._lock = Turn()
        self._listeners = Listeners(self._lock)

    def __repr__(self) -> str:
        return f"LiveCase(protocol={self.protocol.id!r}, {len(self._history)} entries)"

    # What listens to it, and its lock, stay where they are.
    def __reduce__(self) -> tuple[Any, ...]:
        return _carried, (type(self), self._course, self._clock, self._history)

    @property
    def protocol(self) -> Protocol:
        """The protocol by which the case is decided."""
        return self._course.protocol

    @property
    def engine(self) -> str:
        """The name of the engine that decides it."""
        return self._course.engine

    @property
    def dossier(self) -> Dossier:
        """All facts as they are now."""
        return self._history[-1].dossier

    @property
    def decision(self) -> Decision:
        """All answers as they are now."""
        return self._history[-1].decision

    @property
    def history(self) -> tuple[Entry, ...]:
        """Everything that was done and what came of it, the oldest first. See :meth:`trim`."""
        return self._history

    @overload
    def tell(self, path: str, value: Any, /, **slots: Any) -> Changes: ...
    @overload
    def tell(self, facts: Mapping[str, Any] = ..., /, **slots: Any) -> Changes: ...
    def tell(
        self, facts: str | Mapping[str, Any] = _NOTHING, value: Any = UNKNOWN, /, **slots: Any
    ) -> Changes:
        """Tell facts: one path and its value, a mapping of them, slots by name, or all of these.

        Telling forgets nothing: fields that are UNKNOWN in a fact that is told keep their value; to
        say that they are UNKNOWN use :meth:`replace`. ``None`` says that a slot is empty. A list is
        the whole list: facts that it leaves out are gone, facts whose id was there keep what is
        known of them. A field told of a slot of which nothing was known says that there is one.
        Values may stand as they do in the JSON of a dossier: a fact as a mapping, a set as a list.

        Raises :class:`~obstetric_rules.errors.DossierError` with all problems; then nothing was
        told.

        >>> from obstetric_rules import Client, Zorgverlener, load_protocol
        >>> case = LiveCase(load_protocol("groningen.mzh"))
        >>> changes = case.tell(client=Client(koorts=True), partner=None, zorgverleners=[])
        >>> changes = case.tell({"client.hoesten": False, "client.lijn": "eerste"})
        >>> case.dossier["client"].koorts, case.dossier["client"].hoesten
        (True, False)
        >>> changes = case.tell("clint", True)
        Traceback (most recent call last):
        obstetric_rules.errors.DossierError: clint: expected a known slot (did you mean "client"?)
        """
        return self.apply(Told(*item) for item in given(facts, value, slots))

    def answer(self, fact: OpenFact, value: Any) -> Changes:
        """Tell the answer to what :func:`~obstetric_rules.ask_next` asks: one of its, or another.

        A value stands as it does in the JSON of a dossier. Raises as :meth:`tell` does.

        >>> from obstetric_rules import ask_next, load_protocol
        >>> case = LiveCase(load_protocol("groningen.mzh"))
        >>> asked = ask_next(case.protocol, case.dossier, ["badbevalling"])[0]
        >>> changes = case.answer(asked, asked.answers[0])
        >>> case.dossier["client"].hoesten
        True
        """
        advice = "ask_next gives them; tell(path, value) tells any other"
        expect("fact", fact, OpenFact, expected="an OpenFact", advice=advice)
        told = value.value if isinstance(value, PossibleAnswer) else value
        return self.tell(fact.path, told)

    @overload
    def replace(self, path: str, value: Any, /, **slots: Any) -> Changes: ...
    @overload
    def replace(self, facts: Mapping[str, Any] = ..., /, **slots: Any) -> Changes: ...
    def replace(
        self, facts: str | Mapping[str, Any] = _NOTHING, value: Any = UNKNOWN, /, **slots: Any
    ) -> Changes:
        """Tell facts as :meth:`tell` does, and forget what was known in their place.

        >>> from obstetric_rules import Partner, load_protocol
        >>> case = LiveCase(load_protocol("groningen.mzh"))
        >>> changes = case.tell(partner=Partner(hoesten=True))
        >>> changes = case.replace(partner=Partner(koorts=True))
        >>> case.dossier["partner"].hoesten
        UNKNOWN
        """
        return self.apply(Replaced(*item) for item in given(facts, value, slots))

    def add(self, path: str, *facts: Any) -> Changes:
        """Add facts to a list, which must have been told: one fact would not be the whole list.

        >>> from obstetric_rules import Zorgverlener, load_protocol
        >>> case = LiveCase(load_protocol("groningen.mzh"))
        >>> changes = case.tell(zorgverleners=[])
        >>> changes = case.add("zorgverleners", Zorgverlener(id="v1", lijn="eerste", koorts=True))
        >>> changes.of("toegang_zorgverlener", "v1").after.value
        'geweerd'
        """
        return self.apply(Added(path, fact) for fact in facts)

    def retract(self, *paths: str) -> Changes:
        """Take back what was told: a field or a slot is UNKNOWN again, a fact leaves its list.

        A fact that is only there because a field of it was told goes with its last field. What is
        UNKNOWN already stays so.

        >>> from obstetric_rules import Dossier, load_protocol
        >>> case = LiveCase(load_protocol("groningen.mzh"))
        >>> changes = case.tell("partner.koorts", True)
        >>> changes = case.retract("partner.koorts")
        >>> case.dossier == Dossier()
        True
        """
        return self.apply(Retracted(path) for path in paths)

    def set_aside(self, afwijking: Afwijking) -> Changes:
        """Record that a rule is set aside: what the remaining rules say is the answer.

        >>> from obstetric_rules import load_protocol
        >>> case = LiveCase(load_protocol("groningen.mzh"))
        >>> full = Afwijking(regel="G7", reden="Het is er vol.", rol="gynaecoloog")
        >>> changes = case.set_aside(full)
        >>> case.decision.deviations[0].afwijking.regel
        'G7'
        >>> changes = case.reinstate(full)
        >>> case.decision.deviations
        ()
        """
        return self.apply([SetAside(afwijking)])

    def reinstate(self, afwijking: Afwijking) -> Changes:
        """Withdraw an Afwijking: the rule that it set aside holds again."""
        return self.apply([Reinstated(afwijking)])

    def apply(self, steps: Iterable[Step]) -> Changes:
        """Make steps of any kind in this order as one change, and return what changed.

        Afterwards listeners are called. When some of them fail an :class:`ExceptionGroup` says so;
        the change itself was made and is ``history[-1]``.

        Raises :class:`~obstetric_rules.errors.DossierError` with all problems; then nothing was
        done.

        >>> from obstetric_rules import load_protocol
        >>> case = LiveCase(load_protocol("groningen.mzh"))
        >>> steps = [Told("client.koorts", False), Retracted("partner")]
        >>> case.apply(steps) == case.history[1].changes
        True
        """
        made = items("steps", steps, "a list of steps")
        with self._lock:
            last = self._history[-1]
            entry = self._course.follow(last, made, next_moment(self._clock(), last))
            self._history = (*self._history, entry)
            self._listeners.announce(entry)
        self._listeners.deliver()
        return entry.changes

    def move_to(self, protocol: Protocol) -> Changes:
        """Go on by other rules of the same protocol: a new version, or those of a new day.

        That is an entry of the history, with the step :class:`~obstetric_rules.cases.Moved` and the
        answers that changed; what was decided before stays as it was. Nothing is done when the case
        is decided by these rules, composed for this day, already.

        Raises :class:`~obstetric_rules.errors.DossierError` when it is another protocol, or when
        the facts do not fit its rules; then the case stays as it was.

        >>> from datetime import date
        >>> from obstetric_rules import load_protocol
        >>> case = LiveCase(load_protocol("groningen.mzh", date(2026, 11, 22)))
        >>> changes = case.tell("client.koorts", True)
        >>> len(case.move_to(load_protocol("groningen.mzh", date(2026, 11, 23))))
        0
        >>> [entry.on.day for entry in case.history]
        [22, 22, 23]
        """
        expect_protocol(protocol)
        course = Course(protocol, self.engine)
        with self._lock:
            last = self._history[-1]
            name = last.decision.protocol.id
            if protocol.id != name:
                raise refused("protocol", f'"{name}", by which the case was decided so far')
            if course.decided(last):
                self._course = course
                return Changes(before=last.decision, after=last.decision, all=())
            entry = course.move(last, next_moment(self._clock(), last))
            self._course, self._history = course, (*self._history, entry)
            self._listeners.announce(entry)
        self._listeners.deliver()
        return entry.changes

    def listen(self, callback: Callback) -> Listening:
        """Have a callback called with the :class:`Entry` of each change from now on.

        They are called in the order in which they began to listen, and for all changes in the order
        in which these were made, also by other threads. They may use the case. A change that is
        made while listeners are being called, by one of them or in another thread, is passed on by
        the thread that is calling them; the call that made it does not wait for that. An error of a
        listener stops no other and changes nothing in the case: when everyone was called, the
        errors are raised together.

        >>> from obstetric_rules import load_protocol
        >>> case = LiveCase(load_protocol("groningen.mzh"))
        >>> with case.listen(lambda entry: print(entry.number, entry.steps)):
        ...     changes = case.retract("client")
        1 (Retracted(path='client'),)
        """
        expect_function("callback", callback, "a function of an Entry")
        return self._listeners.add(callback)

    def entry_at(self, moment: datetime) -> Entry:
        """Return the entry that held at a moment: its facts, its decision and how it came about.

        Raises :class:`~obstetric_rules.errors.DossierError` when the history starts later.
        """
        history = self._history
        return history[position_at(history, moment)]

    def answer_at(self, moment: datetime, question: str) -> AnyAnswer:
        """Return what the answer to a question was at a moment.

        Raises :class:`~obstetric_rules.errors.DossierError` when the history starts later, and
        :class:`~obstetric_rules.errors.QuestionNotFoundError` when there is no such question.

        >>> from obstetric_rules import load_protocol
        >>> case = LiveCase(load_protocol("groningen.mzh"))
        >>> changes = case.tell("client.koorts", True)
        >>> case.answer_at(case.history[0].moment, "badbevalling").value is None
        True
        >>> case.answer_at(case.history[1].moment, "badbevalling").value
        'niet_mogelijk'
        """
        expect("question", question, str, expected="the id of a question")
        decision = self.entry_at(moment).decision
        if question not in decision.answers:
            self.protocol.question(question)
        return decision[question]

    def trim(self, before: datetime) -> tuple[Entry, ...]:
        """Forget the history before a moment, except the entry that held then; return the rest.

        Without it nothing is ever forgotten, and a history takes about as much memory as so many
        dossiers and decisions.

        >>> from obstetric_rules import load_protocol
        >>> case = LiveCase(load_protocol("groningen.mzh"))
        >>> changes = [case.tell("client.koorts", fever) for fever in (False, True, False)]
        >>> [entry.number for entry in case.trim(case.history[-2].moment)]
        [0, 1]
        >>> [entry.number for entry in case.history]
        [2, 3]
        """
        with self._lock:
            position = position_at(self._history, before)
            forgotten, self._history = self._history[:position], self._history[position:]
        return forgotten

    def to_data(self, *, key: bytes | None = None) -> dict[str, Any]:
        """Return the case with its history as JSON-ready data, signed if a ``key`` is given.

        It holds the facts of the case. Raises :class:`~obstetric_rules.errors.SigningKeyError` when
        it is no key to sign with.

        >>> from obstetric_rules import load_protocol
        >>> protocol = load_protocol("groningen.mzh")
        >>> case = LiveCase(protocol)
        >>> changes = case.tell("client.koorts", True)
        >>> again = LiveCase.from_data(case.to_data(), protocol)
        >>> again.history == case.history
        True
        """
        return case_to_data(self.engine, self._history, key)

    @classmethod
    def from_data(
        cls,
        data: object,
        protocol: Protocol,
        *,
        clock: Clock = utc_now,
        key: bytes | None = None,
    ) -> LiveCase:
        """Return the case that :meth:`to_data` wrote; with a ``key``, only one signed with it.

        Facts and answers are as they were: nothing is decided again. What was decided by the rules
        of ``protocol``, composed for the same day, can be explained. What was decided by others,
        by an older version, say, can be read only; when the last answers are, :meth:`move_to`
        goes on from there. Listeners are not restored.

        Raises :class:`~obstetric_rules.errors.DossierError` with all problems when the data is
        damaged, or is of another protocol, or holds facts that the protocol does not know.
        """
        expect_protocol(protocol)
        expect_clock(clock)
        course, history = restored(data, protocol, key)
        case = cls.__new__(cls)
        case._start(course, clock, history)
        return case


def _carried(
    kind: type[LiveCase], course: Course, clock: Clock, history: tuple[Entry, ...]
) -> LiveCase:
    """Return a case from its history; its last decision is made again, so that it can say why.

    One that was made by other rules stays as it was.
    """
    *past, last = history
    if course.decided(last):
        changes = attrs.evolve(last.changes, after=course.decide(last.dossier))
        last = attrs.evolve(last, changes=changes)
    case = kind.__new__(kind)
    case._start(course, clock, (*past, last))
    return case
