"""The real program between a pretend Slack and a pretend Recall, on one clock, over real HTTP."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, text

from bot.app import Program, build
from bot.app.adapters import Store
from bot.blocks.names import COMMAND, Action
from bot.core.bot_config.read_configuration import read_configuration
from bot.core.identifiers import CalendarEventId
from bot.core.meetings.meeting import Meeting
from bot.sandbox.clock import MovableClock
from bot.sandbox.recall.ledger import Recorded
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.recall.workspace import Bot, Calendar, CalendarEvent
from bot.sandbox.serving import serving
from bot.sandbox.slack.deliveries import Delivery
from bot.sandbox.slack.installation import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.pretend_slack import PretendSlack
from bot.scheduling.access.upcoming_meetings import LAST_READ
from bot.settings import Settings
from bot.store.schema.tables import bookings
from handlers import after_ack
from tests.journeys.furniture import MEET, MORNING, SALES, WEBHOOK_SECRET, furnish_recall, furnish_slack
from tests.journeys.reading import words
from tests.journeys.waiting import PATIENCE, until

# Every world of the present journey, for anyone who looks into what it leaves behind.
EVERY_WORLD: list["World"] = []

SCHEDULE = "/api/v2/calendar-events/*/bot/"


@dataclass
class World:
    clock: MovableClock
    slack: PretendSlack
    recall: PretendRecall
    recall_url: str
    settings: Settings
    maya: Person
    jonas: Person
    olga: Person
    calendar: Calendar
    program: Program | None = None
    url: str = ""
    _running: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def starts(self) -> None:
        """The program, at the address that Slack knows from the first time on."""
        self.program = await self._running.enter_async_context(build(self.settings, self.clock))
        port = int(self.url.rpartition(":")[2]) if self.url else 0
        url = await self._running.enter_async_context(serving(self.program.web, port=port))
        if not self.url:
            self.url = url
            self.slack.deliver_over_http(f"{url}/slack/events")

    async def stops(self) -> None:
        """Politely, as after SIGTERM."""
        await self._running.aclose()

    async def restarts(self, configuration: dict[str, Any]) -> None:
        """As after the operator changed the CONFIG_FILE."""
        await self.stops()
        self.settings = self.settings.model_copy(update={"configuration": read_configuration(configuration)})
        await self.starts()

    def hears_recall(self) -> None:
        """From now on Recall tells the program by webhooks."""
        self.recall.webhooks_to(f"{self.url}/recall/webhooks", WEBHOOK_SECRET)

    @property
    def store(self) -> Store:
        assert self.program is not None
        return self.program.store

    async def until(self, is_so: Callable[[], object], patience: float = PATIENCE) -> None:
        """For what can be seen in Slack."""
        await self.slack.until(is_so, patience)

    async def until_recall(self, is_so: Callable[[], object]) -> None:
        """For what can be seen at Recall."""
        await until(is_so)

    async def until_by_the_clock(self, is_so: Callable[[], object], every: timedelta) -> None:
        """For what Recall sees of the loops. Anyone who had not gone to sleep yet needs the clock to move once more."""
        async with asyncio.timeout(PATIENCE):
            while not is_so():
                self.clock.advance(every)
                with suppress(TimeoutError):
                    await until(is_so, patience=0.5)

    async def until_read(self) -> None:
        """Every calendar has been read to its end."""
        await until(lambda: self.store.marks.get(LAST_READ))

    async def until_mirrored(self, event_id: str, is_so: Callable[[Meeting], object] = lambda _: True) -> None:
        """The program knows the event as it is at Recall."""

        async def is_known() -> object:
            meeting = await self.store.mirror.event(CalendarEventId(event_id))
            return meeting and is_so(meeting)

        await until(is_known)

    async def until_written(self) -> None:
        """What was clicked is written, and has been answered; the executor may still be at it."""
        await until(_is_answered)

    async def nothing_is_left_to_do(self) -> None:
        """What was clicked has been done, and the executor has come to rest."""

        async def is_at_rest() -> bool:
            if not _is_answered():
                return False
            is_due = (bookings.c.due_at <= self.clock.now()) | bookings.c.lease_token.is_not(None)
            async with self.store.database.read() as connection:
                return (await connection.execute(select(bookings.c.id).where(is_due))).first() is None

        await until(is_at_rest)

    async def passes(self, time: timedelta) -> None:
        """Once what has been answered is recorded: else its next try would count from later on."""
        await self.nothing_is_left_to_do()
        self.clock.advance(time)

    async def loses_table(self, name: str) -> None:
        """Under the running program: something that no one expects."""
        async with self.store.database.write() as connection:
            await connection.execute(text("PRAGMA foreign_keys=OFF"))
            await connection.execute(text(f"ALTER TABLE {name} RENAME TO {name}_lost"))

    async def card(self, channel_id: str = SALES, *, saying: str = "") -> Message:
        """The newest message of a conversation whose text has these words, once there is one."""
        try:
            await self.until(lambda: any(saying in message.text for message in self.slack.messages(channel_id)))
        except TimeoutError:
            there = [message.text for message in self.slack.messages(channel_id)]
            raise AssertionError(f"nothing says {saying!r}: {there}") from None
        return next(m for m in reversed(self.slack.messages(channel_id)) if saying in m.text)

    async def opens_form(self, words: str = "", channel_id: str = SALES, person: Person | None = None) -> Person:
        who = person or self.maya
        await who.types(f"{COMMAND} {words}".strip(), channel_id)
        try:
            await self.until(lambda: who.view)
        except TimeoutError:
            said = [*who.notices, *(message.text for message in who.ephemerals)]
            raise AssertionError(f"no form opened; {who.user.id} was told: {said}") from None
        return who

    async def picks(self, title: str, person: Person | None = None) -> None:
        who = person or self.maya
        answer = await who.searches(Action.PICK_MEETING, title)
        option = next(text for text in answer.texts if title in text)
        await self.and_it_changes(who, who.picks(Action.PICK_MEETING, option))

    async def and_it_changes(self, who: Person, deed: Awaitable[Delivery | None]) -> None:
        """Do what makes the program show the form anew, and wait for that."""
        shown = who.view and who.view["hash"]
        await deed
        await self.until(lambda: who.view and who.view["hash"] != shown)

    async def books(self, title: str = "Weekly sync", channel_id: str = SALES) -> Message:
        """From the command to the confirmed card."""
        await self.opens_form(channel_id=channel_id)
        await self.picks(title)
        await self.maya.submits()
        card = await self.card(channel_id, saying="Scheduled:")
        await self.nothing_is_left_to_do()  # else a clock that moves now would take a lease away
        return card

    def form(self, person: Person | None = None) -> str:
        """The words of the modal that is open; empty where none is."""
        view = (person or self.maya).view
        return words([view["title"], view["blocks"]]) if view else ""

    def home(self, person: Person | None = None) -> str:
        return words((person or self.maya).home)

    async def reads_ephemeral(self, person: Person | None = None) -> str:
        """The only one so far."""
        who = person or self.maya
        await self.until(lambda: who.ephemerals)
        (message,) = who.ephemerals
        return message.text

    def hours(self, later: float) -> datetime:
        """After seven in New York, when each journey begins."""
        return MORNING + timedelta(hours=later)

    def scheduled(self) -> list[Recorded]:
        """What was asked of Recall for calendar events."""
        return self.recall.requests_to("POST", SCHEDULE)

    def meeting(self, title: str = "Weekly sync", **details: Any) -> CalendarEvent:
        """In Maya's calendar: today at ten in New York, for half an hour."""
        details.setdefault("start", MORNING + timedelta(hours=3))
        details.setdefault("meeting_url", MEET)
        calendar_id = details.pop("calendar_id", self.calendar.id)
        return self.recall.add_event(calendar_id, title=title, **details)

    def only_bot(self) -> Bot:
        (bot,) = self.recall.bots
        return bot


