"""The reference engine says what the meaning of the rules says, example by example."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.engines.answer import Answer, AnswersPerFact
from obstetric_rules.engines.case import prepare
from obstetric_rules.engines.reference import ReferenceEngine
from obstetric_rules.errors import QuestionNotFoundError
from obstetric_rules.expressions.outcome import (
    NOT_APPLICABLE,
    SILENT,
    Outcome,
    Status,
    concluded,
    conflict,
)
from obstetric_rules.facts import (
    Afwijking,
    Client,
    Dossier,
    Partner,
    Praktijk,
    Ziekenhuis,
    Zorgverlener,
)
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.testing._dossiers import Dossiers
from obstetric_rules.testing.strategies import MOST_WAYS, ON, dossiers, protocols
from tests.engines import examples
from tests.engines.examples import Bed, Meting
from tests.samples import samples

X, Y = concluded("x"), concluded("y")
HEALTHY = Client(hoesten=False, dyspnoe=False, keelpijn=False, koorts=False)
ILL = Client(hoesten=True, dyspnoe=True, keelpijn=True, koorts=True)
ANYONE = Zorgverlener()


def ask(protocol: Protocol, question: str = "q", **slots: Any) -> Any:
    case = prepare(protocol, Dossier(**slots))
    return ReferenceEngine(protocol).answer(case, question)


def keyed(answer: Any) -> dict[str, Answer]:
    assert isinstance(answer, AnswersPerFact)
    return dict(answer.answers)


def deviation(regel: str, onderwerp: str | None = None) -> Afwijking:
    return Afwijking(regel=regel, reden="vol", rol="gynaecoloog", onderwerp=onderwerp)


# Unknown, exactly


def test_an_unknown_that_makes_no_difference_is_not_waited_for() -> None:
    """Fever decides, whether she coughs or not: nobody is asked if she does."""
    answer = ask(examples.EITHER_WAY, client=Client(koorts=True))

    assert answer.outcome == X
    assert answer.missing == ()


def test_rules_that_speak_in_some_cases_only_are_named_apart() -> None:
    """No rule speaks for certain, so the clauses are those of the rules by cases."""
    answer = ask(examples.EITHER_WAY, client=Client(koorts=True))

    assert answer.rules == ()
    assert answer.by_cases == ("r/K1.met", "r/K2.zonder")
    assert answer.clauses == ("K1", "K2")


def test_an_open_answer_names_exactly_the_facts_it_depends_on() -> None:
    """Fever and breath are missing; a cough is mentioned but cannot matter."""
    answer = ask(examples.ONE_RULE, client=Client())

    assert answer.status is Status.OPEN
    assert answer.outcome.possible == {X, SILENT}
    assert answer.missing == ("client.dyspnoe", "client.koorts")
    assert answer.clauses == ()


def test_facts_already_known_are_not_missing() -> None:
    """Once she has a fever only her breath is asked for, and without one nothing is."""
    assert ask(examples.ONE_RULE, client=Client(koorts=True)).missing == ("client.dyspnoe",)
    assert ask(examples.ONE_RULE, client=Client(koorts=False)).outcome == SILENT


def test_a_slot_of_which_nothing_is_known_is_missing_as_a_whole() -> None:
    """As long as there is no client in the dossier, it is she who is missing."""
    assert ask(examples.ONE_RULE).missing == ("client",)


def test_when_no_fact_can_change_alone_one_smallest_set_is_missing() -> None:
    """Two beds share two ids: one changes only with the other, and either one settles both."""
    beds = [Bed(vrij=True), Bed(vrij=False)]

    answer = ask(examples.TWO_BEDS, bedden=beds)

    assert answer.outcome.possible == {X, SILENT}
    assert answer.missing == ("bedden[0].id",)


def test_what_cannot_hold_together_is_no_way_of_filling_in() -> None:
    """Two equal texts are not two different texts, and two things are not fewer than two."""
    assert ask(examples.TEXTS, "q").outcome == SILENT
    assert ask(examples.TEXTS, "q3").outcome.possible == {Y, SILENT}


def test_unknown_texts_can_be_equal_and_can_differ() -> None:
    """Whether two unknown hospitals are the same depends on both."""
    answer = ask(examples.TEXTS, "q2", praktijk=Praktijk(), ziekenhuis=Ziekenhuis())

    assert answer.outcome.possible == {X, SILENT}
    assert answer.missing == ("praktijk.primair_ziekenhuis", "ziekenhuis.id")


def test_a_text_that_no_rule_names_is_compared_with_the_one_that_is_known() -> None:
    """A hospital that no rule knows can still be the one the practice chose."""
    answer = ask(
        examples.TEXTS,
        "q2",
        praktijk=Praktijk(),
        ziekenhuis=Ziekenhuis(id="een klein ziekenhuis"),
    )

    assert answer.outcome.possible == {X, SILENT}


def test_numbers_are_told_apart_by_what_they_are_compared_with() -> None:
    """Whole numbers have nothing between 0 and 1; decimal numbers have 37.5."""
    assert ask(examples.NUMBERS, "q").outcome.possible == {X, Y, SILENT}
    assert ask(examples.NUMBERS, "q2").outcome.possible == {X, Y, SILENT}
    assert ask(examples.NUMBERS, "q", meting=Meting(dagen=1)).outcome == SILENT


def test_a_fact_that_the_place_fixes_is_known() -> None:
    """The protocol of one hospital does not ask which hospital it is."""
    assert ask(examples.PLACE).outcome == X


# Rules and exceptions


def test_rules_that_lead_to_different_values_are_in_conflict() -> None:
    """Both sides of a conflict are shown, each with all rules that speak for it."""
    answer = ask(examples.TWO_VALUES, client=ILL)

    assert answer.outcome == conflict({"x", "y"})
    assert dict(answer.conflict) == {"x": ("r/K1.x",), "y": ("r/K2.y", "r/K2.ook_y")}
    assert answer.clauses == ("K1", "K2")


def test_two_rules_that_speak_for_the_same_value_are_no_conflict() -> None:
    """Two reasons for one answer are two rules and one value."""
    answer = ask(examples.TWO_VALUES, client=Client(koorts=False, hoesten=True, keelpijn=True))

    assert answer.outcome == Y
    assert answer.rules == ("r/K2.y", "r/K2.ook_y")
    assert answer.clauses == ("K2",)


def test_a_conflict_that_is_certain_shows_rules_that_speak_in_some_cases() -> None:
    """Whatever her throat is like, the answer is in conflict; it may add a rule to one side."""
    answer = ask(examples.TWO_VALUES, client=Client(koorts=True, hoesten=True))

    assert answer.outcome == conflict({"x", "y"})
    assert answer.by_cases == ("r/K2.ook_y",)
    assert answer.conflict["y"] == ("r/K2.y", "r/K2.ook_y")


def test_where_no_rule_speaks_the_agreement_is_silent() -> None:
    """All is known and nothing follows: a gap in the agreement, not a missing fact."""
    answer = ask(examples.TWO_VALUES, client=HEALTHY)

    assert answer == Answer(question="q", outcome=SILENT)


@pytest.mark.parametrize(
    ("coughs", "throat", "expected", "rules"),
    [
        (False, False, X, ("r/K1.regel",)),
        (True, False, Y, ("r/K2.tenzij",)),
        (True, True, X, ("r/K1.regel", "r/K3.toch")),
    ],
)
def test_an_exception_silences_a_rule_unless_it_is_silenced_itself(
    coughs: bool, throat: bool, expected: Outcome, rules: tuple[str, ...]
) -> None:
    """A rule, the exception to it, and the exception to that one, which brings the rule back."""
    client = Client(koorts=True, hoesten=coughs, keelpijn=throat)

    answer = ask(examples.EXCEPTIONS, client=client)

    assert (answer.outcome, answer.rules) == (expected, rules)


# Chaining


def test_a_comparison_with_a_silent_answer_is_false() -> None:
    """Of an answer that is not there, neither "is x" nor "is not x" holds."""
    assert ask(examples.CHAIN, "q2", client=HEALTHY).outcome == Y


def test_a_comparison_with_an_answer_that_does_not_apply_is_false() -> None:
    """A question that is not asked has no answer to compare with."""
    client = Client(hoesten=False, koorts=False)

    assert ask(examples.CHAIN, "bij_koorts", client=client).outcome == NOT_APPLICABLE
    assert ask(examples.CHAIN, "q2", client=client).outcome == Y


def test_a_comparison_with_a_conflict_is_a_conflict_that_names_its_origin() -> None:
    """The rule that leans on a conflict cannot say anything, and says where that comes from."""
    client = Client(koorts=True, hoesten=True, dyspnoe=False, keelpijn=False)

    answer = ask(examples.CHAINED_CONFLICT, "q2", client=client)

    assert answer.outcome == conflict(())
    assert answer.origin == ("q",)
    assert answer.rules == ()


def test_a_rule_that_speaks_beside_a_conflict_is_shown() -> None:
    """What the other rules say is kept, though the answer is in conflict."""
    client = Client(koorts=True, hoesten=True, dyspnoe=False, keelpijn=True)

    answer = ask(examples.CHAINED_CONFLICT, "q2", client=client)

    assert answer.outcome == conflict({"y"})
    assert dict(answer.conflict) == {"y": ("r/K2.y",)}


def test_a_conflict_that_decides_nothing_stays_where_it_is() -> None:
    """With dyspnoea the rule does not hold, whatever the answer in conflict would be."""
    client = Client(koorts=True, hoesten=True, dyspnoe=True, keelpijn=True)

    assert ask(examples.CHAINED_CONFLICT, "q2", client=client).outcome == Y


def test_an_exception_that_speaks_silences_a_rule_in_conflict() -> None:
    """The exception holds for certain, so it does not matter whether the rule would."""
    client = Client(koorts=True, hoesten=True, dyspnoe=True)

    assert ask(examples.CHAINED_CONFLICT, "q4", client=client).outcome == Y


def test_a_question_whose_condition_is_in_conflict_is_in_conflict() -> None:
    """If it is in conflict whether to ask, it is in conflict what the answer is."""
    client = Client(koorts=True, hoesten=True, dyspnoe=False, keelpijn=False)

    answer = ask(examples.CHAINED_CONFLICT, "q3", client=client)

    assert answer.outcome == conflict(())
    assert answer.origin == ("q2",)


# Set questions


def test_rules_of_a_set_question_unite() -> None:
    """Two measures for two reasons are both to be taken."""
    client = Client(koorts=True, hoesten=True, dyspnoe=False)

    assert ask(examples.SETS, "maatregelen", client=client).value == {"x", "y"}


def test_a_set_question_says_what_no_rule_means() -> None:
    """No rule speaks: silence for the one question, no measures for the other."""
    assert ask(examples.SETS, "maatregelen", client=HEALTHY).outcome == SILENT
    assert ask(examples.SETS, "of_geen", client=HEALTHY).value == frozenset()


def test_the_empty_set_can_be_concluded_and_can_be_in_conflict() -> None:
    """That no measure is needed is a conclusion, at odds with one that is."""
    breath = Client(koorts=False, hoesten=False, dyspnoe=True)

    assert ask(examples.SETS, "maatregelen", client=breath).value == frozenset()
    answer = ask(examples.SETS, "maatregelen", client=ILL)
    assert answer.outcome == conflict({"{}", "x", "y"})
    assert answer.conflict["{}"] == ("r/K3.geen",)


def test_values_of_a_set_are_certain_or_open_each_by_itself() -> None:
    """Fever makes one measure certain; whether the other is needed depends on a cough."""
    answer = ask(examples.SETS, "maatregelen", client=Client(koorts=True, dyspnoe=False))

    assert (answer.value, answer.open_values) == ({"x"}, ("y",))
    assert answer.rules == ("r/K1.x",)
    assert answer.missing == ("client.hoesten",)


# Slots that may be empty


def test_a_question_about_somebody_who_is_not_there_does_not_apply() -> None:
    """Without a partner there is no answer about the partner."""
    assert ask(examples.PARTNER, "bij_partner", partner=None).outcome == NOT_APPLICABLE


def test_every_comparison_on_an_empty_slot_is_false() -> None:
    """Nobody's fever is not yes and not no; that there is nobody can be said."""
    answer = ask(examples.PARTNER, "q", partner=None)

    assert (answer.outcome, answer.rules) == (Y, ("r/K2.y",))


