"""The files that a region supplies: read with all problems at once, and made into rules."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
import pickle
import shutil
import sys
import tomllib
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from obstetric_rules import Dossier, decide, load_protocol
from obstetric_rules.engines.receipt import receipt_of, replay
from obstetric_rules.errors import (
    MissingExtraError,
    ReceiptError,
    RegionDataError,
    ValidityError,
)
from obstetric_rules.plugins.zwolle import zwolle
from obstetric_rules.plugins.zwolle.facts import Zorgvraag
from obstetric_rules.plugins.zwolle.region_data import (
    EXAMPLE,
    INDICATIES,
    NAMEN,
    PARALLELLE_ACTIE,
    RegionData,
    read_region_data,
)
from obstetric_rules.plugins.zwolle.region_files import SCHEMAS
from obstetric_rules.plugins.zwolle.region_ruleset import with_region_data
from obstetric_rules.rules.protocol import compose
from obstetric_rules.rules.ruleset import Ruleset

ON = datetime.date(2026, 11, 22)

TABLE = """
titel = "Verzonnen"
versie = "1"
uitgever = "Verzonnen"
"""
ROW = """
[[indicaties]]
code = "X"
omschrijving = "Verzonnen"
klasse = "rood"
werkafspraak = "Verzonnen"
bron = "Verzonnen"
"""


def folder_with(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def problems(folder: Path) -> list[str]:
    with pytest.raises(RegionDataError) as raised:
        read_region_data(folder)
    return [str(problem) for problem in raised.value.problems]


def class_of(data: RegionData, code: str, on: datetime.date = ON) -> object:
    protocol = with_region_data(compose([zwolle], on), data)
    return decide(protocol, Dossier(zorgvraag=Zorgvraag(indicatie=code)))["indicatieklasse"]


def test_everything_wrong_with_both_files_is_told_at_once(tmp_path: Path) -> None:
    """The keeper of the files mends them in one go."""
    folder_with(
        tmp_path,
        indicaties='titel = ""\nversie = "a b"\ngeldig_van = 2026-01-01T00:00:00\n'
        'uitgever = "x"\n[[indicaties]]\ncode = 3\nklase = "rood"\nklasse = "geel"\n'
        'omschrijving = "x"\nwerkafspraak = "x"\n',
        parallelle_actie='titel = "x"\nversie = "1"\nuitgever = "x"\nbron = "x"\n'
        '[[actoren]]\nactor = "piloot"\nstappen = []\n',
    )

    assert problems(tmp_path) == [
        "indicaties.toml: titel: expected a text that is not empty",
        "indicaties.toml: versie: expected letters, digits, dots, dashes and underscores",
        "indicaties.toml: geldig_van: expected a date such as 2026-01-01",
        "indicaties.toml: indicaties[0].bron: expected a text that is not empty",
        'indicaties.toml: indicaties[0].klase: expected no such key (did you mean "klasse"?)',
        "indicaties.toml: indicaties[0].code: expected letters, digits, dots, dashes and "
        "underscores",
        'indicaties.toml: indicaties[0].klasse: expected "rood" or "overig"',
        'parallelle_actie.toml: actoren[0].actor: expected "verloskundige", "meldkamer", '
        '"ambulancezorg", "mmt" or "ziekenhuis"',
        "parallelle_actie.toml: actoren[0].stappen: expected a list of at least one step, in order",
    ]


def test_a_key_that_nothing_resembles_gets_no_hint(tmp_path: Path) -> None:
    """A hint is given only where a name is near; a missing list is described."""
    folder_with(tmp_path, indicaties=f"{TABLE}qqqq = 1\n")

    assert problems(tmp_path) == [
        "indicaties.toml: indicaties: expected a list of at least one indication",
        "indicaties.toml: qqqq: expected no such key",
    ]


def test_one_code_has_one_class_on_one_day(tmp_path: Path) -> None:
    """Two rows of a code may follow one another, but not overlap; no period ends too early."""
    rows = [
        f"{ROW}geldig_tot = 2026-06-30",
        f"{ROW}geldig_van = 2026-07-01\ngeldig_tot = 2026-12-31",
        f'{ROW.replace("rood", "overig")}geldig_van = "2026-12-31"',
        f"{ROW.replace('X', 'Y')}geldig_van = 2026-02-01\ngeldig_tot = 2026-01-01",
    ]
    folder_with(tmp_path, indicaties=TABLE + "".join(rows))

    assert problems(tmp_path) == [
        "indicaties.toml: indicaties[3].geldig_tot: expected a last day that is not before "
        "geldig_van",
        "indicaties.toml: indicaties[2].code: expected a code that stands there once for each day "
        "(indicaties[1] has it)",
    ]


def test_actors_and_steps_stand_there_once_and_refer_to_steps_that_exist(tmp_path: Path) -> None:
    """A card cannot send anybody to a step that is not on it."""
    step = '{ id = "a", tekst = "x", tegelijk_met = ["a", "b", "nergens"] }'
    actor = f'\n[[actoren]]\nactor = "mmt"\nstappen = [{step}, {{ id = "b", tekst = "x" }}]\n'
    folder_with(
        tmp_path,
        parallelle_actie=f'titel = "x"\nversie = "1"\nuitgever = "x"\nbron = "x"\n{actor}{actor}',
    )

    found = problems(tmp_path)

    assert found[:3] == [
        "parallelle_actie.toml: actoren[1].actor: expected an actor that stands there once "
        "(actoren[0] is it too)",
        "parallelle_actie.toml: actoren[1].stappen[0].id: expected an id of its own: another step "
        "has it",
        "parallelle_actie.toml: actoren[1].stappen[1].id: expected an id of its own: another step "
        "has it",
    ]
    assert found[3:] == [
        f"parallelle_actie.toml: actoren[{actor}].stappen[0].tegelijk_met[{at}]: "
        "expected the id of another step"
        for actor in (0, 1)
        for at in (0, 2)
    ]


def test_what_is_no_toml_is_refused(tmp_path: Path) -> None:
    """A file that is cut off, or not text at all, is refused with the place of the mistake."""
    folder_with(tmp_path, indicaties="titel =")
    (tmp_path / PARALLELLE_ACTIE).write_bytes(b"\xff\xfe")

    found = problems(tmp_path)

    assert found[0].startswith("indicaties.toml: expected TOML (")
    assert found[1] == "parallelle_actie.toml: expected text in UTF-8 (this is UTF-16)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = " + "[" * 2_000, "at most 32 levels of nesting"),
        ("a" + ".a" * 3_000 + " = 1", "at most 32 levels of nesting"),
        ("x = " + "9" * 6_000, "TOML with numbers of fewer digits"),
        ("#" * 2_000_000, "a file of at most 1,048,576 bytes"),
    ],
)
def test_a_hostile_file_is_refused_in_one_line(tmp_path: Path, text: str, expected: str) -> None:
    """Too deep, too large: nothing exhausts Python's stack, or the reader's patience."""
    folder_with(tmp_path, indicaties=text)

    (found,) = problems(tmp_path)

    assert found.startswith(f"indicaties.toml: expected {expected}")


def test_a_byte_order_mark_is_no_part_of_the_file(tmp_path: Path) -> None:
    """Some editors put one there."""
    text = (EXAMPLE / INDICATIES).read_text(encoding="utf-8")
    folder_with(tmp_path, indicaties="\ufeff" + text)

    assert read_region_data(tmp_path).indicaties is not None


def test_a_text_that_steers_a_screen_is_refused(tmp_path: Path) -> None:
    """Wherever it stands, also in a key; all of them at once."""
    folder_with(
        tmp_path,
        indicaties='titel = "\\u001b[2J"\nlijst = [["\\u202e"]]\n"\\u009b" = {a = "\\r\\n\\t"}\n',
    )

    assert problems(tmp_path) == [
        f"indicaties.toml: {path}: expected text without control characters and marks of writing "
        "direction"
        for path in ("titel", "lijst[0][0]", "\\x9b")
    ]


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """A folder of that name is no file; a folder without either file is no region data."""
    with pytest.raises(
        RegionDataError, match=r"a folder with indicaties\.toml, parallelle_actie\.toml or"
    ):
        read_region_data(tmp_path)

    (tmp_path / INDICATIES).mkdir()

    assert problems(tmp_path)[0].startswith("indicaties.toml: expected a file to read (")


def test_the_example_is_visibly_invented() -> None:
    """Nobody can take the example for the content of a real region."""
    data = read_region_data(EXAMPLE)

    assert data.indicaties is not None
    assert data.parallelle_actie is not None
    assert "VOORBEELD" in data.indicaties.titel
    assert all(row.code.startswith("VERZONNEN") for row in data.indicaties.indicaties)
    assert all("erzonnen" in row.werkafspraak for row in data.indicaties.indicaties)
    assert "VOORBEELD" in data.parallelle_actie.titel
    for actor in data.parallelle_actie.actoren:
        assert all("erzonnen" in step.tekst for step in actor.stappen)
        assert all("erzonnen" in contact.dienst for contact in actor.contacten)


def test_the_schemas_are_sound_and_describe_every_key() -> None:
    """The published schemas are valid, and each key says what it takes."""
    for name in (INDICATIES, PARALLELLE_ACTIE, NAMEN):
        schema = json.loads((SCHEMAS / f"{Path(name).stem}.schema.json").read_text("utf-8"))
        Draft202012Validator.check_schema(schema)
        for table in (schema, *schema["$defs"].values()):
            assert table["description"]
            for field in table.get("properties", {}).values():
                assert "description" in field or "$ref" in field


def test_a_row_holds_on_its_first_and_its_last_day() -> None:
    """On 31 December the old class holds, on 1 January the new one."""
    data = read_region_data(EXAMPLE)

    for on, expected in (
        (datetime.date(2026, 12, 31), "overig"),
        (datetime.date(2027, 1, 1), "rood"),
    ):
        assert class_of(data, "VERZONNEN-3", on).value == expected  # type: ignore[attr-defined]


def test_a_row_that_does_not_hold_today_gives_no_class(tmp_path: Path) -> None:
    """An indication that expired is not classified, and the reason tells it from an unknown one."""
    folder_with(tmp_path, indicaties=f"{TABLE}{ROW}geldig_tot = 2026-01-01")
    found = class_of(read_region_data(tmp_path), "X")

    assert found.value == "niet_geclassificeerd"  # type: ignore[attr-defined]
    assert found.rules == ("zwolle.regiogegevens/tabel.niet_op_deze_dag",)  # type: ignore[attr-defined]


def test_files_that_do_not_hold_on_the_date_are_refused(tmp_path: Path) -> None:
    """An expired table is never used silently."""
    folder_with(tmp_path, indicaties=f"{TABLE}geldig_tot = 2026-01-01\n{ROW}")

    with pytest.raises(ValidityError, match="2026-11-22"):
        class_of(read_region_data(tmp_path), "X")


def test_the_files_stand_on_any_protocol_of_the_region_and_on_no_other() -> None:
    """A hospital in the region decides with the region's table; Groningen does not."""
    data = read_region_data(EXAMPLE)
    hospital = Ruleset(
        id="zwolle.ziekenhuis",
        version="1",
        title="Verzonnen ziekenhuis",
        layer="hospital",  # type: ignore[arg-type]
        publisher="x",
        status="x",
        extends=("zwolle",),
    )

    protocol = with_region_data(compose([zwolle, hospital], ON), data)
    assert protocol.id == "zwolle.ziekenhuis.regiogegevens"
    with pytest.raises(RegionDataError, match="builds on zwolle, not groningen"):
        with_region_data(load_protocol("groningen"), data)


