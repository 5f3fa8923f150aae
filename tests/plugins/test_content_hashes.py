"""What the shipped rulesets say changes only when somebody means it to."""

from __future__ import annotations

import pytest

from obstetric_rules.plugins.discovery import load_layers
from obstetric_rules.rules.exchange import content_hash

# Whoever changes one of these has changed what an agreement says, or how all of them are hashed:
# receipts that were kept no longer replay with the new rules. Tell it in the changelog, as `rules`.
HASHES = {
    "groningen": "3eed857491cddea21eeb597450d7c0f03005ea0f2731a152cbc6e5c0f8fb421d",
    "groningen.mzh": "48fd0cd5cb60c4564e73e4330305fd880e91709b16a061b4920be180a9d6200a",
    "zwolle": "b79095ec1a959bd245b77161dcdb998aca22e13d2976fac50071bdfa6cf57a71",
}


@pytest.mark.parametrize("name", HASHES)
def test_the_content_of_a_shipped_ruleset_is_what_it_was(name: str) -> None:
    """A hospital that pinned a ruleset by its hash finds the same rules in the next version."""
    assert content_hash((load_layers(name)[-1],)) == HASHES[name]
