"""How authors write conditions, and what Python would silently misread."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.errors import ExpressionError
from obstetric_rules.expressions.nodes import (
    Always,
    And,
    Answer,
    Binding,
    Comparison,
    Containment,
    Count,
    Field,
    Holds,
    Membership,
    Not,
    Operator,
    Or,
    Present,
    Quantified,
    Quantifier,
    Size,
    Term,
)
from obstetric_rules.expressions.operators import (
    ALWAYS,
    NOT_FIELDS,
    Expression,
    condition,
    define,
)
from tests.engines.examples import (
    ask,
    client,
    meting,
    partner,
    praktijk,
    ziekenhuis,
    zorgverleners,
)

INGANG = ask("ingang")
KOORTS = Holds(Field("client", "koorts"))
HOESTEN = Holds(Field("client", "hoesten"))
DAGEN = Field("meting", "dagen")


@pytest.mark.parametrize(
    ("written", "node"),
    [
        (ALWAYS, Always()),
        (client.koorts & client.koorts, And((KOORTS, KOORTS))),
        (client.koorts | client.hoesten, Or((KOORTS, HOESTEN))),
        (~client.koorts, Not(KOORTS)),
        (~~client.koorts, Not(Not(KOORTS))),
        (client.koorts == True, Comparison(Field("client", "koorts"), Operator.EQUAL, True)),
        (meting.dagen == 3, Comparison(DAGEN, Operator.EQUAL, 3)),
        (meting.dagen != 3, Comparison(DAGEN, Operator.UNEQUAL, 3)),
        (meting.dagen < 3, Comparison(DAGEN, Operator.LESS, 3)),
        (meting.dagen <= 3, Comparison(DAGEN, Operator.AT_MOST, 3)),
        (meting.dagen > 3, Comparison(DAGEN, Operator.MORE, 3)),
        (meting.dagen >= 3, Comparison(DAGEN, Operator.AT_LEAST, 3)),
        (3 >= meting.dagen, Comparison(DAGEN, Operator.AT_MOST, 3)),  # noqa: SIM300 - number first
        (
            praktijk.primair_ziekenhuis == ziekenhuis.id,
            Comparison(
                Field("praktijk", "primair_ziekenhuis"), Operator.EQUAL, Field("ziekenhuis", "id")
            ),
        ),
        (client.risico.is_in("laag", "mr"), Membership(Field("client", "risico"), ("laag", "mr"))),
        (praktijk.vsvs.contains("a"), Containment(Field("praktijk", "vsvs"), "a")),
        (
            praktijk.vsvs.size() > 1,
            Comparison(Size(Field("praktijk", "vsvs")), Operator.MORE, 1),
        ),
        (partner.is_present(), Present("partner")),
        (INGANG == "x", Comparison(Answer("ingang"), Operator.EQUAL, "x")),
        (
            zorgverleners.any(lambda z: z.koorts),
            Quantified(
                Quantifier.ANY,
                "zorgverleners",
                Holds(Field("zorgverleners", "koorts", Binding.ELEMENT)),
            ),
        ),
        (
            zorgverleners.all(lambda z: z.koorts & zorgverleners.each.koorts),
            Quantified(
                Quantifier.ALL,
                "zorgverleners",
                And(
                    (
                        Holds(Field("zorgverleners", "koorts", Binding.ELEMENT)),
                        Holds(Field("zorgverleners", "koorts", Binding.EACH)),
                    )
                ),
            ),
        ),
        (
            zorgverleners.count(lambda z: z.koorts) < 2,
            Comparison(
                Count("zorgverleners", Holds(Field("zorgverleners", "koorts", Binding.ELEMENT))),
                Operator.LESS,
                2,
            ),
        ),
    ],
    ids=lambda _: "",
)
def test_a_condition_is_what_it_looks_like(written: Expression, node: Any) -> None:
    """What an author writes with operators becomes the data that says the same."""
    assert written.node == node


PITFALLS: dict[str, tuple[Callable[[], object], str]] = {
    "and": (lambda: client.koorts and client.hoesten, "`a & b` for `a and b`"),
    "and of conditions": (lambda: ~client.koorts and ~client.hoesten, "`a & b` for `a and b`"),
    "or": (lambda: client.koorts or client.hoesten, "`a | b` for `a or b`"),
    "not": (lambda: not client.koorts, "`~a` for `not a`"),
    "if": (lambda: 1 if client.koorts else 2, "a rule needs no `if`"),
    "chained comparison": (lambda: 1 < meting.dagen < 5, "`(a > 1) & (a < 5)` for `1 < a < 5`"),
    "in a set": (lambda: "a" in praktijk.vsvs, "`a.contains(x)` for `x in a`"),
    "in a condition": (lambda: "a" in (client.koorts & client.hoesten), "for `x in a`"),
    "in some values": (lambda: client.lijn in ("a", "b"), "`a.is_in(x, y)` for `a in (x, y)`"),
    "not in": (lambda: "a" not in praktijk.vsvs, "`a.contains(x)` for `x in a`"),
    "if on a size": (lambda: bool(praktijk.vsvs.size()), "no truth value of its own"),
    "if on an answer": (lambda: bool(INGANG), "no truth value of its own"),
    "and of a slot": (lambda: partner and partner.koorts, "`slot.is_present()`"),
    "if on many": (lambda: 1 if zorgverleners else 2, "no truth value of its own"),
    "not of one of many": (lambda: not zorgverleners.each, "no truth value of its own"),
    "a condition == True": (lambda: (meting.dagen > 1) == True, "`a` for `a == True`"),
    "a condition == False": (lambda: (meting.dagen > 1) == False, "`~a` for `a == False`"),
    "a condition != True": (lambda: (meting.dagen > 1) != True, "`~a` for `a == False`"),
    "for over a field": (lambda: list(praktijk.vsvs), "`slot.any(lambda one: ...)`"),
    "for over many": (lambda: [z.koorts for z in zorgverleners], "`for one in slot`"),
    "for over a condition": (lambda: list(client.koorts & client.koorts), "no value yet"),
    "any of Python": (lambda: any(z.koorts for z in zorgverleners), "`slot.any(lambda one: ...)`"),
    "== None": (lambda: client.koorts == None, "cannot compare with a NoneType"),
    "compared with a list": (lambda: client.lijn == ["a"], "cannot compare with a list"),
    "a text as a condition": (lambda: client.koorts & "ja", "expected a condition, got a str"),
    "an answer as a condition": (lambda: client.koorts | INGANG, "yes/no field, a comparison"),
    "slots compared": (lambda: client.koorts & (client == partner), "got a bool"),
    "a body that is no condition": (lambda: zorgverleners.any(lambda z: z), "got a FactReference"),
}


@pytest.mark.parametrize("name", PITFALLS)
def test_what_python_would_misread_is_refused(name: str) -> None:
    """Whoever writes Python's own operators is told at once what to write instead."""
    written, instead = PITFALLS[name]

    with pytest.raises(ExpressionError) as caught:
        written()

    assert instead in str(caught.value)


