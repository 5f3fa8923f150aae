"""What the reference lists is what the code has."""

from __future__ import annotations

import pytest

from tests.documentation.tables import PLACES, made, written


@pytest.mark.parametrize("table", PLACES)
def test_tables_are_those_of_the_code(table: str) -> None:
    """Whoever looks something up finds every error, name, kind, slot and question, as it is now."""
    assert written(PLACES[table], table) == made(table), (
        "run `python -m tests.documentation.tables` and review what changes"
    )
