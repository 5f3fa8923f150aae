"""Reading dossiers from JSON."""

from __future__ import annotations

import gc
import io
import json
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.errors import DocumentError, DossierError, FactError, Problem
from obstetric_rules.facts import (
    LARGEST_DOCUMENT,
    UNKNOWN,
    Afwijking,
    Client,
    Dossier,
    Partner,
    Praktijk,
    Slot,
    Unknown,
    YesNo,
    Zorgverlener,
    dossier_to_data,
    fact,
    read_dossier,
    read_dossier_lines,
    structure_dossier,
)
from obstetric_rules.facts.structuring import MOST_PROBLEMS
from tests.facts.slots import GRONINGEN, SLOTS, Kraambed, dossiers

FIELDS = ["koorts", "lijn", "id", "vsvs", "dagen", "graden", "regel", "rol", "reden", "onderwerp"]
NAMES = st.sampled_from([*(slot.name for slot in SLOTS), "ref", "afwijkingen", *FIELDS]) | st.text()
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
)
SOMETHING_WRONG: list[tuple[str, Any]] = [
    ("client.koorts", "ja"),
    ("partner.hoesten", 1),
    ("client.lijn", "derde"),
    ("praktijk.id", ""),
    ("praktijk.vsvs", "martini"),
    ("kraambed.dagen", 43),
    ("kraambed.graden", True),
    ("ziekenhuis.kort", None),
]


def messages(text: str | bytes, slots: tuple[Slot, ...] = SLOTS) -> list[str]:
    with pytest.raises(DossierError) as caught:
        read_dossier(text, slots)
    return str(caught.value).splitlines()


@given(dossiers())
def test_a_dossier_that_was_written_reads_back_the_same(dossier: Dossier) -> None:
    """Nothing of a case is lost or changed on the way to a file and back."""
    text = json.dumps(dossier_to_data(dossier))

    assert read_dossier(text, SLOTS) == dossier
    assert read_dossier(text.encode(), iter(SLOTS)) == dossier


@given(ANY_JSON)
def test_any_json_is_read_or_refused_with_messages_of_one_line(data: Any) -> None:
    """Whatever is in the file, the answer is a dossier or a list of problems, never a traceback."""
    try:
        result: Dossier | DossierError = structure_dossier(data, SLOTS)
    except DossierError as error:
        result = error

    if isinstance(result, Dossier):
        assert structure_dossier(dossier_to_data(result), SLOTS) == result
    else:
        assert result.problems
        assert all(str(problem).isprintable() for problem in result.problems)
        assert result.__context__ is None


@given(dossiers(), st.lists(st.sampled_from(SOMETHING_WRONG), unique_by=lambda wrong: wrong[0]))
def test_exactly_what_is_wrong_is_reported(dossier: Dossier, wrong: list[tuple[str, Any]]) -> None:
    """Every mistake is found, each at its path, and nothing else is called one."""
    data: dict[str, Any] = dossier_to_data(dossier)
    for path, value in wrong:
        slot, field = path.split(".")
        data[slot] = {**(data.get(slot) or {}), field: value}

    try:
        structure_dossier(data, SLOTS)
        found = set()
    except DossierError as error:
        found = {problem.path for problem in error.problems}

    assert found == {path for path, _ in wrong}


def test_what_is_absent_or_null_is_unknown() -> None:
    """Leaving a field out and writing null both say that nobody told it."""
    dossier = read_dossier('{"client": {"koorts": null, "hoesten": false}}', GRONINGEN)

    assert dossier == Dossier(client=Client(hoesten=False))
    assert dossier["partner"] is UNKNOWN


def test_null_for_a_slot_that_may_be_empty_says_that_there_is_none() -> None:
    """No partner is known to be there, which is not the same as knowing nothing of one."""
    assert read_dossier('{"partner": null}', GRONINGEN) == Dossier(partner=None)


def test_an_empty_list_says_that_there_are_none() -> None:
    """The list that is given is the whole list."""
    dossier = read_dossier('{"zorgverleners": [], "praktijk": {"vsvs": []}}', GRONINGEN)

    assert dossier == Dossier(zorgverleners=(), praktijk=Praktijk(vsvs=frozenset()))


@pytest.mark.parametrize("ref", ["G-7", "", 7, -(10**300) + 1, None])
def test_the_reference_of_the_caller_comes_back_as_it_is(ref: str | int | None) -> None:
    """A text stays a text and a number a number."""
    read = read_dossier(json.dumps({"ref": ref}), GRONINGEN).ref

    assert read == ref
    assert type(read) is type(ref)


