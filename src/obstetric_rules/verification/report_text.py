"""Reports as Dutch text, and in Markdown for a meeting of the authors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from obstetric_rules.explanation.fact_places import named_slots
from obstetric_rules.expressions.wording import enumeration, said_of
from obstetric_rules.facts import Slot
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.rules.words import validity_words
from obstetric_rules.verification.findings import Finding, FindingKind, Share
from obstetric_rules.verification.report import Report
from obstetric_rules.verification.witnesses import Witness

HEADINGS: Final[Mapping[FindingKind, str]] = MappingProxyType(
    {
        FindingKind.CONFLICT: "Tegenspraken",
        FindingKind.BROKEN_INVARIANT: "Wat altijd moet gelden en niet altijd geldt",
        FindingKind.BROKEN_MONOTONICITY: "Wat ruimer wordt en dat niet mag worden",
        FindingKind.SILENCE: "Waar de afspraak zwijgt",
        FindingKind.OUTDATED_SILENCE: "Opgegeven stiltes die er geen (meer) zijn",
        FindingKind.NEVER_SPEAKS: "Regels die nooit spreken",
        FindingKind.IDLE_EXCEPTION: "Uitzonderingen die zich nooit voordoen",
        FindingKind.REDUNDANT_RULE: "Overbodige regels",
        FindingKind.ALWAYS_HOLDS: "Voorwaarden die altijd gelden",
        FindingKind.REDUNDANT_CONDITION: "Overbodige voorwaarden",
        FindingKind.UNREACHABLE_VALUE: "Antwoorden die niet voorkomen",
        FindingKind.UNUSED_FIELD: "Gegevens waar geen antwoord van afhangt",
        FindingKind.OPEN_TERM: "Wat niemand heeft ingevuld",
    }
)
"""What the findings of each kind stand under."""

KNOWN: Final = "Bekend, met een reden"
UNPROVED: Final = "Niet bewezen"

LEAST_SHOWN: Final = 0.1
"""The smallest percentage that is shown as a number."""


def summary(report: Report) -> str:
    """Return in one sentence what came of it.

    >>> from obstetric_rules import load_protocol
    >>> from obstetric_rules.verification.report import verify
    >>> summary(verify(load_protocol("groningen.mzh")))
    '14 bevindingen over 21 vragen; alle gevallen zijn doorgelopen.'
    """
    number = len(report.findings)
    found = "1 bevinding" if number == 1 else f"{number or 'geen'} bevindingen"
    proved = "alle gevallen zijn doorgelopen"
    if report.unproved:
        proved = f"niet bewezen: {enumeration(list(report.unproved), 'en')}"
    questions = "1 vraag" if report.questions == 1 else f"{report.questions} vragen"
    elsewhere = ""
    if report.elsewhere:
        elsewhere = f" ({report.elsewhere} over de lagen hieronder niet meegeteld)"
    partly = ""
    if report.partly:
        partly = f"; slechts deels in regels gezet: {enumeration(list(report.partly), 'en')}"
    return f"{found} over {questions}{elsewhere}; {proved}{partly}."


def report_markdown(report: Report, protocol: Protocol) -> str:
    """Return a report as Markdown, each finding with a box to tick."""
    lines = [
        f"# Bevindingen over {protocol.title}",
        "",
        f"`{report.protocol}` {report.version}, op {report.on} "
        f"({validity_words(report.validity, report.undated)}). "
        f"{_capital(summary(report))}",
        "",
        "De bevindingen gelden voor alle gevallen die de regels uit elkaar kunnen houden. Een "
        "aandeel is een aandeel van die situaties, niet van cliënten.",
    ]
    for heading, findings in sections(report):
        lines += ["", f"## {heading}", ""]
        for finding in findings:
            lines.append(f"- [ ] {_escaped(finding.text)}")
            lines += [f"  - {_escaped(line)}" for line in remarks(finding, protocol)]
    if report.unproved:
        lines += ["", f"## {UNPROVED}", ""]
        lines += [f"- `{name}`: te groot om te bewijzen" for name in report.unproved]
    return "\n".join(lines) + "\n"


def sections(report: Report) -> Iterator[tuple[str, tuple[Finding, ...]]]:
    """Yield the headings of a report, each with what stands under it."""
    for kind, findings in report.by_kind():
        yield HEADINGS[kind], findings
    if report.known:
        yield KNOWN, report.known


def remarks(finding: Finding, protocol: Protocol) -> Iterator[str]:
    """Yield what is to be said of a finding besides its text."""
    if finding.reason is not None:
        yield f"Reden: {finding.reason}"
    if finding.clauses:
        yield f"Bepalingen: {enumeration(list(finding.clauses), 'en')}."
    if finding.distributions:
        yield f"Uit: {enumeration(list(finding.distributions), 'en')}."
    if finding.share is not None:
        yield share_in_words(finding.share)
    if finding.witness is not None:
        yield f"Voorbeeld: {witness_in_words(finding.witness, protocol)}."


def share_in_words(share: Share) -> str:
    """Say in how many situations something is so.

    >>> share_in_words(Share(1, 17))
    'In 1 van de 17 situaties die de regels onderscheiden (5,9 %).'
    >>> share_in_words(Share(8, 25344))
    'In 8 van de 25344 situaties die de regels onderscheiden (minder dan 0,1 %).'
    >>> share_in_words(Share(1, 1))
    'In de enige situatie die de regels onderscheiden.'
    >>> share_in_words(Share(5, 5))
    'In alle 5 situaties die de regels onderscheiden.'
    """
    if share.of == 1:
        return "In de enige situatie die de regels onderscheiden."
    if share.situations == share.of:
        return f"In alle {share.of} situaties die de regels onderscheiden."
    return (
        f"In {share.situations} van de {share.of} situaties die de regels onderscheiden "
        f"({_percentage(share)})."
    )


def _percentage(share: Share) -> str:
    # What is not nothing is never shown as nothing, nor what is not all as all.
    if 0 < share.percentage < LEAST_SHOWN:
        return "minder dan 0,1 %"
    if 100 - LEAST_SHOWN < share.percentage < 100:
        return "meer dan 99,9 %"
    return f"{share.percentage:.1f} %".replace(".", ",")


def witness_in_words(witness: Witness, protocol: Protocol) -> str:
    """Say in Dutch what is not ordinary in a case."""
    parts = [
        part
        for name, content in witness.dossier.facts.items()
        for part in _unusual(protocol.slots[name], content, protocol)
    ]
    if not parts:
        return "een geheel gewoon geval"
    return f"een gewoon geval, maar {enumeration(parts, 'en')}"


def _unusual(slot: Slot, content: Any, protocol: Protocol) -> Iterator[str]:
    if content is None:
        yield f"{slot.label} is er niet"
    elif slot.many:
        for who, fact in zip(named_slots(slot, content).values(), content, strict=True):
            yield from list(_fields(slot.name, who, fact, protocol)) or [f"er is ook {who}"]
    else:
        yield from _fields(slot.name, slot.label, content, protocol)


def _fields(slot: str, who: str, fact: Any, protocol: Protocol) -> Iterator[str]:
    for name, kind in protocol.slots[slot].kinds.items():
        value = getattr(fact, name)
        # An id of a list tells apart, and what the place fixes cannot be otherwise.
        said = name == "id" and protocol.slots[slot].many
        if value != kind.ordinary and not said and f"{slot}.{name}" not in protocol.fixed:
            yield said_of(who, kind, value)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _escaped(text: str) -> str:
    r"""Return text of which Markdown reads no character as a mark.

    >>> _escaped("martini_geboorte_groep")
    'martini\\_geboorte\\_groep'
    """
    return "".join(
        f"\\{character}" if character in "\\`*_[]<>" else character for character in text
    )
