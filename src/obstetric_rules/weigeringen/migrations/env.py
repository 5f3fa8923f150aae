"""Runs the migrations on the connection that the store gives; Alembic loads this file."""

from __future__ import annotations

from alembic import context

from obstetric_rules.weigeringen.tables import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    # The store has begun a transaction that also keeps other programs from migrating.
    transactional_ddl=False,
)
context.run_migrations()