def test_of_an_unknown_partner_it_is_unknown_whether_there_is_one() -> None:
    """Nothing is known of a partner, so the question may turn out not to apply."""
    answer = ask(examples.PARTNER, "bij_partner")

    assert answer.outcome.possible == {X, Y, NOT_APPLICABLE}
    assert answer.missing == ("partner",)


def test_a_partner_of_whom_nothing_is_known_is_there() -> None:
    """A partner without facts is a partner: only the fever is missing."""
    answer = ask(examples.PARTNER, "bij_partner", partner=Partner())

    assert answer.outcome.possible == {X, Y}
    assert answer.missing == ("partner.koorts",)


# Many-slots


def test_a_question_per_fact_is_answered_per_fact() -> None:
    """Each caregiver gets an answer of their own, under their own id."""
    answers = keyed(
        ask(
            examples.PER_FACT,
            "toegang",
            client=ILL,
            zorgverleners=[Zorgverlener(id="v1", koorts=True), Zorgverlener(id="v2")],
        )
    )

    assert answers["v1"].outcome == X
    assert answers["v2"].missing == ("zorgverleners[v2].koorts",)


def test_facts_without_ids_are_named_by_their_place() -> None:
    """Two caregivers without an id are 0 and 1."""
    answers = keyed(ask(examples.PER_FACT, "toegang", client=ILL, zorgverleners=[ANYONE, ANYONE]))

    assert list(answers) == ["0", "1"]
    assert answers["1"].missing == ("zorgverleners[1].koorts",)


