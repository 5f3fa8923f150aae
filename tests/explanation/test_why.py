"""Why an answer is what it is, down to rule, clause, term and fact."""

from __future__ import annotations

import pytest
from hypothesis import given

import obstetric_rules
from obstetric_rules import (
    Afwijking,
    Answer,
    Client,
    Decision,
    Dossier,
    Partner,
    Praktijk,
    Status,
    Ziekenhuis,
    Zorgverlener,
    decide,
    load_protocol,
    why,
)
from obstetric_rules.engines.decision import each_answer
from obstetric_rules.engines.decision_data import decision_from_data, decision_to_data
from obstetric_rules.errors import DecisionError, QuestionNotFoundError
from obstetric_rules.explanation.answers_text import decision_lines
from obstetric_rules.explanation.parts import Part, PartKind
from obstetric_rules.explanation.reasons import Standing
from obstetric_rules.explanation.rendering import explanation_lines
from obstetric_rules.testing.strategies import dossiers
from tests.explanation.small import SMALL, Afdeling, Kamer
from tests.samples import samples

MZH = load_protocol("groningen.mzh")

HEALTHY = Client(
    hoesten=False,
    dyspnoe=False,
    keelpijn=False,
    koorts=False,
    lijn="eerste",
    risico="laag",
    transmuraal_zorgpad=False,
)
ELSEWHERE = Praktijk(primair_ziekenhuis="umcg", vsvs={"martini_geboorte_groep"})
TEAM = Ziekenhuis(dedicated_team=True, dedicated_team_plek=True)


def text(decision: Decision, question: str, key: str | None = None) -> str:
    return "\n".join(explanation_lines(why(decision, question, key), width=200))


def facts_of(part: Part) -> list[str]:
    return [*part.facts, *(path for inner in part.parts for path in facts_of(inner))]


@samples(12, 5_000)
@given(dossiers(MZH))
def test_the_text_mentions_every_rule_and_clause_of_the_answer(dossier: Dossier) -> None:
    """Whoever reads the explanation of an answer finds each rule and clause it rests on."""
    decision = decide(MZH, dossier)
    for name, answer in decision.answers.items():
        for key, single in each_answer(answer):
            shown = text(decision, name, key)
            assert all(rule in shown for rule in single.rules)
            assert all(clause in shown for clause in single.clauses)


def test_a_term_keeps_its_name_and_shows_what_is_inside() -> None:
    """Fever stands under the named term that the rule uses, with its own verdict."""
    explanation = why(decide(MZH, Dossier(client=Client(koorts=True))), "badbevalling")
    (rule,) = explanation.rules_that(Standing.SPEAKS)

    assert (rule.condition.kind, rule.condition.name) == (PartKind.TERM, "klachten_client")
    assert rule.condition.verdict is True
    assert "client.koorts" in facts_of(rule.condition)


def test_an_exception_that_was_used_is_named_with_the_rule_it_silenced() -> None:
    """A client with fever reads that G6 gave way to the exception of G11."""
    practice = Praktijk(primair_ziekenhuis="mzh", vsvs={"martini_geboorte_groep"})
    client = Client(koorts=True, lijn="eerste")
    decision = decide(MZH, Dossier(client=client, praktijk=practice, ziekenhuis=TEAM))
    explanation = why(decision, "poliklinische_partus")
    (silenced,) = explanation.rules_that(Standing.SILENCED)

    assert silenced.rule == "groningen.mzh/G6.poliklinische_partus"
    assert silenced.silenced_by == ("groningen/G11.poliklinische_partus",)
    assert "Niet gevolgd: regel groningen.mzh/G6" in text(decision, "poliklinische_partus")


def test_an_exception_that_was_not_used_says_why() -> None:
    """An epidural is expected within the hour because the exception to that does not hold."""
    hospital = Ziekenhuis(anesthesiologen_assisteren_intensivisten=False)
    shown = text(decide(MZH, Dossier(ziekenhuis=hospital)), "epiduraal_verwachting")

    assert "De uitzondering groningen/G17.mogelijk_later geldt hier niet:" in shown
    assert "  - de anesthesiologen van het ziekenhuis assisteren de intensivisten niet" in shown