def test_what_was_set_aside_is_read_with_the_dossier() -> None:
    """A deviation carries its rule, reason, role and, where needed, its subject."""
    text = """{"afwijkingen": [
        {"regel": "G7", "reden": "Vol.", "rol": "gynaecoloog"},
        {"regel": "G12", "reden": "Getest.", "rol": "kinderarts", "onderwerp": "v1"}]}"""

    assert read_dossier(text, GRONINGEN).afwijkingen == (
        Afwijking(regel="G7", reden="Vol.", rol="gynaecoloog"),
        Afwijking(regel="G12", reden="Getest.", rol="kinderarts", onderwerp="v1"),
    )
    assert read_dossier('{"afwijkingen": null}', GRONINGEN) == Dossier()


def test_the_fields_of_a_plugin_are_read_like_the_others() -> None:
    """Every kind of field can be written in JSON; a whole number is a decimal one too."""
    text = """{"kraambed": {"id": "b1", "bezet": true, "soort": "laag", "plaatsen": ["b", "a"],
                            "dagen": 42, "graden": 37, "nummer": -1, "hoogte": 0.5}}"""

    assert read_dossier(text, SLOTS)["kraambed"] == Kraambed(
        id="b1",
        bezet=True,
        soort="laag",
        plaatsen={"a", "b"},  # type: ignore[arg-type]
        dagen=42,
        graden=37,
        nummer=-1,
        hoogte=0.5,
    )


NOT_FINITE = "a finite number of at most 300 digits, or null"
HALF = "a text of whole characters (it holds a surrogate without its other half)"

