"""Which counts are not shown, so that no small one can be worked out from those that are.

A count below the threshold is never shown. That is not enough: whoever knows a total and all parts
but one knows that one too, and whoever knows how it is chosen what is hidden learns from the choice
as well. All reports count as one publication here, as if one reader had them all and this code.

So VSVs and categories stand in fixed groups, and what is hidden is hidden by groups: a *block* of
the counts of a group of VSVs in a group of categories, a group of categories with its totals, a
group of VSVs with its totals in every table. One small count in it hides it all. More are hidden
while what is shown calls for it, and for no other reason. Why nothing can be worked out then, and
what that means: ``docs/decisions/0039-hidden-counts-stand-in-fixed-groups.md``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, product, starmap

import attrs

from obstetric_rules.kwartaalrapport.counting import Counts, QuarterCounts
from obstetric_rules.kwartaalrapport.protection import TOTAL, Cell, certain_cells

THRESHOLD = 5
"""Counts below this are not shown, unless told otherwise."""

LOWEST_THRESHOLD = 2
"""If only zeros were hidden, a quarter that is hidden as a whole would be known to have none."""


@attrs.frozen
class Suppression:
    """What is not shown of the counts of a quarter.

    ``everything`` when the quarter as a whole has too few; ``vsvs`` are those of which the total is
    hidden; ``cells`` the hidden cells of each dimension's table: VSV (or the region) and category.
    """

    everything: bool
    vsvs: frozenset[str]
    cells: Mapping[str, frozenset[Cell]]

    def hides_total(self, vsv: str | None) -> bool:
        """Return whether the total of a VSV is hidden, or that of the region (``None``)."""
        return self.everything or vsv in self.vsvs

    def hides(self, dimension: str, vsv: str | None, category: str) -> bool:
        """Return whether a count of a VSV is hidden, or one of the region (``None``)."""
        return self.everything or (vsv or TOTAL, category) in self.cells[dimension]


def suppression_of(counts: QuarterCounts, threshold: int = THRESHOLD) -> Suppression:
    """Return what must not be shown of a quarter."""
    if counts.too_few(threshold):
        return Suppression(True, frozenset(), {})
    totals = {vsv: counts.of_vsv(vsv) for vsv in counts.vsvs}
    vsvs = _hidden_names(totals, counts.new_vsvs, threshold)
    more = {(vsv, TOTAL) for vsv, total in totals.items() if total > (vsv in counts.new_vsvs)}
    cells = {
        name: _table(table, vsvs, more, threshold).hidden_cells()
        for name, table in counts.tables.items()
    }
    return Suppression(False, vsvs, cells)


def _table(
    counts: Counts, hidden_vsvs: frozenset[str], more: Collection[Cell], threshold: int
) -> _Table:
    totals = {category: counts.of_category(category) for category in counts.categories}
    return _Table(
        counts,
        threshold,
        hidden_vsvs,
        hidden_categories=_hidden_names(totals, counts.new, threshold),
        can_go_down=frozenset(
            chain(
                (cell for cell, number in counts.numbers.items() if number),
                ((TOTAL, name) for name, total in totals.items() if total > (name in counts.new)),
                more,
            )
        ),
    )


def groups_of(names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return the groups in which names are hidden: by twos, the last by three if one is left.

    >>> groups_of(["a", "b", "c", "d", "e"]), groups_of(["a"])
    ((('a', 'b'), ('c', 'd', 'e')), (('a',),))
    """
    starts = range(0, max(len(names) - 1, 1), 2)
    ends = [*starts[1:], len(names)]
    return tuple(tuple(names[start:end]) for start, end in zip(starts, ends, strict=True))


def _hidden_names(
    totals: Mapping[str, int], new: Collection[str], threshold: int
) -> frozenset[str]:
    """Return the VSVs, or the categories, of which the total is hidden.

    What they add up to is no secret (it is the total of all less what is shown). So it must not be
    small either, without the one that each new name is known to have.
    """
    groups = groups_of(tuple(totals))
    hidden = {
        name
        for group in groups
        if any(totals[name] < threshold for name in group)
        for name in group
    }
    while hidden and sum(totals[name] - (name in new) for name in hidden) < threshold:
        hidden.update(next(group for group in groups if hidden.isdisjoint(group)))
    return frozenset(hidden)


@attrs.frozen
class _Block:
    """A group of VSVs and a group of categories: their counts are hidden together."""

    vsvs: tuple[str, ...]
    categories: tuple[str, ...]

    def cells(self) -> frozenset[Cell]:
        return frozenset(product(self.vsvs, self.categories))


@attrs.frozen
class _Table:
    """The table of one dimension, with what is hidden of its totals."""

    counts: Counts
    threshold: int
    hidden_vsvs: frozenset[str]
    hidden_categories: frozenset[str]
    can_go_down: frozenset[Cell]
    """The cells that are more than the lowest that they can be by what is listed."""

    def hidden_cells(self) -> frozenset[Cell]:
        hidden = {(TOTAL, category) for category in self.hidden_categories}
        hidden.update((vsv, TOTAL) for vsv in self.hidden_vsvs)
        hidden.update(
            (vsv, category)
            for vsv, category in product(self.counts.vsvs, self.counts.categories)
            if vsv in self.hidden_vsvs or category in self.hidden_categories
        )
        shown = []
        for block in self._blocks():
            if any(self.counts.number(*cell) < self.threshold for cell in block.cells()):
                hidden.update(block.cells())
            else:
                shown.append(block)
        while more := self._to_hide_too(hidden, shown):
            shown.remove(more)
            hidden.update(more.cells())
        return frozenset(hidden)

    def _blocks(self) -> Iterator[_Block]:
        """Yield the blocks that are not hidden with the totals of their VSVs or categories."""
        vsvs, categories = groups_of(self.counts.vsvs), groups_of(self.counts.categories)
        if 1 in (len(self.counts.vsvs), len(self.counts.categories)):
            # Of one VSV, or in one category, the counts are the totals themselves.
            return
        for block in starmap(_Block, product(vsvs, categories)):
            if self.hidden_vsvs.isdisjoint(block.vsvs) and self.hidden_categories.isdisjoint(
                block.categories
            ):
                yield block

    def _to_hide_too(self, hidden: set[Cell], shown: Sequence[_Block]) -> _Block | None:
        """Return a block that has to be hidden because of what is hidden so far, if there is one.

        What the hidden cells of a line add up to is its total less what is shown. So that must not
        be small, and no hidden cell may be certain. The block is the first by name that helps:
        neither its counts nor hidden ones have a say in it.
        """
        for line in self._lines():
            inside = [cell for cell in line if cell in hidden]
            if inside and sum(self.counts.number(*cell) for cell in inside) < self.threshold:
                return next(block for block in shown if not block.cells().isdisjoint(line))
        certain = certain_cells(hidden, self.can_go_down)
        if not certain:
            return None
        vsv, category = min(certain)
        return min(
            shown,
            # One that closes a circle comes first.
            key=lambda block: (
                not hidden.issuperset([(vsv, block.categories[0]), (block.vsvs[0], category)])
            ),
        )

    def _lines(self) -> Iterator[list[Cell]]:
        """Yield the parts of each row and column whose total is shown."""
        for vsv in self.counts.vsvs:
            if vsv not in self.hidden_vsvs:
                yield [(vsv, category) for category in self.counts.categories]
        for category in self.counts.categories:
            if category not in self.hidden_categories:
                yield [(vsv, category) for vsv in self.counts.vsvs]