def test_nobody_in_the_list_is_nobody_to_answer_for() -> None:
    """An empty list is the whole list: there are no answers, and no quantifier finds a fact."""
    assert keyed(ask(examples.PER_FACT, "toegang", zorgverleners=[])) == {}
    assert ask(examples.PER_FACT, "q", zorgverleners=[]).outcome == SILENT


def test_of_an_unknown_list_there_is_one_open_answer() -> None:
    """Who comes is not known, so it is not known what to say of them, nor is what they wait for."""
    answer = ask(examples.PER_FACT, "toegang", client=Client())

    assert isinstance(answer, Answer)
    assert answer.outcome.possible == {X, Y, SILENT}
    assert answer.missing == ("client.koorts", "zorgverleners")
    assert (answer.rules, answer.by_cases) == ((), ("r/K1.x", "r/K1.y"))


def test_of_an_unknown_list_the_answer_is_open_even_if_all_would_get_the_same() -> None:
    """Whether there is anybody to answer for stays to be told."""
    answer = ask(examples.PER_FACT, "vast")

    assert (answer.status, answer.outcome.possible) == (Status.OPEN, {X})
    assert answer.missing == ("zorgverleners",)
    assert (answer.by_cases, answer.clauses) == (("r/K4.x",), ())


def test_a_question_per_fact_can_look_at_the_others() -> None:
    """One alone is of the same line as all; beside another it depends on both."""
    one = Zorgverlener(id="v1", lijn="eerste", koorts=False)
    other = Zorgverlener(id="v2", koorts=False)

    alone = keyed(ask(examples.PER_FACT, "alleen", zorgverleners=[one]))
    both = keyed(ask(examples.PER_FACT, "alleen", zorgverleners=[one, other]))

    assert alone["v1"].outcome == X
    assert both["v1"].missing == ("zorgverleners[v2].lijn",)
    assert ask(examples.PER_FACT, "alleen").outcome.possible == {X, SILENT}