def test_the_files_fill_in_what_the_text_leaves_open() -> None:
    """With both files the list of clauses names them and their versions."""
    protocol = with_region_data(compose([zwolle], ON), read_region_data(EXAMPLE))

    assert [item.filled_by for item in protocol.open_terms.values()] == [
        "zwolle.regiogegevens",
        "zwolle.regiogegevens",
    ]
    filling = protocol.open_terms["zwolle/indicatietabel"].filling
    assert filling is not None
    assert filling.value.endswith("versie voorbeeld-1")
    assert all(rule.because_en for rule in protocol.rules.values())


def test_the_guide_names_its_actors_in_a_sentence() -> None:
    """Who reads the clauses reads what people call the actors, and not the codes of the file."""
    protocol = with_region_data(compose([zwolle], ON), read_region_data(EXAMPLE))

    assert protocol.clauses["zwolle.regiogegevens/handleiding"].paraphrase == (
        "De stappen en contacten van verloskundige, meldkamer, ambulancezorg, MMT en ziekenhuis."
    )


def test_with_the_guide_alone_there_is_no_class(tmp_path: Path) -> None:
    """A region that supplies no table keeps the silence, with the reason for it."""
    shutil.copy(EXAMPLE / PARALLELLE_ACTIE, tmp_path)
    data = read_region_data(tmp_path)

    assert class_of(data, "VERZONNEN-1").status == "silent"  # type: ignore[attr-defined]
    assert data.version.startswith("voorbeeld-1+sha256.")


