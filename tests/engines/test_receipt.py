"""Receipts replay, and say what has changed when they do not."""

from __future__ import annotations

import datetime
import importlib.metadata
import json
from typing import Any

import attrs
import pytest
from hypothesis import given

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
from obstetric_rules.errors import DecisionError, ReceiptError
from obstetric_rules.plugins.groningen import groningen, groningen_mzh
from obstetric_rules.rules.protocol import compose
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

    assert receipt == receipt_of(decision)
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


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "expected a JSON object"),
        ({}, "protocol: expected a text"),
        ({"answers": 1}, "answers: expected an object"),
        ({"layers": {}}, "layers: expected a list"),
        ({"layers": [{}]}, "missing 3 required"),
        ({"on": "morgen"}, "Invalid isoformat string"),
        ({"extra": 1}, "unexpected keyword argument"),
    ],
)
def test_what_is_no_receipt_is_refused(data: Any, message: str) -> None:
    """A text that is no receipt is refused with the part that is wrong."""
    whole = receipt_of(decide(MZH, FEVER)).to_data()

    with pytest.raises(ReceiptError, match=message):
        Receipt.from_data({**whole, **data} if data else data)


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
