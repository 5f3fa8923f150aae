"""Rulesets that were written to a file are read back as they were."""

from __future__ import annotations

import contextlib
import datetime
import json
from typing import Any

import attrs
import pytest
from hypothesis import given

from obstetric_rules.errors import ObstetricRulesError, RulesetFileError
from obstetric_rules.plugins.groningen import groningen, groningen_mzh
from obstetric_rules.rules.case_bounds import DomainConstraint, KnownSilence
from obstetric_rules.rules.exchange import content_hash
from obstetric_rules.rules.parameter import Parameter
from obstetric_rules.rules.protocol import compose
from obstetric_rules.rules.reading import rulesets_from_text, rulesets_to_text
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing.strategies import rulesets
from tests.rules.hostile_files import meddled
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


FORM = '"form": "obstetric-rules/rulesets/1"'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected rulesets as JSON, got an empty text"),
        ("{", "expected JSON (line 1, column 2: Expecting property name"),
        ("[]", "expected rulesets in the form obstetric-rules/rulesets/1"),
        ("{}", "expected rulesets in the form obstetric-rules/rulesets/1"),
        (f"{{{FORM}}}", "expected a list of rulesets, got null"),
        (f'{{{FORM}, "rulesets": {{}}}}', "expected a list of rulesets, got an object"),
        (f'{{{FORM}, "rulesets": [{{}}]}}', 'rulesets[0]: expected the part "id" too'),
        (f'{{{FORM}, "rulesets": [7]}}', "rulesets[0]: expected a ruleset, got a number"),
        (b"\xff", "expected text in UTF-8 (the byte at 0 is not)"),
        ("[" * 100_000, "expected at most 100 levels of nesting"),
        (" " * (16 * 2**20 + 1), "expected a file of at most 16,777,216 bytes"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_another_file_is_refused(text: str | bytes, message: str) -> None:
    """A file that holds no rulesets is refused with what was expected of it."""
    with pytest.raises(RulesetFileError) as caught:
        rulesets_from_text(text)

    assert str(caught.value).startswith(message)


def test_a_byte_order_mark_is_no_part_of_a_file() -> None:
    """A file that an editor of another system saved is read like any other."""
    text = rulesets_to_text([SOUND])

    (again,) = rulesets_from_text(b"\xef\xbb\xbf" + text.encode())

    assert content_hash([again]) == content_hash([SOUND])


def test_a_part_that_nobody_knows_is_refused() -> None:
    """A ruleset of a later form is not read half."""
    data = json.loads(rulesets_to_text([SOUND]))
    data["rulesets"][0]["rules"][0]["weight"] = 3

    with pytest.raises(RulesetFileError, match='expected a known part, got "weight"'):
        rulesets_from_text(json.dumps(data))


@pytest.mark.parametrize("part", ["version", "paraphrase", "operator", "rulesets"])
def test_a_key_that_stands_there_twice_is_refused(part: str) -> None:
    """Nobody reads the one version of a file while the library takes the other."""
    text = rulesets_to_text([SOUND])
    twice = text.replace(f'"{part}":', f'"{part}": "9.9.9", "{part}":', 1)

    with pytest.raises(RulesetFileError) as caught:
        rulesets_from_text(twice)

    assert str(caught.value).endswith(
        f"{part}: expected one value (this key is there more than once)"
    )


def _with(path: str, value: Any) -> str:
    """Return a sound file in which something else stands in one place."""
    data = json.loads(rulesets_to_text([SOUND]))
    *above, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    around = data["rulesets"][0]
    for step in above:
        around = around[step]
    around[last] = value
    return json.dumps(data)


FIELD = {"node": "Field", "slot": "vrouw", "name": "koorts"}


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("layer", "land", 'layer: expected "national" or "region" or "hospital", got "land"'),
        ("valid_from", "20260101", 'valid_from: expected a date as "2026-11-22" or null, got'),
        ("valid_to", "morgen", 'valid_to: expected a date as "2026-11-22" or null, got "morgen"'),
        ("rules.0.when", "altijd", 'rules[0].when: expected a condition, got "altijd"'),
        ("rules.0.when", {"node": "Nooit"}, 'rules[0].when: expected a condition, got "Nooit"'),
        ("rules.0.when", {"node": []}, "rules[0].when: expected a condition, got a list"),
        ("rules.0.when", {}, "rules[0].when: expected a condition, got an object"),
        (
            "rules.0.when",
            {"node": "Holds", "field": {**FIELD, "binding": "all"}},
            'rules[0].when.field.binding: expected "slot" or "each" or "element", got "all"',
        ),
        ("rules.0.because", 7, "rules[0].because: expected a text, got 7"),
        ("rules.0.clauses", "K1", 'rules[0].clauses: expected a list, got "K1"'),
        ("rules.0.in_principe", 1, "rules[0].in_principe: expected true or false, got 1"),
        ("rules.0.then.values", [["a"]], "values[0]: expected a text, got a list"),
        ("questions.0.values", [1], "values[0]: expected a key and its value, as a list"),
        ("questions.0.values", ["ab"], "values[0]: expected a key and its value, as a list"),
        ("questions.0.values", "ja", 'questions[0].values: expected a list of pairs, got "ja"'),
        ("questions.0.values", [["a", "A"], ["a", "B"]], "expected that nothing stands there twi"),
        ("questions.0.asked_when", [], "asked_when: expected a condition or null, got a list"),
        ("fixed", [["vrouw.weken", float("inf")]], "fixed[0]: expected true or false or a whole"),
        ("slots.0", [], "slots[0]: expected Slot, got a list"),
        ("slots.0.fields.0.1.ordinary", 3, "fields[0].ordinary: expected true or false, got 3"),
        ("slots.0.fields.2.1.minimum", 40, "fields[2]: the field “weken” has 39 as its ordinary"),
        ("slots.0.fields.2.1", "WholeNumber", "fields[2]: expected YesNo or"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(path: str, value: Any, message: str) -> None:
    """Whoever changed a file by hand is told where it went wrong, and what belongs there."""
    with pytest.raises(RulesetFileError) as caught:
        rulesets_from_text(_with(path, value))

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        *("x']=print('dit mag niet')#", "x: print('dit mag niet')", "x=print('dit mag niet'), y"),
        *("a b", "", "1", "class", "None", "__init__", "__class__", "_x", "self", "a\0", "ﬁ", 7),
    ],
)
@pytest.mark.parametrize("path", ["slots.0.fact_type", "slots.0.fields.0.0"])
def test_a_name_in_a_file_is_never_python(
    path: str, name: object, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file of a stranger has nothing run: no class is made of what is no plain name."""
    with pytest.raises(RulesetFileError, match=r"slots\[0\]"):
        rulesets_from_text(_with(path, name))

    assert capsys.readouterr().out == ""


def test_fact_types_that_are_known_are_not_made_anew() -> None:
    """Whoever has the fact types of a ruleset in hand goes on to use them."""
    types = [slot.fact_type for slot in SOUND.slots]

    (same,) = rulesets_from_text(rulesets_to_text([SOUND]), types)
    (anew,) = rulesets_from_text(rulesets_to_text([SOUND]))

    assert [slot.fact_type for slot in same.slots] == types
    assert not {slot.fact_type for slot in anew.slots} & set(types)


@given(text=meddled())
@samples(60, 5_000)
def test_a_file_that_was_meddled_with_is_refused_or_read(text: str) -> None:
    """Whatever stands in a file, it is a protocol or one clear refusal, and never a breakdown."""
    with contextlib.suppress(ObstetricRulesError):
        compose(rulesets_from_text(text), ON)
