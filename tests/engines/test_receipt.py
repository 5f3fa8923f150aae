"""Receipts replay, and say what has changed when they do not."""

from __future__ import annotations

import datetime
import importlib.metadata
import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules import (
    Afwijking,
    Client,
    Dossier,
    Partner,
    Praktijk,
    Protocol,
    decide,
    load_protocol,
)
from obstetric_rules.engines import receipt as receipt_module
from obstetric_rules.engines.decision_data import decision_from_data, decision_to_data
from obstetric_rules.engines.receipt import Receipt, receipt_of, replay
from obstetric_rules.errors import (
    ArgumentError,
    DecisionError,
    ObstetricRulesError,
    ReceiptError,
    SigningKeyError,
)
from obstetric_rules.plugins.groningen import groningen, groningen_mzh
from obstetric_rules.rules.protocol import compose
from obstetric_rules.rules.reading import rulesets_to_text
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing.strategies import dossiers
from tests.explanation.small import SMALL
from tests.samples import samples

ON = datetime.date(2026, 11, 22)
MZH = load_protocol("groningen.mzh", ON)
FEVER = Dossier(ref=7, client=Client(koorts=True), praktijk=Praktijk(vsvs={"b", "a"}))


def read_back(receipt: Receipt) -> Receipt:
    return Receipt.from_data(json.loads(json.dumps(receipt.to_data())))


def changed(receipt: Receipt, **parts: Any) -> Receipt:
    """Return a receipt that somebody changed, and whose hash they made to fit."""
    untyped: Any = receipt
    loose: Receipt = attrs.evolve(untyped, **parts)
    return attrs.evolve(loose, receipt_sha256=receipt_module._hash_of(loose))


def another(ruleset: Ruleset, **parts: Any) -> Ruleset:
    untyped: Any = ruleset
    return attrs.evolve(untyped, **parts)  # type: ignore[no-any-return]  # see above


@samples(20, 2_000)
@given(dossiers(MZH, afwijkingen=True))
def test_a_receipt_replays_to_the_same_answers(dossier: Dossier) -> None:
    """Whatever was decided, the receipt read back from JSON gives the same answers again."""
    decision = decide(MZH, dossier)
    receipt = read_back(receipt_of(decision))

    assert receipt == receipt_of(decision, decided_at=receipt.decided_at)
    replayed = replay(receipt, MZH)
    assert replayed.same
    assert replayed.decision == decision


def test_a_receipt_says_what_the_decision_was_made_with() -> None:
    """Every layer with its version, hash and distribution, and the facts that are known."""
    data = receipt_of(decide(MZH, FEVER, engine="reference")).to_data()
    version = importlib.metadata.version("obstetric-rules")

    assert (data["protocol"], data["on"], data["engine"]) == (
        "groningen.mzh",
        "2026-11-22",
        "reference",
    )
    assert data["library"] == version
    assert data["dossier"] == {
        "ref": 7,
        "client": {"koorts": True},
        "praktijk": {"vsvs": ["a", "b"]},
    }
    assert [(layer["id"], layer["distribution"]) for layer in data["layers"]] == [
        ("groningen", "obstetric-rules"),
        ("groningen.mzh", "obstetric-rules"),
    ]
    assert {layer["distribution_version"] for layer in data["layers"]} == {version}


def test_a_receipt_composes_its_protocol_itself() -> None:
    """Whoever has only the receipt needs nothing but the installed rules."""
    assert replay(receipt_of(decide(MZH, FEVER))).same


def test_rules_that_are_not_installed_have_no_distribution() -> None:
    """A protocol composed by hand has a receipt too, which replays with that protocol."""
    receipt = receipt_of(decide(SMALL, Dossier()))

    assert receipt.layers[0].distribution is None
    assert replay(read_back(receipt), SMALL).same
    with pytest.raises(ReceiptError, match="cannot be replayed: no protocol klein is installed"):
        replay(receipt)


def test_deviations_are_part_of_the_receipt() -> None:
    """A rule that was set aside is set aside again."""
    deviation = Afwijking(regel="G7", reden="Vol", rol="gynaecoloog")
    decision = decide(MZH, Dossier(afwijkingen=[deviation]))

    assert replay(read_back(receipt_of(decision)), MZH).decision.deviations == decision.deviations


