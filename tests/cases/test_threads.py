"""One case, several threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier, Event

from obstetric_rules import Client, Dossier, Partner, Zorgverlener, decide
from obstetric_rules.cases import Entry, LiveCase
from tests.cases.examples import SMALL, answers_of

THREADS = 8
ROUNDS = 10


def test_no_change_is_lost() -> None:
    """Eight threads tell and retract at once: each change is made whole, one after the other."""
    case = LiveCase(SMALL)
    case.tell(zorgverleners=[Zorgverlener(id=f"v{number}") for number in range(THREADS)])
    start = Barrier(THREADS)

    def work(number: int) -> None:
        start.wait()
        for turn in range(ROUNDS):
            case.tell({f"zorgverleners[v{number}].koorts": turn % 2 == 0, "client.koorts": True})
            case.retract(f"zorgverleners[v{number}].koorts", "client.koorts")
        case.tell(f"zorgverleners[v{number}].koorts", number % 2 == 0)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))

    expected = [Zorgverlener(id=f"v{n}", koorts=n % 2 == 0) for n in range(THREADS)]
    assert case.dossier == Dossier(zorgverleners=expected)
    assert [entry.number for entry in case.history] == list(range(2 + THREADS * (2 * ROUNDS + 1)))
    for before, after in pairwise(case.history):
        assert after.changes.before is before.decision
    assert answers_of(case.decision) == answers_of(decide(SMALL, case.dossier))


def test_a_reader_never_sees_half_a_change() -> None:
    """Two facts that always change together are never seen apart."""
    case = LiveCase(SMALL)
    start, done = Barrier(2), Event()

    def write() -> None:
        start.wait()
        for turn in range(ROUNDS * 5):
            fever = turn % 2 == 0
            case.tell(client=Client(koorts=fever), partner=Partner(koorts=fever))
        done.set()

    def read() -> int:
        start.wait()
        seen = 0
        while not (done.is_set() and seen):
            dossier, decision = case.dossier, case.decision
            assert decision.dossier is not None
            for facts in (dossier, decision.dossier):
                client, partner = facts["client"], facts["partner"]
                assert getattr(client, "koorts", None) is getattr(partner, "koorts", None)
            seen += 1
        return seen

    with ThreadPoolExecutor(2) as pool:
        writing, reading = pool.submit(write), pool.submit(read)
        writing.result()
        assert reading.result() > 0


def test_listeners_hear_of_all_changes_in_order() -> None:
    """Whichever threads make the changes, a listener hears of each once and in order."""
    case = LiveCase(SMALL)
    heard: list[Entry] = []
    case.listen(heard.append)
    start = Barrier(THREADS)

    def work(number: int) -> None:
        start.wait()
        for turn in range(ROUNDS):
            case.tell("client.koorts", (turn + number) % 2 == 0)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))

    assert [entry.number for entry in heard] == list(range(1, THREADS * ROUNDS + 1))


def test_a_listener_may_wait_for_another_thread() -> None:
    """A listener that waits for a thread that tells the same case does not wait for ever."""
    case = LiveCase(SMALL)
    heard: list[int] = []

    with ThreadPoolExecutor(1) as pool:

        def ask_elsewhere(entry: Entry) -> None:
            heard.append(entry.number)
            if entry.number == 1:
                pool.submit(case.tell, "client.hoesten", True).result(timeout=60)

        case.listen(ask_elsewhere)
        case.tell("client.koorts", True)

    assert heard == [1, 2]
    assert case.dossier == Dossier(client=Client(koorts=True, hoesten=True))
