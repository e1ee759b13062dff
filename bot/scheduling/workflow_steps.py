"""Carry out the step *Schedule a recording bot* of workflows: book the bot, wait for it, tell Slack what came of it.

The database is the queue: what Slack has asked for is written before it is acknowledged, and each look at it does what
can be done by then. An execution's id is the idempotency key of its booking too, so that there is one bot at the most.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog

from bot.blocks.form.submission import NOT_ALLOWED_THERE
from bot.blocks.messages.errors import account_refusal
from bot.blocks.stop_sentence import stop_sentence
from bot.blocks.workflow_step import build_outputs, read_step
from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.access.verdicts import AlreadySo, Locked, NeedsAgreement, Written
from bot.core.access.workflow_step import StepDone, StepFailed, WaitingStep, judge_step
from bot.core.bot_config.policy import Policy
from bot.core.errors import DatabaseUnavailable, SlackRefusal
from bot.core.identifiers import BookingId, ChannelId
from bot.core.links.slack_message import find_links_in_text
from bot.scheduling.access.people import KnownPeople, UntrustedAccount
from bot.scheduling.access.upcoming_meetings import UpcomingMeetings
from bot.scheduling.direct_booking import DirectBooking, DirectRequest, Unfit
from bot.slack.announcer import Announcer
from bot.slack.conversations import Conversations
from bot.slack.workflow_functions import OVER, WorkflowFunctions
from bot.store.bookings.bookings import Bookings
from bot.store.leases import Leases
from bot.store.workflow_steps import StoredSteps

log = structlog.get_logger()

LEASE_OF_STEPS = "workflow steps"
LONGEST_BACKOFF = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(days=1)
TURNED_OFF = "This step is turned off. Ask your admin to turn it on, or remove it from the workflow."
UNKNOWN_LINK = (
    "This link isn't a meeting link that a bot can use, and not the link of an upcoming event on your calendar. Links "
    "from Zoom, Google Meet, Microsoft Teams, Webex and GoTo Meeting work."
)
TIME_HAS_PASSED = "The time in Join at has passed. Choose a later one, or leave it empty."
BOOKING_GONE = "The booking no longer exists."
SOMETHING_WRONG = "Something went wrong on our side. Please check whether a bot is scheduled before you try again."


class WorkflowSteps:
    def __init__(
        self,
        steps: StoredSteps,
        bookings: Bookings,
        people: KnownPeople,
        upcoming: UpcomingMeetings,
        direct: DirectBooking,
        functions: WorkflowFunctions,
        announcer: Announcer,
        leases: Leases,
        clock: Clock,
        conversations: Conversations,
        policy: Policy,
        *,
        is_on: bool,
    ) -> None:
        self._steps = steps
        self._bookings = bookings
        self._people = people
        self._upcoming = upcoming
        self._direct = direct
        self._functions = functions
        self._announcer = announcer
        self._leases = leases
        self._clock = clock
        self._conversations = conversations
        self._policy = policy
        self._wake: Callable[[], None] = lambda: None
        self._is_on = is_on

    def listen(self, wake: Callable[[], None]) -> None:
        """`wake` has `run` called soon: for what has come in just now."""
        self._wake = wake

    async def receive(self, event: dict[str, Any], *, is_ours: bool) -> str | None:
        """Write down what a `function_executed` event asks for; return a sentence if it can't be done.

        `is_ours`: it is the step that this version knows. Raises DatabaseUnavailable.
        """
        if not self._is_on or not is_ours:
            return TURNED_OFF
        inputs = read_step(event)
        if isinstance(inputs, str):
            return inputs
        await self._steps.add(str(event["function_execution_id"]), inputs, self._clock.now())
        self._wake()
        return None

    async def refuse(self, execution_id: str, sentence: str) -> None:
        """At once, for what is not worth writing down. Never raises: Slack then ends the step on its own, in time."""
        try:
            await self._functions.fail(execution_id, sentence)
        except SlackRefusal as refusal:
            log.warning("workflow step not refused", code=refusal.code)

    async def run(self) -> bool | None:
        """Look at all that wait. False while another process does."""
        due = await self._steps.list_due(self._clock.now())
        if not due:
            return None
        async with self._leases.acquire(LEASE_OF_STEPS) as is_ours:
            if not is_ours:
                return False
            for step in await self._steps.list_due(self._clock.now()):
                await self._advance_guarded(step)
        return None

    async def _advance_guarded(self, step: WaitingStep) -> None:
        """One step's trouble is not another's."""
        try:
            await self._advance(step)
        except DatabaseUnavailable:
            raise
        except SlackRefusal as refusal:
            await self._retry(step, refusal)
        except Exception:
            log.exception("workflow step failed")
            await self._fail(step, SOMETHING_WRONG)

    async def _advance(self, step: WaitingStep) -> None:
        """Raises SlackRefusal."""
        booking_id = step.booking_id
        if booking_id is None:
            booked = await self._book(step)
            if isinstance(booked, StepFailed):
                await self._fail(step, booked.sentence)
                return
            booking_id = booked
        await self._complete_if_settled(step, booking_id)

    async def _complete_if_settled(self, step: WaitingStep, booking_id: BookingId) -> None:
        booking, now = await self._bookings.get(booking_id), self._clock.now()
        if booking is None:
            await self._fail(step, BOOKING_GONE)
            return
        match judge_step(booking, now, has_operators=bool(self._policy.operators)):
            case None:
                await self._steps.wait(step.execution_id, now, booking_id=booking_id)
            case StepFailed(sentence):
                await self._fail(step, sentence)
            case StepDone(status):
                card = booking.said.card
                link = await self._announcer.fetch_card_link(card) if card else None
                await self._functions.succeed(step.execution_id, build_outputs(booking, status, link))
                await self._steps.complete(step.execution_id)

    async def _book(self, step: WaitingStep) -> BookingId | StepFailed:
        """The booking, also one that was there before. Raises SlackRefusal."""
        try:
            person = await self._people.find_for_action(step.inputs.user_id)
        except UntrustedAccount as refusal:
            return StepFailed(account_refusal(refusal.reason))
        request = await self._build_request(person, step)
        if isinstance(request, StepFailed):
            return request
        answer = await self._direct.book(person, request)
        match answer:
            case Written(booking=booking) | AlreadySo(booking) | NeedsAgreement(booking=booking) | Locked(booking):
                return booking.id
            case Unfit(sentences):
                return StepFailed(" ".join(sentences))
            case _:
                return StepFailed(stop_sentence(answer))

    async def _build_request(self, person: Person, step: WaitingStep) -> DirectRequest | StepFailed:
        """The channel is the builder's choice, and the meeting the person's: who built the workflow learns no title
        in a private channel of their own. Raises SlackRefusal.
        """
        inputs, now = step.inputs, self._clock.now()
        if inputs.starts_at is not None and inputs.starts_at <= now:
            return StepFailed(TIME_HAS_PASSED)
        if inputs.channel_id is None and self._policy.channels is not None:
            return StepFailed(NOT_ALLOWED_THERE)
        place: dict[str, Any] = {
            "key": f"workflow/{step.execution_id}",
            "channel_id": inputs.channel_id or ChannelId(person.user_id),
            "preset": inputs.preset,
            "shows_title": inputs.channel_id is None
            or await self._conversations.is_open_to(person.user_id, inputs.channel_id),
        }
        if links := find_links_in_text(inputs.link):
            linked = await self._upcoming.find_with_link(person, links[0].key)
            meant = [each for each in linked if inputs.starts_at in {None, each.start_time}]
            if meant:
                return DirectRequest(**place, event_id=meant[0].event_id)
            return DirectRequest(**place, link=links[0].url, join_at=inputs.starts_at)
        meeting = await self._upcoming.find_by_event_page(person, inputs.link)
        return DirectRequest(**place, event_id=meeting.event_id) if meeting else StepFailed(UNKNOWN_LINK)

    async def _fail(self, step: WaitingStep, sentence: str) -> None:
        try:
            await self._functions.fail(step.execution_id, sentence)
        except SlackRefusal as refusal:
            await self._retry(step, refusal)
        else:
            await self._steps.complete(step.execution_id)

    async def _retry(self, step: WaitingStep, refusal: SlackRefusal) -> None:
        """Later, unless Slack will never take it: then there is no one left to tell."""
        now = self._clock.now()
        if refusal.code in OVER or refusal.permanent or now - step.at > GIVE_UP_AFTER:
            log.warning("workflow step dropped", code=refusal.code)
            await self._steps.complete(step.execution_id)
            return
        backoff = min(timedelta(seconds=2**step.tries), LONGEST_BACKOFF)
        await self._steps.wait(step.execution_id, now + (refusal.retry_after or backoff), tries=step.tries + 1)
