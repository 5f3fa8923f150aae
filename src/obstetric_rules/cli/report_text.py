"""Reports as lines of text on a terminal."""

from __future__ import annotations

from obstetric_rules.explanation.layout import WIDTH, Page
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.verification.report import Report
from obstetric_rules.verification.report_text import remarks, sections, summary


def report_lines(report: Report, protocol: Protocol, width: int = WIDTH) -> list[str]:
    """Return a report as lines of text."""
    page = Page(width=width)
    page.say(
        f"{protocol.title} ({report.protocol} {report.version}, {report.on}): {summary(report)}"
    )
    for heading, findings in sections(report):
        page.lines.append("")
        page.say(heading)
        for finding in findings:
            page.inside().item(finding.text)
            for line in remarks(finding, protocol):
                page.inside().inside().say(line)
    return page.lines
