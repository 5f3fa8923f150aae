"""A flow chart can be read: nothing overlaps, nothing crosses, and every way can be followed."""

from __future__ import annotations

import itertools

from hypothesis import given

from obstetric_rules.exports.chart import Chart, End, Step, chart_of
from obstetric_rules.exports.svg import svg
from obstetric_rules.expressions.outcome import Status
from obstetric_rules.plugins.groningen import groningen, groningen_mzh
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.rules.question import Question
from obstetric_rules.testing.strategies import ON, protocols
from tests.exports.drawing import Box, Drawing, bare, read
from tests.samples import samples

MZH = compose([groningen, groningen_mzh], ON)


@given(protocol=protocols())
@samples(40, 1_000)
def test_any_chart_can_be_read(protocol: Protocol) -> None:
    """Whatever a ruleset says, its charts show every way, and nothing lies over anything else."""
    for name in protocol.questions:
        check_readable(chart_of(protocol, name))


def test_the_charts_of_groningen_can_be_read() -> None:
    """So do those of an agreement that is in use."""
    for name in MZH.questions:
        check_readable(chart_of(MZH, name))


def test_a_chart_grows_no_faster_than_what_it_shows() -> None:
    """Ways that meet again share what follows: nine pairs of steps are drawn as nine."""
    steps = {
        2 * at + which: Step(f"Vraag {at}{'ab'[which]}?", (("nee", 2 * at + 2), ("ja", 2 * at + 3)))
        for at, which in itertools.product(range(1, 10), range(2))
    }
    start = Step("Vraag 0?", (("nee", 2), ("ja", 3)))
    ends = {20: end("mogelijk"), 21: end("niet mogelijk")}
    chart = made_up({0: start, **steps, **ends})

    check_readable(chart)

    assert len(read(svg(chart)).boxes) == 2 * (len(steps) + 1) + 1


def test_each_kind_of_end_has_its_own_look_and_its_own_words() -> None:
    """An answer is told from a silence, a conflict and what does not apply, also without colour."""
    ends = {
        1: end("mogelijk", "G6", "G7"),
        2: End("de afspraak zegt er niets over", (), Status.SILENT),
        3: End("de regels spreken elkaar tegen", ("G8",), Status.CONFLICT),
        4: End("niet van toepassing", (), Status.NOT_APPLICABLE),
    }
    chart = made_up({0: Step("Welke?", tuple((f"{at}", at) for at in ends)), **ends})

    found = {box.kind: box.text for box in read(svg(chart)).boxes}

    assert found == {
        "step": "Welke?",
        "answer": "antwoord:mogelijkbepalingenG6,G7",
        "silent": "deafspraakzegternietsover",
        "conflict": "deregelssprekenelkaartegenbepalingG8",
        "not-applicable": "nietvantoepassing",
    }


def test_the_sheet_says_what_it_is() -> None:
    """On paper it is clear which question this is, by which version of which protocol, and when."""
    drawing = read(svg(chart_of(MZH, "ontslag")))

    question = MZH.questions["ontslag"].text
    named = f"groningen.mzh {MZH.version}, op {ON.isoformat()}"
    assert drawing.title == f"{question} ({named})"
    assert drawing.words == f"{question} {named}"


def test_how_to_follow_a_number_is_said_where_there_are_any() -> None:
    """Who meets "verder bij" for the first time reads above the drawing what to do."""
    note = "lees verder bij het vak met dat nummer"

    assert note in read(svg(chart_of(MZH, "partner_aanwezigheid"))).words
    assert note not in read(svg(chart_of(MZH, "kraamzorg"))).words


def test_marks_and_long_words_are_drawn_as_they_stand() -> None:
    """Text that would be a tag is not one, and no word sticks out of its box."""
    text = f'<b>"x" & y</b> {"kraamverzorgende" * 5} O&G-verpleegkundige {"w" * 40}'
    step = Step(text, ((text, 1), (f"{text} 2", 2), (f"{text} 3", 3)))
    chart = made_up({0: step, 1: end(text), 2: end("a\x00\tb"), 3: end("c")})

    check_readable(chart)

    boxes = read(svg(chart)).boxes
    assert max(box.area.right - box.area.left for box in boxes) < 230
    assert "antwoord:a\ufffdb" in {box.text for box in boxes}


def made_up(places: dict[int, Step | End]) -> Chart:
    question = Question(id="vraag", text="Wat <nu>?", label="de vraag", values={})
    return Chart("voorbeeld 1.0.0, op 2026-01-01", question, places, 0)


def end(answer: str, *clauses: str) -> End:
    return End(answer, clauses, Status.CONCLUDED)


def check_readable(chart: Chart) -> None:
    drawing = read(svg(chart))
    check_nothing_overlaps(drawing)
    check_every_way_is_there(chart, drawing)


def check_nothing_overlaps(drawing: Drawing) -> None:
    areas = [
        *(box.area for box in drawing.boxes),
        *(way.label_area for way in drawing.ways),
    ]
    assert all(drawing.sheet.holds(area) for area in areas)
    assert not any(one.overlaps(other) for one, other in itertools.combinations(areas, 2))
    for way in drawing.ways:
        *others, last = way.parts
        assert last.middle == way.label_area.middle
        assert last.left < way.label_area.left < way.label_area.right < last.right
        assert not any(part.overlaps(area) for part in others for area in areas)
        assert [area for area in areas if last.overlaps(area)] == [way.label_area]
    for one, other in itertools.combinations(drawing.ways, 2):
        crossing = any(a.overlaps(b) for a in one.parts for b in other.parts)
        assert not crossing or one.start == other.start


def check_every_way_is_there(chart: Chart, drawing: Drawing) -> None:
    """Follow the chart and the drawing side by side; each pair is looked at once."""
    pairs: list[tuple[int, Box]] = [(chart.start, drawing.start())]
    seen: set[tuple[int, Box]] = set()
    while pairs:
        pair = pairs.pop()
        if pair in seen:
            continue
        seen.add(pair)
        here, box = chart.places[pair[0]], drawing.going_on(pair[1])
        ways = here.ways if isinstance(here, Step) else ()
        drawn = drawing.ways_from(box)
        assert (box.kind == "step") == isinstance(here, Step)
        assert plainly(here) in box.text
        assert [label for label, _ in drawn] == [bare(name) for name, _ in ways]
        pairs += [(there, end) for (_, there), (_, end) in zip(ways, drawn, strict=True)]
    assert {box for _, box in seen} == set(drawing.boxes)


def plainly(here: Step | End) -> str:
    text = here.text if isinstance(here, Step) else here.answer
    return bare(text.replace("\x00", "\ufffd"))
