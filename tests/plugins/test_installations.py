"""Installations that are damaged or doubled are told, and the version that runs is named."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from importlib.metadata import Distribution as InstalledDistribution
from pathlib import Path
from typing import Any

import pytest

from obstetric_rules.errors import PluginError
from obstetric_rules.plugins import installations
from obstetric_rules.plugins.discovery import compose_installed, registered_rulesets
from obstetric_rules.plugins.installations import damaged_installations
from tests.plugins.test_discovery import ON, REGION, SOUND

Install = Callable[..., None]
ENTRY = (
    "[obstetric_rules.rulesets]\nzomaar = {}:region\n[obstetric_rules.plugin_api]\n1.0 = zomaar\n"
)


def _owners(name: str = "zomaar") -> list[str]:
    return [str(item.distribution) for item in registered_rulesets() if item.id == name]


def _damage() -> dict[str, str]:
    return {
        f"{item.distribution} {item.distribution_version}": item.reason
        for item in damaged_installations()
    }


def _folder(
    site: Path,
    version: str,
    *,
    module: str = "zomaar_regels",
    record: Mapping[Path, str | None] | None = None,
    editable: Path | None = None,
) -> Path:
    """Write the metadata of a version; ``record`` gives files, with what they should hold."""
    info = site / f"zomaar_regels-{version}.dist-info"
    info.mkdir(parents=True)
    metadata = f"Metadata-Version: 2.1\nName: zomaar-regels\nVersion: {version}\n"
    (info / "METADATA").write_text(metadata, encoding="utf-8")
    (info / "entry_points.txt").write_text(ENTRY.format(module), encoding="utf-8")
    if record is not None:
        lines = [f"{info.name}/METADATA,,", f"{info.name}/RECORD,,"]
        for file, content in record.items():
            digest = hashlib.sha256((content or "").encode()).digest()
            code = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            lines.append(f"{file.name},{'' if content is None else f'sha256={code}'},")
        (info / "RECORD").write_text("\n".join(lines), encoding="utf-8")
    if editable is not None:
        said = {"url": editable.as_uri(), "dir_info": {"editable": True}}
        (info / "direct_url.json").write_text(json.dumps(said), encoding="utf-8")
    return info


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the path, with the code of version 2.0.0."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(__import__("sys").modules, "zomaar_regels", raising=False)
    (tmp_path / "zomaar_regels.py").write_text(SOUND, encoding="utf-8")
    return tmp_path


def test_without_damage_there_is_nothing_to_tell(install: Install) -> None:
    """Who has installed everything as it should be reads nothing of it."""
    install("zomaar-regels", REGION, zomaar_regels=SOUND)

    assert _damage() == {}


@pytest.mark.parametrize("version", ["0.0.1", "9.9.9"])
def test_a_leftover_of_an_upgrade_takes_nothing_away(
    install: Install, tmp_path: Path, version: str
) -> None:
    """An empty folder beside an installation, before or after it, is told and changes nothing."""
    install("zomaar-regels", REGION, zomaar_regels=SOUND)
    (tmp_path / f"zomaar_regels-{version}.dist-info").mkdir()

    assert _owners() == ["zomaar-regels 1.2"]
    assert compose_installed("zomaar", ON).id == "zomaar"
    assert list(_damage()) == ["zomaar-regels 1.2"]
    assert f"unknown in zomaar_regels-{version}.dist-info" in _damage()["zomaar-regels 1.2"]


def test_a_leftover_of_this_library_takes_nothing_away(site: Path) -> None:
    """An empty folder of an older version of the library leaves its protocols usable."""
    (site / "obstetric_rules-0.0.9.dist-info").mkdir()

    assert compose_installed("groningen.mzh", ON).id == "groningen.mzh"
    (damage,) = damaged_installations()
    assert damage.distribution == "obstetric-rules"
    assert "it is installed more than once" in damage.reason


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b"zomaar",
        b"zomaar = zomaar_regels:region",
        b"[obstetric_rules.rulesets]\nzomaar",
        b"[obstetric_rules.rulesets\nzomaar = x:y",
    ],
)
def test_what_registers_nothing_that_can_be_read_is_told(
    install: Install, tmp_path: Path, content: bytes
) -> None:
    """A package whose entry points are garbage does not vanish without a word."""
    install("zomaar-regels", REGION, zomaar_regels=SOUND)
    (tmp_path / "zomaar_regels-1.2.dist-info" / "entry_points.txt").write_bytes(content)

    assert _owners() == []
    assert _damage() == {
        "zomaar-regels 1.2": "what it registers cannot be read (entry_points.txt); install it again"
    }
    assert compose_installed("groningen").id == "groningen"


def test_remarks_among_entry_points_are_no_damage(install: Install, tmp_path: Path) -> None:
    """What a reader of entry points passes over is passed over here too."""
    install("zomaar-regels", REGION, zomaar_regels=SOUND)
    file = tmp_path / "zomaar_regels-1.2.dist-info" / "entry_points.txt"
    file.write_text(f"# een\n; twee\n\n{file.read_text()}", encoding="utf-8")

    assert (_owners(), _damage()) == (["zomaar-regels 1.2"], {})


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_what_does_not_say_its_name_is_told(
    install: Install, tmp_path: Path, content: bytes | None
) -> None:
    """A package that lost its metadata is told by the name of its folder."""
    install("zomaar-regels", REGION, zomaar_regels=SOUND)
    metadata = tmp_path / "zomaar_regels-1.2.dist-info" / "METADATA"
    metadata.unlink() if content is None else metadata.write_bytes(content)

    assert _damage() == {"zomaar-regels unknown": "its metadata cannot be read; install it again"}
    assert compose_installed("zomaar", ON).id == "zomaar"


def _two(site: Path, one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Return whose the ruleset is when two versions are installed in one folder."""
    _folder(site, "1.0.0", **one)
    _folder(site, "2.0.0", **other)
    owners = _owners()
    (damage,) = damaged_installations()
    assert "1.0.0 in zomaar_regels-1.0.0.dist-info, 2.0.0 in" in damage.reason
    return owners