def test_a_receipt_that_was_changed_is_refused() -> None:
    """Turning an answer in the receipt does not go unnoticed."""
    data = receipt_of(decide(MZH, FEVER)).to_data()
    data["answers"]["badbevalling"]["value"] = "mogelijk"

    with pytest.raises(ReceiptError, match="was changed after it was made"):
        replay(Receipt.from_data(data), MZH)


def test_rules_that_changed_are_named_with_both_versions() -> None:
    """The error says which ruleset is another one now, from which version to which."""
    newer = compose([another(groningen, version="2.0.0"), groningen_mzh], ON)

    with pytest.raises(ReceiptError) as caught:
        replay(receipt_of(decide(MZH, FEVER)), newer)
    assert str(caught.value).startswith(
        f"groningen has changed: the receipt was made with version {groningen.version} (sha256 "
    )
    assert "this is version 2.0.0 (sha256 " in str(caught.value)
    assert "groningen.mzh has changed" not in str(caught.value)


def test_layers_that_came_or_went_are_named() -> None:
    """A protocol of other rulesets is not the protocol of the receipt."""
    region = compose([groningen], ON)

    with pytest.raises(ReceiptError, match=r"groningen\.mzh .* is no part of groningen any more"):
        replay(receipt_of(decide(MZH, FEVER)), region)
    with pytest.raises(ReceiptError, match=r"groningen\.mzh .* was no part of the protocol"):
        replay(receipt_of(decide(region, Dossier())), MZH)


def test_layers_in_another_order_are_refused() -> None:
    """The same rulesets in another order are another protocol."""
    receipt = receipt_of(decide(MZH, FEVER))
    turned = changed(receipt, layers=receipt.layers[::-1])

    with pytest.raises(ReceiptError, match="stand in another order"):
        replay(turned, MZH)


def test_answers_that_differ_are_listed() -> None:
    """Another engine or library that answers otherwise shows up question by question."""
    receipt = receipt_of(decide(MZH, FEVER))
    answers = dict(receipt.answers)
    answers["ingang"] = {**answers["ingang"], "value": "elders"}
    replayed = replay(changed(receipt, answers=answers), MZH)

    assert not replayed.same
    (difference,) = replayed.differences
    assert difference.question == "ingang"
    assert difference.then is not None
    assert difference.now is not None
    assert (difference.then["value"], difference.now["value"]) == (
        "elders",
        "via_afgesproken_ingang",
    )


def test_a_dossier_that_does_not_fit_any_more_is_refused() -> None:
    """A receipt with facts that no protocol of this kind takes cannot be replayed."""
    receipt = changed(receipt_of(decide(MZH, FEVER)), dossier={"huis": {}})

    with pytest.raises(ReceiptError, match="huis: expected a known slot"):
        replay(receipt, MZH)


WHOLE = receipt_of(decide(MZH, FEVER)).to_data()
LAYER = WHOLE["layers"][0]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"form": "obstetric-rules/receipt/0"}, 'form: expected "obstetric-rules/receipt/1"'),
        ({"answers": 1}, "answers: expected an object, got a number"),
        ({"answers": {"bad": {}}}, "answers.bad: expected an answer as a decision has it"),
        (
            {"answers": {"bad": {**WHOLE["answers"]["badbevalling"], "value": 7}}},
            "answers.bad: expected an answer as a decision has it",
        ),
        (
            {"answers": {"bad": {**WHOLE["answers"]["badbevalling"], "clauses": [["G14"]]}}},
            "answers.bad: expected an answer as a decision has it",
        ),
        ({"dossier": []}, "dossier: expected an object, got a list"),
        ({"layers": {}}, "layers: expected a list, got an object"),
        ({"layers": ["groningen"]}, "layers[0]: expected an object, got a text"),
        ({"layers": [{**LAYER, "id": None}]}, "layers[0].id: expected a text, got null"),
        (
            {"layers": [{**LAYER, "distribution": 7}]},
            "layers[0].distribution: expected a text, got a number",
        ),
        (
            {"layers": [{**LAYER, "distributie": None}]},
            'layers[0].distributie: expected a known field (did you mean "distribution"?)',
        ),
        ({"on": "morgen"}, 'on: expected a date such as "2026-11-22", got a text'),
        ({"on": 7}, 'on: expected a date such as "2026-11-22", got a number'),
        (
            {"decided_at": "2026-11-22T03:00"},
            'decided_at: expected a moment such as "2026-11-22T03:10:00+01:00", got a text',
        ),
        (
            {"decided_at": None},
            'decided_at: expected a moment such as "2026-11-22T03:10:00+01:00", got null',
        ),
        ({"signature": None}, "signature: expected a text, got null"),
        ({"engin": 1}, 'engin: expected a known field (did you mean "engine"?)'),
        ({"engine": "\ud800"}, "engine: expected a text of whole characters"),
        ({"dossier": {"ref": object()}}, "dossier.ref: expected a value that JSON can hold, got "),
    ],
)
def test_what_is_no_receipt_is_refused(data: Any, message: str) -> None:
    """A text that is no receipt is refused with the part that is wrong."""
    with pytest.raises(ReceiptError) as error:
        Receipt.from_data({**WHOLE, **data})

    assert str(error.value).startswith(f"this is no receipt: {message}")
    assert "\n" not in str(error.value)


