"""The plugin of pytest: what it collects, runs, reports and measures, and what it costs others."""

from __future__ import annotations

import json
import sys
from unittest import SkipTest

import pytest

from obstetric_rules.errors import ConformanceError
from obstetric_rules.testing import CHECKS, Check, Subject, _pytest_rulesets
from tests.testing.case_texts import HEALTHY

pytest_plugins = ["pytester"]

MET = "{naam: Gezond, waarom: Daarom., vanuit: gezond, verwacht: {badbevalling: mogelijk}}"
NOT_MET = (
    "{naam: Met koorts, waarom: Zo is het., vanuit: gezond, situatie: {client: {koorts: ja}}, "
    "verwacht: {badbevalling: mogelijk, zorglijn: tweede_lijn}}"
)
EVERYTHING_OF_THE_MZH = ("-o", "obstetric_coverage_rulesets=groningen.mzh")
DECIDES = """
from obstetric_rules import Client, Dossier, decide, load_protocol

def test_fever():
    decide(load_protocol("groningen"), Dossier(client=Client(koorts=True)))
"""


def cases(pytester: pytest.Pytester, *lines: str, name: str = "mzh.gevallen.yaml") -> None:
    """Write a file of cases in the folder of the run."""
    told = "".join(f"  - {line}\n" for line in lines)
    (pytester.path / name).write_text(f"{HEALTHY}gevallen:\n{told}", encoding="utf-8")


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest("-p", "no:cacheprovider", *arguments)


def test_a_case_is_a_test_by_its_name(pytester: pytest.Pytester) -> None:
    """Every case of a file is a test of its own, and can be chosen by its name."""
    cases(pytester, MET, NOT_MET)

    result = run(pytester, "-v", "mzh.gevallen.yaml::Gezond")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["mzh.gevallen.yaml::Gezond PASSED*"])


@pytest.mark.parametrize("suffix", ["yml", "yaml"])
def test_both_endings_of_yaml_are_collected(pytester: pytest.Pytester, suffix: str) -> None:
    """YAML is called .yaml by some and .yml by others."""
    cases(pytester, MET, name=f"mzh.gevallen.{suffix}")

    run(pytester).assert_outcomes(passed=1)


def test_toml_is_collected(pytester: pytest.Pytester) -> None:
    """Cases can be written in TOML."""
    pytester.path.joinpath("mzh.gevallen.toml").write_text(
        'protocol = "groningen"\n[[gevallen]]\nnaam = "a"\nwaarom = "b"\n'
        'verwacht.ontslag = "zo_spoedig_mogelijk"\n'
    )

    run(pytester).assert_outcomes(passed=1)


def test_other_files_are_left_alone(pytester: pytest.Pytester) -> None:
    """A file whose name does not say that it holds cases is none of our business."""
    pytester.path.joinpath("docker-compose.yaml").write_text("services: [")
    pytester.path.joinpath("gevallen.yaml").write_text("services: [")

    assert run(pytester).ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_a_failure_is_told_in_words_of_the_field(pytester: pytest.Pytester) -> None:
    """A midwife reads what was expected, what the agreement says, and why; no Python."""
    cases(pytester, NOT_MET)

    result = run(pytester)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*Met koorts*",
            "Anders dan verwacht: badbevalling",
            "Geval: Met koorts",
            "Waarom: Zo is het.",
            "Bestand: mzh.gevallen.yaml:10",
            "Situatie, anders dan de uitgangssituatie:",
            "  - de cliënt heeft koorts",
            "",
            "Badbevalling",
            "  verwacht: mogelijk",
            "  gevonden: niet mogelijk (G14)",
            "  uitleg:",
            "    Badbevalling: niet mogelijk (G14).",
            "    Want: Met luchtwegklachten of koorts kan de cliënt niet in bad bevallen.",
            "*",
            "De andere antwoorden (1) zijn zoals verwacht.",
            "FAILED mzh.gevallen.yaml::Met koorts*",
        ]
    )
    result.stdout.no_fnmatch_line("*Error*")
    result.stdout.no_fnmatch_line("*.py:*")