def test_a_rule_that_was_set_aside_shows_reason_and_role() -> None:
    """The record of a deviation stands in the explanation of the answer it changed."""
    deviation = Afwijking(regel="G7", reden="Het UMCG is vol.", rol="gynaecoloog")
    dossier = Dossier(client=HEALTHY, praktijk=ELSEWHERE, ziekenhuis=TEAM, afwijkingen=[deviation])
    decision = decide(MZH, dossier)
    (rule,) = why(decision, "verwijzing").rules_that(Standing.SET_ASIDE)

    assert rule.set_aside == deviation
    assert "door gynaecoloog. Reden: Het UMCG is vol." in text(decision, "verwijzing")
    assert any("Het UMCG is vol." in line for line in decision_lines(decision))


def test_a_rule_that_was_set_aside_for_one_fact_speaks_for_another() -> None:
    """A deviation that concerns one caregiver is shown with that caregiver only."""
    deviation = Afwijking(regel="klein/K1.toegang", reden="Nodig", rol="arts", onderwerp="v1")
    team = [Zorgverlener(id=name, koorts=False, hoesten=False) for name in ("v1", "v2")]
    decision = decide(SMALL, Dossier(zorgverleners=team, afwijkingen=[deviation]))

    assert why(decision, "toegang", "v1").rules_that(Standing.SET_ASIDE)
    assert not why(decision, "toegang", "v2").rules_that(Standing.SET_ASIDE)
    assert any("voor v1, door arts: Nodig" in line for line in decision_lines(decision))


def test_silence_is_said_in_plain_dutch() -> None:
    """A partner with fever alone: all is known, and the agreement says nothing."""
    partner = Partner(koorts=True, hoesten=False, dyspnoe=False, keelpijn=False)
    shown = text(decide(MZH, Dossier(partner=partner)), "partner_aanwezigheid")

    assert "Alle gegevens die hiervoor nodig zijn, zijn bekend." in shown
    assert "Regel groningen.mzh/G20.niet_aanwezig (niet aanwezig) geldt niet:" in shown


def test_an_open_answer_asks_for_what_is_missing_and_says_what_can_become() -> None:
    """With the throat unknown the bath depends on one question, and can go both ways."""
    client = Client(hoesten=False, dyspnoe=False, koorts=False)
    explanation = why(decide(MZH, Dossier(client=client)), "badbevalling")

    assert [fact.question for fact in explanation.missing] == ["Heeft de cliënt keelpijn?"]
    assert {item.label: item.rules for item in explanation.can_become} == {
        "mogelijk": ("groningen/G14.bad_mogelijk",),
        "niet mogelijk": ("groningen/G14.bad_niet_mogelijk",),
    }


def test_the_certain_part_of_an_open_set_is_explained() -> None:
    """With two rooms of three beds the lamp is certain, whatever the warmth."""
    dossier = Dossier(kamers=[Kamer(bedden=3), Kamer(bedden=3)])

    assert "Zeker is al: een lamp.\nWant: Zo is het afgesproken (lamp)." in text(
        decide(SMALL, dossier), "spullen"
    )


def test_a_question_without_a_subject_says_so() -> None:
    """Without a partner no question about the partner is at stake."""
    explanation = why(decide(MZH, Dossier(partner=None)), "partner_aanwezigheid")

    assert explanation.no_subject == "de partner is er niet"


def test_a_question_that_is_not_asked_says_which_condition_fails() -> None:
    """A second-line caregiver reads that only the first line is asked about."""
    decision = decide(MZH, Dossier(zorgverleners=[Zorgverlener(id="v1", lijn="tweede")]))

    because, found = text(decision, "toegang_zorgverlener", "v1").splitlines()[1:]

    assert because == "Deze vraag speelt hier niet:"
    assert found.endswith("lijn van zorgverlener v1 is tweede lijn")


