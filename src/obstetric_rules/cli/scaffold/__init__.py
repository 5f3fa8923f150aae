"""The scaffold: an installable package with a ruleset of its own, written from templates."""
