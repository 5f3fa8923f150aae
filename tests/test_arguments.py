"""Whoever calls the library wrongly is told so, and not of what is inside it."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from obstetric_rules import (
    Afwijking,
    Client,
    Dossier,
    LiveCase,
    ObstetricRulesError,
    Partner,
    Protocols,
    Zorgverlener,
    ask_next,
    decide,
    load_protocol,
    why,
)
from obstetric_rules.arguments import items
from obstetric_rules.cases import Told, changes_lines, structure_value
from obstetric_rules.engines.decision_data import decision_from_data, decision_to_data
from obstetric_rules.engines.receipt import Receipt, receipt_of, replay
from obstetric_rules.engines.watching import watching
from obstetric_rules.errors import ArgumentError, nearest_name
from obstetric_rules.explanation.answers_text import decision_rows
from obstetric_rules.explanation.rendering import explanation_lines
from obstetric_rules.explanation.why_not import why_not
from obstetric_rules.exports.chart import chart_of
from obstetric_rules.exports.source_page import source_page
from obstetric_rules.facts import Choice, WholeNumber, dossier_to_data, fact
from obstetric_rules.facts.reading import read_dossier, read_dossier_lines, structure_dossier
from obstetric_rules.plugins.discovery import compose_installed, load_layers
from obstetric_rules.plugins.groningen import groningen
from obstetric_rules.rules.protocol import compose
from obstetric_rules.rules.question import question
from obstetric_rules.rules.reading import rulesets_from_text, rulesets_to_text
from obstetric_rules.verification.comparing import compare
from obstetric_rules.verification.report import verify
from tests.public_objects import MZH, ON, SECRET

D = Dossier(client=Client(koorts=True), zorgverleners=[Zorgverlener(id="v1")])
DECISION = decide(MZH, D)
RECEIPT = receipt_of(DECISION)
CASE = LiveCase(MZH)
LISTED = LiveCase(MZH, Dossier(zorgverleners=[]))
ASIDE = Afwijking(regel="G7", reden=SECRET, rol="gynaecoloog")


class Feigned:
    """An object that says it is of whatever class is asked for."""

    def __init__(self, kind: type) -> None:
        self._kind = kind

    @property
    def __class__(self) -> Any:
        return self._kind


class NotADate(datetime.datetime):
    """Stands for what data frames have for a missing moment: it is a datetime, in a way."""


DOORS: dict[str, tuple[Callable[..., Any], tuple[Any, ...], tuple[int, ...]]] = {
    # The door, what it takes, and which of these are tried with something else.
    "load_protocol": (load_protocol, ("groningen.mzh", ON), (0, 1)),
    "compose_installed": (compose_installed, ("groningen", ON), (0, 1)),
    "load_layers": (load_layers, ("groningen",), (0,)),
    "compose": (compose, ([groningen], ON), (0, 1)),
    "Protocols": (Protocols, ("groningen.mzh",), (0,)),
    "Protocols.on": (Protocols("groningen.mzh").on, (datetime.datetime.now(datetime.UTC),), (0,)),
    "decide": (decide, (MZH, D, "compiled"), (0, 1, 2)),
    "ask_next": (ask_next, (MZH, D, ["badbevalling"]), (0, 1, 2)),
    "why": (why, (DECISION, "badbevalling"), (0, 1)),
    "why_not": (why_not, (DECISION, "badbevalling", "mogelijk"), (0, 1, 2)),
    "decision[...]": (DECISION.__getitem__, ("badbevalling",), (0,)),
    "decision.answer": (DECISION.answer, ("badbevalling",), (0,)),
    "decision.answers_per": (DECISION.answers_per, ("toegang_zorgverlener",), (0,)),
    "answers[...]": (DECISION.answers_per("toegang_zorgverlener").__getitem__, ("v1",), (0,)),
    "protocol.question": (MZH.question, ("badbevalling",), (0,)),
    "decision_to_data": (decision_to_data, (DECISION,), (0,)),
    "decision_from_data": (decision_from_data, (decision_to_data(DECISION), MZH), (0,)),
    "receipt_of": (receipt_of, (DECISION,), (0,)),
    "replay": (replay, (RECEIPT, MZH), (0, 1)),
    "read_dossier": (read_dossier, ("{}", MZH), (0, 1)),
    "structure_dossier": (structure_dossier, ({}, MZH), (0, 1)),
    "read_dossier_lines": (
        lambda *given: list(read_dossier_lines(*given)),
        ([b"{}"], MZH),
        (0, 1),
    ),
    "LiveCase": (LiveCase, (MZH, D), (0, 1)),
    "LiveCase.from_data": (LiveCase.from_data, (CASE.to_data(), MZH), (0, 1)),
    "listen": (CASE.listen, (print,), (0,)),
    "case.tell": (CASE.tell, ("client.koorts", True), (0,)),
    "case.tell many": (CASE.tell, ({"client.koorts": True},), (0,)),
    "case.replace": (CASE.replace, ("client.koorts", True), (0,)),
    "case.answer": (CASE.answer, (ask_next(MZH, Dossier())[0], True), (0,)),
    "case.add": (LISTED.add, ("zorgverleners", Zorgverlener(id="v2")), (0,)),
    "case.retract": (CASE.retract, ("client.koorts",), (0,)),
    "case.set_aside": (CASE.set_aside, (ASIDE,), (0,)),
    "case.reinstate": (CASE.reinstate, (ASIDE,), (0,)),
    "case.apply": (CASE.apply, ([Told("client.koorts", True)],), (0,)),
    "case.apply one": (lambda step: CASE.apply([step]), (Told("client.koorts", True),), (0,)),
    "case.move_to": (CASE.move_to, (MZH,), (0,)),
    "case.entry_at": (CASE.entry_at, (datetime.datetime.now(datetime.UTC),), (0,)),
    "case.answer_at": (
        CASE.answer_at,
        (datetime.datetime.now(datetime.UTC), "badbevalling"),
        (0, 1),
    ),
    "case.trim": (CASE.trim, (datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC),), (0,)),
    "case.to_data": (lambda key: CASE.to_data(key=key), (bytes(32),), (0,)),
    "protocol.dossier": (lambda client: MZH.dossier(client=client), (Client(),), (0,)),
    "Receipt.from_data": (Receipt.from_data, (RECEIPT.to_data(),), (0,)),
    "receipt.signed": (RECEIPT.signed, (bytes(32),), (0,)),
    "rulesets_to_text": (rulesets_to_text, ([groningen],), (0,)),
    "rulesets_from_text": (rulesets_from_text, (rulesets_to_text([groningen]),), (0,)),
    "rulesets_from_text 2": (
        lambda t: rulesets_from_text(rulesets_to_text([groningen]), t),
        ([Client],),
        (0,),
    ),
    "explanation_lines": (explanation_lines, (why(DECISION, "badbevalling"),), (0,)),
    "decision_rows": (decision_rows, (DECISION,), (0,)),
    "dossier_to_data": (dossier_to_data, (D,), (0,)),
    "watching": (lambda watcher: watching(watcher).__enter__(), (print,), (0,)),
    "verify": (verify, (MZH,), (0,)),
    "compare": (compare, (MZH, MZH), (0, 1)),
    "chart_of": (chart_of, (MZH, "badbevalling"), (0, 1)),
    "source_page": (source_page, (MZH, "groningen"), (0, 1)),
    "structure_value": (structure_value, (MZH, "client.koorts", True), (0, 1)),
    "changes_lines": (changes_lines, (CASE.history[0].changes,), (0,)),
    "why of a fact": (lambda key: why(DECISION, "toegang_zorgverlener", key), ("v1",), (0,)),
    "replay by rules": (lambda rules: replay(RECEIPT, rules=rules), (MZH.layers,), (0,)),
    "question": (
        lambda values: question("bad", text="Bad?", label="bad", values=values),
        ({"ja": "ja"},),
        (0,),
    ),
    "Choice": (
        lambda label, values: Choice(label=label, label_en="x", values=values),
        ("lijn", {"ja": "ja"}),
        (0, 1),
    ),
    "WholeNumber": (
        lambda least, most: WholeNumber(label="x", label_en="x", minimum=least, maximum=most),
        (0, 1),
        (0, 1),
    ),
    "fact": (fact, (type("Bed", (), {}),), (0,)),
    "Client.of": (Client.of, ({},), (0,)),
    "nearest_name": (nearest_name, ("kort", ["koorts"]), (0,)),
}

WRONG: dict[str, Any] = {
    "None": None,
    "a text": SECRET,
    "a number": 7,
    "False": False,
    "a list": [SECRET],
    "a dict": {SECRET: SECRET},
    "a fact": Client(),
    "a dossier": D,
    "a protocol": MZH,
    "a decision": DECISION,
    "a moment without a zone": datetime.datetime(2026, 1, 1, 12),
    "no date at all": NotADate(2026, 1, 1),
    "a class": Dossier,
    "bytes": b"\xff",
    "feigned protocol": Feigned(type(MZH)),
    "feigned dossier": Feigned(Dossier),
    "feigned text": Feigned(str),
    "feigned date": Feigned(datetime.date),
}

TAKEN = {
    # Left out, or another way to say it.
    *(("load_protocol 1", name) for name in ("None",)),
    *(("compose_installed 1", name) for name in ("None",)),
    *(("compose 1", name) for name in ("None",)),
    ("Protocols 0", "a text"),
    *(("Protocols.on 0", name) for name in ("None",)),
    *(("ask_next 2", name) for name in ("None",)),
    *(("replay 1", name) for name in ("None", "a protocol")),
    *(("LiveCase 1", name) for name in ("None", "a dossier")),
    # What is wanted stands among what is tried.
    *(("decide 0", name) for name in ("a protocol",)),
    *(("decide 1", name) for name in ("a dossier",)),
    *(("ask_next 0", name) for name in ("a protocol",)),
    *(("ask_next 1", name) for name in ("a dossier",)),
    *((f"{door} 0", "a decision") for door in ("why", "why_not", "decision_to_data")),
    ("receipt_of 0", "a decision"),
    *((f"{door} 1", "a protocol") for door in ("read_dossier", "structure_dossier")),
    *((f"{door} 1", "a protocol") for door in ("read_dossier_lines", "LiveCase.from_data")),
    *((f"{door} 0", "a protocol") for door in ("LiveCase", "verify", "chart_of", "source_page")),
    ("compare 0", "a protocol"),
    ("compare 1", "a protocol"),
    *((f"{door} 0", "a class") for door in ("listen", "watching")),
    ("nearest_name 0", "a text"),
    ("case.move_to 0", "a protocol"),
    ("case.to_data 0", "None"),
    ("protocol.dossier 0", "a fact"),
    ("decision_rows 0", "a decision"),
    ("dossier_to_data 0", "a dossier"),
    ("structure_value 0", "a protocol"),
    ("replay by rules 0", "None"),
    *((door, name) for door in ("question 0", "Choice 1") for name in ("a dossier", "a decision")),
    ("question 0", "a dict"),
    ("Choice 0", "a text"),
    ("Choice 1", "a dict"),
    *((f"WholeNumber {at}", name) for at in (0, 1) for name in ("None", "False")),
    *((f"WholeNumber {at}", "a number") for at in (0, 1)),
    ("fact 0", "a class"),
}

USES = [
    pytest.param(call, (*given[:at], value, *given[at + 1 :]), id=f"{door} {at}-{name}")
    for door, (call, given, places) in DOORS.items()
    for at in places
    for name, value in WRONG.items()
    if (f"{door} {at}", name) not in TAKEN
]


@pytest.mark.parametrize(("call", "given"), USES)
def test_a_wrong_argument_is_told_as_such(call: Callable[..., Any], given: Any) -> None:
    """Every door says what it expected; nothing hangs, and no error is about what is inside."""
    with pytest.raises(ObstetricRulesError) as error:
        call(*given)

    message = str(error.value)
    assert "attribute" not in message
    assert "0x" not in message


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: decide("groningen.mzh", D), "expected a Protocol, got a str"),
        (lambda: decide(MZH, {"client": {}}), "dossier: expected a Dossier, got a dict"),
        (lambda: decide(MZH, D, D), "engine: expected the name of an engine, got a Dossier"),
        (lambda: ask_next(MZH, D, D), "questions: expected ids of questions, got a Dossier"),
        (lambda: LiveCase("groningen.mzh"), "protocol: expected a Protocol, got a str"),
        (lambda: LiveCase(MZH, dossier={}), "dossier: expected a Dossier, got a dict"),
        (lambda: LiveCase(MZH, clock=7), "clock: expected a function that gives a moment"),
        (lambda: load_protocol(D), "name: expected the id of an installed ruleset, got a Dossier"),
        (
            lambda: load_protocol("groningen.mzh", "2026-01-01"),
            "on: expected a datetime.date, got a str (datetime.date(2026, 1, 31) makes one)",
        ),
        (
            lambda: load_protocol("groningen.mzh", datetime.datetime(2026, 1, 1, 12)),
            "on: expected a datetime.date, got a datetime.datetime (its day is moment.date(); "
            "Protocols(...).on(moment) takes a moment)",
        ),
        (lambda: load_protocol("groningen.mzh", False), "on: expected a datetime.date, got a bool"),
        (
            lambda: compose([groningen], datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)),
            "on: expected a datetime.date, got a datetime.datetime",
        ),
        (lambda: compose(groningen), "rulesets: expected a list of Ruleset, got a Ruleset"),
        (lambda: compose(["groningen"]), "rulesets[0]: expected a Ruleset, got a str"),
        (lambda: compose([groningen], distributions=7), "distributions: expected a mapping"),
        (lambda: replay(RECEIPT.to_data()), "receipt: expected a Receipt, got a dict"),
        (lambda: replay(DECISION), "receipt: expected a Receipt, got a Decision"),
        (lambda: CASE.listen(None), "callback: expected a function of an Entry, got None"),
        (lambda: CASE.listen(_later), "callback: expected a function of an Entry, not an async"),
        (
            lambda: read_dossier("{}", "groningen.mzh"),
            "protocol: expected a Protocol, or its",
        ),
        (lambda: read_dossier("{}", [7]), "protocol[0]: expected a Slot, got an int"),
        (lambda: read_dossier(7, MZH), "source: expected JSON as text or bytes, a Path or an open"),
        (
            lambda: read_dossier_lines("cases.jsonl", MZH),
            "stream: expected a file that was opened for reading bytes, got a str",
        ),
        (lambda: read_dossier_lines(["{}"], MZH), "stream: expected a file that was opened"),
        (lambda: read_dossier_lines(io.StringIO("{}"), MZH), "got a _io.StringIO"),
        (lambda: items("x", {}, "a list"), "x: expected a list, got a dict"),
    ],
)
def test_the_message_says_what_to_write_instead(call: Callable[[], Any], message: str) -> None:
    """The everyday mistakes are told in one way: which argument, what is expected, what came."""
    with pytest.raises(ArgumentError) as error:
        call()

    assert message in str(error.value)
    assert isinstance(error.value, TypeError)


async def _later(entry: object) -> None:
    """What nobody would await."""


def test_one_question_may_be_given_by_itself() -> None:
    """Whoever wants to know of one question need not make a list of it."""
    dossier = Dossier()

    assert ask_next(MZH, dossier, "badbevalling") == ask_next(MZH, dossier, ["badbevalling"])


def test_a_name_that_nobody_knows_is_answered_with_the_nearest() -> None:
    """A typo in a question, a fact, a slot or an engine is told with what was meant."""
    uses: Iterable[tuple[Callable[[], Any], str]] = [
        (lambda: DECISION["badbevaling"], "did you mean badbevalling?"),
        (lambda: DECISION["x"], "the decision by groningen.mzh has no question x"),
        (lambda: DECISION.answers_per("toegang_zorgverlener")["v"], "did you mean v1?"),
        (lambda: DECISION.answers_per("toegang_zorgverlener")["arts"], "no answer for arts of"),
        (
            lambda: MZH.dossier(clint=Client()),
            'slot of this protocol (did you mean "cl',
        ),
        (lambda: MZH.dossier(client=Partner()), "client: expected one Client, got a Partner"),
        (lambda: MZH.dossier(client="x"), "client: expected a fact, got a str"),
        (lambda: MZH.dossier()["clint"], "has no slot clint; did you mean client?"),
        (lambda: read_dossier("{}", MZH)["clint"], "has no slot clint; did you mean client?"),
        (lambda: MZH.dossier()["x" * 50], "; it has client, partner"),
        (lambda: decide(MZH, D, "compild"), "did you mean compiled?"),
    ]
    for call, message in uses:
        with pytest.raises((LookupError, ValueError)) as error:
            call()
        assert message in str(error.value)


def test_a_date_of_another_make_is_a_date() -> None:
    """Tools that stop the clock in tests have dates of a class of their own."""

    class Day(datetime.date):
        pass

    assert load_protocol("groningen.mzh", Day(2026, 6, 1)).on == ON


def test_a_document_is_read_from_wherever_it_is(tmp_path: Path) -> None:
    """Text, bytes, the path of a file, or a file that is open."""
    text = '{"client": {"koorts": true}}'
    path = tmp_path / "case.json"
    path.write_text(text, encoding="utf-8")
    sources: list[Any] = [text, text.encode(), bytearray(text.encode()), path, io.StringIO(text)]
    with path.open("rb") as file:
        found = [read_dossier(source, MZH) for source in [*sources, file]]

    assert found == [Dossier(client=Client(koorts=True))] * 6
    assert read_dossier(text, MZH.slots.values()) == found[0]


def test_the_name_of_a_file_is_no_document() -> None:
    """Whoever gives the name of a file is told to give its path."""
    with pytest.raises(ObstetricRulesError) as error:
        read_dossier("folder/case.json", MZH)

    assert str(error.value) == (
        "dossier: expected JSON, and this looks like the name of a file: give pathlib.Path(...) of "
        "it"
    )
