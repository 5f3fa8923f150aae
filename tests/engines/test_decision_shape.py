"""JSON that is no decision is told part by part."""

from __future__ import annotations

import contextlib
import copy
import datetime
from collections.abc import Iterator
from typing import Any

import pytest

from obstetric_rules import Client, Dossier, Zorgverlener, decide, load_protocol
from obstetric_rules.engines.decision_data import decision_from_data, decision_to_data
from obstetric_rules.errors import DecisionError

MZH = load_protocol("groningen.mzh", datetime.date(2026, 6, 1))
DOSSIER = Dossier(client=Client(hoesten=True), zorgverleners=[Zorgverlener(id="v1")])
DATA = decision_to_data(decide(MZH, DOSSIER))


def with_part(path: str, value: Any) -> dict[str, Any]:
    """Return the JSON of a decision with another value at a path, or without one."""
    data = copy.deepcopy(DATA)
    *parents, last = path.split("/")
    found: Any = data
    for parent in parents:
        found = found[int(parent)] if isinstance(found, list) else found[parent]
    if value is LEFT_OUT:
        del found[last]
    else:
        found[last] = value
    return data


LEFT_OUT = object()
BATH = "answers/badbevalling"


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("protocol", 7, "decision.protocol: expected a text, got a number"),
        ("protocol", LEFT_OUT, "decision.protocol: expected a value: it is left out"),
        ("protocl", "x", 'decision.protocl: expected a known key (did you mean "protocol"?)'),
        ("ref", [], "decision.ref: expected a text or a whole number, got a list"),
        ("on", "gisteren", "decision.on: expected a date as 2026-01-31, got a text"),
        ("on", 7, "decision.on: expected a date as 2026-01-31, got a number"),
        ("layers", {}, "decision.layers: expected a list, got an object"),
        ("layers", [7], "decision.layers[0]: expected an object, got a number"),
        ("layers/0/version", 7, "decision.layers[0].version: expected a text, got a number"),
        (
            "layers/0/distribution",
            7,
            "decision.layers[0].distribution: expected a text, got a number",
        ),
        ("answers", [], "decision.answers: expected an object, got a list"),
        (BATH, 7, "decision.answers.badbevalling: expected an object, got a number"),
        (
            f"{BATH}/status",
            "onbekend",
            "decision.answers.badbevalling.status: expected one of concluded, open, silent, "
            "conflict, not_applicable, got a text",
        ),
        (
            f"{BATH}/value",
            None,
            "decision.answers.badbevalling.value: expected a value: the answer is concluded",
        ),
        (
            f"{BATH}/status",
            "conflict",
            "decision.answers.badbevalling.conflict: expected the values in conflict",
        ),
        (
            "answers/verwijzing/open_values",
            LEFT_OUT,
            "decision.answers.verwijzing.open_values: expected the values that are open",
        ),
        (
            f"{BATH}/never_empty",
            False,
            "decision.answers.badbevalling.never_empty: expected true, got a boolean",
        ),
        (
            f"{BATH}/rules",
            ["x", 7],
            "decision.answers.badbevalling.rules[1]: expected a text, got a number",
        ),
        (
            "answers/toegang_zorgverlener/answers/v1/missing",
            None,
            "decision.answers.toegang_zorgverlener.answers.v1.missing: expected a list, got null",
        ),
        (
            "parameters",
            [{"parameter": "x", "value": 1, "since": "x", "given_by": "y", "rules": []}],
            "decision.parameters[0].since: expected a date as 2026-01-31, got a text",
        ),
        (
            "zzz",
            1,
            "decision.zzz: expected a known key (one of protocol, version, sha256, on, validity, "
            "engine, layers, deviations, answers, ref, undated, dossier, parameters, not_kept, "
            "outdated, line)",
        ),
    ],
)
def test_what_is_wrong_is_named(path: str, value: Any, message: str) -> None:
    """Whoever sends a decision that was damaged on its way is told where."""
    with pytest.raises(DecisionError) as error:
        decision_from_data(with_part(path, value), MZH)

    assert str(error.value) == message


def test_all_that_is_wrong_is_told_at_once() -> None:
    """An empty object lacks everything."""
    with pytest.raises(DecisionError) as error:
        decision_from_data({})

    assert len(str(error.value).splitlines()) == 9


def places(data: Any, path: str = "") -> Iterator[str]:
    """Yield the path of every part of the JSON of a decision."""
    parts = data.items() if isinstance(data, dict) else []
    for key, value in parts:
        yield f"{path}{key}"
        yield from places(value, f"{path}{key}/")


@pytest.mark.parametrize("value", [None, 7, "x", [7], {"x": 7}, LEFT_OUT])
def test_whatever_is_changed_is_read_or_refused(value: Any) -> None:
    """No part of it ends in an error about insides, whatever stands in its place."""
    for path in places(DATA):
        with contextlib.suppress(DecisionError):
            decision_from_data(with_part(path, value), MZH)


def test_a_line_of_decisions_is_a_decision() -> None:
    """What was written to a file of lines has the number of its line."""
    assert decision_from_data({"line": 3, **DATA}, MZH) == decision_from_data(DATA, MZH)
