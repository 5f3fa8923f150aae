"""Watching decisions as they are made."""

from __future__ import annotations

from threading import Thread

from obstetric_rules import Decision, Dossier, decide, load_protocol
from obstetric_rules.engines.watching import watching


def test_decisions_are_seen_while_somebody_watches() -> None:
    """Every decision of the process is seen, those of other threads too, and none afterwards."""
    protocol = load_protocol("groningen")
    seen: list[Decision] = []
    with watching(seen.append):
        first = decide(protocol, Dossier(ref=1))
        thread = Thread(target=decide, args=(protocol, Dossier(ref=2)))
        thread.start()
        thread.join()
    decide(protocol, Dossier(ref=3))

    assert [decision.ref for decision in seen] == [1, 2]
    assert seen[0] is first


def test_one_who_stops_watching_does_not_stop_the_others() -> None:
    """Two can watch at once, and each sees its own part."""
    protocol = load_protocol("groningen")
    inner: list[Decision] = []
    outer: list[Decision] = []
    with watching(outer.append):
        with watching(inner.append):
            decide(protocol, Dossier(ref=1))
        decide(protocol, Dossier(ref=2))

    assert [decision.ref for decision in inner] == [1]
    assert [decision.ref for decision in outer] == [1, 2]
