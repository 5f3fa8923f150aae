"""The compiled engine: how it gets at answers, at the size of a region and under load."""

from __future__ import annotations

import gc
import threading
import tracemalloc
from functools import reduce
from operator import or_

import pytest

from obstetric_rules import (
    UNKNOWN,
    Client,
    Dossier,
    DossierError,
    Praktijk,
    Ziekenhuis,
    Zorgverlener,
)
from obstetric_rules.engines import generated
from obstetric_rules.engines import jump_tables as tables
from obstetric_rules.engines.case import prepare
from obstetric_rules.engines.compiled import CompiledEngine
from obstetric_rules.engines.jump_tables import jump_tables
from obstetric_rules.engines.reference import ReferenceEngine
from obstetric_rules.errors import QuestionNotFoundError
from obstetric_rules.expressions.operators import SlotReference
from obstetric_rules.facts import Afwijking, replace
from obstetric_rules.plugins.groningen import groningen, groningen_mzh
from obstetric_rules.plugins.groningen.slots import andere_ziekenhuizen
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.protocol import compose
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing.strategies import ON
from tests.engines.examples import (
    Bed,
    Meting,
    ask,
    bedden,
    client,
    meting,
    praktijk,
    protocol_of,
    rule,
    slot,
    ziekenhuis,
    zorgverleners,
)
from tests.plugins.groningen.dossiers import ORDINARY, PRAKTIJK

MZH = compose([groningen, groningen_mzh], ON)
ENGINE = CompiledEngine(MZH)


def test_a_dossier_decided_directly_is_checked_as_strictly_as_by_decide() -> None:
    """The fast way in refuses a dossier of another hospital like the ordinary way does."""
    engine = CompiledEngine(MZH)

    with pytest.raises(DossierError, match=r"ziekenhuis\.id"):
        engine.decide_outcomes(ORDINARY.replace(ziekenhuis=Ziekenhuis(id="umcg")))
    with pytest.raises(DossierError, match="one Client"):
        engine.decide_outcomes(ORDINARY.replace(client=Ziekenhuis()))
    by_label = replace(PRAKTIJK, primair_ziekenhuis="martini ziekenhuis")
    with pytest.raises(DossierError, match=r"praktijk\.primair_ziekenhuis"):
        engine.decide_outcomes(ORDINARY.replace(praktijk=by_label))


@pytest.mark.parametrize(
    "dossier",
    [
        ORDINARY,
        Dossier(),
        ORDINARY.replace(client=Client(koorts=True)),
        ORDINARY.replace(praktijk=replace(PRAKTIJK, vsvs=UNKNOWN)),
        Dossier(
            praktijk=ORDINARY["praktijk"],
            afwijkingen=[Afwijking(regel="G7", reden="Elders is het vol.", rol="gynaecoloog")],
        ),
    ],
    ids=["known", "empty", "partly known", "no known value told", "with afwijking"],
)
def test_both_ways_in_give_the_same_outcomes(dossier: Dossier) -> None:
    """Status and value are the same whether or not the full decision is asked for."""
    engine, case = CompiledEngine(MZH), prepare(MZH, dossier)

    assert engine.decide_outcomes(dossier) == engine.outcomes(case)
    assert dict(engine.outcomes(case)) == dict(ReferenceEngine(MZH).outcomes(case))


def test_a_question_that_is_not_asked_has_no_answer() -> None:
    """A misspelt question is refused with the nearest one."""
    with pytest.raises(QuestionNotFoundError, match="badbevalling"):
        CompiledEngine(MZH).answer(prepare(MZH, ORDINARY), "badbevaling")


def test_questions_beyond_the_budget_are_named() -> None:
    """A protocol says which of its questions are decided without a diagram."""
    engine = CompiledEngine(MZH, budget=0)

    assert "poliklinische_partus" in engine.beyond_budget
    assert "ontslag" not in engine.beyond_budget
    assert engine.decide_outcomes(ORDINARY) == CompiledEngine(MZH).decide_outcomes(ORDINARY)