def test_every_kind_of_expectation_is_told_in_dutch(pytester: pytest.Pytester) -> None:
    """A status, a set, a fact of a list, and the clauses and missing facts that were expected."""
    cases(
        pytester,
        "{naam: a, waarom: b, vanuit: gezond, verwacht: {badbevalling: stil, "
        "maatregelen_client: [virusisolatie], ontslag: open, "
        "toegang_zorgverlener: {v2: {antwoord: toegestaan, bepalingen: [G11]}}, "
        "kraamzorg: {ontbreekt: [ziekenhuis.id]}}}",
    )

    result = run(pytester)
    result.stdout.fnmatch_lines(
        [
            "Anders dan verwacht: badbevalling, maatregelen voor de cliënt, ontslag, toegang",
            "van de zorgverlener (zorgverlener v2) en kraamzorg",
        ]
    )
    for line in (
        "  verwacht: de afspraak zegt er niets over",
        "  verwacht: virusisolatie",
        "  verwacht: nog open",
        "  verwachte bepalingen: G11; gevonden: G12",
        "  verwacht als nog te vragen: “Wat is het kenmerk van het ziekenhuis?”;",
    ):
        result.stdout.fnmatch_lines([line])


def test_an_error_of_ours_keeps_its_traceback(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is no matter of the case, such as a broken engine, is not dressed up as one."""
    cases(pytester, MET)
    pytester.makeconftest(
        """
        import pytest
        from obstetric_rules.testing import ReadableCase
        def broken(self, engine="compiled"):
            raise RuntimeError("broken down")
        @pytest.fixture(autouse=True, scope="session")
        def unused(): ...
        def pytest_runtest_setup(item):
            item.case.__class__.check = broken
        """
    )
    from obstetric_rules.testing import ReadableCase

    monkeypatch.setattr(ReadableCase, "check", ReadableCase.check)
    result = run(pytester)
    result.stdout.fnmatch_lines(["*RuntimeError: broken down"])


def test_a_broken_file_is_one_error(pytester: pytest.Pytester) -> None:
    """All that is wrong with a file is listed together, by line, without a traceback."""
    cases(pytester, "{naam: a, verwacht: {badbevaling: mogelijk}}")

    result = run(pytester)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            "*ERROR collecting mzh.gevallen.yaml*",
            "mzh.gevallen.yaml:10: gevallen?0?: expected waarom, which is not there",
            "mzh.gevallen.yaml:10: gevallen?0?.verwacht.badbevaling: expected a question of the "
            'protocol (did you mean "badbevalling"?)*',
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_ruleset_is_checked_without_any_code(pytester: pytest.Pytester) -> None:
    """In an empty folder one option runs every check of an installed ruleset."""
    result = run(pytester, "-v", "--obstetric-ruleset", "groningen", "-k", "clause")

    result.stdout.fnmatch_lines(["groningen::every_rule_has_a_clause PASSED*"])
    assert result.ret == pytest.ExitCode.OK


def test_every_check_runs_for_every_ruleset(pytester: pytest.Pytester) -> None:
    """The option may be repeated, and a project can set it for good."""
    pytester.makeini("[pytest]\nobstetric_rulesets = groningen")
    result = run(pytester, "--collect-only", "-q", "--obstetric-ruleset=groningen.mzh")

    for ruleset in ("groningen", "groningen.mzh"):
        result.stdout.fnmatch_lines([f"{ruleset}::{check.name}" for check in CHECKS])


def test_checks_come_beside_the_tests_of_the_paths(pytester: pytest.Pytester) -> None:
    """The option adds to what a run would do anyway."""
    pytester.makepyfile("def test_mine(): ...")

    outcomes = run(pytester, "--obstetric-ruleset=groningen", "-k", "mine or rule_has_a_clause")
    outcomes.assert_outcomes(passed=2, deselected=len(CHECKS) - 1)


def test_an_unknown_ruleset_is_one_line(pytester: pytest.Pytester) -> None:
    """A misspelt id is told with the nearest that is installed."""
    result = run(pytester, "--obstetric-ruleset=groningn")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: --obstetric-ruleset groningn: *did you mean groningen?*"])


def test_a_check_fails_skips_and_remarks(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failed check says what it found and why it matters; one that cannot be done is skipped."""

    def fails(subject: Subject) -> None:
        """It matters."""
        raise ConformanceError(f"{subject.id} is wrong")

    def skips(_: Subject) -> None:
        raise SkipTest("not now")

    def remarks(_: Subject) -> tuple[str, ...]:
        return ("left out: nothing",)

    def breaks(_: Subject) -> None:
        raise RuntimeError("broken down")

    checks = tuple(Check(one, needs_protocol=False) for one in (fails, skips, remarks, breaks))
    monkeypatch.setattr(_pytest_rulesets, "CHECKS", checks)

    result = run(pytester, "--obstetric-ruleset=groningen", "-rA")
    result.assert_outcomes(passed=1, failed=2, skipped=1)
    result.stdout.fnmatch_lines(
        ["groningen is wrong", "", "Why it matters: It matters.", "*RuntimeError: broken down"]
    )
    result.stdout.fnmatch_lines(["*remarks*", "left out: nothing"])
    result.stdout.fnmatch_lines(["SKIPPED*not now"])


@pytest.mark.parametrize(("options", "told"), [((), False), (("--tb=long",), True)])
def test_a_check_that_fails_in_a_test_is_told_without_a_traceback(
    pytester: pytest.Pytester, options: tuple[str, ...], told: bool
) -> None:
    """An author reads what is wrong with the rules, and not how that was looked for."""
    pytester.makepyfile(
        """
        import pytest
        from obstetric_rules.errors import ConformanceError
        def test_wrong():
            raise ConformanceError("mijn-regio has a gap")
        def test_else():
            raise ValueError("something else")
        """
    )

    result = run(pytester, *options)

    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["*mijn-regio has a gap*", "*ValueError: something else*"])
    lines = [line for line in result.outlines if "raise ConformanceError" in line]
    assert bool(lines) is told


