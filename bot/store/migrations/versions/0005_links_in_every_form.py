"""Rewrite the keys of links whose form was not known before, and have every event read once more."""

import json

import sqlalchemy as sa
from alembic import op

from bot.core.links.meeting_link import link_key

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_BOOKINGS = sa.table("bookings", sa.column("id"), sa.column("link_key"), sa.column("document"))


def upgrade() -> None:
    connection = op.get_bind()
    query = sa.select(_BOOKINGS.c.id, _BOOKINGS.c.document).where(_BOOKINGS.c.link_key.like("other:%"))
    for booking_id, text in connection.execute(query).all():
        document = json.loads(text)
        key = link_key(document["meeting"]["meeting_url"])
        if key is not None and key != document["meeting"]["link_key"]:
            document["meeting"]["link_key"] = key
            values = {"link_key": key, "document": json.dumps(document)}
            connection.execute(_BOOKINGS.update().where(_BOOKINGS.c.id == booking_id).values(values))
    # The next reading is a complete one: it brings each event's keys, words and whole link.
    op.execute("DELETE FROM marks WHERE name = 'events_read_completely'")
