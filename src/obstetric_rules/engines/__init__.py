"""Engines: what decides a dossier by a protocol, and the decisions they give."""