def test_the_report_counts_cases_and_ordinary_tests(pytester: pytest.Pytester) -> None:
    """What a case decides counts, and what an ordinary test decides."""
    cases(pytester, MET)
    pytester.makepyfile(DECIDES)

    result = run(pytester, "--obstetric-coverage")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(
        [
            "*= rule coverage =*",
            "Ruleset * Rules *Exceptions *Branches *Cover",
            "groningen 1.0.0 */30 *%",
            "groningen.mzh 1.0.0 */13 *%",
            "TOTAL *",
            "groningen: rules that no decision exercised",
        ]
    )
    result.stdout.no_fnmatch_line("  groningen/G14.bad_niet_mogelijk")


def test_rulesets_of_tests_are_not_measured(pytester: pytest.Pytester) -> None:
    """A ruleset that a test makes up, or changes, is no part of the report."""
    pytester.makepyfile(
        """
        import attrs
        from obstetric_rules import Dossier, decide
        from obstetric_rules.plugins.groningen import groningen
        from obstetric_rules.rules.protocol import compose

        def test_changed():
            decide(compose([attrs.evolve(groningen, version="2")]), Dossier())
        def test_made_up():
            decide(compose([attrs.evolve(groningen, id="mine")]), Dossier())
        """
    )

    result = run(pytester, "--obstetric-coverage")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["No decision was made by a ruleset that is measured."])


