"""What is installed, and what of it cannot be used."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

from obstetric_rules.cli.clauses import clauses_in_order
from obstetric_rules.plugins import discovery, groningen
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.protocol import compose
from tests.cli.commands import Command
from tests.explanation.small import SMALL, small

SOUND = """
import datetime
import attrs
from obstetric_rules.plugins import Clause, Ruleset
from tests.explanation.small import small

klein = small
verlopen = attrs.evolve(small, id="verlopen", valid_to=datetime.date(2020, 1, 1))
gedateerd = attrs.evolve(
    small,
    id="gedateerd",
    valid_from=datetime.date(2020, 1, 1),
    valid_to=datetime.date(2030, 12, 31),
)
bovenop = Ruleset(
    id="bovenop",
    version="1",
    title="Bovenop",
    layer="region",
    publisher="proef",
    status="proef",
    extends=("klein",),
    valid_from=datetime.date(2020, 1, 1),
    clauses=(
        Clause(
            id="B1",
            document="d",
            heading="h",
            item="1",
            paraphrase="Er is meer.",
            not_modelled="Nog niet.",
            partly="De helft.",
        ),
    ),
)
leeg = None
"""

Install = Callable[..., None]


@pytest.fixture
def registered(install: Install) -> Callable[..., None]:
    """Install a distribution with these rulesets of the module above."""

    def distribution(*names: str, **values: str) -> None:
        rulesets = {**{name: f"kleine_regels:{name}" for name in names}, **values}
        install("kleine-regels", rulesets, kleine_regels=SOUND)

    return distribution


def changed(ruleset: Any, **parts: Any) -> Any:
    return attrs.evolve(ruleset, **parts)


def test_a_plugin_that_cannot_be_loaded_is_listed_with_the_reason(
    command: Command, registered: Install
) -> None:
    """What fails stands on a line of its own, and what works is listed all the same."""
    registered("klein", stuk="er.is.geen:module")
    found = command("protocols")

    assert found.status == 0
    assert "klein" in found.out
    (failed,) = [line for line in found.out.splitlines() if "stuk" in line]
    assert failed.startswith("Niet te gebruiken: stuk (kleine-regels 1.2): ")
    assert failed.endswith("ModuleNotFoundError: No module named 'er'")


def test_the_listing_is_data_too(command: Command, registered: Install) -> None:
    """Machines get the same: what can be used, and what failed and why."""
    registered("gedateerd", "leeg")
    found = json.loads(command("protocols", "--on", "2026-11-22", "--format", "json").out)

    assert [item for item in found["protocols"] if item["id"] == "gedateerd"] == [
        {
            "id": "gedateerd",
            "distribution": "kleine-regels",
            "distribution_version": "1.2",
            "version": "1",
            "title": "Klein",
            "layer": "region",
            "status": "proef",
            "validity": "2020-01-01/2030-12-31",
        }
    ]
    assert [item["id"] for item in found["failed"]] == ["leeg"]


def test_undated_layers_are_named_beside_the_period_of_the_others(
    command: Command, registered: Install, tmp_path: Path
) -> None:
    """A dated ruleset is never headed undated because of what it stands on."""
    registered("klein", "bovenop")
    on = ("--on", "2026-11-22")
    (found,) = [
        item
        for item in json.loads(command("protocols", *on, "--format", "json").out)["protocols"]
        if item["id"] == "bovenop"
    ]
    listed = command("protocols", *on).out
    data = json.loads(command("clauses", "bovenop", *on, "--format", "json").out)
    empty = tmp_path / "leeg.json"
    empty.write_text("{}", encoding="utf-8")
    decided = command("decide", empty, "--protocol", "bovenop", *on)
    verified = json.loads(command("verify", "bovenop", *on, "--format", "json").out)

    for item in (found, data, verified):
        assert (item["validity"], item["undated"]) == ("2020-01-01/..", ["klein"])
    assert "vanaf" in listed
    assert "2020-01-01/" not in listed
    assert "ongedateerd:" in listed
    assert "(geldig vanaf 2020-01-01; ongedateerd: klein)" in " ".join(decided.out.split())


def test_what_the_rules_leave_out_of_a_clause_is_shown(
    command: Command, registered: Install
) -> None:
    """Who lays the clauses beside the text reads what no rule says."""
    registered("klein", "bovenop")

    assert "Deels in regels; niet: De helft." in command("clauses", "bovenop").out


def test_an_expired_protocol_names_the_date(command: Command, registered: Install) -> None:
    """A protocol that does not hold on the date is listed as such, and decides nothing."""
    registered("verlopen")
    on = ("--on", "2026-11-22")
    listed, plugins = command("protocols", *on).out, command("plugins", *on).out
    (failed,) = json.loads(command("protocols", *on, "--format", "json").out)["failed"]
    decided = command("decide", "-", "--protocol", "verlopen", *on)

    assert "(kleine-regels 1.2): verlopen 1 gold tot en met 2020-01-01\n" in listed
    assert "  verlopen: niet te gebruiken: verlopen 1 gold tot en met 2020-01-01\n" in plugins
    assert failed["reason"].startswith("verlopen 1 does not hold on 2026-11-22: ")
    assert (decided.status, decided.out) == (2, "")
    assert decided.err.startswith("--on: verlopen 1 does not hold on 2026-11-22")


def test_a_period_is_shown(command: Command, registered: Install) -> None:
    """A protocol with a period shows it beside its status."""
    registered("gedateerd")

    assert "2020-01-01" in command("protocols", "--on", "2026-11-22").out


@pytest.mark.parametrize("name", ["protocols", "plugins"])
def test_an_installation_without_rulesets_says_so(
    command: Command, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A broken installation, in which nothing is registered, can be told from a mistyped name."""
    monkeypatch.setattr(discovery, "entry_points", lambda group: [])

    assert "Er is geen p" in command(name).out


