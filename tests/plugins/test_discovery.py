"""Finding the installed rulesets, those of broken plugins too."""

from __future__ import annotations

import datetime
import importlib
import os
import sys
import threading
import warnings
from collections.abc import Callable
from functools import partial
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from obstetric_rules import Client, Dossier, decide, load_protocol
from obstetric_rules.errors import (
    PluginError,
    ProtocolNotFoundError,
    RulesetError,
    ValidityError,
)
from obstetric_rules.facts import read_dossier
from obstetric_rules.plugins import apart, discovery, safekeeping
from obstetric_rules.plugins.api_version import API_GROUP, API_VERSION
from obstetric_rules.plugins.discovery import (
    GROUP,
    LIBRARY,
    OWN_RULESETS_ONLY,
    InstalledRuleset,
    compose_installed,
    installed_rulesets,
    load_layers,
    registered_rulesets,
)
from obstetric_rules.rules.exchange import content_hash
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.rules.reading import rulesets_to_text

ON = datetime.date(2026, 6, 1)

SOUND = """
import datetime
from obstetric_rules.rules.ruleset import Ruleset

def made(id, **parts):
    return Ruleset(id=id, version="3", title=id, publisher="p", status="s", **parts)

region = made("zomaar", layer="region", valid_to=datetime.date(2026, 12, 31))
hospital = made("zomaar.zkh", layer="hospital", extends=("zomaar",))
other = made("zomaar.ander", layer="hospital", extends=("zomaar", "nergens"))
broken = made("zomaar.stuk", layer="hospital", extends=("zomaar",), fixed={"plaats.id": "x"})
west = made("zomaar.west", layer="region", extends=("zomaar",))
east = made("zomaar.oost", layer="region", extends=("zomaar", "zomaar.west"))
both = made("zomaar.midden", layer="hospital", extends=("zomaar.west", "zomaar.oost"))
snake = made("slang", layer="region", extends=("staart",))
tail = made("staart", layer="region", extends=("slang",))
no_ruleset = {"id": "zomaar"}
"""

Install = Callable[..., None]


@pytest.fixture
def install(install: Install) -> Install:
    """Install a distribution beside a module with sound rulesets."""
    return partial(install, zomaar_regels=SOUND)


REGION = {"zomaar": "zomaar_regels:region"}
BOTH = {**REGION, "zomaar.zkh": "zomaar_regels:hospital"}


def _installed(name: str) -> list[InstalledRuleset]:
    return [item for item in installed_rulesets() if item.id == name]


def test_a_plugin_is_found_without_being_imported(install: Install) -> None:
    """Listing what is installed runs no code of any plugin."""
    install("zomaar-regels", BOTH, zomaar_kapot="raise SystemError")
    install("kapotte-regels", {"kapot": "zomaar_kapot:ruleset"})

    found = {item.id: str(item.distribution) for item in installed_rulesets()}

    assert found["zomaar"] == found["zomaar.zkh"] == "zomaar-regels 1.2"
    assert found["kapot"] == "kapotte-regels 1.2"
    assert not {"zomaar_regels", "zomaar_kapot"} & set(sys.modules)
    assert [item.id for item in installed_rulesets()] == sorted(found)


def test_the_rulesets_of_this_library_are_found_like_any_other() -> None:
    """Groningen comes in by the same door as every plugin."""
    found = {item.id for item in installed_rulesets() if item.is_own}

    assert {"groningen", "groningen.mzh"} <= found


def test_a_protocol_is_composed_with_what_it_builds_on(install: Install) -> None:
    """Whoever asks for a hospital gets the region's rules with it, for the date asked."""
    install("zomaar-regels", BOTH)

    protocol = compose_installed("zomaar.zkh", ON)

    assert [layer.id for layer in protocol.layers] == ["zomaar", "zomaar.zkh"]
    assert (protocol.on, protocol.version) == (ON, "3")
    assert [layer.id for layer in compose_installed("zomaar", ON).layers] == ["zomaar"]


