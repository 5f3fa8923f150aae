"""What findings say, in Dutch."""

from __future__ import annotations

from collections.abc import Sequence

from obstetric_rules.expressions.nodes import Condition
from obstetric_rules.expressions.outcome import Outcome, Status
from obstetric_rules.expressions.wording import enumeration, said_of, sentence
from obstetric_rules.rules.invariant import Invariant, Monotonicity
from obstetric_rules.rules.protocol import Protocol, ProtocolRule
from obstetric_rules.rules.question import Question
from obstetric_rules.rules.words import words_of
from obstetric_rules.verification.cover import Cover

ALWAYS = "altijd"
"""How :func:`~obstetric_rules.expressions.wording.sentence` says that something is always so."""


class Sentences:
    """Words findings about one protocol."""

    def __init__(self, protocol: Protocol) -> None:
        self._protocol = protocol
        self._words = words_of(protocol)

    def cases(self, cover: Cover) -> str:
        """Say in which cases something is so."""
        words = sentence(cover.condition, self._words)
        return words if cover.complete else f"{words}, en in andere gevallen"

    def silence(self, question: Question, cases: str) -> str:
        """Say that a question has no answer."""
        when = "in geen enkel geval antwoord" if cases == ALWAYS else f"geen antwoord als: {cases}"
        return f"Op de vraag “{question.text}” geeft de afspraak {when}."

    def outdated_silence(self, question: Question, full: str) -> str:
        """Say that a declared silence is none."""
        return (
            f"De stilte {full} over {question.label} is opgegeven, maar bestaat niet (meer): "
            "in al die gevallen is er een antwoord, of de vraag is niet van toepassing."
        )

    def conflict(
        self,
        question: Question,
        ones: Sequence[ProtocolRule],
        others: Sequence[ProtocolRule],
        cases: str,
    ) -> str:
        """Say that rules lead to two different values."""
        amount = "twee regels" if len(ones) + len(others) == 2 else "regels"
        return (
            f"Over {question.label} spreken {amount} elkaar tegen: {_say(question, ones)}, "
            f"{_say(question, others)}. "
            f"Dat is {'altijd zo' if cases == ALWAYS else f'zo als: {cases}'}."
        )

    def never_holds(self, rule: ProtocolRule) -> str:
        """Say that the condition of a rule cannot hold."""
        return f"Regel {rule.id} spreekt nooit: de voorwaarde kan in geen enkel geval gelden."

    def always_set_aside(self, rule: ProtocolRule, by: Sequence[str]) -> str:
        """Say that a rule is set aside whenever its condition holds."""
        leading = "gaat" if len(by) == 1 else "gaan samen"
        return (
            f"Regel {rule.id} spreekt nooit: telkens als de voorwaarde geldt, {leading} "
            f"{enumeration(list(by), 'en')} voor."
        )

    def idle_exception(self, base: str, exception: str) -> str:
        """Say that an exception never applies."""
        return (
            f"Regel {exception} is een uitzondering op {base}, maar beide doen zich nooit "
            "tegelijk voor."
        )

    def redundant_rule(self, rule: str) -> str:
        """Say that a rule changes no answer."""
        return f"Regel {rule} is overbodig: zonder deze regel blijft elk antwoord gelijk."

    def always_holds(self, rule: ProtocolRule) -> str:
        """Say that the whole condition of a rule always holds."""
        return (
            f"De voorwaarde van regel {rule.id} geldt in elk geval waarin de vraag speelt: "
            f"“{self.part(rule.when)}”."
        )

    def redundant_condition(self, rule: str, part: Condition) -> str:
        """Say that a part of a rule's condition changes nothing."""
        return (
            f"In regel {rule} is “{self.part(part)}” overbodig: zonder dat deel spreekt de regel "
            "in dezelfde gevallen."
        )

    def part(self, part: Condition) -> str:
        """Say a condition."""
        return sentence(part, self._words)

    def unreachable_value(self, question: Question, value: str) -> str:
        """Say that no case leads to a value."""
        return (
            f"Het antwoord “{question.values[value]}” op de vraag “{question.text}” komt in geen "
            "enkel geval voor."
        )

    def unused_field(self, slot: str, field: str) -> str:
        """Say that no answer depends on a field."""
        found = self._protocol.slots[slot]
        kind = found.kinds[field]
        return f"Geen enkel antwoord hangt af van “{kind.label}” van {found.label}."

    def open_term(self, full: str, label: str) -> str:
        """Say that nobody filled in an open term."""
        return f"Niemand heeft ingevuld: {label} ({full})."

    def broken_invariant(self, invariant: Invariant) -> str:
        """Say that what must hold in every case does not."""
        return f"Dit moet altijd gelden, maar geldt niet in elk geval: {invariant.because}"

    def broken_monotonicity(
        self, invariant: Monotonicity, path: str, before: Outcome, after: Outcome
    ) -> str:
        """Say that a field allows what was refused."""
        slot, _, field = path.partition(".")
        found = self._protocol.slots[slot]
        question = self._protocol.questions[invariant.question]
        turned = said_of(found.label, found.kinds[field], True)
        return (
            f"Dit moet altijd gelden, maar geldt niet in elk geval: {invariant.because} "
            f"Over {question.label} wordt {outcome(question, before)} {outcome(question, after)} "
            f"als {turned}."
        )


def _say(question: Question, rules: Sequence[ProtocolRule]) -> str:
    names = enumeration([rule.id for rule in rules], "en")
    return f"{names} {'zegt' if len(rules) == 1 else 'zeggen'} {values(question, rules[0])}"


def values(question: Question, rule: ProtocolRule) -> str:
    """Return what a rule says, in words."""
    return enumeration([f"“{question.values[value]}”" for value in rule.values], "en") or "“geen”"


def outcome(question: Question, found: Outcome) -> str:
    """Return an outcome in words.

    >>> from obstetric_rules.expressions.outcome import NOT_APPLICABLE, SILENT, conflict
    >>> [outcome(None, found) for found in (SILENT, NOT_APPLICABLE, conflict({"ja", "nee"}))]
    ['geen antwoord', 'niet van toepassing', 'tegenstrijdig']
    """
    match found.status:
        case Status.CONCLUDED:
            chosen = found.value if isinstance(found.value, frozenset) else {found.value}
            named = [f"“{label}”" for value, label in question.values.items() if value in chosen]
            return enumeration(named, "en") or "“geen”"
        case Status.SILENT:
            return "geen antwoord"
        case Status.CONFLICT:
            return "tegenstrijdig"
        case _:
            return "niet van toepassing"
