"""Variables: every value takes a branch, and values that no rule tells apart take the same."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from obstetric_rules.diagrams.variables import Classes, TextVariable
from obstetric_rules.expressions.nodes import Field

BOUNDS = st.none() | st.integers(-4, 4)


def numbers(whole: bool, minimum: int | None, maximum: int | None) -> list[float]:
    found = [number if whole else number / 4 for number in range(-40, 41)]
    return [
        number
        for number in found
        if (minimum is None or number >= minimum) and (maximum is None or number <= maximum)
    ]


@given(st.lists(st.integers(-5, 5), max_size=4), st.booleans(), BOUNDS, BOUNDS)
def test_each_class_of_numbers_has_a_number_and_each_number_a_class(
    constants: list[int], whole: bool, minimum: int | None, maximum: int | None
) -> None:
    """No class of numbers is empty, so no situation is reported that cannot occur."""
    assume(minimum is None or maximum is None or minimum <= maximum)
    classes = Classes.between(constants, whole=whole, minimum=minimum, maximum=maximum)
    permitted = numbers(whole, minimum, maximum)

    assert {classes.branch(number) for number in permitted} == set(
        range(len(classes.representatives))
    )
    assert [classes.branch(number) for number in classes.representatives] == list(
        range(len(classes.representatives))
    )


@given(st.lists(st.integers(-5, 5), max_size=4), st.booleans(), BOUNDS, BOUNDS)
def test_the_bounds_of_a_class_part_it_from_the_next(
    constants: list[int], whole: bool, minimum: int | None, maximum: int | None
) -> None:
    """A number is in a class or an earlier one exactly when it is below the bound of the class."""
    assume(minimum is None or maximum is None or minimum <= maximum)
    classes = Classes.between(constants, whole=whole, minimum=minimum, maximum=maximum)

    for branch in range(len(classes.representatives)):
        bound, inclusive = classes.bounds(branch)
        for number in numbers(whole, minimum, maximum):
            below = number <= bound if inclusive else number < bound
            assert below == (classes.branch(number) <= branch)


def test_texts_that_no_rule_names_are_alike() -> None:
    """Any two hospitals that no rule mentions are treated alike."""
    variable = TextVariable(Field("ziekenhuis", "id"), ("mzh", "umcg"))

    assert [variable.branch(text) for text in ("mzh", "umcg", "ozg", "x")] == [0, 1, 2, 2]
