"""Replace indexes by partial ones and drop rarely used ones: every write of a booking waits for its indexes."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_MOSTLY_NOT_SET = ("bot_id", "bot_due_at", "veto_key", "due_at", "lease_until")
_SELDOM_ASKED = (
    ("audit", "booking_id"),
    ("audit", "event_id"),
    ("audit", "who"),
    ("choices", "at"),
    ("submissions", "at"),
)


def upgrade() -> None:
    for column in _MOSTLY_NOT_SET:
        name, is_set = f"ix_bookings_{column}", sa.text(f"{column} IS NOT NULL")
        op.drop_index(name, "bookings")
        op.create_index(name, "bookings", [column], sqlite_where=is_set, postgresql_where=is_set)
    for table, column in _SELDOM_ASKED:
        op.drop_index(f"ix_{table}_{column}", table)