def test_everything_that_is_wrong_with_a_receipt_is_told_at_once() -> None:
    """Whoever mends a receipt by hand need not try ten times."""
    with pytest.raises(ReceiptError) as error:
        Receipt.from_data({"form": WHOLE["form"]})

    missing = [line.split(": ")[1] for line in str(error.value).splitlines()]
    assert sorted(missing) == sorted(WHOLE.keys() - {"form"})


def _leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if not isinstance(data, dict | list) or not data:
        yield path
        return
    for name, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield from _leaves(value, (*path, name))


LEAVES = list(_leaves(WHOLE))
JUNK = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(
        ["", "\ud800", "2026-11-22", "mogelijk", [], {}, ["x"], {"x": None}, object()]
    )
)


def _at(data: Any, path: tuple[Any, ...]) -> Any:
    return data if not path else _at(data[path[0]], path[1:])


@samples(60, 2_000)
@given(st.sampled_from(LEAVES), st.integers(0, 5), JUNK)
def test_no_change_of_a_receipt_goes_unnoticed(leaf: tuple[Any, ...], up: int, junk: Any) -> None:
    """Whatever is put in its place, a receipt is refused with a reason and breaks nothing."""
    data = deepcopy(WHOLE)
    *path, name = leaf[: max(1, len(leaf) - up)]
    inside = _at(data, tuple(path))
    unchanged = inside[name]
    inside[name] = junk

    try:
        replay(Receipt.from_data(data), MZH)
    except ReceiptError:
        return
    assert junk == unchanged


IDENTITY = ["protocol", "version", "sha256", "on"]


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"protocol": "groningen"}, "the receipt is of groningen, this is groningen.mzh"),
        (
            {"on": datetime.date(1999, 1, 1)},
            "the receipt is of 1999-01-01, groningen.mzh was composed for 2026-11-22",
        ),
        ({"version": "9.0.0"}, "the receipt names groningen.mzh 9.0.0 (sha256 "),
        (
            {"sha256": "0" * 64},
            "the receipt names groningen.mzh 1.0.0 (sha256 000000000000), which",
        ),
    ],
    ids=IDENTITY,
)
def test_a_receipt_of_another_protocol_is_refused(parts: Any, message: str) -> None:
    """Protocol, version, rules and date are compared, also when the hash was made to fit."""
    receipt = receipt_of(decide(MZH, FEVER))

    with pytest.raises(ReceiptError) as error:
        replay(changed(receipt, **parts), MZH)

    assert str(error.value).startswith(message)


def test_a_layer_that_is_named_twice_is_refused() -> None:
    """No protocol is made of one ruleset twice, so such a receipt was altered."""
    receipt = receipt_of(decide(MZH, FEVER))

    with pytest.raises(ReceiptError, match="names a ruleset more than once"):
        replay(changed(receipt, layers=(*receipt.layers, receipt.layers[-1])), MZH)