def _is_answered() -> bool:
    return all(task.get_name() != after_ack.TASK for task in asyncio.all_tasks())


@asynccontextmanager
async def a_world(
    database_url: str, *, prepare: Callable[[World], Any] = World.meeting, **how: Any
) -> AsyncIterator[World]:
    """As `a_world_at_rest`, with the program running and the calendars read.

    `prepare` fills the pretend services before the start; by default with one meeting.
    """
    async with a_world_at_rest(database_url, **how) as world:
        prepared = prepare(world)
        if isinstance(prepared, Awaitable):
            await prepared
        await world.starts()
        await world.until_read()
        yield world


@asynccontextmanager
async def a_world_at_rest(
    database_url: str,
    *,
    way: str = "http",
    configuration: dict[str, Any] | None = None,
    settings: dict[str, Any] | None = None,
    **slack_options: Any,
) -> AsyncIterator[World]:
    """The pretend services run; the program does not yet. `settings`: further ones, by their fields' names."""
    clock = MovableClock(MORNING)
    async with AsyncExitStack() as stack:
        slack, recall = PretendSlack(clock, **slack_options), PretendRecall(clock)
        slack_url = await stack.enter_async_context(slack.serving())
        recall_url = await stack.enter_async_context(serving(recall.asgi))
        stack.push_async_callback(recall.aclose)
        all_settings = Settings(
            slack_bot_token=BOT_TOKEN,
            slack_app_token=APP_TOKEN if way == "socket" else None,
            slack_signing_secret=SIGNING_SECRET,
            slack_api_url=f"{slack_url}/api/",
            recall_api_key=recall.api_key,
            recall_api_url=recall_url,
            recall_webhook_secret=WEBHOOK_SECRET,
            database_url=database_url,
            configuration=read_configuration(configuration or {}),
            **(settings or {}),
        )
        people = furnish_slack(slack)
        world = World(clock, slack, recall, recall_url, all_settings, *people, furnish_recall(recall))
        EVERY_WORLD.append(world)
        stack.push_async_callback(world.stops)
        yield world