def test_with_the_table_alone_there_is_a_class(tmp_path: Path) -> None:
    """The table needs no guide beside it."""
    shutil.copy(EXAMPLE / INDICATIES, tmp_path)

    assert class_of(read_region_data(tmp_path), "VERZONNEN-1").value == "rood"  # type: ignore[attr-defined]


def test_the_hash_of_the_files_is_in_the_receipt(tmp_path: Path) -> None:
    """Who keeps the files can show later that they are those of the receipt."""
    data = read_region_data(EXAMPLE)
    protocol = with_region_data(compose([zwolle], ON), data)
    receipt = receipt_of(decide(protocol, Dossier(zorgvraag=Zorgvraag(indicatie="VERZONNEN-1"))))
    digest = hashlib.sha256()
    for name in (INDICATIES, PARALLELLE_ACTIE, NAMEN):
        content = (EXAMPLE / name).read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)

    assert data.sha256 == digest.hexdigest()
    assert receipt.layers[-1].version == f"voorbeeld-1+sha256.{data.sha256[:12]}"
    assert data.sha256 in protocol.layers[-1].status
    assert replay(receipt, protocol).same
    with pytest.raises(ReceiptError, match=r"zwolle\.regiogegevens"):
        replay(receipt)


def test_any_change_of_a_file_changes_the_hash(tmp_path: Path) -> None:
    """A comment that is added shows, though no rule changes."""
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)
    with (tmp_path / INDICATIES).open("a", encoding="utf-8") as stream:
        stream.write("# x\n")
    one, other = read_region_data(EXAMPLE), read_region_data(tmp_path)

    assert attrs.evolve(one, sha256=other.sha256) == other
    assert one.sha256 != other.sha256
    hashes = {with_region_data(compose([zwolle], ON), data).sha256 for data in (one, other)}
    assert len(hashes) == 2


