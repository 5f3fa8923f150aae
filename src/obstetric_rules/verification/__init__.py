"""Verification: what can be said of a protocol in all cases at once, and of what is installed."""
