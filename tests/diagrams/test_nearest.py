"""Examples take, of the numbers that rules cannot tell apart, the one nearest to the ordinary."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.diagrams.nearest import nearest_numbers
from obstetric_rules.diagrams.variables import number_classes
from obstetric_rules.facts import DecimalNumber, WholeNumber


@st.composite
def whole(draw: st.DrawFn) -> WholeNumber:
    """A whole number, perhaps bounded."""
    low, ordinary, high = sorted(draw(st.tuples(*[st.integers(-8, 8)] * 3)))
    return WholeNumber(
        label="n",
        label_en="n",
        minimum=draw(st.sampled_from([None, low])),
        maximum=draw(st.sampled_from([None, high])),
        ordinary=ordinary,
    )


@given(whole(), st.lists(st.integers(-9, 9), max_size=4))
def test_no_whole_number_of_a_class_is_nearer(kind: WholeNumber, constants: list[int]) -> None:
    """Whatever rules compare with, an example is as ordinary as its class permits."""
    classes = number_classes(kind, constants)
    found = nearest_numbers(kind, classes)

    assert len(found) == len(classes.representatives)
    for number in filter(kind.permits, range(-12, 13)):
        best = found[classes.branch(number)]
        assert kind.permits(best)
        assert classes.branch(best) == classes.branch(number)
        assert abs(best - kind.ordinary) <= abs(number - kind.ordinary)


@given(
    st.lists(st.integers(300, 450).map(lambda tenths: tenths / 10), max_size=4),
    st.sampled_from([None, 0.1, 0.5, 20]),
)
def test_each_class_of_decimal_numbers_has_its_own(
    constants: list[float], step: float | None
) -> None:
    """However large a step is, each class has a permitted number that stands for it."""
    kind = DecimalNumber(label="t", label_en="t", minimum=30, maximum=45, ordinary=36.8, step=step)
    classes = number_classes(kind, constants)
    found = nearest_numbers(kind, classes)

    assert all(map(kind.permits, found))
    assert [classes.branch(number) for number in found] == list(range(len(found)))


def test_a_fever_is_one_step_above_the_limit() -> None:
    """Above 38 °C is 38,1 and not the highest temperature that a thermometer shows."""
    declared = DecimalNumber(label="t", label_en="t", maximum=45, ordinary=36.8, step=0.1)
    undeclared = DecimalNumber(label="t", label_en="t", minimum=30, maximum=45, ordinary=37)

    assert nearest_numbers(declared, number_classes(declared, [38])) == (36.8, 38, 38.1)
    assert nearest_numbers(undeclared, number_classes(undeclared, [38])) == (37, 38, 39)
    assert nearest_numbers(undeclared, number_classes(undeclared, [37.5])) == (37, 37.5, 37.6)
    assert nearest_numbers(undeclared, number_classes(undeclared, [36.5])) == (36.4, 36.5, 37)
