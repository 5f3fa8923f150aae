"""Plugins: what authors of rulesets write them with, and where installed rulesets come from.

Everything that a ruleset is written with stands here, and is what the plugin API version covers:

>>> from obstetric_rules.plugins import API_VERSION, Clause, Layer, Rule, Ruleset, question
>>> API_VERSION
'1.0'
"""

from obstetric_rules.expressions.operators import (
    ALWAYS,
    Expression,
    FactReference,
    FieldReference,
    ManySlotReference,
    SlotReference,
    define,
)
from obstetric_rules.facts import (
    UNKNOWN,
    Choice,
    DecimalNumber,
    Form,
    Slot,
    Text,
    TextSet,
    Unknown,
    Vocabulary,
    WholeNumber,
    YesNo,
    fact,
)
from obstetric_rules.plugins.api_version import API_VERSION
from obstetric_rules.plugins.discovery import InstalledRuleset, installed_rulesets
from obstetric_rules.plugins.lower import LowerRuleset, lower
from obstetric_rules.rules.case_bounds import DomainConstraint, KnownSilence
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.deprecation import Deprecation
from obstetric_rules.rules.invariant import Invariant, InvariantDeviation, Monotonicity
from obstetric_rules.rules.known_values import KnownValues
from obstetric_rules.rules.open_term import Filling, OpenTerm
from obstetric_rules.rules.parameter import Parameter, Setting, parameter
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.rules.question import Conclusion, Question, QuestionReference, question
from obstetric_rules.rules.rule import Rule
from obstetric_rules.rules.ruleset import Layer, Ruleset

__all__ = [
    "ALWAYS",
    "API_VERSION",
    "UNKNOWN",
    "Choice",
    "Clause",
    "Conclusion",
    "DecimalNumber",
    "Deprecation",
    "DomainConstraint",
    "Expression",
    "FactReference",
    "FieldReference",
    "Filling",
    "Form",
    "InstalledRuleset",
    "Invariant",
    "InvariantDeviation",
    "KnownSilence",
    "KnownValues",
    "Layer",
    "LowerRuleset",
    "ManySlotReference",
    "Monotonicity",
    "OpenTerm",
    "Parameter",
    "Protocol",
    "Question",
    "QuestionReference",
    "Rule",
    "Ruleset",
    "Setting",
    "Slot",
    "SlotReference",
    "Text",
    "TextSet",
    "Unknown",
    "Vocabulary",
    "WholeNumber",
    "YesNo",
    "compose",
    "define",
    "fact",
    "installed_rulesets",
    "lower",
    "parameter",
    "question",
]
