"""Add when a booking's bot should be in its call, for the sweep that polls it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# As nearly as the columns tell; each is set exactly when its booking is next written.
_ASKED_ABOUT_SO_FAR = """
    UPDATE bookings SET bot_due_at = starts_at
    WHERE bot_id IS NOT NULL AND shown_status NOT IN ('done', 'failed', 'cancelled')
"""


def upgrade() -> None:
    with op.batch_alter_table("bookings") as batch_op:
        batch_op.add_column(sa.Column("bot_due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_bookings_bot_due_at"), ["bot_due_at"], unique=False)
    op.execute(_ASKED_ABOUT_SO_FAR)
