"""Format moments in Recall's three spellings, all of them UTC."""

from datetime import UTC, datetime


def instant(moment: datetime) -> str:
    """`2026-03-02T15:00:00Z`: the start and end of an event, when a bot joins."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def stamp(moment: datetime) -> str:
    """`2026-03-02T15:00:00.000000Z`: when a row was made or changed."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def webhook_stamp(moment: datetime) -> str:
    """`2026-03-02T15:00:00.000000+00:00`: the same in a webhook."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def read_instant(text: str) -> datetime:
    """ISO 8601 with a time and an offset. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no offset from UTC")
    return moment.astimezone(UTC)
