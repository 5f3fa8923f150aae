"""``weigering add``: one refusal, told on the command line."""

from __future__ import annotations

import argparse
import uuid

from obstetric_rules.cli.output import write_text
from obstetric_rules.cli.stores import add_store, refusing_weigeringen, store_of
from obstetric_rules.weigeringen.weigering import FIELDS, weigering_from_data

_HELP = {
    "id": "what the record is called (default: a new random id)",
    "moment": "when, with its zone, such as 2026-07-01T03:12+02:00",
    "van": "the code of the organisation that asked",
    "van_lijn": "its line: eerste or tweede",
    "naar": "the code of the organisation that refused",
    "naar_lijn": "its line: eerste or tweede",
    "afdeling": "the code of the ward that was asked for",
    "vsv": "the code of the VSV or IGO it is counted for",
    "reden": "the code of the reason, from the region's own list",
    "alternatief": "the code of the organisation where she went, if known",
}


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its arguments."""
    summary = "add one refusal"
    parser = commands.add_parser("add", help=summary, description=summary.capitalize() + ".")
    add_store(parser)
    for name in FIELDS:
        parser.add_argument(f"--{name.replace('_', '-')}", help=_HELP[name])
    parser.set_defaults(command=run, format="text")


def run(options: argparse.Namespace) -> int:
    """Add the refusal, and say whether it was there already."""
    given = {name: getattr(options, name) for name in FIELDS}
    with refusing_weigeringen():
        weigering = weigering_from_data({**given, "id": given["id"] or f"{uuid.uuid4()}"})
        store = store_of(options, create=True)
        added = store.add(weigering)
    told = "toegevoegd" if added else "stond er al, ongewijzigd"
    write_text(f"Weigering {weigering.id}: {told}.")
    return 0
