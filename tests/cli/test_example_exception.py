"""The example of an exception in a new package is one that can be shown, or none is."""

from __future__ import annotations

from typing import Any

import pytest

from obstetric_rules.cli.scaffold import exceptions
from obstetric_rules.cli.scaffold.exceptions import example_exception
from obstetric_rules.diagrams.graph import BudgetExceededError
from obstetric_rules.expressions.operators import ALWAYS
from obstetric_rules.plugins.discovery import compose_installed
from obstetric_rules.rules.protocol import compose
from tests.engines import examples
from tests.engines.examples import ask
from tests.rules.parts import ON, rule, ruleset

q = ask("q")
client, meting, partner = examples.client, examples.meting, examples.partner


@pytest.mark.parametrize(
    "when",
    [
        ALWAYS,
        meting.dagen > 3,
        partner.is_present(),
        client.koorts & (meting.temperatuur > 38),
        examples.praktijk.vsvs.contains("a"),
    ],
    ids=["always", "a number", "presence", "more than one field", "a set"],
)
def test_what_cannot_be_written_in_a_case_is_no_example(when: Any) -> None:
    """Conditions that take more than a field and its value are left for authors themselves."""
    protocol = examples.protocol_of([q], [rule("K1.x", when, q.becomes("x"))])

    found = example_exception(protocol)

    assert found is None or found.parts == ()


def test_a_rule_that_never_speaks_alone_is_no_example() -> None:
    """Where another rule speaks too, nobody sees which of them the exception is to."""
    rules = [rule(f"K{n}.x", client.koorts, q.becomes("x")) for n in (1, 2)]

    assert example_exception(examples.protocol_of([q], rules)) is None


def test_a_text_is_written_with_its_quotes() -> None:
    """A field with a value is compared in the rule, and told in the case."""
    when = (client.risico == "laag") & ~client.koorts
    found = example_exception(examples.protocol_of([q], [rule("K1.x", when, q.becomes("x"))]))

    assert found is not None
    assert set(found.parts) == {'(client.risico == "laag")', "~client.koorts"}
    assert found.facts == {"client": {"risico": '"laag"', "koorts": "nee"}}


def test_lines_that_would_be_too_long_are_no_example() -> None:
    """What formatters would break is not written."""
    long = ask("q" * 90)
    made = ruleset(questions=(long,), rules=(rule("K1.x", client.koorts, long.becomes("x")),))

    assert example_exception(compose([made], ON)) is None


def test_what_is_too_large_to_prove_is_no_example(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for an example."""

    def too_large(*_: object) -> None:
        raise BudgetExceededError

    monkeypatch.setattr(exceptions, "QuestionSpace", too_large)

    assert example_exception(compose_installed("groningen")) is None
