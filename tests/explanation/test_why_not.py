"""Why a value is not the answer."""

from __future__ import annotations

import pytest

from obstetric_rules import (
    Afwijking,
    Client,
    Decision,
    Dossier,
    Partner,
    Praktijk,
    Ziekenhuis,
    decide,
    load_protocol,
)
from obstetric_rules.errors import QuestionNotFoundError
from obstetric_rules.explanation.rendering import why_not_lines
from obstetric_rules.explanation.why_not import why_not
from tests.explanation.small import SMALL, Kamer

MZH = load_protocol("groningen.mzh")


def text(decision: Decision, question: str, value: str) -> str:
    return "\n".join(why_not_lines(why_not(decision, question, value), width=200))


def test_the_part_that_failed_is_named() -> None:
    """No bath birth with fever: the fever is what stands in the way."""
    shown = text(decide(MZH, Dossier(client=Client(koorts=True))), "badbevalling", "mogelijk")

    assert "Regel groningen/G14.bad_mogelijk geldt niet:\n    - de cliënt heeft koorts" in shown


def test_the_part_that_is_unknown_is_asked() -> None:
    """A rule that may hold yet is told with the question that decides it."""
    shown = text(decide(SMALL, Dossier(kamers=[Kamer(), Kamer(vrij=False)])), "plaats", "ja")

    assert "is nog niet te zeggen:\n    - nog niet bekend: Is het 1e mooie kamertje vrij?" in shown


def test_the_exception_that_silenced_a_rule_is_named() -> None:
    """G6 would allow it, but gives way to G11."""
    practice = Praktijk(primair_ziekenhuis="mzh", vsvs={"martini_geboorte_groep"})
    client = Client(koorts=True, lijn="eerste")
    decision = decide(MZH, Dossier(client=client, praktijk=practice))

    assert "wijkt voor de uitzondering groningen/G11.poliklinische_partus" in text(
        decision, "poliklinische_partus", "mogelijk"
    )


def test_the_deviation_that_took_a_rule_away_is_told() -> None:
    """No referral to the primary hospital, because somebody set G7 aside."""
    dossier = Dossier(
        client=Client(
            lijn="eerste",
            koorts=False,
            hoesten=False,
            dyspnoe=False,
            keelpijn=False,
            transmuraal_zorgpad=False,
        ),
        praktijk=Praktijk(primair_ziekenhuis="umcg"),
        ziekenhuis=Ziekenhuis(dedicated_team=True, dedicated_team_plek=True),
        afwijkingen=[Afwijking(regel="G7", reden="Vol", rol="arts")],
    )

    assert "Opzij gezet: regel groningen.mzh/G7.verwijzing, door arts" in text(
        decide(MZH, dossier), "verwijzing", "primair_ziekenhuis"
    )


def test_a_value_that_is_the_answer_after_all_says_so() -> None:
    """Asked why not about the answer itself, the text says that it is the answer."""
    decision = decide(MZH, Dossier(client=Client(koorts=True)))

    assert "“Niet mogelijk” is hier het antwoord." in text(
        decision, "badbevalling", "niet_mogelijk"
    )
    assert why_not(decision, "maatregelen_client", "virusisolatie").is_answer


def test_a_question_that_is_not_asked_has_no_value_at_all() -> None:
    """Without a partner there is nothing to say about rules."""
    shown = text(decide(MZH, Dossier(partner=None)), "partner_aanwezigheid", "niet_aanwezig")

    assert shown.endswith("Deze vraag speelt niet: de partner is er niet.")


def test_a_value_that_no_rule_leads_to_says_so() -> None:
    """Some permitted values are concluded by no rule at all."""
    assert "Geen regel van de afspraak leidt daartoe." in text(
        decide(SMALL, Dossier()), "ploeg", "nee"
    )


def test_a_rule_that_speaks_in_a_conflict_is_not_alone() -> None:
    """In a contradiction a rule does lead to the value, but another one leads elsewhere."""
    decision = decide(SMALL, Dossier(partner=Partner(koorts=True)))

    assert "Regel klein/K1.bad_ja zegt dit wel, maar niet als enige." in text(decision, "bad", "ja")


def test_an_unknown_value_is_refused() -> None:
    """A misspelt value is answered with the nearest one, or with all there are."""
    decision = decide(MZH, Dossier())

    with pytest.raises(QuestionNotFoundError, match="did you mean mogelijk"):
        why_not(decision, "badbevalling", "mogelyk")
    with pytest.raises(QuestionNotFoundError, match="it has mogelijk, niet_mogelijk"):
        why_not(decision, "badbevalling", "x")