def test_layers_may_come_from_different_distributions(install: Install) -> None:
    """A hospital's plugin builds on the region's, whoever made either."""
    install("regio-regels", REGION)
    install("zkh-regels", {"zomaar.zkh": "zomaar_regels:hospital"}, version="7")

    protocol = compose_installed("zomaar.zkh", ON)

    assert {name: str(owner) for name, owner in protocol.distributions.items()} == {
        "zomaar": "regio-regels 1.2",
        "zomaar.zkh": "zkh-regels 7",
    }


def test_a_layer_that_several_build_on_is_loaded_once(install: Install) -> None:
    """A hospital on the border of two regions has the rules they share once."""
    install(
        "zomaar-regels",
        {
            **REGION,
            "zomaar.west": "zomaar_regels:west",
            "zomaar.oost": "zomaar_regels:east",
            "zomaar.midden": "zomaar_regels:both",
        },
    )

    layers = [layer.id for layer in compose_installed("zomaar.midden", ON).layers]

    assert layers == ["zomaar", "zomaar.west", "zomaar.oost", "zomaar.midden"]


def test_plugins_that_build_on_each_other_are_refused(install: Install) -> None:
    """A circle of plugins is told as such, and nothing hangs."""
    install("slangen", {"slang": "zomaar_regels:snake", "staart": "zomaar_regels:tail"})

    with pytest.raises(RulesetError, match="slang: extends itself: slang -> staart -> slang"):
        compose_installed("slang", ON)


def test_a_broken_plugin_does_not_stand_in_the_way_of_others(install: Install) -> None:
    """Only who asks for a plugin that cannot be imported hears of it, and whose it is."""
    install("zomaar-regels", BOTH, zomaar_kapot="raise KeyError('dagen')")
    install("kapotte-regels", {"kapot": "zomaar_kapot:ruleset"})

    assert compose_installed("zomaar.zkh", ON).id == "zomaar.zkh"
    with pytest.raises(PluginError) as caught:
        compose_installed("kapot", ON)
    assert str(caught.value) == (
        "the ruleset kapot of kapotte-regels 1.2 cannot be loaded: KeyError: 'dagen'"
    )
    assert isinstance(caught.value, RuntimeError)
    assert isinstance(caught.value.__cause__, KeyError)


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        (
            {"weg": "zomaar_verdwenen:ruleset"},
            "the ruleset weg of regels 1.2 cannot be loaded: ModuleNotFoundError: No module named "
            "'zomaar_verdwenen'",
        ),
        (
            {"weg": "zomaar_regels:verdwenen"},
            "the ruleset weg of regels 1.2 cannot be loaded: AttributeError: module "
            "'zomaar_regels' has no attribute 'verdwenen'",
        ),
        (
            {"weg": "zomaar_kapot:ruleset"},
            "the ruleset weg of regels 1.2 cannot be loaded: RulesetError: weg: the slot ref is",
        ),
        (
            {"weg": "zomaar_regels:no_ruleset"},
            "regels 1.2 registers weg as a dict; its entry point should give a Ruleset",
        ),
        (
            {"weg": "zomaar_regels:region"},
            "regels 1.2 registers the ruleset zomaar under the name weg; its entry point should "
            "have the ruleset's id",
        ),
        (
            {**REGION, "zomaar.ander": "zomaar_regels:other"},
            "zomaar.ander extends the ruleset nergens, which is not installed",
        ),
    ],
    ids=["no module", "no such name", "broken ruleset", "wrong type", "wrong id", "missing layer"],
)
def test_a_plugin_that_cannot_be_used_is_named(
    install: Install, entries: dict[str, str], message: str
) -> None:
    """The message says which ruleset of which distribution it is, and what is wrong with it."""
    broken = (
        "from obstetric_rules.errors import Fault, RulesetError\n"
        "raise RulesetError([Fault('weg', 'the slot ref is taken')])"
    )
    install("regels", entries, zomaar_kapot=broken)

    with pytest.raises(PluginError) as caught:
        compose_installed([*entries][-1], ON)

    assert str(caught.value).startswith(message)


