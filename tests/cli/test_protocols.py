"""What is installed, and what of it cannot be used."""

from __future__ import annotations

import datetime
import json
from importlib.metadata import EntryPoint
from typing import Any

import attrs
import pytest

from obstetric_rules.cli.clauses import clauses_in_order
from obstetric_rules.plugins import discovery, groningen
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.protocol import compose
from tests.cli.commands import Command
from tests.explanation.small import SMALL, small

MODULE = "tests.cli.test_protocols"


def changed(ruleset: Any, **parts: Any) -> Any:
    return attrs.evolve(ruleset, **parts)


expired = changed(small, id="verlopen", valid_to=datetime.date(2020, 1, 1))
dated = changed(
    small,
    id="gedateerd",
    valid_from=datetime.date(2020, 1, 1),
    valid_to=datetime.date(2030, 12, 31),
)
nothing = None


def installed(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    """Let exactly these rulesets be installed."""
    entries = [EntryPoint(name, value, discovery.GROUP) for name, value in values.items()]
    monkeypatch.setattr(discovery, "entry_points", lambda group: entries)


def test_a_plugin_that_cannot_be_loaded_is_listed_with_the_reason(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What fails stands on a line of its own, and what works is listed all the same."""
    installed(monkeypatch, klein="tests.explanation.small:small", stuk="er.is.geen:module")
    found = command("protocols")

    assert found.status == 0
    assert "klein" in found.out
    (failed,) = [line for line in found.out.splitlines() if "stuk" in line]
    assert failed.startswith("Niet te gebruiken: stuk (unknown unknown): ")
    assert failed.endswith("ModuleNotFoundError: No module named 'er'")


def test_the_listing_is_data_too(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Machines get the same: what can be used, and what failed and why."""
    installed(monkeypatch, gedateerd=f"{MODULE}:dated", leeg=f"{MODULE}:nothing")
    found = json.loads(command("protocols", "--on", "2026-11-22", "--format", "json").out)

    assert found["protocols"] == [
        {
            "id": "gedateerd",
            "version": "1",
            "title": "Klein",
            "layer": "region",
            "status": "proef",
            "validity": "2020-01-01/2030-12-31",
            "distribution": "unknown",
            "distribution_version": "unknown",
        }
    ]
    assert [item["id"] for item in found["failed"]] == ["leeg"]


def test_an_expired_protocol_names_the_date(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A protocol that does not hold on the date is listed as such, and decides nothing."""
    installed(monkeypatch, verlopen=f"{MODULE}:expired")
    listed = command("protocols", "--on", "2026-11-22").out
    decided = command("decide", "-", "--protocol", "verlopen", "--on", "2026-11-22")

    assert "Er is geen protocol dat gebruikt kan worden." in listed
    assert "verlopen 1 does not hold on 2026-11-22: it was valid until 2020-01-01." in listed
    assert (decided.status, decided.out) == (2, "")
    assert decided.err.startswith("--on: verlopen 1 does not hold on 2026-11-22")


def test_a_period_is_shown(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """A protocol with a period shows it beside its status."""
    installed(monkeypatch, gedateerd=f"{MODULE}:dated")

    assert "2020-01-01/2030-12" in command("protocols", "--on", "2026-11-22").out


def test_clauses_of_one_text_stand_in_its_order() -> None:
    """The clauses that a region and a hospital model between them are put together again."""
    protocol = compose([groningen.groningen, groningen.groningen_mzh])

    assert [clause.id for _, clause, _ in clauses_in_order(protocol)] == [
        f"G{number}" for number in range(1, 21)
    ]


def test_clauses_of_a_text_of_one_ruleset_stand_as_declared() -> None:
    """Nobody reorders a text that has an order of its own."""
    texts = [
        Clause(id=name, document="Klein", heading="h", item="1", paraphrase="p", not_modelled="n")
        for name in ("Z9", "K2")
    ]
    protocol = compose([changed(small, clauses=(*texts, *small.clauses))])

    assert [clause.id for _, clause, _ in clauses_in_order(protocol)] == ["Z9", "K2", "K1"]
    assert SMALL.clauses.keys() == {"klein/K1"}


def test_clauses_are_data_too(command: Command) -> None:
    """Each clause comes with its rules, or with the reason why it has none."""
    found = json.loads(command("clauses", "groningen.mzh", "--format", "json").out)
    by_id = {clause["clause"]: clause for clause in found["clauses"]}

    assert by_id["groningen/G18"]["rules"] == ["groningen/G18.ontslag"]
    assert by_id["groningen/G18"]["not_modelled"] is None
    assert by_id["groningen/G5"]["rules"] == []
    assert by_id["groningen/G5"]["not_modelled"]