GOLDEN = [
    ('{"partner": {"koorts": "ja"}}', 'partner.koorts: expected true, false or null, got "ja"'),
    ('{"partner": {"koorts": 1}}', "partner.koorts: expected true, false or null, got 1"),
    ('{"partner": {"koorts": NaN}}', "partner.koorts: expected true, false or null, got NaN"),
    ('{"partner": {"koorts": []}}', "partner.koorts: expected true, false or null, got a list"),
    (
        '{"client": {"lijn": "Eerste"}}',
        'client.lijn: expected "eerste", "tweede" or null, got "Eerste"',
    ),
    (
        '{"client": {"lijn": true}}',
        'client.lijn: expected "eerste", "tweede" or null, got true',
    ),
    ('{"praktijk": {"id": ""}}', "praktijk.id: expected a text that is not empty, or null"),
    ('{"praktijk": {"id": 3}}', "praktijk.id: expected a text that is not empty, or null"),
    ('{"praktijk": {"id": "\\ud800"}}', f"praktijk.id: expected {HALF}"),
    (
        '{"praktijk": {"vsvs": "martini"}}',
        "praktijk.vsvs: expected a list of different texts that are not empty, in lower case and "
        "without white space around, or null",
    ),
    ('{"praktijk": {"vsvs": ["a", ""]}}', "praktijk.vsvs[1]: expected a text that is not empty"),
    ('{"praktijk": {"vsvs": [null]}}', "praktijk.vsvs[0]: expected a text that is not empty"),
    ('{"praktijk": {"vsvs": ["\\udc00"]}}', f"praktijk.vsvs[0]: expected {HALF}"),
    (
        '{"praktijk": {"vsvs": ["a", "b", "a"]}}',
        "praktijk.vsvs[2]: expected a text that does not stand earlier in the list",
    ),
    ('{"kraambed": {"nummer": 3.0}}', "kraambed.nummer: expected a whole number or null"),
    ('{"kraambed": {"nummer": true}}', "kraambed.nummer: expected a whole number or null"),
    ('{"kraambed": {"nummer": "3"}}', "kraambed.nummer: expected a whole number or null"),
    ('{"kraambed": {"nummer": Infinity}}', f"kraambed.nummer: expected {NOT_FINITE}"),
    (f'{{"kraambed": {{"nummer": {"9" * 9_999}}}}}', f"kraambed.nummer: expected {NOT_FINITE}"),
    ('{"kraambed": {"dagen": 43}}', "kraambed.dagen: expected a whole number from 0 to 42 or null"),
    ('{"kraambed": {"hoogte": NaN}}', f"kraambed.hoogte: expected {NOT_FINITE}"),
    ('{"kraambed": {"hoogte": 1e999}}', f"kraambed.hoogte: expected {NOT_FINITE}"),
    ('{"kraambed": {"hoogte": false}}', "kraambed.hoogte: expected a finite number or null"),
    (
        '{"kraambed": {"graden": -6}}',
        "kraambed.graden: expected a finite number of at least -5 or null",
    ),
    (
        '{"zorgverleners": [{"koorts": "ja"}]}',
        'zorgverleners[0].koorts: expected true, false or null, got "ja"',
    ),
    ('{"zorgverleners": [{}, null]}', "zorgverleners[1]: expected an object, got null"),
    (
        '{"zorgverleners": null}',
        "zorgverleners: expected a list of objects ([] if there are none; leave zorgverleners out "
        "if unknown), got null",
    ),
    (
        '{"zorgverleners": {"id": "v1"}}',
        "zorgverleners: expected a list of objects ([] if there are none; leave zorgverleners out "
        "if unknown), got an object",
    ),
    (
        '{"zorgverleners": [{"id": "v1"}, {"id": "v1"}]}',
        "zorgverleners: expected different ids (the items at 0, 1 share theirs)",
    ),
    (
        '{"client": null}',
        "client: expected an object (leave client out if nothing is known of it), got null",
    ),
    (
        '{"ziekenhuis": [{}, {}]}',
        "ziekenhuis: expected an object (leave ziekenhuis out if nothing is known of it), "
        "got a list",
    ),
    (
        '{"partner": false}',
        "partner: expected an object, or null if there is none, got a boolean",
    ),
    (
        '{"ziekenhuis": {}, "ziekenhuis": {}}',
        "ziekenhuis: expected one value (this key is there 2 times)",
    ),
    (
        '{"client": {"koorts": true, "koorts": true, "koorts": true}}',
        "client.koorts: expected one value (this key is there 3 times)",
    ),
    (
        '{"zorgverleners": [{"id": "v1", "id": "v2"}]}',
        "zorgverleners[0].id: expected one value (this key is there 2 times)",
    ),
    ('{"client": {"kort": 1}}', 'client.kort: expected a known field (did you mean "koorts"?)'),
    ('{"partnr": {}}', 'partnr: expected a known slot (did you mean "partner"?)'),
    (
        '{"partner": {"xyz": 1}}',
        "partner.xyz: expected a known field (one of hoesten, dyspnoe, keelpijn, koorts)",
    ),
    (
        '{"partner": {"": 1}}',
        'partner."": expected a known field (one of hoesten, dyspnoe, keelpijn, koorts)',
    ),
    (
        '{"partner": {"a\\n\\ud800": 1}}',
        "partner.a\\n\\ud800: expected a known field (one of hoesten, dyspnoe, keelpijn, koorts)",
    ),
    (
        f'{{"partner": {{"koorts{"!" * 10_000}": 1}}}}',
        f"partner.koorts{'!' * 34}…: expected a known field "
        "(one of hoesten, dyspnoe, keelpijn, koorts)",
    ),
    (
        '{"ref": 1.5}',
        "ref: expected a text of whole characters, or a whole number of at most 300 digits",
    ),
    (
        '{"afwijkingen": {}}',
        "afwijkingen: expected a list of objects, or null if there are none, got an object",
    ),
    ('{"afwijkingen": ["G7"]}', "afwijkingen[0]: expected an object, got a text"),
    (
        '{"afwijkingen": [{"regel": "G7", "rol": "arts"}]}',
        "afwijkingen[0].reden: expected a text that is not empty",
    ),
    (
        '{"afwijkingen": [{"regel": "G7", "rol": "arts", "reden": " "}]}',
        "afwijkingen[0].reden: expected a text that is not empty",
    ),
    (
        '{"afwijkingen": [{"regel": "G7", "rol": "arts", "reden": "\\ud800"}]}',
        f"afwijkingen[0].reden: expected {HALF}",
    ),
    (
        '{"afwijkingen": [{"regel": "G7", "rol": "arts", "reden": "a", "onderwerp": 1}]}',
        "afwijkingen[0].onderwerp: expected a text that is not empty",
    ),
    (
        '{"afwijkingen": [{"regel": "G7", "role": "arts", "rol": "arts", "reden": "a"}]}',
        'afwijkingen[0].role: expected a known field (did you mean "rol"?)',
    ),
    ("[]", "dossier: expected a JSON object with the facts of one case, got a list"),
    ("null", "dossier: expected a JSON object with the facts of one case, got null"),
    ("", "dossier: expected a JSON object with the facts of one case, got an empty text"),
    ("[" * 100_000, "dossier: expected at most 32 levels of nesting"),
]