def test_one_id_of_two_distributions_is_refused(install: Install) -> None:
    """Nobody decides by whichever of two plugins happens to come first."""
    install("regels-a", REGION)
    install("regels-b", BOTH, version="2.0")

    assert [item.distribution.name for item in _installed("zomaar")] == ["regels-a", "regels-b"]
    for name in ("zomaar", "zomaar.zkh"):
        with pytest.raises(PluginError) as caught:
            compose_installed(name, ON)
        assert str(caught.value) == (
            "the ruleset zomaar is registered by regels-a 1.2 and regels-b 2.0; "
            "uninstall one of them"
        )


@pytest.mark.parametrize("name", ["zomaar.zkhs", "zomar", "Zomaar"])
def test_an_unknown_protocol_is_named_with_the_nearest(install: Install, name: str) -> None:
    """Whoever mistypes the name of a protocol is shown the nearest, and all there are."""
    install("zomaar-regels", BOTH)

    with pytest.raises(ProtocolNotFoundError) as caught:
        compose_installed(name, ON)

    near = "zomaar.zkh" if "zkh" in name else "zomaar"
    known = ", ".join(item.id for item in installed_rulesets())
    assert str(caught.value) == (
        f"no protocol {name} is installed; did you mean {near}? Installed: {known}."
    )
    assert isinstance(caught.value, LookupError)


def test_without_any_plugin_the_message_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken installation, in which nothing is registered, can be told from a mistyped name."""
    monkeypatch.setattr(discovery, "entry_points", lambda group: [])

    with pytest.raises(ProtocolNotFoundError, match=r"groningen is installed; .*none"):
        compose_installed("groningen")


def test_an_entry_without_a_distribution_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ruleset that a program registers by itself is listed too, as of an unknown maker."""
    entry = EntryPoint("groningen", "obstetric_rules.plugins.groningen:groningen", GROUP)
    monkeypatch.setattr(discovery, "entry_points", lambda group: [entry])

    (found,) = installed_rulesets()

    assert (found.id, str(found.distribution)) == ("groningen", "unknown unknown")
    protocol = compose_installed("groningen")
    assert (protocol.id, dict(protocol.distributions)) == ("groningen", {})


def test_what_is_wrong_with_a_protocol_is_an_error_of_its_own(install: Install) -> None:
    """A sound plugin can still be out of date, or not fit together with another."""
    install("zomaar-regels", {**BOTH, "zomaar.stuk": "zomaar_regels:broken"})

    with pytest.raises(ValidityError, match="zomaar 3 does not hold on 2027-01-01"):
        compose_installed("zomaar.zkh", datetime.date(2027, 1, 1))
    with pytest.raises(RulesetError, match=r"zomaar\.stuk: fixes plaats\.id"):
        compose_installed("zomaar.stuk", ON)


def test_a_plugin_that_ends_the_program_is_an_error_like_any_other(install: Install) -> None:
    """A plugin that calls sys.exit when it is imported does not end the program that asked."""
    install("kapotte-regels", {"kapot": "zomaar_kapot:ruleset"}, zomaar_kapot="raise SystemExit(0)")

    with pytest.raises(PluginError, match=r"kapot of kapotte-regels 1\.2 cannot be loaded: System"):
        compose_installed("kapot", ON)


