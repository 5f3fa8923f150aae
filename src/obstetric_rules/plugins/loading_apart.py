"""Importing one ruleset: what runs in the process of its own.

It answers with what the ruleset says, as the text of a file, or with why it cannot be used.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint

from obstetric_rules.errors import PluginError
from obstetric_rules.plugins.child import answering
from obstetric_rules.plugins.discovery import GROUP, InstalledRuleset
from obstetric_rules.rules.protocol import Distribution
from obstetric_rules.rules.reading import rulesets_to_text


def main() -> None:
    """Import a ruleset and say what it says."""
    request, answer = answering()
    installed = InstalledRuleset(
        request["id"],
        Distribution(request["distribution"], request["version"]),
        EntryPoint(request["id"], request["value"], GROUP),
    )
    try:
        answer({"rulesets": rulesets_to_text([installed.load()])})
    except PluginError as error:
        answer({"refused": str(error)})


if __name__ == "__main__":
    main()