@pytest.mark.parametrize(("text", "message"), GOLDEN, ids=lambda part: str(part)[:50])
def test_an_unusable_dossier_says_where_and_what_was_expected(text: str, message: str) -> None:
    """Each mistake gives one line that names its path and what to write instead."""
    assert messages(text) == [message]


def test_all_problems_come_at_once() -> None:
    """One run shows everything there is to mend, ids that clash included."""
    text = """{"ref": [], "clint": {}, "ref": 1.5,
        "client": {"koorts": "ja", "kort": true, "lijn": 1},
        "zorgverleners": [{"id": "v1"}, {"id": "v1"}, {}],
        "andere_ziekenhuizen": [{"id": "umcg"}, {"id": "umcg"}, 7],
        "afwijkingen": [{"regel": "G7"}]}"""

    assert messages(text) == [
        "ref: expected one value (this key is there 2 times)",
        'clint: expected a known slot (did you mean "client"?)',
        'client.kort: expected a known field (did you mean "koorts"?)',
        'client.koorts: expected true, false or null, got "ja"',
        'client.lijn: expected "eerste", "tweede" or null, got 1',
        "andere_ziekenhuizen[2]: expected an object, got a number",
        "afwijkingen[0].reden: expected a text that is not empty",
        "afwijkingen[0].rol: expected a text that is not empty",
        "zorgverleners: expected an id for every item, or for none of them",
        "zorgverleners: expected different ids (the items at 0, 1 share theirs)",
        "ref: expected a text of whole characters, or a whole number of at most 300 digits",
    ]


@pytest.mark.parametrize(
    "data",
    [
        {"zorgverleners": [{"koorts": 7, "hoesten": 7}] * 1_000},
        {"afwijkingen": [{}] * 1_000},
        {"praktijk": {"vsvs": [7] * 1_000}, "ref": 1.5},
        {str(number): 1 for number in range(5_000)} | {"ref": 1.5},
    ],
    ids=["list", "afwijkingen", "set", "keys"],
)
def test_a_file_with_thousands_of_mistakes_does_not_fill_the_screen(data: dict[str, Any]) -> None:
    """The first thousand problems are listed, and that there are more."""
    with pytest.raises(DossierError) as caught:
        structure_dossier(data, SLOTS)

    assert len(caught.value.problems) == MOST_PROBLEMS + 1
    assert str(caught.value.problems[-1]) == (
        "dossier: expected fewer problems (only the first 1,000 are listed)"
    )


def test_values_that_no_json_holds_are_refused_too() -> None:
    """Data from another reader than ours is checked by the same rules."""
    with pytest.raises(DossierError, match="got a tuple"):
        structure_dossier({"zorgverleners": ({},)}, SLOTS)
    with pytest.raises(DossierError, match="1: expected a known slot"):
        structure_dossier({1: {}}, SLOTS)
    with pytest.raises(DossierError, match="300 digits"):
        structure_dossier({"kraambed": {"nummer": 10**5_000}}, SLOTS)
    with pytest.raises(DocumentError, match="got a tuple"):
        structure_dossier((), SLOTS)


def test_a_document_that_is_too_large_is_refused_before_it_is_read() -> None:
    """The limit is the same for bytes and for text."""
    for text in (b"{}" + b" " * LARGEST_DOCUMENT, "{}" + " " * LARGEST_DOCUMENT):
        with pytest.raises(DocumentError) as caught:
            read_dossier(text, SLOTS)
        assert str(caught.value) == "dossier: expected a document of at most 16,777,216 bytes"
    assert read_dossier(b"{}".ljust(LARGEST_DOCUMENT), SLOTS) == Dossier()


@fact
class Streng:
    """A fact of a plugin that checks its fields together."""

    open: Annotated[bool | Unknown, YesNo(label="open", label_en="open")] = UNKNOWN
    dicht: Annotated[bool | Unknown, YesNo(label="dicht", label_en="closed")] = UNKNOWN

    def __attrs_post_init__(self) -> None:
        if self.open is True and self.dicht is True:
            raise FactError([Problem("dicht", "not both open and closed")])
        if self.open is False and self.dicht is False:
            raise ZeroDivisionError


