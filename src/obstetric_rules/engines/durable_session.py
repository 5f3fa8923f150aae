"""A ruleset inside durable-rules: tell it a fact, hear which rules fire, take the fact back."""

from __future__ import annotations

import json
import weakref
from collections.abc import Mapping, Sequence

from obstetric_rules.engines.durable_binding import Binding
from obstetric_rules.engines.durable_symbols import FIRST
from obstetric_rules.errors import EngineError

_SESSION = "0"
# One fact is told at a time, so one id will do.
_START, _END = '{"id":1', "}"
_THE_FACT = _START + _END

_TAKEN, _NOT_HEEDED = 0, 1


class Session:
    """One ruleset of durable-rules, with one session. Not safe from several threads at once.

    ``rules`` gives by the name of each rule the symbols that have to hold. Raises
    :class:`~obstetric_rules.errors.EngineError` when durable-rules refuses them.
    """

    def __init__(self, binding: Binding, name: str, rules: Mapping[str, Sequence[str]]) -> None:
        self._binding = binding
        self._name = name
        written = {rule: _rule(symbols) for rule, symbols in rules.items()}
        self._rules = json.dumps({FIRST: _rule([FIRST]), **written})
        self._opened = self._open()

    def fire(self, symbols: str) -> list[str]:
        """Tell a fact and return the names of the rules that fired; the fact is taken back again.

        ``symbols`` are written as :func:`symbol` writes each. Raises
        :class:`~obstetric_rules.errors.EngineError` when durable-rules breaks down over it.
        """
        opened = self._opened
        if opened.unfinished:
            # An exception came in between, so what the last fact left behind is not known.
            opened = self._opened = self._open()
        opened.unfinished = True
        try:
            fired = self._told(opened.handle, f"{_START}{symbols}{_END}")
        except self._binding.error as error:
            raise EngineError(f"durable-rules broke down over {self._name}: {error}") from error
        opened.unfinished = False
        return fired

    def _told(self, handle: int, fact: str) -> list[str]:
        binding = self._binding
        became, state = binding.assert_fact(handle, fact)
        if became == _NOT_HEEDED:
            return []
        if became != _TAKEN:
            raise EngineError(f"durable-rules did not take a fact that {self._name} was told")
        fired = []
        action = binding.start_action_for_state(handle, state)
        firing = None if action is None else action[1]
        while firing is not None:
            # It reads '{"rule":{"m":{…}}}'; only the name of the rule matters.
            fired.append(firing[2 : firing.index('"', 2)])
            firing = binding.complete_and_start_action(handle, state)
        binding.retract_fact(handle, _THE_FACT)
        return fired

    def _open(self) -> _Opened:
        try:
            opened = _Opened(self._binding, self._binding.create_ruleset(self._name, self._rules))
            # Before a rule has fired in it no session can be freed; so this one fires first.
            fired = self._told(opened.handle, f"{_START}{symbol(FIRST)}{_END}")
            opened.sessions += [_SESSION for _ in fired]
            return opened
        except self._binding.error as error:
            raise EngineError(
                f"durable-rules refuses the rules of {self._name}: {error}"
            ) from error


class _Opened:
    """A ruleset as durable-rules holds it; it is freed when nothing refers to it any more.

    ``sessions`` are those to be freed with it. A session in which no rule has fired yet must not
    be: durable-rules would crash the process.
    """

    def __init__(self, binding: Binding, handle: int) -> None:
        self.handle = handle
        self.unfinished = False
        self.sessions: list[str] = []
        weakref.finalize(self, _free, binding, handle, self.sessions).atexit = False


def symbol(name: str) -> str:
    """Return a symbol as it stands in a fact.

    >>> symbol("a0")
    ',"a0":1'
    """
    return f',"{name}":1'


def _rule(symbols: Sequence[str]) -> object:
    tests = [{name: 1} for name in symbols]
    return {"all": [{"m": tests[0] if len(tests) == 1 else {"$and": tests}}]}


def _free(binding: Binding, handle: int, sessions: Sequence[str]) -> None:
    for session in sessions:
        binding.delete_state(handle, session)
    binding.delete_ruleset(handle)
