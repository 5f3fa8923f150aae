"""``new``: a package with a ruleset of its own, to start from."""

from __future__ import annotations

import argparse
from pathlib import Path

from obstetric_rules.cli.arguments import add_on
from obstetric_rules.cli.output import write_text
from obstetric_rules.cli.scaffold.lower_layers import LAYERS, find_lower_layers, layer_problems
from obstetric_rules.cli.scaffold.names import name_problems
from obstetric_rules.cli.scaffold.package import Package, directory_problem, write_package
from obstetric_rules.cli.unusable import UnusableError
from obstetric_rules.plugins.discovery import registered_rulesets


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its arguments."""
    parser = commands.add_parser(
        "new",
        help="write a package with a ruleset of its own",
        description="Write an installable package with a ruleset of its own, whose tests pass. "
        "What it says is an example, to be replaced by what your text says.",
    )
    parser.add_argument(
        "name", metavar="NAME", help="the package and the id of its ruleset, as mijn-ziekenhuis"
    )
    parser.add_argument(
        "--layer",
        choices=tuple(LAYERS),
        default="regio",
        help="for whom the ruleset is made (default: regio)",
    )
    parser.add_argument(
        "--extends",
        action="append",
        default=[],
        metavar="ID",
        help="an installed ruleset that it builds on; may be given more than once",
    )
    parser.add_argument(
        "--with-exception",
        action="store_true",
        help="write an exception to a rule of what it extends too, as an example",
    )
    add_on(parser, "today, or the first day of what it extends if that is still to come")
    parser.add_argument(
        "--directory", type=Path, metavar="DIR", help="where to write it (default: ./NAME)"
    )
    parser.set_defaults(command=run, format="text")


def run(options: argparse.Namespace) -> int:
    """Write a package, unless anything is wrong with what is asked for."""
    directory = options.directory or Path(options.name)
    package = _package(options, directory)
    write_package(package, directory)
    write_text(f"{directory}: the ruleset {package.name}, of the layer {package.layer}")
    if package.lower.names:
        write_text(f"It extends {', '.join(package.lower.names)}.")
    for path in package.files:
        write_text(f"  {path}")
    write_text("\nInstall it and run its tests:")
    write_text(f"  cd {_quoted(directory)} && python -m pip install --editable '.[test]'")
    write_text("  python -m pytest")
    return 0


def _package(options: argparse.Namespace, directory: Path) -> Package:
    """Return what is asked for; everything that is wrong with it is told at once."""
    installed = {item.id for item in registered_rulesets()}
    problems = [f"NAME: {problem}" for problem in name_problems(options.name, installed)]
    # Where it would stand says little as long as it cannot have its name.
    if options.directory is not None or not problems:
        problem = directory_problem(directory)
        problems += [] if problem is None else [f"--directory: {problem}"]
    lower = find_lower_layers(options.extends, options.on, problems)
    problems += layer_problems(options.name, LAYERS[options.layer], lower)
    example = lower.example if options.with_exception else None
    # What cannot be extended is told already.
    if options.with_exception and example is None and not problems:
        problems.append(
            "--with-exception: expected --extends with a ruleset that has a rule to show it with"
        )
    if problems:
        raise UnusableError(problems)
    return Package(name=options.name, layer=options.layer, lower=lower, example=example)


def _quoted(directory: Path) -> str:
    import shlex

    return shlex.quote(str(directory))