def test_chained_questions_are_explained_under_the_answer() -> None:
    """Filming is allowed because the partner is absent, which is explained in turn."""
    partner = Partner(koorts=True, hoesten=True)
    decision = decide(MZH, Dossier(partner=partner))
    explanation = why(decision, "filmen")

    assert [other.question.id for other in explanation.based_on] == ["partner_aanwezigheid"]
    assert "  Aanwezigheid van de partner: niet aanwezig (G20)." in text(decision, "filmen")


def test_an_answer_that_two_others_rest_on_is_explained_once() -> None:
    """The second time the text points back."""
    shown = text(decide(SMALL, Dossier(partner=None)), "rust").splitlines()

    assert shown.count("  Bad: ja (K1).") == 1
    assert shown[shown.index("    Bad: ja (K1).") + 1] == "      Zie hierboven."


def test_a_conflict_shows_both_sides() -> None:
    """Two rules for two values are both told, with what makes each of them hold."""
    shown = text(decide(SMALL, Dossier(partner=Partner(koorts=True))), "bad")

    assert "Voor “ja” spreekt:" in shown
    assert "Voor “nee” spreekt:" in shown
    assert "    - de partner heeft koorts" in shown


def test_a_conflict_that_comes_from_elsewhere_names_its_origin() -> None:
    """A question that depends on a contradictory answer says where the contradiction starts."""
    decision = decide(SMALL, Dossier(partner=Partner(koorts=True)))
    explanation = why(decision, "geboorte")

    assert explanation.answer.status is Status.CONFLICT
    assert "De tegenspraak begint bij: het bad." in text(decision, "geboorte")


def test_each_fact_of_a_list_is_called_by_its_own_name() -> None:
    """In a list the caregivers are told apart, also inside a term and a chained answer."""
    team = [Zorgverlener(id="v1", koorts=True, hoesten=False), Zorgverlener(id="v2", koorts=False)]
    decision = decide(SMALL, Dossier(zorgverleners=team))

    assert "  - zorgverlener v1 is ziek" in text(decision, "toegang", "v1")
    assert "de toegang (zorgverlener v1): nee" in text(decision, "ploeg")


def test_facts_without_ids_are_counted() -> None:
    """In a list without ids it is the first or the second, with the article of the slot."""
    rooms = [Kamer(vrij=False), Kamer(vrij=True)]
    shown = text(decide(SMALL, Dossier(kamers=rooms)), "plaats")

    assert "  - het 2e mooie kamertje is vrij" in shown.replace("    -", "  -")


def test_facts_with_ids_keep_their_article_when_an_adjective_needs_it() -> None:
    """Dutch says "het mooie kamertje a", not "mooie kamertje a"."""
    shown = text(decide(SMALL, Dossier(kamers=[Kamer(id="a", vrij=True)])), "plaats")

    assert "het mooie kamertje a is vrij" in shown


def test_an_unknown_list_is_explained_without_its_facts() -> None:
    """When nobody told who the caregivers are, the explanation asks for them."""
    decision = decide(SMALL, Dossier(partner=None))
    explanation = why(decision, "toegang")

    assert [fact.question for fact in explanation.missing] == ["Welke zorgverleners zijn er?"]
    assert [other.question.id for other in why(decision, "welkom").based_on] == []
    assert {rule.condition.found for rule in explanation.rules_that(Standing.BY_CASES)} == {
        "nog niet bekend: Welke zorgverleners zijn er?"
    }


def test_an_exception_that_does_not_need_the_list_says_why_it_does_not_hold() -> None:
    """Whoever the caregivers are, the exception for an ill partner is out of the question."""
    shown = text(decide(SMALL, Dossier(partner=Partner(koorts=False))), "toegang")

    assert "De uitzondering klein/K1.zieke_partner geldt hier niet:" in shown
    assert "  - de partner heeft geen koorts" in shown


