"""For authors of tests: strategies that make dossiers and rulesets. Needs the extra ``testing``."""

from obstetric_rules.errors import MissingExtraError

try:
    from obstetric_rules.testing.strategies import dossiers, protocols, rulesets
except ModuleNotFoundError as error:
    raise MissingExtraError(
        f"obstetric_rules.testing needs {error.name}: pip install 'obstetric-rules[testing]'"
    ) from error

__all__ = ["dossiers", "protocols", "rulesets"]
