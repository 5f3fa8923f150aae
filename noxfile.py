"""What a developer can ask for: `nox --list` shows it, `nox` runs what every change has to pass."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import nox
from packaging.requirements import Requirement  # nox stands on it

nox.needs_version = ">=2025.10.16"
# What the README's command runs: it needs one interpreter, and takes at most eight minutes.
nox.options.sessions = ["lint", "typing", "tests"]
# The same tool on every machine, whether or not that has uv.
nox.options.default_venv_backend = "virtualenv"
# A machine without one of the interpreters still runs the tests on the others; nox says in one
# line which it left out. Nox would fail there instead as soon as the variable CI is set.
nox.options.error_on_missing_interpreters = False
nox.options.download_python = "never"

PROJECT = nox.project.load_toml("pyproject.toml")

# The interpreter that runs nox is certainly there: it checks the types, measures the coverage and
# runs the long sessions.
MAIN = f"{sys.version_info.major}.{sys.version_info.minor}"
SUPPORTED = ["3.11", "3.12", "3.13"]
OTHERS = [version for version in SUPPORTED if version != MAIN]

EXAMPLES = Path(__file__).resolve().parent / "examples"
HOSPITAL = "voorbeeldziekenhuis"
NEW = "mijn-ziekenhuis"

# As many processes as the smallest machine has cores; which tests stay together, tests/conftest.py
# says.
PARALLEL = ["--numprocesses=2"]

# What no interpreter can change and takes its time: the texts of the documentation, proofs, and how
# samples are made. The first interpreter runs it.
SAME = [
    f"--ignore=tests/{path}"
    for path in (
        "documentation",
        "agreement/test_exhaustive.py",
        "agreement/test_ways_to_compile.py",
        "testing/test_cut_points.py",
        "testing/test_planted_defects.py",
        "testing/test_reaching.py",
        "testing/test_strategies.py",
        "verification/test_answering.py",
        "verification/test_comparing.py",
        "verification/test_cover.py",
        "verification/test_defects.py",
        "verification/test_every_finding.py",
        "verification/test_exploring.py",
        "verification/test_invariants.py",
        "verification/test_second_opinion.py",
        "verification/test_speaking.py",
    )
]

# A plain import of the released durable-rules fails on Python 3.13; the durable engine loads it in
# a way that works there, and that is not known of later versions.
DURABLE_PYTHONS = ["3.11", "3.12", "3.13"]


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and formatting of every Python file."""
    session.install(*group("lint"))
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session(python=MAIN)
def typing(session: nox.Session) -> None:
    """Check the types of the package, and of the code in tests/typing that uses it."""
    session.install("--editable", with_extras(".", session), *group("typing"))
    session.run("mypy")
    # Left to itself, basedpyright would look for what is installed in a .venv beside this file.
    session.run("basedpyright", "--pythonpath", str(Path(session.bin) / "python"))


@nox.session
def wheel(session: nox.Session) -> None:
    """Build the source distribution, and from it the wheel that the other sessions install."""
    session.install(*group("build"))
    shutil.rmtree(distributions(session), ignore_errors=True)
    session.run("python", "-m", "build", "--outdir", str(distributions(session)))


@nox.session(python=MAIN, requires=["wheel"])
def tests(session: nox.Session) -> None:
    """Run every test and every code block of the docs against the wheel; arguments go to pytest."""
    install_wheel(session, "tests")
    session.run("pytest", *(session.posargs or [*PARALLEL, "--cov"]))


@nox.session(python=OTHERS, requires=["wheel"])
def other_pythons(session: nox.Session) -> None:
    """Run the tests that an interpreter can change, on the others; arguments go to pytest."""
    install_wheel(session, "tests")
    # One interpreter takes all samples and measures the coverage: on all that would tell the same
    # at a multiple of the cost.
    options = session.posargs or [*PARALLEL, *SAME]
    session.run("pytest", *options, env={"OBSTETRIC_RULES_SAMPLES": "few"})


@nox.session(python=MAIN, requires=["wheel"])
def lowest(session: nox.Session) -> None:
    """Run the same tests with the lowest version of everything that pyproject.toml permits."""
    bounds = Path(session.cache_dir) / "lowest.txt"
    bounds.write_text("\n".join(lowest_bounds()) + "\n", encoding="utf-8")
    install_wheel(session, "tests", constraints=bounds)
    options = session.posargs or [*PARALLEL, *SAME]
    session.run("pytest", *options, env={"OBSTETRIC_RULES_SAMPLES": "few"})


@nox.session(python=MAIN, requires=["wheel"])
def browser(session: nox.Session) -> None:
    """Look at every page that the library writes in a real browser, such as Debian's chromium."""
    install_wheel(session, "tests")
    session.run("pytest", "-m", "browser", env={"OBSTETRIC_RULES_BROWSER": "required"})


