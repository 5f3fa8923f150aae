"""A path names one fact of a list, whatever its ids look like."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules import Dossier, DossierError, Zorgverlener, ask_next, decide, why
from obstetric_rules.cases import LiveCase
from obstetric_rules.engines.decision import each_answer
from obstetric_rules.explanation.answers_text import decision_lines
from obstetric_rules.facts import keys_of, names_in_paths, path_to, structure_dossier
from tests.cases.examples import ENGINES, MZH, skip_unless_loaded
from tests.samples import samples

_ids = st.sampled_from(["0", "1", "2", "v1", '"1"', '"', "a].koorts", "[1]", "١"]) | st.text(
    st.characters(codec="utf-8"), min_size=1, max_size=4
)
_lists = st.lists(_ids, min_size=1, max_size=4, unique=True)


@samples(40, 2_000)
@given(_lists, st.data())
def test_every_path_names_one_fact(ids: list[str], data: st.DataObject) -> None:
    """What is told at the path of a fact is told of that fact and of no other."""
    case = LiveCase(MZH, dossier=Dossier(zorgverleners=[Zorgverlener(id=id) for id in ids]))
    place = data.draw(st.integers(0, len(ids) - 1))
    path = path_to("zorgverleners", ids[place], case.dossier["zorgverleners"])

    case.tell(f"{path}.koorts", True)
    case.tell(path, {"hoesten": False})

    told = [(one.koorts, one.hoesten) for one in case.dossier["zorgverleners"]]
    assert told.pop(place) == (True, False)
    assert (True, False) not in told


@samples(40, 2_000)
@given(_lists, st.lists(_ids, min_size=1, max_size=4, unique=True))
def test_a_position_is_no_id(ids: list[str], others: list[str]) -> None:
    """No name of a fact in a list with ids is one in a list without, and names are different."""
    with_ids = names_in_paths(tuple(Zorgverlener(id=id) for id in ids))
    without = names_in_paths(tuple(Zorgverlener() for _ in others))

    assert len(set(with_ids)) == len(ids)
    assert not set(with_ids) & set(without)


@pytest.mark.parametrize("engine", ENGINES)
def test_missing_facts_and_problems_cannot_be_taken_for_each_other(engine: str) -> None:
    """With the ids 1 and 0 the second of the list is not the one that goes by 1."""
    skip_unless_loaded(MZH, engine)
    people = [Zorgverlener(id="1", lijn="eerste"), Zorgverlener(id="0", lijn="eerste")]
    dossier = Dossier(zorgverleners=people)
    answers = dict(each_answer(decide(MZH, dossier, engine)["toegang_zorgverlener"]))

    assert 'zorgverleners["1"].koorts' in answers["1"].missing
    with pytest.raises(DossierError) as error:
        structure_dossier({"zorgverleners": [{}, {"koorts": "ja"}]}, MZH.slots.values())
    assert error.value.problems[0].path == "zorgverleners[1].koorts"


def test_ids_that_are_numbers_are_explained_and_asked() -> None:
    """Such ids go through every text and every form like others."""
    people: list[Any] = [{"id": "1", "lijn": "eerste"}, {"id": "v1", "koorts": True}]
    case = LiveCase(MZH)
    case.tell(zorgverleners=people)

    asked = [fact.path for fact in ask_next(MZH, case.dossier, ["toegang_zorgverlener"])]
    assert 'zorgverleners["1"].koorts' in asked
    assert "zorgverleners[v1].lijn" in asked
    for key in keys_of(case.dossier["zorgverleners"]):
        explained = why(case.decision, "toegang_zorgverlener", key)
        assert explained.who == f"zorgverlener {key}"
    assert any("(zorgverlener 1)" in line for line in decision_lines(case.decision))


def test_an_id_without_its_quotes_is_refused() -> None:
    """Nobody is told of by mistake: the error names the path that is meant."""
    case = LiveCase(MZH, dossier=Dossier(zorgverleners=[Zorgverlener(id="1")]))

    with pytest.raises(DossierError) as error:
        case.tell("zorgverleners[1].koorts", True)

    assert str(error.value) == ('zorgverleners[1].koorts: expected a known key (one of "1")')
