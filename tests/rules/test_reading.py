"""Rulesets that were written to a file are read back as they were."""

from __future__ import annotations

import datetime
import json

import attrs
import pytest
from hypothesis import given

from obstetric_rules.errors import RulesetFileError
from obstetric_rules.plugins.groningen import groningen, groningen_mzh
from obstetric_rules.rules.case_bounds import DomainConstraint, KnownSilence
from obstetric_rules.rules.exchange import content_hash
from obstetric_rules.rules.parameter import Parameter
from obstetric_rules.rules.reading import rulesets_from_text, rulesets_to_text
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing.strategies import rulesets
from tests.rules.parts import ON
from tests.samples import samples
from tests.verification.defects import SOUND, vrouw


@given(layers=rulesets())
@samples(40, 2_000)
def test_what_was_written_is_read_back(layers: tuple[Ruleset, ...]) -> None:
    """A ruleset from a file has the content hash of the one that was written."""
    again = rulesets_from_text(rulesets_to_text(layers))

    assert content_hash(again) == content_hash(layers)


def test_every_part_is_read_back() -> None:
    """Dates, parameters, constraints and known silences survive the way through a file."""
    full = attrs.evolve(
        SOUND,
        valid_from=ON,
        valid_to=datetime.date(2027, 1, 1),
        fixed={"vrouw.koorts": True},
        constraints=(DomainConstraint(id="c", always=vrouw.weken > 1, because="Zo is het."),),
        silences=(KnownSilence(id="s", question="bad", when=vrouw.hoest, reason="Zo is het."),),
        parameters=(
            Parameter(id="weken", clauses=("K1",), label="de weken", values={None: 37, ON: 38}),
        ),
    )

    (again,) = rulesets_from_text(rulesets_to_text([full]))

    assert content_hash([again]) == content_hash([full])
    assert again.valid_to == datetime.date(2027, 1, 1)


def test_groningen_is_read_back_with_the_facts_of_this_library() -> None:
    """An exported agreement decides the same dossiers as the installed one."""
    region, hospital = rulesets_from_text(rulesets_to_text([groningen, groningen_mzh]))

    assert [slot.fact_type for slot in region.slots] == [s.fact_type for s in groningen.slots]
    assert content_hash([region, hospital]) == content_hash([groningen, groningen_mzh])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"form": "obstetric-rules/rulesets/1"}',
        '{"form": "obstetric-rules/rulesets/1", "rulesets": [{}]}',
        '{"form": "obstetric-rules/rulesets/1", "rulesets": [7]}',
    ],
)
def test_another_file_is_refused(text: str) -> None:
    """A file that holds no rulesets is refused with what was expected of it."""
    with pytest.raises(RulesetFileError, match="expected"):
        rulesets_from_text(text)


def test_a_part_that_nobody_knows_is_refused() -> None:
    """A ruleset of a later form is not read half."""
    data = json.loads(rulesets_to_text([SOUND]))
    data["rulesets"][0]["rules"][0]["weight"] = 3

    with pytest.raises(RulesetFileError, match="weight"):
        rulesets_from_text(json.dumps(data))