def test_a_plugin_that_does_not_load_is_not_measured(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ruleset whose plugin is broken does not break the run."""
    from importlib.metadata import EntryPoint

    from obstetric_rules.plugins import discovery

    broken = EntryPoint("groningen", "no_such_module:ruleset", discovery.GROUP)
    monkeypatch.setattr(discovery, "entry_points", lambda group: [broken])
    pytester.makepyfile(
        """
        from obstetric_rules import Dossier, decide
        from obstetric_rules.plugins.groningen import groningen
        from obstetric_rules.rules.protocol import compose

        def test_direct():
            decide(compose([groningen]), Dossier())
        """
    )

    result = run(pytester, "--obstetric-coverage")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["No decision was made by a ruleset that is measured."])


def test_the_checks_of_the_kit_are_not_counted(pytester: pytest.Pytester) -> None:
    """Generated cases reach nearly everything, and nobody has read them."""
    pytester.makepyfile(
        f"""
        {DECIDES.replace(chr(10), chr(10) + " " * 8)}
        import pytest
        from obstetric_rules.testing import Check

        @pytest.mark.parametrize("check", [Check(lambda subject: test_fever())])
        def test_like_the_kit(check):
            test_fever()
        """
    )

    for chosen in ("like_the_kit", "every_rule_has_a_clause"):
        result = run(
            pytester, "--obstetric-coverage", "-k", chosen, "--obstetric-ruleset=groningen"
        )
        result.assert_outcomes(passed=1, deselected=len(CHECKS) + 1)
        result.stdout.fnmatch_lines(["No decision was made by a ruleset that is measured."])


@pytest.mark.parametrize(
    ("minimum", "exit_status"), [("1", pytest.ExitCode.OK), ("99.5", pytest.ExitCode.TESTS_FAILED)]
)
def test_a_minimum_is_held(
    pytester: pytest.Pytester, minimum: str, exit_status: pytest.ExitCode
) -> None:
    """Below the minimum the run fails, with one line that says by how much."""
    cases(pytester, MET)
    result = run(pytester, "--obstetric-coverage-minimum", minimum)

    assert result.ret == exit_status
    result.stdout.no_fnmatch_line("*rule coverage =*")
    if exit_status:
        result.stdout.fnmatch_lines(["FAIL rule coverage of 99.5% not reached: it is *%"])


def test_without_decisions_no_minimum_is_reached(pytester: pytest.Pytester) -> None:
    """Tests that decide nothing do not cover everything."""
    pytester.makepyfile("def test_mine(): ...")
    pytester.makeini("[pytest]\nobstetric_coverage_minimum = 50")

    result = run(pytester)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["FAIL rule coverage of 50% not reached: it is 0.00%"])


@pytest.mark.parametrize("minimum", ["101", "-1", "nan"])
def test_a_minimum_is_a_percentage(pytester: pytest.Pytester, minimum: str) -> None:
    """A minimum that nothing can reach, or that is none, is told at once."""
    result = run(pytester, f"--obstetric-coverage-minimum={minimum}")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: *a percentage from 0 to 100, not *"])


def test_a_minimum_in_the_settings_is_a_number(pytester: pytest.Pytester) -> None:
    """A setting that is no number is told in one line too."""
    pytester.makeini("[pytest]\nobstetric_coverage_minimum = alles")

    result = run(pytester)
    result.stderr.fnmatch_lines(["ERROR: *a percentage from 0 to 100, not alles"])


def test_only_the_rulesets_of_the_settings_are_measured(pytester: pytest.Pytester) -> None:
    """A hospital answers for its own ruleset, also when no case has used it."""
    pytester.makepyfile(DECIDES)

    result = run(pytester, "--obstetric-coverage", *EVERYTHING_OF_THE_MZH)
    result.stdout.fnmatch_lines(["groningen.mzh 1.0.0 *0/13*0%"])
    result.stdout.no_fnmatch_line("groningen 1.0.0*")


def test_an_unknown_ruleset_in_the_settings_is_one_line(pytester: pytest.Pytester) -> None:
    """A misspelt id would otherwise measure nothing."""
    result = run(pytester, "--obstetric-coverage", "-o", "obstetric_coverage_rulesets=groningn")

    result.stderr.fnmatch_lines(["ERROR: obstetric_coverage_rulesets: *did you mean groningen?*"])


def test_the_coverage_is_written_as_json(pytester: pytest.Pytester) -> None:
    """Other programs read what was covered from a file, by name."""
    cases(pytester, MET)
    run(pytester, "--obstetric-coverage-file=cover.json").assert_outcomes(passed=1)
    data = json.loads(pytester.path.joinpath("cover.json").read_text(encoding="utf-8"))

    assert list(data) == ["percentage", "covered", "total", "rulesets"]
    assert [item["id"] for item in data["rulesets"]] == ["groningen", "groningen.mzh"]
    assert "groningen/G14.bad_mogelijk" in data["rulesets"][0]["rules"]["covered"]
    assert data["percentage"] == 10_000 * data["covered"] // data["total"] / 100


def test_the_file_of_the_settings_lies_beside_them(pytester: pytest.Pytester) -> None:
    """A file that a project sets is the same from whichever folder it is tested."""
    pytester.makeini("[pytest]\nobstetric_coverage_file = cover.json\nobstetric_coverage = true")
    pytester.makepyfile(DECIDES)
    pytester.mkdir("inside")
    pytester.chdir()
    run(pytester, "--rootdir=.", "inside", "test_the_file_of_the_settings_lies_beside_them.py")

    assert pytester.path.joinpath("cover.json").exists()


def test_a_file_that_cannot_be_written_fails_the_run(pytester: pytest.Pytester) -> None:
    """A report that is not there is not passed over."""
    cases(pytester, MET)

    result = run(pytester, "--obstetric-coverage-file=nowhere/cover.json")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["FAIL the rule coverage cannot be written to *cover.json: No*"])


def test_the_processes_of_xdist_are_put_together(pytester: pytest.Pytester) -> None:
    """Spread over processes, a run reports what all of them have covered."""
    cases(pytester, MET, NOT_MET.replace("badbevalling: mogelijk, ", ""))
    alone = run(pytester, "--obstetric-coverage-file=alone.json")
    spread = run(pytester, "--obstetric-coverage-file=spread.json", "--numprocesses=2")

    alone.assert_outcomes(passed=2)
    spread.assert_outcomes(passed=2)
    one, other = (
        json.loads(pytester.path.joinpath(name).read_text(encoding="utf-8"))
        for name in ("alone.json", "spread.json")
    )
    assert one["covered"] == other["covered"]
    assert one["total"] == other["total"]


def test_who_does_not_use_it_does_not_pay(pytester: pytest.Pytester) -> None:
    """A project that has it installed, and no more, imports nothing but the door."""
    pytester.makeconftest(
        """
        import sys

        def pytest_unconfigure(config):
            print("loaded:", sorted(name for name in sys.modules if "obstetric" in name))
        """
    )
    pytester.makepyfile("def test_mine(): ...")
    pytester.path.joinpath("settings.yaml").write_text("a: 1")

    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-s")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["loaded: ['_obstetric_rules_pytestplugin']"])


def test_a_program_may_import_the_library_before_it_starts_pytest(
    pytester: pytest.Pytester,
) -> None:
    """Whoever calls pytest from a program of his own is not warned of the order of imports."""
    pytester.makepyfile("def test_mine(): ...")
    program = "import obstetric_rules, pytest; pytest.main(['-p', 'no:cacheprovider'])"

    result = pytester.run(sys.executable, "-W", "error", "-c", program)
    result.assert_outcomes(passed=1, warnings=0)


def test_without_the_library_for_yaml_a_file_is_one_error(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever lacks part of the extra is told what to install."""
    cases(pytester, MET)
    monkeypatch.delitem(sys.modules, "obstetric_rules.testing._case_yaml", raising=False)
    monkeypatch.setitem(sys.modules, "yaml", None)

    result = run(pytester)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["cases in YAML need yaml: pip install '.?testing?'*"])


