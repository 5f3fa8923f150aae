"""Plugins: where rulesets come from, and what their authors write them with."""
