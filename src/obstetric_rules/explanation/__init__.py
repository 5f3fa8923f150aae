"""Explanations in plain Dutch: why this answer, why not another, and what to ask next."""