def test_a_layer_of_another_version_is_refused() -> None:
    """A version that does not belong to the content was put there by somebody."""
    receipt = receipt_of(decide(MZH, FEVER))
    layer = attrs.evolve(receipt.layers[0], version="9.0.0")

    with pytest.raises(ReceiptError, match=r"groningen has changed: .* with version 9\.0\.0"):
        replay(changed(receipt, layers=(layer, receipt.layers[1])), MZH)


def test_where_library_and_rules_came_from_is_remarked() -> None:
    """Another version of the library is no difference, but it may explain one."""
    receipt = receipt_of(decide(MZH, FEVER))
    older = attrs.evolve(receipt.layers[0], distribution="groningen-regels")
    moved = changed(receipt, library="0.0.1", layers=(older, receipt.layers[1]))

    replayed = replay(moved, MZH)

    now = receipt.library
    assert replayed.same
    assert replayed.remarks == (
        f"decided with obstetric-rules 0.0.1, replayed with {now}",
        f"groningen came from groningen-regels {now}, and now from obstetric-rules {now}",
    )
    assert replayed.remarks_nl == (
        f"beslist met obstetric-rules 0.0.1, herhaald met {now}",
        f"groningen kwam uit groningen-regels {now}, en nu uit obstetric-rules {now}",
    )
    assert replay(receipt, MZH).remarks == replay(receipt, MZH).remarks_nl == ()


@pytest.mark.parametrize("engine", ["compild", ""])
def test_an_engine_that_is_not_there_is_named(engine: str) -> None:
    """A receipt by an engine that nobody has cannot be replayed, and says why."""
    receipt = changed(receipt_of(decide(MZH, FEVER)), engine=engine)

    with pytest.raises(ReceiptError, match="cannot be replayed: there is no engine"):
        replay(receipt, MZH)


def test_what_is_no_receipt_is_not_replayed() -> None:
    """A decision is no receipt, nor is the data of one until it is read."""
    decision = decide(MZH, FEVER)

    for one in (decision, WHOLE):
        with pytest.raises(ObstetricRulesError, match="expected a Receipt, got a "):
            replay(one)  # type: ignore[arg-type]
    with pytest.raises(ReceiptError, match="expected a JSON object, got a Decision"):
        Receipt.from_data(decision)


def test_a_receipt_from_a_file_of_lines_is_read() -> None:
    """`decide` writes the number of the line beside each receipt; it is no part of it."""
    assert Receipt.from_data({"line": 7, **WHOLE}) == Receipt.from_data(WHOLE)


def test_what_is_handed_out_is_a_copy() -> None:
    """Nothing that is done to the data of a receipt changes the receipt."""
    receipt = receipt_of(decide(MZH, FEVER))
    receipt.to_data()["answers"]["badbevalling"].update(value="mogelijk")
    receipt.answers["badbevalling"]["value"] = "mogelijk"
    receipt.dossier["client"]["koorts"] = False
    given = receipt.to_data()
    read = Receipt.from_data(given)
    given["answers"]["badbevalling"]["value"] = "mogelijk"

    assert replay(receipt, MZH).same
    assert replay(read, MZH).same


def test_a_receipt_says_when_it_was_decided() -> None:
    """The moment of the machine, with its zone, unless the caller knows better."""
    before = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    by_itself = receipt_of(decide(MZH, FEVER)).decided_at
    night = datetime.datetime.fromisoformat("2026-11-22T03:10:00+01:00")

    assert before <= by_itself <= datetime.datetime.now(datetime.UTC)
    given = receipt_of(decide(MZH, FEVER), decided_at=night)
    assert read_back(given).decided_at == night
    assert given.to_data()["decided_at"] == "2026-11-22T03:10:00+01:00"
    with pytest.raises(ReceiptError, match="decided_at: expected a datetime with a time zone"):
        receipt_of(decide(MZH, FEVER), decided_at=night.replace(tzinfo=None))


def test_a_receipt_replays_with_rules_that_were_kept() -> None:
    """The text of `obstetric-rules export` is enough, whatever is installed in ten years."""
    receipt = receipt_of(decide(MZH, FEVER))
    kept = rulesets_to_text([groningen, groningen_mzh])

    replayed = replay(receipt, rules=kept)

    assert replayed.same
    assert replayed.remarks[0].endswith("and now from no distribution")
    assert replayed.remarks_nl[0].endswith("en nu uit geen pakket")
    assert replay(receipt, rules=[groningen, groningen_mzh]).same
    with pytest.raises(ReceiptError, match="cannot be replayed: expected JSON"):
        replay(receipt, rules="geen regels")
    with pytest.raises(ReceiptError, match=r"groningen\.mzh .* is no part of groningen any more"):
        replay(receipt, rules=[groningen])


