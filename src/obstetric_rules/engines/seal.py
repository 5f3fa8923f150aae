"""Seals: hashes that show whether data was changed, and signatures that only a key can make.

A hash shows a change by mistake: whoever changes data on purpose can work it out again. A signature
is an HMAC-SHA256 (RFC 2104) with a key that the keeper of the data has and others have not.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, Final

from obstetric_rules.arguments import described
from obstetric_rules.errors import SigningKeyError

SHORTEST_KEY: Final = 32
"""A key has at least so many bytes: no fewer than the signature."""


def hash_of(data: Mapping[str, Any]) -> str:
    """Return the SHA-256 of plain data, whatever the order of its keys.

    >>> hash_of({"a": 1, "b": 2}) == hash_of({"b": 2, "a": 1})
    True
    """
    return hashlib.sha256(_canonical(data)).hexdigest()


def signature_of(data: Mapping[str, Any], key: bytes) -> str:
    """Return the signature of plain data with a key.

    Raises :class:`~obstetric_rules.errors.SigningKeyError` when it is no key to sign with.

    >>> len(signature_of({"a": 1}, bytes(32)))
    64
    """
    return hmac.digest(check_key(key), _canonical(data), "sha256").hex()


def is_signed(data: Mapping[str, Any], signature: str, key: bytes) -> bool:
    """Return whether this is the signature of plain data with a key.

    >>> is_signed({"a": 1}, signature_of({"a": 1}, bytes(32)), bytes(32))
    True
    """
    return hmac.compare_digest(signature_of(data, key).encode(), signature.encode())


def check_key(key: bytes) -> bytes:
    """Return a key, which must be bytes and long enough.

    >>> check_key(b"geheim")
    Traceback (most recent call last):
    obstetric_rules.errors.SigningKeyError: expected a key of at least 32 bytes, got 6
    """
    if not isinstance(key, bytes):
        raise SigningKeyError(f"expected a key as bytes, got {described(key)}")
    if len(key) < SHORTEST_KEY:
        raise SigningKeyError(f"expected a key of at least {SHORTEST_KEY} bytes, got {len(key)}")
    return key


def _canonical(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
