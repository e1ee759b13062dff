"""Build the mirror's SQL statements once: building one takes longer than most answers."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, exists, func, or_, select, union

from bot.core.booking.redaction import NO_LINK
from bot.core.identifiers import CalendarEventId
from bot.store.schema.tables import UtcDateTime, bookings, calendars, event_links, event_people, events

DISCONNECTED = "disconnected"  # of Recall's own words beside connecting and connected
MAX_MEETINGS = 400  # in one answer: Slack shows a hundred options
MAX_COPIES = 4_000  # of all people's next meetings, before copies are folded

_NOW = bindparam("now", type_=UtcDateTime)
_EMAILS: BindParameter[str] = bindparam("emails", expanding=True)
_KEYS: BindParameter[str] = bindparam("keys", expanding=True)
_IDS: BindParameter[str] = bindparam("ids", expanding=True)


def _nearest(condition: ColumnElement[bool]) -> Select[str]:
    return select(events.c.document).where(condition).order_by(events.c.starts_at).limit(MAX_MEETINGS)


def find_between(having: Sequence[ColumnElement[bool]]) -> Select[tuple[CalendarEventId, str, datetime]]:
    """Copies of bookable meetings that end after `now` and not after `until`, in the order of an index."""
    columns = (events.c.id, events.c.occurrence, events.c.starts_at)
    ends_within = events.c.ends_at <= bindparam("until", type_=UtcDateTime)
    return select(*columns).where(_IS_OFFERED, ends_within, *having).order_by(events.c.ends_at).limit(MAX_COPIES)


# Recall books no bots for a disconnected calendar, although its events can still be read.
# https://docs.recall.ai/docs/scheduling-guide
_IS_OF_A_LIVE_CALENDAR = events.c.calendar_id.not_in(select(calendars.c.id).where(calendars.c.status == DISCONNECTED))
_IS_OFFERED = (events.c.ends_at > _NOW) & events.c.is_bookable & _IS_OF_A_LIVE_CALENDAR

_THEIR_CALENDARS = select(calendars.c.id).where(
    or_(calendars.c.platform_email.in_(_EMAILS), calendars.c.oauth_email.in_(_EMAILS))
)
_LISTING_THEM = select(event_people.c.event_id).where(event_people.c.email.in_(_EMAILS), event_people.c.ends_at > _NOW)
_IN_THEIR_CALENDARS = select(events.c.id).where(events.c.calendar_id.in_(_THEIR_CALENDARS), events.c.ends_at > _NOW)
_IS_THEIRS = events.c.id.in_(union(_IN_THEIR_CALENDARS, _LISTING_THEM)) & _IS_OF_A_LIVE_CALENDAR
_LINKED = select(event_links.c.event_id).where(event_links.c.link_key.in_(_KEYS), event_links.c.ends_at > _NOW)
_HAS_LINK = events.c.id.in_(_LINKED)

_IS_OWN = events.c.calendar_id.in_(_THEIR_CALENDARS) & _IS_OFFERED
_IS_ELSEWHERE = events.c.id.in_(_LISTING_THEM) & events.c.calendar_id.not_in(_THEIR_CALENDARS) & _IS_OFFERED
# One copy of each meeting that they do not have themselves.
_COPIES_ELSEWHERE = (
    select(func.min(events.c.id))
    .where(_IS_ELSEWHERE, events.c.occurrence.not_in(select(events.c.occurrence).where(_IS_OWN)))
    .group_by(events.c.occurrence)
)

COMING_IN_OWN_CALENDARS = _nearest(_IS_OWN)
UNBOOKABLE_FOR = _nearest(_IS_THEIRS & events.c.is_bookable.is_(False))
COMING_ELSEWHERE = _nearest(events.c.id.in_(_COPIES_ELSEWHERE))
WITH_LINKS = _nearest(_HAS_LINK)
WITH_LINKS_BEGUN = _nearest(_HAS_LINK & (events.c.starts_at < bindparam("before", type_=UtcDateTime)))
WITH_LINKS_FOR = _nearest(_HAS_LINK & _IS_THEIRS)
COMING_WITH_LINKS = _nearest(_HAS_LINK & _IS_OFFERED)
COMING_WITH_LINKS_FOR = _nearest(_HAS_LINK & _IS_OFFERED & _IS_THEIRS)

# By the index alone. Of events that end at the same moment all are in the same piece.
END_OF_PIECE = (
    select(events.c.ends_at)
    .where(events.c.ends_at > _NOW)
    .order_by(events.c.ends_at)
    .offset(bindparam("skipped"))
    .limit(1)
)
BY_ID = select(events.c.document).where(events.c.id.in_(_IDS))
EVENT_AND_OWNERS = (
    select(events.c.document, calendars.c.platform_email, calendars.c.oauth_email)
    .outerjoin(calendars, calendars.c.id == events.c.calendar_id)
    .where(events.c.id == bindparam("event_id"))
)
INVITED_TO = select(event_people.c.email).where(event_people.c.event_id.in_(_IDS))
# Both addresses of each calendar.
OWNERS_OF = select(calendars.c.platform_email, calendars.c.oauth_email).where(
    calendars.c.id.in_(select(events.c.calendar_id).where(events.c.id.in_(_IDS)))
)

CALENDARS = select(calendars).order_by(calendars.c.id)
CALENDARS_BY_ID = CALENDARS.where(calendars.c.id.in_(_IDS))
CALENDAR_COUNT = select(func.count()).select_from(calendars)
CONNECTED = select(calendars.c.id).where(calendars.c.status != DISCONNECTED)
CALENDARS_OF = CALENDARS.where(calendars.c.id.in_(_THEIR_CALENDARS))
OWNER_OF = select(calendars.c.platform_email).where(calendars.c.id == bindparam("calendar_id"))

# Kept, rather than reduced: see `retention`.
HAS_A_KEPT_BOT = (
    exists()
    .where(bookings.c.event_id == events.c.id)
    .where(bookings.c.bot_id.is_not(None), bookings.c.link_key != NO_LINK)
)