def test_a_quantifier_can_go_over_the_answers_per_fact() -> None:
    """One caregiver who is kept out is enough; nobody else has to be known."""
    ill, other = Zorgverlener(koorts=True, hoesten=False), Zorgverlener(hoesten=False)

    answer = ask(examples.PER_FACT, "q", client=ILL, zorgverleners=[ill, other])

    assert (answer.outcome, answer.rules) == (X, ("r/K2.x",))


def test_an_unknown_list_is_as_long_as_the_rules_can_tell_apart() -> None:
    """Exactly one, at most one and at least two can each come true of a list nobody has told."""
    for question in ("precies_een", "hoogstens_een", "minstens_twee"):
        answer = ask(examples.COUNTS, question)
        assert answer.outcome.possible == {X, SILENT}
        assert answer.missing == ("zorgverleners",)


@pytest.mark.parametrize("slots", [{}, {"zorgverleners": [ANYONE, ANYONE]}])
def test_no_two_facts_of_a_list_have_one_id(slots: dict[str, Any]) -> None:
    """Ids that are not told differ all the same, in a list that is known and in one that is not."""
    assert ask(examples.COUNTS, "nooit", **slots).outcome == SILENT


def test_a_conflict_about_one_of_many_is_named_as_origin() -> None:
    """One caregiver's answer is in conflict, and the answer that goes over all of them is too."""
    clear = Zorgverlener(id="v1", koorts=False, hoesten=True)
    torn = Zorgverlener(id="v2", koorts=True, hoesten=True)

    answer = ask(examples.PER_FACT_CONFLICT, client=HEALTHY, zorgverleners=[clear, torn])

    assert (answer.outcome, answer.origin) == (conflict(()), ("toegang",))