@pytest.mark.parametrize(
    ("api", "reason"),
    [
        (("1.7",), "it needs plugin API 1.7, and this is 1.0: upgrade obstetric-rules"),
        (("2.0",), "it needs plugin API 2.0, and this is 1.0: upgrade obstetric-rules"),
        (
            ("0.9",),
            "it was written for plugin API 0.9, and this is 1.0: install a later version of it",
        ),
        (("1.0", "1.1"), "it declares more than one plugin API: 1.0, 1.1"),
        (("١.٠",), 'it declares the plugin API "١.٠"; expected a version such as "1.0"'),
        (("nieuw",), 'it declares the plugin API "nieuw"; expected a version such as "1.0"'),
        (
            (),
            "it does not say which plugin API it was written for: its pyproject.toml should have "
            '[project.entry-points."obstetric_rules.plugin_api"] with "1.0" = "its_package"',
        ),
    ],
    ids=[
        *("a later one", "a much later one", "an older one", "two"),
        *("other digits", "no version", "none"),
    ],
)
def test_a_plugin_for_another_plugin_api_is_refused_before_it_is_imported(
    install: Install, api: tuple[str, ...], reason: str
) -> None:
    """Whoever installs a plugin of the wrong age is told so, and none of its code runs."""
    install("oude-regels", {"kapot": "zomaar_kapot:ruleset"}, api=api, zomaar_kapot="1 / 0")

    with pytest.raises(PluginError) as caught:
        compose_installed("kapot", ON)

    assert str(caught.value) == (f"the ruleset kapot of oude-regels 1.2 cannot be used: {reason}")
    assert "zomaar_kapot" not in sys.modules


def test_this_library_declares_the_plugin_api_that_it_has() -> None:
    """The rulesets of this library are held to the same declaration as those of others."""
    (own, *_) = [item for item in installed_rulesets() if item.is_own]
    declared = own.entry_point.dist.entry_points.select(group=API_GROUP)  # type: ignore[union-attr]  # it is installed

    assert [entry.name for entry in declared] == [API_VERSION]