def test_what_a_field_is_stands_in_place_of_what_it_is_not() -> None:
    """A comparison that fails shows the values that were found."""
    ward = Afdeling(hoofd="an", oppas="bo", diensten=frozenset())
    shown = text(decide(SMALL, Dossier(afdeling=ward)), "dienst")

    assert "  - het hoofd van de afdeling is an en de oppas van de afdeling is bo" in shown
    assert shown.count("de diensten van de afdeling") == 1


def test_the_same_outcome_whatever_the_unknown_facts_says_so() -> None:
    """When different rules can lead to the one answer, the text says that it cannot change."""
    ward = Afdeling(warmte=25.0)
    decision = decide(SMALL, Dossier(afdeling=ward, kamers=[]))

    assert "Geen regel vraagt hier om iets." in text(decision, "spullen")


def test_a_question_per_fact_needs_a_key() -> None:
    """Asked without a caregiver, or with one who is not there, the error names who is there."""
    decision = decide(MZH, Dossier(zorgverleners=[Zorgverlener(id="v1")]))

    with pytest.raises(QuestionNotFoundError, match="name one of v1"):
        why(decision, "toegang_zorgverlener")
    with pytest.raises(QuestionNotFoundError, match="has no answer for v2; name one of v1"):
        why(decision, "toegang_zorgverlener", "v2")
    with pytest.raises(QuestionNotFoundError, match="leave out the key"):
        why(decision, "badbevalling", "v1")
    with pytest.raises(QuestionNotFoundError, match="no facts to choose from"):
        why(decide(MZH, Dossier(zorgverleners=[])), "toegang_zorgverlener")


def test_explanations_are_loaded_when_they_are_asked_for() -> None:
    """The package has `why` and `ask_next`, and no names beyond those it lists."""
    assert obstetric_rules.why is why
    with pytest.raises(AttributeError, match="has no attribute 'how'"):
        obstetric_rules.how


def test_a_question_that_is_not_asked_anywhere_is_refused() -> None:
    """A misspelt question is answered with the nearest one."""
    with pytest.raises(QuestionNotFoundError, match="did you mean badbevalling"):
        why(decide(MZH, Dossier()), "badbevaling")


def test_a_decision_that_was_read_back_cannot_be_explained() -> None:
    """The JSON of a decision holds its answers only, and the error says what to do."""
    decision = decide(MZH, Dossier())
    read_back = decision_from_data(decision_to_data(decision))

    assert isinstance(read_back["ontslag"], Answer)
    with pytest.raises(DecisionError, match="decide the dossier again"):
        why(read_back, "ontslag")


def test_whom_a_deviation_concerns_is_told_apart() -> None:
    """A deviation for one of two people with long ids names that one, as the answers do."""
    one, other = ("z" * 45 + end for end in "12")
    aside = Afwijking(regel="klein/K1.toegang", reden="Het moet.", rol="arts", onderwerp=other)
    people = [Zorgverlener(id=one, koorts=False), Zorgverlener(id=other, koorts=False)]
    decision = decide(SMALL, Dossier(zorgverleners=people, afwijkingen=[aside]))
    lines = decision_lines(decision, ["toegang"], width=200)

    assert "zzz2, door arts: Het moet." in lines[1]
    assert "…" in lines[1]
    named = [line.partition(")")[0][-4:] for line in lines if line.startswith("Toegang")]
    assert named == ["zzz1", "zzz2"]


def test_a_rule_that_may_be_set_aside_says_so() -> None:
    """A clinician who reads why reads too that there is room to deviate."""
    decision = decide(MZH, Dossier(client=HEALTHY, praktijk=ELSEWHERE, ziekenhuis=TEAM))

    assert "uit G7. In beginsel: afwijken mag, met een reden." in text(decision, "verwijzing")
    assert "In beginsel" not in text(decision, "ontslag")
