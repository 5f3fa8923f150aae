"""Readable cases as tests of pytest: a file is a collector, each of its cases an item."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from obstetric_rules.errors import CaseFileError, MissingExtraError
from obstetric_rules.testing._case_report import result_lines
from obstetric_rules.testing.readable_cases import CaseResult, ReadableCase, read_cases


class CaseNotMetError(AssertionError):
    """The protocol says something else than a readable case expects."""

    def __init__(self, result: CaseResult) -> None:
        super().__init__("\n".join(result_lines(result)))


class CaseFileCollector(pytest.File):
    """A file of readable cases."""

    def collect(self) -> Iterator[CaseItem]:
        """Yield a test for each case; a broken file is one error that lists all its problems."""
        try:
            found = read_cases(self.path)
        except (CaseFileError, MissingExtraError) as error:
            raise self.CollectError(_relative(str(error), self.path, self.nodeid)) from None
        for case in found.cases:
            yield CaseItem.from_parent(self, name=case.name, case=case)


class CaseItem(pytest.Item):
    """One readable case."""

    def __init__(self, *, case: ReadableCase, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.case = case

    def runtest(self) -> None:
        """Decide the case and compare the answers with those that are expected."""
        result = self.case.check()
        if not result.met:
            raise CaseNotMetError(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return what a failure looks like: the words of the field, and no traceback."""
        if isinstance(excinfo.value, CaseNotMetError):
            file, _, _ = self.nodeid.partition("::")
            return _relative(str(excinfo.value), self.path, file)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return where the case stands."""
        line = None if self.case.line is None else self.case.line - 1
        return self.path, line, self.case.name


def _relative(text: str, path: Path, shown: str) -> str:
    """Name a file as pytest does: from the folder of the run."""
    return text.replace(str(path), shown)