def test_the_rulesets_of_others_can_be_turned_off(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that must run the rules of this library only says so in its environment."""
    install("zomaar-regels", BOTH)
    monkeypatch.setenv(OWN_RULESETS_ONLY, "1")

    assert all(item.is_own for item in installed_rulesets())
    assert "zomaar" in [item.id for item in registered_rulesets()]
    with pytest.raises(ProtocolNotFoundError) as caught:
        compose_installed("zomaar", ON)
    assert str(caught.value) == (
        "the protocol zomaar is not one of this library, and those of others are turned off by "
        "the environment variable OBSTETRIC_RULES_OWN_RULESETS_ONLY"
    )


@pytest.mark.parametrize("value", ["yes", "true", "2"])
def test_what_turns_rulesets_off_is_not_guessed(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    """Whoever means to turn plugins off and mistypes it is not left with all of them on."""
    monkeypatch.setenv(OWN_RULESETS_ONLY, value)

    with pytest.raises(PluginError, match=f"{OWN_RULESETS_ONLY} is not 0 or 1"):
        installed_rulesets()


def test_a_damaged_installation_does_not_stand_in_the_way(install: Install, tmp_path: Path) -> None:
    """A distribution that lost its metadata is listed as unknown, and the others keep working."""
    install("zomaar-regels", BOTH)
    install("stukke-regels", {"stuk": "zomaar_regels:region"})
    (tmp_path / "stukke_regels-1.2.dist-info" / "METADATA").unlink()

    found = {item.id: str(item.distribution) for item in installed_rulesets()}

    assert found["stuk"].startswith("unknown")
    assert compose_installed("zomaar", ON).id == "zomaar"


@pytest.mark.parametrize("file", ["METADATA", "entry_points.txt"])
def test_an_installation_that_cannot_be_read_does_not_stand_in_the_way(
    install: Install, tmp_path: Path, file: str
) -> None:
    """One damaged file of one distribution leaves every other ruleset usable."""
    install("zomaar-regels", BOTH)
    install("stukke-regels", {"stuk": "zomaar_regels:region"})
    (tmp_path / "stukke_regels-1.2.dist-info" / file).write_bytes(b"\xff\xfe\x00")

    found = {item.id: str(item.distribution) for item in installed_rulesets()}

    assert found.get("stuk", "unknown unknown") == "unknown unknown"
    assert compose_installed("zomaar.zkh", ON).id == "zomaar.zkh"
    assert compose_installed("groningen.mzh").id == "groningen.mzh"


TURN_ROUND = """
from obstetric_rules.expressions.nodes import Not
from obstetric_rules.plugins import Ruleset
from obstetric_rules.plugins.groningen import groningen
for rule in groningen.rules:
    if rule.id.startswith("G14."):
        object.__setattr__(rule, "when", Not(rule.when))
ruleset = Ruleset(id="knoeier", version="1", title="t", publisher="p", status="s", layer="hospital",
                  extends=("groningen",))
"""
WAYS_OF_CHANGING = {
    "a condition": TURN_ROUND,
    "a part of a condition": TURN_ROUND.replace(
        'object.__setattr__(rule, "when", Not(rule.when))',
        "walk_and_turn(rule.when)",
    ).replace(
        "for rule in",
        """
from obstetric_rules.expressions.nodes import Holds, walk
def walk_and_turn(condition):
    for node in walk(condition):
        if isinstance(node, Holds):
            object.__setattr__(node, "field", groningen.rules[0].when.field)
for rule in""",
    ),
    "the rules": TURN_ROUND + 'object.__setattr__(groningen, "rules", groningen.rules[1:])',
    "a part that is gone": TURN_ROUND + "object.__delattr__(groningen.rules[3], 'when')",
    "the values of a question": TURN_ROUND
    + """
import gc
(values,) = gc.get_referents(groningen.questions[0].values)
values.clear()
""",
    "the values of a field": TURN_ROUND
    + """
from obstetric_rules.facts import Client, kinds_of
kinds_of(Client)["lijn"].values["eerste"] = "iets anders"
""",
    "where it stands": TURN_ROUND
    + """
from obstetric_rules.plugins import groningen as module
module.groningen = ruleset
""",
    "that it stands there": TURN_ROUND
    + """
import sys
from obstetric_rules.plugins import groningen as module
del module.groningen
sys.modules["obstetric_rules.plugins.groningen"] = None
""",
}
ENDS = {
    "goes well": ("", PluginError),
    "raises": ("raise ValueError('stuk')", PluginError),
    "exits": ("raise SystemExit(0)", PluginError),
    "raises what is no exception": ("raise BaseException", PluginError),
    "is interrupted": ("raise KeyboardInterrupt", KeyboardInterrupt),
}


def _what_fever_gives(protocol: Protocol) -> list[Any]:
    """Return what a protocol says of a client with fever, and what it says at all."""
    answer = decide(protocol, Dossier(client=Client(koorts=True)))["badbevalling"]
    return [answer.value, content_hash(protocol.layers), protocol.sha256]


def _check_that_nothing_changed(install: Install, source: str, error: type[BaseException]) -> None:
    install("knoeiers", {"knoeier": "knoeien:ruleset"}, knoeien=source)
    before, untouched = (compose_installed("groningen.mzh", ON) for _ in range(2))
    said = _what_fever_gives(before)

    with pytest.raises(error) as caught:
        compose_installed("knoeier", ON)

    if error is PluginError:
        assert str(caught.value) == (
            "the ruleset knoeier of knoeiers 1.2 changes the ruleset groningen, which it may not: "
            "uninstall it"
        )
    assert said[0] == "niet_mogelijk"
    for protocol in (before, untouched, compose_installed("groningen.mzh", ON)):
        assert _what_fever_gives(protocol) == said


@pytest.mark.parametrize("way", WAYS_OF_CHANGING)
def test_a_plugin_that_changes_another_ruleset_is_refused_and_undone(
    install: Install, way: str
) -> None:
    """Nobody decides by rules that a plugin has tampered with, before it, with it or after it."""
    _check_that_nothing_changed(install, WAYS_OF_CHANGING[way], PluginError)


def test_what_an_author_wrote_as_a_list_is_put_back_too(install: Install) -> None:
    """A list stays the same list when what stands in it changes; that is seen all the same."""
    lists = LATER.replace('clauses=("K1",), when=kamer.bad', 'clauses=["K1"], when=kamer.bad')
    source = (
        "from later_lijst import ruleset\nruleset.rules[0].clauses[:] = ['K9']\n"
        "object.__setattr__(ruleset, 'title', 'anders')\n"
    )
    install("later", {"later": "later_lijst:ruleset"}, later_lijst=lists)
    install("geen", {"geen": "zomaar_regels:no_ruleset"})
    install("knoeiers", {"knoeier": "knoeien:ruleset"}, knoeien=source)
    before = compose_installed("later", ON).sha256
    importlib.import_module("zomaar_regels")

    with pytest.raises(PluginError, match="changes the ruleset later, which it may not"):
        compose_installed("knoeier", ON)

    assert compose_installed("later", ON).sha256 == before


@pytest.mark.parametrize("end", ENDS)
def test_however_an_import_ends_what_it_changed_is_put_back(install: Install, end: str) -> None:
    """A plugin that changes rules and then fails leaves no wrong answer behind."""
    source, error = ENDS[end]

    _check_that_nothing_changed(install, TURN_ROUND + source, error)


def test_what_a_plugin_changes_of_another_plugin_is_put_back(install: Install) -> None:
    """Plugins are kept from each other as the library is from them."""
    source = (
        "from zomaar_regels import region\nobject.__setattr__(region, 'title', 'anders')\n1 / 0"
    )
    install("zomaar-regels", BOTH)
    install("knoeiers", {"knoeier": "knoeien:ruleset"}, knoeien=source)
    before = compose_installed("zomaar.zkh", ON).sha256

    with pytest.raises(PluginError, match="changes the ruleset zomaar, which it may not"):
        compose_installed("knoeier", ON)

    assert compose_installed("zomaar.zkh", ON).sha256 == before


LATER = """
from typing import Annotated, Any
from obstetric_rules.plugins import (UNKNOWN, Clause, Rule, Ruleset, Slot, SlotReference, Unknown,
    YesNo, fact, question)

@fact
class Kamer:
    bad: Annotated[bool | Unknown, YesNo(label="bad", label_en="bath")] = UNKNOWN

kamer = SlotReference(Slot(name="kamer", fact_type=Kamer, label="de kamer", label_en="the room",
    question="Welke kamer?"))
bad = question("bad", text="Bad?", label="het bad", values={"ja": "ja", "nee": "nee"})
ruleset = Ruleset(id="later", version="1", title="t", publisher="p", status="s", layer="hospital",
    slots=(kamer,), questions=(bad,),
    clauses=(Clause(id="K1", document="d", heading="h", item="1", paraphrase="p"),),
    rules=(Rule(id="K1.ja", clauses=("K1",), when=kamer.bad, then=bad.becomes("ja"), because="b"),
           Rule(id="K1.nee", clauses=("K1",), when=~kamer.bad, then=bad.becomes("nee"),
                because="b")))
"""


def test_a_protocol_shares_no_part_with_the_plugin_that_it_came_from(install: Install) -> None:
    """A plugin that changes its own ruleset after it was loaded changes no protocol."""
    install("later", {"later": "later_anders:ruleset"}, later_anders=LATER)
    protocol = compose_installed("later", ON)
    module: Any = importlib.import_module("later_anders")
    room = Dossier(kamer=module.Kamer(bad=True))

    for one, other in (module.ruleset.rules, module.ruleset.rules[::-1]):
        object.__setattr__(one, "then", other.then)
    module.ruleset.rules[0].when.__init__(module.ruleset.rules[1].when.part.field)

    assert decide(protocol, room)["bad"].value == "ja"
    assert decide(protocol, room, engine="reference")["bad"].value == "ja"
    assert type(room.facts["kamer"]) is module.Kamer


def test_the_facts_of_a_plugin_are_made_anew_where_it_is_imported_apart(install: Install) -> None:
    """Whoever has nothing of a plugin run in his program reads dossiers from JSON, as ever."""
    install("later", {"later": "later_apart:ruleset"}, later_apart=LATER)

    protocol = load_protocol("later", ON, apart=True)

    assert "later_apart" not in sys.modules
    dossier = read_dossier('{"kamer": {"bad": true}}', protocol.slots.values())
    assert decide(protocol, dossier)["bad"].value == "ja"
    assert protocol.sha256 == load_protocol("later", ON).sha256


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import os; os._exit(0)", "cannot be loaded: its process ended without an answer"),
        ("import os; os._exit(3)", "cannot be loaded: its process ended with exit status 3"),
        ("1 / 0", "cannot be loaded: ZeroDivisionError: division by zero"),
        (TURN_ROUND, "changes the ruleset groningen, which it may not: uninstall it"),
    ],
    ids=["ends the process", "ends it with a status", "raises", "changes another"],
)
def test_what_is_wrong_with_a_plugin_is_told_from_a_process_of_its_own(
    install: Install, source: str, reason: str
) -> None:
    """Whatever a plugin does when it is imported apart, the program that asks goes on."""
    install("knoeiers", {"knoeier": "knoeien_apart:ruleset"}, knoeien_apart=source)

    with pytest.raises(PluginError) as caught:
        load_layers("knoeier", apart=True)

    assert str(caught.value) == f"the ruleset knoeier of knoeiers 1.2 {reason}"
    assert "knoeien_apart" not in sys.modules


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"rulesets": "[]"}, "cannot be loaded: expected rulesets in the form"),
        ({"rulesets": rulesets_to_text([])}, "cannot be loaded: not enough values to unpack"),
        ({"rulesets": 7}, "cannot be loaded: its process ended without an answer"),
        ({"refused": ["x"]}, "cannot be loaded: its process ended without an answer"),
        ({"refused": "a\nb"}, r"a\nb"),
    ],
)
def test_an_answer_from_elsewhere_is_not_relied_on(
    install: Install, monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any], reason: str
) -> None:
    """Whatever a plugin gets its process to answer, it is a ruleset or it is refused."""
    install("zomaar-regels", REGION)
    monkeypatch.setattr(apart, "ask_apart", lambda *_: apart.Ended(answer, None))

    with pytest.raises(PluginError) as caught:
        compose_installed("zomaar", ON, apart=True)

    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (
            "class Sluw(Ruleset): pass\nruleset = Sluw(**parts)",
            "registers knoeier as a Sluw; its entry point should give a Ruleset",
        ),
        (
            "class Sluw:\n    __class__ = Ruleset\nruleset = Sluw()",
            "registers knoeier as a Sluw; its entry point should give a Ruleset",
        ),
        (
            "slot = Slot(name='plek', fact_type=str, label='l', label_en='l', question='q')\n"
            "ruleset = Ruleset(**parts, extends=('groningen',), slots=(slot,))",
            "cannot be loaded: what it says cannot be taken over: NotAnAttrsClassError",
        ),
        (
            "class Naam(str):\n"
            "    __ne__ = lambda *_: False\n"
            "    __hash__ = str.__hash__\n"
            "ruleset = Ruleset(**parts | {'id': Naam('zomaar')})",
            "registers the ruleset zomaar under the name knoeier",
        ),
        (
            "class Dag(datetime.date):\n"
            "    def __str__(self): raise SystemExit(0)\n"
            "ruleset = Ruleset(**parts, valid_from=Dag(2026, 1, 1))",
            "cannot be loaded: what it says cannot be taken over: SystemExit",
        ),
        (
            "import itertools\n"
            "count = itertools.count(1)\n"
            "class Dag(datetime.date):\n"
            "    def __str__(self): return f'2026-01-{next(count):02}'\n"
            "ruleset = Ruleset(**parts, valid_from=Dag(2026, 1, 1))",
            "cannot be loaded: it does not say the same when it is read once more",
        ),
        (
            "class Dag(datetime.date):\n"
            "    def __str__(self): raise KeyboardInterrupt\n"
            "ruleset = Ruleset(**parts, valid_from=Dag(2026, 1, 1))",
            None,
        ),
    ],
    ids=["subclass", "feigned", "no facts", "another id", "exits", "never the same", "interrupted"],
)
def test_what_only_looks_like_a_ruleset_is_refused(
    install: Install, source: str, reason: str | None
) -> None:
    """An object that gives other rules each time it is asked is no ruleset."""
    head = (
        "import datetime\nfrom obstetric_rules.plugins import Ruleset, Slot\n"
        "parts = dict(id='knoeier', version='1', title='t', publisher='p', status='s', "
        "layer='hospital')\n"
    )
    install("knoeiers", {"knoeier": "knoeien:ruleset"}, knoeien=head + source)

    with pytest.raises(KeyboardInterrupt if reason is None else PluginError) as caught:
        compose_installed("knoeier", ON)

    assert (reason or "") in str(caught.value)


def test_the_id_of_a_ruleset_of_this_library_cannot_be_taken(install: Install) -> None:
    """A package that registers a ruleset as groningen does not turn the library's own off."""
    install("inpikkers", {"groningen": "zomaar_regels:region", "zomaar": "zomaar_regels:region"})
    install("obstetric-rules", {"kwaad": "zomaar_regels:region"}, version="99")

    assert compose_installed("groningen.mzh", ON).layers[0].rules
    assert str(compose_installed("groningen", ON).distributions["groningen"]).startswith(LIBRARY)
    assert not any(item.is_own for item in registered_rulesets() if item.id == "kwaad")


def test_a_forked_process_can_load_plugins(install: Install) -> None:
    """A process that is forked while another thread loads a plugin does not wait for ever."""
    turn = safekeeping._TURN
    locked, done = threading.Event(), threading.Event()

    def hold() -> None:
        with turn:
            locked.set()
            done.wait()

    holder = threading.Thread(target=hold)
    holder.start()
    locked.wait()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of forking beside a thread
        child = os.fork()
    if child == 0:
        os._exit(0 if turn._lock.acquire(blocking=False) else 1)
    done.set()
    holder.join()

    assert os.waitpid(child, 0)[1] == 0


class _Odd(BaseException):
    def __str__(self) -> str:
        raise ValueError


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("class Odd(BaseException): pass\nraise Odd('vreemd')", "Odd: vreemd"),
        (
            "from tests.plugins.test_discovery import _Odd\nraise _Odd",
            "_Odd: its message cannot be read",
        ),
        ("raise ValueError('a\\n\\x1b[31mb')", r"ValueError: a; \x1b[31mb"),
        ("raise ValueError('x' * 9_999)", f"ValueError: {'x' * 2000}…"),
    ],
    ids=["no exception", "no message", "more lines and colours", "very long"],
)
def test_whatever_a_plugin_raises_is_told_on_one_line(
    install: Install, source: str, message: str
) -> None:
    """What a plugin says when it breaks reaches the reader in a form that can be read."""
    install("kapotte-regels", {"kapot": "zomaar_kapot:ruleset"}, zomaar_kapot=source)

    with pytest.raises(PluginError) as caught:
        compose_installed("kapot", ON)

    assert str(caught.value) == (
        f"the ruleset kapot of kapotte-regels 1.2 cannot be loaded: {message}"
    )


def test_an_interruption_is_not_the_plugins(install: Install) -> None:
    """Whoever presses Ctrl-C while a plugin is imported ends the program, as ever."""
    install("trage-regels", {"traag": "zomaar_kapot:r"}, zomaar_kapot="raise KeyboardInterrupt")

    with pytest.raises(KeyboardInterrupt):
        compose_installed("traag", ON)
