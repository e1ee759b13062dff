"""Render the opened form, or a notice in its place, as a view."""

from typing import assert_never

from bot.blocks.form import notices
from bot.blocks.form.changes import with_fresh_fields
from bot.blocks.form.view import build_modal
from bot.blocks.kit.block_kit import Json
from bot.core.access.people import Person
from bot.scheduling.access.upcoming_meetings import OfferState
from bot.scheduling.forms.opening import FormToShow, NoLink, NothingToOffer, Opening, OutOfDate


def build_view(opening: Opening, person: Person, *, afresh: bool = False) -> Json:
    """`afresh`: replaces a view in which other fields may have been filled in meanwhile."""
    match opening:
        case FormToShow(form=form, facts=facts):
            return build_modal(with_fresh_fields(form) if afresh else form, facts)
        case NothingToOffer():
            return _why_nothing(opening, person)
        case NoLink(origin=origin, is_without_bots=True):
            return notices.without_bots_notice(origin.channel_id, origin.thread_ts)
        case NoLink(origin=origin, is_shortened=True):
            return notices.short_link_notice(origin.channel_id, origin.thread_ts)
        case NoLink(origin=origin, is_in_message=True):
            return notices.no_link_notice(origin.channel_id, origin.thread_ts)
        case NoLink(origin=origin):
            return notices.unknown_link_notice(origin.channel_id, origin.thread_ts)
        case OutOfDate():
            return notices.outdated_form_notice()
        case _:
            assert_never(opening)


def _why_nothing(nothing: NothingToOffer, person: Person) -> Json:
    offer, origin, email = nothing.offer, nothing.origin, person.emails[0]
    context = notices.NoticeContext(v=1, channel_id=origin.channel_id, thread_ts=origin.thread_ts)
    match offer.state:
        case OfferState.NO_CALENDAR:
            return notices.no_calendar_notice(email, nothing.connect, person.user_id, context)
        case OfferState.CONNECTING:
            return notices.calendar_connecting_notice(email)
        case OfferState.DISCONNECTED:
            return notices.calendar_disconnected_notice(email, nothing.disconnected, nothing.connect, context)
        case OfferState.NOT_READ:
            return notices.sync_pending_notice(offer.read_at, person.time_zone)
        case _:
            return notices.no_meetings_notice()
