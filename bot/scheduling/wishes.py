"""Apply a person's wish to a booking: authorize, write, wake the executor. Nothing here calls Recall or Slack."""

from collections.abc import Callable, Sequence
from functools import partial

from bot.clock import Clock
from bot.core.access.conflicts import existing_veto_refusal, retry_refusal
from bot.core.access.people import Person
from bot.core.access.permissions import Deed, Refusal
from bot.core.booking.later_transcript import apply_transcription_wish
from bot.core.booking.model import Booking
from bot.core.booking.past_bots import apply_to_bot, with_bot_in_place
from bot.core.identifiers import BookingId, BotId, ChannelId, LinkKey
from bot.core.lifecycle.recording import apply_media_deletion, apply_summary_share
from bot.core.lifecycle.transitions import apply_cancellation, apply_retry
from bot.core.lifecycle.veto_follow import apply_move_to_veto
from bot.core.lifecycle.vetoes import apply_veto_lift, apply_veto_to_all, occurrence_key
from bot.scheduling.access.authorize import Refused, Rights, missing_booking
from bot.store.bookings.bookings import Bookings, ChangeAmong
from bot.store.bookings.leases import Change

# Why an action is not possible, given the other bookings of the same meeting.
Objection = Callable[[Booking, list[Booking]], Refusal | None]


class Wishes:
    def __init__(
        self,
        bookings: Bookings,
        rights: Rights,
        clock: Clock,
        wake: Callable[[], None],
    ) -> None:
        self._bookings = bookings
        self._rights = rights
        self._clock = clock
        self._wake = wake

    async def call_off(self, person: Person, booking_id: BookingId) -> Booking:
        """Cancel the bot. Raises Refused."""
        change = partial(apply_cancellation, by=person.user_id, now=self._clock.now(), reason="person")
        return await self._change(Deed.CANCEL, person, booking_id, change, "cancelled")

    async def try_again(self, person: Person, booking_id: BookingId) -> Booking:
        """Retry the same wish after a failure. Raises Refused."""
        now = self._clock.now()

        def change(present: Booking, _: list[Booking]) -> list[Booking]:
            return [apply_retry(present, by=person.user_id, now=now)]

        booking = await self._load(Deed.TRY_AGAIN, booking_id)
        forms = await self._rights.find_link_forms(booking)
        objection = partial(retry_refusal, now=now, forms=forms)
        return await self._change_among_rivals(
            Deed.TRY_AGAIN, person, booking, objection, change, forms, what="asked again"
        )

    async def delete_recording(self, person: Person, booking_id: BookingId, bot_id: BotId | None = None) -> Booking:
        """Delete what the given bot of the booking, or the present one, recorded. Raises Refused."""
        change = partial(apply_to_bot, bot_id=bot_id, change=apply_media_deletion)
        return await self._change(Deed.DELETE_RECORDING, person, booking_id, change, "deletion wished", bot_id)

    async def transcribe(self, person: Person, booking_id: BookingId, bot_id: BotId | None = None) -> Booking:
        """Have what was recorded without a transcript transcribed. Raises Refused."""
        change = partial(apply_to_bot, bot_id=bot_id, change=apply_transcription_wish)
        return await self._change(Deed.TRANSCRIBE, person, booking_id, change, "transcript wished", bot_id)

    async def share_summary(
        self, person: Person, booking_id: BookingId, bot_id: BotId | None, channel_id: ChannelId
    ) -> Booking:
        """Have the executor post the summary in that conversation. Raises Refused."""
        change = partial(
            apply_summary_share, bot_id=bot_id, channel_id=channel_id, by=person.user_id, now=self._clock.now()
        )
        return await self._change(Deed.SHARE_SUMMARY, person, booking_id, change, "summary shared", bot_id)

    async def veto(self, person: Person, booking_id: BookingId) -> Booking:
        """Keep every bot away from this occurrence, until the person or the organizer agrees. Raises Refused."""
        booking = await self._load(Deed.VETO, booking_id)
        event = await self._rights.find_vetoed_event(person, booking)

        def change(present: Booking, rivals: list[Booking]) -> list[Booking]:
            return apply_veto_to_all(present, rivals, by=person.user_id, now=self._clock.now(), event=event)

        return await self._change_among_rivals(Deed.VETO, person, booking, existing_veto_refusal, change, what="vetoed")

    async def allow_again(self, person: Person, booking_id: BookingId) -> Booking:
        """Take the veto back, and book the bot as it was. Raises Refused."""
        event = await self._rights.find_event(await self._load(Deed.ALLOW_AGAIN, booking_id))

        def change(present: Booking) -> Booking:
            return apply_veto_lift(apply_move_to_veto(present, event), by=person.user_id, now=self._clock.now())

        return await self._change(Deed.ALLOW_AGAIN, person, booking_id, change, "allowed again")

    async def _change(
        self,
        deed: Deed,
        person: Person,
        booking_id: BookingId,
        change: Change,
        what: str,
        bot_id: BotId | None = None,
    ) -> Booking:
        """Authorize within the transaction that changes the booking.

        `bot_id`: the one of its bots that it is about, if it need not be the present one.
        """
        invited = await self._rights.invitation_roles(person, await self._load(deed, booking_id))
        refusals: list[Refusal] = []

        def change_if_permitted(present: Booking) -> Booking:
            refusal = self._rights.evaluate(deed, person, with_bot_in_place(present, bot_id), invited)
            if refusal is None:
                return change(present)
            refusals.append(refusal)
            return present

        now = self._clock.now()
        changed = await self._bookings.change(booking_id, change_if_permitted, now, what=what, by=person.user_id)
        return await self._answer(deed, person, booking_id, changed, refusals)

    async def _change_among_rivals(
        self,
        deed: Deed,
        person: Person,
        booking: Booking,
        objection: Objection,
        change: ChangeAmong,
        link_keys: Sequence[LinkKey] = (),
        *,
        what: str,
    ) -> Booking:
        """As `_change`, for changes that conflict with, or include, other bookings of the same meeting."""
        invited = await self._rights.invitation_roles(person, booking)
        refusals: list[Refusal] = []

        def change_if_permitted(present: Booking, rivals: list[Booking]) -> list[Booking]:
            refusal = self._rights.evaluate(deed, person, present, invited) or objection(present, rivals)
            if refusal is None:
                return change(present, rivals)
            refusals.append(refusal)
            return []

        key, now = occurrence_key(booking.meeting), self._clock.now()
        veto_keys = [key] if key else []
        changed = await self._bookings.change_among_rivals(
            booking.id, change_if_permitted, now, veto_keys, link_keys, what=what
        )
        return await self._answer(deed, person, booking.id, changed, refusals)

    async def _load(self, deed: Deed, booking_id: BookingId) -> Booking:
        booking = await self._bookings.get(booking_id)
        if booking is None:
            raise missing_booking(deed)
        return booking

    async def _answer(
        self, deed: Deed, person: Person, booking_id: BookingId, changed: Booking | None, refusals: list[Refusal]
    ) -> Booking:
        """Return the answer; pressing the button a second time is not an error."""
        if changed is None:
            raise missing_booking(deed)
        if refusals and not refusals[0].is_repeated_by(person.user_id):
            now, why = self._clock.now(), refusals[0].why.value
            await self._bookings.record_refusal(person.user_id, deed.value, now, reason=why, booking_id=booking_id)
            raise Refused(refusals[0])
        self._wake()
        return changed