def test_a_list_of_a_region_with_nothing_known_is_decided_exactly() -> None:
    """Forty caregivers of whom nothing is known leave a question about all of them just open."""
    vrij = ask("vrij")
    protocol = protocol_of(
        [vrij],
        [
            rule("K1.ziek", zorgverleners.any(lambda z: z.koorts | z.hoesten), vrij.becomes("x")),
            rule(
                "K2.gezond", ~zorgverleners.any(lambda z: z.koorts | z.hoesten), vrij.becomes("y")
            ),
        ],
    )
    dossier = Dossier(zorgverleners=[Zorgverlener(id=f"v{at}") for at in range(40)])
    ill = [Zorgverlener(id="v0", koorts=True), *dossier["zorgverleners"][1:]]
    engine = CompiledEngine(protocol)

    answer = engine.answer(prepare(protocol, dossier), "vrij")
    settled = engine.answer(prepare(protocol, dossier.replace(zorgverleners=ill)), "vrij")

    assert answer.can_become == ("x", "y")
    assert len(answer.missing) == 80
    assert (settled.value, settled.missing) == ("x", ())


def test_a_list_too_long_to_be_exact_stays_open() -> None:
    """As many unknown facts as a list may have do not hang the engine: the answer is open."""
    vrij = ask("vrij")
    protocol = protocol_of(
        [vrij],
        [rule("K1.veel", zorgverleners.count(lambda z: z.koorts) >= 600, vrij.becomes("x"))],
    )
    dossier = Dossier(zorgverleners=[Zorgverlener(id=f"v{at}") for at in range(1_000)])
    engine = CompiledEngine(protocol, budget=5_000)

    answer = engine.answer(prepare(protocol, dossier), "vrij")

    assert (answer.status, len(answer.missing)) == ("open", 1_000)


def test_many_different_deviations_do_not_fill_the_memory() -> None:
    """Whatever is set aside for whom, only so many variants of a protocol are kept."""
    toegang = ask("toegang", per="zorgverleners")
    protocol = protocol_of(
        [toegang],
        [
            rule(f"K{at}.r", zorgverleners.each.koorts, toegang.becomes("x"), in_principe=True)
            for at in range(7)
        ],
    )
    engine, reference = CompiledEngine(protocol), ReferenceEngine(protocol)
    caregiver = Zorgverlener(id="v1", koorts=True)
    for number in range(128):
        aside = [
            Afwijking(regel=f"r/K{at}.r", reden="Daarom.", rol="arts", onderwerp="v1")
            for at in range(7)
            if number >> at & 1
        ]
        case = prepare(protocol, Dossier(zorgverleners=[caregiver], afwijkingen=aside))
        assert dict(engine.outcomes(case)) == dict(reference.outcomes(case))


def test_tables_that_would_not_fit_in_memory_are_not_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A diagram too large for tables is followed test by test."""
    monkeypatch.setattr(tables, "_MOST_ENTRIES", 3)
    monkeypatch.setattr(tables, "_TABLE_SIZES", (4, 2))
    diagrams = CompiledEngine(MZH)._diagrams

    assert jump_tables(diagrams, diagrams.question("poliklinische_partus")) is None


def test_threads_share_an_engine() -> None:
    """Eight wards that ask at once get what each of them would get alone."""
    engine = CompiledEngine(MZH)
    dossiers = [ORDINARY, Dossier(), ORDINARY.replace(client=Client(koorts=True))]
    alone = [CompiledEngine(MZH).decide_outcomes(dossier) for dossier in dossiers]
    wrong: list[object] = []

    def ask_often() -> None:
        for turn in range(300):
            found = engine.decide_outcomes(dossiers[turn % 3])
            if found != alone[turn % 3]:
                wrong.append(found)

    threads = [threading.Thread(target=ask_often) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []


def test_deciding_keeps_nothing() -> None:
    """Memory stays as it was after the same cases have been decided over and over."""
    engine = CompiledEngine(MZH)
    dossiers = [ORDINARY, Dossier(), ORDINARY.replace(client=Client(koorts=True))]

    def decide_all() -> None:
        for dossier in dossiers:
            engine.decide_outcomes(dossier)
            engine.answers(prepare(MZH, dossier))

    def decide_often(times: int) -> int:
        for _ in range(times):
            decide_all()
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    # The interpreter itself keeps some small objects for later use at first.
    before = decide_often(100)
    after = decide_often(200)
    tracemalloc.stop()

    # Keeping anything at all would take fifty bytes and more each time.
    assert after - before < 200 * len(dossiers) * 10


def test_a_conflict_names_the_question_it_comes_from() -> None:
    """A question that only conflicts through another one names where the conflict comes from."""
    first, second = ask("first"), ask("second")
    protocol = protocol_of(
        [first, second],
        [
            rule("K1.x", client.koorts, first.becomes("x")),
            rule("K2.y", client.koorts, first.becomes("y")),
            rule("K3.x", first == "x", second.becomes("x")),
        ],
    )
    answer = CompiledEngine(protocol).answer(
        prepare(protocol, Dossier(client=Client(koorts=True))), "second"
    )

    assert (answer.status, dict(answer.conflict), answer.origin) == ("conflict", {}, ("first",))


def test_questions_that_cannot_be_tabled_are_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question too large for tables and for code is still answered, one branch at a time."""
    monkeypatch.setattr(tables, "_MOST_ENTRIES", 0)
    monkeypatch.setattr(generated, "_LARGEST_FUNCTION", 2)
    monkeypatch.setattr(generated, "_LARGEST_CODE", 3)

    found = CompiledEngine(MZH).decide_outcomes(ORDINARY)

    assert found == ENGINE.decide_outcomes(ORDINARY)


