"""Expressions: the conditions of rules as data, with their operators, meaning and wording."""