def test_what_a_fact_of_a_plugin_refuses_as_a_whole_is_reported_with_the_rest() -> None:
    """A plugin may check fields together; a mistake of its own is not blamed on the dossier."""
    slot = Slot(name="deur", fact_type=Streng, label="deur", label_en="door", question="?")

    assert messages('{"deur": {"open": true, "dicht": true, "x": 1}}', (slot,)) == [
        "deur.x: expected a known field (one of open, dicht)",
        "deur.dicht: expected not both open and closed",
    ]
    with pytest.raises(ZeroDivisionError):
        read_dossier('{"deur": {"open": false, "dicht": false}}', (slot,))


@given(st.lists(dossiers(GRONINGEN) | st.sampled_from([b"", b" \t", b"{", b"[]", b"\xff"])))
def test_every_line_of_a_file_is_decided_or_reported(
    lines: list[Dossier | bytes],
) -> None:
    """Each line comes out under its own number, and blank ones are counted but skipped."""
    texts = [
        json.dumps(dossier_to_data(line)).encode() if isinstance(line, Dossier) else line
        for line in lines
    ]
    expected = {
        number: line if isinstance(line, Dossier) else None
        for number, line in enumerate(lines, start=1)
        if isinstance(line, Dossier) or line.strip()
    }

    for stream in (io.BytesIO(b"\n".join(texts)), texts, (text + b"\r\n" for text in texts)):
        read = dict(read_dossier_lines(stream, iter(GRONINGEN)))
        assert read.keys() == expected.keys()
        for number, result in read.items():
            assert isinstance(result, Dossier | DossierError)
            assert result == expected[number] or isinstance(result, DossierError)
            assert isinstance(result, Dossier) == (expected[number] is not None)


def test_a_bad_line_does_not_stop_the_others() -> None:
    """The errors stand between the dossiers, each with the line of the file it is about."""
    file = io.BytesIO(
        b'\xef\xbb\xbf{"ref": 1}\n'
        b"\n"
        b'{"partner": {"koorts": "ja"}}\n'
        b'{"ref": ' + b"9" * 100 + b"}\n"
        b'{"ref": \n'
        b'{"ref": 6, "zorgverleners": [{"koorts": true}]}'
    )

    results = [
        (number, str(result) if isinstance(result, DossierError) else result)
        for number, result in read_dossier_lines(file, GRONINGEN, max_line=50)
    ]

    assert results == [
        (1, Dossier(ref=1)),
        (3, 'partner.koorts: expected true, false or null, got "ja"'),
        (4, "dossier: expected a line of at most 50 bytes"),
        (5, "dossier: expected JSON (line 5, column 9: Expecting value)"),
        (6, Dossier(ref=6, zorgverleners=[Zorgverlener(koorts=True)])),
    ]


def test_the_errors_of_a_file_do_not_keep_its_lines() -> None:
    """Collecting every error of a large file takes no memory for the lines they are about."""
    line = b'{"partner": {"koorts": "ja"}, "ref": "' + b"x" * 1_000 + b'"}'

    [(_, error)] = read_dossier_lines([line], GRONINGEN)

    assert isinstance(error, DossierError)
    assert error.__traceback__ is None
    assert error.__context__ is None
    gc.collect()
    assert not any(line is referred for referred in gc.get_referents(error))


def test_reading_is_the_same_for_a_stream_that_gives_lines_slowly() -> None:
    """The command can decide the first line before the second has come in."""
    asked: list[int] = []

    def arriving() -> Any:
        for number in (1, 2):
            asked.append(number)
            yield b'{"partner": {}}'

    first = next(iter(read_dossier_lines(arriving(), GRONINGEN)))

    assert first == (1, Dossier(partner=Partner()))
    assert asked == [1]


def test_lists_and_sets_have_a_limit() -> None:
    """A document within its bounds cannot stall a program with what is in it."""
    people = [{}] * 1_001
    data = {"zorgverleners": people, "afwijkingen": people, "praktijk": {"vsvs": ["a"] * 1_001}}

    with pytest.raises(DossierError) as error:
        structure_dossier(data, SLOTS)

    assert sorted(map(str, error.value.problems)) == [
        "afwijkingen: expected at most 1,000 of them",
        "praktijk.vsvs: expected at most 1,000 texts",
        "zorgverleners: expected at most 1,000 facts",
    ]
