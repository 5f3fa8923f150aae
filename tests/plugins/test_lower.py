"""Rules of one ruleset speak of the slots, questions and parameters of those below, by name."""

from __future__ import annotations

import sys
from pathlib import Path

import attrs
import pytest

from obstetric_rules.errors import ExpressionError, ProtocolNotFoundError
from obstetric_rules.expressions.nodes import Comparison, Operator, Parameter
from obstetric_rules.plugins import Rule, compose, lower
from obstetric_rules.plugins.zwolle import zwolle
from tests.rules.parts import ON, clause, hospital


def test_a_hospital_writes_rules_about_the_slots_of_its_region() -> None:
    """A rule about the wards of the region needs no import from the region's own modules."""
    region = lower("zwolle")
    ward = region.slot("afdelingen").each
    question = region.question("opvang")
    (value, *_) = question.question.values
    rule = Rule(
        id="K1.x", clauses=("K1",), when=ward.stop, then=question.becomes(value), because="Zo."
    )

    made = hospital(extends=("zwolle",), rules=(rule,), clauses=(clause("K1"),))

    assert compose([zwolle, made], ON).rules["h/K1.x"].question == "opvang"


@pytest.mark.parametrize(
    ("kind", "name", "message"),
    [
        ("slot", "afdeling", "the ruleset zwolle has no slot afdeling; did you mean afdelingen?"),
        ("question", "x", "the ruleset zwolle has no question x"),
        ("parameter", "bedden", "the ruleset zwolle has no parameter bedden"),
    ],
)
def test_a_name_that_is_not_there_is_told_with_the_nearest(
    kind: str, name: str, message: str
) -> None:
    """A typing error in a name of the region is told when the rules are read."""
    with pytest.raises(ExpressionError) as caught:
        getattr(lower("zwolle"), kind)(name)

    assert str(caught.value) == message


def test_what_a_lower_ruleset_itself_builds_on_is_there_too() -> None:
    """A ruleset on a hospital reads the slots of the hospital's region by the hospital's id."""
    assert lower("groningen.mzh").slot("client").slot.name == "client"
    assert repr(lower("groningen.mzh")) == "LowerRuleset(id='groningen.mzh')"


def test_a_ruleset_that_is_not_installed_is_named() -> None:
    """Who builds on what is not there reads which ruleset is missing."""
    with pytest.raises(ProtocolNotFoundError, match="did you mean zwolle"):
        lower("zwole")


def test_a_parameter_of_a_lower_ruleset_is_compared_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A number that the region sets stands in a condition by its name."""
    info = tmp_path / "grens-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: grens\nVersion: 1\n")
    (info / "entry_points.txt").write_text(
        "[obstetric_rules.rulesets]\ngrens = grens_regels:grens\n"
        "[obstetric_rules.plugin_api]\n1.0 = grens_regels\n"
    )
    (tmp_path / "grens_regels.py").write_text(
        "from obstetric_rules.plugins import Clause, Layer, Ruleset, parameter\n"
        "n = parameter('grens_n', label='de grens', values={None: 2}, clauses=('K',))\n"
        "grens = Ruleset(id='grens', version='1', title='t', layer=Layer.REGION, publisher='p',\n"
        "    status='s', parameters=(n,), clauses=(Clause(id='K', document='d', heading='h',\n"
        "    item='1', paraphrase='p', not_modelled='Een grens.'),))\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "grens_regels", raising=False)

    found = lower("zwolle").slot("afdelingen").each.vrije_bedden < lower("grens").parameter(
        "grens_n"
    )

    assert attrs.astuple(found.node, recurse=False)[1:] == (Operator.LESS, Parameter("grens_n"))
    assert isinstance(found.node, Comparison)
