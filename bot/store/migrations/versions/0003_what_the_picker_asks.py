"""Add the event columns that the picker filters by, so that unusable events take no place in its answer."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("events", sa.Column("is_bookable", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("events", sa.Column("occurrence", sa.String(length=80), nullable=False, server_default=""))
    op.add_column("events", sa.Column("words", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE events SET occurrence = id")
    # The next reading is a complete one, and brings each event's own.
    op.execute("DELETE FROM marks WHERE name = 'events_read_completely'")
