"""Finding the installed rulesets, those of broken plugins too."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from obstetric_rules.errors import (
    PluginError,
    ProtocolNotFoundError,
    RulesetError,
    ValidityError,
)
from obstetric_rules.plugins import discovery
from obstetric_rules.plugins.discovery import (
    GROUP,
    InstalledRuleset,
    distributions,
    installed_rulesets,
    load_protocol,
)

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
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Install a distribution with these entry points, and modules of this source."""
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("zomaar_regels", "zomaar_kapot"):
        monkeypatch.delitem(sys.modules, name, raising=False)

    def distribution(
        name: str, entries: Mapping[str, str], version: str = "1.2", **modules: str
    ) -> None:
        info = tmp_path / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        lines = [f"[{GROUP}]", *(f"{entry} = {value}" for entry, value in entries.items())]
        (info / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        (info / "METADATA").write_text(metadata, encoding="utf-8")
        for module, source in {"zomaar_regels": SOUND, **modules}.items():
            (tmp_path / f"{module}.py").write_text(source, encoding="utf-8")

    return distribution


REGION = {"zomaar": "zomaar_regels:region"}
BOTH = {**REGION, "zomaar.zkh": "zomaar_regels:hospital"}


def _installed(name: str) -> list[InstalledRuleset]:
    return [item for item in installed_rulesets() if item.id == name]


def test_a_plugin_is_found_without_being_imported(install: Install) -> None:
    """Listing what is installed runs no code of any plugin."""
    install("zomaar-regels", BOTH, zomaar_kapot="raise SystemError")
    install("kapotte-regels", {"kapot": "zomaar_kapot:ruleset"})

    found = {item.id: (item.distribution, item.version) for item in installed_rulesets()}

    assert found["zomaar"] == found["zomaar.zkh"] == ("zomaar-regels", "1.2")
    assert found["kapot"] == ("kapotte-regels", "1.2")
    assert not {"zomaar_regels", "zomaar_kapot"} & set(sys.modules)
    assert distributions() == found
    assert [item.id for item in installed_rulesets()] == sorted(found)


def test_the_rulesets_of_this_library_are_found_like_any_other() -> None:
    """Groningen comes in by the same door as every plugin."""
    found = {item.id for item in installed_rulesets() if item.distribution == "obstetric-rules"}

    assert {"groningen", "groningen.mzh"} <= found


def test_a_protocol_is_composed_with_what_it_builds_on(install: Install) -> None:
    """Whoever asks for a hospital gets the region's rules with it, for the date asked."""
    install("zomaar-regels", BOTH)

    protocol = load_protocol("zomaar.zkh", ON)

    assert [layer.id for layer in protocol.layers] == ["zomaar", "zomaar.zkh"]
    assert (protocol.on, protocol.version) == (ON, "3")
    assert [layer.id for layer in load_protocol("zomaar", ON).layers] == ["zomaar"]


def test_layers_may_come_from_different_distributions(install: Install) -> None:
    """A hospital's plugin builds on the region's, whoever made either."""
    install("regio-regels", REGION)
    install("zkh-regels", {"zomaar.zkh": "zomaar_regels:hospital"}, version="7")

    assert load_protocol("zomaar.zkh", ON).id == "zomaar.zkh"
    assert distributions()["zomaar"] == ("regio-regels", "1.2")
    assert distributions()["zomaar.zkh"] == ("zkh-regels", "7")


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

    layers = [layer.id for layer in load_protocol("zomaar.midden", ON).layers]

    assert layers == ["zomaar", "zomaar.west", "zomaar.oost", "zomaar.midden"]


def test_plugins_that_build_on_each_other_are_refused(install: Install) -> None:
    """A circle of plugins is told as such, and nothing hangs."""
    install("slangen", {"slang": "zomaar_regels:snake", "staart": "zomaar_regels:tail"})

    with pytest.raises(RulesetError, match="slang: extends itself: slang -> staart -> slang"):
        load_protocol("slang", ON)


def test_a_broken_plugin_does_not_stand_in_the_way_of_others(install: Install) -> None:
    """Only who asks for a plugin that cannot be imported hears of it, and whose it is."""
    install("zomaar-regels", BOTH, zomaar_kapot="raise KeyError('dagen')")
    install("kapotte-regels", {"kapot": "zomaar_kapot:ruleset"})

    assert load_protocol("zomaar.zkh", ON).id == "zomaar.zkh"
    with pytest.raises(PluginError) as caught:
        load_protocol("kapot", ON)
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
        load_protocol([*entries][-1], ON)

    assert str(caught.value).startswith(message)


def test_one_id_of_two_distributions_is_refused(install: Install) -> None:
    """Nobody decides by whichever of two plugins happens to come first."""
    install("regels-a", REGION)
    install("regels-b", BOTH, version="2.0")

    assert [item.distribution for item in _installed("zomaar")] == ["regels-a", "regels-b"]
    for name in ("zomaar", "zomaar.zkh"):
        with pytest.raises(PluginError) as caught:
            load_protocol(name, ON)
        assert str(caught.value) == (
            "the ruleset zomaar is registered by regels-a 1.2 and regels-b 2.0; "
            "uninstall one of them"
        )


@pytest.mark.parametrize("name", ["zomaar.zkhs", "zomar", "Zomaar"])
def test_an_unknown_protocol_is_named_with_the_nearest(install: Install, name: str) -> None:
    """Whoever mistypes the name of a protocol is shown the nearest, and all there are."""
    install("zomaar-regels", BOTH)

    with pytest.raises(ProtocolNotFoundError) as caught:
        load_protocol(name, ON)

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
        load_protocol("groningen")


def test_an_entry_without_a_distribution_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ruleset that a program registers by itself is listed too, as of an unknown maker."""
    entry = EntryPoint("groningen", "obstetric_rules.plugins.groningen:groningen", GROUP)
    monkeypatch.setattr(discovery, "entry_points", lambda group: [entry])

    (found,) = installed_rulesets()

    assert (found.id, found.distribution, found.version) == ("groningen", "unknown", "unknown")
    assert load_protocol("groningen").id == "groningen"


def test_what_is_wrong_with_a_protocol_is_an_error_of_its_own(install: Install) -> None:
    """A sound plugin can still be out of date, or not fit together with another."""
    install("zomaar-regels", {**BOTH, "zomaar.stuk": "zomaar_regels:broken"})

    with pytest.raises(ValidityError, match="zomaar 3 does not hold on 2027-01-01"):
        load_protocol("zomaar.zkh", datetime.date(2027, 1, 1))
    with pytest.raises(RulesetError, match=r"zomaar\.stuk: fixes plaats\.id"):
        load_protocol("zomaar.stuk", ON)