@pytest.mark.parametrize("written", [client.koorts & client.koorts, client.koorts, INGANG])
def test_what_is_written_cannot_be_a_key(written: Any) -> None:
    """A field in a set or a dict would be found by comparing it, which builds a condition."""
    with pytest.raises(TypeError, match="unhashable"):
        hash(written)


BASIC = st.sampled_from([client.koorts, client.hoesten, ~client.koorts, ALWAYS, meting.dagen > 3])
WRITTEN = st.recursive(
    BASIC,
    lambda inner: (
        st.tuples(inner, inner).map(lambda pair: pair[0] & pair[1])
        | st.tuples(inner, inner).map(lambda pair: pair[0] | pair[1])
        | inner.map(lambda one: ~one)
    ),
    max_leaves=6,
)


@given(WRITTEN, WRITTEN, WRITTEN)
def test_brackets_around_the_same_operator_do_not_matter(a: Any, b: Any, c: Any) -> None:
    """`a & b & c` is one condition with three parts, however it is put together; `|` too."""
    assert ((a & b) & c).node == (a & (b & c)).node
    assert ((a | b) | c).node == (a | (b | c)).node


@given(WRITTEN, WRITTEN)
def test_and_binds_more_tightly_than_or(a: Any, b: Any) -> None:
    """`a | b & c` is read as `a | (b & c)`, and no bracket that was written is lost."""
    assert (a | b & client.keelpijn).node == (a | (b & client.keelpijn)).node
    assert isinstance((a & (a | b)).node, And)
    assert condition(~(a & b)) == Not(condition(a & b))


def test_a_named_condition_keeps_its_name() -> None:
    """A term has words of its own; left out, they are made of its name."""
    body = client.hoesten | client.keelpijn

    full = define("klachten", body, label="zij heeft klachten", denial="zij heeft geen klachten")
    assert full.node == Term(
        "klachten", "zij heeft klachten", "zij heeft geen klachten", condition(body)
    )
    assert define("klachten", body).node == Term(
        "klachten", "klachten", "niet: klachten", condition(body)
    )


def test_a_condition_can_be_given_as_data() -> None:
    """Whoever makes conditions by program hands over nodes where authors write operators."""
    assert condition(Always()) == Always()
    assert condition(client.koorts) == KOORTS


def test_what_is_written_can_be_looked_at() -> None:
    """In a debugger a condition shows the data it stands for."""
    assert repr(ALWAYS) == "Expression(Always())"
    assert repr(praktijk.vsvs.size()) == f"NumberReference({Size(Field('praktijk', 'vsvs'))!r})"


@pytest.mark.parametrize("reference", [client, zorgverleners, zorgverleners.each])
def test_slots_can_be_copied_and_sent_to_another_process(reference: Any) -> None:
    """A slot's fields are attributes of any name, but Python's own questions get no field."""
    for again in (copy.copy(reference), copy.deepcopy(reference)):
        assert type(again) is type(reference)
    assert type(pickle.loads(pickle.dumps(reference))) is type(reference)
    assert not hasattr(client, "__html__")


def test_names_that_conditions_use_themselves_are_no_fields() -> None:
    """Every name with a meaning of its own in a condition is known, so that no field takes it."""
    assert {"slot", "each", "any", "all", "count", "is_present"} <= NOT_FIELDS
    assert not {"id", "koorts", "aantal", "lijn"} & NOT_FIELDS