def test_a_conflict_of_its_own_has_no_origin() -> None:
    """Two rules contradict each other; the list they do not lean on is not known."""
    answer = ask(examples.PER_FACT_CONFLICT, client=ILL)

    assert (answer.outcome, answer.origin) == (conflict({"x", "y"}), ())


def test_of_a_question_per_fact_the_origin_is_about_the_same_fact() -> None:
    """Only the caregiver whose own answer is in conflict gets a conflict from it."""
    clear = Zorgverlener(id="v1", koorts=True, hoesten=False)
    torn = Zorgverlener(id="v2", koorts=True, hoesten=True)

    answers = keyed(ask(examples.PER_FACT_CONFLICT, "ook", zorgverleners=[clear, torn]))

    assert answers["v1"].outcome == X
    assert (answers["v2"].outcome, answers["v2"].origin) == (conflict(()), ("toegang",))


# Deviations


def test_a_rule_set_aside_says_nothing() -> None:
    """Comply or explain: with an Afwijking the answer is what the other rules say."""
    client = Client(koorts=True, hoesten=False)

    answer = ask(examples.IN_PRINCIPE, client=client, afwijkingen=[deviation("r/K1.regel")])

    assert answer.outcome == SILENT


def test_an_exception_set_aside_silences_nothing() -> None:
    """Once the exception is set aside, the rule it was an exception to speaks again."""
    answer = ask(examples.IN_PRINCIPE, client=ILL, afwijkingen=[deviation("K2")])

    assert (answer.outcome, answer.rules) == (X, ("r/K1.regel",))


