"""What conditions mean in a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from obstetric_rules.expressions.meaning import (
    CONFLICTED,
    Answers,
    Situation,
    Verdict,
    conjoined,
    disjoined,
    evaluate,
    negated,
)
from obstetric_rules.expressions.nodes import And, Condition, Not, Or, walk
from obstetric_rules.expressions.operators import ALWAYS, Expressible, condition, define
from obstetric_rules.expressions.outcome import (
    NOT_APPLICABLE,
    SILENT,
    Outcome,
    Status,
    concluded,
    conflict,
    open_outcome,
)
from obstetric_rules.facts import (
    UNKNOWN,
    Client,
    Dossier,
    Partner,
    Praktijk,
    Ziekenhuis,
    Zorgverlener,
    kinds_of,
    replace,
)
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.testing import dossiers, protocols
from tests.engines.examples import (
    Meting,
    ask,
    client,
    meting,
    partner,
    praktijk,
    ziekenhuis,
    zorgverleners,
)
from tests.expressions.generated import conditions_of
from tests.samples import samples

Q = ask("q")
VERDICTS: st.SearchStrategy[Verdict] = st.sampled_from([True, False, UNKNOWN, CONFLICTED])


def _answering(outcomes: Mapping[str, Outcome]) -> Answers:
    def answers(question: str, situation: Situation) -> Outcome:
        return outcomes[question]

    return answers


def _verdict(written: Expressible, q: Outcome = SILENT, each: int = 0, **slots: Any) -> Verdict:
    situation = Situation(Dossier(**slots), _answering({"q": q}), each=("zorgverleners", each))
    return evaluate(condition(written), situation)


ILL = Zorgverlener(koorts=True)
WELL = Zorgverlener(koorts=False)
UNSEEN = Zorgverlener()


@attrs.frozen
class Case:
    """A protocol, a fully known dossier, the same with some facts hidden, and all answers."""

    protocol: Protocol
    known: Dossier
    hidden: Dossier
    answers: Mapping[str, Outcome]

    def situations(self, node: Condition, dossier: Dossier, answers: Answers) -> list[Situation]:
        """Return a situation for each fact that the condition may be about."""
        plain = Situation(dossier, answers)
        slots = {
            getattr(part, "slot", None)
            for part in walk(node)
            if getattr(getattr(part, "binding", None), "value", None) == "each"
        }
        if not slots:
            return [plain]
        (slot,) = slots
        facts: Any = self.known[slot]
        return [attrs.evolve(plain, each=(slot, place)) for place in range(len(facts))]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    protocol = draw(protocols())
    known = draw(dossiers(protocol, known=True))
    contents = {name: _hidden(draw, content) for name, content in known.facts.items()}
    outcomes = st.sampled_from([SILENT, NOT_APPLICABLE, conflict("ab")])
    answers = {
        question.id: draw(
            outcomes
            | st.frozensets(st.sampled_from(list(question.values))).map(concluded)
            | st.sampled_from(list(question.values)).map(concluded)
            if question.set_valued
            else outcomes | st.sampled_from(list(question.values)).map(concluded)
        )
        for question in protocol.questions.values()
    }
    return Case(protocol, known, Dossier(**contents), answers)


def _hidden(draw: st.DrawFn, content: Any) -> Any:
    if isinstance(content, tuple):
        return tuple(_hidden(draw, fact) for fact in content)
    if content is None:
        return content
    chosen = [name for name in kinds_of(type(content)) if name != "id" and draw(st.booleans())]
    return replace(content, **dict.fromkeys(chosen, UNKNOWN))


@samples(default=40, full=2_000)
@given(cases())
def test_what_is_settled_stays_settled_when_more_is_told(case: Case) -> None:
    """A condition that holds, fails or is in conflict does so whatever is still to be told."""
    answers = _answering(case.answers)
    for node in conditions_of(case.protocol):
        before = case.situations(node, case.hidden, answers)
        after = case.situations(node, case.known, answers)
        for little, much in zip(before, after, strict=True):
            found = evaluate(node, little)
            assert found is UNKNOWN or found == evaluate(node, much)


@samples(default=40, full=2_000)
@given(cases())
def test_open_answers_leave_open_what_depends_on_them(case: Case) -> None:
    """A condition that is settled while all other questions are open does not need them."""
    still_open = dict.fromkeys(case.answers, open_outcome([SILENT, conflict("ab")]))
    for node in conditions_of(case.protocol):
        before = case.situations(node, case.known, _answering(still_open))
        after = case.situations(node, case.known, _answering(case.answers))
        for little, much in zip(before, after, strict=True):
            found = evaluate(node, little)
            assert found is UNKNOWN or found == evaluate(node, much)


@samples(default=40, full=2_000)
@given(cases())
def test_a_known_case_without_conflict_leaves_nothing_open(case: Case) -> None:
    """When all is told, each condition is true or false, and its denial the opposite."""
    assume(all(outcome.status is not Status.CONFLICT for outcome in case.answers.values()))
    for node in conditions_of(case.protocol):
        for situation in case.situations(node, case.known, _answering(case.answers)):
            found = evaluate(node, situation)
            assert isinstance(found, bool)
            assert evaluate(Not(node), situation) is (not found)
            assert evaluate(And((node, node)), situation) is found
            assert evaluate(Or((node, Not(node))), situation) is True


@given(st.lists(VERDICTS), st.lists(VERDICTS))
def test_verdicts_join_in_any_order(one: list[Verdict], other: list[Verdict]) -> None:
    """It does not matter in which order the parts of a condition are looked at."""
    assert conjoined(one + other) is conjoined(other + one)
    assert conjoined(one + other) is conjoined([conjoined(one), conjoined(other)])
    assert disjoined(one + other) is disjoined([disjoined(one), disjoined(other)])


@given(st.lists(VERDICTS))
def test_one_decisive_part_is_enough(verdicts: list[Verdict]) -> None:
    """One false part settles an "and", one true part an "or"; an unknown part hides a conflict."""
    assert conjoined([*verdicts, False]) is False
    assert disjoined([*verdicts, True]) is True
    if False not in verdicts:
        assert conjoined([*verdicts, UNKNOWN]) is UNKNOWN
    assert negated(conjoined(verdicts)) is disjoined([negated(verdict) for verdict in verdicts])


def test_what_has_no_parts_is_settled() -> None:
    """Of no conditions, all hold and none does."""
    assert (conjoined([]), disjoined([])) == (True, False)


@pytest.mark.parametrize(
    ("written", "facts", "verdict"),
    [
        (ALWAYS, {}, True),
        (client.koorts, {"client": Client(koorts=True)}, True),
        (client.koorts, {"client": Client(koorts=False)}, False),
        (client.koorts, {"client": Client()}, UNKNOWN),
        (client.koorts, {}, UNKNOWN),
        (~client.koorts, {}, UNKNOWN),
        (define("ziek", client.koorts), {"client": Client(koorts=True)}, True),
        (client.risico.is_in("laag", "mr"), {"client": Client(risico="mr")}, True),
        (client.risico.is_in("laag", "mr"), {"client": Client(risico="overig")}, False),
        (praktijk.vsvs.contains("a"), {"praktijk": Praktijk(vsvs={"a", "b"})}, True),
        (praktijk.vsvs.contains("a"), {"praktijk": Praktijk(vsvs=set())}, False),
        (praktijk.vsvs.size() == 2, {"praktijk": Praktijk(vsvs={"a", "b"})}, True),
        (praktijk.vsvs.size() == 0, {"praktijk": Praktijk()}, UNKNOWN),
    ],
)
def test_a_condition_is_true_false_or_unknown(
    written: Expressible, facts: dict[str, Any], verdict: Verdict
) -> None:
    """What is known settles a condition; what nobody told leaves it open."""
    assert _verdict(written, **facts) is verdict


@pytest.mark.parametrize(
    ("written", "verdicts"),
    [
        (meting.dagen == 3, (False, True, False)),
        (meting.dagen != 3, (True, False, True)),
        (meting.dagen < 3, (True, False, False)),
        (meting.dagen <= 3, (True, True, False)),
        (meting.dagen > 3, (False, False, True)),
        (meting.dagen >= 3, (False, True, True)),
    ],
)
def test_numbers_are_compared_as_written(
    written: Expressible, verdicts: tuple[bool, bool, bool]
) -> None:
    """A boundary belongs to the side that the author wrote."""
    assert tuple(_verdict(written, meting=Meting(dagen=days)) for days in (2, 3, 4)) == verdicts


@pytest.mark.parametrize(
    ("primair", "verdict"), [("mzh", True), ("umcg", False), (UNKNOWN, UNKNOWN)]
)
def test_two_fields_can_be_compared(primair: Any, verdict: Verdict) -> None:
    """Two fields are compared when both are known."""
    same = praktijk.primair_ziekenhuis == ziekenhuis.id
    facts = {"praktijk": Praktijk(primair_ziekenhuis=primair), "ziekenhuis": Ziekenhuis(id="mzh")}

    assert _verdict(same, **facts) is verdict
    assert _verdict(ziekenhuis.id == praktijk.primair_ziekenhuis, **facts) is verdict


@pytest.mark.parametrize(
    "written",
    [
        partner.koorts,
        partner.koorts == False,
        partner.koorts != True,
        partner.is_present(),
        client.koorts == partner.koorts,
        partner.koorts != client.koorts,
    ],
)
def test_nothing_is_true_of_a_partner_who_is_not_there(written: Expressible) -> None:
    """On an empty slot every comparison is false, unequal too; its denial is true."""
    assert _verdict(written, partner=None, client=Client(koorts=True)) is False
    assert _verdict(~written, partner=None, client=Client(koorts=True)) is True


def test_what_is_false_without_a_partner_does_not_wait_for_other_facts() -> None:
    """A comparison with somebody who is not there is false whatever is still to be told."""
    assert _verdict(partner.koorts == client.koorts, partner=None) is False
    assert _verdict(client.koorts == partner.koorts, partner=None) is False
    assert _verdict(partner.is_present()) is UNKNOWN
    assert _verdict(partner.is_present(), partner=Partner()) is True


@pytest.mark.parametrize(
    ("facts", "some", "every"),
    [
        ([], False, True),
        ([ILL], True, True),
        ([ILL, WELL], True, False),
        ([WELL, WELL], False, False),
        ([ILL, UNSEEN], True, UNKNOWN),
        ([WELL, UNSEEN], UNKNOWN, False),
        (UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_a_quantifier_goes_over_the_whole_list(facts: Any, some: Verdict, every: Verdict) -> None:
    """One fact is enough for some, one exception against all; a list that is not told is open."""
    assert _verdict(zorgverleners.any(lambda z: z.koorts), zorgverleners=facts) is some
    assert _verdict(zorgverleners.all(lambda z: z.koorts), zorgverleners=facts) is every


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ([], False),
        ([ILL], True),
        ([ILL, WELL, UNSEEN], UNKNOWN),
        ([ILL, ILL, UNSEEN], False),
        ([UNSEEN], UNKNOWN),
        (UNKNOWN, UNKNOWN),
    ],
)
def test_a_count_is_settled_when_no_unknown_can_change_it(facts: Any, verdict: Verdict) -> None:
    """Exactly one is ill: two are too many, whatever is still to be told of a third."""
    assert _verdict(zorgverleners.count(lambda z: z.koorts) == 1, zorgverleners=facts) is verdict


def test_a_count_of_conflicts_is_a_conflict_only_if_they_matter() -> None:
    """Answers in conflict leave a count in conflict, unless it is settled or open without them."""
    many = zorgverleners.count(lambda z: Q == "x")
    at_odds = conflict("xy")

    assert _verdict(many >= 1, at_odds, zorgverleners=[WELL]) is CONFLICTED
    assert _verdict(many >= 0, at_odds, zorgverleners=[WELL]) is True
    ill_or_x = zorgverleners.count(lambda z: z.koorts & (Q == "x")) >= 1
    assert _verdict(ill_or_x, at_odds, zorgverleners=[ILL, UNSEEN]) is UNKNOWN


def test_a_condition_reads_the_fact_in_hand() -> None:
    """Asked per caregiver, a condition reads that caregiver, also inside a quantifier."""
    known = [replace(ILL, lijn="eerste"), replace(WELL, lijn="tweede"), replace(ILL, lijn="tweede")]
    colleague = zorgverleners.count(lambda z: z.lijn == zorgverleners.each.lijn) == 2

    found = [_verdict(zorgverleners.each.koorts, each=n, zorgverleners=known) for n in range(3)]
    assert found == [True, False, True]
    found = [_verdict(colleague, each=n, zorgverleners=known) for n in range(3)]
    assert found == [False, True, True]


@pytest.mark.parametrize(
    ("outcome", "equal", "unequal"),
    [
        (concluded("x"), True, False),
        (concluded("y"), False, True),
        (SILENT, False, False),
        (NOT_APPLICABLE, False, False),
        (open_outcome([concluded("x"), SILENT]), UNKNOWN, UNKNOWN),
        (conflict("xy"), CONFLICTED, CONFLICTED),
    ],
)
def test_another_answer_counts_only_if_it_is_concluded(
    outcome: Outcome, equal: Verdict, unequal: Verdict
) -> None:
    """A silent question fits nothing, an open one leaves it open, a conflict stays one."""
    assert _verdict(Q == "x", outcome) is equal
    assert _verdict(Q != "x", outcome) is unequal
    assert _verdict(Q.is_in("x", "z"), outcome) is equal


def test_the_answer_to_a_set_question_contains_its_values() -> None:
    """A set answer is asked for one value at a time."""
    assert _verdict(Q.contains("x"), concluded(frozenset("xy"))) is True
    assert _verdict(Q.contains("x"), concluded(frozenset())) is False


def test_a_comparison_with_an_unknown_field_waits_for_it() -> None:
    """A known field says nothing as long as the one beside it is not told."""
    assert _verdict(client.koorts == partner.koorts, client=Client(koorts=True)) is UNKNOWN
    assert _verdict(partner.koorts == client.koorts, client=Client(koorts=True)) is UNKNOWN
