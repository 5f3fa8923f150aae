"""Rules: clauses, questions, rules and rulesets, and the protocols composed of them."""
