"""What the library hands out can be sent, copied, compared and logged."""

from __future__ import annotations

import copy
import gc
import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import attrs
import pytest

import obstetric_rules
from obstetric_rules import Client, Dossier, LiveCase, decide, plugins, why
from obstetric_rules.errors import DecisionError
from obstetric_rules.plugins.groningen import groningen, groningen_mzh
from obstetric_rules.rules.protocol import compose
from obstetric_rules.rules.reading import rulesets_from_text, rulesets_to_text
from tests.public_objects import DOSSIER, MZH, ON, SECRET, public_objects

OBJECTS = dict(public_objects())
each_object = pytest.mark.parametrize("found", OBJECTS.values(), ids=OBJECTS)

LONGEST_REPR = 400


@each_object
@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_it_is_the_same_in_another_process(found: Any, protocol: int) -> None:
    """Pools, queues and caches on disk all pickle what they pass on."""
    back = pickle.loads(pickle.dumps(found, protocol))

    assert type(back) is type(found)
    assert back == found


@each_object
def test_a_copy_is_equal(found: Any) -> None:
    """A program that copies its own objects copies ours in them."""
    assert copy.deepcopy(found) == found
    assert copy.copy(found) == found


@each_object
def test_its_repr_is_short_and_tells_no_fact(found: Any) -> None:
    """A repr ends up in logs, in tracebacks and on screens that others see."""
    text = repr(found)

    assert len(text) <= LONGEST_REPR
    assert SECRET not in text
    assert "koorts=True" not in text


def test_one_of_everything_is_tried() -> None:
    """Whatever is added to the public names is tried with the others."""
    tried = {type(found) for found in OBJECTS.values()} | {type(one) for one in _inside()}
    handed_out = {
        one
        for module in (obstetric_rules, plugins)
        for name in module.__all__
        if isinstance(one := getattr(module, name), type) and not issubclass(one, Exception)
    }

    assert {one.__name__ for one in handed_out - tried} == {
        # Changed by its methods: tried below.
        "LiveCase",
        # How rules are written: they refer to a part of a ruleset, and become nodes in a rule.
        *("Expression", "FactReference", "FieldReference", "ManySlotReference"),
        *("SlotReference", "QuestionReference"),
        # Plain values, as the others are.
        *("DomainConstraint", "KnownSilence", "Deprecation", "Filling", "InvariantDeviation"),
        *("Monotonicity", "OpenTerm", "WholeNumber", "DecimalNumber"),
        *("KnownValues", "Vocabulary", "Form", "LowerRuleset"),
        # It holds an entry point: what it stands for may not be there elsewhere.
        "InstalledRuleset",
    }


def _inside() -> list[Any]:
    facts = [one for content in DOSSIER.values() for one in _each(content)]
    kinds = [kind for one in facts for kind in obstetric_rules.facts.kinds_of(type(one)).values()]
    rule = MZH.layers[0].rules[0]
    return [*facts, *kinds, rule.then, MZH.layers[0].layer]


def _each(content: Any) -> list[Any]:
    return list(content) if isinstance(content, tuple) else [content]


def test_a_live_case_goes_on_in_another_process() -> None:
    """Its history comes along; what listened to it stays behind."""
    case = LiveCase(MZH, DOSSIER)
    case.tell("client.hoesten", True)
    back: LiveCase = pickle.loads(pickle.dumps(case))
    apart = copy.deepcopy(case)
    back.retract("client.koorts")

    assert back.history[:2] == case.history == apart.history
    assert back.decision != case.decision
    assert why(apart.decision, "badbevalling").answer == case.decision["badbevalling"]
    assert repr(case) == "LiveCase(protocol='groningen.mzh', 2 entries)"


def test_a_live_case_of_older_rules_stays_as_it_was_in_another_process() -> None:
    """What other rules decided is not decided anew on the way: it is read there as it was."""
    case = LiveCase(MZH, DOSSIER)
    latest = attrs.evolve(groningen_mzh, version="9.9.9")
    read_back = LiveCase.from_data(case.to_data(), compose([groningen, latest], ON))
    there: LiveCase = pickle.loads(pickle.dumps(read_back))

    assert there.history == read_back.history == case.history
    assert there.decision.protocol.version == MZH.version
    assert there.decision.case is None


def test_facts_of_rules_that_came_as_a_file_travel_too() -> None:
    """Their class stands in no module: it is made again from its description where it arrives."""
    text = rulesets_to_text([groningen]).replace('"fact_type": "Client"', '"fact_type": "Moeder"')
    protocol = compose(rulesets_from_text(text), ON)
    moeder = protocol.slots["client"].fact_type
    dossier = protocol.dossier(client=moeder(koorts=True))
    sent = pickle.dumps((protocol, dossier))
    expected = decide(protocol, dossier)["badbevalling"]
    there = decide(*pickle.loads(sent))["badbevalling"]

    assert moeder.__name__ == "Moeder"
    assert there == expected
    assert compose(rulesets_from_text(text), ON) == protocol

    del protocol, dossier, moeder
    gc.collect()
    anew, case = pickle.loads(sent)
    assert decide(anew, case)["badbevalling"] == expected


def test_a_decision_that_was_sent_says_why_it_cannot_be_explained() -> None:
    """Its answers come along, and not the rules that an explanation reads; a copy keeps all."""
    decision = decide(MZH, DOSSIER)

    with pytest.raises(DecisionError, match="comes from another process"):
        why(pickle.loads(pickle.dumps(decision)), "badbevalling")
    assert why(copy.deepcopy(decision), "badbevalling") == why(decision, "badbevalling")


# A fork server differs from spawn only in who starts the process.
STARTS = [name for name in multiprocessing.get_all_start_methods() if name != "forkserver"]


@pytest.mark.parametrize("method", STARTS)
@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_a_pool_of_processes_decides(method: str) -> None:
    """Protocols and dossiers go in and decisions come out, however a process is started."""
    context = multiprocessing.get_context(method)
    dossiers = [DOSSIER, Dossier(client=Client(koorts=False))]
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        found = list(pool.map(decide, [MZH, MZH], dossiers))
        same: Any = pool.submit(copy.copy, MZH).result()

    assert found == [decide(MZH, dossier) for dossier in dossiers]
    assert same == MZH
