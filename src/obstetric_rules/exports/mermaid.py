"""Charts in Mermaid, for pages that draw it themselves."""

from __future__ import annotations

from obstetric_rules.exports.chart import Chart, Step


def mermaid(chart: Chart) -> str:
    """Return a chart as the text of a Mermaid flow chart.

    >>> from obstetric_rules.exports.chart import chart_of
    >>> from obstetric_rules.plugins.groningen import groningen
    >>> from obstetric_rules.rules.protocol import compose
    >>> print(mermaid(chart_of(compose([groningen]), "ontslag")), end="")
    flowchart TD
        n0(["zo spoedig mogelijk (G18)"])
    """
    lines = ["flowchart TD"]
    for place, here in chart.places.items():
        if isinstance(here, Step):
            lines.append(f'    n{place}{{"{_escaped(here.text)}"}}')
            lines += [f'    n{place} -->|"{_escaped(name)}"| n{there}' for name, there in here.ways]
        else:
            clauses = f" ({', '.join(here.clauses)})" if here.clauses else ""
            lines.append(f'    n{place}(["{_escaped(here.answer + clauses)}"])')
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    """Return text of which Mermaid reads no character as a mark.

    >>> _escaped('"x" & <y>')
    '#quot;x#quot; #amp; #lt;y#gt;'
    """
    marks = {'"': "#quot;", "&": "#amp;", "<": "#lt;", ">": "#gt;", "#": "#35;"}
    return "".join(marks.get(character, character) for character in text)
