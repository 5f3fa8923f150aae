"""The first version: one table of refusals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "weigering",
        sa.Column("id", sa.String(100), primary_key=True),
        sa.Column("moment", sa.DateTime(timezone=True), nullable=False),
        sa.Column("van", sa.String(64), nullable=False),
        sa.Column("van_lijn", sa.String(6), nullable=False),
        sa.Column("naar", sa.String(64), nullable=False),
        sa.Column("naar_lijn", sa.String(6), nullable=False),
        sa.Column("afdeling", sa.String(64), nullable=False),
        sa.Column("vsv", sa.String(64), nullable=False),
        sa.Column("reden", sa.String(64), nullable=False),
        sa.Column("alternatief", sa.String(64)),
    )
    # Refusals are read in the order of time. What they are counted by stands in the index too, so
    # that counting those of a period reads a part of the index and no row.
    counted = ["moment", "vsv", "afdeling", "van_lijn", "naar_lijn", "reden"]
    op.create_index("weigering_counted", "weigering", counted)
