"""Whoever has all files of all quarters, and this program, knows no hidden count.

A solver gets what the files say and looks for other refusals that are published in the same files,
byte for byte, in which the hidden counts are something else. It gets the files, not the tables.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.kwartaalrapport import (
    Kwartaal,
    quarterly_reports,
    report_csv,
)
from obstetric_rules.kwartaalrapport.counting import DIMENSIONS, WEEK
from obstetric_rules.kwartaalrapport.kwartaal import local_midnight
from obstetric_rules.kwartaalrapport.suppression import groups_of
from obstetric_rules.weigeringen import Weigering, open_store
from tests.kwartaalrapport.records import NOON, Q3
from tests.samples import samples

QUARTERS = (Q3, Q3.next, Q3.next.next)
HIDDEN = "afgeschermd"

Kinds = tuple[str, str, str, str]
"""Of one refusal: the week, the ward, the direction and the reason."""

Refusals = list[tuple[str, Kinds]]
"""Of each refusal of a quarter: the VSV, and what kind it is."""

Files = dict[tuple[Kwartaal, str], str]


def files_of(folder: Path, refusals: Mapping[Kwartaal, Refusals], threshold: int) -> Files:
    """Return all files of these quarters and the next."""
    folder.mkdir()
    store = open_store(folder / "weigeringen.db")
    for kwartaal, some in refusals.items():
        store.add_all([as_weigering(kwartaal, at, *one) for at, one in enumerate(some)])
    files = {}
    for kwartaal in (*QUARTERS, QUARTERS[-1].next):
        for report in quarterly_reports(store, kwartaal, threshold):
            files[kwartaal, f"{report.name}.csv"] = report_csv(report)
    return files


def as_weigering(kwartaal: Kwartaal, number: int, vsv: str, kinds: Kinds) -> Weigering:
    week, afdeling, richting, reden = kinds
    van_lijn, naar_lijn = richting.split(" → ")
    return Weigering(
        id=f"{kwartaal}-{number}",
        moment=local_midnight(kwartaal.weeks[int(week) - 1].first) + NOON,
        van="praktijk_a",
        van_lijn=van_lijn,
        naar="ziekenhuis_x",
        naar_lijn=naar_lijn,
        afdeling=afdeling,
        vsv=vsv,
        reden=reden,
    )


def some_refusals(random: Random, kwartaal: Kwartaal) -> Refusals:
    """Return few or many refusals of one quarter, of VSVs and kinds of which some are rare."""
    names = [
        random.sample([f"{letter}{number}" for number in range(6)], random.randint(1, 6))
        for letter in "var"
    ]
    vsvs, wards, reasons = [
        random.choices(some, [random.choice([1, 3, 30]) for _ in some], k=200) for some in names
    ]
    weeks = random.choices([f"{week.number}" for week in kwartaal.weeks], k=200)
    lines = random.choices(
        ["eerste → tweede", "tweede → eerste"], [random.choice([1, 9]), 1], k=200
    )
    count = random.choice([random.randint(0, 8), random.randint(9, 60), random.randint(60, 200)])
    return list(zip(vsvs, zip(weeks, wards, lines, reasons, strict=True), strict=True))[:count]


@attrs.frozen
class Known:
    """What the files of all quarters say of one."""

    vsvs: tuple[str, ...]
    categories: Mapping[str, tuple[str, ...]]
    new: frozenset[tuple[str, str]]
    """The part and name of what no earlier file lists."""
    numbers: Mapping[tuple[str, str, str], int | None]
    """By recipient, part and name; ``None`` where hidden."""

    @property
    def nothing(self) -> bool:
        return self.numbers["regio", "totaal", "totaal"] is None


def read(files: Files, kwartaal: Kwartaal) -> Known:
    numbers: dict[tuple[str, str, str], int | None] = {}
    for text in files.values():
        for line in csv.DictReader(io.StringIO(text)):
            for whose, column in (
                ("kwartaal", "aantal"),
                ("vorig_kwartaal", "aantal_vorig_kwartaal"),
            ):
                key = line["ontvanger"], line["onderdeel"], line["categorie"]
                if line[whose] != f"{kwartaal}" or not line[column]:
                    continue
                number = None if line[column] == HIDDEN else int(line[column])
                # Every file in which a count stands says the same of it.
                assert numbers.setdefault(key, number) == number
    listed = {one: listed_in(files, one) for one in QUARTERS if one <= kwartaal}
    own = listed.pop(kwartaal)
    return Known(
        vsvs=tuple(name for part, name in own if part == "vsv"),
        categories={part: tuple(name for one, name in own if one == part) for part in DIMENSIONS},
        # Weeks are listed by the calendar.
        new=frozenset(one for one in own if one[0] != WEEK).difference(*listed.values()),
        numbers=numbers,
    )


def listed_in(files: Files, kwartaal: Kwartaal) -> list[tuple[str, str]]:
    """Return part and name of all that the region's file of a quarter lists, in its order."""
    text = files[kwartaal, f"kwartaalrapport-{kwartaal}-regio.csv"]
    return [
        (line["onderdeel"], line["categorie"])
        for line in csv.DictReader(io.StringIO(text))
        if line["categorie"] != "week 14" or line["aantal"]
    ]


