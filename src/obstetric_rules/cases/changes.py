"""Changes: which answers are no longer what they were, and why."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from functools import cached_property

import attrs

from obstetric_rules.engines.answer import Answer, AnyAnswer, shown
from obstetric_rules.engines.decision import Decision, each_answer
from obstetric_rules.explanation.reasons import Explanation
from obstetric_rules.explanation.why import why
from obstetric_rules.expressions.outcome import Status


class Kind(enum.StrEnum):
    """How an answer changed. An answer is *settled* when it is not open."""

    APPEARED = "appeared"
    """It is settled; it was open, or not asked."""
    CHANGED = "changed"
    """It is settled, and was settled otherwise."""
    WITHDRAWN = "withdrawn"
    """It was settled; it is open, or not asked any more."""
    UNSETTLED = "unsettled"
    """It is open otherwise than it was, or came or went while it was open."""


@attrs.frozen(kw_only=True)
class Change:
    """One answer that changed: what it was, and what it is.

    ``key`` is the fact, for a question that is asked per fact of a list. ``before`` is ``None``
    when the question was not asked (of this fact), ``after`` when it is not asked any more.
    """

    question: str
    key: str | None
    kind: Kind
    before: Answer | None = attrs.field(repr=False)
    after: Answer | None = attrs.field(repr=False)
    _then: Decision | None = attrs.field(alias="then", eq=False, repr=False)
    _now: Decision = attrs.field(alias="now", eq=False, repr=False)

    @cached_property
    def why(self) -> Explanation | None:
        """Why the answer is what it is now; ``None`` when the question is not asked any more.

        Also ``None`` when the rules it was decided by are not there: see
        :meth:`~obstetric_rules.cases.LiveCase.from_data`.
        """
        return self._why(self.after, self._now)

    @cached_property
    def why_before(self) -> Explanation | None:
        """Why the answer was what it was; ``None`` when the question was not asked.

        Also ``None`` when the rules it was decided by are not there.
        """
        return None if self._then is None else self._why(self.before, self._then)

    def _why(self, answer: Answer | None, decision: Decision) -> Explanation | None:
        if answer is None or decision.case is None:
            return None
        return why(decision, self.question, self.key)


@attrs.frozen(kw_only=True)
class Changes:
    """The answers that changed from one decision to the next, in the order of the protocol.

    ``before`` is ``None`` when there was no case yet. Two are equal when the same answers changed
    in the same way.

    >>> from obstetric_rules import Client, Dossier, decide, load_protocol
    >>> protocol = load_protocol("groningen.mzh")
    >>> before = decide(protocol, Dossier())
    >>> changes = difference(before, decide(protocol, Dossier(client=Client(koorts=True))))
    >>> changes.of("badbevalling").kind, changes.of("badbevalling").after.value
    (<Kind.APPEARED: 'appeared'>, 'niet_mogelijk')
    >>> changes.withdrawn
    ()
    """

    before: Decision | None = attrs.field(eq=False, repr=False)
    after: Decision = attrs.field(eq=False, repr=False)
    all: tuple[Change, ...] = attrs.field(repr=lambda changes: f"{len(changes)} changes")

    @property
    def appeared(self) -> tuple[Change, ...]:
        """Answers that are settled, and were open or not asked."""
        return self.that(Kind.APPEARED)

    @property
    def changed(self) -> tuple[Change, ...]:
        """Answers that are settled, and were settled otherwise."""
        return self.that(Kind.CHANGED)

    @property
    def withdrawn(self) -> tuple[Change, ...]:
        """Answers that were settled, and are open or not asked any more."""
        return self.that(Kind.WITHDRAWN)

    @property
    def unsettled(self) -> tuple[Change, ...]:
        """Answers that are open otherwise than they were, or came or went while open."""
        return self.that(Kind.UNSETTLED)

    def that(self, kind: Kind) -> tuple[Change, ...]:
        """Return the changes of one kind."""
        return tuple(change for change in self.all if change.kind is kind)

    def of(self, question: str, key: str | None = None) -> Change | None:
        """Return how this answer changed; ``None`` when it did not."""
        found = (item for item in self.all if (item.question, item.key) == (question, key))
        return next(found, None)

    def __iter__(self) -> Iterator[Change]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)


def difference(before: Decision | None, after: Decision) -> Changes:
    """Return the answers in which two decisions differ, in the order of the later protocol.

    Two open answers differ when they can become something else, or when other facts are missing.
    """
    if before is not None and _are_of_one_case(before, after):
        return Changes(before=before, after=after, all=())
    then = {} if before is None else before.answers
    changes = [
        Change(
            question=question,
            key=key,
            kind=_kind(_is_settled(old), _is_settled(new)),
            before=old,
            after=new,
            then=before,
            now=after,
        )
        for question in dict.fromkeys([*after.answers, *then])
        for key, old, new in _pairs(then.get(question), after.answers.get(question))
        if not _same(old, new)
    ]
    return Changes(before=before, after=after, all=tuple(changes))


def _are_of_one_case(before: Decision, after: Decision) -> bool:
    rules = [(one.protocol.sha256, one.on) for one in (before, after)]
    return rules[0] == rules[1] and before.dossier == after.dossier


def _pairs(
    before: AnyAnswer | None, after: AnyAnswer | None
) -> Iterator[tuple[str | None, Answer | None, Answer | None]]:
    """Yield the answers to a question, or those per fact, with the key of each."""
    if before is after:
        return
    then, now = (dict(each_answer(one)) if one is not None else {} for one in (before, after))
    for key in dict.fromkeys([*then, *now]):
        yield key, then.get(key), now.get(key)


def _same(old: Answer | None, new: Answer | None) -> bool:
    # A key comes from one of the two decisions, so that at least one of the answers is there.
    if old is None or new is None:
        return False
    if shown(old.outcome) != shown(new.outcome):
        return False
    return old.status is not Status.OPEN or old.missing == new.missing


def _is_settled(answer: Answer | None) -> bool:
    return answer is not None and answer.status is not Status.OPEN


def _kind(was_settled: bool, is_settled: bool) -> Kind:
    if is_settled:
        return Kind.CHANGED if was_settled else Kind.APPEARED
    return Kind.WITHDRAWN if was_settled else Kind.UNSETTLED