def test_the_version_whose_code_is_there_counts(site: Path) -> None:
    """A stale folder with metadata does not give its version to decisions by another."""
    code = site / "zomaar_regels.py"

    owners = _two(site, {"record": {code: "# ouder"}}, {"record": {code: SOUND}})

    assert owners == ["zomaar-regels 2.0.0"]
    assert str(compose_installed("zomaar", ON).distributions["zomaar"]) == "zomaar-regels 2.0.0"


def test_a_record_that_was_copied_is_no_proof(site: Path) -> None:
    """A folder that was copied and renamed lists the files of another, not itself."""
    code = site / "zomaar_regels.py"
    owners = _two(site, {"record": {code: SOUND}}, {"record": {code: SOUND}})
    assert owners == ["zomaar-regels 1.0.0", "zomaar-regels 2.0.0"]

    record = site / "zomaar_regels-1.0.0.dist-info" / "RECORD"
    record.write_text(record.read_text().replace("1.0.0", "2.0.0"), encoding="utf-8")

    assert _owners() == ["zomaar-regels 2.0.0"]


def test_what_is_installed_to_work_on_counts_where_it_is_imported(site: Path) -> None:
    """Whoever works on a package in its own folder reads the version of that folder."""
    code = site / "zomaar_regels.py"
    away: dict[str, Any] = {"record": {}, "editable": site / "elders"}

    owners = _two(site, away, {"record": {}, "editable": site})

    assert owners == ["zomaar-regels 2.0.0"]
    for said in ("{", '{"dir_info": {"editable": false}, "url": ""}'):
        file = site / "zomaar_regels-1.0.0.dist-info" / "direct_url.json"
        file.write_text(said, encoding="utf-8")
        assert _owners() == ["zomaar-regels 2.0.0"]
    _folder(site, "3.0.0", record={code: None})
    assert _owners() == ["zomaar-regels 3.0.0"]


def test_code_beside_the_metadata_counts_before_code_elsewhere(site: Path) -> None:
    """Of two folders on the path the one in which the code lies counts, whatever comes first."""
    _folder(site, "2.0.0")
    _folder(site / "verder", "1.0.0")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(site / "verder")

        assert _owners() == ["zomaar-regels 2.0.0"]
        assert "1.0.0 in zomaar_regels-1.0.0.dist-info" in _damage()["zomaar-regels 2.0.0"]


@pytest.mark.parametrize("module", ["zomaar_regels", "zomaar_verdwenen", "..", "sys"])
def test_if_nobody_can_tell_which_version_runs_none_does(site: Path, module: str) -> None:
    """Nobody decides by a version that may be another than the record says."""
    owners = _two(site, {"module": module}, {"module": module})

    assert owners == ["zomaar-regels 1.0.0", "zomaar-regels 2.0.0"]
    with pytest.raises(PluginError, match=r"by zomaar-regels 1\.0\.0 and zomaar-regels 2\.0\.0; "):
        compose_installed("zomaar", ON)


def test_one_version_that_is_there_twice_is_no_damage(site: Path) -> None:
    """The same version, found at two places on the path or described in two ways, is one."""
    _folder(site, "2.0.0")
    _folder(site / "verder", "2.0.0")
    old = site / "zomaar_regels.egg-info"
    old.mkdir()
    (old / "PKG-INFO").write_text("Name: zomaar-regels\nVersion: 2.0.0\n", encoding="utf-8")
    (old / "entry_points.txt").write_text(ENTRY.format("zomaar_regels"), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(site / "verder")
        patch.syspath_prepend(site)

        assert (_owners(), _damage()) == (["zomaar-regels 2.0.0"], {})


def test_a_damaged_record_is_none(site: Path) -> None:
    """A list of files that cannot be read proves nothing, and breaks nothing."""
    code = site / "zomaar_regels.py"
    info = _folder(site, "1.0.0", record={code: SOUND})
    (info / "RECORD").write_bytes(b"\xff\xfe")
    _folder(site, "2.0.0", record={code: SOUND})

    assert _owners() == ["zomaar-regels 2.0.0"]


def test_what_another_finder_finds_counts_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A distribution that lies in no folder is known by the name that it says."""

    class Made(InstalledDistribution):
        def read_text(self, filename: str) -> str | None:
            return {"METADATA": "Name: Zo.maar\nVersion: 4\n", "entry_points.txt": text}.get(
                filename
            )

        def locate_file(self, path: object) -> Path:
            raise NotImplementedError

    text = ENTRY.format("zomaar_regels")
    found = list(installations.distributions())
    monkeypatch.setattr(installations, "distributions", lambda: [Made(), *found])
    assert (_owners(), _damage()) == (["Zo.maar 4"], {})

    text = "["
    assert "cannot be read" in _damage()["Zo.maar 4"]
