"""Colour and progress on a terminal, neither elsewhere, and how a command ends."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest

from obstetric_rules.cli import decide, main
from obstetric_rules.errors import DecisionError
from obstetric_rules.verification import trials
from obstetric_rules.verification.trials import Trial
from tests.cli.commands import EXAMPLES, MZH, Command

FEVER = EXAMPLES / "client-met-koorts.json"
LITTLE = EXAMPLES / "nog-weinig-bekend.json"
NIGHT = EXAMPLES / "een-nacht.jsonl"
MODULE = (sys.executable, "-m", "obstetric_rules")


def on_terminal(monkeypatch: pytest.MonkeyPatch, *streams: str) -> None:
    """Let these streams be a terminal, as far as the command can see."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    for name in streams:
        monkeypatch.setattr(getattr(sys, name), "isatty", lambda: True)


def test_a_terminal_gets_colours(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is open stands out on a terminal."""
    on_terminal(monkeypatch, "stdout")

    assert "\x1b[33m" in command("decide", LITTLE, *MZH).out


def test_a_terminal_that_asks_for_no_colours_gets_none(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NO_COLOR is respected."""
    on_terminal(monkeypatch, "stdout")
    monkeypatch.setenv("NO_COLOR", "1")

    assert "\x1b[33m" not in command("decide", LITTLE, *MZH).out


def test_a_file_never_gets_colours(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even when the environment asks for colours everywhere."""
    monkeypatch.setenv("FORCE_COLOR", "1")

    assert "\x1b" not in command("decide", FEVER, *MZH).out


def test_progress_is_shown_on_a_terminal(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long file shows on standard error how far it is, and its output stays clean."""
    on_terminal(monkeypatch, "stderr")
    found = command("decide", NIGHT, *MZH, "--format", "json")

    assert "100%" in found.err
    assert "Reading" not in found.err
    assert [json.loads(line)["line"] for line in found.out.splitlines()] == list(range(1, 10))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_progress_of_a_stream_without_an_end_is_shown_too(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """How far it is cannot be told of a pipe, but that something goes on can."""
    pipe = tmp_path / "pijp.jsonl"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=("{}\n",))
    writer.start()
    on_terminal(monkeypatch, "stderr")
    found = command("decide", pipe, *MZH, "--format", "json")
    writer.join()

    assert found.err
    assert json.loads(found.out)["line"] == 1


def test_progress_stays_away_from_output_on_the_same_terminal(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines that come by are progress enough; a bar would be mixed up with them."""
    on_terminal(monkeypatch, "stderr", "stdout")

    assert command("decide", NIGHT, *MZH).err == ""


@pytest.fixture(scope="module")
def tried() -> tuple[Trial, ...]:
    """What came of trying what is installed, which takes a process for each ruleset."""
    return trials.try_rulesets(date(2026, 11, 22))


@pytest.mark.parametrize("columns", ["1", "9", "30", "60", "80", "", "breed", "-5", "99999"])
def test_no_word_is_broken_however_narrow_the_terminal(
    columns: str, tried: tuple[Trial, ...], command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What does not fit side by side stands below each other, as wide as the environment says."""
    monkeypatch.setattr(trials, "try_rulesets", lambda on, time_limit: tried)
    monkeypatch.setenv("COLUMNS", columns)
    found = command("protocols", "--on", "2026-11-22")

    assert found.status == 0
    for word in ("groningen.mzh", "obstetric-rules", "zwolle", "Poliklinische", "Geldigheid"):
        assert word in found.out
    widest = max(map(len, found.out.splitlines()))
    assert widest <= 80
    assert ("Protocol: groningen" in found.out) == (columns in ("1", "9", "30", "60"))


def test_a_column_without_a_name_has_none_below_each_other_either(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number of a question stands by itself."""
    monkeypatch.setenv("COLUMNS", "20")

    assert command("ask", LITTLE, *MZH).out.startswith("1\nVraag: ")


def test_without_rich_text_says_what_to_install(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line names the extra; nothing else is written."""
    monkeypatch.setitem(sys.modules, "rich.console", None)
    found = command("decide", FEVER, *MZH)

    assert (found.status, found.out) == (2, "")
    assert found.err == (
        "--format: text needs rich: pip install '.[cli]' in a checkout of obstetric-rules "
        "(--format json does without)\n"
    )


def test_without_rich_json_works(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server without rich decides all the same, with or without a terminal."""
    for name in ("rich", "rich.console", "rich.progress"):
        monkeypatch.setitem(sys.modules, name, None)
    on_terminal(monkeypatch, "stderr")
    found = command("decide", NIGHT, *MZH, "--format", "json")

    assert (found.status, found.err) == (0, "")


def test_an_interruption_ends_quietly(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control-C gives the status that shells expect, and no traceback."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(decide, "protocol_of", interrupted)
    found = command("decide", FEVER, *MZH)

    assert (found.status, found.out, found.err) == (130, "", "")


def test_help_is_a_success(command: Command) -> None:
    """Help is English and goes to standard output."""
    found = command("decide", "--help")

    assert (found.status, found.err) == (0, "")
    assert found.out.startswith("usage: obstetric-rules decide")


def test_a_reader_that_leaves_is_no_error() -> None:
    """Piping into a program that stops reading early leaves nothing on standard error."""
    with subprocess.Popen(
        [*MODULE, "clauses", "groningen.mzh"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()

    assert (process.returncode, said) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_output_that_cannot_be_written_is_one_line() -> None:
    """A full disk is named, without a traceback."""
    with open("/dev/full", "w", encoding="utf-8") as full:
        run = subprocess.run(
            [*MODULE, "clauses", "groningen.mzh"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            text=True,
        )

    assert run.returncode == 2
    assert run.stderr.startswith("standard output: expected that it can be written (")
    assert len(run.stderr.splitlines()) == 1


def test_output_that_was_closed_is_one_line() -> None:
    """An answer that nobody can read was not given: it is no success."""
    run = subprocess.run(
        ["/bin/sh", "-c", '"$@" >&-', "sh", *MODULE, "clauses", "groningen.mzh"],
        stderr=subprocess.PIPE,
        check=False,
    )

    assert (run.returncode, run.stderr) == (
        2,
        b"standard output: expected that it can be written (it is closed)\n",
    )


def test_json_is_utf_8_whatever_the_environment() -> None:
    """A machine that reads JSON need not know what the terminal takes."""
    run = subprocess.run(
        [*MODULE, "clauses", "groningen.mzh", "--format", "json"],
        stdout=subprocess.PIPE,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
    )

    assert "cliënt" in run.stdout.decode("utf-8")


def test_text_replaces_what_the_terminal_does_not_take() -> None:
    """On a terminal that takes plain letters only the text is still readable."""
    run = subprocess.run(
        [*MODULE, "clauses", "groningen.mzh"],
        stdout=subprocess.PIPE,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )

    assert b"cli?nt" in run.stdout


def test_a_program_can_collect_what_the_command_writes() -> None:
    """Called from Python, the command writes to whatever stands for standard output."""
    with contextlib.redirect_stdout(io.StringIO()) as collected:
        status = main(["decide", str(FEVER), *MZH])

    assert status == 0
    assert "Badbevalling" in collected.getvalue()


def test_an_error_that_nobody_foresaw_is_still_one_line(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every error of the library ends as a message, never as a traceback."""

    def broken(*_: object) -> None:
        raise DecisionError("it holds too little")

    monkeypatch.setattr(decide, "protocol_of", broken)
    found = command("decide", FEVER, *MZH)

    assert (found.status, found.out, found.err) == (2, "", "it holds too little\n")