class Reader:
    """A solver that knows of a quarter what the files say, and how the program hides."""

    def __init__(self, known: Known, threshold: int, z3: Any) -> None:
        self.known, self.threshold, self.z3 = known, threshold, z3
        self.solver = z3.Solver()
        self.unknown: dict[tuple[str, str, str], Any] = {}
        vsvs = known.vsvs
        totals = {vsv: self.number(vsv, "totaal", "totaal", ("vsv", vsv)) for vsv in vsvs}
        self.solver.add(sum(totals.values()) == known.numbers["regio", "totaal", "totaal"])
        self.grouped(totals)
        for part in DIMENSIONS:
            categories = known.categories[part]
            cells = {
                cell: self.number(cell[0], part, cell[1])
                for cell in itertools.product(vsvs, categories)
            }
            sums = {one: self.number("regio", part, one, (part, one)) for one in categories}
            for vsv in vsvs:
                self.solver.add(sum(cells[vsv, one] for one in categories) == totals[vsv])
            for one in categories:
                self.solver.add(sum(cells[vsv, one] for vsv in vsvs) == sums[one])
            self.grouped(sums)
            for some, others in itertools.product(groups_of(vsvs), groups_of(categories)):
                if not (self.open(totals[some[0]]) or self.open(sums[others[0]])):
                    self.grouped_block([cells[cell] for cell in itertools.product(some, others)])

    def number(self, whose: str, part: str, name: str, listed: tuple[str, str] = ("", "")) -> Any:
        shown = self.known.numbers[whose, part, name]
        if shown is not None:
            assert shown >= self.threshold
            return self.z3.IntVal(shown)
        symbol = self.z3.Int(f"{whose}/{part}/{name}")
        self.solver.add(symbol >= (listed in self.known.new))
        self.unknown[whose, part, name] = symbol
        return symbol

    def open(self, number: Any) -> bool:
        return not self.z3.is_int_value(number)

    def grouped(self, numbers: Mapping[str, Any]) -> None:
        for group in groups_of(tuple(numbers)):
            self.grouped_block([numbers[name] for name in group])

    def grouped_block(self, numbers: list[Any]) -> None:
        """Add that one of the numbers that are hidden together is small.

        Then the program hides no more and no less than it did: this makes the solver find what
        would take long by trying.
        """
        assert len({self.open(number) for number in numbers}) == 1
        if self.open(numbers[0]):
            self.solver.add(self.z3.Or([number < self.threshold for number in numbers]))

    def others(self, true: Mapping[tuple[str, str, str], int]) -> Iterator[Refusals]:
        """Yield refusals that fit, until each hidden count was once different from the true one."""
        left = dict(self.unknown)
        while left:
            different = [symbol != true[key] for key, symbol in left.items()]
            assert self.solver.check(self.z3.Or(different)) == self.z3.sat, list(left)
            model = self.solver.model()
            left = {
                key: symbol
                for key, symbol in left.items()
                if model.eval(symbol).as_long() == true[key]
            }
            yield self.refusals(model)

    def refusals(self, model: Any) -> Refusals:
        found: Refusals = []
        for vsv in self.known.vsvs:
            kinds = [
                [
                    name.removeprefix("week ")
                    for name in self.known.categories[part]
                    for _ in range(self.value(model, vsv, part, name))
                ]
                for part in DIMENSIONS
            ]
            found += [(vsv, tuple(kind)) for kind in zip(*kinds, strict=True)]
        return found

    def value(self, model: Any, whose: str, part: str, name: str) -> int:
        key = whose, part, name
        shown = self.known.numbers[key]
        return model.eval(self.unknown[key]).as_long() if shown is None else shown


def counted(refusals: Iterable[tuple[str, Kinds]]) -> Counter[tuple[str, str, str]]:
    """Return the true counts, by recipient, part and name."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for vsv, kinds in refusals:
        counts.update(
            [("regio", "totaal", "totaal"), (vsv, "totaal", "totaal"), ("regio", "vsv", vsv)]
        )
        for part, kind in zip(DIMENSIONS, kinds, strict=True):
            name = f"week {kind}" if part == WEEK else kind
            counts.update([("regio", part, name), (vsv, part, name)])
    return counts


@samples(default=4, full=150)
@given(seed=st.integers(0, 10**9), threshold=st.sampled_from([2, 3, 5, 5, 8]))
def test_all_files_together_leave_each_hidden_count_open(
    seed: int, threshold: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """For each of them there are other refusals in which it differs and no file does.

    Over three quarters, with VSVs, wards and reasons that are new in each, and quarters with so few
    that nothing is shown.
    """
    z3 = pytest.importorskip("z3", reason="the solver z3 is not installed")
    random = Random(seed)
    refusals = {kwartaal: some_refusals(random, kwartaal) for kwartaal in QUARTERS}
    folder = tmp_path_factory.mktemp("stores")
    files = files_of(folder / "true", refusals, threshold)
    numbers = itertools.count()
    for kwartaal in QUARTERS:
        known = read(files, kwartaal)
        others: Iterable[Refusals] = [[], some_refusals(random, kwartaal)[: threshold - 1]]
        if not known.nothing:
            others = Reader(known, threshold, z3).others(counted(refusals[kwartaal]))
        for other in others:
            again = files_of(folder / f"{next(numbers)}", {**refusals, kwartaal: other}, threshold)
            assert again == files
