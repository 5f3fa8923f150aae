"""``plugins``: every distribution that brings rulesets, what came of them, and why some fail."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Any

import attrs

from obstetric_rules.cli.arguments import (
    add_format,
    add_on,
    add_time_limit,
    trials_of,
)
from obstetric_rules.cli.output import write_document
from obstetric_rules.cli.protocols import reason_text, why_not_usable
from obstetric_rules.cli.terminal import Terminal, text_output
from obstetric_rules.cli.verify import FINDINGS
from obstetric_rules.explanation.layout import Page
from obstetric_rules.facts.fact import shown
from obstetric_rules.plugins.api_version import API_VERSION
from obstetric_rules.plugins.discovery import LONGEST_MESSAGE
from obstetric_rules.plugins.installations import DamagedInstallation, damaged_installations
from obstetric_rules.rules.protocol import Distribution

if TYPE_CHECKING:
    from obstetric_rules.verification.trials import Trial


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its arguments."""
    parser = commands.add_parser(
        "plugins",
        help="list the distributions that bring rulesets, and what fails in them",
        description="List every distribution that brings rulesets. Each ruleset is tried in a "
        "process of its own; what fails is listed with the reason, and the others keep working.",
    )
    add_on(parser)
    add_time_limit(parser)
    add_format(parser)
    parser.add_argument(
        "--check",
        action="store_true",
        help="exit status 1 when a ruleset cannot be used or an installation is damaged",
    )
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """List what is installed and what came of it."""
    terminal = text_output() if options.format == "text" else None
    trials = trials_of(options)
    damaged = damaged_installations()
    if terminal is None:
        write_document(
            {
                "plugin_api": API_VERSION,
                "plugins": [
                    {
                        "distribution": owner.name,
                        "distribution_version": owner.version,
                        "rulesets": [_to_data(trial) for trial in found],
                    }
                    for owner, found in _by_distribution(trials)
                ],
                "damaged": [attrs.asdict(installation) for installation in damaged],
            }
        )
    else:
        _write_text(trials, terminal)
        for installation in damaged:
            terminal.line()
            page = Page(width=terminal.width)
            page.say(f"Beschadigd: {_damage(installation)}")
            for line in page.lines:
                terminal.line(line, "red")
    failed = bool(damaged) or any(trial.reason is not None for trial in trials)
    return FINDINGS if options.check and failed else 0


def _by_distribution(trials: Iterable[Trial]) -> list[tuple[Distribution, list[Trial]]]:
    def owner(trial: Trial) -> Distribution:
        return trial.installed.distribution

    ordered = sorted(trials, key=lambda trial: (owner(trial).name, owner(trial).version))
    return [(distribution, list(found)) for distribution, found in groupby(ordered, owner)]


def _to_data(trial: Trial) -> dict[str, Any]:
    entry = {"id": trial.installed.id, "entry_point": trial.installed.entry_point.value}
    if trial.tried is None:
        state = "turned_off" if trial.turned_off else "failed"
        return {**entry, "state": state, "reason": why_not_usable(trial)}
    return {**entry, "state": "usable", **attrs.asdict(trial.tried)}


def _write_text(trials: tuple[Trial, ...], terminal: Terminal) -> None:
    terminal.line(f"Plugin-API {API_VERSION}")
    for owner, found in _by_distribution(trials):
        terminal.line()
        terminal.line(str(owner), "bold")
        for trial in found:
            page = Page(width=terminal.width).inside()
            page.say(_line(trial))
            if trial.tried is not None and trial.tried.unfilled:
                page.inside().say(f"Niemand vult in: {', '.join(trial.tried.unfilled)}")
            style = "red" if trial.reason is not None else ""
            for line in page.lines:
                terminal.line(line, style)
    if not trials:
        terminal.line("Er is geen pakket dat regels meebrengt.")


def _damage(installation: DamagedInstallation) -> str:
    owner = f"{installation.distribution} {installation.distribution_version}"
    return f"{shown(owner, most=LONGEST_MESSAGE)}: {shown(installation.reason, LONGEST_MESSAGE)}"


def _line(trial: Trial) -> str:
    if trial.tried is None:
        how = "" if trial.turned_off else "niet te gebruiken: "
        return f"{shown(trial.installed.id)}: {how}{reason_text(trial)}"
    return f"{trial.installed.id} {trial.tried.version}: {trial.tried.title}"