def test_plugins_are_listed_by_distribution(
    command: Command, registered: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever keeps the machine sees which package brings what, and why some of it fails."""
    registered("klein", "leeg")
    lines = command("plugins").out.splitlines()

    assert lines[0] == "Plugin-API 1.0"
    at = lines.index("kleine-regels 1.2")
    assert lines[at + 1] == "  klein 1: Klein"
    assert lines[at + 2].startswith("  leeg: niet te gebruiken: kleine-regels 1.2 registers leeg")
    assert "Niemand vult in: groningen/virusisolatie" in "\n".join(lines)

    monkeypatch.setenv("OBSTETRIC_RULES_OWN_RULESETS_ONLY", "1")
    assert (
        "  klein: uitgezet met de omgevingsvariabele OBSTETRIC_RULES_OWN_RULESETS_ONLY\n"
    ) in command("plugins").out


def test_the_plugins_are_data_too(
    command: Command, registered: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Machines get entry points, the content hashes of all layers, and the reason of a failure."""
    registered("klein", "leeg")

    def rulesets() -> dict[str, Any]:
        found = json.loads(command("plugins", "--format", "json").out)
        assert found["plugin_api"] == "1.0"
        (plugin,) = [one for one in found["plugins"] if one["distribution"] == "kleine-regels"]
        return {item["id"]: item for item in plugin["rulesets"]}

    found = rulesets()
    assert found["klein"]["entry_point"] == "kleine_regels:klein"
    assert (found["klein"]["state"], found["leeg"]["state"]) == ("usable", "failed")
    assert list(found["klein"]["layers"]) == ["klein"]
    assert "its entry point should give a Ruleset" in found["leeg"]["reason"]

    monkeypatch.setenv("OBSTETRIC_RULES_OWN_RULESETS_ONLY", "1")
    assert rulesets()["klein"]["state"] == "turned_off"


@pytest.mark.parametrize(
    ("names", "arguments", "status"),
    [
        (("klein",), ("--check",), 0),
        (("klein", "leeg"), ("--check",), 1),
        (("klein", "leeg"), (), 0),
    ],
)
def test_a_script_can_check_that_every_plugin_works(
    command: Command,
    registered: Install,
    names: tuple[str, ...],
    arguments: tuple[str, ...],
    status: int,
) -> None:
    """Whoever installs plugins stops there when one of them cannot be used."""
    registered(*names)

    assert command("plugins", *arguments).status == status


def test_a_plugin_that_hangs_is_given_up(command: Command, install: Install) -> None:
    """The time limit can be set, and a plugin that outlasts it is listed with that reason."""
    source = "import threading; threading.Event().wait()"
    install("hangt", {"hangt": "hangen:ruleset"}, hangen=source)

    found = command("plugins", "--time-limit", "2")

    assert "hangt: niet te gebruiken: it did not finish within 2 seconds" in found.out


@pytest.mark.parametrize("limit", ["0", "-1", "veel", "inf", "nan", "3601"])
def test_a_time_limit_is_a_number_of_seconds(command: Command, limit: str) -> None:
    """A time limit that cannot be kept is refused, and nothing is tried."""
    found = command("plugins", f"--time-limit={limit}")

    assert (found.status, found.out) == (2, "")
    assert "expected a number of seconds, at most 3600" in found.err


def test_a_switch_that_is_mistyped_is_refused(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever mistypes how plugins are turned off is told so by every command."""
    monkeypatch.setenv("OBSTETRIC_RULES_OWN_RULESETS_ONLY", "ja")

    for arguments in (("plugins",), ("clauses", "groningen")):
        found = command(*arguments)
        assert (found.status, found.out) == (2, "")
        assert "OBSTETRIC_RULES_OWN_RULESETS_ONLY is not 0 or 1" in found.err


def test_clauses_of_one_text_stand_in_its_order() -> None:
    """The clauses that a region and a hospital model between them are put together again."""
    protocol = compose([groningen.groningen, groningen.groningen_mzh])

    assert [clause.id for _, clause, _ in clauses_in_order(protocol)] == [
        f"G{number}" for number in range(1, 21)
    ]


def test_clauses_of_a_text_of_one_ruleset_stand_as_declared() -> None:
    """Nobody reorders a text that has an order of its own."""
    texts = [
        Clause(id=name, document="Klein", heading="h", item="1", paraphrase="p", not_modelled="n")
        for name in ("Z9", "K2")
    ]
    protocol = compose([changed(small, clauses=(*texts, *small.clauses))])

    assert [clause.id for _, clause, _ in clauses_in_order(protocol)] == ["Z9", "K2", "K1"]
    assert SMALL.clauses.keys() == {"klein/K1"}


def test_clauses_are_data_too(command: Command) -> None:
    """Each clause comes with its rules, or with the reason why it has none."""
    found = json.loads(command("clauses", "groningen.mzh", "--format", "json").out)
    by_id = {clause["clause"]: clause for clause in found["clauses"]}

    assert by_id["groningen/G18"]["rules"] == ["groningen/G18.ontslag"]
    assert by_id["groningen/G18"]["not_modelled"] is None
    assert by_id["groningen/G5"]["rules"] == []
    assert by_id["groningen/G5"]["not_modelled"]


@pytest.fixture
def features(install: Install) -> None:
    """Install a region and a hospital that use all that a ruleset can declare."""
    module = "tests.rules.features"
    install("regels-met-alles", {"r": f"{module}:REGION", "h": f"{module}:HOSPITAL"})


ON = ("--on", "2026-07-01")


@pytest.mark.usefixtures("features")
def test_clauses_show_what_is_left_open_and_who_filled_it_in(command: Command) -> None:
    """Authors see at one glance which terms nobody filled in, and the values of the date."""
    lines = command("clauses", "h", *ON).out.splitlines()

    assert lines[lines.index("Opengelaten") :] == [
        "Opengelaten",
        "de huisregels (K2; r/huisregels)",
        "  Ingevuld door h: Stil na tien uur.",
        "hoe vaak gebeld wordt (K1; r/bel)",
        "  Door niemand ingevuld.",
        "",
        "Waarden",
        "de termijn (K1; dagen)",
        "  28 dagen, volgens h, sinds 2026-07-01",
        "  Want: Het ziekenhuis is groter.",
        "het aantal (K1; aantal)",
        "  1, volgens r",
    ]


def test_a_text_that_leaves_nothing_open_shows_its_clauses_only(
    command: Command, registered: Install
) -> None:
    """Where nothing is left open and nothing changes by date, there is nothing more to tell."""
    registered("klein")

    lines = command("clauses", "klein").out.splitlines()

    assert lines[0] == "Klein (klein 1)"
    assert not {"Opengelaten", "Waarden"} & set(lines)


@pytest.mark.usefixtures("features")
def test_open_terms_and_parameters_are_data_too(command: Command) -> None:
    """Machines get the same."""
    found = json.loads(command("clauses", "h", *ON, "--format", "json").out)

    assert [(item["term"], item["filled_by"], item["value"]) for item in found["open_terms"]] == [
        ("r/huisregels", "h", "Stil na tien uur."),
        ("r/bel", None, None),
    ]
    assert [
        (item["parameter"], item["value"], item["since"], item["given_by"])
        for item in found["parameters"]
    ] == [("dagen", 28, "2026-07-01", "h"), ("aantal", 1, None, "r")]


@pytest.mark.usefixtures("features")
def test_a_decision_says_what_is_not_kept_and_what_is_outdated(
    command: Command, tmp_path: Path
) -> None:
    """A clinician sees above the answers that the hospital deviates, and what is outdated."""
    dossier = tmp_path / "dossier.json"
    dossier.write_text('{"meting": {"dagen": 3}, "client": {"koorts": true}}', encoding="utf-8")
    lines = command("decide", dossier, "--protocol", "h", *ON).out.splitlines()

    assert lines[2:7] == [
        "Niet gevolgd door h: “Na de termijn komt er geen bezoek.” Want: De tuin is",
        "altijd open.",
        "Verouderd sinds 2026-07-01: het uitslapen. Niemand vraagt het. In plaats",
        "daarvan: het bezoek.",
        "Verouderd sinds 2026-01-01: het bezoek: “misschien”. Misschien is geen antwoord.",
    ]


@pytest.mark.usefixtures("features")
def test_dutch_and_english_texts_are_data(command: Command) -> None:
    """Whoever builds a screen finds each question, value and reason in both languages."""
    found = json.loads(command("clauses", "h", *ON, "--format", "json").out)
    questions = {item["question"]: item for item in found["questions"]}
    rules = {item["rule"]: item for item in found["rules"]}

    assert questions["bezoek"] == {
        "question": "bezoek",
        "text": "Mag er bezoek komen?",
        "text_en": "Are visitors allowed?",
        "label": "het bezoek",
        "label_en": "visitors",
        "asked_when": None,
        "values": [
            {"value": "ja", "label": "ja", "label_en": "yes"},
            {"value": "nee", "label": "nee", "label_en": "no"},
            {"value": "misschien", "label": "misschien", "label_en": "perhaps"},
        ],
    }
    assert questions["drukte"]["values"] == [{"value": "ja", "label": "ja", "label_en": ""}]
    assert rules["r/K1.ja"] == {
        "rule": "r/K1.ja",
        "question": "bezoek",
        "values": ["ja"],
        "sentence": (
            "Het bezoek: “ja”, als: dagen van de meting is hoogstens 28; tenzij Z1 geldt."
        ),
        "because": "Daarom.",
        "because_en": "It is early.",
    }


@pytest.mark.parametrize(
    "arguments", [("decide", "-", "--protocol", "praat"), ("clauses", "praat")]
)
def test_what_a_plugin_prints_is_no_part_of_the_answer(
    command: Command,
    install: Install,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
) -> None:
    """A plugin that prints when it is imported does not spoil the JSON."""
    source = f"print('hallo')\n{SOUND}praat = attrs.evolve(small, id='praat')\n"
    install("praters", {"praat": "praten:praat"}, praten=source)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"{}")))

    found = command(*arguments, "--format", "json")

    assert json.loads(found.out)["protocol"] == "praat"
    assert found.err == ""
    assert "praten" not in sys.modules


@pytest.mark.parametrize(
    "arguments",
    [
        ("decide", "-", "--protocol", "weg"),
        ("export", "weg"),
        ("diff", "weg", "groningen"),
        ("new", "nieuw", "--extends", "weg"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_plugin_that_ends_the_process_is_told(
    command: Command, install: Install, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """No command ends in silence, as if all were done, because a plugin ends its process."""
    install("weg", {"weg": "weggaan:ruleset"}, weggaan="import os; os._exit(0)")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        found = command(*arguments)

    assert (found.status, found.out) == (2, "")
    assert (
        "the ruleset weg of weg 1.2 cannot be loaded: its process ended without an answer"
        in found.err
    )


def test_damaged_installations_are_listed_and_counted(
    command: Command, install: Install, tmp_path: Path
) -> None:
    """A package that is there twice is told as such, and a script that checks stops at it."""
    install("kleine-regels", {"klein": "kleine_regels:small"}, kleine_regels=SOUND)
    (tmp_path / "kleine_regels-0.1.dist-info").mkdir()

    found = command("plugins", "--check")
    data = json.loads(command("plugins", "--format", "json").out)

    assert found.status == 1
    assert "  klein 1: Klein" in found.out
    told = " ".join(found.out.split())
    assert "Beschadigd: kleine-regels 1.2: it is installed more than once (1.2 in" in told
    (damage,) = data["damaged"]
    assert (damage["distribution"], damage["distribution_version"]) == ("kleine-regels", "1.2")
    assert "unknown in kleine_regels-0.1.dist-info" in damage["reason"]


@pytest.mark.usefixtures("features")
def test_what_a_clause_sets_fills_in_or_deviates_from_stands_with_it(command: Command) -> None:
    """A clause that is modelled without a rule shows by what; so do the data."""
    declared = [
        "De termijn is 28 dagen, vanaf 2026-07-01. Het ziekenhuis is groter.",
        "De huisregels: Stil na tien uur.",
        "Niet gevolgd: “Na de termijn komt er geen bezoek.” Want: De tuin is altijd open.",
    ]
    lines = " ".join(command("clauses", "h", *ON).out.split())
    found = json.loads(command("clauses", "h", *ON, "--format", "json").out)
    clauses = {item["clause"]: item for item in found["clauses"]}

    assert all(f"- {sentence}" in lines for sentence in declared)
    assert clauses["h/Z1"]["declarations"] == declared
    assert clauses["r/K1"]["declarations"] == []


def test_a_ruleset_that_is_turned_off_is_listed_in_dutch(
    command: Command, registered: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list is Dutch; the data say it in English."""
    registered("klein")
    monkeypatch.setenv("OBSTETRIC_RULES_OWN_RULESETS_ONLY", "1")

    assert "uitgezet met de omgevingsvariabele OBSTETRIC" in command("protocols").out
    data = json.loads(command("protocols", "--format", "json").out)
    assert data["failed"][0]["reason"].startswith("turned off by the environment variable")