@nox.session(python=MAIN, requires=["wheel"])
def examples(session: nox.Session) -> None:
    """Install the example plugins and what `new` writes, from wheels only, and run their tests."""
    install_wheel(session, "lint", "typing")
    # With what builds them at hand, three wheels take seconds; each in a clean room takes longer.
    session.install(*PROJECT["build-system"]["requires"])
    work = Path(session.create_tmp()).resolve()  # it is used from other folders
    shutil.rmtree(work)
    work.mkdir()
    packages = [EXAMPLES / f"obstetric-rules-{name}" for name in ("voorbeeldregio", HOSPITAL)]
    install_as_wheels(session, work / "examples", *packages)
    # In a reused environment it is there from the last time, and its name would be taken.
    session.run("python", "-m", "pip", "uninstall", "--yes", "--quiet", NEW)
    # A name of 40 characters, the longest there can be: lines have to fit with that too.
    for name in (NEW, "een-heel-lange-naam-voor-een-ziekenhuis2"):
        options = ["--layer", "ziekenhuis", "--extends", "voorbeeldregio"]
        session.run("obstetric-rules", "new", name, *options, "--directory", str(work / name))
        session.run("ruff", "check", str(work / name))
        session.run("ruff", "format", "--check", str(work / name))
    install_as_wheels(session, work / "new", work / NEW)
    for package in (*packages, work / NEW):
        with session.chdir(package):
            session.run("mypy", "--cache-dir", str(work / "mypy"))
            session.run("pytest", "-p", "no:cacheprovider")
    # Where there is no test code at all. Without settings pytest would take those of this project.
    (work / "new" / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    with session.chdir(work / "new"):
        session.run("pytest", "-p", "no:cacheprovider", "--obstetric-ruleset", HOSPITAL)


@nox.session(python=MAIN, requires=["wheel"])
def agreement(session: nox.Session) -> None:
    """Compare the engines on full-size samples; takes far longer than `tests`."""
    install_wheel(session, "tests")
    session.run(
        "pytest",
        *PARALLEL,
        "tests/agreement",
        *session.posargs,
        env={"OBSTETRIC_RULES_SAMPLES": "full"},
    )


@nox.session(python=MAIN, requires=["wheel"])
def proofs(session: nox.Session) -> None:
    """Judge the findings of 2,000 made-up rulesets case by case; takes far longer than `tests`."""
    install_wheel(session, "tests")
    session.run(
        "pytest",
        *PARALLEL,
        "tests/verification",
        *session.posargs,
        env={"OBSTETRIC_RULES_SAMPLES": "full"},
    )


@nox.session(python=MAIN, requires=["wheel"])
def endurance(session: nox.Session) -> None:
    """Decide a million cases with durable-rules, kill writers of refusals, try all counts."""
    install_wheel(session, "tests")
    session.run(
        "pytest",
        "tests/engines/test_durable_safety.py",
        "tests/weigeringen/test_processes.py",
        "tests/kwartaalrapport/test_all_tables.py",
        "tests/kwartaalrapport/test_files_together.py",
        "tests/kwartaalrapport/test_suppression.py",
        *session.posargs,
        env={"OBSTETRIC_RULES_SAMPLES": "full"},
    )


@nox.session(python=MAIN, requires=["wheel"])
def benchmarks(session: nox.Session) -> None:
    """Measure speed and memory, on a machine that does nothing else meanwhile."""
    install_wheel(session)
    session.run("python", "benchmarks/run.py", *session.posargs)


@nox.session
def changelog(session: nox.Session) -> None:
    """Show what the next release will say; with `-- --yes` write it into CHANGELOG.md."""
    session.install(*group("changelog"))
    version = PROJECT["project"]["version"]
    session.run("towncrier", "build", "--version", version, *(session.posargs or ["--draft"]))


def group(name: str) -> list[str]:
    """Return what a dependency group of pyproject.toml asks for."""
    return list(nox.project.dependency_groups(PROJECT, name))


def with_extras(distribution: str, session: nox.Session) -> str:
    """Return the distribution with every extra that the session's interpreter can use."""
    extras = set(PROJECT["project"]["optional-dependencies"])
    if session.python not in DURABLE_PYTHONS:
        extras.discard("durable")
    return f"{distribution}[{','.join(sorted(extras))}]"


def distributions(session: nox.Session) -> Path:
    """Return the folder into which the `wheel` session builds."""
    return Path(session.cache_dir) / "distributions"


def lowest_bounds() -> list[str]:
    """Return the lowest permitted version of each dependency, as constraints for pip."""
    project = PROJECT["project"]
    asked_for = [
        *project["dependencies"],
        *(one for extra in project["optional-dependencies"].values() for one in extra),
        *group("tests"),
    ]
    return sorted(
        {
            f"{requirement.name}=={specifier.version}"
            for requirement in map(Requirement, asked_for)
            for specifier in requirement.specifier
        }
    )


def install_wheel(session: nox.Session, *groups: str, constraints: Path | None = None) -> None:
    """Install the wheel with its extras and the given dependency groups."""
    (built,) = distributions(session).glob("*.whl")
    session.install(
        with_extras(str(built), session),
        *(one for name in groups for one in group(name)),
        *(() if constraints is None else ("--constraint", str(constraints))),
    )
    # In a reused environment pip takes a wheel of the same version for installed already.
    session.install("--force-reinstall", "--no-deps", str(built))


def install_as_wheels(session: nox.Session, folder: Path, *packages: Path) -> None:
    """Build each package as a wheel, and install those: nothing of their source is within reach."""
    build = ["pip", "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder)]
    session.run("python", "-m", *build, *map(str, packages))
    # Of the same version they would be taken for installed already; what they need has to be there.
    session.install("--force-reinstall", "--no-deps", *map(str, folder.glob("*.whl")))
    session.run("python", "-m", "pip", "check")


def add_pyenv_interpreters_to_path() -> None:
    """Let nox find interpreters that pyenv has installed but not switched on in this shell."""
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for version in OTHERS:
        for folder in sorted((root / "versions").glob(f"{version}.*/bin"), reverse=True):
            # At the end, so that whatever the shell prefers stays preferred.
            os.environ["PATH"] += os.pathsep + str(folder)


add_pyenv_interpreters_to_path()
