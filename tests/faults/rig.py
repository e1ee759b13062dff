"""The executor on its own, between a pretend Recall and a pretend Slack, on a clock that stands still until moved.

Time passes from one due moment to the next, so that an hour of retries takes no longer than its calls.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import delete, func, or_, select

from bot.core.access.assess import Present
from bot.core.access.conflicts import retry_refusal
from bot.core.access.permissions import Deed, Role, judge
from bot.core.access.verdicts import Decision, Vetoed, Written
from bot.core.booking.model import BookedMeeting, Booking, Destination, Intent, Wish
from bot.core.booking.same_meeting import is_same_meeting
from bot.core.bot_config.policy import Configuration
from bot.core.bot_config.read_configuration import read_configuration
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import BookingId, BotId, CalendarId, ChannelId
from bot.core.lifecycle.bot_status_changes import apply_bot_status
from bot.core.lifecycle.transitions import apply_cancellation, apply_edit, apply_retry
from bot.core.lifecycle.vetoes import apply_veto_lift, apply_veto_to_all, is_vetoed_by, occurrence_key
from bot.core.links.meeting_link import link_key
from bot.sandbox.clock import MovableClock
from bot.sandbox.recall.bot_lives import OVER
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.recall.wire_times import instant
from bot.sandbox.recall.workspace import Bot
from bot.sandbox.recall.workspace import Calendar as RecallCalendar
from bot.sandbox.serving import serving
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.pretend_slack import PretendSlack
from bot.store.bookings.bookings import Bookings, ChangeAmong
from bot.store.json_documents import BOOKING
from bot.store.mirror.calendars import Calendar
from bot.store.mirror.mirror import Mirror
from bot.store.schema.tables import bookings, submissions
from tests.examples import JONAS, MAYA, NOW, TEAM, a_booked_meeting
from tests.faults.process import Process
from tests.quick_database import QuickDatabase
from tests.submissions import a_submission

SALES = ChannelId("C0SALES")
GIVE_UP_AFTER = timedelta(minutes=6)
LASTS = timedelta(minutes=5)
LONG = timedelta(hours=4)
TIMEOUT_SECONDS = 10.0


@dataclass
class Rig:
    clock: MovableClock
    database_url: str
    configuration: Configuration
    patience: float
    give_up_after: timedelta = GIVE_UP_AFTER
    recall: PretendRecall = field(init=False)
    slack: PretendSlack = field(init=False)
    recall_url: str = ""
    slack_url: str = ""
    process: Process = field(init=False)
    _recall_server: AsyncExitStack = field(default_factory=AsyncExitStack)
    _submissions: int = 0
    _links: int = 0

    def __post_init__(self) -> None:
        self._database = QuickDatabase(self.database_url)
        self.bookings = Bookings(self._database)
        self.with_new_services()

    def with_new_services(self) -> None:
        """At the same addresses, and without a memory."""
        self.recall, self.slack = PretendRecall(self.clock), PretendSlack(self.clock)
        self.slack.person(MAYA, email="maya@example.com")
        self.slack.add_channel(SALES, name="sales", members={MAYA}, app_is_member=True)

    async def begins_anew(self) -> None:
        """For the next test: starting everything takes longer than most of them."""
        self.with_new_services()
        if not self.process.is_alive:  # a story that failed may have ended with it
            await self.process.is_killed()
            await self.starts()
        self.clock.set_to(self.clock.now().replace(microsecond=0) + timedelta(minutes=1))
        async with self._database.write() as connection:
            for table in (bookings, submissions):
                await connection.execute(delete(table))

    async def starts(self) -> None:
        self.process = Process(self.clock, self.database_url, self.recall_url, self.slack_url)
        await self.process.starts(self.configuration, self.give_up_after, self.recall.api_key, self.patience)

    async def dies(self, after: int) -> None:
        """As by `kill -9`, at the nth moment at which the process reaches outside itself."""
        self.process.fate.comes_after(after)
        await self.works()
        await self.process.is_killed()

    async def serves_recall(self) -> None:
        """At the address that it had before."""
        port = int(self.recall_url.rpartition(":")[2]) if self.recall_url else 0
        self.recall_url = await self._recall_server.enter_async_context(serving(self.recall_asgi, port=port))

    @asynccontextmanager
    async def recall_is_down(self) -> AsyncIterator[None]:
        """Connections are refused."""
        await self._recall_server.aclose()
        yield
        await self.serves_recall()

    async def aclose(self) -> None:
        await self.process.stops()
        await self._recall_server.aclose()
        await self._database.aclose()

    async def recall_asgi(self, scope: Any, receive: Any, send: Any) -> None:
        await self.recall.asgi(scope, receive, send)

    async def slack_asgi(self, scope: Any, receive: Any, send: Any) -> None:
        await self.slack.asgi(scope, receive, send)

    # What people wish.

    async def calendar_meeting(
        self, starts_in: timedelta = timedelta(hours=3), lasts: timedelta = LASTS
    ) -> BookedMeeting:
        """In a calendar and with a link of its own."""
        calendar = self.recall.add_calendar("maya@example.com")
        start, link = self.clock.now() + starts_in, self._new_link()
        event = self.recall.add_event(calendar.id, start=start, end=start + lasts, meeting_url=link)
        await Mirror(self._database).save_calendars([_mirrored(each) for each in self.recall.calendars])
        return a_booked_meeting(
            meeting_url=link,
            link_key=link_key(link),
            event_id=event.id,
            calendar_id=calendar.id,
            start_time=event.start,
            end_time=event.end,
            start_text=instant(event.start),
            ical_uid=event.ical_uid,
        )

    def _new_link(self) -> str:
        self._links += 1
        letters = "".join(chr(ord("a") + int(digit)) for digit in f"{self._links:04}")
        return f"https://meet.google.com/abc-{letters}-xyz"

    async def books(self, meeting: BookedMeeting, settings: BotSettings | None = None, **facts: Any) -> Booking:
        """Or edits, if a live booking stands for the meeting already."""
        written = await self.tries_to_book(meeting, settings, **facts)
        assert written is not None
        return written

    async def tries_to_book(
        self, meeting: BookedMeeting, settings: BotSettings | None = None, **facts: Any
    ) -> Booking | None:
        """None where someone does not want the meeting to be recorded."""
        now = self.clock.now()
        self._submissions += 1
        wish = Wish(intent=Intent.ATTEND, revision=1, settings=settings or BotSettings(), by=MAYA, at=now)
        booking_id = BookingId(f"booking{self._submissions}")
        template = Booking(
            **{
                "id": booking_id,
                "team_id": TEAM,
                "booked_by": MAYA,
                "booked_at": now,
                "meeting": meeting,
                "destination": Destination(channel_id=SALES),
                "wish": wish,
                **facts,
            }
        )

        def decide(present: Present) -> Decision:
            if any(is_vetoed_by(rival, meeting) for rival in present.bookings):
                return Vetoed()
            rival = next((b for b in present.bookings if is_same_meeting(b, meeting) and b.is_live(now)), None)
            if rival is None:
                return Written(template)
            edited = apply_edit(
                rival,
                settings=template.wish.settings,
                preset=None,
                destination=template.destination,
                meeting=rival.meeting if meeting.event_id else meeting,
                by=MAYA,
                now=now,
            )
            return Written(edited)

        event_ids = [meeting.event_id] if meeting.event_id else []
        keys = [key for key in [occurrence_key(meeting)] if key]
        form = a_submission(f"V{self._submissions}", template, decide, now, event_ids=event_ids, veto_keys=keys)
        outcome = await self.bookings.submit(form)
        self.process.executor.wake()
        return outcome.booking if isinstance(outcome, Written) else None

    async def calls_off(self, booking: Booking) -> None:
        await self._wishes(booking, partial(apply_cancellation, by=MAYA, now=self.clock.now(), reason="person"))

    async def asks_again(self, booking: Booking) -> None:
        """Whether there is anything to try again or not, unless other bookings stand in the way."""
        now = self.clock.now()

        def change(present: Booking, rivals: list[Booking]) -> list[Booking]:
            return [] if retry_refusal(present, rivals, now) else [apply_retry(present, by=MAYA, now=now)]

        await self._among_rivals(booking, change, "asked again")

    async def presses_try_again(self, booking: Booking) -> bool:
        """On whichever card. Whether that did anything."""
        return await self._does(Deed.TRY_AGAIN, Role.BOOKER, booking)

    async def objects(self, booking: Booking) -> bool:
        """Someone who is invited does not want it to be recorded. Whether it was not too late to say so."""
        return await self._does(Deed.VETO, Role.ATTENDEE, booking)

    async def agrees(self, booking: Booking) -> bool:
        """They take that back. Whether they could, at that moment."""
        return await self._does(Deed.ALLOW_AGAIN, Role.VETOER, booking)

    async def _does(self, deed: Deed, role: Role, booking: Booking) -> bool:
        now, is_done = self.clock.now(), False

        def change(present: Booking, rivals: list[Booking]) -> list[Booking]:
            nonlocal is_done
            refusal = judge(deed, present, frozenset({role}), now)
            if refusal is None and deed is Deed.TRY_AGAIN:
                refusal = retry_refusal(present, rivals, now)
            is_done = refusal is None
            if not is_done:
                return []
            if deed is Deed.VETO:
                return apply_veto_to_all(present, rivals, by=JONAS, now=now)
            once_more = apply_retry if deed is Deed.TRY_AGAIN else apply_veto_lift
            return [once_more(present, by=JONAS, now=now)]

        await self._among_rivals(booking, change, deed)
        return is_done

    async def _among_rivals(self, booking: Booking, change: ChangeAmong, what: str) -> None:
        key = occurrence_key(booking.meeting)
        await self.bookings.change_among_rivals(booking.id, change, self.clock.now(), [key] if key else [], what=what)
        self.process.executor.wake()

    async def somebody_deletes(self, message: Message) -> None:
        self.slack.workspace.messages.delete(message)

    async def hears_of(self, bot: Bot) -> None:
        """As by a webhook."""
        latest = bot.status_changes[-1]
        news = partial(apply_bot_status, bot_id=BotId(bot.id), code=latest.code, sub_code=latest.sub_code, at=latest.at)
        (booking,) = [each for each in await self.everything() if each.bot.bot_id == bot.id]
        await self._wishes(booking, news)

    async def _wishes(self, booking: Booking, change: Callable[[Booking], Booking]) -> None:
        await self.bookings.change(booking.id, change, self.clock.now(), what="wish")
        self.process.executor.wake()

    # How time passes.

    async def comes_to_rest(self, *, by: timedelta | None = None) -> None:
        """Time passes from one due moment to the next, until nothing is due any more or `by` then."""
        end, rounds_without_progress = self.clock.now() + (by or LONG), 0
        while True:
            await self.works()
            due = await self._next_due()
            if due is None or due > end:
                break
            rounds_without_progress = 0 if due > self.clock.now() else rounds_without_progress + 1
            assert rounds_without_progress < 20, "what is due is taken up again and again, or never"
            self.clock.set_to(max(due, self.clock.now()))
        assert by or due is None, f"something was still due after {LONG}"
        if by:
            self.clock.set_to(end)
            await self.works()

    async def works(self) -> None:
        """All that is due now is done."""
        async with asyncio.timeout(20):
            await self.process.works()

    async def _next_due(self) -> datetime | None:
        """What someone holds is due when that lease runs out, for its holder may be dead."""
        free = select(func.min(bookings.c.due_at)).where(bookings.c.lease_token.is_(None))
        async with self._database.read() as connection:
            due = (await connection.execute(free)).scalar_one()
            left = (await connection.execute(select(func.min(bookings.c.lease_until)))).scalar_one()
        moments = [due, left and left + timedelta(seconds=1)]
        return min((moment for moment in moments if moment), default=None)

    async def is_anything_overdue(self) -> bool:
        overdue = or_(bookings.c.due_at <= self.clock.now(), bookings.c.lease_token.is_not(None))
        async with self._database.read() as connection:
            return (await connection.execute(select(bookings.c.id).where(overdue))).first() is not None

    async def everything(self) -> list[Booking]:
        async with self._database.read() as connection:
            documents = (await connection.execute(select(bookings.c.document))).scalars()
            return [BOOKING.validate_json(text) for text in documents]

    # What there is to see.

    async def now_is(self, booking: Booking) -> Booking:
        present = await self.bookings.get(booking.id)
        assert present is not None
        return present

    def live_bots(self) -> list[Bot]:
        return [bot for bot in self.recall.bots if bot.status not in OVER]

    def cards(self, channel_id: str = SALES) -> list[Message]:
        return self.slack.messages(channel_id)


def _mirrored(calendar: RecallCalendar) -> Calendar:
    return Calendar(
        id=CalendarId(calendar.id),
        platform=calendar.platform,
        platform_email=calendar.email,
        oauth_email=None,
        status=calendar.status,
    )


@asynccontextmanager
async def a_rig(
    database_url: str, *, patience: float = TIMEOUT_SECONDS, configuration: dict[str, Any] | None = None
) -> AsyncIterator[Rig]:
    """`patience`: how many seconds of real time the client waits for an answer."""
    clock = MovableClock(NOW, ticking=False)
    rig = Rig(clock, database_url, read_configuration(configuration or {}), patience)
    async with AsyncExitStack() as stack:
        await rig.serves_recall()
        rig.slack_url = await stack.enter_async_context(serving(rig.slack_asgi))
        await rig.starts()
        stack.push_async_callback(rig.aclose)
        yield rig