def test_questions_that_do_not_go_together_are_followed_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whether questions share their tests changes nothing in the answers."""
    monkeypatch.setattr(generated, "_MOST_STEPS_TOGETHER", 0)

    assert CompiledEngine(MZH).decide_outcomes(ORDINARY) == ENGINE.decide_outcomes(ORDINARY)


def test_numbers_and_texts_are_looked_up_in_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """A number of any size, a text of any kind and a set get their own answer from a table."""
    monkeypatch.setattr(generated, "_LARGEST_FUNCTION", 1)
    q, kind = ask("q"), ask("kind")
    protocol = protocol_of(
        [q, kind],
        [
            rule("K1.warm", meting.temperatuur >= 38, q.becomes("x")),
            rule("K2.lang", (meting.dagen > 7) & (meting.temperatuur < 38), q.becomes("y")),
            rule("K3.mzh", praktijk.primair_ziekenhuis == "mzh", kind.becomes("x")),
            rule("K4.vsv", praktijk.vsvs.contains("groep"), kind.becomes("x")),
        ],
    )
    engine, reference = CompiledEngine(protocol), ReferenceEngine(protocol)

    for temperature in (36.5, 38, 39.5, UNKNOWN):
        for days in (0, 8, UNKNOWN):
            for hospital in ("mzh", "een ander", UNKNOWN):
                for vsvs in (frozenset({"groep"}), frozenset(), UNKNOWN):
                    dossier = Dossier(
                        client=Client(),
                        partner=None,
                        ziekenhuis=Ziekenhuis(),
                        meting=Meting(temperatuur=temperature, dagen=days),
                        praktijk=Praktijk(primair_ziekenhuis=hospital, vsvs=vsvs),
                        zorgverleners=(),
                        bedden=(),
                    )
                    case = prepare(protocol, dossier)
                    assert dict(engine.outcomes(case)) == dict(reference.outcomes(case))


def test_a_fact_is_always_equal_to_itself() -> None:
    """That someone is in the list whose id is one's own holds, even when nobody's id is known."""
    bekend = ask("bekend", per="zorgverleners")
    protocol = protocol_of(
        [bekend],
        [
            rule(
                "K1.zelf",
                zorgverleners.any(lambda z: z.id == zorgverleners.each.id),
                bekend.becomes("x"),
            )
        ],
    )
    case = prepare(protocol, Dossier(zorgverleners=[Zorgverlener(), Zorgverlener()]))

    found = CompiledEngine(protocol).answers(case)

    assert found["bekend"].answers == ReferenceEngine(protocol).answers(case)["bekend"].answers
    assert found["bekend"].answers["1"].value == "x"


def test_a_text_of_one_fact_is_compared_with_the_same_text_of_another() -> None:
    """Two hospitals of which nothing is known may well lie in two provinces."""
    here = andere_ziekenhuizen.each
    asked = ask("q", per="andere_ziekenhuizen")
    together = andere_ziekenhuizen.all(lambda other: other.provincie == here.provincie)
    question = asked.question
    ruleset = Ruleset(
        id="r",
        version="1",
        title="Voorbeeld",
        layer="region",
        publisher="niemand",
        status="voorbeeld",
        slots=(andere_ziekenhuizen,),
        questions=(question,),
        rules=(rule("K1.x", together, asked.becomes("x")),),
        clauses=(Clause(id="K1", document="d", heading="h", item="1", paraphrase="p"),),
    )
    protocol = compose([ruleset], ON)
    case = prepare(protocol, Dossier(andere_ziekenhuizen=[Ziekenhuis(), Ziekenhuis()]))

    answer = CompiledEngine(protocol).answers(case)["q"]

    assert answer == ReferenceEngine(protocol).answers(case)["q"]
    assert answer.answers["0"].status == "open"


def test_a_set_with_too_many_ways_to_fill_it_in_stays_open() -> None:
    """A set that rules search for dozens of texts does not hang the engine."""
    q = ask("q")
    texts = [f"vsv{number}" for number in range(14)]
    protocol = protocol_of(
        [q],
        [
            rule(
                "K1.veel",
                reduce(or_, [praktijk.vsvs.contains(text) for text in texts])
                & (praktijk.vsvs.size() > 2),
                q.becomes("x"),
            )
        ],
    )

    answer = CompiledEngine(protocol).answer(prepare(protocol, Dossier(praktijk=Praktijk())), "q")

    assert (answer.status, answer.missing) == ("open", ("praktijk.vsvs",))


def test_a_question_asked_when_another_is_in_conflict_is_in_conflict() -> None:
    """Without a diagram too, a conflict upstream is shown and not taken for a no."""
    first, second = ask("first"), ask("second", asked_when=ask("first") == "x")
    protocol = protocol_of(
        [first, second],
        [
            rule("K1.x", client.koorts, first.becomes("x")),
            rule("K2.y", client.koorts, first.becomes("y")),
            rule("K3.y", client.hoesten, second.becomes("y")),
        ],
    )
    engine = CompiledEngine(protocol, budget=0)
    case = prepare(protocol, Dossier(client=Client(koorts=True, hoesten=True)))

    assert engine.beyond_budget
    assert engine.answer(case, "second") == ReferenceEngine(protocol).answer(case, "second")


def test_a_text_is_compared_with_that_of_someone_who_is_not_there() -> None:
    """Comparing an unknown text with one of an absent partner is false, whatever the text is."""
    q = ask("q")
    arts = SlotReference(slot("arts", Zorgverlener, nullable=True))
    protocol = compose(
        [
            Ruleset(
                id="r",
                version="1",
                title="r",
                layer="region",
                publisher="niemand",
                status="voorbeeld",
                slots=(arts, ziekenhuis, praktijk),
                questions=(q,),
                rules=(
                    rule("K1.x", ~(arts.id == ziekenhuis.id), q.becomes("x")),
                    rule("K1.y", praktijk.id == ziekenhuis.id, q.becomes("y")),
                ),
                clauses=(Clause(id="K1", document="d", heading="h", item="1", paraphrase="p"),),
            )
        ],
        ON,
    )
    for arts_now in (None, Zorgverlener(), UNKNOWN):
        places = {"ziekenhuis": Ziekenhuis(), "praktijk": Praktijk()}
        case = prepare(protocol, Dossier(arts=arts_now, **places))
        assert CompiledEngine(protocol).answer(case, "q") == ReferenceEngine(protocol).answer(
            case, "q"
        )


def test_facts_that_cannot_change_alone_are_missing_together() -> None:
    """When two ids can only change places, the smallest set that settles it is what is missing."""
    q = ask("q")
    protocol = protocol_of(
        [q],
        [
            rule("K1.x", bedden.any(lambda bed: (bed.id == "links") & bed.vrij), q.becomes("x")),
            rule("K2.y", bedden.any(lambda bed: (bed.id == "links") & ~bed.vrij), q.becomes("y")),
        ],
    )
    case = prepare(protocol, Dossier(bedden=[Bed(vrij=True), Bed(vrij=False)]))

    answer = CompiledEngine(protocol).answer(case, "q")

    assert answer == ReferenceEngine(protocol).answer(case, "q")
    assert (answer.can_become, answer.missing) == (("x", "y"), ("bedden[0].id",))
