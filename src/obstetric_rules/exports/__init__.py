"""Protocols as documents that people read: flow charts, decision tables and source pages."""