def test_without_the_extra_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has not installed what reading the files takes is told what to install."""
    monkeypatch.setitem(sys.modules, "jsonschema", None)

    with pytest.raises(MissingExtraError, match=r"\.\[regio\]"):
        read_region_data(EXAMPLE)


def test_the_error_can_be_sent_between_processes(tmp_path: Path) -> None:
    """A worker that finds a broken file can tell whoever started it."""
    with pytest.raises(RegionDataError) as raised:
        read_region_data(tmp_path)

    assert pickle.loads(pickle.dumps(raised.value)).problems == raised.value.problems


def test_dates_may_be_written_as_texts() -> None:
    """The schema is that of the file: what an editor accepts by it, the library reads."""
    schema = json.loads((SCHEMAS / "indicaties.schema.json").read_text("utf-8"))
    data = tomllib.loads(f'{TABLE}{ROW}geldig_van = "2026-01-01"')

    assert Draft202012Validator(schema).is_valid(data)


WHOLE = (EXAMPLE / INDICATIES).read_bytes()


@given(
    place=st.integers(0, len(WHOLE)),
    length=st.integers(0, 40),
    middle=st.binary(max_size=6)
    | st.sampled_from(
        [b"[" * 99, b"\n[[a.b]]\n", b"=", b'"""', b"'", b"1e999", b"nan", b"\\ud800"]
    ),
)
def test_a_file_to_which_anything_happened_is_read_or_refused(
    place: int, length: int, middle: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Never with any other error than one of this library."""
    folder = tmp_path_factory.mktemp("regio")
    (folder / INDICATIES).write_bytes(WHOLE[:place] + middle + WHOLE[place + length :])
    with contextlib.suppress(RegionDataError):
        read_region_data(folder)
