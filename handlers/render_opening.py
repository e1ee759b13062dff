"""What a door leads to, as a view."""

from typing import assert_never

from bot.blocks.form import notices
from bot.blocks.form.changes import with_fresh_fields
from bot.blocks.form.view import build_modal
from bot.blocks.kit.block_kit import Json
from bot.core.access.people import Person
from bot.scheduling.access.upcoming_meetings import Offer, Outlook
from bot.scheduling.forms.open_form import FormToShow, NoLink, NothingToOffer, Opening, OutOfDate


def build_view(opening: Opening, person: Person, *, afresh: bool = False) -> Json:
    """`afresh`: in place of a view in which other fields may have been filled in meanwhile."""
    match opening:
        case FormToShow(form=form, facts=facts):
            return build_modal(with_fresh_fields(form) if afresh else form, facts)
        case NothingToOffer():
            return _why_nothing(opening.offer, person)
        case NoLink(door=door, is_without_bots=True):
            return notices.no_bots_for_link(door.channel_id, door.thread_ts)
        case NoLink(door=door, is_shortened=True):
            return notices.shortened_link(door.channel_id, door.thread_ts)
        case NoLink(door=door, is_in_message=True):
            return notices.no_link_in_message(door.channel_id, door.thread_ts)
        case NoLink(door=door):
            return notices.not_a_meeting_link(door.channel_id, door.thread_ts)
        case OutOfDate():
            return notices.out_of_date()
        case _:
            assert_never(opening)


def _why_nothing(offer: Offer, person: Person) -> Json:
    match offer.outlook:
        case Outlook.NO_CALENDAR:
            return notices.no_calendar(person.emails[0])
        case Outlook.CONNECTING:
            return notices.calendar_connecting(person.emails[0])
        case Outlook.DISCONNECTED:
            return notices.calendar_disconnected(person.emails[0])
        case Outlook.NOT_READ:
            return notices.meetings_not_read(offer.read_at, person.time_zone)
        case _:
            return notices.no_meetings()