KEY = bytes(range(32))


def test_a_signature_shows_who_made_a_receipt() -> None:
    """What somebody changed, hash and all, no longer fits the signature of the hospital."""
    receipt = receipt_of(decide(MZH, FEVER), key=KEY)
    data = json.loads(json.dumps(receipt.to_data()))
    turned = changed(receipt, dossier={**receipt.dossier, "ref": 8})

    assert Receipt.from_data(data, key=KEY) == receipt
    assert replay(Receipt.from_data(data), MZH, key=KEY).same
    assert replay(Receipt.from_data(data), MZH).same
    assert replay(turned, MZH).same
    with pytest.raises(ReceiptError, match="changed after it was signed"):
        replay(turned, MZH, key=KEY)
    with pytest.raises(ReceiptError, match="signed with another key"):
        Receipt.from_data(data, key=KEY[::-1])
    with pytest.raises(ReceiptError, match="the receipt is not signed"):
        replay(receipt_of(decide(MZH, FEVER)), MZH, key=KEY)


@pytest.mark.parametrize(
    ("key", "message"),
    [(b"kort", "at least 32 bytes, got 4"), ("k" * 32, "a key as bytes, got a str")],
)
def test_what_cannot_sign_is_refused(key: Any, message: str) -> None:
    """A key that can be guessed, or is no key, is refused where it comes in."""
    receipt = receipt_of(decide(MZH, FEVER))

    with pytest.raises(SigningKeyError, match=message):
        receipt.signed(key)
    with pytest.raises(SigningKeyError, match=message):
        receipt.verify(key)


def test_a_decision_that_was_read_back_has_no_receipt() -> None:
    """The JSON of a decision does not hold its rules, so it cannot vouch for them."""
    decision = decision_from_data(decision_to_data(decide(MZH, FEVER)))

    with pytest.raises(DecisionError, match="replay its receipt"):
        receipt_of(decision)


def test_a_source_tree_that_is_not_installed_says_that_its_version_is_unknown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A receipt never names a version that nobody knows."""

    def not_installed(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(receipt_module, "version", not_installed)

    assert receipt_of(decide(MZH, Dossier(partner=Partner()))).library == "unknown"


def test_every_protocol_keeps_its_own_layers() -> None:
    """Receipts of two protocols made one after the other do not share their hashes."""
    first, second = (
        receipt_of(decide(protocol, Dossier())).layers[0].sha256
        for protocol in (MZH, compose([another(groningen, title="Anders"), groningen_mzh], ON))
    )

    assert isinstance(MZH, Protocol)
    assert first != second


def test_a_moment_in_the_hour_that_comes_twice_is_read_back() -> None:
    """A receipt of the last night of summer time is the same when it is read."""
    moment = datetime.datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Amsterdam"), fold=1)
    receipt = receipt_of(decide(MZH, Dossier()), decided_at=moment)

    assert receipt.to_data()["decided_at"] == "2026-10-25T02:30:00+01:00"
    assert read_back(receipt) == receipt


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (7, "rules: expected the text of an export, or rulesets, got an int"),
        (bytearray(b"{}"), "rules: expected the text of an export, or rulesets, got a bytearray"),
        (MZH, "rules: expected the text of an export, or rulesets, got a Protocol"),
    ],
)
def test_what_holds_no_rules_is_refused(rules: Any, message: str) -> None:
    """What is given for the rules that were kept is told as such."""
    with pytest.raises(ArgumentError) as error:
        replay(receipt_of(decide(MZH, Dossier())), rules=rules)

    assert str(error.value) == message


def test_a_protocol_and_rules_are_not_given_both() -> None:
    """Which of the two should decide would be a guess."""
    with pytest.raises(ArgumentError, match="rules: expected none beside a protocol"):
        replay(receipt_of(decide(MZH, Dossier())), MZH, rules=MZH.layers)
