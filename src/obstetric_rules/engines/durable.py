"""The engine on durable-rules: forward chaining, within the part of it that was found sound.

Rules of a protocol become rules of durable-rules that fire and chain, stratum by stratum. With
unknown facts they fire twice: on what certainly holds, and on what may hold. So it follows Kleene,
and may say open where the reference does not, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping

from obstetric_rules.engines import direct
from obstetric_rules.engines.answer import Answer, AnswersPerFact, AnyAnswer
from obstetric_rules.engines.case import Case
from obstetric_rules.engines.contract import Outcomes
from obstetric_rules.engines.durable_binding import load as load_binding
from obstetric_rules.engines.durable_chain import Chain, Link
from obstetric_rules.engines.durable_strata import LoadedStratum, Settling, load
from obstetric_rules.engines.durable_translation import Translation
from obstetric_rules.engines.finding import Finding, answer_from
from obstetric_rules.expressions.meaning import Position
from obstetric_rules.expressions.outcome import Outcome
from obstetric_rules.forking import Turn
from obstetric_rules.rules.protocol import Protocol

_MOST_REMEMBERED = 4096
"""Of how many combinations of fired rules it is remembered what they come down to, per question."""

_NAME_LENGTH = 16


class DurableEngine:
    """Decides cases by forward chaining on durable-rules.

    It may be used from several threads; they take turns. Raises
    :class:`~obstetric_rules.errors.MissingExtraError` when durable-rules cannot be loaded, and
    :class:`~obstetric_rules.errors.EngineError` when it cannot hold the rules of the protocol.
    """

    name = "durable"

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        translation = Translation(protocol)
        self._part_bits = translation.part_bits
        name = f"{protocol.id}-{protocol.sha256[:_NAME_LENGTH]}"
        self._strata = tuple(load(translation, load_binding(), name))
        self._asked = [(name, asked.per) for name, asked in protocol.questions.items()]
        self._of_unknown_list: dict[str, Outcome] = {}
        # In a forked child what a thread of the parent was telling it is only half told.
        self._turn = Turn(protocol.engines.clear)

    def outcomes(self, case: Case) -> Outcomes:
        """Return status and value of every answer, in the order of the protocol's questions."""
        chain = self._fire(case)
        found: dict[str, Outcome | Mapping[str, Outcome]] = {}
        for name, per in self._asked:
            if per is None:
                found[name] = chain.findings[name][0].outcome
                continue
            keys = chain.keys(per)
            if keys is None:
                found[name] = self._outcome_of_unknown_list(case, name)
            else:
                findings = chain.findings[name]
                found[name] = {
                    key: finding.outcome for key, finding in zip(keys, findings, strict=True)
                }
        return found

    def answers(self, case: Case) -> Mapping[str, AnyAnswer]:
        """Return every answer with its rules, clauses and missing facts, in the same order."""
        chain = self._fire(case)
        return {name: self._answered(chain, name) for name in self.protocol.questions}

    def answer(self, case: Case, question: str) -> AnyAnswer:
        """Return the answer to one question."""
        self.protocol.question(question)
        return self._answered(self._fire(case), question)

    def _answered(self, chain: Chain, name: str) -> AnyAnswer:
        question = self.protocol.questions[name]
        per = question.per
        if per is None:
            return self._answer(chain, name, None)
        keys = chain.keys(per)
        if keys is None:
            return answer_from(
                self.protocol, name, direct.of_unknown_list(chain.case, question), tuple
            )
        answers = {key: self._answer(chain, name, (per, at)) for at, key in enumerate(keys)}
        return AnswersPerFact(question=name, per=per, answers=answers)

    def _answer(self, chain: Chain, name: str, place: Position | None) -> Answer:
        finding = direct.with_missing(chain.case, name, chain.finding(name, place), place)
        return answer_from(self.protocol, name, finding, lambda: chain.origin(name, place))

    def _outcome_of_unknown_list(self, case: Case, name: str) -> Outcome:
        # It depends on the rules only.
        if name not in self._of_unknown_list:
            finding = direct.of_unknown_list(case, self.protocol.questions[name])
            self._of_unknown_list[name] = finding.outcome
        return self._of_unknown_list[name]

    def _fire(self, case: Case) -> Chain:
        """Let the rules fire on a case, stratum by stratum."""
        chain = Chain(case, self._part_bits)
        # Kept here, for a chain that knew its links would be garbage for Python to find.
        links: dict[str | None, list[Link]] = {}
        with self._turn:
            for stratum in self._strata:
                per = stratum.per
                if per not in links:
                    links[per] = chain.links(per)
                for link in links[per]:
                    stratum.derive(link, link.derived)
                    self._settle(stratum, link, chain)
        return chain

    def _settle(self, stratum: LoadedStratum, link: Link, chain: Chain) -> None:
        """Settle the questions of which all is derived that can be."""
        findings, derived = chain.findings, link.derived
        if chain.case.set_aside:
            for settling in stratum.settling:
                findings[settling.question].append(self._finding(settling, link))
            return
        for settling in stratum.settling:
            bits = derived.about(settling.all_bits)
            finding = settling.remembered.get(bits)
            if finding is None:
                if len(settling.remembered) >= _MOST_REMEMBERED:
                    settling.remembered.clear()
                finding = settling.remembered[bits] = self._finding(settling, link)
            findings[settling.question].append(finding)

    def _finding(self, settling: Settling, link: Link) -> Finding:
        """Return what all that was derived about a question comes down to."""
        asked = settling.asked
        applies = link.derived.verdict(asked.applies) if asked.applies else True
        verdicts = {
            rule: link.derived.verdict(bit) for rule, bit in asked.rules if not link.is_aside(rule)
        }
        return direct.finding_of(self.protocol, asked.question, applies, verdicts)
