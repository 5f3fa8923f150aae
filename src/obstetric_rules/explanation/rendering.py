"""Explanations as plain Dutch text: short lines, the answer first, the reasons under it."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from obstetric_rules.arguments import expect
from obstetric_rules.engines.decision import Source as RulesetSource
from obstetric_rules.explanation.answers_text import (
    answer_text,
    clauses_text,
    not_kept_text,
    printable,
)
from obstetric_rules.explanation.layout import WIDTH, Page
from obstetric_rules.explanation.open_fact import OpenFact
from obstetric_rules.explanation.parts import Part, PartKind, Source, decisive, sources_of
from obstetric_rules.explanation.reasons import (
    ClauseReason,
    Explanation,
    RuleReason,
    Standing,
    TermReason,
)
from obstetric_rules.explanation.why_not import Obstacle, WhyNot
from obstetric_rules.expressions.meaning import CONFLICTED
from obstetric_rules.expressions.outcome import EMPTY_SET, Status
from obstetric_rules.expressions.wording import capital, enumeration
from obstetric_rules.truth import UNKNOWN

SILENCE = (
    "Alle gegevens die hiervoor nodig zijn, zijn bekend. De afspraak zegt niet wat er dan geldt."
)


def explanation_lines(explanation: Explanation, width: int = WIDTH) -> list[str]:
    """Return an explanation as lines of plain text.

    >>> from obstetric_rules import Client, Dossier, decide, load_protocol
    >>> from obstetric_rules.explanation.why import why
    >>> decision = decide(load_protocol("groningen.mzh"), Dossier(client=Client(koorts=True)))
    >>> for line in explanation_lines(why(decision, "badbevalling"))[:4]:
    ...     print(line)
    Badbevalling: niet mogelijk (G14).
    Want: Met luchtwegklachten of koorts kan de cliënt niet in bad bevallen.
      - de cliënt heeft luchtwegklachten of koorts
        - de cliënt heeft koorts
    """
    advice = "why makes one"
    expect("explanation", explanation, Explanation, expected="an Explanation", advice=advice)
    page = Page(width=width)
    _Writer(set(), set()).explain(explanation, page)
    _say_sources(explanation, page)
    for item in explanation.protocol.not_kept:
        page.say(not_kept_text(item))
    return page.lines


def why_not_lines(found: WhyNot, width: int = WIDTH) -> list[str]:
    """Return as lines of plain text why a value is not the answer.

    >>> from obstetric_rules import Client, Dossier, decide, load_protocol
    >>> from obstetric_rules.explanation.why_not import why_not
    >>> decision = decide(load_protocol("groningen.mzh"), Dossier(client=Client(koorts=True)))
    >>> for line in why_not_lines(why_not(decision, "badbevalling", "mogelijk")):
    ...     print(line)
    Badbevalling: niet mogelijk (G14).
    Waarom niet: mogelijk?
      Regel groningen/G14.bad_mogelijk geldt niet:
        - de cliënt heeft koorts
    """
    page = Page(width=width)
    explanation = found.explanation
    page.say(headline(explanation))
    if found.is_answer:
        page.say(f"“{capital(found.label)}” is hier het antwoord.")
        return page.lines
    page.say(f"Waarom niet: {found.label}?")
    if explanation.answer.status is Status.NOT_APPLICABLE:
        _say_not_applicable(explanation, page.inside())
        return page.lines
    if not found.obstacles:
        page.inside().say("Geen regel van de afspraak leidt daartoe.")
    for obstacle in found.obstacles:
        _say_obstacle(obstacle, page.inside())
    return page.lines


def open_fact_lines(facts: Iterable[OpenFact], width: int = WIDTH) -> list[str]:
    """Return what to ask next as lines of plain text, the most useful first."""
    page = Page(width=width)
    for number, fact in enumerate(facts, start=1):
        page.say(f"{number}. {fact.question}{possible_answers_text(fact)}")
    if not page.lines:
        page.say(NOTHING_TO_ASK)
    return page.lines


NOTHING_TO_ASK = "Er is niets meer te vragen dat een antwoord kan veranderen."


def possible_answers_text(fact: OpenFact) -> str:
    """Return the possible answers as they stand behind a question."""
    labels = [choice.label for choice in fact.choices]
    if not fact.closed:
        labels.append("anders" if labels else "zelf in te vullen")
    permitted = f", {fact.permitted}" if fact.permitted else ""
    return f" ({' / '.join(labels)}{permitted})"


def headline(explanation: Explanation) -> str:
    """Return the answer in one line, with its clauses."""
    answer = explanation.answer
    who = f" ({explanation.who})" if explanation.who else ""
    text = answer_text(explanation.question, answer)
    return f"{explanation.heading}{who}: {text}{clauses_text(answer.clauses)}."


@attrs.frozen
class _Writer:
    """Writes explanations and clauses, each of them once."""

    written: set[Source]
    clauses: set[ClauseReason]

    def explain(self, explanation: Explanation, page: Page) -> None:
        source = _source(explanation)
        page.say(headline(explanation))
        if source in self.written:
            page.inside().say("Zie hierboven.")
            return
        self.written.add(source)
        _BODY[explanation.answer.status](explanation, page)
        self._say_clauses(explanation, page)
        _say_parameters(explanation, page)
        self._explain_sources(explanation, page)

    def _say_clauses(self, explanation: Explanation, page: Page) -> None:
        found = (
            clause
            for rule in _rules_shown(explanation)
            for clause in (*rule.clauses, *rule.value_clauses)
        )
        for clause in dict.fromkeys(found):
            if clause in self.clauses:
                continue
            self.clauses.add(clause)
            page.say(f"{clause.id} ({clause.heading}, {clause.item}): {clause.paraphrase}")
            if clause.interpretation is not None:
                page.inside().say(f"Zo gelezen: {clause.interpretation}")
            for term in clause.open_terms:
                page.inside().say(_term_text(term))

    def _explain_sources(self, explanation: Explanation, page: Page) -> None:
        parts = [explanation.asked_when, *(rule.condition for rule in _rules_shown(explanation))]
        shown = {source for part in parts if part is not None for source in sources_of(part)}
        others = [other for other in explanation.based_on if _source(other) in shown]
        if others:
            page.say("Hierbij telt mee:")
        for other in others:
            self.explain(other, page.inside())


def _term_text(term: TermReason) -> str:
    if term.value is None:
        return f"Opengelaten, en door niemand ingevuld: {term.label}."
    return f"Opengelaten, en door {term.filled_by} ingevuld: {term.label}. {term.value}"


def _say_parameters(explanation: Explanation, page: Page) -> None:
    """Write the values of the date that the rules go by, and who gives them."""
    found = (item for rule in _rules_shown(explanation) for item in rule.parameters)
    for item in dict.fromkeys(found):
        clauses = enumeration(list(item.clauses), "en")
        because = f" {item.because}" if item.because else ""
        page.say(
            f"{capital(item.label)} is {item.amount}, volgens {item.given_by} ({clauses}).{because}"
        )


def _say_sources(explanation: Explanation, page: Page) -> None:
    """Write which rulesets of which distributions the rules come from."""
    shown = _rules_shown(explanation)
    owners = {rule.rule.partition("/")[0] for rule in shown}
    owners |= {item.given_by for rule in shown for item in rule.parameters}
    sources = [one for one in explanation.protocol.layers if one.ruleset in owners]
    if sources:
        page.say(f"Vastgelegd in {enumeration([_source_text(one) for one in sources], 'en')}.")


def _source_text(source: RulesetSource) -> str:
    ruleset = f"{source.ruleset} {source.version}"
    if source.distribution is None:
        return ruleset
    return f"{ruleset} (pakket {source.distribution} {source.distribution_version})"


def _source(explanation: Explanation) -> Source:
    return Source(explanation.question.id, explanation.key)


def _say_concluded(explanation: Explanation, page: Page) -> None:
    speaking = explanation.rules_that(Standing.SPEAKS)
    by_cases = explanation.rules_that(Standing.BY_CASES)
    if not speaking and by_cases:
        page.say(
            "Welke regel geldt, hangt af van gegevens die nog niet bekend zijn. De uitkomst is "
            "steeds dezelfde."
        )
    if not speaking and not by_cases:
        page.say("Geen regel vraagt hier om iets.")
    _say_asked(explanation, page)
    for rule in speaking or by_cases:
        _say_reason(rule, page)
    _say_exceptions(explanation, page)


def _say_open(explanation: Explanation, page: Page) -> None:
    page.say("Daarvoor moet nog bekend zijn:")
    page.inside().items(fact.question for fact in explanation.missing)
    page.say("Het kan nog worden:")
    for prospect in explanation.can_become:
        rules = f" (regel {enumeration(list(prospect.rules), 'of')})" if prospect.rules else ""
        page.inside().item(f"{prospect.label}{rules}")
    for rule in explanation.rules_that(Standing.SPEAKS):
        page.say(f"Zeker is al: {enumeration(list(rule.says), 'en')}.")
        _say_reason(rule, page)
    _say_exceptions(explanation, page)


def _say_silent(explanation: Explanation, page: Page) -> None:
    page.say(explanation.question.silent_because or SILENCE)
    _say_asked(explanation, page)
    for rule in explanation.rules_that(Standing.NOT_MET):
        page.say(f"Regel {rule.rule} ({enumeration(list(rule.says), 'en')}) geldt niet:")
        _say_parts(rule.condition, page.inside())
    _say_exceptions(explanation, page)


def _say_conflict(explanation: Explanation, page: Page) -> None:
    rules = {rule.rule: rule for rule in explanation.rules}
    for value, speaking in explanation.answer.conflict.items():
        label = "geen" if value == EMPTY_SET else explanation.question.values[value]
        page.say(f"Voor “{label}” spreekt:")
        for name in speaking:
            _say_reason(rules[name], page.inside())
    in_conflict = explanation.rules_that(Standing.IN_CONFLICT)
    for rule in in_conflict:
        if rule.condition.verdict is CONFLICTED:
            page.say(f"{_hinges_on_conflict(rule)}:")
            _say_parts(rule.condition, page.inside())
            continue
        names = [other.rule for other in in_conflict if other.rule in rule.exceptions]
        page.say(
            f"Of regel {rule.rule} geldt, hangt aan de uitzondering {enumeration(names, 'en')}."
        )
    if explanation.answer.origin:
        labels = {other.question.id: other.question.label for other in explanation.based_on}
        origin = enumeration([labels[name] for name in explanation.answer.origin], "en")
        page.say(f"De tegenspraak begint bij: {origin}.")
    _say_asked(explanation, page)
    _say_exceptions(explanation, page)


def _hinges_on_conflict(rule: RuleReason) -> str:
    return f"Of regel {rule.rule} geldt, hangt aan een antwoord dat zichzelf tegenspreekt"


def _say_not_applicable(explanation: Explanation, page: Page) -> None:
    if explanation.no_subject is not None:
        page.say(f"Deze vraag speelt niet: {explanation.no_subject}.")
    if explanation.no_subject is None and explanation.asked_when is not None:
        page.say("Deze vraag speelt hier niet:")
        _say_parts(explanation.asked_when, page.inside())


_BODY = {
    Status.CONCLUDED: _say_concluded,
    Status.OPEN: _say_open,
    Status.SILENT: _say_silent,
    Status.CONFLICT: _say_conflict,
    Status.NOT_APPLICABLE: _say_not_applicable,
}


def _say_asked(explanation: Explanation, page: Page) -> None:
    if explanation.asked_when is not None:
        page.say("Deze vraag speelt hier:")
        _say_parts(explanation.asked_when, page.inside())


def _say_reason(rule: RuleReason, page: Page) -> None:
    page.say(f"Want: {rule.because}")
    if rule.standing is Standing.SPEAKS and rule.condition.verdict is UNKNOWN:
        # None of its parts is certain by itself, yet one of them will hold.
        page.inside().item(f"in elk geval: {rule.condition.text}")
    else:
        _say_parts(rule.condition, page.inside())
    clauses = enumeration([clause.id for clause in rule.clauses], "en")
    yields = " In beginsel: afwijken mag, met een reden." if rule.in_principe else ""
    page.inside().say(f"Regel {rule.rule}, uit {clauses}.{yields}")


def _say_parts(part: Part, page: Page) -> None:
    """Write what makes a condition hold, fail or stay open."""
    if part.kind in (PartKind.ALL, PartKind.ANY, PartKind.NOT):
        # Two comparisons of one fact can fail alike: what was found is told once.
        for inner in {inner.found: inner for inner in decisive(part)}.values():
            _say_parts(inner, page)
        return
    page.item(part.found)
    for inner in decisive(part):
        _say_parts(inner, page.inside())


def _say_exceptions(explanation: Explanation, page: Page) -> None:
    rules = {rule.rule: rule for rule in explanation.rules}
    for rule in explanation.rules_that(Standing.SILENCED):
        by = enumeration(list(rule.silenced_by), "en")
        page.say(f"Niet gevolgd: regel {rule.rule}. De uitzondering daarop geldt: {by}.")
    for rule in explanation.rules_that(Standing.SET_ASIDE):
        page.say(_set_aside_text(rule))
    spoken = explanation.rules_that(Standing.SPEAKS, Standing.BY_CASES)
    for name in dict.fromkeys(name for rule in spoken for name in rule.exceptions):
        exception = rules[name]
        if exception.standing is Standing.NOT_MET:
            page.say(f"De uitzondering {name} geldt hier niet:")
            _say_parts(exception.condition, page.inside())


def _set_aside_text(rule: RuleReason) -> str:
    afwijking = rule.set_aside
    assert afwijking is not None
    return (
        f"Opzij gezet: regel {rule.rule}, door {printable(afwijking.rol)}. "
        f"Reden: {printable(afwijking.reden)}"
    )


def _rules_shown(explanation: Explanation) -> tuple[RuleReason, ...]:
    """Return the rules that matter to an answer; to a silence all do, since none of them holds."""
    status = explanation.answer.status
    if status is Status.SILENT:
        return explanation.rules
    if status is Status.NOT_APPLICABLE:
        return ()
    hidden = {Standing.NOT_MET, Standing.NOT_ASKED}
    if status is Status.CONCLUDED and explanation.rules_that(Standing.SPEAKS):
        hidden.add(Standing.BY_CASES)
    return explanation.rules_that(*(set(Standing) - hidden))


def _say_obstacle(obstacle: Obstacle, page: Page) -> None:
    rule = obstacle.rule
    match rule.standing:
        case Standing.SET_ASIDE:
            page.say(_set_aside_text(rule))
        case Standing.SILENCED:
            by = enumeration(list(rule.silenced_by), "en")
            page.say(f"Regel {rule.rule} wijkt voor de uitzondering {by}.")
        case Standing.SPEAKS:
            page.say(f"Regel {rule.rule} zegt dit wel, maar niet als enige.")
        case Standing.IN_CONFLICT:
            page.say(f"{_hinges_on_conflict(rule)}{':' if obstacle.lacking else '.'}")
        case Standing.NOT_ASKED:
            page.say(f"Regel {rule.rule} komt hier niet aan bod.")
            return
        case Standing.BY_CASES:
            page.say(f"Of regel {rule.rule} geldt, is nog niet te zeggen:")
        case _:
            page.say(f"Regel {rule.rule} geldt niet:")
    page.inside().items(dict.fromkeys(part.found for part in obstacle.lacking))
