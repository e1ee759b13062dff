"""Pretend services full of people, channels and meetings, and the forms that these people submit."""

import json
import string
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import httpx

from bot.blocks.form.state import FormKind, ScheduleForm, start_form
from bot.blocks.form.view import FormFacts, build_modal
from bot.clock import Clock
from bot.core.access.people import SlackAccount
from bot.core.bot_config.policy import Policy
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import CalendarEventId, ChannelId, TeamId, UserId
from bot.core.links.meeting_link import parse_known_link
from bot.sandbox.recall.bot_lives import OVER
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.serving import serving
from bot.sandbox.slack.directory import Channel, User
from bot.sandbox.slack.installation import BOT_TOKEN, SIGNING_SECRET
from bot.sandbox.slack.payloads import Payloads
from bot.sandbox.slack.pretend_slack import PretendSlack
from bot.sandbox.slack.wire import Json
from bot.store.engine.database import Database
from bot.store.engine.migrate import migrate
from bot.store.link_drafts import Drafts
from bot.store.people import People
from bot.urls import sqlalchemy_url
from tests.examples import a_meeting

FORM = "application/x-www-form-urlencoded"
LINK_EVERY = 8  # so many meetings of calendars to one link that is on none


@dataclass(eq=False)
class Submission:
    """One person's form for one meeting. `bot_name` is this form's alone: cards and bots are told apart by it."""

    view_id: str
    bot_name: str
    user_id: str
    meeting_url: str
    channel_id: str
    payload: Json
    is_acked: bool = False
    answers: list[str] = field(default_factory=list)  # those that were no acknowledgement


class Town:
    def __init__(
        self,
        clock: Clock,
        folder: Path,
        database_url: str,
        *,
        channels: int = 10,
        people: int = 20,
        migrates: bool = True,
    ) -> None:
        """`migrates`: False where that is left to a program."""
        self.clock = clock
        self.folder = folder
        self.database = Database(sqlalchemy_url(database_url))
        self.slack, self.recall = PretendSlack(clock), PretendRecall(clock)
        staff = [self.slack.add_user(f"U{n:08}", email=f"person.{n}@example.com") for n in range(people)]
        members = {person.id for person in staff}
        self.channels = [
            self.slack.add_channel(f"C{n:08}", name=f"channel-{n}", members=members, app_is_member=True)
            for n in range(channels)
        ]
        self._people = [(person, self.recall.add_calendar(person.email or "")) for person in staff]
        self._payloads = Payloads(self.slack.workspace)
        self._numbers = iter(range(10**6))
        self._database_url = database_url
        self._migrates = migrates
        self._urls: dict[str, str] = {}

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Town"]:
        async with AsyncExitStack() as stack:
            slack_url = await stack.enter_async_context(self.slack.serving())
            recall_url = await stack.enter_async_context(serving(self.recall.asgi))
            stack.push_async_callback(self.recall.aclose)
            stack.push_async_callback(self.database.aclose)
            self._http = await stack.enter_async_context(httpx.AsyncClient(timeout=30, trust_env=False))
            self._urls = {"SLACK_API_URL": f"{slack_url}/api/", "RECALL_API_URL": recall_url}
            if self._migrates:
                await migrate(self.database)
            yield self

    @property
    def variables(self) -> dict[str, str]:
        """What leads a process here; its port is missing."""
        return {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "RECALL_API_KEY": self.recall.api_key,
            "DATABASE_URL": self._database_url,
            "LOG_FORMAT": "json",
            **self._urls,
        }

    async def is_known(self) -> None:
        """The program knows everyone already, as after they have opened their forms."""
        for person, _ in self._people:
            known = SlackAccount(
                user_id=UserId(person.id),
                team_id=TeamId(person.team_id),
                email=person.email,
                email_is_confirmed=True,
                time_zone=person.tz,
                name=person.real_name,
            )
            await People(self.database).save(known, self.clock.now())

    async def forms(self, count: int) -> list[Submission]:
        """Forms for as many meetings, all of them days away, some by a link that is on no calendar."""
        return [
            await self.form_for_a_link() if place % LINK_EVERY == LINK_EVERY - 1 else self.form_for_an_event()
            for place in range(count)
        ]

    async def submit(self, submission: Submission, port: int) -> None:
        """As Slack does it. Without an answer the form stays open, and the person can press again."""
        body = urlencode({"payload": json.dumps(submission.payload)}).encode()
        headers = {"Content-Type": FORM, **self.slack.signed_headers(body)}
        try:
            answer = await self._http.post(f"http://127.0.0.1:{port}/slack/events", content=body, headers=headers)
        except httpx.TransportError:
            return
        if answer.status_code == 200 and not answer.content:
            submission.is_acked = True
        else:
            submission.answers.append(f"{answer.status_code} {answer.text[:300]}")

    def meetings_with_two_bots(self) -> list[str]:
        live = Counter(bot.meeting_url for bot in self.recall.bots if bot.status not in OVER)
        return [f"{count} bots for {url}" for url, count in live.items() if count > 1]

    def form_for_an_event(self) -> Submission:
        number = next(self._numbers)
        person, calendar = self._people[number % len(self._people)]
        url = f"https://meet.google.com/{_letters(number, 3)}-{_letters(number, 4)}-{_letters(number, 3)}"
        start = (self.clock.now() + timedelta(days=1 + number % 25)).replace(minute=0, second=0, microsecond=0)
        event = self.recall.add_event(calendar.id, title=f"Planning {number}", start=start, meeting_url=url)
        meeting = a_meeting(
            event_id=CalendarEventId(event.id), calendar_id=calendar.id, start_time=start, title=event.title
        )
        name, channel = f"Scribe {number:05}", self._channel(number)
        form = start_form(
            FormKind.CALENDAR, BotSettings(bot_name=name), channel_id=ChannelId(channel.id), event_id=meeting.event_id
        )
        facts = FormFacts(now=self.clock.now(), policy=Policy(), meeting=meeting, excludes_shared_channels=True)
        return self._submission(person, channel, form, facts, name, url)

    async def form_for_a_link(self) -> Submission:
        """Whose bot joins at once: one too many of those would be seen in the call."""
        number = next(self._numbers)
        person, _ = self._people[number % len(self._people)]
        url = f"https://acme.zoom.us/j/{80_000_000_000 + number}?pwd=made.up.{number}"
        draft_id = await Drafts(self.database).save({"links": [url]}, self.clock.now())
        name, channel = f"Scribe {number:05}", self._channel(number)
        form = start_form(
            FormKind.LINK, BotSettings(bot_name=name), channel_id=ChannelId(channel.id), draft_id=draft_id
        )
        links = tuple(filter(None, [parse_known_link(url)]))
        facts = FormFacts(now=self.clock.now(), policy=Policy(), links=links, excludes_shared_channels=True)
        return self._submission(person, channel, form, facts, name, url)

    def _submission(
        self, person: User, channel: Channel, form: ScheduleForm, facts: FormFacts, bot_name: str, url: str
    ) -> Submission:
        view = self.slack.workspace.views.open(person.id, build_modal(form, facts), channel)
        return Submission(view.id, bot_name, person.id, url, channel.id, self._payloads.view_submission(person, view))

    def _channel(self, number: int) -> Channel:
        return self.channels[number % len(self.channels)]


def _letters(number: int, count: int) -> str:
    return "".join(string.ascii_lowercase[number // 26**place % 26] for place in reversed(range(count)))