@pytest.mark.parametrize("ids", [("v1", "v2"), (None, None)])
def test_a_rule_is_set_aside_for_whom_the_afwijking_concerns(ids: tuple[str | None, ...]) -> None:
    """One caregiver may come in after all; the other may not."""
    told = [{} if name is None else {"id": name} for name in ids]
    facts = [Zorgverlener(koorts=True, **one) for one in told]
    first = ids[0] or "0"

    answers = keyed(
        ask(
            examples.IN_PRINCIPE,
            "toegang",
            zorgverleners=facts,
            afwijkingen=[deviation("K3", first)],
        )
    )

    assert [answer.outcome for answer in answers.values()] == [SILENT, X]


# The engine


def test_a_question_nobody_asks_is_refused() -> None:
    """A slip in the name of a question is met with the name it is near to."""
    with pytest.raises(QuestionNotFoundError, match="did you mean toegang"):
        ask(examples.PER_FACT, "toegan")


def test_outcomes_are_those_of_the_answers() -> None:
    """Status and value alone are the same as with all reasons, in the same order."""
    case = prepare(examples.PER_FACT, Dossier(client=ILL, zorgverleners=[ANYONE]))
    engine = ReferenceEngine(examples.PER_FACT)

    outcomes, answers = engine.outcomes(case), engine.answers(case)

    assert list(outcomes) == list(answers) == list(examples.PER_FACT.questions)
    assert outcomes["q"] == answers["q"].outcome
    assert outcomes["toegang"] == {"0": answers["toegang"].answers["0"].outcome}


def test_of_an_unknown_list_there_is_one_outcome() -> None:
    """As long as nobody is known to come, the outcome is no table of people."""
    outcomes = ReferenceEngine(examples.PER_FACT).outcomes(prepare(examples.PER_FACT, Dossier()))

    assert isinstance(outcomes["toegang"], Outcome)


@samples(50, 2_000)
@given(st.data())
def test_what_turns_out_later_was_possible_before(data: st.DataObject) -> None:
    """Filling in never changes a settled answer; an open one becomes what it listed."""
    protocol = data.draw(protocols())
    made = Dossiers(protocol, MOST_WAYS)
    known = made.draw_dossier(data.draw, known=True, with_afwijkingen=False)
    unknown = made.with_few_ways(known, made.hidden(data.draw, known.facts))
    engine = ReferenceEngine(protocol)
    before = engine.outcomes(prepare(protocol, unknown))
    after = engine.outcomes(prepare(protocol, known))

    for question, outcome in before.items():
        for earlier, later in zip(*paired(outcome, after[question]), strict=True):
            assert later in (earlier.possible or {earlier})


def paired(before: Any, after: Any) -> tuple[list[Outcome], list[Outcome]]:
    """Return outcomes beside what they turned out to be; facts of a list are told in one order."""
    later = [after] if isinstance(after, Outcome) else list(after.values())
    return ([before] * len(later) if isinstance(before, Outcome) else list(before.values())), later


@samples(50, 2_000)
@given(st.data())
def test_the_order_of_rules_says_nothing(data: st.DataObject) -> None:
    """Rules in another order give the same outcomes by the same rules."""
    protocol = data.draw(protocols())
    dossier = data.draw(dossiers(protocol))
    layers = [attrs.evolve(layer, rules=layer.rules[::-1]) for layer in protocol.layers]
    turned = compose(layers, ON)

    one, other = (
        ReferenceEngine(item).answers(prepare(item, dossier)) for item in (protocol, turned)
    )

    assert {name: reasons(answer) for name, answer in one.items()} == {
        name: reasons(answer) for name, answer in other.items()
    }


def reasons(answer: Any) -> Any:
    """Return an answer without the order in which it names its rules."""
    if isinstance(answer, AnswersPerFact):
        return {key: reasons(one) for key, one in answer.answers.items()}
    rules, by_cases = frozenset(answer.rules), frozenset(answer.by_cases)
    return answer.outcome, rules, by_cases, answer.clauses, answer.missing, answer.origin
