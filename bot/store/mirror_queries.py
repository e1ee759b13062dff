"""What is asked of the mirror, as SQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select, union

from bot.core.identifiers import CalendarEventId, LinkKey
from bot.core.reduction import NO_LINK
from bot.store.tables import bookings, calendars, event_links, event_people, events

DISCONNECTED = "disconnected"  # of Recall's own words beside connecting and connected
MOST_MEETINGS = 400  # in one answer: Slack shows a hundred options
MOST_COPIES = 4_000  # of everybody's next meetings, before they are folded

# Made once: SQLAlchemy takes longer to put it together than SQLite to answer it.
EVENT_AND_OWNERS = (
    select(events.c.document, calendars.c.platform_email, calendars.c.oauth_email)
    .outerjoin(calendars, calendars.c.id == events.c.calendar_id)
    .where(events.c.id == bindparam("event_id"))
)

# Kept, rather than reduced: see `retention`.
HAS_A_KEPT_BOT = (
    exists()
    .where(bookings.c.event_id == events.c.id)
    .where(bookings.c.bot_id.is_not(None), bookings.c.link_key != NO_LINK)
)


def nearest(condition: ColumnElement[bool]) -> Select[str]:
    return select(events.c.document).where(condition).order_by(events.c.starts_at).limit(MOST_MEETINGS)


def own(emails: Sequence[str], now: datetime) -> ColumnElement[bool]:
    """In a calendar of these addresses."""
    return events.c.calendar_id.in_(calendars_of(emails)) & is_offered(now)


def elsewhere(emails: Sequence[str], now: datetime) -> ColumnElement[bool]:
    """In others' calendars, listing these addresses: one copy of each meeting that they do not have themselves."""
    known = select(events.c.occurrence).where(own(emails, now))
    is_listing = events.c.id.in_(_listing(emails, now)) & events.c.calendar_id.not_in(calendars_of(emails))
    copies = select(func.min(events.c.id)).where(is_listing, is_offered(now), events.c.occurrence.not_in(known))
    return events.c.id.in_(copies.group_by(events.c.occurrence))


def everybodys(now: datetime, having: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    """One copy of each meeting. By their ends, which are indexed, so that only a rare word needs all of them."""
    copies = select(events.c.id, events.c.occurrence).where(is_offered(now), *having)
    next_ones = copies.order_by(events.c.ends_at).limit(MOST_COPIES).subquery()
    return events.c.id.in_(select(func.min(next_ones.c.id)).group_by(next_ones.c.occurrence))


def is_offered(now: datetime) -> ColumnElement[bool]:
    """Not over, and a bot can be booked for it."""
    return (events.c.ends_at > now) & events.c.is_bookable & _is_of_a_live_calendar()


def is_theirs(emails: Sequence[str], now: datetime) -> ColumnElement[bool]:
    """In a calendar of these addresses that is connected, or listing them."""
    in_calendars = select(events.c.id).where(events.c.calendar_id.in_(calendars_of(emails)), events.c.ends_at > now)
    return events.c.id.in_(union(in_calendars, _listing(emails, now))) & _is_of_a_live_calendar()


def has_link(keys: Sequence[LinkKey], now: datetime) -> ColumnElement[bool]:
    linked = select(event_links.c.event_id).where(event_links.c.link_key.in_(keys), event_links.c.ends_at > now)
    return events.c.id.in_(linked)


def calendars_of(emails: Sequence[str]) -> Select[str]:
    is_of_theirs = or_(calendars.c.platform_email.in_(emails), calendars.c.oauth_email.in_(emails))
    return select(calendars.c.id).where(is_of_theirs)


def invited_to(event_ids: Sequence[CalendarEventId]) -> Select[str]:
    return select(event_people.c.email).where(event_people.c.event_id.in_(event_ids))


def owners_of(event_ids: Sequence[CalendarEventId]) -> Select[str | None, str | None]:
    """Both addresses of each calendar."""
    holding = select(events.c.calendar_id).where(events.c.id.in_(event_ids))
    return select(calendars.c.platform_email, calendars.c.oauth_email).where(calendars.c.id.in_(holding))


def _is_of_a_live_calendar() -> ColumnElement[bool]:
    """Recall books no bots for a disconnected calendar, although its events can still be read.

    https://docs.recall.ai/docs/scheduling-guide
    """
    dead = select(calendars.c.id).where(calendars.c.status == DISCONNECTED)
    return events.c.calendar_id.not_in(dead)


def _listing(emails: Sequence[str], now: datetime) -> Select[str]:
    return select(event_people.c.event_id).where(event_people.c.email.in_(emails), event_people.c.ends_at > now)
