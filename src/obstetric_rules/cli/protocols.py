"""``protocols``: what is installed, from which distribution, and what cannot be used and why."""

from __future__ import annotations

import argparse
import datetime

import attrs

from obstetric_rules.cli.arguments import add_format, add_on
from obstetric_rules.cli.output import write_document
from obstetric_rules.cli.terminal import Cell, Terminal, text_output
from obstetric_rules.errors import ObstetricRulesError
from obstetric_rules.plugins.discovery import (
    InstalledRuleset,
    installed_rulesets,
    load_protocol,
)

LAYERS = {"national": "landelijk", "region": "regio", "hospital": "ziekenhuis"}


@attrs.frozen(kw_only=True)
class Listed:
    """A protocol as it is listed."""

    id: str
    version: str
    title: str
    layer: str
    status: str
    validity: str
    distribution: str
    distribution_version: str


@attrs.frozen(kw_only=True)
class Failed:
    """A protocol that cannot be used, and why."""

    id: str
    distribution: str
    distribution_version: str
    reason: str


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its arguments."""
    summary = "list the protocols that are installed"
    parser = commands.add_parser("protocols", help=summary, description=summary.capitalize() + ".")
    add_on(parser)
    add_format(parser)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """List what is installed."""
    terminal = text_output() if options.format == "text" else None
    found = [_tried(installed, options.on) for installed in installed_rulesets()]
    listed = [item for item in found if isinstance(item, Listed)]
    failed = [item for item in found if isinstance(item, Failed)]
    if terminal is None:
        write_document(
            {
                "protocols": [attrs.asdict(item) for item in listed],
                "failed": [attrs.asdict(item) for item in failed],
            }
        )
    else:
        _write_text(listed, failed, terminal)
    return 0


def _tried(installed: InstalledRuleset, on: datetime.date | None) -> Listed | Failed:
    try:
        protocol = load_protocol(installed.id, on)
    except ObstetricRulesError as error:
        return Failed(
            id=installed.id,
            distribution=installed.distribution,
            distribution_version=installed.version,
            reason="; ".join(str(error).splitlines()),
        )
    top = protocol.layers[-1]
    return Listed(
        id=protocol.id,
        version=protocol.version,
        title=protocol.title,
        layer=top.layer.value,
        status=top.status,
        validity=protocol.validity,
        distribution=installed.distribution,
        distribution_version=installed.version,
    )


def _write_text(listed: list[Listed], failed: list[Failed], terminal: Terminal) -> None:
    if listed:
        headings = ("Protocol", "Titel", "Laag", "Geldigheid", "Pakket")
        terminal.table(headings, map(_cells, listed))
    else:
        terminal.line("Er is geen protocol dat gebruikt kan worden.")
    for item in failed:
        owner = f"{item.distribution} {item.distribution_version}"
        terminal.line(f"Niet te gebruiken: {item.id} ({owner}): {item.reason}", "red")


def _cells(item: Listed) -> tuple[Cell, ...]:
    validity = item.status if item.validity == "undated" else f"{item.validity}\n{item.status}"
    return (
        (f"{item.id}\n{item.version}", "bold"),
        (item.title, ""),
        (LAYERS[item.layer], ""),
        (validity, ""),
        (f"{item.distribution}\n{item.distribution_version}", "dim"),
    )
