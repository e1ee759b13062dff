"""Carry out the steps that call Recall, each returning its effect on the booking."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import cached_property, partial
from typing import Any

import structlog

from bot.clock import Clock
from bot.core.access.conflicts import CANCELLATION_RECHECK
from bot.core.booking.deduplication_key import deduplication_key
from bot.core.booking.model import BookedMeeting, Booking, Failure
from bot.core.bot_config.build import InvalidBotConfig, build_bot_config
from bot.core.bot_config.policy import Configuration
from bot.core.errors import (
    AnsweredError,
    DatabaseUnavailable,
    InternalError,
    NoAnswer,
    NotConfirmed,
    NotSent,
    RecallError,
)
from bot.core.identifiers import BotId, CalendarEventId
from bot.core.lifecycle import retry, transitions
from bot.core.lifecycle.steps import (
    BotStep,
    CallOff,
    Check,
    Create,
    Delete,
    GiveUp,
    Leave,
    Look,
    MediaStep,
    RecallStep,
    Schedule,
    Unschedule,
    UnscheduleOldRows,
    Update,
)
from bot.core.lifecycle.transitions import BookingAnswer
from bot.core.lifecycle.verify import apply_verification
from bot.recall.client import RecallClient
from bot.recall.rate_limit import RateLimitReached
from bot.scheduling.executor.cancel_steps import CancelSteps
from bot.scheduling.executor.conflicts import ConflictingBookings
from bot.scheduling.executor.media_steps import MediaSteps
from bot.scheduling.executor.preflight import Preflight
from bot.scheduling.executor.remote_bots import BOOKING_TAG, REVISION_TAG, RemoteBots
from bot.store.bookings.bookings import Bookings
from bot.store.bookings.leases import Change
from bot.store.mirror.mirror import Mirror

# A step that takes longer counts as unanswered.
STEP_TIMEOUT_SECONDS = 75.0
log = structlog.get_logger()

Effect = Callable[[Booking], Awaitable[Change]]


class RecallSteps:
    def __init__(
        self,
        recall: RecallClient,
        bookings: Bookings,
        mirror: Mirror,
        clock: Clock,
        configuration: Configuration,
    ) -> None:
        self._recall = recall
        self._bots = RemoteBots(recall)
        self._check = Preflight(recall, mirror, clock)
        self._farewell = CancelSteps(recall, self._bots, bookings, mirror, clock)
        self._media = MediaSteps(recall, clock)
        self._others = ConflictingBookings(bookings, mirror, clock)
        self._mirror = mirror
        self._clock = clock
        self._configuration = configuration

    async def do(self, step: RecallStep, booking: Booking) -> Change:
        if isinstance(step, MediaStep):
            return await self._media.do(step, booking)
        try:
            async with asyncio.timeout(STEP_TIMEOUT_SECONDS):
                return await self._effects[type(step)](booking)
        except RateLimitReached as spent:
            return self._delay(booking, spent.retry_after or CANCELLATION_RECHECK)
        except RecallError as error:
            return self._handle_failure(step, booking, error)
        except TimeoutError:
            return self._handle_failure(step, booking, NoAnswer("took too long"))
        except DatabaseUnavailable:  # no one's bug: the executor hands the booking on
            raise
        except Exception:
            log.exception("step failed", step=type(step).__name__)
            return self._handle_failure(step, booking, InternalError())

    def _handle_failure(self, step: BotStep, booking: Booking, error: RecallError) -> Change:
        now, revision, jitter = self._clock.now(), booking.wish.revision, random.random()
        if isinstance(step, Look):
            return partial(retry.apply_verify_failure, revision=revision, error=error, now=now, jitter=jitter)
        key = booking.idempotency_key
        return partial(retry.apply_write_failure, revision=revision, error=error, now=now, jitter=jitter, key=key)

    def _delay(self, booking: Booking, wait: timedelta) -> Change:
        return partial(retry.with_retry_at, revision=booking.wish.revision, until=self._clock.now() + wait)

    @cached_property
    def _effects(self) -> dict[type[BotStep], Effect]:
        return {
            Look: self._poll,
            Schedule: self._schedule,
            Create: self._create,
            Update: self._update,
            Unschedule: self._farewell.unschedule,
            UnscheduleOldRows: self._farewell.unschedule_old_rows,
            Delete: self._farewell.delete,
            Leave: self._farewell.leave,
            Check: self._check_before_start,
            GiveUp: self._give_up,
            CallOff: self._call_off,
        }

    async def _schedule(self, booking: Booking) -> Change:
        meeting = booking.meeting
        config = self._config(booking)
        if isinstance(config, Failure):
            return _fail_with(booking, config)
        if (otherwise := await self._others.keep_away(booking)) is not None:
            return otherwise
        key = await self._key(meeting)
        with _record_sent(config):
            event = await self._recall.schedule_bot(_event_id(meeting), key, config, booking.idempotency_key)
            booked = [bot for bot in event.read_meeting().bots if bot.deduplication_key == key]
            bot = booked[0] if len(booked) == 1 else await self._bots.find_new(booking, booked)
            if bot is None:
                raise NotConfirmed("the answer does not show which bot it is")
        return self._apply_answer(booking, BookingAnswer(bot.bot_id, bot.start_time, config, key))

    async def _create(self, booking: Booking) -> Change:
        config = self._config(booking)
        if isinstance(config, Failure):
            return _fail_with(booking, config)
        if (otherwise := await self._others.keep_away(booking)) is not None:
            return otherwise
        with _record_sent(config):
            bot = await self._recall.create_bot(config, booking.idempotency_key)
        return self._apply_answer(booking, BookingAnswer(BotId(bot.id), booking.meeting.start_time, config))

    async def _update(self, booking: Booking) -> Change:
        config = self._config(booking)
        if isinstance(config, Failure):
            return _fail_with(booking, config)
        if (otherwise := await self._others.keep_away(booking)) is not None:
            return otherwise
        bot_id = _bot_id(booking)
        try:
            with _record_sent(config):
                await self._recall.update_bot(bot_id, config, booking.idempotency_key)
        except AnsweredError as error:
            if error.status != 404 or await self._bots.fetch(booking, "") is not None:
                raise
            return partial(
                transitions.apply_deletion, revision=booking.wish.revision
            )  # deleted at Recall: create it again
        return self._apply_answer(booking, BookingAnswer(bot_id, booking.meeting.start_time, config))

    async def _give_up(self, booking: Booking) -> Change:
        return partial(retry.apply_give_up, revision=booking.wish.revision)

    async def _call_off(self, booking: Booking) -> Change:
        return partial(transitions.apply_leftover_cancellation, revision=booking.wish.revision, now=self._clock.now())

    def _apply_answer(self, booking: Booking, answer: BookingAnswer) -> Change:
        known = replace(answer, at=self._clock.now())
        return partial(transitions.apply_answer, revision=booking.wish.revision, answer=known)

    async def _check_before_start(self, booking: Booking) -> Change:
        meeting = booking.meeting
        if meeting.event_id is None:
            return await self._check.bot_outcome(booking, _bot_id(booking))
        if meeting.joins_by_link:
            return await self._check.outcome_by_link(booking, meeting.event_id, _bot_id(booking))
        return await self._check.outcome(booking, meeting.event_id, await self._key(meeting))

    async def _poll(self, booking: Booking) -> Change:
        """Poll whether an earlier try was done after all, or whether the bot is in the call by now."""
        key = await self._key(booking.meeting)
        seen, now = await self._bots.fetch(booking, key), self._clock.now()
        if seen is not None and seen.applied_revision == booking.wish.revision and not booking.is_applied:
            seen = replace(seen, applied_config=self._payload(booking), deduplication_key=key, applied_at=now)
        return partial(apply_verification, seen=seen, now=now)

    async def _key(self, meeting: BookedMeeting) -> str:
        scheme = self._configuration.deduplication
        owner = await self._mirror.owner_of(meeting.calendar_id) if scheme == "domain" else None
        return deduplication_key(meeting, scheme, owner)

    def _payload(self, booking: Booking) -> dict[str, Any]:
        config = self._config(booking)
        return {} if isinstance(config, Failure) else config

    def _config(self, booking: Booking) -> dict[str, Any] | Failure:
        """The complete payload; a Failure if the settings cannot become one."""
        wish, meeting = booking.wish, booking.meeting
        preset = next((each for each in self._configuration.presets if each.name == wish.preset), None)
        try:
            config = build_bot_config(
                wish.settings,
                preset,
                platform=meeting.platform,
                metadata={BOOKING_TAG: booking.id, REVISION_TAG: str(wish.revision)},
                policy=self._configuration.policy,
            )
        except InvalidBotConfig as problem:
            return Failure(code="invalid_settings", detail=str(problem))
        place = _whole_link(meeting) if meeting.is_scheduled_by_event else self._place_and_time(meeting)
        return {**config, **place}

    def _place_and_time(self, meeting: BookedMeeting) -> dict[str, Any]:
        """For a link that Recall cannot look up in an event. Without a time the bot joins now."""
        place = {"meeting_url": meeting.link}
        if meeting.start_time > self._clock.now():
            return {**place, "join_at": meeting.start_time.isoformat()}
        return place


def _whole_link(meeting: BookedMeeting) -> dict[str, Any]:
    """In place of the event's own link, which lacks the passcode.

    https://docs.recall.ai/reference/calendar_events_bot_create
    """
    return {"meeting_url": meeting.link} if meeting.link != meeting.meeting_url else {}


@contextmanager
def _record_sent(config: dict[str, Any]) -> Iterator[None]:
    """Keep the configuration that was sent with the failure."""
    try:
        yield
    except RecallError as error:
        error.sent = None if isinstance(error, NotSent | RateLimitReached) else config
        raise


def _fail_with(booking: Booking, failure: Failure) -> Change:
    return partial(retry.apply_failure, revision=booking.wish.revision, failure=failure)


def _event_id(meeting: BookedMeeting) -> CalendarEventId:
    if meeting.event_id is None:
        raise ValueError("a bare link has no event")
    return meeting.event_id


def _bot_id(booking: Booking) -> BotId:
    if booking.bot.bot_id is None:
        raise ValueError("no bot is known")
    return booking.bot.bot_id