@pytest.mark.parametrize("arguments", [["--obstetric-ruleset=groningen"], ["."]])
def test_without_the_extra_it_is_one_line(pytester: pytest.Pytester, arguments: list[str]) -> None:
    """Whoever installed the library without its extra is told so, without a traceback."""
    cases(pytester, MET)
    pytester.makeconftest("import sys; sys.modules['hypothesis'] = None")

    result = pytester.runpytest_subprocess(
        "-p", "no:cacheprovider", "-p", "no:hypothesispytest", *arguments
    )
    (result.stderr if len(result.outlines) < 2 else result.stdout).fnmatch_lines(
        ["*obstetric_rules.testing needs hypothesis: pip install '.?testing?'*"]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_what_only_collects_is_not_measured(pytester: pytest.Pytester) -> None:
    """A run that decides nothing on purpose is not held to a minimum."""
    cases(pytester, MET)

    result = run(pytester, "--collect-only", "--obstetric-coverage-minimum=50")
    assert result.ret == pytest.ExitCode.OK


def test_the_options_are_explained(pytester: pytest.Pytester) -> None:
    """pytest --help tells what there is."""
    result = run(pytester, "--help")

    result.stdout.fnmatch_lines(
        ["*rulesets for birth care*", "*--obstetric-ruleset=ID*", "*--obstetric-coverage-minimum*"]
    )
