"""The condition of a finding holds in just its cases, and says no more than is needed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from obstetric_rules.expressions.operators import define
from obstetric_rules.expressions.wording import sentence
from obstetric_rules.plugins.discovery import compose_installed
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.rules.words import words_of
from obstetric_rules.testing.strategies import ON, protocols
from obstetric_rules.verification import cover as covers
from obstetric_rules.verification.cover import Cover, Coverer, terms_in
from obstetric_rules.verification.exploring import Space
from obstetric_rules.verification.question import QuestionSpace
from tests.engines import examples
from tests.engines.examples import ask, rule
from tests.samples import samples
from tests.verification.oracle import Oracle

MOST = 400


def silence(protocol: Protocol, name: str) -> Cover | None:
    """Return in which cases a question has no answer, if there are any."""
    space = Space(protocol)
    asked = QuestionSpace(space, name)
    if not asked.occurs(asked.silent):
        return None
    terms = terms_in(rule.when for rule in protocol.rules.values())
    return Coverer(space.diagrams, space.constraint, terms, asked.occurs).cover(asked.silent)


@given(protocol=protocols())
@samples(40, 2_000)
def test_a_condition_holds_in_just_the_cases_it_is_about(protocol: Protocol) -> None:
    """In every case the condition of a silence holds exactly when there is no answer."""
    oracle = Oracle(protocol, MOST)
    for name in protocol.questions:
        found = silence(protocol, name)
        for case in oracle.cases(name):
            silent = case.answer.status == "silent"
            if found is None:
                assert not silent
            elif found.complete:
                holds = oracle.truth(found.condition, case.dossier, case.position) is True
                assert holds == silent
            else:
                assert not (
                    oracle.truth(found.condition, case.dossier, case.position) and not silent
                )


def words(question: str) -> str:
    protocol = compose_installed("groningen.mzh", ON)
    found = silence(protocol, question)
    assert found is not None
    return sentence(found.condition, words_of(protocol))


def test_conditions_are_said_in_the_terms_of_the_rules() -> None:
    """A clinician reads "no respiratory complaints" where three facts say so together."""
    assert words("partner_aanwezigheid") == (
        "de partner heeft geen luchtwegklachten en de partner heeft koorts"
    )


@pytest.mark.parametrize("limit", ["MOST_CUBES", "MOST_COMBINATIONS"])
def test_a_condition_that_takes_too_many_words_is_cut_and_says_so(
    limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within small limits a condition is found all the same, whole or said to be in part."""
    monkeypatch.setattr(covers, limit, 1)

    found = silence(compose_installed("groningen.mzh", ON), "zorglijn")

    assert found is not None
    assert found.complete == (limit != "MOST_CUBES")


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (examples.meting.dagen < 5, "dagen van de meting is minstens 5"),
        (examples.meting.dagen != 5, "dagen van de meting is 5"),
        (
            (examples.meting.dagen < 5) | (examples.meting.dagen > 10),
            "dagen van de meting is van 5 tot en met 10",
        ),
        (
            (examples.meting.dagen >= 5) & (examples.meting.dagen <= 10),
            "dagen van de meting is minder dan 5 of dagen van de meting is meer dan 10",
        ),
        (examples.client.risico != "laag", "het risico van de client is laag risico"),
        (examples.client.risico == "laag", "het risico van de client is niet laag risico"),
        (
            examples.praktijk.primair_ziekenhuis != "mzh",
            "het primaire ziekenhuis van de praktijk is mzh",
        ),
        (
            examples.praktijk.primair_ziekenhuis == "mzh",
            "het primaire ziekenhuis van de praktijk is niet mzh",
        ),
        (
            examples.praktijk.primair_ziekenhuis == examples.ziekenhuis.id,
            "het primaire ziekenhuis van de praktijk is niet gelijk aan het kenmerk van de "
            "ziekenhuis",
        ),
        (
            examples.praktijk.vsvs.size() > 1,
            "het aantal VSV's van de praktijk is hoogstens 1",
        ),
        (
            ~examples.praktijk.vsvs.contains("a"),
            "a hoort bij de VSV's van de praktijk",
        ),
        (
            examples.zorgverleners.any(lambda one: one.koorts),
            "voor geen van de zorgverleners geldt: de zorgverleners heeft koorts",
        ),
        (
            examples.zorgverleners.count(lambda one: one.koorts) >= 2,
            "voor minder dan 2 van de zorgverleners geldt: de zorgverleners heeft koorts",
        ),
        (examples.client.koorts, "de client heeft geen koorts"),
        (~examples.partner.koorts, "de partner heeft koorts"),
    ],
)
def test_each_kind_of_test_is_worded(when: Any, expected: str) -> None:
    """Numbers, texts, sets, lists and people are each said as one would say them."""
    q = ask("q")
    protocol = examples.protocol_of([q], [rule("K1.x", when, q.becomes("x"))])

    found = silence(protocol, "q")

    assert found is not None
    assert sentence(found.condition, words_of(protocol)) == expected


def test_a_term_that_does_not_matter_in_a_case_is_not_said_of_it() -> None:
    """Without a team there is no answer, complaints or not; with one, complaints decide."""
    q = ask("q")
    client = examples.client
    complaints = define(
        "klachten", client.koorts | client.hoesten, label="klachten", denial="geen klachten"
    )
    when = examples.ziekenhuis.dedicated_team & complaints
    protocol = examples.protocol_of([q], [rule("K1.x", when, q.becomes("x"))])

    found = silence(protocol, "q")

    assert found is not None
    assert sentence(found.condition, words_of(protocol)) == (
        "de ziekenhuis heeft geen dedicated eerstelijns team of geen klachten"
    )
